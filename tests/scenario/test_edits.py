"""What holds for any edits: the base stays, effects are the difference, inverses undo."""

from __future__ import annotations

import csv
import io
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.scenario.helpers import NEW_LINE, NEW_LINK, ONE_OF_EACH, WORLD, applied, codes, edits
from transnet.base.errors import ScenarioError
from transnet.base.units import MS_PER_MIN
from transnet.io.network_folder import table_text
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables
from transnet.scenario.edits import ACTIONS, Edited, apply_edits
from transnet.scenario.street_edits import STREET_ACTIONS
from transnet.supply.structure import structure_of
from transnet.supply.topology import compile_topology
from transnet.travel.model import TravelModel

BASE_HASH = WORLD.content_hash
ALONE = TravelModel(WORLD).leg_minutes()
some_edits = st.lists(st.sampled_from(range(len(ONE_OF_EACH))), unique=True, max_size=6)


def _written(network: Network, names: list[str]) -> dict[tuple[str, str], dict[str, str]]:
    """Rows of some tables by table and key, as a network folder writes them."""
    return {
        (name, "/".join(row[key] for key in schema_tables()[name].primary_key)): row
        for name in names
        for row in csv.DictReader(io.StringIO(table_text(name, network[name])))
    }


def _naive_difference(before: Network, after: Network) -> set[tuple[str, ...]]:
    """Cells that differ between two networks written out; one table is no two."""
    names = [name for name in schema_tables() if before[name] is not after[name]]
    old, new = _written(before, names), _written(after, names)
    return {
        (*key, column, old.get(key, {}).get(column, ""), new.get(key, {}).get(column, ""))
        for key in {*old, *new}
        for column in (old.get(key) or new[key])
        if old.get(key, {}).get(column, "") != new.get(key, {}).get(column, "")
    }


BEFORE: dict[str, np.ndarray[Any, Any]] = {}
"""What trips are chosen by in the world without edits, by the rows of its graph."""


