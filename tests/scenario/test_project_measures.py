"""Projects that change rows of others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.scenario.helpers import WORLD, applied, codes
from tests.worlds import world_table
from transnet import Study
from transnet.decision.outcomes import Outcomes
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.input_ends import ENDS, MEASURES

_SOUND = {"source": "drawn by hand", "basis": "assumed", "confidence": "low"}
_PROJECT = {
    "theme": "rail", "stage": "2030", "stage_basis": "drawn", "status_2022": "planned",
    "status": "planned",
}  # fmt: skip


def _network(measures: list[tuple[str, ...]], **changed: str) -> Network:
    """The line world with projects better, fast, rival, rail-direct, and measures of `better`."""
    names = ("better", "fast", "rival", "rail-direct")
    projects = [
        {"project_id": name, "name_zh": name, "name_en": name, **_PROJECT, **_SOUND}
        for name in names
    ]
    projects[0] |= changed
    keys = ("project", "table", "row_ids", "column", "operation", "value")
    rows = [
        {
            "measure_id": f"M{at}", **dict(zip(keys, measure, strict=True)), "low": "0",
            "high": "0", "unit": "1", **_SOUND,
        }
        for at, measure in enumerate(measures)
    ]  # fmt: skip
    network = WORLD.replace_table("projects", world_table("projects", projects))
    return network.replace_table("measures", world_table("measures", rows))


def _cells(network: Network, project: str = "better") -> dict[tuple[str, str, str], str]:
    edited = applied({"action": "open", "project": project}, network=network)
    effects = edited.effects[edited.effects["table"] != "projects"]
    return {
        (row["table"], row["row_id"], row["column"]): row["after"]
        for row in effects.to_dict("records")
    }


@pytest.mark.parametrize(
    ("measure", "cells"),
    [
        (("roads", "R1;R2", "design_speed_kmh", "set", "90"), {"R1": "90", "R2": "90"}),
        (("roads", "R1;R5", "design_speed_kmh", "at_least", "60"), {"R5": "60"}),
        (("roads", "R1;R5", "design_speed_kmh", "at_most", "60"), {"R1": "60"}),
        (("roads", "R1", "design_speed_kmh", "scale", "1.2"), {"R1": "90"}),
        (("roads", "R1", "design_speed_kmh", "scale", "10"), {"R1": "140"}),
        (("transfers", "t1", "transfer_min", "add", "-1"), {"t1": "2"}),
        (("transfers", "t1", "transfer_min", "add", "-9"), {"t1": "0"}),
        (("parameters", "entry_min/emu", "value", "add", "-2"), {"entry_min/emu": "8"}),
        (("stops", "E1/2;E2/2", "run_min", "add", "1"), {"E1/2": "13"}),
        (("stops", "E1/2;E2/2", "run_min", "at_most", "20"), {"E2/2": "20"}),
    ],
)
def test_operations(measure: tuple[str, ...], cells: dict[str, str]) -> None:
    found = _cells(_network([("better", *measure)]))
    assert found == {(measure[0], row, measure[2]): value for row, value in cells.items()}


def test_measures_act_one_after_another() -> None:
    network = _network(
        [
            ("better", "roads", "R1", "design_speed_kmh", "add", "5"),
            ("better", "roads", "R1", "design_speed_kmh", "scale", "1.5"),
            ("fast", "roads", "R1", "design_speed_kmh", "set", "30"),
        ]
    )
    assert _cells(network) == {("roads", "R1", "design_speed_kmh"): "120"}
    assert _cells(network, "fast") == {("roads", "R1", "design_speed_kmh"): "30"}
    assert _cells(network, "*")[("roads", "R1", "design_speed_kmh")] == "30"


def test_more_trains_shorten_the_headway() -> None:
    network = _network([("better", "services", "E1;E5", "trains_per_day", "scale", "2")])
    assert _cells(network) == {
        ("services", "E1", "trains_per_day"): "48",
        ("services", "E1", "headway_min"): "20",
        ("services", "E5", "trains_per_day"): "32",
        ("services", "E5", "headway_min"): "30",
    }


def test_an_open_project_brings_nothing_again() -> None:
    measure = ("better", "roads", "R1", "design_speed_kmh", "set", "90")
    opened = _network([measure], opened="2020-01-01", opened_basis="found")
    edit: dict[str, Any] = {"action": "open", "project": "better"}
    assert codes(edit, network=opened) == [("no_effect", "edit 1")]


def test_a_project_opens_once() -> None:
    network = _network([("better", "roads", "R1", "design_speed_kmh", "add", "5")])
    edit: dict[str, Any] = {"action": "open", "project": "better"}
    assert codes(edit, edit, network=network) == [("no_effect", "edit 2")]


def test_names_may_be_left_out_of_a_pattern() -> None:
    network = _network([])
    edited = applied({"action": "open", "project": ["*", "!rail-*", "!rival"]}, network=network)
    opened = edited.after["projects"].loc[edited.after.open_rows("projects"), "project_id"]
    assert opened.tolist() == ["better", "fast"]
    wrong: dict[str, Any] = {"action": "open", "project": ["*", "!rivl"]}
    assert codes(wrong, network=network) == [("unknown_name", "edit 1, project")]


def test_projects_by_status_and_cancelled_ones() -> None:
    cancelled = _network([], status="cancelled")
    edited = applied({"action": "open", "project": "*"}, network=cancelled)
    assert not edited.after.open_rows("projects")[0]
    assert edited.after.open_rows("projects")[1:].all()


def test_a_network_without_projects_has_none() -> None:
    tables = {name: table for name, table in WORLD.tables.items() if name != "projects"}
    bare = Network(WORLD.info, tables, WORLD.when)
    edited = applied({"action": "open", "project": "rail-direct"}, network=bare)
    assert not edited.notices
    assert np.array_equal(edited.after.open_rows("tracks"), [True, True, True, True])


def test_what_an_edit_expects_is_the_usual_value_at_both_ends_of_the_measures() -> None:
    """R1 has 90 km/h once the project is open, and 88 at the low end of its measure."""
    rows = [("better", "roads", row, "design_speed_kmh", "set", "90") for row in ("R1", "R2")]
    network = _network(rows)
    ends = network["measures"].assign(low=88.0, high=120.0)
    network = network.replace_table("measures", ends)
    edits = [
        {"action": "open", "project": "better"},
        {"action": "set_speed", "id": "R1", "speed_kmh": 100, "expect": 90},
    ]
    scenario = Scenario.from_dict({"id": "s", "date": "2024-12-31", "edit": edits})
    study = Study(network, targets=network["targets"][:0])
    outcomes = Outcomes(study, scenario, study.states_of(scenario))
    slow, fast = (outcomes.at([MEASURES], end).after.minutes for end in reversed(ENDS))
    at = {name: place for place, name in enumerate(network["places"]["place_id"])}
    over_r1, over_r2 = (at["P1"], at["P2"]), (at["P2"], at["P3"])
    assert slow[over_r2] > outcomes.usual.after.minutes[over_r2] > fast[over_r2]
    assert slow[over_r1] == fast[over_r1] == outcomes.usual.after.minutes[over_r1]
