"""Isochrones over roads: a grid of streets with its diamonds, cut ends, holes, islands, no road."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.travel.test_drive_areas import KM_PER_DEGREE, cross, moved
from transnet.base.errors import InputError, UnknownNameError
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.isochrones.reach_tables import intersect_isochrones
from transnet.roads.isochrones.time_field import Onward

KMH = 30.0


def manhattan(reach: int, step_km: float, *, road_class: str = "residential") -> RoadGraph:
    """Return streets of a square grid around the equator's origin, 30 km/h everywhere."""
    side = range(-reach, reach + 1)
    nodes = {(i, j): at for at, (i, j) in enumerate((i, j) for j in side for i in side)}
    pairs = [
        (nodes[i, j], nodes[i + right, j + up])
        for i, j in nodes
        for right, up in ((1, 0), (-1, 0), (0, 1), (0, -1))
        if (i + right, j + up) in nodes
    ]
    step = step_km / KM_PER_DEGREE
    return build_road_graph(
        list(range(len(nodes))),
        [i * step for i, _ in nodes],
        [j * step for _, j in nodes],
        Arcs(
            tails=[tail for tail, _ in pairs],
            heads=[head for _, head in pairs],
            time_ms=[round(step_km / KMH * 3_600_000)] * len(pairs),
            length_km=[step_km] * len(pairs),
            road_class=[road_class] * len(pairs),
        ),
    )


def diamond(km: float) -> shapely.Polygon:
    """Return what lies within a distance along both axes together."""
    corner = km / KM_PER_DEGREE
    return shapely.Polygon([(corner, 0), (0, corner), (-corner, 0), (0, -corner)])


def test_a_grid_of_streets_is_reached_in_diamonds() -> None:
    step = 0.05
    table = manhattan(44, step).isochrones((0.0, 0.0), [2, 4], cell_m=10.0)
    for row in table.itertuples():
        km = KMH * row.within_min / 60.0
        # From anywhere one walks at most half a block to a street; what the walk takes, and the
        # half block, is the most that the reach falls short of the diamond of those who fly.
        walk_min = step / 2 / 3.6 * 60.0
        least = km - KMH * walk_min / 60.0 - step / 2
        assert row.geometry.difference(diamond(km + 0.012)).area == 0.0
        assert diamond(least - 0.012).difference(row.geometry).area == 0.0
        assert 2 * least**2 < row.area_km2 < 2 * km**2


def test_all_streets_of_a_diamond_are_driven_and_cut_at_its_edge() -> None:
    table = manhattan(30, 0.1).isochrones((0.0, 0.0), [2.1, 4.1], shape="roads")
    for within, km in zip((1.05, 2.05), table["road_km"], strict=True):
        # Streets in each direction: one of 2r, then 2 of each 2(r - k/10); both directions.
        streets = [2 * (within - abs(k) * 0.1) for k in range(-20, 21) if abs(k) * 0.1 < within]
        assert km == pytest.approx(2 * sum(streets), rel=1e-6)
    for within, lines in zip((1.05, 2.05), table.geometry, strict=True):
        ends = shapely.get_coordinates(lines)
        assert np.abs(ends).sum(axis=1).max() * KM_PER_DEGREE == pytest.approx(within, rel=1e-6)


def test_blocks_that_cannot_be_walked_into_in_time_are_holes() -> None:
    table = manhattan(8, 1.0).isochrones((0.0, 0.0), [8, 16], cell_m=25.0)
    lake = [shapely.Point(0.5 / KM_PER_DEGREE, 0.5 / KM_PER_DEGREE)] * 2
    # Half a kilometre from every street: 8.3 minutes on foot.
    assert [a.contains(b) for a, b in zip(table.geometry, lake, strict=True)] == [False, True]
    holes = [sum(len(each.interiors) for each in area.geoms) for area in table.geometry]
    assert holes[0] >= 4
    assert holes[1] > holes[0]


def test_a_ring_road_encloses_a_hole() -> None:
    turn = np.linspace(0.0, 2 * np.pi, 90, endpoint=False)
    at = list(range(90))
    ahead = [(each + 1) % 90 for each in at]
    ring = build_road_graph(
        at,
        5.0 / KM_PER_DEGREE * np.cos(turn),
        5.0 / KM_PER_DEGREE * np.sin(turn),
        Arcs(tails=at + ahead, heads=ahead + at, time_ms=[10_000] * 180, length_km=[0.349] * 180),
    )
    table = ring.isochrones((5.0 / KM_PER_DEGREE, 0.0), [20], onward=Onward(6.0, 5.0), cell_m=25.0)
    (area,) = table.geometry[0].geoms
    assert [len(area.interiors), area.contains(shapely.Point(0, 0))] == [1, False]
    # 500 m to both sides of 10 km of pi.
    assert table["area_km2"][0] == pytest.approx(10 * math.pi * 1.0, rel=0.02)


