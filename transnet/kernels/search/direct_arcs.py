"""Trees over a graph in which some arcs are direct: each stands for the fastest way between ends.

Where each of k nodes has a direct arc to each other, nearly all arcs are direct, and nearly none is
of use. After a direct arc from a to b one from b to c is none: the one from a to c takes no longer
and was looked at before. So direct arcs out of a node are left out where one leads into it. Times
and last arcs are those of `shortest_trees`, to the byte, for what is left out would have shortened
no way. Rounding and closed arcs may make a way over b shorter than the direct arc: that is looked
for at each a from which a direct arc was taken, and then no arc out of b is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    BoolArray,
    Index,
    Int32Array,
    Int64Array,
    never_negative,
    read_only,
)
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.search.heaps import sift_down, sift_up

_HALF = np.int32(2**30 - 1)  # two of them are less than UNREACHABLE_MS
_NODE_MASK = 0xFFFFFFFF


class DirectGraph(NamedTuple):
    """A graph, and which of its arcs are direct; all read-only.

    indptr, heads, tails  int32[n + 1], int32[m], int32[m], arcs sorted by tail, the direct ones of
                          each tail first, and at most one from a node to another
    direct_end  int32[n], where the direct arcs of each node end
    joined      int32[n], which of the k ends of direct arcs each node is; -1 for others
    direct      int64[d], the direct arcs; between  int64[d], which of k * k pairs each joins
    """

    indptr: Int32Array
    heads: Int32Array
    tails: Int32Array
    direct_end: Int32Array
    joined: Int32Array
    direct: Int64Array
    between: Int64Array


class _Pairs(NamedTuple):
    """What is known of direct arcs between k nodes.

    weights  int32[k, k], 0 from each to itself, _HALF where none leads
    checked  bool[k], from which it is known over which others ways are shorter
    shorter  bool[k, k], from each: over which a way of two direct arcs takes less than one
    """

    weights: Int32Array
    checked: BoolArray
    shorter: BoolArray


def direct_graph(
    graph: tuple[Int32Array, Int32Array, Int32Array], direct_end: Int32Array
) -> DirectGraph:
    """Return a graph for `direct_trees`, by indptr, heads and tails; the rest as there."""
    _, heads, tails = graph
    direct = np.flatnonzero(np.arange(len(heads)) < direct_end[tails])
    ends = np.unique(np.concatenate([tails[direct], heads[direct]]))
    joined = np.full(len(direct_end), -1, np.int32)
    joined[ends] = np.arange(len(ends))
    between = joined[tails[direct]].astype(np.int64) * len(ends) + joined[heads[direct]]
    indptr, heads, tails, direct_end, joined = map(read_only, (*graph, direct_end, joined))
    return DirectGraph(
        indptr, heads, tails, direct_end, joined, read_only(direct), read_only(between)
    )


def direct_trees(
    graph: DirectGraph, weights: Int32Array, sources: Int32Array
) -> tuple[Int32Array, Int32Array]:
    """Return what `shortest_trees` does: times and last arcs from each source, int32[k, n] each.

    weights  int32[m], 0 or more; UNREACHABLE_MS where closed
    sources  int32[k], nodes
    """
    times = np.empty((len(sources), len(graph.indptr) - 1), np.int32)
    last_arcs = np.empty_like(times)
    weights, sources = never_negative(weights), read_only(sources)
    pairs = read_only(_pairs(graph, weights))

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (worker, workers)
            found = times[rows], last_arcs[rows]
            _search_some(graph, (weights, pairs), sources[rows], share, found)

        by_workers(search_some, workers)

    in_chunks(search, len(sources), 2 * len(graph.indptr))
    return times, last_arcs


def _pairs(graph: DirectGraph, weights: Int32Array) -> Int32Array:
    """Return what direct arcs take as of `_Pairs`; none where that is too much to be added up."""
    count, taken = int(graph.joined.max(initial=-1)) + 1, weights[graph.direct]
    if ((taken >= _HALF) & (taken < UNREACHABLE_MS)).any():
        return np.zeros((0, 0), np.int32)
    between = np.full((count, count), _HALF)
    between.ravel()[graph.between] = np.minimum(taken, _HALF)
    np.fill_diagonal(between, 0)
    return between


@kernel
def _search_some(
    graph: DirectGraph,
    by: tuple[Int32Array, Int32Array],
    sources: Int32Array,
    share: tuple[int, int],
    found: tuple[Int32Array, Int32Array],
) -> None:
    """Fill every share[1]-th row of times and of last arcs from share[0] on.

    by  weights of arcs and of pairs
    """
    indptr, heads, direct_end, weights = graph.indptr, graph.heads, graph.direct_end, by[0]
    count = len(by[1])
    pairs = _Pairs(by[1], np.zeros(count, np.bool_), np.zeros((count, count), np.bool_))
    heap = np.empty(len(heads) + 1, np.int64)
    for row in range(share[0], len(sources), share[1]):
        times, last_arcs = found[0][row], found[1][row]
        times[:], last_arcs[:] = UNREACHABLE_MS, -1
        times[sources[row]] = 0
        heap[0], size = np.int64(sources[row]), 1
        while size > 0:
            key = heap[0]
            size -= 1
            sift_down(heap, size)
            node, time = key & _NODE_MASK, key >> 32
            if time > times[node]:
                continue
            first = indptr[node]
            if _leaves_out(graph, pairs, node, last_arcs[node]):
                first = direct_end[node]
            for arc in range(first, indptr[node + 1]):
                head, arrival = heads[arc], time + weights[arc]
                if arrival < times[head]:
                    times[head], last_arcs[head] = arrival, arc
                    sift_up(heap, size, (arrival << 32) | np.int64(head))
                    size += 1


@kernel
def _leaves_out(graph: DirectGraph, pairs: _Pairs, node: Index, last: Index) -> bool:
    """Whether direct arcs out of a node are of no use, by the last arc on the way there."""
    if last < 0 or last >= graph.direct_end[graph.tails[last]] or len(pairs.checked) == 0:
        return False
    start, over = graph.joined[graph.tails[last]], graph.joined[node]
    if not pairs.checked[start]:
        _check(pairs, start)
    return not pairs.shorter[start, over]


@kernel
def _check(pairs: _Pairs, start: Index) -> None:
    """Find over which nodes a way of two direct arcs from one takes less than one of them."""
    direct = pairs.weights[start]
    for over in range(len(direct)):
        first, onward, shorter = direct[over], pairs.weights[over], False
        for end in range(len(direct)):
            shorter |= first + onward[end] < direct[end]
        pairs.shorter[start, over] = shorter
    pairs.checked[start] = True
