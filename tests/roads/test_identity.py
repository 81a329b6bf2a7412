"""Which arcs are one road: told apart by their lines, however equal their lengths and ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tests.road_graphs import road_graphs
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.identity import roads_of

A, B = (112.50, 37.8), (112.52, 37.8)
NORTH, SOUTH = [(112.51, 37.806)], [(112.51, 37.794)]
S_CURVE = [(112.505, 37.806), (112.515, 37.794)]  # its points have the same sums as its mirror's
MIRRORED = [(112.505, 37.794), (112.515, 37.806)]

Row = tuple[int, int, list[tuple[float, float]], float, bool]


def _graph(rows: list[Row], copies: int = 0) -> RoadGraph:
    points = [point for *_, line, _, _ in rows for point in line]
    sizes = [len(line) for *_, line, _, _ in rows]
    return build_road_graph(
        [1, 2, *[2] * copies],
        [A[0], B[0], *[B[0]] * copies],
        [A[1], B[1], *[B[1]] * copies],
        Arcs(
            tails=[row[0] for row in rows],
            heads=[row[1] for row in rows],
            time_ms=[60_000] * len(rows),
            length_km=[row[3] for row in rows],
            oneway=[row[4] for row in rows],
            shapes=(
                np.cumsum([0, *sizes]),
                np.array([x for x, _ in points]),
                np.array([y for _, y in points]),
            ),
        ),
        [0, 1, *[1] * copies],
    )


def _both(line: list[tuple[float, float]], length: float = 2.0) -> list[Row]:
    return [(0, 1, line, length, False), (1, 0, line[::-1], length, False)]


def _one(tail: int, line: list[tuple[float, float]], length: float = 2.0) -> list[Row]:
    return [(tail, 1 - tail, line, length, True)]


CASES: list[tuple[str, list[Row], int]] = [
    ("a street", _both(NORTH), 1),
    ("a street without a line", _both([]), 1),
    ("twin streets", _both(NORTH) + _both(SOUTH), 2),
    ("a curve and its mirror", _both(S_CURVE) + _both(MIRRORED), 2),
    ("two carriageways", _one(0, NORTH) + _one(1, SOUTH[::-1]), 2),
    ("carriageways without a line", _one(0, []) + _one(1, []), 2),
    ("carriageways that aren't marked", [(0, 1, NORTH, 2.0, False), (1, 0, SOUTH, 2.0, False)], 2),
    ("two equal links without a line", _both([]) + _both([]), 2),
    ("links of other lengths", _both([], 2.0) + _both([], 2.5), 2),
    ("three equal one-way links", _one(0, []) * 3, 3),
    ("a street beside a one-way", _both(NORTH) + _one(0, NORTH), 2),
    ("directions that differ by rounding", [(0, 1, [], 1.49950001, False),
                                            (1, 0, [], 1.49949999, False)], 1),
    ("directions of other lengths", [(0, 1, [], 2.0, False), (1, 0, [], 2.5, False)], 2),
    ("a street of unknown length", _both(NORTH, float("nan")), 1),
    ("a loop both ways", [(0, 0, S_CURVE, 3.0, False), (0, 0, S_CURVE[::-1], 3.0, False)], 1),
    ("two loops", [(0, 0, S_CURVE, 3.0, True), (0, 0, MIRRORED, 3.0, True)], 2),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "count"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_how_many_roads_there_are(rows: list[Row], count: int) -> None:
    for order in (rows, rows[::-1]):
        road, first_way = roads_of(_graph(order))
        assert len(set(road.tolist())) == count
        assert road.shape == first_way.shape == (len(rows),)


def test_arcs_of_copies_are_the_roads_of_their_originals() -> None:
    # Who comes by the north may not turn back: the arc leads to a copy that the south leaves.
    north, back = _both(NORTH)
    to_copy: list[Row] = [(0, 2, *north[2:]), back]
    from_copy: list[Row] = [(2, 0, SOUTH[::-1], 2.0, False)]
    graph = _graph(to_copy + _both(SOUTH) + from_copy, copies=1)
    road, _ = roads_of(graph)
    assert len(set(road.tolist())) == 2
    shapes: dict[Any, set[int]] = {}
    for arc in range(graph.arc_count):
        shapes.setdefault(tuple(graph.shape(arc)), set()).add(int(road[arc]))
    assert sorted(map(len, shapes.values())) == [1, 1]


@settings(max_examples=60, deadline=None)
@given(road_graphs())
def test_a_road_has_two_directions_at_most(graph: RoadGraph) -> None:
    road, first_way = roads_of(graph)
    originals = np.flatnonzero(~graph.is_repeated & ~graph.is_copy[graph.heads])
    for number in set(road[originals].tolist()):
        arcs = originals[road[originals] == number]
        assert len(arcs) <= 2
        assert len({bool(first_way[arc]) for arc in arcs}) == len(arcs)
        ends = {frozenset((int(graph.tails[arc]), int(graph.heads[arc]))) for arc in arcs}
        assert len(ends) == 1
        assert len(arcs) == 1 or not graph.oneway[arcs].any()
