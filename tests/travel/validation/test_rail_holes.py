"""Holes in the services of the line world: each rule fires on its hole and on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.validation.hole_rows import HOLE_COLUMNS, LIMITS
from transnet.travel.validation.rail_holes import RailTrips, rail_holes
from transnet.travel.validation.railway import Railway, fastest_rides

WORLD = line_world("2024-12-31")
NEVER = np.datetime64("NaT", "s")
# S1 and S3 are 82 km apart.
SHORT = replace(LIMITS, shortest_km=50.0)


def _trips(network: Network, **limits: float) -> RailTrips:
    return RailTrips(TravelModel(network), replace(SHORT, **limits))


def _only(table: pd.DataFrame) -> dict[str, object]:
    assert tuple(table.columns) == HOLE_COLUMNS
    (row,) = table.to_dict("records")
    return row


def _slow(minutes: float) -> Network:
    """The world with nothing but expresses, which take so long from S1 to S3 and back."""
    network = WORLD
    for service in ("E1", "E2", "U1", "U2"):
        network = edit(network, "services", {"service_id": service}, opened=NEVER)
    network = edit(network, "stops", {"service_id": "E3", "station_id": "S3"}, run_min=minutes)
    return edit(network, "stops", {"service_id": "E4", "station_id": "S1"}, run_min=minutes)


def _rail_min(network: Network) -> float:
    """Minutes from P1 to P3 by rail, which are those back."""
    times = TravelModel(network).travel_times(["P1"], ["P3"], using="rail")
    return float(times["travel_min"].iloc[0])


def _passing() -> Network:
    """The world whose trains all pass S2, 12 km of road from P1."""
    network = edit(WORLD, "roads", {"road_id": "R1"}, length_km=12.0)
    for service in ("E1", "E2"):
        network = edit(network, "services", {"service_id": service}, opened=NEVER)
    return network


def test_a_world_with_fitting_trains_has_no_holes() -> None:
    assert rail_holes(TravelModel(WORLD), SHORT).empty
    assert tuple(rail_holes(TravelModel(WORLD)).columns) == HOLE_COLUMNS


def test_ends_are_seats_main_cities_and_places_outside() -> None:
    assert RailTrips(TravelModel(WORLD)).ends == ["P1", "P3", "X1"]


def test_a_line_without_trains_is_found() -> None:
    network = WORLD.replace_table("services", WORLD["services"].iloc[:0])
    network = network.replace_table("stops", WORLD["stops"].iloc[:0])
    row = _only(rail_holes(TravelModel(network)))
    assert (row["rule"], row["from_id"], row["to_id"]) == ("missing_ride", "P1", "P3")
    assert (row["from_zh"], row["to_en"], row["value"]) == ("甲区", "Yi", np.inf)
    assert row["why_zh"] == "甲区—乙区:有铁路相连,却没有列车可乘"
    assert row["why_en"] == "Jia–Yi: a line joins the two, but no trains do"
    shut = network["tracks"].assign(opened=NEVER)
    assert rail_holes(TravelModel(network.replace_table("tracks", shut))).empty


def test_freight_and_metro_tracks_join_no_towns() -> None:
    network = WORLD.replace_table("services", WORLD["services"].iloc[:0])
    network = network.replace_table("stops", WORLD["stops"].iloc[:0])
    for traffic in ("freight", "metro"):
        tracks = edit(network, "tracks", {"track_id": "T2"}, traffic=traffic)
        assert rail_holes(TravelModel(tracks)).empty


def test_rail_trips_far_slower_than_the_drive_are_found() -> None:
    drive_min = 95.0
    rest_min = _rail_min(_slow(100.0)) - 100.0
    over = 2 * drive_min - rest_min + 1
    row = _only(_trips(_slow(over)).missing_rides())
    assert row["value"] == pytest.approx((2 * drive_min + 1) / drive_min)
    assert row["why_en"] == "Jia–Yi: 191 min by rail, 95 min by car"
    assert _trips(_slow(over - 2)).missing_rides().empty
    assert RailTrips(TravelModel(_slow(over))).missing_rides().empty  # shorter than 100 km


def test_rides_far_slower_than_the_line_are_found() -> None:
    km = Railway(WORLD).join(["S1"], ["S3"]).km
    assert km == pytest.approx(0.74 * 111.195, rel=1e-4)
    straight_min = 60 * km / 250
    row = _only(_trips(_slow(60.0)).slow_rides())
    assert (row["rule"], row["from_id"], row["to_id"]) == ("slow_ride", "P1", "P3")
    assert row["value"] == pytest.approx(60 / straight_min)
    assert _trips(_slow(59.0)).slow_rides().empty
    assert RailTrips(TravelModel(_slow(60.0))).slow_rides().empty  # shorter than 100 km


def test_local_trains_are_not_held_against_a_fast_line() -> None:
    local = edit(_slow(60.0), "stations", {"station_id": "S3"}, kind="conventional")
    assert _trips(local).slow_rides().empty


def test_a_line_that_goes_round_itself_is_not_held_against_the_trains() -> None:
    round_about = edit(_slow(60.0), "tracks", {"track_id": "T2"}, length_km=95.0)
    assert len(_trips(_slow(60.0)).slow_rides()) == 1
    assert _trips(round_about).slow_rides().empty
    assert len(_trips(round_about, roundabout=1.6).slow_rides()) == 1


def test_trains_without_tracks_prove_a_line_and_are_not_slow_by_themselves() -> None:
    network = _slow(60.0)
    network = network.replace_table("tracks", network["tracks"].assign(opened=NEVER))
    stops = network["stops"].assign(tracks="").fillna({"run_min": 20.0})
    network = network.replace_table("stops", stops)
    way = Railway(network).join(["S1"], ["S3"])
    assert way.line_min == pytest.approx(60)
    assert _trips(network).slow_rides().empty
    shut = edit(network, "services", {"mode": "emu"}, opened=NEVER)
    assert not np.isfinite(Railway(shut).join(["S1"], ["S3"]).line_min)


def test_no_stations_are_joined_to_nothing() -> None:
    way = Railway(WORLD).join([], ["S1"])
    assert np.isnan(way.km)
    assert way.straight_min == np.inf


def test_fastest_rides_are_those_in_the_train() -> None:
    model = TravelModel(WORLD)
    stations = ["S1", "S2", "S3"]
    rides = fastest_rides(model.topology, model.times, stations)
    for start in stations:
        for end in stations:
            ride = 0.0 if start == end else model.in_train([start], [end]).travel_min
            assert rides.loc[start, end] == pytest.approx(ride), (start, end)
    shut = TravelModel(edit(WORLD, "services", {"mode": "emu"}, opened=NEVER))
    assert fastest_rides(shut.topology, shut.times, stations).loc["S1", "S3"] == np.inf
    assert fastest_rides(model.topology, model.times, ["S1", "M1"]).loc["S1", "M1"] == np.inf


def test_long_ways_by_road_are_found() -> None:
    row = _only(_trips(WORLD, road_km=2.5).long_road_legs())
    assert (row["rule"], row["value"], row["limit"], row["unit"]) == (
        "long_road_leg",
        3.0,
        2.5,
        "km",
    )
    assert "甲站" in str(row["why_zh"])
    assert "by Jia with 3 km of road" in str(row["why_en"])
    assert _trips(WORLD, road_km=3.0).long_road_legs().empty


def test_a_station_passed_for_want_of_trains_is_found() -> None:
    # 12 + 3 km to S1, 4 km to S2, on roads of 60, 30 and 40 km/h.
    row = _only(_trips(_passing(), nearer_km=8.0).passed_stations())
    assert (row["rule"], row["from_id"], row["to_id"]) == ("passed_station", "P2", "S2")
    assert (row["value"], row["to_zh"], row["unit"]) == (15.0, "丙站", "km")
    assert "past Bing (about 5 km) to Jia (15 km) for a train to Yi" in str(row["why_en"])
    assert "驶过丙站" in str(row["why_zh"])
    assert _trips(_passing(), nearer_km=12.0).passed_stations().empty
    assert _trips(_passing(), nearer_km=8.0, nearer_ratio=3.5).passed_stations().empty


def test_a_station_with_fitting_trains_may_be_passed() -> None:
    rare = _passing().replace_table("parameters", _no_wait_cap(WORLD))
    for service in ("U1", "U2"):
        rare = edit(rare, "services", {"service_id": service}, opened=NEVER)
    assert len(_trips(rare, nearer_km=8.0).passed_stations()) == 1
    for service in ("E1", "E2"):
        once = {"opened": np.datetime64("2010-01-01", "s"), "trains_per_day": 1.0}
        rare = edit(rare, "services", {"service_id": service}, headway_min=np.nan, **once)
    passing = _trips(rare, nearer_km=8.0)
    assert "S1" in passing.model.path("P2", "P3", using="rail").legs["to_id"].iloc[0]
    assert passing.passed_stations().empty


def test_stations_of_another_class_may_be_passed() -> None:
    slow = edit(_passing(), "stations", {"station_id": "S2"}, kind="conventional")
    assert _trips(slow, nearer_km=8.0).passed_stations().empty
    mixed = edit(_passing(), "stations", {"station_id": "S2"}, kind="mixed")
    assert len(_trips(mixed, nearer_km=8.0).passed_stations()) == 1


def _no_wait_cap(network: Network) -> pd.DataFrame:
    parameters = network["parameters"].copy()
    parameters.loc[parameters["parameter"] == "wait_cap_min", "value"] = 600.0
    return parameters
