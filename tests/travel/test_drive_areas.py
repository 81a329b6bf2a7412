"""How far one drives from a point: streets cut off partway, areas, roads counted once."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from transnet.base.errors import InputError
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.travel.drive_areas import GAP_M, NEAR_M, road_reach

KM_PER_DEGREE = 111.19508


def cross(*, oneway: bool = False) -> RoadGraph:
    """Return a cross of four streets of 10 km from the equator's origin, 60 km/h; also one-way."""
    ends = 10.0 / KM_PER_DEGREE
    lon, lat = [0.0, ends, -ends, 0.0, 0.0], [0.0, 0.0, 0.0, ends, -ends]
    out = [(0, end) for end in range(1, 5)]
    arcs = out if oneway else [*out, *((end, 0) for _, end in out)]
    return build_road_graph(
        ["O", "E", "W", "N", "S"],
        lon,
        lat,
        Arcs(
            tails=[tail for tail, _ in arcs],
            heads=[head for _, head in arcs],
            time_ms=[600_000] * len(arcs),
            length_km=[10.0] * len(arcs),
            road_class=["primary"] * len(arcs),
        ),
    )


def test_streets_are_cut_off_where_the_time_ends_and_count_once() -> None:
    bands = road_reach(cross(), 0.0, 0.0, [4, 20]).bands
    assert bands["within_min"].tolist() == [4.0, 20.0]
    assert bands["road_km"].tolist() == pytest.approx([16.0, 40.0])
    assert bands["junctions"].tolist() == [1, 5]
    assert bands["of_layer_pct"].tolist() == [20.0, 100.0]


def test_one_starts_partway_along_a_street() -> None:
    start = 2.0 / KM_PER_DEGREE
    reach = road_reach(cross(), start, 0.001, [3])
    assert reach.away_km == pytest.approx(0.111, abs=0.001)
    assert (reach.road_lon, reach.road_lat) == (pytest.approx(start), pytest.approx(0.0, abs=1e-9))
    # 3 km east of 2 km, 2 km back to the crossing, and from there 1 km three ways.
    assert reach.bands["road_km"].iloc[0] == pytest.approx(3 + 2 + 3)


def test_the_area_is_what_lies_near_the_streets() -> None:
    bands = road_reach(cross(), 0.0, 0.0, [4]).bands
    arm, near = 4_000.0, NEAR_M
    strips = 4 * arm * 2 * near - (2 * near) ** 2 + 4 * math.pi * near**2 / 2
    corners = 4 * (1 - math.pi / 4) * GAP_M**2  # the four inner corners are rounded by the gap
    assert bands["area_km2"].iloc[0] == pytest.approx((strips + corners) / 1e6, rel=0.05)
    west, south, east, north = bands.total_bounds
    reach_km = (arm + near) / 1000.0
    for edge in (-west, -south, east, north):
        assert edge * KM_PER_DEGREE == pytest.approx(reach_km, abs=0.06)


def test_areas_of_longer_times_hold_those_of_shorter_ones() -> None:
    bands = road_reach(cross(), 0.01, 0.0, [9, 3, 6]).bands
    assert bands["within_min"].tolist() == [3.0, 6.0, 9.0]
    areas = list(bands.geometry)
    for small, large in pairwise(areas):
        assert small.difference(large).area < 1e-9 * small.area


def test_a_one_way_is_driven_its_way_only() -> None:
    graph = cross(oneway=True)
    back = build_road_graph(  # a way back from each end, by its own street along the same line
        graph.node_ids,
        graph.lon,
        graph.lat,
        Arcs(
            tails=[*graph.tails, 1],
            heads=[*graph.heads, 0],
            time_ms=[*graph.time_ms, 600_000],
            length_km=[*graph.length_km, 10.0],
        ),
    )
    bands = road_reach(back, 5.0 / KM_PER_DEGREE, 0.0, [5]).bands
    assert bands["road_km"].iloc[0] == pytest.approx(10.0)


def test_a_start_off_the_roads_and_a_bad_time_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        road_reach(cross(), 0.05, 0.05, [15])
    assert caught.value.notices[0].hint.startswith("5.6 km from the nearest street, at most 5")
    for minutes in ([], [0.0], [-3.0], [np.nan], [1e9]):
        with pytest.raises(InputError):
            road_reach(cross(), 0.0, 0.0, minutes)


