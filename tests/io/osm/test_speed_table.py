"""Speeds of one's own from a table: which rows count, and what is wrong with those that can't."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.io.osm.osm_worlds import write_osm
from transnet.base.cache import Cache
from transnet.base.errors import InputError, TransnetError, UnknownNameError
from transnet.cli.main import main
from transnet.io.osm.extract import read_osm
from transnet.io.osm.speed_table import read_speeds
from transnet.io.osm.speeds import way_speed
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.road_formats import read_roads

HEAD = "road_class,country,urban,speed_kmh\n"
ROWS = (
    "primary,,,70\nprimary,,yes,45\nprimary,BE,,65\nprimary,BE-VLG,no,60\n"
    "residential,*,,25\nferry,,,18.5\n"
)


def _table(folder: Path, text: str) -> Path:
    path = folder / "speeds.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_of_a_nearer_country_take_the_place_of_those_of_any(tmp_path: Path) -> None:
    path, any_ = _table(tmp_path, HEAD + ROWS), {"residential": 25.0, "ferry": 18.5}
    found, told = read_speeds(path)
    assert (found, told) == ({"primary": 70.0, "primary:urban": 45.0, **any_}, [])
    assert read_speeds(path, "PT")[0] == found
    assert read_speeds(path, "BE")[0] == {"primary": 65.0, **any_}
    assert read_speeds(path, "BE-WAL")[0] == {"primary": 65.0, **any_}
    assert read_speeds(path, "BE-VLG")[0] == {"primary": 65.0, "primary:rural": 60.0, **any_}
    with pytest.raises(UnknownNameError):
        read_speeds(path, "be")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, 70.0),
        ({"zone:traffic": "IT:urban"}, 45.0),
        ({"maxspeed:type": "DE:rural"}, 80.0),
        ({"maxspeed": "PT:urban"}, 45.0),
        ({"maxspeed": "55", "source:maxspeed": "DE:urban"}, 55.0),
        ({"maxspeed": "signals", "zone:traffic": "DE:rural"}, 80.0),
    ],
)
def test_a_number_counts_first_then_where_the_way_lies(
    tags: dict[str, str], expected: float
) -> None:
    speeds = {"primary": 70.0, "primary:urban": 45.0, "primary:rural": 80.0}
    assert way_speed(tags, "primary", "forward", "*", speeds)[0] == expected


def test_a_zone_keeps_its_speed_where_no_row_speaks_of_it() -> None:
    found, _ = way_speed({"maxspeed": "PT:urban"}, "primary", "forward", "PT", {"primary": 70.0})
    assert found == 50.0


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        (HEAD + "primry,,,50\n", "unknown_choice", 2, "road_class"),
        (HEAD + "primary,,,50\nprimary,XQ,,50\n", "unknown_choice", 3, "country"),
        (HEAD + "primary,,town,50\n", "bad_bool", 2, "urban"),
        (HEAD + "primary,,,fast\n", "bad_number", 2, "speed_kmh"),
        (HEAD + "primary,,,nan\n", "bad_number", 2, "speed_kmh"),
        (HEAD + "primary,,,2\n", "out_of_range", 2, "speed_kmh"),
        (HEAD + "primary,,,\n", "missing_value", 2, "speed_kmh"),
        (HEAD + "primary,,,50\nprimary,*,,60\n", "duplicate_key", 3, "road_class"),
        (HEAD + "primary,BE,,50\n", "unknown_name", 0, "country"),
        ("road_class,speed\nprimary,50\n", "unknown_column", 1, "speed"),
        ("speed_kmh\n50\n", "missing_column", 1, "road_class"),
        (HEAD, "unknown_name", 0, "country"),
        ("", "empty_file", 0, ""),
    ],
)
def test_faults_name_their_row_and_column(
    text: str, code: str, row: int, column: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_speeds(_table(tmp_path, text), "PT")
    first = next(each for each in caught.value.notices if each.code == code)
    assert (first.table, first.row, first.column) == ("speeds.csv", row, column)
    assert first.hint


def test_other_columns_are_told_and_decimal_commas_are_read(tmp_path: Path) -> None:
    found, told = read_speeds(_table(tmp_path, "Road_Class;speed_kmh;note\nprimary;47,5;mine\n"))
    assert found == {"primary": 47.5}
    assert {each.code for each in told} == {"other_delimiter", "extra_column"}


def test_roads_take_a_table_by_every_door(tmp_path: Path) -> None:
    path = write_osm(tmp_path, [(1, [1, 2], {"highway": "primary"})])
    table = _table(tmp_path, HEAD + ROWS)
    graph, _ = read_roads(path, country="BE", speeds=table)
    assert graph.length_km / (graph.time_ms / 3_600_000) == pytest.approx(65.0, rel=1e-3)
    same, _ = read_roads(path, speeds={"primary": 65.0})
    assert np.array_equal(graph.time_ms, same.time_ms)
    for wrong in ({"speeds": 5}, {"speeds": table, "profile": "walk"}, {"country": "XQ"}):
        with pytest.raises(TransnetError):
            read_roads(path, **wrong)
    (tmp_path / "a.gr").write_text("p sp 2 1\na 1 2 5\n")
    with pytest.raises(InputError, match="OpenStreetMap"):
        read_roads(tmp_path / "a.gr", speeds=table)


def test_an_import_is_kept_by_the_speeds_that_count(tmp_path: Path) -> None:
    path, cache = write_osm(tmp_path, [(1, [1, 2], {"highway": "primary"})]), Cache(tmp_path / "c")
    kmh = [30.0, 40.0, 30.0]
    made = [read_osm(path, OsmOptions(speeds={"primary": each}), cache=cache) for each in kmh]
    assert [each.from_cache for each in made] == [False, False, True]
    assert made[0].graph.time_ms.max() > made[1].graph.time_ms.max()


def test_the_command_takes_a_table_and_never_writes_over_it(tmp_path: Path) -> None:
    path = write_osm(tmp_path, [(1, [1, 2], {"highway": "primary"})])
    table, out = _table(tmp_path, HEAD + ROWS), tmp_path / "out"
    words = ["roads", "import", str(path), "--no-cache", "--speeds"]
    done = CliRunner().invoke(main, [*words, str(table), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert '"primary:urban": 45.0' in (out / "roads.json").read_text("utf-8")
    own = _table(tmp_path, HEAD + ROWS).rename(out / "node.csv")
    refused = CliRunner().invoke(main, [*words, str(own), "--out", str(out), "--force"])
    assert (refused.exit_code, "output_is_input" in refused.output) == (1, True)
    assert own.read_text("utf-8") == HEAD + ROWS
    walked = CliRunner().invoke(
        main, [*words, str(own), "--out", str(tmp_path / "w"), "--profile", "walk"]
    )
    assert (walked.exit_code, "Traceback" in walked.output) == (1, False)