def _times(edited: Edited) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return what trips are chosen by, before and after: minutes with displacement, or waits."""
    topology = compile_topology(edited.after)
    rows = structure_of(edited.after)
    if edited.before is not WORLD or rows not in BEFORE:
        BEFORE[rows] = _chosen_by(TravelModel(edited.before, topology))
    after = TravelModel(edited.after, topology, reference=edited.before)
    return BEFORE[rows], _chosen_by(after)


def _chosen_by(model: TravelModel) -> np.ndarray[Any, Any]:
    """Whole milliseconds, float64[2 * pairs]: of those who know the timetable, and of others."""
    legs = model.leg_minutes()
    known = legs["travel_min"] + legs["displacement_min"].fillna(0.0)
    waited = model.with_waits("first_come").travel_times()["travel_min"]
    return np.round(np.concatenate([known, waited]) * MS_PER_MIN)


def test_every_action_is_here() -> None:
    assert {edit["action"] for edit in ONE_OF_EACH} == set(ACTIONS) - set(STREET_ACTIONS)


@pytest.mark.parametrize("edit", ONE_OF_EACH, ids=lambda edit: str(edit["action"]))
def test_each_edit_leaves_the_base_alone_and_has_an_effect(edit: dict[str, Any]) -> None:
    edited = applied(edit)
    assert WORLD.content_hash == BASE_HASH
    # The hash is cached on the network, so the tables are hashed afresh.
    assert Network(WORLD.info, WORLD.tables, WORLD.when).content_hash == BASE_HASH
    assert edited.after.content_hash != BASE_HASH
    assert len(edited.effects)


@pytest.mark.parametrize("edit", ONE_OF_EACH, ids=lambda edit: str(edit["action"]))
def test_each_edit_twice_is_an_error(edit: dict[str, Any]) -> None:
    assert {code for code, _ in codes(edit, edit)} & {
        "no_effect",
        "duplicate_id",
        "unexpected_value",
    }


def test_no_edits_change_nothing() -> None:
    edited = apply_edits(WORLD, ())
    assert edited.after is edited.before is WORLD
    assert edited.effects.empty


@settings(max_examples=drawn(20))
@given(chosen=some_edits)
def test_effects_are_the_difference_of_the_tables(chosen: list[int]) -> None:
    edited = applied(*(ONE_OF_EACH[at] for at in chosen))
    columns = ["table", "row_id", "column", "before", "after"]
    effects = [tuple(row) for row in edited.effects[columns].to_numpy().tolist()]
    assert len(set(effects)) == len(effects)
    assert set(effects) == _naive_difference(WORLD, edited.after)


@settings(max_examples=drawn(20))
@given(chosen=some_edits)
def test_both_states_have_the_same_rows_and_the_base_is_still_the_base(chosen: list[int]) -> None:
    edited = applied(*(ONE_OF_EACH[at] for at in chosen))
    topology = compile_topology(edited.after)
    base = TravelModel(edited.before, topology).leg_minutes()
    pd.testing.assert_frame_equal(base, ALONE, check_exact=True)


@settings(max_examples=drawn(12))
@given(chosen=some_edits, data=st.data())
def test_edits_that_touch_different_cells_commute(chosen: list[int], data: st.DataObject) -> None:
    other = data.draw(st.permutations(chosen))
    ways = [applied(*(ONE_OF_EACH[at] for at in order)) for order in (chosen, other)]
    # Rows are added in the order of the edits; the cells are the same.
    effects = [set(map(tuple, way.effects.to_numpy().tolist())) for way in ways]
    assert effects[0] == effects[1]


def test_value_edits_commute_to_the_byte() -> None:
    values = [edit for edit in ONE_OF_EACH if edit["action"].startswith("set_")]
    hashes = {applied(*order).after.content_hash for order in list(permutations(values))[::97]}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (
            {"action": "set_speed", "line": "L1", "speed_kmh": 250, "expect": 200},
            {"action": "set_speed", "line": "L1", "speed_kmh": 200, "expect": 250},
        ),
        (
            {"action": "set_run_time", "from_station": "S1", "to_station": "S2", "run_min": 11},
            {"action": "set_run_time", "from_station": "S1", "to_station": "S2", "run_min": 12},
        ),
        (
            {"action": "set_headway", "service": "E1", "headway_min": 20},
            {"action": "set_headway", "service": "E1", "headway_min": 40},
        ),
        (
            {"action": "set_transfer", "id": "t1", "transfer_min": 9},
            {"action": "set_transfer", "id": "t1", "transfer_min": 3},
        ),
        (
            {"action": "set_access", "id": "a1", "length_km": 9},
            {"action": "set_access", "id": "a1", "length_km": 3},
        ),
        (
            {"action": "set_parameter", "parameter": "parking_min", "value": 9},
            {"action": "set_parameter", "parameter": "parking_min", "value": 5},
        ),
        ({"action": "close", "line": "LM"}, {"action": "open", "line": "LM"}),
        (
            {"action": "close", "id": ["R1", "S2", "E1"]},
            {"action": "open", "id": ["R1", "S2", "E1"]},
        ),
    ],
    ids=lambda edit: str(edit["action"]),
)
def test_an_edit_and_its_inverse_restore_the_hash(
    there: dict[str, Any], back: dict[str, Any]
) -> None:
    edited = applied(there, back)
    assert edited.after.content_hash == BASE_HASH
    assert edited.effects.empty


def test_errors_of_all_edits_come_at_once_and_nothing_is_applied() -> None:
    found = codes(
        {"action": "open", "line": "L3"},
        {"action": "open", "line": "L2"},
        {"action": "set_speed", "line": "L1", "speed_kmh": 300, "expect": 1},
        {"action": "close", "id": "nothing"},
    )
    assert [column for _, column in found] == [
        "edit 1, line", "edit 3, expect", "edit 3, expect", "edit 4, id",
    ]  # fmt: skip


def test_one_error_is_counted_as_one() -> None:
    with pytest.raises(ScenarioError, match=r"mine: 1 error in its edits; nothing was applied"):
        apply_edits(WORLD, edits({"action": "open", "line": "L3"}), "mine")


@settings(max_examples=drawn(20))
@given(
    ends=st.permutations(["N1", "N2", "N3", "NX", "J1"]),
    detour=st.floats(1.0, 5.0),
    speed=st.integers(10, 140),
)
def test_an_added_link_never_lengthens(ends: list[str], detour: float, speed: int) -> None:
    length = 170.0 * detour  # longer than any straight line between two nodes
    link = {
        **NEW_LINK, "from_node": ends[0], "to_node": ends[1], "length_km": length,
        "design_speed_kmh": speed,
    }  # fmt: skip
    before, after = _times(applied(link))
    assert (after <= before).all()


@settings(max_examples=drawn(20))
@given(
    stations=st.lists(st.sampled_from(["S1", "S2", "S3", "SX", "SY"]), min_size=2, unique=True),
    headway=st.integers(2, 600),
    speed=st.integers(20, 400),
)
def test_an_added_line_never_lengthens(stations: list[str], headway: int, speed: int) -> None:
    new = {"SX": (112.6, 38.4), "SY": (112.4, 38.6)}
    stops = [
        {"id": name, "lon": new[name][0], "lat": new[name][1]} if name in new else name
        for name in stations
    ]
    line = {**NEW_LINE, "headway_min": headway, "speed_kmh": speed, "stops": stops}
    before, after = _times(applied(line))
    assert (after <= before).all()


CLOSABLE = [
    "R1",
    "R2",
    "R4",
    "R5",
    "S1",
    "S2",
    "S3",
    "T1",
    "T2",
    "TM1",
    "E1",
    "E2",
    "E3",
    "A1",
    "F1",
]


@settings(max_examples=drawn(24))
@given(rows=st.lists(st.sampled_from(CLOSABLE), min_size=1, unique=True))
def test_a_closure_never_shortens(rows: list[str]) -> None:
    before, after = _times(applied({"action": "close", "id": rows}))
    assert (after >= before).all()


@settings(max_examples=drawn(12))
@given(trains=st.integers(25, 2000))
def test_more_trains_never_lengthen(trains: int) -> None:
    more = {"action": "set_headway", "service": "E1", "trains_per_day": trains}
    before, after = _times(applied(more))
    assert (after <= before).all()


def test_an_unrelated_line_changes_no_unrelated_pair() -> None:
    edited = applied({"action": "open", "line": "L2"})
    topology = compile_topology(edited.after)
    tables = [
        TravelModel(network, topology).leg_minutes(["P2", "X1"], ["P2", "X1"])
        for network in (edited.before, edited.after)
    ]
    pd.testing.assert_frame_equal(*tables, check_exact=True)
