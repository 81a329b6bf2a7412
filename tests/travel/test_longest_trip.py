"""A trip that takes longer than one may take is none, and no further train takes one away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.travel.test_trips import _weighing
from tests.travel.train_worlds import SOUND, Service, Way, road_ways, train_services, trains_world
from tests.worlds import world_table
from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import Network
from transnet.supply.kinds import ModeSet
from transnet.travel.departure_rules import Waits
from transnet.travel.model import TravelModel


def _within(network: Network, minutes: float) -> Network:
    row = {
        "parameter": "longest_trip_min", "mode": "all", "value": str(minutes),
        "low": str(minutes), "high": str(minutes), "unit": "min", **SOUND,
    }  # fmt: skip
    both = [network["parameters"], world_table("parameters", [row])]
    return network.replace_table("parameters", pd.concat(both, ignore_index=True))


@settings(max_examples=drawn(8), deadline=None)
@given(
    lines=st.lists(train_services, min_size=1, max_size=4),
    more=train_services,
    access=st.lists(road_ways, min_size=2, max_size=6, unique_by=lambda way: way[:2]),
    waits=st.sampled_from(["timetable", "first_come"]),
    using=st.sampled_from(["public", "best", "carfree"]),
    within=st.tuples(st.integers(60, 500), st.sampled_from([0.5, 1.0, 3.0])),
)
def test_no_further_train_takes_a_trip_away(
    lines: list[Service],
    more: Service,
    access: list[Way],
    waits: Waits,
    using: ModeSet,
    within: tuple[int, float],
) -> None:
    minutes, weight = within
    world = _weighing(trains_world(lines, access), weight)
    before, after = (
        TravelModel(_within(_weighing(trains_world(each, access), weight), minutes))
        .with_waits(waits)
        .trips(using)
        for each in (lines, [*lines, more])
    )
    lost = (before.travel < UNREACHABLE_MS) & (after.travel == UNREACHABLE_MS)
    assert not lost.any()
    assert (after.choice_min <= before.choice_min).all()
    free = TravelModel(world).with_waits(waits).trips(using)
    kept = free.drives | (free.choice_min <= minutes)
    assert (before.travel[kept] == free.travel[kept]).all()
    none = before.travel == UNREACHABLE_MS
    assert (kept | none | before.drives).all()  # the road, which no bound holds, or no way
    if using == "best":
        road = TravelModel(world).trips("drive").travel
        assert (before.travel[~kept] == road[~kept]).all()
    assert (before.sums[:, kept] == free.sums[:, kept]).all()


@pytest.mark.parametrize(("more", "rides"), [(0.0, True), (-0.1, False)])
def test_it_is_held_to_what_trips_are_chosen_by(more: float, rides: bool) -> None:
    line: Service = ("emu", 1, ("S1", "S3"), (36, 1))
    world = trains_world([line], [("N1", "S1", 3), ("N3", "S3", 2)])
    chosen_by = float(TravelModel(world).trips("rail").choice_min[0, 2])
    model = TravelModel(_within(world, chosen_by + more))
    path = model.path("P1", "P3", using="rail")
    (travel_min,) = model.travel_times(["P1"], ["P3"], using="rail")["travel_min"]
    assert (np.isfinite(path.travel_min), np.isfinite(travel_min)) == (rides, rides)
