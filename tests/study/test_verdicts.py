"""Verdicts on the line world, computed by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.base.errors import ScenarioError
from transnet.base.sphere import EARTH_RADIUS_KM
from transnet.scenario.targets import choose_targets
from transnet.study import groups
from transnet.study.state import State
from transnet.study.verdicts import DETAIL_COLUMNS, judge
from transnet.travel.model import TravelModel
from transnet.travel.people import People

WORLD = line_world()
STATE = State(TravelModel(WORLD), People.from_network(WORLD))
TARGETS = WORLD["targets"]


def _verdict(target_id: str, **changed: Any) -> dict[str, Any]:
    target = TARGETS[TARGETS["target_id"] == target_id].assign(**changed)
    verdicts, _ = judge(STATE, target)
    return verdicts.to_dict("records")[0]


def test_a_target_over_nobody_is_refused() -> None:
    places = WORLD["places"].assign(population=0.0, population_urban=0.0)
    nobody = WORLD.replace_table("places", places)
    state = State(TravelModel(nobody), People.from_network(nobody))
    with pytest.raises(ScenarioError, match=r"nobody lives in counties.*\[unjudged_target\]"):
        judge(state, TARGETS[TARGETS["target_id"] == "plan-people"])


def _spread_min(people_area_km2: float, speed_kmh: float) -> float:
    return math.sqrt(people_area_km2 / math.pi) * 1.25 / speed_kmh * 60


def test_in_train() -> None:
    verdict = _verdict("plan-rail")
    assert (verdict["value"], verdict["unit"], verdict["met"]) == (36.0, "min", True)
    assert (verdict["shortfall"], verdict["count"], verdict["failing"]) == (0.0, 1, 0)
    assert verdict["binding_leg"] == "ride"
    assert verdict["recalled_parameters"] == ""
    just = _verdict("plan-rail", within_min=36.0)
    assert (just["met"], just["shortfall"], just["share_within_pct"]) == (True, 0.0, 100.0)


def test_door_to_door() -> None:
    verdict = _verdict("plan-door")
    assert (verdict["value"], verdict["met"], verdict["shortfall"]) == (81.0, False, 21.0)
    assert (verdict["worst_from"], verdict["worst_to"]) == ("P1", "P3")
    assert verdict["failing_zh"] == "甲区–乙区 81.0"
    assert verdict["failing_en"] == "Jia–Yi 81.0"
    assert verdict["mean_min"] == 81.0


def test_without_the_wait_for_a_departure() -> None:
    verdict = _verdict("plan-door", schedule_delay=False)
    assert (verdict["value"], verdict["shortfall"]) == (61.0, 1.0)


def test_share_of_pairs_that_is_required() -> None:
    pairs = {"from_group": "counties", "to_group": "core"}  # P2-P1 35, P3-P1 85.5
    half = _verdict("plan-county", **pairs, required_share_pct=50.0)
    assert (half["value"], half["share_within_pct"], half["met"]) == (85.5, 50.0, True)
    assert half["shortfall"] == 0.0
    all_of_them = _verdict("plan-county", **pairs)
    assert (all_of_them["met"], all_of_them["shortfall"], all_of_them["count"]) == (False, 25.5, 2)
    none = _verdict("plan-county", **pairs, required_share_pct=0.0, within_min=1.0)
    assert (none["met"], none["shortfall"]) == (True, 0.0)


def test_people_share() -> None:
    verdict = _verdict("plan-people")
    # All of P1; of P2 (35 min away) the town and a disc of 25 minutes; nobody of P3 (85.5).
    rural = 120_000 * (25.0 / _spread_min(2000, 40)) ** 2
    within = 600_000 + 80_000 + rural
    assert verdict["value"] == pytest.approx(100 * within / 1_100_000)
    assert verdict["unit"] == "%"
    assert verdict["shortfall"] == pytest.approx(0.9 * 1_100_000 - within)
    assert verdict["shortfall_unit"] == "people"
    assert (verdict["worst_from"], verdict["worst_to"]) == ("P3", "P1")
    assert verdict["binding_leg"] == "ride"
    assert verdict["count"] == 3
    assert verdict["failing_en"] == "Yi–Jia 85.5"
    assert verdict["mean_min"] == pytest.approx((200 * 35 + 300 * 85.5) / 1100)


def test_people_share_at_the_peak() -> None:
    verdict = _verdict("plan-people", traffic="peak")
    # R1 leads into C1's disc of 3.99 km for so much of its 27.8 km; parking 5. P2's town is within
    # although it takes longer there, and what is left of the hour is for its rural people.
    inside = math.sqrt(50 / math.pi) / (math.radians(0.25) * EARTH_RADIUS_KM)
    left = 60.0 - 30.0 * (1.1 + 0.5 * inside) - 5.0
    within = 600_000 + 80_000 + 120_000 * (left / _spread_min(2000, 40)) ** 2
    assert verdict["value"] == pytest.approx(100 * within / 1_100_000, rel=1e-6)
    assert verdict["value"] < _verdict("plan-people")["value"]
    assert not verdict["uses_recalled"]
    assert _verdict("plan-people", traffic="off_peak") == _verdict("plan-people")


def test_verdicts_at_the_peak_say_that_its_factors_are_assumed() -> None:
    rows = WORLD["congestion"].assign(basis=["found", "assumed", "found", "found", "found"])
    network = WORLD.replace_table("congestion", rows)
    state = State(TravelModel(network), People.from_network(network))
    target = TARGETS[TARGETS["target_id"] == "plan-people"]
    both = pd.concat([target, target.assign(target_id="twin", traffic="peak")])
    off, peak = judge(state, both)[0].to_dict("records")
    assert (off["uses_recalled"], off["recalled_parameters"]) == (False, "")
    assert (peak["uses_recalled"], peak["recalled_parameters"]) == (True, "congestion")


def test_trains_run_on_time_at_the_peak() -> None:
    assert _verdict("plan-rail", traffic="peak") == _verdict("plan-rail")


def test_access_share() -> None:
    verdict = _verdict("nat-access")
    # 6 minutes to S1 and S2, 4 to S3, then what is left of 30 for the way to the seat.
    within = 600_000 + 80_000 + 120_000 * (24.0 / _spread_min(2000, 40)) ** 2
    within += 150_000 + 150_000 * (26.0 / _spread_min(1500, 40)) ** 2
    assert verdict["value"] == pytest.approx(100 * within / 1_100_000)
    assert (verdict["worst_from"], verdict["worst_to"]) == ("P3", "S3")
    assert verdict["binding_leg"] == "access"


def test_detail_holds_every_pair_and_county() -> None:
    verdicts, detail = judge(STATE, TARGETS)
    assert tuple(detail.columns) == DETAIL_COLUMNS
    assert detail.groupby("target_id", sort=False).size().tolist() == verdicts["count"].tolist()
    people = detail[detail["target_id"] == "plan-people"]
    assert people["people"].sum() == 1_100_000
    assert detail.loc[detail["target_id"] == "plan-door", "people"].isna().all()
    legs = detail.filter(regex="_min$").sum(axis=1)
    assert np.allclose(legs, detail["minutes"])


def test_unreachable_pairs_are_infinite() -> None:
    early = line_world("2000-01-01")
    state = State(TravelModel(early), People.from_network(early))
    verdicts, _ = judge(state, TARGETS)
    rows = verdicts.set_index("target_id")
    assert rows.loc["plan-rail", "value"] == math.inf
    assert rows.loc["plan-rail", "shortfall"] == math.inf
    assert rows.loc["plan-door", "failing_en"] == "Jia–Yi ∞"
    assert not rows.loc["plan-people", "met"]
    assert rows.loc["plan-rail", "binding_leg"] == ""


def test_a_city_without_stations_has_no_train() -> None:
    cities = WORLD["cities"].assign(rail_stations=["S1", ""])
    network = WORLD.replace_table("cities", cities)
    state = State(TravelModel(network, STATE.model.topology), STATE.people)
    verdicts, _ = judge(state, TARGETS[TARGETS["target_id"] == "plan-rail"])
    assert verdicts["value"].tolist() == [math.inf]


def test_recalled_rows_and_parameters_mark_the_verdicts_that_use_them() -> None:
    parameters, roads = WORLD["parameters"].copy(), WORLD["roads"].copy()
    weak = parameters["parameter"].isin(["parking_min", "cruise_factor"])
    parameters.loc[weak, "basis"] = "assumed"
    roads.loc[roads["road_id"] == "R1", "basis"] = "recalled"
    network = WORLD.replace_table("parameters", parameters).replace_table("roads", roads)
    state = State(TravelModel(network, STATE.model.topology), STATE.people)
    rows = judge(state, TARGETS)[0].set_index("target_id")
    assert rows["uses_recalled"].to_dict() == {
        "plan-rail": False,
        "plan-door": False,
        "plan-county": True,
        "plan-people": True,
        "nat-access": False,
    }
    assert rows.loc["plan-rail", "recalled_parameters"] == "cruise_factor"
    assert rows.loc["plan-door", "recalled_parameters"] == "cruise_factor;parking_min"
    assert rows.loc["nat-access", "recalled_parameters"] == ""


def test_targets_by_pattern() -> None:
    assert choose_targets(WORLD, (), "s") is TARGETS
    chosen = choose_targets(WORLD, ("nat-*", "plan-rail"), "s")
    assert chosen["target_id"].tolist() == ["plan-rail", "nat-access"]
    with pytest.raises(ScenarioError, match="plan-rail") as caught:
        choose_targets(WORLD, ("plan-rial", "nat-*", "x-*"), "s.toml")
    assert [notice.value for notice in caught.value.notices] == ["plan-rial", "x-*"]


def test_a_target_without_a_pair_is_refused() -> None:
    empty = TARGETS.iloc[:1].assign(from_group="seats", to_group="own_districts")
    with pytest.raises(ScenarioError, match="has no pair from seats to own_districts"):
        judge(STATE, empty)


@settings(max_examples=40)
@given(limits=st.tuples(st.floats(1.0, 300.0), st.floats(1.0, 300.0)))
@pytest.mark.parametrize("target_id", TARGETS["target_id"].tolist())
def test_a_longer_limit_never_fails_more(target_id: str, limits: tuple[float, float]) -> None:
    strict, mild = (_verdict(target_id, within_min=limit) for limit in sorted(limits))
    assert strict["share_within_pct"] <= mild["share_within_pct"]
    assert strict["shortfall"] >= mild["shortfall"]
    assert strict["met"] <= mild["met"]


def test_verdict_and_shortfall_agree() -> None:
    verdicts, _ = judge(STATE, TARGETS)
    assert (verdicts["met"] == (verdicts["shortfall"] == 0.0)).all()
    assert pd.api.types.is_bool_dtype(verdicts["met"])


def test_stations_outside_the_town_do_not_count_in_town() -> None:
    world = line_world()
    seat = str(world["cities"]["seat_place_id"].iloc[0])
    assert groups.town_stations(world, seat) == groups.city_stations(world, seat)
    table = world["parameters"]
    near = table.assign(value=table["value"].mask(table["parameter"] == "town_station_km", 0.1))
    assert groups.town_stations(world.replace_table("parameters", near), seat) == []
    assert groups.town_stations(world, "X1") == []
