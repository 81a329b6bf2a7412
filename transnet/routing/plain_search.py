"""Answers of a metric by plain searches: what small networks and small questions take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.base.progress import Progress
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array
from transnet.kernels.hierarchy.accumulate import Opportunities
from transnet.kernels.search.calendar import Blocks, times_over
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.search.tree_paths import unpack_path
from transnet.routing.shared_graph import SharedGraph

_TIMES_AT_ONCE = 1_000_000  # 4 MB of a table that is only a step on the way


class Weighted(Protocol):
    """A graph with a weight for each arc; a metric is one."""

    @property
    def router(self) -> SharedGraph:
        """The graph."""

    @property
    def weights(self) -> Int32Array:
        """Milliseconds of each arc, int32[m]."""

    @property
    def blocks(self) -> Blocks:
        """Arcs and weights as the calendar of buckets reads them."""


def travel_times(
    metric: Weighted, origins: Int32Array, targets: Int32Array | None, progress: Progress | None
) -> Int32Array:
    """Return the times from each origin to each target, ms int32[k, j]; None for all nodes."""
    if targets is None:
        return times_over(metric.blocks, origins, progress=progress)
    table = np.empty((len(origins), len(targets)), np.int32)
    for rows, times in _tables(metric, origins, progress):
        np.take(times, targets, axis=1, out=table[rows])
    return table


def pair_times(
    metric: Weighted, origins: Int32Array, targets: Int32Array, progress: Progress | None
) -> Int32Array:
    """Return the time from each origin to the target beside it, ms int32[k]."""
    starts, of_start = np.unique(origins, return_inverse=True)
    answer = np.empty(len(origins), np.int32)
    for rows, times in _tables(metric, starts, progress):
        chosen = np.flatnonzero((of_start >= rows.start) & (of_start < rows.stop))
        answer[chosen] = times[of_start[chosen] - rows.start, targets[chosen]]
    return answer


def paths(metric: Weighted, origins: Int32Array, targets: Int32Array) -> list[Int32Array]:
    """Return the arcs of a fastest path from each origin to the target beside it, int32."""
    graph = metric.router.search_graph()
    weights = metric.weights[graph.arcs]
    tails = np.repeat(np.arange(metric.router.nodes, dtype=np.int32), np.diff(graph.indptr))
    answer: list[Int32Array] = [np.empty(0, np.int32)] * len(origins)
    for start in np.unique(origins):
        source = graph.place[[start]]
        _, trees = shortest_trees(graph.indptr, graph.heads, weights, source)
        for i in np.flatnonzero(origins == start):
            arcs = unpack_path(trees[0], tails, int(graph.place[targets[i]]))
            answer[i] = graph.arcs[arcs].astype(np.int32)
    return answer


def reached(
    metric: Weighted, origins: Int32Array, limit: int, progress: Progress | None
) -> tuple[npt.NDArray[np.int64], Int32Array, Int32Array]:
    """Return offsets int64[k + 1], nodes (ascending by origin) and ms within a limit, int32."""
    counts, nodes, within = [np.zeros(1, np.int64)], [], []
    for _, times in _tables(metric, origins, progress, limit):
        rows, columns = np.nonzero(times <= limit)
        counts.append(np.bincount(rows, minlength=len(times)))
        nodes.append(columns.astype(np.int32))
        within.append(times[rows, columns])
    if not nodes:
        return counts[0], np.empty(0, np.int32), np.empty(0, np.int32)
    return np.cumsum(np.concatenate(counts)), np.concatenate(nodes), np.concatenate(within)


def accumulate(
    metric: Weighted, origins: Int32Array, shares: Opportunities, progress: Progress | None
) -> FloatArray:
    """Return the sums of each origin, float64[k, c]; `shares.amounts` is by node here."""
    sums = np.zeros((len(origins), len(shares.limits)))
    for rows, times in _tables(metric, origins, progress, int(shares.limits.max())):
        for column, limit in enumerate(shares.limits):
            gains = np.where(times <= limit, shares.amounts, 0.0)
            if len(shares.decay):
                steps = np.minimum(times // shares.step_ms[0], len(shares.decay) - 1)
                gains *= shares.decay[steps]
            sums[rows, column] = gains.sum(axis=1)
    return sums


def nearest(
    metric: Weighted,
    origins: Int32Array,
    targets: Int32Array,
    count: int,
    progress: Progress | None,
) -> tuple[Int32Array, Int32Array]:
    """Return positions of the nearest targets of each origin and ms to them, int32[k, count]."""
    kept = min(count, len(targets))
    found = np.full((len(origins), count), -1, np.int32)
    nearest_times = np.full((len(origins), count), UNREACHABLE_MS, np.int32)
    for rows, times in _tables(metric, origins, progress):
        table = times[:, targets]
        positions = np.argsort(table, axis=1, kind="stable")[:, :kept]
        nearest_times[rows, :kept] = np.take_along_axis(table, positions, axis=1)
        found[rows, :kept] = positions
    found[nearest_times == UNREACHABLE_MS] = -1
    return found, nearest_times


def _tables(
    metric: Weighted, origins: Int32Array, progress: Progress | None, limit: int | None = None
) -> Iterator[tuple[slice, Int32Array]]:
    """Yield the times from some of the origins at a time, to all nodes, within a limit if any."""
    longest = UNREACHABLE_MS - 1 if limit is None else limit
    rows_at_once = max(1, _TIMES_AT_ONCE // max(1, metric.router.nodes))
    for start in range(0, len(origins), rows_at_once):
        sources = origins[start : start + rows_at_once]
        yield slice(start, start + len(sources)), times_over(metric.blocks, sources, longest)
        if progress is not None:
            progress(said("searching"), start + len(sources), len(origins))
