"""Those who must ride go as those without a car do where that is the better trip."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.travel.train_worlds import (
    Service,
    Way,
    bounded,
    road_ways,
    train_services,
    trains_world,
)
from transnet.base.units import UNREACHABLE_MS
from transnet.travel.departure_rules import Waits
from transnet.travel.model import TravelModel
from transnet.travel.other_ways import riding_only
from transnet.travel.way_in_short import way_between

# From P1 to P2 one changes at S3, beyond P2: with S1 within reach of P2 by car, nobody rides there.
CHANGE: list[Service] = [("emu", 24, ("S1", "S3"), (36, 1)), ("emu", 24, ("S3", "S2"), (22, 1))]
DOORS: list[Way] = [("N1", "S1", 3), ("N2", "S2", 2), ("N3", "S3", 2)]
MODEL = TravelModel(bounded(trains_world(CHANGE, DOORS), km=60.0, own_km=20.0))


@pytest.mark.parametrize("waits", ["timetable", "first_come"])
def test_a_plain_change_is_open_to_whoever_leaves_the_car_at_home(waits: Waits) -> None:
    model = MODEL.with_waits(waits)
    ends = model.place_ids.index("P1"), model.place_ids.index("P2")
    alone = model._search("time", "public").table("public")
    assert alone.travel[ends] == UNREACHABLE_MS
    public, carfree = (model.path("P1", "P2", using=each) for each in ("public", "carfree"))  # type: ignore[arg-type]
    assert (public.using, public.travel_min) == ("public", carfree.travel_min)
    assert public.legs.equals(carfree.legs)
    assert public.legs["mode"].iloc[0] == "walk"
    assert model.travel_times(["P1"], ["P2"], using="public")["travel_min"].item() == (
        public.travel_min
    )
    assert str(public).splitlines() == str(carfree).splitlines()


def test_rail_keeps_to_the_rules_of_those_who_drive_to_the_station() -> None:
    assert np.isinf(MODEL.path("P1", "P2", using="rail").travel_min)


def test_a_search_for_what_some_services_do_takes_no_way_without_a_ride() -> None:
    # Own ways are 40 km at most: all the way to P2 on foot takes as long as a slow enough train.
    slow: list[Service] = [("emu", 24, ("S1", "S2"), (900, 1))]
    model = TravelModel(bounded(trains_world(slow, DOORS), km=60.0, own_km=40.0))
    assert model.path("P1", "P2", using="public").mode == "walk"
    assert riding_only(model, frozenset({"V0"})).path("P1", "P2", using="public").mode == "rail"


@settings(max_examples=drawn(12), deadline=None)
@given(
    lines=st.lists(train_services, min_size=2, max_size=4),
    access=st.lists(road_ways, min_size=6, max_size=12, unique_by=lambda way: way[:2]),
    waits=st.sampled_from(["timetable", "first_come"]),
    km=st.sampled_from([30.0, 60.0, 100.0]),
    own_km=st.sampled_from([10.0, 30.0]),
)
def test_public_is_the_better_of_both_and_its_paths_say_so(
    lines: list[Service], access: list[Way], waits: Waits, km: float, own_km: float
) -> None:
    world = bounded(trains_world(lines, access), km=km, share=0.6, own_km=own_km)
    model = TravelModel(world).with_waits(waits)
    alone, carfree = (model._search("time", each).table(each) for each in ("public", "carfree"))  # type: ignore[arg-type]
    public, every = model.trips("public"), np.ones(alone.travel.shape, dtype=np.bool_)
    np.testing.assert_array_equal(public.choice, np.minimum(alone.choice, carfree.choice))
    some = model.some_trips(every, "public")
    for name in ("travel", "displaced", "choice", "drives", "sums", "carless"):
        np.testing.assert_array_equal(getattr(some, name), getattr(public, name))
    for row in model.leg_minutes(using="public").to_dict("records"):
        ends = row["from_id"], row["to_id"]
        path = model.path(*ends, using="public")
        assert path.travel_min == pytest.approx(row["travel_min"])
        assert path.legs["minutes"].sum() == pytest.approx(
            row["travel_min"] if np.isfinite(row["travel_min"]) else 0.0
        )
        short = way_between(model, tuple(map(model.place_ids.index, ends)), "public")  # type: ignore[arg-type]
        assert (short.travel_min, short.mode) == (path.travel_min, path.mode)
