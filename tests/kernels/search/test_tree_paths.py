"""Paths and sums along trees against slow twins, and where arcs take no time."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests import naive
from tests.naive import Graph, Int32Array
from tests.strategies import graphs
from transnet.kernels import _chunks
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.search.tree_paths import (
    KnownSums,
    path_sums,
    path_sums_at,
    paths_marked,
    unpack_path,
)


def _trees(graph: Graph) -> tuple[Int32Array, Int32Array]:
    return shortest_trees(*graph.csr, np.arange(graph.nodes, dtype=np.int32))


@given(graphs())
def test_paths_are_those_of_the_naive_twin_and_add_up(graph: Graph) -> None:
    all_times, all_pred_arcs = _trees(graph)
    for source in range(graph.nodes):
        times, pred_arcs = all_times[source], all_pred_arcs[source]
        for target in range(graph.nodes):
            path = unpack_path(pred_arcs, graph.tails, target)
            assert path.dtype == np.int32
            assert path.tolist() == naive.path_to(graph, pred_arcs.tolist(), target)
            arcs = [graph.arcs[arc] for arc in path]
            if times[target] < UNREACHABLE_MS:
                assert sum(weight for _, _, weight in arcs) == times[target]
                visited = [source, *(head for _, head, _ in arcs)]
                assert visited == [*(tail for tail, _, _ in arcs), target]


@given(graphs(), st.integers(0, 3), st.data())
def test_sums_are_those_along_the_path(graph: Graph, count: int, data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 2**32 - 1))
    values = np.random.default_rng(seed).integers(0, 2**31, (count, len(graph.arcs)), np.int32)
    times, pred_arcs = _trees(graph)
    sums = path_sums(pred_arcs, graph.tails, values, times)
    assert sums.dtype == np.int64
    assert sums.shape == (graph.nodes, count, graph.nodes)
    for source, target in np.ndindex(times.shape):
        path = unpack_path(pred_arcs[source], graph.tails, target)
        expected = values[:, path].sum(axis=1, dtype=np.int64)
        if times[source, target] == UNREACHABLE_MS:
            expected = np.full(count, -1)
        assert np.array_equal(sums[source, :, target], expected)


@given(graphs(), st.integers(0, 3), st.data())
def test_sums_at_some_nodes_are_those_of_all(graph: Graph, count: int, data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    values = rng.integers(0, 2**31, (count, len(graph.arcs)), np.int32)
    targets = rng.integers(0, graph.nodes, rng.integers(0, 6)).astype(np.int32)
    times, pred_arcs = _trees(graph)
    whole = path_sums(pred_arcs, graph.tails, values, times)
    by_arc = np.ascontiguousarray(values.T)
    some = path_sums_at(pred_arcs, graph.tails, by_arc, times, targets)
    assert some.tobytes() == np.ascontiguousarray(whole.transpose(0, 2, 1)[:, targets]).tobytes()


@given(graphs(), st.data())
def test_sums_by_those_of_other_weights_are_the_same(graph: Graph, data: st.DataObject) -> None:
    """Arcs that get slower or faster, or take something else: ties among them."""
    arcs = len(graph.arcs)
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    targets = np.arange(graph.nodes, dtype=np.int32)
    found = []
    weights, more = graph.csr[2].copy(), rng.integers(0, 2, arcs).astype(np.int32)
    for known in (False, True):
        if known and arcs:
            changed = rng.integers(0, arcs, rng.integers(0, 4))
            weights[changed] = rng.integers(0, 4, len(changed))
            more[rng.integers(0, arcs, rng.integers(0, 2))] += 1
        times, trees = shortest_trees(*graph.csr[:2], weights.copy(), targets)
        values = np.stack([np.where(weights < UNREACHABLE_MS, weights, 0), more], axis=1)
        by = np.ascontiguousarray(values, dtype=np.int32)
        sums = path_sums_at(trees, graph.tails, by, times, targets)
        found.append(KnownSums(trees, by, sums))
    again = path_sums_at(trees, graph.tails, by, times, targets, found[0])
    assert again.tobytes() == found[1].sums.tobytes()


@given(graphs())
def test_the_weights_add_up_to_the_times_in_any_chunks(graph: Graph) -> None:
    times, pred_arcs = _trees(graph)
    values = graph.csr[2][None, :]
    sums = path_sums(pred_arcs, graph.tails, values, times)
    assert np.array_equal(sums[:, 0], np.where(times == UNREACHABLE_MS, -1, times))
    heard: list[tuple[str, int, int]] = []
    with patch.object(_chunks, "_MOST_STEPS_PER_WORKER", 1):
        chunked = path_sums(
            pred_arcs, graph.tails, values, times, progress=lambda *told: heard.append(told)
        )
    assert chunked.tobytes() == sums.tobytes()
    assert heard[-1] == ("searching", graph.nodes, graph.nodes)


def test_sums_go_round_no_circle_where_arcs_take_no_time() -> None:
    """All nodes are reached at time 0, against the order of their numbers."""
    graph = Graph.of(4, [(0, 3, 0), (1, 0, 0), (2, 1, 0), (3, 2, 0)])
    times, pred_arcs = shortest_trees(*graph.csr, np.array([3], np.int32))
    values = np.array([[1, 10, 100, 1000], [2**31 - 1] * 4], np.int32)
    sums = path_sums(pred_arcs, graph.tails, values, times)
    longest = 2**31 - 1
    assert sums[0].tolist() == [[1110, 1100, 1000, 0], [3 * longest, 2 * longest, longest, 0]]


def test_a_long_line_needs_no_deep_recursion() -> None:
    nodes = 100_000
    offsets = np.minimum(np.arange(nodes + 1), nodes - 1).astype(np.int32)
    tails = np.arange(nodes - 1, dtype=np.int32)
    weights = np.full(nodes - 1, 3, np.int32)
    trees = shortest_trees(offsets, tails + np.int32(1), weights, np.array([0], np.int32))
    backwards = slice(None, None, -1)  # so that the first walk is as long as the line
    sums = path_sums(
        np.where(trees[1] < 0, -1, nodes - 2 - trees[1])[:, backwards].astype(np.int32),
        nodes - 1 - tails[backwards],
        weights[None, :],
        trees[0][:, backwards],
    )
    assert np.array_equal(sums[0, 0], 3 * np.arange(nodes)[backwards])


@given(graphs(), st.data())
def test_marks_are_found_where_the_unpacked_path_has_one(graph: Graph, data: st.DataObject) -> None:
    _, trees = _trees(graph)
    drawn = st.lists(st.booleans(), min_size=len(graph.arcs), max_size=len(graph.arcs))
    marks = np.array(data.draw(drawn), dtype=np.bool_)
    rows, targets = (each.ravel().astype(np.int32) for each in np.indices(trees.shape))
    paths = (
        unpack_path(trees[row], graph.tails, target)
        for row, target in zip(rows, targets, strict=True)
    )
    found = paths_marked(trees, graph.tails, marks, rows, targets)
    assert found.tolist() == [bool(marks[path].any()) for path in paths]
