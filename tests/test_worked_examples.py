"""The worked examples of docs/own-network.md, on the real data where they are at hand."""

from __future__ import annotations

import re
import shlex
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import transnet
from tests.io.gtfs.feeds import shared_data
from transnet.cli.main import main

pytestmark = pytest.mark.slow

_PAGE = (Path(__file__).parents[1] / "docs" / "own-network.md").read_text("utf-8")
_EXAMPLES = _PAGE[_PAGE.index("## Worked examples") :]
_MOST_S = 120.0  # of machine time, on all cores together


def _blocks(city: str, kind: str) -> list[str]:
    """Return the code of a city's example, by what stands behind the backquotes."""
    part = re.split(r"\n\*\*(?=[A-Z])", _EXAMPLES[_EXAMPLES.index(f"**{city}**") + 2 :])[0]
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)
    return [code for found, code in fences if found == kind]


def _commands(city: str) -> None:
    for line in _blocks(city, "sh")[0].splitlines():
        program, *words = shlex.split(line)
        assert program == "transnet"
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _porto_alegre(folder: Path) -> None:
    data = shared_data("transit", "porto_alegre", "extdata")
    for name in ("poa_hexgrid.csv", "poa_osm.pbf", "poa_eptc.zip", "poa_trensurb.zip"):
        (folder / name).symlink_to(data / name)


def test_porto_alegre_has_a_verdict_and_maps_in_three_commands(here: Path) -> None:
    _porto_alegre(here)
    began = time.process_time()
    _commands("Porto Alegre")
    spent = time.process_time() - began
    written = {path.name for path in (here / "results" / "today").iterdir()}
    assert {"report.html", "map_before.png", "counties.csv"} <= written
    summary = (here / "results" / "today" / "summary.json").read_text("utf-8")
    assert '"met_after": true' in summary
    assert spent < _MOST_S


def test_porto_alegre_in_python(here: Path) -> None:
    _porto_alegre(here)
    (code,) = _blocks("Porto Alegre", "python")
    assert len(code.splitlines()) <= 12
    names: dict[str, Any] = {}
    exec(compile(code, "own-network.md", "exec"), names)  # noqa: S102 - our own page
    counted = re.search(r"all ([\d,]+) residents .* ([\d,]+) without a car", _EXAMPLES, re.DOTALL)
    assert counted is not None
    said = [int(each.replace(",", "")) for each in counted.groups()]
    people = names["result"].network["places"]["population"].sum()
    assert said[0] == people
    assert names["map_of_gains"].axes


def test_monaco(here: Path) -> None:
    (here / "monaco.osm.pbf").symlink_to(shared_data("osm", "monaco_osrm.osm.pbf"))
    (table,) = _blocks("Monaco", "text")
    (here / "people.csv").write_text(table, "utf-8")
    _commands("Monaco")
    assert (here / "results" / "today" / "report.html").is_file()


def test_porto_with_its_bridge_closed() -> None:
    roads, _ = transnet.read_roads(shared_data("osm", "porto_portugal.osm.pbf"), country="PT")
    rng = np.random.default_rng(7)

    def spots(count: int) -> pd.DataFrame:
        lon, lat = rng.uniform(-8.67, -8.58, count), rng.uniform(41.11, 41.17, count)
        return pd.DataFrame({"id": np.arange(count), "lon": lon, "lat": lat})

    homes, clinics = spots(200), spots(50)
    closed = roads.close(roads.select(name="Ponte da Arrábida"))
    before, after = (each.travel_times(homes, clinics)["travel_min"] for each in (roads, closed))
    assert np.isfinite(after[np.isfinite(before)]).all(), "other bridges stay"
    assert (after >= before - 1e-9).all()
    assert (after > before + 1).mean() > 0.05
