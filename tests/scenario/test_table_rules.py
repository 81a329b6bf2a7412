"""Edits are held to the rules of tables: bounds, ids, speeds, lengths, trains, and one another."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.scenario.helpers import NEW_LINE, NEW_LINK, ONE_OF_EACH, WORLD, applied, errors
from transnet.base.errors import Notice
from transnet.base.language import in_words
from transnet.base.suggestion import suggestion
from transnet.model.checks.rules import Draft, Rule
from transnet.model.checks.unit_rules import headways
from transnet.model.schema import tables
from transnet.scenario import table_rules
from transnet.scenario.edits import apply_edits
from transnet.scenario.table_rules import READ_BY, may_find, out_of_bounds, reads_own_row

RUN: dict[str, Any] = {"action": "set_run_time", "from_station": "S1", "to_station": "S2"}
HEADWAY: dict[str, Any] = {"action": "set_headway", "service": "E1"}
ABSURD: list[tuple[dict[str, Any], str]] = [
    ({**RUN, "run_min": 0}, "run_min"),
    ({**RUN, "run_min": 1}, "run_min"),
    ({**RUN, "run_min": -5}, "run_min"),
    ({**RUN, "run_min": 3001}, "run_min"),
    ({**HEADWAY, "headway_min": 0}, "headway_min"),
    ({**HEADWAY, "headway_min": -4}, "headway_min"),
    ({**HEADWAY, "headway_min": 0.2}, "headway_min"),
    ({**HEADWAY, "trains_per_day": 0}, "trains_per_day"),
    ({**HEADWAY, "trains_per_day": 2001}, "trains_per_day"),
    ({"action": "set_speed", "line": "L1", "speed_kmh": 5000}, "speed_kmh"),
    ({"action": "set_speed", "line": "L1", "speed_kmh": 0}, "speed_kmh"),
    ({"action": "set_access", "id": "a1", "length_km": -1}, "length_km"),
    ({"action": "set_access", "id": "a1", "length_km": 301}, "length_km"),
    ({"action": "set_transfer", "id": "t1", "transfer_min": -1}, "transfer_min"),
    ({"action": "set_transfer", "id": "t1", "transfer_min": 301}, "transfer_min"),
    ({**NEW_LINK, "length_km": -1}, "length_km"),
    ({**NEW_LINK, "length_km": 1}, "length_km"),
    ({**NEW_LINK, "lanes": 2.5}, "lanes"),
    ({**NEW_LINK, "design_speed_kmh": 1e300}, "design_speed_kmh"),
    ({**NEW_LINE, "headway_min": 0}, "headway_min"),
    ({**NEW_LINE, "headway_min": 0.2}, "trains_per_day"),
    ({**NEW_LINE, "speed_kmh": 401}, "speed_kmh"),
    ({**NEW_LINE, "dwell_min": -1}, "dwell_min"),
    ({**NEW_LINE, "stops": ["S1", "S2"] * 101}, "stops"),
]
WARNED: list[tuple[dict[str, Any], str, str]] = [
    ({**RUN, "run_min": 120}, "speed_outside_mode", "run_min"),
    ({**HEADWAY, "trains_per_day": 1000}, "frequency_outside", "trains_per_day"),
    ({**HEADWAY, "headway_min": 1}, "frequency_outside", "trains_per_day"),
    ({"action": "set_speed", "line": "L1", "speed_kmh": 400}, "speed_above_design", "speed_kmh"),
    ({"action": "set_access", "id": "a1", "length_km": 250}, "access_too_long", "length_km"),
    ({**NEW_LINK, "length_km": 900}, "road_too_long", "length_km"),
    ({**NEW_LINE, "stops": ["S1", {"id": "SX", "lon": 100.0, "lat": 30.0}]}, "far_point", "place"),
]
NEVER_IDS = ["", " ", "a b", "a;b", "a\nb", "a\tb", " a", "a ", "a\x00b", "x" * 300]


@pytest.mark.parametrize(("edit", "key"), ABSURD)
def test_absurd_values_are_refused_with_what_is_allowed(edit: dict[str, Any], key: str) -> None:
    found = errors(edit)
    assert any(key in each.column for each in found), found
    assert all(each.column.startswith("edit 1") and each.hint for each in found)


@pytest.mark.parametrize(("edit", "code", "key"), WARNED)
def test_what_tables_are_warned_of_edits_are_too(edit: dict[str, Any], code: str, key: str) -> None:
    found = [each for each in applied(edit).notices if each.code == code]
    assert found
    assert all(each.severity == "warning" and each.table == "scenario" for each in found)
    assert all(each.column.startswith("edit 1, ") and key in each.column for each in found)


def test_the_edit_is_named_by_its_number_and_the_row_by_its_id() -> None:
    (found,) = applied(ONE_OF_EACH[0], {**RUN, "run_min": 120}).notices
    assert (found.column, found.value) == ("edit 2, run_min", "120")
    assert found.hint.endswith("(stops E1/2)")


def test_good_edits_are_not_warned_of() -> None:
    for edit in ONE_OF_EACH:
        codes = {each.code for each in applied(edit).notices}
        codes -= {"beyond_range", "line_without_trains", "assumed", "also_stops"}
        assert codes <= {"speed_above_design", "no_service"}


def test_what_the_network_had_before_is_not_said_again() -> None:
    stops = WORLD["stops"]
    slow = stops["run_min"].mask((stops["service_id"] == "E1") & (stops["seq"] == 2), 700.0)
    network = WORLD.replace_table("stops", stops.assign(run_min=slow))
    assert not applied({**HEADWAY, "headway_min": 20}, network=network).notices


@pytest.mark.parametrize("new_id", NEVER_IDS)
def test_ids_that_break_lists_are_refused(new_id: str) -> None:
    stops = ["S1", {"id": new_id, "name_zh": "新", "lon": 112.6, "lat": 38.4}, "S3"]
    for edit, keys in (
        (NEW_LINE, {"id": new_id}),
        (NEW_LINK, {"id": new_id}),
        (NEW_LINE, {"stops": stops}),
    ):
        assert errors({**edit, **keys})


@pytest.mark.parametrize(
    "table_column",
    [
        (table.name, column.name)
        for table in tables().values()
        for column in table.columns.values()
        if column.minimum is not None
    ],
)
def test_bounds_are_the_schemas(table_column: tuple[str, str]) -> None:
    table, name = table_column
    column = tables()[table].columns[name]
    assert column.minimum is not None
    assert out_of_bounds(table, name, column.minimum) == "" or column.type == "int"
    assert f"{column.minimum:g}" in out_of_bounds(table, name, column.minimum - 1)
    if column.maximum is not None:
        assert out_of_bounds(table, name, column.maximum) == ""
        assert f"{column.maximum:g}" in out_of_bounds(table, name, column.maximum + 1)


def test_a_train_every_other_day_has_no_headway() -> None:
    edited = applied({**HEADWAY, "trains_per_day": 0.5})
    row = edited.after["services"].set_index("service_id").loc["E1"]
    assert row["trains_per_day"] == 0.5
    assert row["headway_min"] != row["headway_min"]


@pytest.mark.parametrize(
    "pair",
    [
        [{"action": "open", "line": "L2"}, {"action": "close", "line": "L2"}],
        [{**HEADWAY, "headway_min": 20}, {**HEADWAY, "headway_min": 30}],
        [
            {"action": "set_parameter", "parameter": "parking_min", "value": 4},
            {"action": "set_parameter", "parameter": "parking_min", "value": 3},
        ],
    ],
)
def test_edits_that_undo_each_other_are_named(pair: list[dict[str, Any]]) -> None:
    found = [each for each in applied(*pair).notices if each.code == "contradiction"]
    assert [each.column for each in found] == ["edit 2"]
    assert "edit 1" in found[0].hint


def test_the_same_edit_twice_is_an_error() -> None:
    for edit in ONE_OF_EACH:
        assert all(each.column.startswith("edit 2") for each in errors(edit, edit))


def test_a_part_that_is_set_again_is_named_but_all_but_these_is_no_fault() -> None:
    speeds = [
        {"action": "set_speed", "line": "L1", "speed_kmh": 180},
        {"action": "set_speed", "id": "T1", "speed_kmh": 160},
    ]
    (found,) = [each for each in applied(*speeds).notices if each.code == "edited_again"]
    assert (found.column, found.value) == ("edit 2", "tracks: First (T1), speed_kmh")
    some = [{"action": "close", "id": ["R1", "R2"]}, {"action": "open", "id": "R2"}]
    assert not [each for each in applied(*some).notices if each.code == "edited_again"]


def test_nothing_edited_is_nothing_checked() -> None:
    assert apply_edits(WORLD, ()).notices == ()


def test_a_bound_and_what_is_meant_are_said_in_each_language() -> None:
    bound = out_of_bounds("services", "headway_min", -4.0)
    meant = suggestion("fare", ["fare_cny_per_pkm"], {"fare_cny_per_pkm": ("票价", "fare")})
    assert bound == "services allow 0.1 to 1440 min"
    assert "mean fare_cny_per_pkm (fare)?" in meant
    assert in_words(bound, "zh") == "services 表中允许 0.1 至 1440 分"
    assert "是否指 fare_cny_per_pkm (票价)？" in in_words(meant, "zh")


@pytest.mark.parametrize("times", [1.0, 40.0])
def test_rules_find_the_same_without_the_columns_that_others_read(times: float) -> None:
    """Numbers far too large are said of, so that rules that speak read what they speak of."""
    frames = {
        name: table.assign(**{each: table[each] * times for each in table.select_dtypes("number")})
        for name, table in WORLD.tables.items()
    }
    said = 0
    for rule in table_rules._RULES:
        without = dict(frames)
        for name, columns in READ_BY.items():
            idle = [each for each in columns if not may_find(rule, {name: [each]})]
            without[name] = frames[name].drop(columns=idle)
        found, same = (
            list(rule.find(Draft(each, WORLD.info, frozenset(each)))) for each in (frames, without)
        )
        assert found == same
        said += len(found)
    assert times == 1.0 or said > 10


def test_rules_of_columns_that_projects_change_read_one_row() -> None:
    """What they find in a row is the same whatever the other rows hold."""
    said = 0
    for table, columns in READ_BY.items():
        frame, finds = WORLD[table], {find for finds in columns.values() for find in finds}
        own = [name for name, read in columns.items() if read]
        large = frame.assign(**{name: frame[name] * 40.0 for name in own})
        for rule in (rule for rule in table_rules._RULES if rule.find in finds):
            whole = _found(rule, table, large)
            for row in range(len(frame)):
                alone = frame.copy()
                alone.loc[row, own] = large.loc[row, own]
                here = [each for each in _found(rule, table, alone) if each.row == row + 2]
                assert here == [each for each in whole if each.row == row + 2]
                said += len(here)
    assert said > 10
    assert reads_own_row("tracks", "speed_kmh")
    assert reads_own_row("parameters", "value")
    assert not reads_own_row("roads", "length_km")


def _found(rule: Rule, table: str, frame: pd.DataFrame) -> list[Notice]:
    frames = {**WORLD.tables, table: frame}
    return [
        each
        for each in rule.find(Draft(frames, WORLD.info, frozenset(frames)))
        if each.table == table
    ]


def test_a_column_that_nobody_lists_may_be_read_by_all_rules_of_its_table() -> None:
    (rule,) = (each for each in table_rules._RULES if each.find is headways)
    assert may_find(rule, {"services": ["mode"]})
    assert may_find(rule, {"services": ["opened", "headway_min"]})
    assert not may_find(rule, {"services": ["opened"], "roads": ["length_km"]})
