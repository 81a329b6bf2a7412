"""Texts and files of a state run to the same verdicts; scenario files come back as addresses."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import pytest

from tests.explore.asking import ask
from tests.explore.test_answers import app, explorer, state
from transnet.explore.security import LARGEST_BODY
from transnet.io.catalog import scenario_file
from transnet.scenario.file import read_scenario
from transnet.study.result import Result
from transnet.study.run import run

TOML = {"content-type": "application/toml"}
QUERIES = (
    "",
    "open=rail-xiongxin-hsr&base=base",
    "open=metro-r3&year=2030&traffic=peak",
    "open=metro-r3&set=parking_min@all:9&line=L%20%22x%22~rail~200~20~R001.R005.112.55:37.87",
    "line=路~road~100~0~140106.140902",
)


def _same(result: Result, found: Any) -> None:
    for end in ("before", "after"):
        assert result.verdicts[end].tolist() == found["verdicts"][f"value_{end}"]
        assert result.verdicts[f"met_{end}"].tolist() == found["verdicts"][f"met_{end}"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_scenario_file_of_a_state_runs_to_its_verdicts(query: str, tmp_path: Path) -> None:
    answer = ask(app(), f"/api/text?{query}&as=toml".replace("?&", "?"))
    assert answer.status == 200
    path = tmp_path / "explored.toml"
    path.write_bytes(answer.body)
    _same(run(read_scenario(path), network=explorer().study.network), state(query))


def test_the_python_of_a_state_runs_to_its_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    query = QUERIES[3]
    answer = ask(app(), f"/api/text?{query}&as=python")
    names: dict[str, Any] = {}
    exec(compile(answer.body, "explored.py", "exec"), names)  # noqa: S102, as a user would
    _same(names["result"], state(query))
    assert "before" in capsys.readouterr().out


def test_files_open_and_hold_the_figures_of_the_state(tmp_path: Path) -> None:
    query = "open=rail-xiongxin-hsr"
    counties = state(query)["counties"]
    wanted = dict(zip(counties["place"], counties["core_after"], strict=True))
    table = ask(app(), f"/api/export?{query}&as=csv")
    assert table.headers["content-disposition"] == 'attachment; filename="explored.csv"'
    rows = list(csv.DictReader(io.StringIO(table.body.decode("utf-8-sig"))))
    assert {row["place_id"]: round(float(row["core_min_after"]), 2) for row in rows} == wanted
    for kind in ("gpkg", "geojson"):
        path = tmp_path / f"explored.{kind}"
        path.write_bytes(ask(app(), f"/api/export?{query}&as={kind}").body)
        frame = geopandas.read_file(path, layer="places" if kind == "gpkg" else None)
        found = frame.set_index("place_id")["core_min_after"].dropna().round(2).to_dict()
        assert found == wanted
    with sqlite3.connect(tmp_path / "explored.gpkg") as base:
        layers = {row[0] for row in base.execute("SELECT table_name FROM gpkg_contents")}
    assert {"places", "stations", "roads", "tracks"} <= layers


@pytest.mark.parametrize(
    "path", ["export?as=exe", "export", "text?as=exe", "text", "export?as=../x"]
)
def test_other_kinds_of_files_are_refused(path: str) -> None:
    answer = ask(app(), f"/api/{path}")
    assert (answer.status, answer.json["code"]) == (400, "bad_address")


@pytest.mark.parametrize(
    "name",
    ["xiongxin-hsr", "xiongxin-hsr-2022", "plan-2035", "base-2022", "taiyuan-luliang-suide-hsr"],
)
def test_a_scenario_file_comes_back_as_the_address_of_its_state(name: str) -> None:
    data = scenario_file(name).read_bytes()
    answer = ask(app(), "/api/scenario", method="POST", headers=TOML, body=data)
    assert answer.status == 200
    query = answer.json["query"]
    assert "edits=" not in query
    study = explorer().study
    scenario = read_scenario(name)
    own, other = (
        study.edited(each).effects
        for each in (study.states_of(scenario)[1], explorer().asked(query).after)
    )
    assert own.equals(other)
    assert explorer().asked(query).after.date == scenario.day(study.network.info)
    assert explorer().asked(query).before.date == scenario.base_day(study.network.info)


def test_edits_that_an_address_has_no_word_for_are_carried_in_it() -> None:
    text = """
id = "faster"
[[edit]]
action = "open"
project = ["rail-xiongxin-hsr"]
[[edit]]
action = "set_speed"
line = "C01"
speed_kmh = 160
"""
    answer = ask(app(), "/api/scenario", method="POST", headers=TOML, body=text.encode())
    assert answer.status == 200, answer.body
    asked = explorer().asked(answer.json["query"])
    assert [each.action for each in asked.scenario.edits] == ["open", "set_speed"]
    assert state(answer.json["query"])["state"]["open"] == ["rail-xiongxin-hsr"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (LARGEST_BODY + 1), "too_large"),
        (b"a = " + b"[" * 100_000, "refused"),
        (b"a = " + b"{b=" * 50_000, "refused"),
        (b"a." * 50_000 + b"b = 1", "refused"),
        (b"\xff\xfe\x00\x01", "refused"),
        (b"", "refused"),
        (b'id = "<script>alert(1)</script>"', "refused"),
        (b'id = "a"\nnetwork = "/etc"', "other_network"),
        (b'id = "a"\nnetwork = "../../secret"', "other_network"),
        (b'id = "a"\ndates = ["2030-12-31", "2035-12-31"]', "several_days"),
        (b'id = "a"\ndate = "1066-10-14"', "bad_date"),
        (
            b'id = "a"\n[[edit]]\naction = "open"\nproject = "<img src=x onerror=alert(1)>"',
            "refused",
        ),
        (b'id = "a"\n' + b'[[edit]]\naction = "open"\nproject = "nope"\n' * 3000, "refused"),
    ],
)
def test_hostile_files_get_an_error_and_the_server_goes_on(data: bytes, code: str) -> None:
    answer = ask(app(), "/api/scenario", method="POST", headers=TOML, body=data)
    assert 400 <= answer.status < 500
    assert answer.json["code"] == code
    assert answer.json["zh"] != answer.json["en"]
    assert b"Traceback" not in answer.body
    assert len(answer.body) < 20_000
    assert ask(app(), "/api/state").status == 200


def test_names_with_scripts_come_back_as_the_text_that_they_are() -> None:
    name = "<script>alert(1)</script>$x$"
    found = ask(app(), f"/api/text?line={name}~rail~200~20~R001.R005&as=toml")
    assert found.headers["content-type"].startswith("application/toml")
    assert name in found.body.decode()
    assert ask(app(), f"/api/state?line={name}~rail~200~20~R001.R005").status == 200
