"""Points tied to a road graph: nearest arc, both directions, limits, classes, components."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.sphere import great_circle_km
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph, largest_component
from transnet.roads.snapping import arc_points, tie_points

EQUATOR_KM = 111.195  # of a degree

# West to east at the equator A(0) - B(1) - C(2) both ways, a motorway 0.05 degrees north of A-B,
# and an island D-E far away.
IDS = ["A", "B", "C", "M", "W", "D", "E"]
LON = [0.0, 1.0, 2.0, 0.0, 1.0, 5.0, 5.1]
LAT = [0.0, 0.0, 0.0, 0.05, 0.05, 0.0, 0.0]
ARCS = [
    ("A", "B", "primary"),
    ("B", "A", "primary"),
    ("B", "C", "residential"),
    ("M", "W", "motorway"),
    ("A", "M", "motorway_link"),
    ("W", "B", "motorway_link"),
    ("C", "B", "residential"),
    ("D", "E", "residential"),
    ("E", "D", "residential"),
]


def graph(arcs: list[tuple[str, str, str]] = ARCS) -> RoadGraph:
    return build_road_graph(
        IDS,
        LON,
        LAT,
        Arcs(
            tails=[IDS.index(tail) for tail, _, _ in arcs],
            heads=[IDS.index(head) for _, head, _ in arcs],
            time_ms=[60_000] * len(arcs),
            length_km=[EQUATOR_KM] * len(arcs),
            road_class=[road_class for _, _, road_class in arcs],
        ),
    )


def entries(roads: RoadGraph, ties: object, point: int) -> set[tuple[str, str, float]]:
    found = ties  # type: ignore[assignment]
    names = roads.node_ids
    return {
        (names[roads.tails[arc]], names[roads.heads[arc]], round(float(share), 6))
        for at, arc, share in zip(found.point, found.arc, found.share, strict=True)  # type: ignore[attr-defined]
        if at == point
    }


def test_the_points_of_an_arc_whose_start_is_unknown_are_as_they_are() -> None:
    arcs = Arcs(tails=[0], heads=[1], time_ms=[60_000], length_km=[1.0])
    roads = build_road_graph(["A", "B"], [np.nan, -179.7], [np.nan, 1.0], arcs)
    lon, lat, of_line = arc_points(roads, np.array([0]))
    np.testing.assert_array_equal(lon, [np.nan, -179.7])
    np.testing.assert_array_equal(lat, [np.nan, 1.0])
    assert of_line.tolist() == [0, 0]


def test_a_point_enters_both_directions_in_proportion() -> None:
    roads = graph()
    ties = tie_points(roads, [0.25], [-0.01], 2.0)
    assert entries(roads, ties, 0) == {("A", "B", 0.25), ("B", "A", 0.75)}
    assert ties.tied.tolist() == [True]
    assert ties.distance_km[0] == pytest.approx(0.01 * EQUATOR_KM, rel=1e-5)
    assert (ties.lon[0], ties.lat[0]) == (pytest.approx(0.25), pytest.approx(0.0, abs=1e-9))


def test_a_one_way_is_entered_in_its_direction() -> None:
    roads = graph([("A", "B", "primary"), ("B", "C", "primary"), ("C", "A", "unknown")])
    ties = tie_points(roads, [1.5], [0.001], 2.0)
    assert entries(roads, ties, 0) == {("B", "C", 0.5)} | {("C", "A", 0.25)} - {("C", "A", 0.25)}


def test_motorways_are_not_entered_from_the_side() -> None:
    roads = graph()
    ties = tie_points(roads, [0.5], [0.05], 10.0)  # on the motorway itself
    assert entries(roads, ties, 0) == {("A", "B", 0.5), ("B", "A", 0.5)}
    assert ties.distance_km[0] == pytest.approx(0.05 * EQUATOR_KM, rel=1e-5)


def test_beyond_the_limit_a_point_is_not_tied_and_keeps_its_distance() -> None:
    ties = tie_points(graph(), [0.5, 0.5], [0.02, -0.01], [2.0, 2.0])
    assert ties.tied.tolist() == [False, True]
    assert ties.distance_km[0] == pytest.approx(0.02 * EQUATOR_KM, rel=1e-5)
    assert set(ties.point.tolist()) == {1}


def test_islands_are_passed_over() -> None:
    roads = graph()
    inside = largest_component(roads)
    ties = tie_points(roads, [5.05], [0.0], 1000.0, inside=inside)
    assert entries(roads, ties, 0) == {("B", "C", 1.0), ("C", "B", 0.0)}
    assert ties.distance_km[0] == pytest.approx(3.05 * EQUATOR_KM, rel=1e-3)


def test_a_graph_without_roads_to_enter_ties_nothing() -> None:
    ties = tie_points(graph([("M", "W", "motorway")]), [0.0], [0.0], 5.0)
    assert ties.tied.tolist() == [False]
    assert ties.distance_km.tolist() == [np.inf]
    assert len(ties.arc) == 0


def test_a_bend_counts_along_the_line() -> None:
    shapes = (np.array([0, 1]), np.array([1.0]), np.array([1.0]))
    roads = build_road_graph(
        ["A", "B"], [0.0, 2.0], [0.0, 0.0], Arcs([0], [1], [1000], [1.0], shapes=shapes)
    )
    ties = tie_points(roads, [0.5], [0.5], 1.0)
    assert ties.share[0] == pytest.approx(0.25, abs=2e-5)
    assert ties.distance_km[0] < 0.02


points = st.lists(st.tuples(st.floats(-0.5, 2.5), st.floats(-0.4, 0.4)), min_size=1, max_size=5)


@given(points)
def test_no_point_of_a_street_is_nearer(where: list[tuple[float, float]]) -> None:
    lon, lat = (np.array(axis) for axis in zip(*where, strict=True))
    roads = graph()
    ties = tie_points(roads, lon, lat, 1000.0, inside=largest_component(roads))
    street = np.linspace(0.0, 2.0, 2001)  # A-B-C by the metre, 111 of them a step
    for at in range(len(where)):
        nearest = great_circle_km(lon[at], lat[at], street, np.zeros_like(street)).min()
        assert ties.distance_km[at] <= nearest + 1e-4
        assert ties.distance_km[at] >= nearest - 0.06
