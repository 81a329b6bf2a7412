"""Holds every answer of the hierarchy against its definition, on graphs that go wrong.

Run as a module it prints a digest of the answers, for runs in other modes and of mutants.
"""

from __future__ import annotations

import hashlib
import sys
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from tests.naive import Graph
from transnet.kernels import _chunks
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.routing.metric import Metric
from transnet.routing.router import Router

Table = npt.NDArray[np.int64]


def random_graphs(random: np.random.Generator, count: int) -> Graph:
    """So many graphs side by side, of one to nine nodes and up to four arcs each, shuffled."""
    arcs: list[tuple[int, int, int]] = []
    nodes = 0
    for _ in range(count):
        size = int(random.integers(1, 10))
        values = random.choice([0, 1, 2, 5, 60_000, 10**9, int(UNREACHABLE_MS)], size=3)
        ends = nodes + random.integers(0, size, size=(int(random.integers(0, 4 * size)), 2))
        weights = random.choice(values, size=len(ends))
        arcs += [(int(t), int(h), int(w)) for (t, h), w in zip(ends, weights, strict=True)]
        nodes += size
    new = random.permutation(nodes)
    return Graph.of(nodes, [(int(new[t]), int(new[h]), w) for t, h, w in arcs])


def town(random: np.random.Generator, side: int) -> Graph:
    """A grid of streets, some one-way, closed or without length."""
    values = np.array([0, 3, 900, 70_000, int(UNREACHABLE_MS)])
    steps = [(i, i + 1) for i in range(side * side) if i % side < side - 1]
    steps += [(i, i + side) for i in range(side * side - side)]
    both = [pair for t, h in steps for pair in ((t, h), (h, t)) if random.random() < 0.95]
    return Graph.of(side * side, [(*pair, int(random.choice(values))) for pair in both])


def certify(graph: Graph, times: npt.NDArray[np.int32]) -> None:
    """Prove a whole table, row i from node i: no arc improves a time, and each adds up."""
    _, heads, weights = graph.csr
    arrivals = np.minimum(times[:, graph.tails].astype(np.int64) + weights, UNREACHABLE_MS)
    assert np.all(times.diagonal() == 0), "a start isn't at its own time"
    assert np.all(times[:, heads] <= arrivals), "an arc improves a time"
    tight = (times[:, heads] == arrivals) & (arrivals < UNREACHABLE_MS)
    proved = np.eye(graph.nodes, dtype=bool)
    while True:
        rows, arcs = np.nonzero(tight & proved[:, graph.tails] & ~proved[:, heads])
        if len(rows) == 0:
            break
        proved[rows, heads[arcs]] = True
    assert np.array_equal(proved, times < UNREACHABLE_MS), "a time doesn't add up"


def metric_of(graph: Graph) -> Metric:
    """Return the metric of a graph, its hierarchy ready."""
    indptr, heads, weights = graph.csr
    return Router((indptr, heads), cache=False).customize(weights).prepare()


