"""Edits that replace a value: which cells they touch, and every guard."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.scenario.helpers import WORLD, applied, cell, codes, errors
from transnet import Network, Scenario
from transnet.scenario.edits import apply_edits


def _changes(edit: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    effects = applied(edit).effects
    columns = ["table", "row_id", "column", "before", "after"]
    return [tuple(row) for row in effects[columns].to_numpy().tolist()]


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (
            {"action": "set_speed", "line": "L1", "speed_kmh": 160},
            [("tracks", row, "speed_kmh", "200", "160") for row in ("T1", "T2")],
        ),
        (
            {"action": "set_speed", "id": "R3", "speed_kmh": 100, "expect": 120},
            [("roads", "R3", "design_speed_kmh", "120", "100")],
        ),
        (
            {"action": "set_speed", "line": "G1", "id": "R1", "speed_kmh": 60},
            [("roads", "R1", "design_speed_kmh", "75", "60")],
        ),
        (
            {"action": "set_run_time", "from_station": "S1", "to_station": "S3", "run_min": 28},
            [("stops", "E3/2", "run_min", "30", "28"), ("stops", "E5/2", "run_min", "", "28")],
        ),
        (
            {
                "action": "set_run_time",
                "service": "E2",
                "from_station": "S2",
                "to_station": "S1",
                "run_min": 13.5,
            },
            [("stops", "E2/3", "run_min", "", "13.5")],
        ),
        (
            {"action": "set_headway", "service": ["E3", "E4"], "headway_min": 60, "expect": 120},
            [
                ("services", "E3", "trains_per_day", "8", "16"),
                ("services", "E3", "headway_min", "120", "60"),
                ("services", "E4", "trains_per_day", "8", "16"),
                ("services", "E4", "headway_min", "120", "60"),
            ],
        ),
        (
            {"action": "set_headway", "line": "LM", "trains_per_day": 240},
            [
                ("services", "U1", "trains_per_day", "160", "240"),
                ("services", "U1", "headway_min", "6", "4"),
                ("services", "U2", "trains_per_day", "160", "240"),
                ("services", "U2", "headway_min", "6", "4"),
            ],
        ),
        (
            {"action": "set_headway", "project": "rail-direct", "line": "L2", "headway_min": 30},
            [
                ("services", "E5", "trains_per_day", "16", "32"),
                ("services", "E5", "headway_min", "60", "30"),
                ("services", "E6", "trains_per_day", "16", "32"),
                ("services", "E6", "headway_min", "60", "30"),
            ],
        ),
        (
            {"action": "set_transfer", "from_stop": "S1", "to_stop": "M2", "transfer_min": 1},
            [("transfers", "t1", "transfer_min", "3", "1")],
        ),
        (
            {"action": "set_transfer", "id": "t1", "transfer_min": 1, "expect": 3},
            [("transfers", "t1", "transfer_min", "3", "1")],
        ),
        (
            {"action": "set_access", "node": "N1", "stop": "S1", "length_km": 2.5, "expect": 3},
            [("access", "a1", "length_km", "3", "2.5")],
        ),
        (
            {"action": "set_access", "id": "a5", "length_km": 8},
            [("access", "a5", "length_km", "10", "8")],
        ),
        (
            {"action": "set_parameter", "parameter": "entry_min", "mode": "emu", "value": 6},
            [("parameters", "entry_min/emu", "value", "10", "6")],
        ),
    ],
)
def test_cells_that_change(
    edit: dict[str, Any], changes: list[tuple[str, str, str, str, str]]
) -> None:
    assert _changes(edit) == changes


@pytest.mark.parametrize(
    ("edit", "code", "key"),
    [
        ({"action": "set_speed", "line": "L9", "speed_kmh": 9}, "unknown_name", "line"),
        ({"action": "set_speed", "line": "L1", "speed_kmh": 5}, "out_of_range", "speed_kmh"),
        ({"action": "set_speed", "line": "L1", "speed_kmh": 401}, "out_of_range", "speed_kmh"),
        ({"action": "set_speed", "line": "L1", "speed_kmh": 200}, "no_effect", "speed_kmh"),
        (
            {"action": "set_speed", "line": ["L1", "G1"], "speed_kmh": 100},
            "ambiguous_selection", "table",
        ),
        ({"action": "set_speed", "line": "L1", "id": "T3", "speed_kmh": 100}, "no_effect", ""),
        ({"action": "set_speed", "speed_kmh": 100}, "no_selection", ""),
        ({"action": "set_speed", "id": "E1", "speed_kmh": 100}, "unknown_name", "id"),
        (
            {"action": "set_run_time", "from_station": "S9", "to_station": "S2", "run_min": 9},
            "unknown_name", "from_station",
        ),
        (
            {"action": "set_run_time", "from_station": "S3", "to_station": "M1", "run_min": 9},
            "no_effect", "",
        ),
        (
            {
                "action": "set_run_time", "service": "E8", "from_station": "S1", "to_station": "S2",
                "run_min": 9,
            },
            "unknown_name", "service",
        ),
        (
            {"action": "set_run_time", "from_station": "S1", "to_station": "S2", "run_min": -1},
            "out_of_range", "run_min",
        ),
        ({"action": "set_headway", "service": "E1"}, "bad_keys", "headway_min"),
        (
            {"action": "set_headway", "service": "E1", "headway_min": 5, "trains_per_day": 9},
            "bad_keys", "headway_min",
        ),
        (
            {"action": "set_headway", "service": "E1", "headway_min": 0},
            "out_of_range", "headway_min",
        ),
        (  # 2,400 departures a day
            {"action": "set_headway", "service": "U1", "headway_min": 0.4},
            "out_of_range", "headway_min",
        ),
        ({"action": "set_headway", "headway_min": 9}, "no_selection", ""),
        ({"action": "set_headway", "service": "E9", "headway_min": 9}, "unknown_name", "service"),
        ({"action": "set_headway", "line": "L9", "headway_min": 9}, "unknown_name", "line"),
        ({"action": "set_headway", "service": "E1", "headway_min": 40}, "no_effect", "headway_min"),
        ({"action": "set_transfer", "id": "t9", "transfer_min": 1}, "unknown_name", "id"),
        ({"action": "set_transfer", "transfer_min": 1}, "no_selection", ""),
        ({"action": "set_access", "length_km": 1}, "no_selection", ""),
        ({"action": "set_access", "id": "a9", "length_km": 1}, "unknown_name", "id"),
        ({"action": "set_access", "node": "N1", "stop": "S3", "length_km": 1}, "no_effect", ""),
        ({"action": "set_access", "id": "a1", "length_km": 301}, "out_of_range", "length_km"),
        (
            {"action": "set_parameter", "parameter": "entri_min", "value": 1},
            "unknown_name", "parameter",
        ),
        ({"action": "set_parameter", "parameter": "entry_min", "value": 1}, "unknown_name", "mode"),
        ({"action": "set_parameter", "parameter": "parking_min", "value": 5}, "no_effect", "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved(edit: dict[str, Any], code: str, key: str) -> None:
    found = codes(edit)
    assert found[0] == (code, f"edit 1, {key}" if key else "edit 1")


@pytest.mark.parametrize(
    "edit",
    [
        {"action": "set_speed", "line": "L1", "speed_kmh": 250, "expect": 210},
        {"action": "set_headway", "service": "E1", "headway_min": 9, "expect": 41},
        {"action": "set_transfer", "id": "t1", "transfer_min": 9, "expect": 2},
        {"action": "set_access", "id": "a1", "length_km": 9, "expect": 4},
        {"action": "set_parameter", "parameter": "parking_min", "value": 9, "expect": 4},
        {
            "action": "set_run_time", "from_station": "S3", "to_station": "S2", "run_min": 19,
            "expect": 22,
        },
    ],
)  # fmt: skip
def test_another_value_than_expected_stops_the_edit(edit: dict[str, Any]) -> None:
    assert {code for code, _ in codes(edit)} == {"unexpected_value"}


def test_an_unexpected_value_names_row_and_value() -> None:
    found = errors({"action": "set_speed", "line": "L1", "speed_kmh": 250, "expect": 300})
    assert [notice.value for notice in found] == [
        "tracks, First (T1): 200",
        "tracks, First (T2): 200",
    ]
    empty = errors(
        {
            "action": "set_run_time",
            "from_station": "S3",
            "to_station": "S2",
            "run_min": 19,
            "expect": 1,
        }
    )
    assert [notice.value for notice in empty] == ["stops, E2/2: empty"]


def test_runs_are_found_whatever_the_order_of_rows() -> None:
    shuffled = WORLD.replace_table("stops", WORLD["stops"].iloc[::-1].reset_index(drop=True))
    edited = applied(
        {"action": "set_run_time", "from_station": "S1", "to_station": "S2", "run_min": 10},
        network=shuffled,
    )
    assert edited.effects["row_id"].tolist() == ["E1/2"]


def test_a_project_of_tracks_and_roads_needs_the_table() -> None:
    network = WORLD.replace_table("roads", WORLD["roads"].assign(project="rail-direct"))
    edit = {"action": "set_speed", "project": "rail-direct", "speed_kmh": 100}
    assert codes(edit, network=network) == [("ambiguous_selection", "edit 1, table")]
    edited = applied({**edit, "table": "tracks"}, network=network)
    assert edited.effects["row_id"].tolist() == ["T3"]


def test_a_parameter_beyond_its_range_is_warned_of() -> None:
    edited = applied({"action": "set_parameter", "parameter": "parking_min", "value": 60})
    assert [(notice.code, notice.severity) for notice in edited.notices] == [
        ("beyond_range", "warning")
    ]
    assert cell(edited.after, "parameters", ("parameter", "parking_min"), "value") == 60.0


def test_types_of_columns_stay() -> None:
    edited = applied({"action": "set_headway", "service": "E1", "headway_min": 7})
    assert edited.after["services"].dtypes.equals(WORLD["services"].dtypes)
    assert pd.api.types.is_float_dtype(edited.after["services"]["headway_min"])


def test_roads_in_mountains_are_said_to_keep_their_own_value() -> None:
    table = WORLD["parameters"]
    own = table[(table["parameter"] == "speed_factor") & (table["mode"] == "motorway")]
    apart = own.assign(mode="mountain_motorway", value=0.8)
    network = WORLD.replace_table("parameters", pd.concat([table, apart], ignore_index=True))
    edit = {
        "action": "set_parameter",
        "parameter": "speed_factor",
        "mode": "motorway",
        "value": 0.5,
    }
    scenario = Scenario.from_dict({"id": "s", "edit": [edit]})

    def told(of: Network) -> list[str]:
        notices = apply_edits(of, scenario.edits).notices
        return [each.hint for each in notices if each.code == "mountains_apart"]

    (hint,) = told(network)
    assert "keep their own value 0.8" in hint
    assert 'mode = "mountain_motorway"' in hint
    assert told(WORLD) == []
