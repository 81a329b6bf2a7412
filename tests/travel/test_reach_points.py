"""Where a trip can leave the network, and when, on the line world's hand-computed times."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.travel.leaving_points import _across_180, _along
from transnet.travel.model import TravelModel
from transnet.travel.reach_points import reach_points


def minutes_at(points: pd.DataFrame, lon: float, lat: float) -> float:
    row = points[(points["lon"] == lon) & (points["lat"] == lat)]
    assert len(row) == 1
    return float(row["travel_min"].iloc[0])


def test_road_nodes_count_the_drive_and_parking_or_the_train() -> None:
    points = reach_points(TravelModel(line_world()).with_waits("first_come"), "P1")
    assert minutes_at(points, 112.5, 38.0) == 5.0  # parking
    assert minutes_at(points, 112.5, 38.25) == 30 + 5
    # 6 access + 10 entry + 20 wait + 36 ride + 5 exit = 77 at the kerb, + 4 egress
    assert minutes_at(points, 112.5, 38.76) == 77.0
    assert minutes_at(points, 112.5, 38.75) == 81.0
    assert points.equals(points.sort_values(["lon", "lat"], ignore_index=True))


def test_a_road_can_be_left_between_its_ends_from_either_side() -> None:
    model = TravelModel(line_world()).with_waits("first_come")
    points = reach_points(model, "P1", step_km=10.0)
    # R1: 30 km in 30 min, cut in three
    assert minutes_at(points, 112.5, round(38 + 0.25 / 3, 5)) == pytest.approx(10 + 5)
    # R2: 60 km in 60 min, cut in six; its last tenth is sooner reached from the train: 81 + 10
    assert minutes_at(points, 112.5, 38.66667) == pytest.approx(30 + 50 + 5)
    # R4 leads on from N3: 9 parts of 10 km
    assert minutes_at(points, 112.5, round(38.75 + 0.75 / 9, 5)) == pytest.approx(81 + 10)


def test_a_motorway_cannot_be_left_between_its_ends() -> None:
    model = TravelModel(line_world("2026-06-30"))
    on_way = reach_points(model, "P1")
    middle = on_way[on_way["lon"].between(112.465, 112.495) & (on_way["lat"] > 38.01)]
    assert middle.empty
    assert minutes_at(on_way, 112.5, 38.75) == 8 + 45 + 5


def test_what_is_closed_off_is_infinite() -> None:
    network = line_world()
    roads = network["roads"].copy()
    roads["closed"] = roads["opened"]
    points = reach_points(TravelModel(network.replace_table("roads", roads)), "P2")
    assert math.isinf(minutes_at(points, 112.46, 38.0))
    assert minutes_at(points, 112.5, 38.25) == 5.0


def test_an_unknown_origin_is_named() -> None:
    with pytest.raises(UnknownNameError, match="P9"):
        reach_points(TravelModel(line_world()), "P9")


@pytest.mark.parametrize(
    ("ends", "middle"),
    [((179.9, -179.9), 180.0), ((-179.8, 179.9), -179.95), ((112.5, 112.7), 112.6), ((0, 180), 90)],
)
def test_a_road_across_180_degrees_is_left_on_its_way(
    ends: tuple[float, float], middle: float
) -> None:
    lon = np.array(ends)
    ways: Any = SimpleNamespace(tails=np.array([0, 1]), heads=np.array([1, 0]))
    both = _across_180(_along(lon, ways, np.array([0, 1]), np.array([0.5, 0.5]), turns=True))
    assert np.allclose(np.cos(np.radians(both - middle)), 1.0)
    assert (np.abs(both) <= 180).all()
