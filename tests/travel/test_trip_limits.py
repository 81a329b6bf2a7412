"""How far one goes by road to a train, and what ends a trip."""

from __future__ import annotations

import numpy as np
import pytest

from tests.street_worlds import layer_of_graph, same_streets
from tests.travel.train_worlds import (
    Service,
    bounded,
    limited,
    trains_world,
)
from transnet.model.road_join import join_layer
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel


@pytest.mark.parametrize(
    ("limits", "using", "rides"),
    [
        ({}, "rail", {"P3", "P2"}),
        ({"km": 20.0}, "rail", {"P3", "P2"}),
        ({"km": 19.9}, "rail", {"P3"}),
        ({"km": 2.9}, "rail", set()),
        ({"km": 2.9}, "public", set()),
        ({"own_km": 2.9}, "rail", {"P3", "P2"}),
        ({"own_km": 3.0}, "carfree", {"P3"}),
        ({"own_km": 2.9}, "carfree", set()),
        ({"km": 2.9}, "carfree", set()),
        # As the crow flies P2 is 27.8 km away: 20 km of road are 0.419 of both. P3 is 83 km away.
        ({"share": 0.42}, "rail", {"P3", "P2"}),
        ({"share": 0.41}, "rail", {"P3"}),
        ({"share": 0.036}, "rail", {"P3"}),
        ({"share": 0.03}, "rail", set()),
    ],
)
def test_a_way_by_road_beyond_its_limits_is_no_ride(
    limits: dict[str, float], using: ModeSet, rides: set[str]
) -> None:
    table = TravelModel(limited(**limits)).travel_times(["P1"], ["P2", "P3"], using=using)
    reached = table[np.isfinite(table["travel_min"])]
    assert set(reached["to_id"]) == rides


OUT_AND_BACK: list[Service] = [
    ("emu", 24, ("S1", "S3"), (36, 1)),
    ("emu", 24, ("S3", "S1"), (36, 1)),
]


@pytest.mark.parametrize(("limits", "modes"), [(True, ["", "rail"]), (False, ["rail", "rail"])])
def test_nobody_rides_out_and_back_to_where_the_road_would_do(
    limits: bool, modes: list[str]
) -> None:
    # P2 is 30 km by road from S1, near which P1 lies, and 62 km from S3.
    world = trains_world(OUT_AND_BACK, [("N1", "S1", 3), ("N2", "S1", 30), ("N3", "S3", 2)])
    model = TravelModel(bounded(world, km=60.0, share=0.5) if limits else world)
    assert model.leg_minutes(["P1"], ["P2", "P3"], using="rail")["mode"].tolist() == modes


@pytest.mark.parametrize(("share", "modes"), [(0.41, [""]), (0.42, ["rail"])])
def test_nobody_boards_far_off_for_a_trip_to_the_next_county(
    share: float, modes: list[str]
) -> None:
    # P2 is 27.8 km from P1 as the crow flies, S3 20 km by road, and the ride 57 km long.
    world = trains_world([("emu", 24, ("S3", "S2"), (22, 1))], [("N1", "S3", 20), ("N2", "S2", 2)])
    model = TravelModel(bounded(world, share=share))
    assert model.leg_minutes(["P1"], ["P2"], using="rail")["mode"].tolist() == modes


def test_rail_reaches_no_farther_by_road_where_one_may_not_drive() -> None:
    # In `best` the way by road may be long, for one may drive all the way as well.
    model = TravelModel(limited(km=2.9))
    assert np.isfinite(model.travel_times(["P1"], ["P3"])["travel_min"]).all()
    with_limits = TravelModel(limited(km=2.9), model.topology)
    assert with_limits.leg_minutes(["P1"], ["P3"], using="rail")["mode"].tolist() == [""]


@pytest.mark.parametrize(("km", "rides"), [(2.0, set()), (3.0, {"P3"})])
def test_streets_count_as_ways_by_road_do(km: float, rides: set[str]) -> None:
    # S1 lies 2.4 km along the street from the seat of P1, S3 1.1 km from that of P3.
    network = join_layer(limited(km=km), layer_of_graph(same_streets()))
    table = TravelModel(network).travel_times(["P1"], ["P3"], using="rail")
    assert set(table.loc[np.isfinite(table["travel_min"]), "to_id"]) == rides
