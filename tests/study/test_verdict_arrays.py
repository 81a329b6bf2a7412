"""Arrays of verdicts, and the words on them, against plain Python on small random worlds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.study.plain_verdicts import Row, Verdict, rows_of, verdict_of
from tests.worlds import line_world, with_trucks
from transnet.base.errors import InputError, ScenarioError
from transnet.model.network import Network
from transnet.study.compiled_targets import CompiledTargets, compile_targets
from transnet.study.state import State
from transnet.study.verdict_arrays import VerdictArrays, evaluate_targets
from transnet.study.verdicts import judge, names_of
from transnet.supply.topology import compile_topology
from transnet.travel.leg_names import LEGS
from transnet.travel.model import TravelModel
from transnet.travel.people import People

WORLD = with_trucks(line_world())
TOPOLOGY = compile_topology(WORLD)
PEOPLE = People.from_network(WORLD)
TARGETS = WORLD["targets"]
DAYS = ("2000-01-01", "2022-10-31", "2024-07-01", "2026-06-01", "2028-01-01")
PAIRS = (
    *(("core", "other_seats"), ("seats", "seats"), ("counties", "own_seat"), ("counties", "core")),
    *(("core", "main_cities"), ("core", "province_seats"), ("line", "line")),
)
GOALS = {"access_share": ("fast_transport", "hubs"), "people_share": ("core", "own_seat")}
STATIONS = (
    *(["S1", "S3"], ["S1;S2", "S3"], ["S1", "S2;S3"], ["M1;S2", "S3"], ["S2", "S3"]),
    *(["S1", ""], ["", "S3"]),
)
OF_PAIRS = ("in_train", "in_train_town", "door_to_door", "truck_time")


@st.composite
def worlds(draw: st.DrawFn) -> Network:
    """Draw a line world with some of its rows closed, weak or moved, on one of its days."""
    network = WORLD
    for table in ("roads", "stations", "services", "airports", "tracks"):
        frame = network[table]
        shut, weak = (
            np.array(draw(st.lists(st.sampled_from([False, False, False, True]),
                                   min_size=len(frame), max_size=len(frame))))
            for _ in range(2)
        )  # fmt: skip
        opened = frame["opened"].mask(shut)
        basis = frame["basis"].mask(weak, "recalled")
        network = network.replace_table(table, frame.assign(opened=opened, basis=basis))
    cities = network["cities"].assign(rail_stations=draw(st.sampled_from(STATIONS)))
    table = network["parameters"]
    town_km = draw(st.sampled_from([0.5, 15.0, 40.0, 90.0]))
    value = table["value"].mask(table["parameter"] == "town_station_km", town_km)
    network = network.replace_table("cities", cities)
    return network.replace_table("parameters", table.assign(value=value)).at(
        draw(st.sampled_from(DAYS))
    )


@st.composite
def targets(draw: st.DrawFn) -> pd.DataFrame:
    """Draw targets of any measure, each in its twins off the peak and at it or only in one."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        measure = draw(st.sampled_from([*OF_PAIRS, "people_share", "access_share"]))
        if measure in OF_PAIRS:
            start, end = draw(st.sampled_from(PAIRS))
        else:
            start = draw(st.sampled_from(["counties", "seats", "line"]))
            goals = (
                ("fast_transport", "hubs") if measure == "access_share" else ("core", "own_seat")
            )
            end = draw(st.sampled_from(goals))
        row = {
            "measure": measure, "from_group": start, "to_group": end,
            "within_min": draw(st.sampled_from([6.0, 30.0, 36.0, 60.0, 90.0, 1200.0])),
            "required_share_pct": draw(st.sampled_from([0.0, 50.0, 90.0, 100.0])),
            "schedule_delay": draw(st.booleans()),
        }  # fmt: skip
        for traffic in draw(st.sampled_from([["off_peak"], ["peak"], ["off_peak", "peak"]])):
            rows += [{**row, "traffic": traffic, "target_id": f"t{number}-{traffic}"}]
    return pd.DataFrame(rows)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), targets())
def test_arrays_and_words_are_those_of_plain_python(network: Network, chosen: pd.DataFrame) -> None:
    state = State(TravelModel(network, TOPOLOGY), People.from_network(network))
    verdicts, detail = judge(state, chosen)
    compiled = compile_targets(WORLD, TOPOLOGY, chosen)
    if not compiled.fits(chosen, network, TOPOLOGY):
        compiled = compile_targets(network, TOPOLOGY, chosen)
    arrays = evaluate_targets(compiled, state)
    for at, target in enumerate(chosen.to_dict("records")):
        rows = rows_of(state, target)
        expected = verdict_of(target, rows)
        own = detail[detail["target_id"] == target["target_id"]]
        _same_rows(own, rows)
        _same_words(network, verdicts.to_dict("records")[at], expected)
        _same_numbers(compiled, arrays, at, expected)


