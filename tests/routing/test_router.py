"""The router's two ways against each other, against slow twins, and against plain certificates."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import get_num_threads, set_num_threads

from tests import naive
from tests.certify import certify_times
from tests.naive import Graph
from tests.strategies import graphs, graphs_and_nodes
from transnet.kernels import _chunks
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels.hierarchy.dissection import dissection_order
from transnet.kernels.search.dijkstra import shortest_times
from transnet.routing import choice
from transnet.routing.choice import Method
from transnet.routing.metric import Metric
from transnet.routing.router import Router
from transnet.study.run import evaluate_models

METHODS: tuple[Method, ...] = ("hierarchy", "search")


def _metric(graph: Graph) -> Metric:
    indptr, heads, weights = graph.csr
    return Router((indptr, heads), cache=False).customize(weights)


def _all_times(graph: Graph) -> np.ndarray:
    return np.array([naive.shortest_times(graph, source) for source in range(graph.nodes)])


def _town(side: int, seed: int) -> Graph:
    """A square grid of streets, some of them one-way, closed, doubled or without length."""
    random = np.random.default_rng(seed)
    steps = [(i, i + 1) for i in range(side * side) if i % side < side - 1]
    steps += [(i, i + side) for i in range(side * side - side)]
    arcs = []
    for tail, head in steps:
        for pair in ((tail, head), (head, tail)):
            if random.random() < 0.95:
                arcs.append((*pair, int(random.choice([0, 3, 900, 70_000, int(UNREACHABLE_MS)]))))
            if random.random() < 0.05:
                arcs.append((*pair, 5))
    return Graph.of(side * side, arcs)


@pytest.fixture(scope="module")
def town() -> Metric:
    return _metric(_town(40, 7))


# ---------------------------------------------------------------- equal to Dijkstra, always


@pytest.mark.parametrize("scenario", ["today", "plan-2035"])
def test_the_cluster_gets_the_same_bytes_from_each_way_and_from_plain_searches(
    scenario: str,
) -> None:
    _, model = evaluate_models(scenario)
    topology, weights = model.topology, model.times.total
    metric = Router(topology, cache=False).customize(weights)
    everywhere = np.arange(len(topology.indptr) - 1, dtype=np.int32)
    plain = shortest_times(topology.indptr, topology.heads, weights, everywhere)
    assert (plain < UNREACHABLE_MS).mean() > 0.1
    for method in METHODS:
        assert metric.travel_times(everywhere, method=method).tobytes() == plain.tobytes()


@given(graphs())
def test_all_times_are_those_of_the_slow_twin(graph: Graph) -> None:
    metric, everywhere = _metric(graph), np.arange(graph.nodes)
    times = metric.travel_times(everywhere, method="hierarchy")
    assert times.dtype == np.int32
    assert np.array_equal(times, _all_times(graph))
    assert np.array_equal(times, metric.travel_times(everywhere, method="search"))


@given(graphs(), st.data())
def test_any_question_gives_its_part_of_the_table(graph: Graph, data: st.DataObject) -> None:
    metric, table = _metric(graph), _all_times(graph)
    node = st.lists(st.integers(0, graph.nodes - 1), min_size=1, max_size=40)
    origins, targets = data.draw(node), data.draw(node)
    expected = table[np.ix_(origins, targets)]
    for method in METHODS:
        assert np.array_equal(metric.travel_times(origins, targets, method=method), expected)
        count = min(len(origins), len(targets))
        pairs = (origins[:count], targets[:count])
        assert np.array_equal(metric.pair_times(*pairs, method=method), expected.diagonal())
        one = metric.pair_time(origins[0], np.int32(targets[0]), method=method)
        assert type(one) is int
        assert one == expected[0, 0]


@given(graphs(), st.data())
def test_times_are_written_where_one_wants_them(graph: Graph, data: st.DataObject) -> None:
    metric, table = _metric(graph), _all_times(graph)
    node = st.lists(st.integers(0, graph.nodes - 1), max_size=40)
    origins, targets = data.draw(node), data.draw(node)
    for method in METHODS:
        for columns, to in ((targets, targets), (range(graph.nodes), None)):
            out = np.full((len(origins), len(columns)), -1, np.int32)
            assert metric.travel_times(origins, to, out=out, method=method) is out
            assert np.array_equal(out, table[np.ix_(origins, columns)])


@given(graphs_and_nodes(6))
def test_paths_join_their_ends_and_take_the_fastest_time(drawn: tuple[Graph, list[int]]) -> None:
    graph, nodes = drawn
    metric, table = _metric(graph), _all_times(graph)
    _, heads, weights = graph.csr
    origins, targets = nodes[:3], nodes[3:]
    for method in METHODS:
        paths = metric.paths(origins, targets, method=method)
        for start, end, path in zip(origins, targets, paths, strict=True):
            if len(path) == 0:
                assert start == end or table[start, end] == UNREACHABLE_MS
                continue
            assert weights[path].astype(np.int64).sum() == table[start, end]
            assert [*graph.tails[path], end] == [start, *heads[path]]


@given(graphs(), st.data())
def test_what_changes_afterwards_is_as_if_it_had_been_so_all_along(
    graph: Graph, data: st.DataObject
) -> None:
    metric, arcs = _metric(graph).prepare(), len(graph.arcs)
    if arcs == 0:
        return
    for _ in range(3):
        chosen = data.draw(st.lists(st.integers(0, arcs - 1), max_size=4, unique=True))
        values = st.sampled_from([0, 1, 70_000, 10**9, int(UNREACHABLE_MS)])
        new = data.draw(st.lists(values, min_size=len(chosen), max_size=len(chosen)))
        metric = metric.update(chosen, new)
        afresh = metric.router.customize(metric.weights)
        assert np.array_equal(metric._shortcuts, afresh._shortcuts)
        everywhere = np.arange(graph.nodes)
        expected = afresh.travel_times(everywhere, [0], method="search")
        assert np.array_equal(metric.travel_times(everywhere, [0], method="hierarchy"), expected)


@given(graphs(), st.integers(0, 2**31 - 2), st.data())
def test_isochrones_hold_the_nodes_within_the_limit(
    graph: Graph, limit: int, data: st.DataObject
) -> None:
    metric, table = _metric(graph), _all_times(graph)
    origins = data.draw(st.lists(st.integers(0, graph.nodes - 1), max_size=20))
    for method in METHODS:
        found = metric.isochrones(origins, limit, method=method)
        assert len(found.offsets) == len(origins) + 1
        for i, origin in enumerate(origins):
            part = slice(found.offsets[i], found.offsets[i + 1])
            expected = np.flatnonzero(table[origin] <= limit)
            assert np.array_equal(found.nodes[part], expected)
            assert np.array_equal(found.times[part], table[origin][expected])


@given(graphs(), st.data())
def test_sums_count_each_opportunity_within_the_limit_once(
    graph: Graph, data: st.DataObject
) -> None:
    """Powers of two: a sum names the very nodes that were reached."""
    metric, table = _metric(graph), _all_times(graph)
    amounts = 2.0 ** np.arange(graph.nodes)
    limits = data.draw(st.lists(st.integers(0, 2**31 - 2), min_size=1, max_size=3))
    expected = [(np.where(table <= limit, amounts, 0)).sum(axis=1) for limit in limits]
    for method in METHODS:
        sums = metric.accumulate(amounts, limits, method=method)
        assert np.array_equal(sums, np.transpose(expected))


@given(graphs(), st.integers(0, 10**6))
def test_a_decay_weighs_each_step_of_time(graph: Graph, limit: int) -> None:
    metric, table = _metric(graph), _all_times(graph)
    amounts, decay = np.arange(graph.nodes) + 1.0, np.array([1.0, 0.5, 0.25])
    step = -(-(limit + 1) // len(decay))
    factors = np.where(table <= limit, decay[np.minimum(table // step, 2)], 0)
    for method in METHODS:
        sums = metric.accumulate(amounts, limit, decay=decay, method=method)
        assert np.array_equal(sums[:, 0], (factors * amounts).sum(axis=1))


@given(graphs_and_nodes(8), st.integers(1, 5))
def test_the_nearest_are_first_by_time_and_then_as_listed(
    drawn: tuple[Graph, list[int]], count: int
) -> None:
    graph, nodes = drawn
    metric, table = _metric(graph), _all_times(graph)
    for method in METHODS:
        found, times = metric.nearest(nodes[:4], nodes[4:], count, method=method)
        for row, origin in enumerate(nodes[:4]):
            ranked = sorted((int(table[origin, node]), i) for i, node in enumerate(nodes[4:]))
            near = [(ms, i) for ms, i in ranked if ms < UNREACHABLE_MS][:count]
            assert times[row, : len(near)].tolist() == [ms for ms, _ in near]
            assert found[row].tolist() == [i for _, i in near] + [-1] * (count - len(near))


def test_a_town_is_certified(town: Metric) -> None:
    graph = _town(40, 7)
    origins = np.arange(0, graph.nodes, 37)
    for source, times in zip(origins, town.travel_times(origins, method="hierarchy"), strict=True):
        certify_times(graph, int(source), times)
    one = town.travel_times(origins[:1], method="hierarchy")
    assert np.array_equal(one, town.travel_times(origins[:1], method="search"))


def test_a_changed_town_sweeps_over_basic_weights_to_the_same_times(town: Metric) -> None:
    changed = town.prepare().update([5, 900, 2_000], [0, int(UNREACHABLE_MS), 12])
    origins, targets = np.arange(50), np.arange(3)
    expected = changed.travel_times(origins, targets, method="search")
    assert np.array_equal(changed.travel_times(origins, targets, method="hierarchy"), expected)
    assert "_distances" not in changed.__dict__


@pytest.mark.parametrize("count", [1, 3, 40, 400])
def test_a_town_has_the_same_nearest_by_both_ways(town: Metric, count: int) -> None:
    """Fewer and more than there are to find, many at one node, few origins and all."""
    random = np.random.default_rng(count)
    places = random.integers(0, 50, 30).tolist() + random.integers(0, 1600, 170).tolist()
    for origins in (np.arange(1600), np.array([1_599, 3, 3, 700])):
        ours = town.nearest(origins, places, count, method="hierarchy")
        theirs = town.nearest(origins, places, count, method="search")
        assert np.array_equal(ours[0], theirs[0])
        assert np.array_equal(ours[1], theirs[1])


def test_nothing_is_nearest_where_there_is_nothing(town: Metric) -> None:
    for method in METHODS:
        found, times = town.nearest([5, 6], [], 2, method=method)
        assert found.tolist() == [[-1, -1]] * 2
        assert np.all(times == UNREACHABLE_MS)
        assert town.nearest([], [3], 2, method=method)[0].shape == (0, 2)


def test_gates_are_shut_where_nothing_is_near(town: Metric) -> None:
    amounts = np.arange(float(town.router.nodes))
    assert len(town.router.prepare().hierarchy.gates) > 10
    sums = town.accumulate(amounts, [3, 2_000], method="hierarchy")
    assert np.array_equal(sums, town.accumulate(amounts, [3, 2_000], method="search"))


def test_pairs_and_paths_are_the_same_with_and_without_the_arcs_that_nobody_needs() -> None:
    metric = _metric(_town(40, 7))
    pairs = np.random.default_rng(5).integers(0, 1_600, (2, 300))

    def answers() -> list[bytes]:
        times = metric.pair_times(*pairs, method="hierarchy")
        paths = metric.paths(*pairs, method="hierarchy")
        return [times.tobytes(), *(path.tobytes() for path in paths)]

    whole, arcs = answers(), len(metric._ascent.arcs)
    assert "_distances" not in metric.__dict__
    assert metric.prepare() is metric
    assert answers() == whole
    assert len(metric._ascent.arcs) < 0.9 * arcs


# ---------------------------------------------------------------- threads, chunks, the cache


def test_the_answers_are_the_same_bytes_for_any_threads_and_chunks(town: Metric) -> None:
    everywhere = np.arange(town.router.nodes)
    amounts = np.random.default_rng(1).random(len(everywhere))

    def answers() -> list[bytes]:
        graph = _town(40, 7)
        metric = _metric(graph)
        found = metric.isochrones(everywhere[::7], 100_000, method="hierarchy")
        nearest = metric.nearest(everywhere, everywhere[::9], 4, method="hierarchy")
        return [
            metric.travel_times(everywhere[::3], method="hierarchy").tobytes(),
            metric.accumulate(amounts, [50_000, 9], method="hierarchy").tobytes(),
            metric.travel_times(everywhere[:20], method="hierarchy").tobytes(),
            metric.travel_times(everywhere[:20], everywhere[5:90], method="hierarchy").tobytes(),
            metric.pair_times(everywhere, everywhere[::-1], method="hierarchy").tobytes(),
            *(path.tobytes() for path in metric.paths(everywhere, everywhere[::-1])),
            *(each.tobytes() for each in nearest),
            found.nodes.tobytes() + found.times.tobytes(),
            metric._distances.tobytes(),
        ]

    threads = get_num_threads()
    try:
        seen = []
        for workers in range(1, threads + 1):
            set_num_threads(workers)
            for most, least in ((6_000_000, 50_000), (1, 1)):
                with (
                    patch.object(_chunks, "_MOST_STEPS_PER_WORKER", most),
                    patch.object(_chunks, "_LEAST_STEPS_PER_WORKER", least),
                ):
                    seen.append(answers())
    finally:
        set_num_threads(threads)
    assert all(other == seen[0] for other in seen)


def test_progress_counts_up_to_the_whole(town: Metric) -> None:
    seen: list[tuple[str, int, int]] = []
    town.travel_times(np.arange(100), method="hierarchy", progress=lambda *done: seen.append(done))
    assert seen
    assert seen[-1][1] == seen[-1][2]
    assert {what for what, *_ in seen} == {"searching"}


def test_progress_while_preparing_goes_up_to_the_whole() -> None:
    told: list[tuple[str, int, int]] = []
    indptr, heads, _ = _town(30, 1).csr
    order = dissection_order(indptr, heads)
    Router((indptr, heads), cache=False, progress=lambda *done: told.append(done)).prepare()
    shares = [done / work for _, done, work in told]
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert told[-1] == ("preparing", 100, 100)
    told.clear()
    router = Router((indptr, heads), order=order, progress=lambda *done: told.append(done))
    router.prepare()
    assert told[-1] == ("preparing", 100, 100)


def test_the_order_is_kept_by_content(tmp_path: Path) -> None:
    indptr, heads, weights = _town(12, 1).csr
    Router((indptr, heads), cache=tmp_path).prepare()
    (kept,) = tmp_path.iterdir()
    with patch("transnet.routing.prepared.dissection_order", side_effect=AssertionError):
        again = Router((indptr, heads), cache=tmp_path)
        assert again.customize(weights).prepare().router.is_prepared
    kept.write_bytes(kept.read_bytes()[:-1])
    Router((indptr, heads), cache=tmp_path).prepare()
    assert kept.exists()
    indptr, heads, _ = _town(12, 2).csr
    Router((indptr, heads), cache=tmp_path).prepare()
    assert len(list(tmp_path.iterdir())) == 2


# ---------------------------------------------------------------- the rule


def test_small_graphs_and_small_questions_are_searched() -> None:
    router = Router(_town(12, 1).csr[:2], cache=False)
    assert router.select_method(10**6) == "search"
    assert router.select_method(1, "hierarchy") == "hierarchy"
    with patch.object(choice, "MIN_PREPARED_NODES", 10):
        assert router.select_method(64) == "search"
        assert router.select_method(65) == "hierarchy"
        router.prepare()
        assert router.select_method(1) == "hierarchy"
    assert "not prepared" not in repr(router)
    assert "144 nodes" in repr(router.customize(np.zeros(len(router.heads), np.int32)))


def test_with_coordinates_large_graphs_are_searched_in_a_local_order() -> None:
    graph = _town(20, 3)
    indptr, heads, weights = graph.csr
    lon, lat = np.arange(400) % 20 / 7.0, np.arange(400) // 20 / 7.0
    shuffled = np.random.default_rng(2).permutation(400)
    with patch.object(choice, "MIN_PREPARED_NODES", 10):
        metric = Router((indptr, heads, lon[shuffled], lat), cache=False).customize(weights)
        assert not np.array_equal(metric.router.search_graph().place, np.arange(400))
        plain = _metric(graph)
        asked = (np.arange(5), np.arange(100, 105))
        assert np.array_equal(metric.travel_times(asked[0]), plain.travel_times(asked[0]))
        assert np.array_equal(metric.pair_times(*asked), plain.pair_times(*asked))
        for path, other in zip(metric.paths(*asked), plain.paths(*asked), strict=True):
            assert weights[path].sum() == weights[other].sum()
        amounts = np.arange(400.0)
        assert np.array_equal(
            metric.accumulate(amounts, 9_000, method="search"),
            plain.accumulate(amounts, 9_000),
        )