def hold(graph: Graph, random: np.random.Generator) -> bytes:
    """Hold all answers against the certified table; return them in one piece."""
    metric, everywhere = metric_of(graph), np.arange(graph.nodes)
    times = metric.travel_times(everywhere, method="hierarchy")
    certify(graph, times)
    for count in (1, 2, 17):
        origins, targets = random.integers(0, graph.nodes, (2, count))
        part = metric.travel_times(origins, targets[: count // 2 + 1], method="hierarchy")
        assert np.array_equal(part, times[np.ix_(origins, targets[: count // 2 + 1])])
        one = metric.travel_times(origins[:1], method="hierarchy")
        assert np.array_equal(one, times[origins[:1]])
        pairs = metric.pair_times(origins, targets, method="hierarchy")
        assert np.array_equal(pairs, times[origins, targets])
        one = metric.pair_time(origins[0], targets[0], method="hierarchy")
        assert one == times[origins[0], targets[0]]
    ends = random.integers(0, graph.nodes, (2, 200))
    for asked in (metric, metric.router.customize(metric.weights)):  # with and without distances
        assert np.array_equal(asked.pair_times(*ends, method="hierarchy"), times[*ends])
    _hold_paths(graph, metric, times, random)
    _hold_reach(graph, metric, times, random)
    _hold_nearest(graph, metric, times, random)
    changed = _hold_update(graph, metric, random)
    return b"".join(each.tobytes() for each in (times, metric._distances, changed))


def _hold_paths(
    graph: Graph, metric: Metric, times: npt.NDArray[np.int32], random: np.random.Generator
) -> None:
    _, heads, weights = graph.csr
    origins, targets = random.integers(0, graph.nodes, (2, 12))
    paths = metric.paths(origins, targets, method="hierarchy")
    for start, end, path in zip(origins, targets, paths, strict=True):
        if len(path) == 0:
            assert start == end or times[start, end] == UNREACHABLE_MS, "a path is missing"
        else:
            assert weights[path].astype(np.int64).sum() == times[start, end], "a path is slow"
            assert [*graph.tails[path], end] == [start, *heads[path]], "a path is broken"


def _hold_reach(
    graph: Graph, metric: Metric, times: npt.NDArray[np.int32], random: np.random.Generator
) -> None:
    amounts = random.integers(0, 9, graph.nodes).astype(float)
    limits = [int(random.choice([0, 2, 6_000, 10**9])), 60_001]
    sums = metric.accumulate(amounts, limits, method="hierarchy")
    for column, limit in enumerate(limits):
        within = np.where(times <= limit, amounts, 0)
        assert np.array_equal(sums[:, column], within.sum(axis=1)), "a sum is wrong"
    decayed = metric.accumulate(amounts, 5, decay=[1, 0.5], method="hierarchy")[:, 0]
    factors = np.where(times < 3, 1.0, np.where(times <= 5, 0.5, 0))
    assert np.array_equal(decayed, (factors * amounts).sum(axis=1)), "a decay is wrong"
    found = metric.isochrones(np.arange(graph.nodes), limits[0], method="hierarchy")
    rows, columns = np.nonzero(times <= limits[0])
    assert np.array_equal(found.nodes, columns), "an isochrone is wrong"
    assert np.array_equal(found.times, times[rows, columns])


def _hold_nearest(
    graph: Graph, metric: Metric, times: npt.NDArray[np.int32], random: np.random.Generator
) -> None:
    few = random.integers(0, graph.nodes, int(random.integers(1, 12)))
    for places in (few, random.permutation(graph.nodes)):  # ties and repeats; each node once
        count = int(random.integers(1, 6))
        found, near = metric.nearest(np.arange(graph.nodes), places, count, method="hierarchy")
        ranked = np.argsort(times[:, places], axis=1, kind="stable")[:, :count]
        expected = np.take_along_axis(times[:, places], ranked, axis=1)
        kept = ranked.shape[1]
        ranked = np.where(expected < UNREACHABLE_MS, ranked, -1)
        assert np.array_equal(found[:, :kept], ranked), "not the nearest"
        assert np.array_equal(near[:, :kept], expected), "the nearest are at other times"
        assert np.all(found[:, kept:] == -1), "more than there are"


def _hold_update(
    graph: Graph, metric: Metric, random: np.random.Generator
) -> npt.NDArray[np.uint32]:
    if not graph.arcs:
        return metric._shortcuts
    for _ in range(4):
        arcs = random.choice(len(graph.arcs), min(3, len(graph.arcs)), replace=False)
        metric = metric.update(arcs, random.choice([0, 4, 70_000, int(UNREACHABLE_MS)], len(arcs)))
        afresh = metric.router.customize(metric.weights)
        assert np.array_equal(metric._shortcuts, afresh._shortcuts), "an update is wrong"
    return metric._shortcuts


def digest(seed: int, batches: int, side: int) -> str:
    """Return a digest of the answers on some batches of graphs and a town, by all threads."""
    random = np.random.default_rng(seed)
    seen = hashlib.sha256()
    with patch.object(_chunks, "_LEAST_STEPS_PER_WORKER", 1):
        for graph in (*(random_graphs(random, 12) for _ in range(batches)), town(random, side)):
            seen.update(hold(graph, random))
    return seen.hexdigest()


if __name__ == "__main__":
    print(digest(int(sys.argv[1]), 6, 14))  # noqa: T201
