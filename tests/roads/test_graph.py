"""Road graphs sort their arcs, keep their shapes, and find their largest part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.road_graphs import road_graphs, small_graph
from transnet.base.errors import InputError
from transnet.base.sphere import great_circle_km
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph, largest_component, plain_ids


def test_arcs_are_sorted_and_keep_their_columns() -> None:
    graph = small_graph()
    assert graph.tails.tolist() == [0, 1, 1, 1]
    assert graph.heads.tolist() == [1, 0, 2, 2]
    assert graph.time_ms.tolist() == [60_000, 60_001, 90_000, 80_000]
    assert graph.road_class.tolist() == ["unknown", "unknown", "primary", "motorway"]
    bend = [(112.509, 37.806), (112.512, 37.81)]
    assert [graph.shape(arc) for arc in range(4)] == [[], [], bend, []]
    assert repr(graph) == "<RoadGraph: 3 nodes, 4 arcs, 4.8 arc km>"


def test_nothing_can_be_changed() -> None:
    graph = small_graph()
    for name in ("lon", "heads", "time_ms", "shape_lon", "node_ids"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(graph, name)[0] = 0


def test_equal_means_every_column() -> None:
    graph, twin = small_graph(), small_graph()
    assert graph == twin
    assert hash(graph) == hash(twin)
    assert graph != "a graph"
    changed = Arcs(graph.tails, graph.heads, graph.time_ms, graph.length_km)
    assert build_road_graph(graph.node_ids, graph.lon, graph.lat, changed) != graph


@pytest.mark.parametrize(
    ("ids", "kind", "values"),
    [
        (["1", "-2"], "i", [1, -2]),
        (["1", "007"], "O", ["1", "007"]),
        (["+7"], "O", ["+7"]),
        (["7.0"], "O", ["7.0"]),
        (["-0"], "O", ["-0"]),
        (["٣"], "O", ["٣"]),
        (["9" * 30], "O", ["9" * 30]),
        ([3, 4], "i", [3, 4]),
        ([], "i", []),
    ],
)
def test_ids_are_numbers_only_when_nothing_is_lost(
    ids: list[object], kind: str, values: list[object]
) -> None:
    plain = plain_ids(ids)
    assert plain.dtype.kind == kind
    assert plain.tolist() == values


def test_one_way_follows_from_arcs_when_not_given() -> None:
    arcs = Arcs([0, 1, 1, 2], [1, 0, 2, 2], [1, 1, 1, 1])
    graph = build_road_graph([1, 2, 3], [0, 0, 0], [0, 0, 0], arcs)
    assert graph.oneway.tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("ids", "arcs", "match"),
    [
        (["a", "a"], Arcs([0], [1], [1]), "twice"),
        (["a", "b"], Arcs([0], [2], [1]), "outside"),
        (["a", "b"], Arcs([-1], [1], [1]), "outside"),
        (["a", "b"], Arcs([0], [1, 1], [1]), "length"),
        (["a", "b"], Arcs([0], [1], [-1]), "time_ms lies outside 0 to"),
        (["a", "b"], Arcs([0], [1], [2**32]), "time_ms lies outside 0 to"),
        (["a", "b"], Arcs([0], [1], [0.5]), "time_ms isn't a whole number"),
        (["a", "b"], Arcs([0], [1], [np.inf]), "time_ms isn't a whole number"),
        (["a", "b"], Arcs([0], [1], [True]), "time_ms must be whole numbers, not marks"),
        (["a", "b"], Arcs([0], [1], ["5"]), "time_ms must be whole numbers, not texts"),
        (["a", "b"], Arcs([0.5], [1], [1]), "tails isn't a whole number"),
        (["a", "b"], Arcs([0], [2**32 + 1], [1]), "outside"),
        (["a", "b"], Arcs([0], [1], [1], ["1 km"]), "length_km must be numbers, not texts"),
        (["a", "b"], Arcs([0], [1], [1], [np.inf]), "length_km is infinite"),
        (["a", "b"], Arcs([0], [1], [1], oneway=["no"]), "oneway must be marks"),
        (["a", "b"], Arcs([0], [1], [1], oneway=[np.nan]), "oneway must be marks"),
        (["a", "b"], Arcs([0], [1], [1], way_ids=[1.5]), "way_ids isn't a whole number"),
        (["a", None], Arcs([0], [1], [1]), "no id"),
        (["a", float("nan")], Arcs([0], [1], [1]), "no id"),
        (["a", "b"], Arcs([0], [1], [1], [-0.5]), "negative"),
        (["a", "b"], Arcs([0], [1], [1, 2]), "expected 1"),
    ],
)
def test_broken_lists_are_refused(ids: list[object], arcs: Arcs, match: str) -> None:
    with pytest.raises(InputError, match=match):
        build_road_graph(ids, [0, 0], [0, 0], arcs)


@pytest.mark.parametrize(
    ("ids", "copy_of", "match"),
    [
        (["a", "a"], [0, 2], "isn't among"),
        (["a", "a"], [0], "expected 2"),
        (["a", "a"], [0, 0.5], "isn't a whole number"),
        (["a", "b"], [0, 0], "another id"),
        (["a", "a", "a"], [0, 0, 1], "is a copy"),
        (["a", "a", "a"], [0, 0, 2], "twice"),
    ],
)
def test_copies_that_are_none(ids: list[object], copy_of: list[int], match: str) -> None:
    with pytest.raises(InputError, match=match):
        build_road_graph(ids, [0.0] * len(ids), [0.0] * len(ids), Arcs([], [], []), copy_of)


def test_copies_are_known_and_folded() -> None:
    arcs = Arcs([0, 1, 2, 2], [2, 0, 1, 0], [1, 1, 1, 1], [1.0, 1.0, 2.0, 4.0])
    graph = build_road_graph(["a", "a~1", "a"], [0, 1, 0], [0, 0, 0], arcs, [0, 1, 0])
    assert graph.is_copy.tolist() == [False, False, True]
    assert graph.is_repeated.tolist() == [False, False, True, True]
    assert graph.unique_names() == ["a", "a~1", "a~2"]
    assert repr(graph) == "<RoadGraph: 3 nodes (1 of them copies), 4 arcs, 2.0 arc km>"
    times = np.array([[5.0, 2.0, 3.0], [np.inf, 1.0, np.inf]])
    assert graph.fold(times).tolist() == [[3.0, 2.0, 3.0], [np.inf, 1.0, np.inf]]
    assert times[0, 0] == 5.0


def _naive_largest(graph: RoadGraph) -> list[bool]:
    ahead = [set(row) for row in np.split(graph.heads, graph.indptr[1:-1])]

    def reach(start: int) -> set[int]:
        seen, left = {start}, [start]
        while left:
            for head in ahead[left.pop()] - seen:
                seen.add(head)
                left.append(head)
        return seen

    reached = [reach(node) for node in range(graph.node_count)]
    parts = [
        {other for other in reached[node] if node in reached[other]}
        for node in range(graph.node_count)
    ]
    best = max(parts, key=len)
    places = {graph.copy_of[node] for node in best}
    for node in set().union(*(reached[each] for each in best)):
        original = graph.copy_of[node]
        if graph.is_copy[node] and not ahead[node] and reached[original] & best:
            places.add(original)  # ways end at the copy and begin at the original
    return [graph.copy_of[node] in places for node in range(graph.node_count)]


@given(road_graphs())
def test_largest_component_is_that_of_the_obvious_search(graph: RoadGraph) -> None:
    assert largest_component(graph).tolist() == _naive_largest(graph)


def test_largest_component_of_nothing() -> None:
    assert largest_component(build_road_graph([], [], [], Arcs([], [], []))).tolist() == []


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_great_circle(lon: float, lat: float) -> None:
    to_pole = float(great_circle_km(lon, lat, 0.0, 90.0))
    assert to_pole == pytest.approx((90 - lat) * 111.19508, abs=1e-3)
