"""Isochrones of worlds whose areas are known: disks, rings, islands, lenses, caps at a pole."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from transnet.base.errors import InputError, UnknownNameError
from transnet.base.sphere import EARTH_RADIUS_KM, great_circle_km
from transnet.roads.isochrones.reach_tables import intersect_isochrones, isochrones
from transnet.roads.isochrones.time_field import Onward, ReachedPoints, grid_around, time_field

GEOD = Geod(ellps="WGS84")
PLACES = [
    *[(0.0, 0.0), (112.5, 37.8), (-70.0, -53.0), (179.95, 10.0), (-180.0, 65.0)],
    *[(30.0, 89.9), (0.0, 90.0), (10.0, -89.5), (140.0, -89.97)],
]


def reached(*points: tuple[float, float, float]) -> ReachedPoints:
    lon, lat, minutes = np.array(points, dtype=np.float64).reshape(-1, 3).T
    return ReachedPoints(lon, lat, minutes)


def circle(lon: float, lat: float, km: float, count: int = 3600) -> tuple[Any, Any]:
    """Return points on the sphere so far from one, all around it: lon, lat in degrees."""
    turn = np.linspace(0.0, 2 * np.pi, count, endpoint=False)[:, np.newaxis]
    east, north, away = math.radians(lon), math.radians(lat), km / EARTH_RADIUS_KM
    here = [math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)]
    right = np.array([-math.sin(east), math.cos(east), 0.0])
    around = np.cos(turn) * np.cross(here, right) + np.sin(turn) * right
    x, y, z = (math.cos(away) * np.array(here) + math.sin(away) * around).T
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def disk_km2(lon: float, lat: float, km: float) -> float:
    """Return the area on the ellipsoid of what lies so near on the sphere, by geodesics."""
    return abs(GEOD.polygon_area_perimeter(*circle(lon, lat, km))[0]) / 1e6


@pytest.mark.parametrize("place", PLACES)
def test_a_point_in_open_country_is_a_disk(place: tuple[float, float]) -> None:
    table = isochrones(reached((*place, 0.0)), [60, 30], Onward(20.0), cell_m=150.0)
    assert table["within_min"].tolist() == [30.0, 60.0]
    for km, row in zip((10.0, 20.0), table.itertuples(), strict=True):
        assert row.area_km2 == pytest.approx(disk_km2(*place, km), rel=2e-4)
        assert row.geometry.is_valid
        assert row.geometry.bounds[0] >= -180.0
        assert row.geometry.bounds[2] <= 180.0
    lon, lat = circle(*place, 19.9)
    assert shapely.intersects_xy(table.geometry[1], lon, lat).all()
    assert not shapely.intersects_xy(table.geometry[1], *circle(*place, 20.1)).any()


@pytest.mark.parametrize("place", PLACES)
def test_its_line_of_equal_time_is_a_circle_without_the_seam_at_180(
    place: tuple[float, float],
) -> None:
    table = isochrones(reached((*place, 0.0)), [60], Onward(20.0), shape="lines", cell_m=150.0)
    around = abs(GEOD.polygon_area_perimeter(*circle(*place, 20.0))[1]) / 1e3
    assert table["length_km"][0] == pytest.approx(around, rel=1e-3)
    crosses = abs(place[0]) > 179 and abs(place[1]) < 80
    assert len(table.geometry[0].geoms) == (2 if crosses else 1)


def test_coarse_cells_cost_what_the_docs_say() -> None:
    for cell_m, error in ((1000.0, 2e-3), (200.0, 1e-4)):
        table = isochrones(reached((112.5, 37.8, 0.0)), [30], Onward(20.0), cell_m=cell_m)
        assert table["area_km2"][0] == pytest.approx(disk_km2(112.5, 37.8, 10.0), rel=error)


def test_a_ring_keeps_its_hole() -> None:
    lon, lat = circle(112.5, 37.8, 20.0, 2000)
    points = ReachedPoints(lon, lat, np.full(2000, 15.0))
    table = isochrones(points, [30, 90], Onward(20.0), cell_m=250.0)
    ring, filled = table.geometry
    assert [len(each.interiors) for each in ring.geoms] == [1]
    wanted = disk_km2(112.5, 37.8, 25.0) - disk_km2(112.5, 37.8, 15.0)
    assert table["area_km2"][0] == pytest.approx(wanted, rel=1e-3)
    assert [len(each.interiors) for each in filled.geoms] == [0]
    assert not ring.contains(shapely.Point(112.5, 37.8))
    edges = isochrones(points, [30], Onward(20.0), shape="lines", cell_m=250.0).geometry[0]
    assert len(edges.geoms) == 2


def test_a_ring_around_a_pole_keeps_the_pole_as_its_hole() -> None:
    lon = np.linspace(-180.0, 180.0, 4000, endpoint=False)
    points = ReachedPoints(lon, np.full(4000, 89.0), np.zeros(4000))
    table = isochrones(points, [30], Onward(20.0), cell_m=500.0)
    assert not shapely.intersects_xy(table.geometry[0], [0.0, 100.0], [89.95, 90.0]).any()
    r = math.radians(1.0) * EARTH_RADIUS_KM
    wanted = disk_km2(0.0, 90.0, r + 10.0) - disk_km2(0.0, 90.0, r - 10.0)
    assert table["area_km2"][0] == pytest.approx(wanted, rel=1e-3)


def test_an_island_that_is_reached_is_a_part_and_one_that_is_not_is_none() -> None:
    points = reached((112.5, 37.8, 0.0), (113.5, 37.8, 20.0), (114.5, 37.8, np.inf))
    table = isochrones(points, [15, 30], Onward(20.0))
    assert [len(each.geoms) for each in table.geometry] == [1, 2]
    wanted = disk_km2(112.5, 37.8, 10.0) + disk_km2(113.5, 37.8, 20.0 / 6)
    assert table["area_km2"][1] == pytest.approx(wanted, rel=1e-3)


def test_going_on_ends_after_its_longest_time() -> None:
    table = isochrones(reached((112.5, 37.8, 0.0)), [5, 60], Onward(20.0, longest_min=15.0))
    wanted = [disk_km2(112.5, 37.8, km) for km in (5 / 3, 5.0)]
    assert table["area_km2"].tolist() == pytest.approx(wanted, rel=2e-3)


def test_two_reaches_cross_in_a_lens() -> None:
    apart, radius = 12.0, 10.0
    other = 112.5 + math.degrees(apart / EARTH_RADIUS_KM / math.cos(math.radians(37.8)))
    both = [
        isochrones(reached((lon, 37.8, 0.0)), [15, 30], Onward(20.0), cell_m=100.0).assign(
            from_id=name
        )
        for lon, name in ((112.5, "A"), (other, "B"))
    ]
    shared = intersect_isochrones(pd.concat(both))
    lens = 2 * radius**2 * math.acos(apart / 2 / radius) - apart / 2 * math.sqrt(
        4 * radius**2 - apart**2
    )
    assert shared["within_min"].tolist() == [15.0, 30.0]
    assert shared["area_km2"].tolist() == pytest.approx([0.0, lens], rel=4e-3)  # on an ellipsoid
    assert shared.geometry.is_empty.tolist() == [True, False]


def test_two_reaches_cross_across_180_degrees_as_anywhere() -> None:
    def both(middle: float) -> float:
        tables = [
            isochrones(
                reached(((middle + off + 180) % 360 - 180, 10.0, 0.0)),
                [30],
                Onward(20.0),
                cell_m=100.0,
            ).assign(from_id=off)
            for off in (-0.05, 0.05)
        ]
        return float(intersect_isochrones(pd.concat(tables))["area_km2"][0])

    assert both(180.0) == pytest.approx(both(100.0), rel=1e-4)


def test_nothing_reached_is_empty() -> None:
    table = isochrones(reached((1.0, 1.0, 50.0)), [30, 60], Onward(5.0))
    assert table.geometry.is_empty.tolist() == [True, False]
    assert table["area_km2"][0] == 0.0
    lines = isochrones(reached(), [30], Onward(5.0), shape="lines")
    assert lines.geometry.is_empty.all()
    assert lines["length_km"].tolist() == [0.0]


_SEEDS = st.lists(
    st.tuples(st.floats(179.8, 180.2), st.floats(-0.2, 0.2), st.floats(0.0, 40.0)),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)
@given(_SEEDS, st.floats(3.0, 60.0), st.floats(1.0, 60.0))
def test_each_grid_point_has_the_least_of_all_ways_on(
    seeds: list[tuple[float, float, float]], speed: float, longest: float
) -> None:
    points, onward = reached(*seeds), Onward(speed, longest)
    grid = grid_around(points, onward, 30.0, 700.0)
    if grid is None:
        assert min(points.minutes) > 30.0
        return
    found = time_field(grid, points, onward, 30.0)
    there = points.minutes <= 30.0
    east, north = np.meshgrid(grid.lon, grid.lat)
    best = np.full(east.shape, np.inf)
    for lon, lat, minutes in np.array(seeds)[there]:
        way = great_circle_km(east, north, lon, lat) * 60.0 / speed
        best = np.minimum(best, max(minutes, 30.0 - longest) + way)
    inside = best <= 30.0
    # Of points within a quarter of a cell, or of a minute's way, the soonest counts.
    apart = 0.25 * min(0.7, speed / 60.0) * math.sqrt(2.0) * 60.0 / speed
    assert (found[inside] <= best[inside] + apart + 1e-6).all()
    assert (found >= best - apart - 1e-3).all()


@settings(deadline=None, max_examples=12)
@given(_SEEDS)
def test_areas_of_longer_times_hold_those_of_shorter_ones(
    seeds: list[tuple[float, float, float]],
) -> None:
    table = isochrones(reached(*seeds), [10, 20, 30], Onward(12.0, 9.0), cell_m=700.0)
    for small, large in pairwise(table.geometry):
        assert small.difference(large).area <= 1e-9


def test_times_cells_and_shapes_that_cannot_be_meant_are_refused() -> None:
    point = reached((0.0, 0.0, 0.0))
    for minutes in ([], [0.0], [math.nan], ["soon"], [True], range(1, 30)):
        with pytest.raises(InputError):
            isochrones(point, minutes, Onward(5.0))  # type: ignore[arg-type]
    for cell_m in (0.0, -5.0, math.nan, "10"):
        with pytest.raises(InputError):
            isochrones(point, [30], Onward(5.0), cell_m=cell_m)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="4,000,000 cells") as caught:
        isochrones(point, [600], Onward(60.0), cell_m=1.0)
    assert [each.code for each in caught.value.notices] == ["bad_isochrone"]
    with pytest.raises(UnknownNameError):
        isochrones(point, [30], Onward(5.0), shape="hull")  # type: ignore[arg-type]
