"""Banned and costly turns: shortest times over copies are those of a search that keeps its past."""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.turns import expand_turns

Sequences = list[tuple[int, ...]]


def _graph(ends: list[tuple[int, int]], times: list[int]) -> RoadGraph:
    count = max(max(pair) for pair in ends) + 1
    tails, heads = zip(*ends, strict=True)
    points = (np.arange(len(ends) + 1), np.arange(float(len(ends))), np.zeros(len(ends)))
    arcs = Arcs(tails, heads, times, np.array(times) / 8, shapes=points)
    return build_road_graph(range(10, 10 + count), [0.0] * count, [0.0] * count, arcs)


@st.composite
def turn_worlds(draw: st.DrawFn) -> tuple[RoadGraph, Sequences]:
    """Draw a graph with loops and parallels, and walks over it that are banned."""
    end = st.integers(0, 4)
    ends = draw(st.lists(st.tuples(end, end), min_size=1, max_size=12))
    times = draw(st.lists(st.integers(0, 9), min_size=len(ends), max_size=len(ends)))
    graph = _graph(ends, times)
    banned: Sequences = []
    for _ in range(draw(st.integers(0, 6))):
        walk = [draw(st.integers(0, graph.arc_count - 1))]
        for _ in range(draw(st.integers(1, 3))):
            head = graph.heads[walk[-1]]
            if graph.indptr[head] < graph.indptr[head + 1]:
                walk.append(draw(st.integers(graph.indptr[head], graph.indptr[head + 1] - 1)))
        if len(walk) > 1:
            banned.append(tuple(walk))
    return graph, banned


def _naive(
    graph: RoadGraph, banned: Sequences, source: int, cost: Callable[[int, int], int]
) -> list[float]:
    """Search on the arcs driven last, as many as the longest ban has."""
    memory = max([len(each) for each in banned], default=2) - 1
    best = [np.inf] * graph.node_count
    best[source] = 0.0
    heap: list[tuple[int, int, tuple[int, ...]]] = [(0, source, ())]
    seen = set()
    while heap:
        time, node, past = heapq.heappop(heap)
        if (node, past) in seen:
            continue
        seen.add((node, past))
        best[node] = min(best[node], time)
        for arc in range(graph.indptr[node], graph.indptr[node + 1]):
            word = (*past, arc)
            if any(word[-len(each) :] == each for each in banned):
                continue
            turn = cost(past[-1], arc) if past else 0
            step = time + int(graph.time_ms[arc]) + turn
            heapq.heappush(heap, (step, int(graph.heads[arc]), word[-memory:]))
    return best


def _times(graph: RoadGraph, source: int) -> list[float]:
    return _naive(graph, [], source, lambda *_: 0)


@given(turn_worlds())
def test_bans_are_obeyed_exactly(world: tuple[RoadGraph, Sequences]) -> None:
    graph, banned = world
    made = expand_turns(graph, banned)
    for source in range(graph.node_count):
        folded = made.fold(_times(made, source))
        assert folded[: graph.node_count].tolist() == _naive(graph, banned, source, lambda *_: 0)


@given(turn_worlds())
def test_turns_cost_what_they_should(world: tuple[RoadGraph, Sequences]) -> None:
    graph, banned = world
    made = expand_turns(graph, banned, lambda first, second: (first * 5 + second * 3) % 7)
    assert made.is_copy.sum() >= graph.arc_count
    for source in range(graph.node_count):
        folded = made.fold(_times(made, source))
        naive = _naive(graph, banned, source, lambda first, second: (first * 5 + second * 3) % 7)
        assert folded[: graph.node_count].tolist() == naive


@given(turn_worlds())
def test_the_graph_without_its_copies_is_as_before(world: tuple[RoadGraph, Sequences]) -> None:
    graph, banned = world
    made = expand_turns(graph, banned)
    first = ~made.is_repeated
    assert made.length_km[first].sum() == graph.length_km.sum()
    pairs = np.column_stack((made.tails[first], made.copy_of[made.heads[first]]))
    before = np.column_stack((graph.tails, graph.heads))
    assert sorted(map(tuple, pairs.tolist())) == sorted(map(tuple, before.tolist()))
    assert made.node_ids[made.copy_of].tolist() == made.node_ids.tolist()


def test_without_bans_nothing_changes() -> None:
    graph = _graph([(0, 1), (1, 0)], [1, 2])
    assert expand_turns(graph, []) is graph


def test_a_copy_has_the_shapes_of_its_original() -> None:
    made = expand_turns(_graph([(0, 1), (1, 2), (1, 3)], [1, 2, 3]), [(0, 1)])
    assert made.node_ids.tolist() == [10, 11, 12, 13, 11]
    assert made.tails.tolist() == [0, 1, 1, 4]
    assert made.heads.tolist() == [4, 2, 3, 3]
    assert [made.shape(arc) for arc in range(4)] == [[(i, 0.0)] for i in (0.0, 1.0, 2.0, 2.0)]


@pytest.mark.parametrize("banned", [(0,), (0, 7), (-1, 0), (0, 2)])
def test_sequences_that_are_none(banned: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"two arcs|follow"):
        expand_turns(_graph([(0, 1), (1, 2), (2, 0)], [1, 2, 3]), [banned])
