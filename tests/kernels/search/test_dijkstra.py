"""Searches against slow twins, certificates, peers and the properties of shortest paths."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import config, get_num_threads, set_num_threads
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra as times_of_scipy

from tests import naive
from tests.certify import certify_times, certify_tree, tell
from tests.kernels.new_york import NewYork
from tests.kernels.sample import random_graph
from tests.naive import Arc, Graph, Int32Array
from tests.strategies import graphs, graphs_and_nodes
from transnet.base import units
from transnet.kernels import _chunks
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels.search import dijkstra
from transnet.kernels.search.calendar import pack, times_over
from transnet.kernels.search.dijkstra import earliest_from, shortest_times, shortest_trees


def _nodes(*nodes: int) -> Int32Array:
    return np.array(nodes, np.int32)


def _all_times(graph: Graph) -> Int32Array:
    return shortest_times(*graph.csr, np.arange(graph.nodes, dtype=np.int32))


def _saturated(times: Int32Array) -> np.ndarray:
    """Wide enough to add up, with unreachable as infinity."""
    return np.where(times == UNREACHABLE_MS, np.inf, times)


# ---------------------------------------------------------------- worlds to compute by hand


def test_unreachable_is_what_the_rest_of_the_package_calls_unreachable() -> None:
    assert int(UNREACHABLE_MS) == units.UNREACHABLE_MS


def test_parallel_arcs_never_add_up_and_loops_are_ignored() -> None:
    graph = Graph.of(2, [(0, 0, 0), (0, 1, 5), (0, 1, 3), (0, 1, 3)])
    times, pred_arcs = shortest_trees(*graph.csr, _nodes(0, 1))
    assert times.tolist() == [[0, 3], [UNREACHABLE_MS, 0]]
    assert pred_arcs.tolist() == [[-1, 2], [-1, -1]]


def test_a_cycle_without_time_still_gives_a_tree() -> None:
    graph = Graph.of(4, [(0, 1, 0), (1, 2, 0), (1, 3, 0), (2, 0, 0), (3, 3, 0)])
    times, pred_arcs = shortest_trees(*graph.csr, _nodes(2))
    assert times.tolist() == [[0, 0, 0, 0]]
    assert pred_arcs.tolist() == [[3, 0, -1, 2]]


@pytest.mark.parametrize(("last", "reached"), [(147_483_646, True), (147_483_647, False)])
def test_a_sum_beyond_the_longest_time_is_unreachable_and_never_wraps(
    last: int, reached: bool
) -> None:
    graph = Graph.of(5, [(0, 1, 10**9), (1, 2, 10**9), (2, 3, last), (3, 4, 10**9)])
    times = shortest_times(*graph.csr, _nodes(0))[0]
    assert times[3] == (2**31 - 2 if reached else UNREACHABLE_MS)
    assert times[4] == UNREACHABLE_MS


@pytest.mark.parametrize("nodes", [0, 1, 3])
def test_without_arcs_only_the_source_is_reached(nodes: int) -> None:
    graph = Graph.of(nodes, [])
    times, pred_arcs = shortest_trees(*graph.csr, np.arange(nodes, dtype=np.int32))
    assert np.array_equal(times, np.where(np.eye(nodes, dtype=bool), 0, UNREACHABLE_MS))
    assert np.all(pred_arcs == -1)
    assert shortest_times(*graph.csr, _nodes()).shape == (0, nodes)


def test_input_may_be_frozen_and_is_left_alone() -> None:
    graph = Graph.of(3, [(0, 1, 4), (1, 2, 4)])
    arrays = (*graph.csr, _nodes(0, 2))
    expected = shortest_times(*arrays)
    for array in arrays:
        array.flags.writeable = False
    assert np.array_equal(shortest_times(*arrays), expected)


# ---------------------------------------------------------------- twins, certificates, peers


@given(graphs())
def test_times_are_those_of_the_naive_twin(graph: Graph) -> None:
    expected = [naive.shortest_times(graph, source) for source in range(graph.nodes)]
    assert _all_times(graph).tolist() == expected


@given(graphs())
def test_trees_are_those_of_the_naive_twin_arc_for_arc(graph: Graph) -> None:
    sources = np.arange(graph.nodes, dtype=np.int32)
    times, pred_arcs = shortest_trees(*graph.csr, sources)
    for source in sources.tolist():
        expected = naive.shortest_tree(graph, source)
        assert (times[source].tolist(), pred_arcs[source].tolist()) == expected


@given(graphs_and_nodes(3), st.data())
def test_several_sources_are_those_of_the_naive_twin(
    case: tuple[Graph, list[int]], data: st.DataObject
) -> None:
    graph, sources = case
    offset = st.sampled_from([0, 0, 1, 60_000, 10**9, int(UNREACHABLE_MS)])
    offsets = data.draw(st.lists(offset, min_size=3, max_size=3))
    found = earliest_from(*graph.csr, _nodes(*sources), _nodes(*offsets))
    assert tuple(part.tolist() for part in found) == naive.earliest_from(graph, sources, offsets)


@given(graphs_and_nodes(3))
def test_the_earliest_of_several_sources_is_the_least_of_each(
    case: tuple[Graph, list[int]],
) -> None:
    graph, sources = case
    times, _, origins = earliest_from(*graph.csr, _nodes(*sources), _nodes(0, 0, 0))
    alone = shortest_times(*graph.csr, _nodes(*sources))
    assert np.array_equal(times, alone.min(axis=0))
    assert np.array_equal(origins >= 0, times < UNREACHABLE_MS)
    reached = np.flatnonzero(origins >= 0)
    assert np.array_equal(alone[origins[reached], reached], times[reached])


def test_random_graphs_are_certified(random_graphs: tuple[int, int]) -> None:
    seed, count = random_graphs
    random = np.random.default_rng(seed)
    for done in range(count):
        graph = random_graph(random)
        source = int(random.integers(graph.nodes))
        times, pred_arcs = shortest_trees(*graph.csr, _nodes(source))
        certify_tree(graph, source, times[0], pred_arcs[0])
        assert np.array_equal(shortest_times(*graph.csr, _nodes(source)), times)
        tell(done + 1, count)


@given(graphs(min_weight=1, closed=False))
def test_scipy_agrees(graph: Graph) -> None:
    # SciPy adds up parallel links and drops links that take no time, so neither is given to it.
    least: dict[tuple[int, int], int] = {}
    for tail, head, weight in graph.arcs:
        least[tail, head] = min(weight, least.get((tail, head), weight))
    ends = np.array(list(least), np.int32).reshape(-1, 2).T
    matrix = coo_array((list(least.values()), tuple(ends)), shape=(graph.nodes, graph.nodes))
    expected = times_of_scipy(matrix.astype(np.float64).tocsr())
    expected[expected >= UNREACHABLE_MS] = np.inf
    assert np.array_equal(_saturated(_all_times(graph)), expected)


@given(graphs())
def test_networkx_agrees(graph: Graph) -> None:
    network: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    network.add_nodes_from(range(graph.nodes))
    network.add_weighted_edges_from(graph.arcs)
    times = _all_times(graph)
    for source, found in nx.all_pairs_dijkstra_path_length(network):
        reached = {node: time for node, time in found.items() if time < UNREACHABLE_MS}
        expected = [reached.get(node, UNREACHABLE_MS) for node in range(graph.nodes)]
        assert times[source].tolist() == expected


def test_the_certificate_refuses_every_wrong_tree() -> None:
    graph = Graph.of(5, [(0, 1, 2), (1, 2, 0), (2, 1, 0), (0, 3, 9), (2, 3, 7)])
    times, pred_arcs = (part[0] for part in shortest_trees(*graph.csr, _nodes(0)))
    certify_tree(graph, 0, times, pred_arcs)
    blank = int(UNREACHABLE_MS)
    for wrong in ([0, 2, 2, 10, blank], [0, 1, 1, 8, blank], [0, 2, 2, 9, 9], [1, 3, 3, 10, blank]):
        with pytest.raises(AssertionError):
            certify_times(graph, 0, np.array(wrong, np.int32))
    for wrong in ([-1, 2, 1, 3, -1], [-1, 0, 1, -1, -1], [-1, 0, 0, 3, -1], [-1, 0, 1, 3, 3]):
        with pytest.raises(AssertionError):
            certify_tree(graph, 0, times, np.array(wrong, np.int32))


# ---------------------------------------------------------------- properties, exact on integers


@given(graphs())
def test_nothing_takes_no_time_but_staying_and_a_detour_never_saves_any(graph: Graph) -> None:
    times = _saturated(_all_times(graph))
    assert np.all(times.diagonal() == 0)
    for middle in range(graph.nodes):
        through = times[:, middle, None] + times[None, middle, :]
        assert np.all(times <= np.where(through >= UNREACHABLE_MS, np.inf, through))


@given(graphs(), st.randoms(use_true_random=False))
def test_neither_names_of_nodes_nor_the_order_of_arcs_matter(graph: Graph, random: Random) -> None:
    new = list(range(graph.nodes))
    random.shuffle(new)
    arcs = [(new[tail], new[head], weight) for tail, head, weight in graph.arcs]
    random.shuffle(arcs)
    renamed = _all_times(Graph.of(graph.nodes, arcs))
    assert np.array_equal(renamed[np.ix_(new, new)], _all_times(graph))


@given(graphs())
def test_reversed_arcs_give_the_times_there_for_the_times_back(graph: Graph) -> None:
    back = Graph.of(graph.nodes, [(head, tail, weight) for tail, head, weight in graph.arcs])
    assert np.array_equal(_all_times(back), _all_times(graph).T)


@given(graphs())
def test_twice_the_weights_give_twice_the_times(graph: Graph) -> None:
    halves: list[Arc] = [(tail, head, weight // 2) for tail, head, weight in graph.arcs]
    twice: list[Arc] = [(tail, head, 2 * weight) for tail, head, weight in halves]
    expected = 2 * _saturated(_all_times(Graph.of(graph.nodes, halves)))
    expected[expected >= UNREACHABLE_MS] = np.inf
    assert np.array_equal(_saturated(_all_times(Graph.of(graph.nodes, twice))), expected)


@given(graphs_and_nodes(2), st.integers(0, 10**9))
def test_an_added_arc_never_lengthens_and_a_closed_one_never_shortens(
    case: tuple[Graph, list[int]], weight: int
) -> None:
    graph, (tail, head) = case
    without = _all_times(graph)
    added = _all_times(Graph.of(graph.nodes, [*graph.arcs, (tail, head, weight)]))
    closed = [*graph.arcs, (tail, head, int(UNREACHABLE_MS))]
    assert np.all(added <= without)
    assert np.array_equal(_all_times(Graph.of(graph.nodes, closed)), without)


@given(graphs(), st.data())
def test_what_leads_nowhere_new_changes_nothing(graph: Graph, data: st.DataObject) -> None:
    """A dominated duplicate, a self-loop, a node on its own, a component on its own."""
    extra: list[Arc] = [(0, 0, 0), (graph.nodes + 1, graph.nodes + 2, 5)]
    if graph.arcs:
        tail, head, weight = data.draw(st.sampled_from(graph.arcs))
        extra.append((tail, head, data.draw(st.integers(weight, int(UNREACHABLE_MS)))))
    larger = Graph.of(graph.nodes + 3, [*graph.arcs, *extra])
    times = _all_times(larger)[: graph.nodes]
    assert np.array_equal(times[:, : graph.nodes], _all_times(graph))
    assert np.all(times[:, graph.nodes :] == UNREACHABLE_MS)


@given(graphs(), st.data())
def test_an_arc_cut_in_two_takes_as_long_as_before(graph: Graph, data: st.DataObject) -> None:
    arcs: list[Arc] = []
    for index, (tail, head, weight) in enumerate(graph.arcs):
        middle = graph.nodes + index
        part = data.draw(st.integers(0, weight))
        arcs += [(tail, middle, part), (middle, head, weight - part)]
    cut = Graph.of(graph.nodes + len(graph.arcs), arcs)
    times = _all_times(cut)[: graph.nodes, : graph.nodes]
    assert np.array_equal(times, _all_times(graph))


# ---------------------------------------------------------------- the same bytes however it's done


@given(graphs_and_nodes(7))
def test_one_source_at_a_time_or_many_give_the_same_rows(case: tuple[Graph, list[int]]) -> None:
    graph, sources = case
    times, pred_arcs = shortest_trees(*graph.csr, _nodes(*sources))
    assert shortest_times(*graph.csr, _nodes(*sources)).tobytes() == times.tobytes()
    for row, source in enumerate(sources):
        alone = shortest_trees(*graph.csr, _nodes(source))
        assert alone[0].tobytes() == times[row].tobytes()
        assert alone[1].tobytes() == pred_arcs[row].tobytes()


@given(graphs_and_nodes(7), st.integers(0, 31))
def test_neither_chunks_nor_bucket_widths_show(case: tuple[Graph, list[int]], shift: int) -> None:
    graph, sources = case
    expected = shortest_trees(*graph.csr, _nodes(*sources))
    with (
        patch.object(_chunks, "_MOST_STEPS_PER_WORKER", 1),
        patch.object(dijkstra, "_bucket_shift", lambda _: shift),
    ):
        found = shortest_trees(*graph.csr, _nodes(*sources))
    assert [part.tobytes() for part in found] == [part.tobytes() for part in expected]


def test_small_work_gives_back_the_threads_it_did_without() -> None:
    most = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    set_num_threads(most)
    shortest_times(*Graph.of(1, []).csr, _nodes(0))
    assert get_num_threads() == most


@pytest.mark.parametrize("shift", range(32))
def test_times_at_the_edges_of_buckets_are_found(shift: int) -> None:
    edges = sorted({2**bit + near for bit in range(31) for near in (-1, 0, 1)})
    far = len(edges)
    arcs = [(node, far + node, 2**30 - 1) for node in range(far)]
    arcs += [(2 * far, node, edge) for node, edge in enumerate(edges)]
    graph = Graph.of(2 * far + 1, arcs).csr
    with patch.object(dijkstra, "_bucket_shift", lambda _: shift):
        trees = shortest_trees(*graph, _nodes(2 * far))[0][0]
    calendar = times_over(pack(*graph)._replace(shift=min(shift, 30)), _nodes(2 * far))[0]
    for times in (trees, calendar):
        assert times[:far].tolist() == edges
        assert times[far:-1].tolist() == [min(edge + 2**30 - 1, UNREACHABLE_MS) for edge in edges]


def test_progress_is_told_after_every_chunk_and_a_chunk_stays_short() -> None:
    graph = Graph.of(3, [(0, 1, 4), (1, 2, 4)])
    chunk = 2 * get_num_threads()
    rows = 2 * chunk + 1
    heard: list[tuple[str, int, int]] = []
    steps_a_source = 6  # four offsets and two arcs
    with patch.object(_chunks, "_MOST_STEPS_PER_WORKER", 2 * steps_a_source):
        shortest_trees(*graph.csr, _nodes(*[0] * rows), progress=lambda *told: heard.append(told))
    assert heard == [("searching", done, rows) for done in (chunk, 2 * chunk, rows)]


# ---------------------------------------------------------------- networks of real size


def test_scipy_agrees_on_a_grid_whose_weights_span_nine_digits() -> None:
    side = 60
    random = np.random.default_rng(7)
    node = np.arange(side * side).reshape(side, side)
    tails = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    heads = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    tails, heads = np.concatenate([tails, heads]), np.concatenate([heads, tails])
    weights = (10 ** random.uniform(0, 9, len(tails))).astype(np.int32)
    order = np.lexsort((heads, tails))
    matrix = coo_array((weights[order].astype(np.float64), (tails[order], heads[order]))).tocsr()
    csr = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), weights[order]
    sources = _nodes(0, 1830, side * side - 1)
    assert np.array_equal(shortest_times(*csr, sources), times_of_scipy(matrix, indices=sources))


def test_new_york_has_its_published_times(new_york: NewYork) -> None:
    sources = new_york.reference["source_1based"] - 1
    times = shortest_times(*new_york.csr, sources.astype(np.int32)).astype(np.int64)
    assert np.array_equal(times.sum(axis=1), new_york.reference["sum_of_distances"])
    assert np.array_equal(times.max(axis=1), new_york.reference["max_distance"])
    for node in (1, 50_000, 150_000, 264_346):
        assert np.array_equal(times[:, node - 1], new_york.reference[f"dist_to_node_{node}"])
