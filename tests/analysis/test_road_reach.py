"""How far one drives from a point: streets cut off partway, areas, roads counted once."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from transnet.analysis.road_reach import GAP_M, NEAR_M, road_reach
from transnet.errors import InputError
from transnet.model.road_graph import Arcs, RoadGraph, build_road_graph

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