def test_an_island_without_a_bridge_is_not_reached() -> None:
    main, island = cross(), moved(cross(), 1.0)
    both = build_road_graph(
        [*main.node_ids, *(f"island {each}" for each in island.node_ids)],
        np.concatenate((main.lon, island.lon)),
        np.concatenate((main.lat, island.lat)),
        Arcs(
            tails=np.concatenate((main.tails, island.tails + 5)),
            heads=np.concatenate((main.heads, island.heads + 5)),
            time_ms=np.concatenate((main.time_ms, island.time_ms)),
            length_km=np.concatenate((main.length_km, island.length_km)),
        ),
    )
    alone, beside = (each.isochrones((0.0, 0.0), [60]) for each in (main, both))
    assert beside["area_km2"][0] == pytest.approx(alone["area_km2"][0])
    assert beside.total_bounds[2] < 0.5


def test_motorways_are_passed_but_not_left() -> None:
    graph = cross()
    fast = replace(
        graph, road_class=np.where(graph.heads == 1, "motorway", graph.road_class).astype(object)
    )
    start = (0.0, 0.0)
    slow, through = (each.isochrones(start, [12], cell_m=50.0) for each in (graph, fast))
    middle = shapely.Point(5.0 / KM_PER_DEGREE, 0.0)
    back = fast.isochrones(start, [12], shape="roads")
    assert slow.geometry[0].contains(middle)
    # The way back is no motorway: it is left where one has turned at its end.
    assert through.geometry[0].contains(shapely.Point(9.9 / KM_PER_DEGREE, 0.0))
    assert not through.geometry[0].contains(middle)
    assert back["road_km"][0] == pytest.approx(40.0)


@pytest.mark.parametrize("lon", [0.0, 179.99, -179.97])
def test_across_180_degrees_it_is_the_same(lon: float) -> None:
    here, there = cross(), moved(cross(), lon)
    for shape, size in (("areas", "area_km2"), ("lines", "length_km"), ("roads", "road_km")):
        one = here.isochrones((0.0, 0.0), [4, 20], shape=shape, cell_m=80.0)
        other = there.isochrones((lon, 0.0), [4, 20], shape=shape, cell_m=80.0)
        assert other[size].tolist() == pytest.approx(one[size].tolist(), rel=2e-3)
        west, _, east, _ = other.total_bounds
        assert -180.0 <= west <= east <= 180.0


def test_near_a_pole_streets_are_reached_as_anywhere() -> None:
    pole = build_road_graph(
        list("OABCD"),
        [0.0, 0.0, 90.0, 180.0, -90.0],
        [90.0, *[90.0 - 10.0 / KM_PER_DEGREE] * 4],
        Arcs(
            tails=[0, 0, 0, 0, 1, 2, 3, 4],
            heads=[1, 2, 3, 4, 0, 0, 0, 0],
            time_ms=[600_000] * 8,
            length_km=[10.0] * 8,
        ),
    )
    start = (0.0, 90.0 - 1.0 / KM_PER_DEGREE)
    table = pole.isochrones(start, [6], cell_m=25.0)
    # 7 km of one arm and 5 km of the other three, each about as wide as the time left allows.
    assert table.geometry[0].is_valid
    (west, _, east, north) = table.total_bounds
    assert (west, east, north) == (-180.0, 180.0, 90.0)
    equator = cross().isochrones((1.0 / KM_PER_DEGREE, 0.0), [6], cell_m=25.0)
    # The ellipsoid is 0.9% larger than the sphere there, and 0.4% smaller here.
    assert table["area_km2"][0] == pytest.approx(1.0136 * equator["area_km2"][0], rel=5e-3)


def test_reaches_from_two_ends_cross_between_them() -> None:
    graph = cross()
    ends = [(9.0 / KM_PER_DEGREE, 0.0), (-9.0 / KM_PER_DEGREE, 0.0)]
    both = pd.concat([graph.isochrones(each, [8, 12], cell_m=25.0) for each in ends])
    assert both["from_id"].nunique() == 2
    shared = intersect_isochrones(both)
    assert shared.geometry.is_empty.tolist() == [True, False]
    assert shared.geometry[1].contains(shapely.Point(0.0, 0.0))


def test_far_from_any_road_it_is_empty_and_says_why() -> None:
    table = cross().isochrones((10.0, 10.0), [30, 60])
    assert table.geometry.is_empty.all()
    assert [each["code"] for each in table.attrs["notices"]] == [
        "far_from_road",
        "empty_isochrone",
    ]
    roads = cross().isochrones((10.0, 10.0), [30], shape="roads")
    assert (roads.geometry.is_empty.all(), roads["road_km"].tolist()) == (True, [0.0])


def test_points_shapes_and_ways_on_that_cannot_be_meant_are_refused() -> None:
    graph = cross()
    for origin in ((0.0, 91.0), (0.0,), "O", (None, 0.0), (37.8, 112.5)):
        with pytest.raises(InputError):
            graph.isochrones(origin, [30])  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError):
        graph.isochrones((0.0, 0.0), [30], shape="hull")
    with pytest.raises(InputError):
        graph.isochrones((0.0, 0.0), [30], onward=5.0)
