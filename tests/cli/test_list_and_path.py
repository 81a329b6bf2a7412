"""`transnet list`, `plan` and `path`: what there is, and ways as they are asked for."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.worlds import line_world
from transnet import save_network
from transnet.base.errors import UnknownNameError
from transnet.base.language import in_words, speaking
from transnet.cli.main import main
from transnet.model.listing import KINDS, Wanted, listed, plain_name
from transnet.report.terminal.listing_table import _KINDS, kind_called
from transnet.travel.model import TravelModel
from transnet.travel.no_way import no_way_notices

WORLD = line_world("2024-12-31")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the world and a scenario of it, which all tests read."""
    made = tmp_path_factory.mktemp("listed")
    save_network(WORLD, made / "world")
    (made / "s.toml").write_text("id = 's'\nnetwork = 'world'\n")
    return made


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, list(words))


@pytest.mark.parametrize("kind", KINDS)
def test_everything_of_a_kind_is_listed(call: Run, kind: str) -> None:
    shown = call("list", kind, "--network", "world")
    assert shown.exit_code == 0, shown.output
    rows = json.loads(call("list", kind, "--network", "world", "--json").stdout)
    assert re.search(rf"^world: [a-z ]+, {len(rows)}\b", shown.output)
    assert len(rows) == len(listed(WORLD, kind, Wanted()))


def test_names_are_found_in_either_language_and_filtered() -> None:
    stations = WORLD["stations"]
    for row in stations.to_dict("records"):
        for text in (row["station_id"], row["name_zh"], row["name_en"].upper()):
            found = listed(WORLD, "stations", Wanted(search=(text,)))
            assert row["station_id"] in set(found["id"])
    statuses = listed(WORLD, "projects", Wanted(status=("planned",)))["status"]
    assert set(statuses) <= {"planned"}
    assert listed(WORLD, "projects", Wanted(search=("nothing of this name",))).empty


def test_searched_names_have_no_tones_spaces_or_width() -> None:
    assert plain_name("Lǚliáng–Xī ＡＢ") == "luliangxiab"


@pytest.mark.parametrize(
    "words", [["path", "甲市"], ["list", "things"], ["path", "甲市", "无此地"]]
)
def test_what_is_wrong_is_json_where_json_is_asked_for(call: Run, words: list[str]) -> None:
    end = ["--scenario", "s.toml"] if words[0] == "path" else []
    shown = call(*words, *end, "--json")
    assert shown.exit_code in (1, 2)
    assert json.loads(shown.stdout)["error"]


def test_a_kind_that_nothing_is_of_is_answered_by_all_kinds(call: Run) -> None:
    shown = call("list", "工程", "--network", "world")
    assert shown.exit_code != 0
    assert all(kind in shown.output for kind in KINDS)
    with speaking("zh"), pytest.raises(UnknownNameError) as refused:
        kind_called("工程")
    assert all(in_words(each, "zh") in str(refused.value) for each in _KINDS.values())


def test_a_path_names_its_day_and_the_next_best_ways(call: Run) -> None:
    words = ["path", "甲市", "丙县", "--scenario", "s.toml", "--alternatives", "3"]
    shown = call(*words)
    assert shown.exit_code == 0, shown.output
    assert WORLD.info.known_until.isoformat() in shown.output
    said = json.loads(call(*words, "--json").stdout)
    assert said["date"] == WORLD.info.known_until.isoformat()
    minutes = [said["travel_min"], *(way["travel_min"] for way in said["next_ways"])]
    assert minutes == sorted(minutes)
    assert len(minutes) > 1


def test_stations_may_be_the_ends_of_a_path(call: Run) -> None:
    names = WORLD["stations"].set_index("station_id")["name_zh"]
    both = call("path", names["S1"], f"{names['S3']}", "--scenario", "s.toml", "--json")
    assert both.exit_code == 0, both.output
    assert "in_train" in {each["code"] for each in json.loads(both.stdout)["notices"]}
    one = call("path", "S1", "丙县", "--scenario", "s.toml", "--json")
    assert "station_end" in {each["code"] for each in json.loads(one.stdout)["notices"]}


def test_the_same_place_is_where_one_is(call: Run) -> None:
    shown = call("path", "甲市", "甲市", "--scenario", "s.toml")
    assert "you are there" in shown.output


def test_a_trip_that_nothing_rides_is_no_way_though_its_places_are_in_the_network() -> None:
    trip = TravelModel(WORLD).path("甲市", "丙县")
    for using in ("rail", "public", "carfree", "best"):
        apart = replace(trip, travel_min=math.inf, using=using)
        assert [each.code for each in no_way_notices(WORLD, apart)] == ["no_way"]
    assert not no_way_notices(WORLD, trip)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_kinds_and_words_of_tables_are_known_in_chinese(call: Run, kind: str) -> None:
    chinese = in_words(_KINDS[kind], "zh")
    shown = call("list", chinese, "--network", "world", "--json").output
    assert shown == call("list", kind, "--network", "world", "--json").output
    assert json.loads(shown)


def test_a_list_is_filtered_by_words_in_chinese(call: Run) -> None:
    rows = [("--status", "已开通", "open"), ("--theme", "公路", "road")]
    for option, chinese, code in rows:
        shown = [
            call("list", "projects", "--network", "world", option, each, "--json").output
            for each in (chinese, code)
        ]
        assert shown[0] == shown[1]
    assert json.loads(shown[0])