def moved(graph: RoadGraph, lon: float, lat: float = 0.0) -> RoadGraph:
    """Return a graph whose places are elsewhere, across 180 degrees if they come to lie there."""
    east = (graph.lon + lon + 180.0) % 360.0 - 180.0
    shapes = (graph.shape_ptr, (graph.shape_lon + lon + 180.0) % 360.0 - 180.0, graph.shape_lat)
    return build_road_graph(
        graph.node_ids,
        east,
        graph.lat + lat,
        Arcs(
            graph.tails,
            graph.heads,
            graph.time_ms,
            graph.length_km,
            graph.road_class,
            graph.oneway,
            shapes=shapes,
        ),
    )


@pytest.mark.parametrize("lon", [179.95, 180.0, -179.95, -180.0, 179.999])
@pytest.mark.parametrize("minutes", [[4, 20], [1], [20, 4, 9]])
def test_180_degrees_is_a_meridian_like_another(lon: float, minutes: list[float]) -> None:
    here, there = cross(), moved(cross(), lon)
    origin = (lon + 0.01 + 180.0) % 360.0 - 180.0
    same, found = road_reach(here, 0.01, 0.0, minutes), road_reach(there, origin, 0.0, minutes)
    for column in ("road_km", "junctions", "of_layer_pct"):
        assert found.bands[column].tolist() == pytest.approx(same.bands[column].tolist())
    assert found.bands["area_km2"].tolist() == pytest.approx(
        same.bands["area_km2"].tolist(), rel=0.01
    )
    west, _, east, _ = found.bands.total_bounds
    assert -180.0 <= west <= east <= 180.0
    degrees = [each.area for each in found.bands.geometry]
    assert degrees == pytest.approx([each.area for each in same.bands.geometry], rel=0.01)


def test_the_nearest_street_is_found_across_180_degrees() -> None:
    reach = road_reach(moved(cross(), 179.9), -179.98, 0.001, [4])
    assert reach.road_lon == pytest.approx(179.9 + 10.0 / KM_PER_DEGREE)  # the eastern arm's end
    assert reach.away_km == pytest.approx(3.34, abs=0.01)
    near_the_end = road_reach(moved(cross(), 179.95), -179.999, 0.001, [1])
    assert near_the_end.road_lon == pytest.approx(-179.999)
    assert near_the_end.away_km == pytest.approx(0.111, abs=0.001)


@pytest.mark.parametrize("lat", [70.0, 84.5, 88.0, -86.0])
def test_near_a_pole_areas_are_as_large_as_elsewhere(lat: float) -> None:
    north = build_road_graph(
        [1, 2], [10.0, 10.0], [lat, lat + 0.05], Arcs([0, 1], [1, 0], [600_000] * 2, [5.56] * 2)
    )
    equator = build_road_graph(
        [1, 2], [10.0, 10.0], [0.0, 0.05], Arcs([0, 1], [1, 0], [600_000] * 2, [5.56] * 2)
    )
    found = road_reach(north, 10.0, lat, [5]).bands["area_km2"].iloc[0]
    assert found == pytest.approx(
        road_reach(equator, 10.0, 0.0, [5]).bands["area_km2"].iloc[0], rel=0.02
    )


def test_what_is_driven_twice_or_from_both_ends_counts_once() -> None:
    """A ring of three roads of 10 km, whose far one is driven from both ends."""
    side = 10.0 / KM_PER_DEGREE
    ring = build_road_graph(
        [1, 2, 3],
        [0.0, side, side / 2],
        [0.0, 0.0, side],
        Arcs([0, 1, 1, 2, 2, 0], [1, 0, 2, 1, 0, 2], [600_000] * 6, [10.0] * 6),
    )
    for minutes, km in ((5, 10.0), (10, 20.0), (14, 28.0), (15, 30.0), (40, 30.0)):
        bands = road_reach(ring, 0.0, 0.0, [minutes]).bands
        assert bands["road_km"].iloc[0] == pytest.approx(km)


def test_equal_streets_beside_each_other_are_all_driven() -> None:
    length, bow = 0.02, 0.006
    names = [1, 2]
    arcs = [(0, 1, bow), (1, 0, bow), (0, 1, -bow), (1, 0, -bow)]
    twin = build_road_graph(
        names,
        [112.5, 112.5 + length],
        [37.8, 37.8],
        Arcs(
            [row[0] for row in arcs],
            [row[1] for row in arcs],
            [60_000] * 4,
            [2.2] * 4,
            shapes=(
                np.arange(5),
                np.full(4, 112.5 + length / 2),
                37.8 + np.array([row[2] for row in arcs]),
            ),
        ),
    )
    bands = road_reach(twin, 112.5, 37.8, [60]).bands
    assert bands["road_km"].iloc[0] == pytest.approx(4.4)


