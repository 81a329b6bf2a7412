"""A trip in short is the path, without its legs."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from tests.worlds import line_world
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel
from transnet.travel.trip_path import NOWHERE
from transnet.travel.way_in_short import way_between

MODEL = TravelModel(line_world("2024-12-31"))


@pytest.mark.parametrize("using", ["best", "drive", "public", "rail", "carfree"])
@pytest.mark.parametrize("waits", ["timetable", "first_come"])
def test_it_is_the_path_without_its_legs(using: ModeSet, waits: str) -> None:
    model = MODEL.with_waits(waits)  # type: ignore[arg-type]
    ids = model.place_ids
    for start, origin in enumerate(ids):
        for end, destination in enumerate(ids):
            path = model.path(origin, destination, using=using)
            way = way_between(model, (start, end), using)
            assert way.travel_min == path.travel_min
            assert way.displacement_min == (path.displacement_min if path.mode else 0.0)
            assert way.mode == path.mode
            if start != end and math.isfinite(way.travel_min):
                assert way.choice_min == model.trips(using).choice_min[start, end]
            first = path.alternatives
            shares = first.groupby("from_id")["share"].sum() if len(first) else None
            if shares is None:
                assert way.boarded == NOWHERE
            else:
                assert shares[way.boarded.id] == pytest.approx(shares.max())


def test_every_way_of_travelling_is_tried() -> None:
    assert set(get_args(ModeSet)) >= {"best", "drive", "public", "rail", "carfree"}
