"""The box of a map: around the seats, out to what changed near them, in true proportions."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.report.maps.frame import KM_PER_DEGREE, Frame, frame_of

MARGIN = 22.0 / KM_PER_DEGREE


def test_the_frame_holds_the_seats_and_a_margin() -> None:
    frame = frame_of(line_world())
    assert frame.south == pytest.approx(38 - MARGIN)
    assert frame.north == pytest.approx(38.75 + MARGIN)
    assert frame.west < 112.5 < frame.east
    assert frame.height_km == pytest.approx(0.75 * KM_PER_DEGREE + 44)


def test_a_change_nearby_widens_the_frame_and_one_far_off_does_not() -> None:
    points = pd.DataFrame({"lon": [114.0, 121.0], "lat": [38.2, 31.0]})
    frame = frame_of(line_world(), points)
    assert 114.0 < frame.east < 115.0
    assert frame.south > 37.0


def test_contains_counts_the_edge() -> None:
    frame = Frame(112, 37, 113, 38)
    inside = frame.contains(np.array([112.0, 113.0, 113.1]), np.array([37.0, 38.0, 37.5]))
    assert inside.tolist() == [True, True, False]


def test_the_middle_lies_between_the_edges_across_180_degrees_too() -> None:
    assert Frame(112, 37, 114, 38).middle_lon == 113
    assert Frame(179, 37, 182, 38).middle_lon == 180.5


def test_width_shrinks_with_latitude() -> None:
    frame = Frame(112, 59.5, 113, 60.5)
    assert frame.shortening == pytest.approx(math.cos(math.radians(60)))
    assert frame.width_km == pytest.approx(frame.height_km / 2)


def test_no_box_is_so_slim_that_its_picture_takes_gigabytes() -> None:
    for slim in (Frame(112, 10, 112.5, 60), Frame(60, 37, 140, 38)):
        frame = slim.no_slimmer()
        sides = frame.width_km, frame.height_km
        assert max(sides) / min(sides) == pytest.approx(2.5)
        assert max(sides) == pytest.approx(max(slim.width_km, slim.height_km))
        assert frame.middle_lon == pytest.approx(slim.middle_lon)
    broad = Frame(112, 37, 113, 38)
    assert broad.no_slimmer() == broad


def test_a_place_far_away_does_not_blow_up_the_map() -> None:
    world = line_world()
    places = world["places"]
    inside = places.index[places["kind"] != "external"][0]
    lat = places["lat"].where(places.index != inside, 3.84)
    frame = frame_of(world.replace_table("places", places.assign(lat=lat)))
    assert frame.height_km / frame.width_km <= 2.5 + 1e-9
