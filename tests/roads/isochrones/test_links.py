"""Links cut where the time runs out, by length on the ground, and points along them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.sphere import great_circle_km
from transnet.roads.isochrones.links import Links, cut_links, lines_of, points_along, reached_links

KM = 1.0 / 111.19508


def links(*lines: tuple[list[tuple[float, float]], float, float]) -> Links:
    """Return links of some points, minutes at the start and minutes at the end."""
    points = [point for line, _, _ in lines for point in line]
    of = [at for at, (line, _, _) in enumerate(lines) for _ in line]
    lon, lat = (np.array([each[axis] for each in points], dtype=np.float64) for axis in (0, 1))
    start, end = (np.array([each[at] for each in lines], dtype=np.float64) for at in (1, 2))
    return Links(lon, lat, np.array(of, dtype=np.int64), start, end)


def lengths_km(some: Links) -> list[float]:
    steps = great_circle_km(some.lon[:-1], some.lat[:-1], some.lon[1:], some.lat[1:])
    same = some.of_link[1:] == some.of_link[:-1]
    return np.bincount(some.of_link[:-1][same], steps[same], len(some.start_min)).tolist()


def test_a_link_ends_where_the_time_runs_out() -> None:
    found = reached_links(links(([(0.0, 0.0), (10 * KM, 0.0)], 2.0, 12.0)), 5.0)
    assert lengths_km(found) == pytest.approx([3.0])
    assert (found.lon[0], found.start_min[0], found.end_min[0]) == (0.0, 2.0, 5.0)


def test_links_that_are_not_reached_fall_and_whole_ones_stay_as_they_are() -> None:
    whole = [(0.0, 0.0), (1 * KM, 1 * KM), (2 * KM, 0.0)]
    far = [(0.0, 0.0), (KM, 0.0)]
    found = reached_links(links((far, 7.0, 8.0), (whole, 1.0, 3.0), (far, np.inf, np.inf)), 7.0)
    assert list(zip(found.lon.tolist(), found.lat.tolist(), strict=True)) == whole
    assert lengths_km(found) == pytest.approx([2 * np.hypot(1, 1)], rel=1e-6)


def test_a_bent_road_far_north_is_cut_by_its_length_on_the_ground() -> None:
    """A degree east is a sixth of one north there: by degrees the cut would lie far off."""
    east, north = 1.0, 1.0
    bent = links(([(0.0, 80.0), (east, 80.0), (east, 80.0 + north)], 0.0, 100.0))
    whole = lengths_km(bent)[0]
    found = reached_links(bent, 50.0)
    assert lengths_km(found)[0] == pytest.approx(whole / 2, rel=1e-6)
    assert found.lat[-1] == pytest.approx(80.0 + (whole / 2 - 19.3) / 111.195, abs=0.001)


def test_a_link_across_180_degrees_and_one_over_a_pole_go_the_short_way() -> None:
    points = points_along(links(([(179.5, 0.0), (180.5, 0.0)], 0.0, 4.0)), 30.0)
    assert points.lon.tolist() == pytest.approx([179.5, 179.75, 180.0, 180.25, 180.5])
    assert points.minutes.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    over = points_along(links(([(0.0, 89.0), (180.0, 89.0)], 0.0, 2.0)), 150.0)
    assert over.lat.tolist() == pytest.approx([89.0, 90.0, 89.0])


@given(
    st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.lists(st.integers(-9, 9), min_size=4, max_size=8)
)
def test_a_part_is_as_long_as_its_share(one: float, other: float, coordinates: list[int]) -> None:
    points = [(a / 10, b / 10) for a, b in zip(coordinates[::2], coordinates[1::2], strict=False)]
    some = links((points, 3.0, 13.0), (points[::-1], 0.0, 1.0))
    low, high = np.array([min(one, other)] * 2), np.array([max(one, other)] * 2)
    found = cut_links(some, low, high)
    wanted = [(high[0] - low[0]) * each for each in lengths_km(some)]
    assert lengths_km(found) == pytest.approx(wanted, abs=1e-6)
    assert found.end_min[0] - found.start_min[0] == pytest.approx(10 * (high[0] - low[0]))


def test_no_links_make_no_points_and_no_lines() -> None:
    nothing = links()
    assert len(points_along(nothing, 1.0).lon) == 0
    assert len(lines_of(reached_links(nothing, 5.0))) == 0


def test_what_has_no_length_makes_no_line() -> None:
    assert len(lines_of(links(([(1.0, 1.0), (1.0, 1.0)], 0.0, 1.0)))) == 0
