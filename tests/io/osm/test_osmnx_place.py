"""Roads by the name of a place; OSMnx is stood in for, since tests have no network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import osmnx
import pytest
import requests
from click.testing import CliRunner

from transnet.base.errors import InputError, UnknownNameError
from transnet.cli.main import main
from transnet.io.osm.osmnx_place import import_place
from transnet.io.roads.gmns import read_gmns


def _graph() -> nx.MultiDiGraph:
    made = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    made.add_node(1, x=112.0, y=37.0)
    made.add_node(2, x=112.1, y=37.0)
    made.add_edge(1, 2, osmid=7, highway="residential", oneway=True, length=1000.0)
    return made


class _Stand:
    """Takes the place of osmnx.graph_from_place and keeps what it is asked."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, ({}, True)

    def __call__(self, query: str, **options: Any) -> Any:
        self.asked = ({"query": query, **options}, osmnx.settings.use_cache)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def test_a_place_becomes_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand = _Stand(_graph())
    monkeypatch.setattr(osmnx, "graph_from_place", stand)
    made = import_place("Jinzhong, Shanxi, China", tmp_path / "roads", service=True)
    assert stand.asked == (
        {"query": "Jinzhong, Shanxi, China", "network_type": "drive_service", "retain_all": True},
        False,
    )
    assert osmnx.settings.use_cache is True
    assert read_gmns(tmp_path / "roads")[0] == made.graph
    about = json.loads((tmp_path / "roads" / "roads.json").read_text("utf-8"))
    assert about["source"] == "Jinzhong, Shanxi, China"
    assert "OpenStreetMap" in about["licence"]
    assert about["counts"] == {"nodes": 2, "arcs": 1, "nodes_in_main": 1}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (requests.exceptions.ConnectionError("no route"), "offline"),
        (requests.exceptions.Timeout("too slow"), "offline"),
        (OSError("no network"), "offline"),
        (osmnx._errors.InsufficientResponseError("nothing"), "unknown_place"),
        (osmnx._errors.ResponseStatusCodeError("429"), "offline"),
        (TypeError("not a polygon"), "unknown_place"),
        (ValueError("no roads"), "unknown_place"),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: BaseException, code: str
) -> None:
    monkeypatch.setattr(osmnx, "graph_from_place", _Stand(answer))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["roads", "import", "--place", "晋中", "--out", "roads"])
    assert (done.exit_code, code in done.output) == (1, True)
    assert "Traceback" not in done.output
    assert not list(tmp_path.iterdir())


def test_without_osmnx_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "osmnx", None)
    with pytest.raises(InputError, match=r"pip install 'transnet\[osmnx\]'") as caught:
        import_place("Jinzhong", tmp_path / "roads")
    assert [(each.table, each.row) for each in caught.value.notices] == [("osmnx", 0)]


def test_the_command_takes_an_extract_or_a_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(osmnx, "graph_from_place", _Stand(_graph()))
    out = ["--out", str(tmp_path / "roads")]
    done = CliRunner().invoke(main, ["roads", "import", "--place", "Jinzhong", *out, "--json"])
    assert json.loads(done.stdout)["arcs"] == 1
    for wrong in ([], ["a.osm", "--place", "b"], ["--place", "b", "--turn-penalties"]):
        assert CliRunner().invoke(main, ["roads", "import", *wrong, *out]).exit_code == 2
    with pytest.raises(UnknownNameError):
        import_place("Jinzhong", tmp_path / "roads", country="XX")