def test_copies_of_junctions_are_no_places_of_their_own() -> None:
    graph = cross()
    with_copy = build_road_graph(
        [*graph.node_ids, "E"],
        [*graph.lon, graph.lon[1]],
        [*graph.lat, graph.lat[1]],
        Arcs(
            tails=[*np.where((graph.tails == 0) & (graph.heads == 1), 0, graph.tails)],
            heads=[*np.where((graph.tails == 0) & (graph.heads == 1), 5, graph.heads)],
            time_ms=graph.time_ms,
            length_km=graph.length_km,
            oneway=graph.oneway,
        ),
        [0, 1, 2, 3, 4, 1],
    )
    found, same = (road_reach(each, 0.0, 0.0, [4, 20]).bands for each in (with_copy, graph))
    for column in ("junctions", "road_km", "of_layer_pct"):
        assert found[column].tolist() == pytest.approx(same[column].tolist())


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        ([], "bad_time"),
        ([5, math.nan, 60], "bad_time"),
        ([math.inf], "bad_time"),
        ([0], "bad_time"),
        ([15, -1], "bad_time"),
        (["soon"], "bad_time"),
        ([None], "bad_time"),
        (15, "bad_time"),
        ([10**400], "bad_time"),
        (list(range(1, 26)), "too_many_times"),
        (list(range(1, 401)), "too_many_times"),
    ],
    ids=str,
)
def test_times_that_are_refused(minutes: list[float], code: str) -> None:
    with pytest.raises(InputError) as caught:
        road_reach(cross(), 0.0, 0.0, minutes)
    found = caught.value.notices[0]
    assert (found.code, found.column) == (code, "minutes")


def test_times_in_any_order_and_twice_are_one_each() -> None:
    bands = road_reach(cross(), 0.0, 0.0, [20, 4, 20, 4.0]).bands
    assert bands["within_min"].tolist() == [4.0, 20.0]


@pytest.mark.parametrize(
    ("lon", "lat", "code", "words"),
    [
        (math.nan, 0.0, "bad_point", "in degrees"),
        (0.0, math.inf, "bad_point", "in degrees"),
        (500_000.0, 4_000_000.0, "bad_point", "in degrees"),
        (37.8, 112.5, "bad_point", "swapped"),
        ("0", "0", "bad_point", "in degrees"),
        (0.0, 89.5, "pole_point", "pole"),
        (0.0, 60.0, "far_from_road", "km from the nearest street"),
    ],
)
def test_starts_that_are_refused(lon: float, lat: float, code: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        road_reach(cross(), lon, lat, [15])
    assert caught.value.notices[0].code == code
    assert words in caught.value.notices[0].hint


def test_roads_without_places_and_no_roads_are_refused() -> None:
    nowhere = build_road_graph([1, 2], [np.nan] * 2, [np.nan] * 2, Arcs([0, 1], [1, 0], [1, 1]))
    empty = build_road_graph([], [], [], Arcs([], [], []))
    for graph in (nowhere, empty):
        with pytest.raises(InputError, match="no street with a known place"):
            road_reach(graph, 0.0, 0.0, [15])


def test_where_hardly_anything_is_reached_the_area_is_that_of_the_start() -> None:
    slow = build_road_graph(
        [1, 2], [0.0, 1e-7], [0.0, 0.0], Arcs([0, 1], [1, 0], [2_000_000_000] * 2, [1e-5] * 2)
    )
    bands = road_reach(slow, 0.0, 0.0, [0.1]).bands
    assert bands["area_km2"].iloc[0] == pytest.approx(math.pi * NEAR_M**2 / 1e6, rel=0.2)
    assert bands["road_km"].iloc[0] == pytest.approx(0.0, abs=1e-6)


def test_a_road_of_unknown_length_counts_by_its_line() -> None:
    known = cross()
    every = replace(known, length_km=np.full(known.arc_count, np.nan))
    some = replace(known, length_km=np.where(np.arange(8) % 4 < 2, 10.0, np.nan))
    right = road_reach(known, 0.0, 0.0, [4, 20]).bands["road_km"].tolist()
    for graph in (every, some):
        found = road_reach(graph, 0.0, 0.0, [4, 20]).bands["road_km"].tolist()
        assert found == pytest.approx(right, rel=1e-3)


@pytest.mark.parametrize("minutes", [[True], [5, False], [np.True_]])
def test_marks_are_no_times(minutes: Any) -> None:
    with pytest.raises(InputError):
        road_reach(cross(), 0.0, 0.0, minutes)


@pytest.mark.parametrize("graph", [None, 5, "roads.gpkg"])
def test_what_is_no_graph_is_refused(graph: Any) -> None:
    with pytest.raises(InputError):
        road_reach(graph, 0.0, 0.0, [5])
