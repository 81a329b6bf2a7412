"""Trips of the line world to the place outside: the rule fires on detours and on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.validation.fast_lines import joined_by_fast_trains, plausible_rail_min
from transnet.travel.validation.hole_rows import HOLE_COLUMNS, LIMITS
from transnet.travel.validation.trip_holes import plausible_min, trip_holes

# X1 lies 83.4 km north of P3 and 166.8 km north of P1; 90 km of trunk road join it to P3, and
# nobody flies.
NEVER = np.datetime64("NaT", "s")
WORLD = edit(line_world("2024-12-31"), "flights", {}, opened=NEVER)
P3_X1_KM = 0.75 * 111.195


def _found(network: Network, **limits: float) -> pd.DataFrame:
    table = trip_holes(TravelModel(network), replace(LIMITS, **limits))
    assert tuple(table.columns) == HOLE_COLUMNS
    assert set(table["rule"]) <= {"roundabout_trip"}
    return table


def _pairs(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["from_id"], table["to_id"], strict=True))


def _longer(km: float) -> Network:
    return edit(WORLD, "roads", {"road_id": "R4"}, length_km=km)


def test_plausible_minutes_are_those_of_a_road_and_two_towns() -> None:
    assert plausible_min(np.array([0.0, 80.0])).tolist() == [15.0, 15.0 + 60 * 1.3]
    fast = replace(LIMITS, circuity=1.0, road_kmh=100.0, town_min=5.0)
    assert float(plausible_min(np.array(50.0), fast)) == 35.0


def test_trips_along_a_road_are_no_holes() -> None:
    assert _found(WORLD).empty


def test_a_trip_that_goes_round_is_found_with_what_to_do() -> None:
    minutes = 5 + 160  # parking and the longer road
    by_road = 15 + 60 * 1.3 * P3_X1_KM / 80
    table = _found(_longer(160.0))
    assert _pairs(table) == [("P3", "X1")]
    (row,) = table.to_dict("records")
    assert row["value"] == pytest.approx(minutes / by_road, rel=1e-4)
    assert (row["limit"], row["unit"]) == (1.5, "1")
    assert row["why_en"] == (
        f"Yi–Yuan: {minutes} min at best, where a road over the 83 km straight takes about "
        f"{by_road:.0f} min; add the road or train between them"
    )
    assert str(row["why_zh"]).startswith(f"乙区—远市:最快{minutes} min")
    assert "请补上两地间的公路或列车" in str(row["why_zh"])


def test_the_limits_decide() -> None:
    by_road = 15 + 60 * 1.3 * P3_X1_KM / 80
    ratio = 165 / by_road
    assert not _found(_longer(160.0), trip_ratio=ratio - 0.01).empty
    assert _found(_longer(160.0), trip_ratio=ratio + 0.01).empty
    assert _found(_longer(160.0), road_kmh=60.0).empty
    assert _found(_longer(160.0), circuity=1.6).empty
    assert _found(_longer(160.0), town_min=40.0).empty


def test_the_slower_direction_counts() -> None:
    roads = WORLD["roads"]
    back = roads[roads["road_id"] == "R4"].assign(
        road_id="R9", from_node="NX", to_node="N3", oneway=True, length_km=170.0
    )
    out = roads.assign(oneway=roads["oneway"] | (roads["road_id"] == "R4"))
    network = WORLD.replace_table("roads", pd.concat([out, back], ignore_index=True))
    table = _found(network)
    assert ("P3", "X1") in _pairs(table)
    worst = table.set_index(["from_id", "to_id"])["value"][("P3", "X1")]
    assert worst == pytest.approx(175 / (15 + 60 * 1.3 * P3_X1_KM / 80), rel=1e-4)


def test_a_place_that_no_way_leads_to_is_infinitely_far() -> None:
    table = _found(edit(WORLD, "roads", {"road_id": "R4"}, opened=NEVER))
    assert _pairs(table) == [("P1", "X1"), ("P3", "X1")]
    assert set(table["value"]) == {np.inf}
    assert "no way leads there" in table["why_en"].iloc[0]
    assert "无路可通" in table["why_zh"].iloc[0]


def test_pairs_within_the_cluster_are_left_to_the_other_rules() -> None:
    """P1 and P3 are seats; with their road 300 km long only trips to X1 may be named."""
    slow = edit(WORLD, "roads", {"road_id": "R2"}, length_km=300.0)
    for table in ("services", "stops"):
        slow = slow.replace_table(table, slow[table].iloc[:0])
    assert _pairs(_found(slow)) == [("P1", "X1")]


def test_between_main_cities_that_fast_trains_join_the_line_is_the_measure() -> None:
    world = line_world("2024-12-31")
    ends = world["places"][world["places"]["place_id"].isin(["P1", "P2", "P3", "X1"])]
    main = edit(world, "places", {}, main_city=True)["places"]
    joined = joined_by_fast_trains(world, main[main["place_id"].isin(ends["place_id"])])
    at = list(ends["place_id"]).index
    assert joined[at("P1"), at("P3")]
    assert joined.tolist() == joined.T.tolist()
    # Nobody runs there any more.
    none = edit(world, "services", {}, opened=NEVER)
    assert not joined_by_fast_trains(none, main).any()
    # Two ways into town, entry, exit and a change; then all that slows the ride.
    table = world["parameters"].set_index(["parameter", "mode"])
    high = (table.loc[(name, "emu"), "high"] for name in ("entry_min", "exit_min", "transfer_min"))
    still, moving = plausible_rail_min(world, np.array([0.0, 175.0]))
    assert still == 30.0 + sum(high)
    slow = table.loc[("cruise_factor", "emu"), "low"]
    reserve = 1 + table.loc[("recovery_share", "emu"), "high"]
    assert moving - still == pytest.approx(60 * 1.3 * 175 / (250 * slow / reserve))