def _same_rows(detail: pd.DataFrame, rows: list[Row]) -> None:
    assert detail["from_id"].tolist() == [row.start for row in rows]
    assert detail["to_id"].tolist() == [row.end for row in rows]
    assert detail["minutes"].tolist() == [row.minutes for row in rows]
    assert detail["mode"].tolist() == [row.mode for row in rows]
    assert detail["weak"].tolist() == [row.weak for row in rows]
    legs = [[row.legs[leg] for leg in LEGS] for row in rows]
    found = detail[[f"{leg}_min" for leg in LEGS]].to_numpy()
    np.testing.assert_allclose(found, np.array(legs), rtol=1e-12)
    counted = [(row.people, row.within) for row in rows]
    found = detail[["people", "people_within"]].to_numpy()
    np.testing.assert_allclose(found, np.array(counted), rtol=1e-12)
    columns = ["far_station", "far_place", "any_station_min", "town_station_min"]
    for far, row in zip(detail[columns].to_numpy().tolist(), rows, strict=True):
        assert far[:2] == list(row.far[:2])
        np.testing.assert_allclose(far[2:], row.far[2:], rtol=1e-12)


def _same_words(network: Network, verdict: dict[Any, Any], expected: Verdict) -> None:
    assert verdict["value"] == pytest.approx(expected.value, rel=1e-12)
    assert (verdict["worst_from"], verdict["worst_to"]) == (
        expected.worst.start,
        expected.worst.end,
    )
    assert verdict["binding_leg"] == expected.binding_leg
    assert verdict["failing"] == len(expected.failing)
    names = names_of(network, "name_zh")
    shown = [
        f"{names[row.start]}–{names.get(row.end, row.end)} "
        + (f"{row.minutes:.1f}" if math.isfinite(row.minutes) else "∞")
        for row in expected.failing
    ]
    assert verdict["failing_zh"] == "; ".join(shown)


def _same_numbers(
    compiled: CompiledTargets, arrays: VerdictArrays, at: int, expected: Verdict
) -> None:
    found = (arrays.value[at], arrays.share[at], arrays.shortfall[at], arrays.mean[at])
    reckoned = (expected.value, expected.share, expected.shortfall, expected.mean)
    np.testing.assert_allclose(found, reckoned, rtol=1e-9, atol=1e-9)
    assert bool(arrays.met[at]) == expected.met
    assert [*LEGS, ""][arrays.binding_leg[at]] == expected.binding_leg
    assert compiled.end_ids[arrays.worst_from[at]] == expected.worst.start
    assert compiled.end_ids[arrays.worst_to[at]] == expected.worst.end
    assert arrays.failing[at] == len(expected.failing)


def test_one_compilation_serves_all_days() -> None:
    compiled = compile_targets(WORLD, TOPOLOGY, TARGETS)
    for day in DAYS:
        network = WORLD.at(day)
        state = State(TravelModel(network, TOPOLOGY), People.from_network(network))
        assert compiled.fits(TARGETS, network, TOPOLOGY)
        for shared, own in zip(judge(state, TARGETS, compiled), judge(state, TARGETS), strict=True):
            pd.testing.assert_frame_equal(shared, own, check_exact=True)


def test_what_was_compiled_from_other_tables_is_compiled_again() -> None:
    cities = WORLD["cities"].assign(rail_stations=["S1", "S2"])
    network = WORLD.replace_table("cities", cities)
    compiled = compile_targets(WORLD, TOPOLOGY, TARGETS)
    assert not compiled.fits(TARGETS, network, TOPOLOGY)
    assert not compiled.fits(TARGETS.copy(), WORLD, TOPOLOGY)
    state = State(TravelModel(network, TOPOLOGY), People.from_network(network))
    verdicts, _ = judge(state, TARGETS, compiled)
    assert verdicts["value"].iloc[0] == 12.0  # S1 to S2, not to S3


def test_arrays_have_the_types_they_promise() -> None:
    compiled = compile_targets(WORLD, TOPOLOGY, TARGETS)
    found = evaluate_targets(compiled, State(TravelModel(WORLD, TOPOLOGY), PEOPLE))
    count = len(TARGETS)
    for name in ("value", "shortfall", "mean", "share"):
        assert (getattr(found, name).dtype, len(getattr(found, name))) == (np.float64, count)
    for name in ("worst_from", "worst_to", "count", "failing"):
        assert (getattr(found, name).dtype, len(getattr(found, name))) == (np.int32, count)
    assert found.met.dtype == found.weak.dtype == found.within.dtype == np.bool_
    assert found.binding_leg.dtype == np.int8
    assert found.count.sum() == len(found.within) == len(found.detail.legs.minutes)


@pytest.mark.parametrize("measure", ["people_share", "access_share"])
def test_counties_that_are_none_are_refused(measure: str) -> None:
    own = TARGETS[TARGETS["measure"] == measure].assign(from_group="line")
    network = WORLD.replace_table("groups", WORLD["groups"].assign(members=""))
    state = State(TravelModel(network, TOPOLOGY), PEOPLE)
    with pytest.raises(ScenarioError, match=r"no pair from line.*unjudged_target"):
        judge(state, own)


def test_the_peak_of_a_network_without_one_is_refused() -> None:
    network = WORLD.replace_table("congestion", WORLD["congestion"].iloc[:0])
    state = State(TravelModel(network, TOPOLOGY), PEOPLE)
    with pytest.raises(InputError, match="congestion"):
        judge(state, TARGETS.assign(traffic="peak"))
    assert len(judge(state, TARGETS)[0]) == len(TARGETS)


def test_nothing_to_judge_is_no_error() -> None:
    state = State(TravelModel(WORLD, TOPOLOGY), PEOPLE)
    verdicts, detail = judge(state, TARGETS.iloc[:0])
    assert verdicts.empty
    assert detail.empty
