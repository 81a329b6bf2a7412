"""Shortest paths from one place to all, exact on integer milliseconds.

Where only times are asked for, `calendar` has a faster search; here are those that also tell by
which arcs. Dijkstra's search with a calendar for a queue: times ahead of the current bucket wait
in a radix queue (Ahuja, Mehlhorn, Orlin & Tarjan 1990: each level of buckets splits one bucket of
the level above), and the current bucket is a binary heap. Entries leave in the order (time, node)
whatever the bucket width, so widths and weights elsewhere in the network never change which of
several equally fast paths is reported.

Input is trusted (the graph layer proves it): a CSR graph whose arcs are int32 milliseconds, zero
or more; UNREACHABLE_MS marks an arc as closed. Sums that reach it count as unreachable too. Only
negative weights are looked for once more, as no interrupt would reach the search they make endless.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    Int32Array,
    Int64Array,
    UInt32Array,
    never_negative,
    read_only,
)
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import inlined, kernel
from transnet.kernels.search.calendar import pack, times_over
from transnet.kernels.search.heaps import sift_down, sift_up

_DIGIT = 8  # bits of time that one level of buckets tells apart
_FAN = 1 << _DIGIT
_LEVELS = 4  # _DIGIT * _LEVELS covers every bit of a time, whatever the width of a bucket
_NODE_MASK = 0xFFFFFFFF
_DENSE = 32  # arcs of a node
_ONE = np.uint32(1)  # adds without making an index signed


class _Graph(NamedTuple):
    """CSR arrays. Unsigned indices spare the kernels the test for negative ones."""

    indptr: UInt32Array
    heads: UInt32Array
    weights: Int32Array


class _Queue(NamedTuple):
    """Room for one search. An entry is a key: time in the high 32 bits, node in the low."""

    buckets: Int32Array  # [levels * fan], first entry of each bucket or -1
    keys: Int64Array  # [entries]
    links: Int32Array  # [entries], next entry in the same bucket or -1
    heap: Int64Array  # [entries], keys of the current bucket
    shift: int  # log2 of the width in ms of the lowest buckets


def shortest_times(
    indptr: Int32Array,
    heads: Int32Array,
    weights: Int32Array,
    sources: Int32Array,
    *,
    progress: Progress | None = None,
) -> Int32Array:
    """Return the fastest times from each source to every node.

    indptr    int32[n + 1], CSR offsets of each node's arcs
    heads     int32[m], node each arc leads to
    weights   int32[m], milliseconds >= 0; UNREACHABLE_MS: closed
    sources   int32[k], nodes; repeats allowed
    progress  called with ("searching", sources done, k) from time to time
    returns   int32[k, n], milliseconds; UNREACHABLE_MS where no path exists
    Same bytes for any number of threads. Nodes numbered for locality make it several times faster
    on large networks (see `hilbert_order`).

    >>> line = (np.array(part, np.int32) for part in ([0, 1, 2, 2], [1, 2], [5, 7]))
    >>> shortest_times(*line, np.array([0, 1], np.int32))
    array([[         0,          5,         12],
           [2147483647,          0,          7]], dtype=int32)
    """
    if len(heads) > _DENSE * len(indptr):  # blocks of a few arcs aren't made for that
        return shortest_trees(indptr, heads, weights, sources, progress=progress)[0]
    return times_over(pack(indptr, heads, weights), sources, progress=progress)


def shortest_trees(
    indptr: Int32Array,
    heads: Int32Array,
    weights: Int32Array,
    sources: Int32Array,
    *,
    progress: Progress | None = None,
) -> tuple[Int32Array, Int32Array]:
    """Return the fastest times from each source and the arc by which each node is entered.

    Takes what `shortest_times` does.
    returns   int32[k, n], milliseconds; UNREACHABLE_MS where no path exists
              int32[k, n], last arc of a fastest path; -1 at the source and where no path exists
    The arcs form a tree rooted at the source, also among cycles that take no time. Of several
    fastest paths it is the one found first when nodes are taken by (time, node) and the arcs of a
    node in their order.
    """
    times = np.empty((len(sources), len(indptr) - 1), np.int32)
    pred_arcs = np.empty_like(times)
    graph, sources = _graph(indptr, heads, weights), read_only(sources)
    shift = _bucket_shift(graph)

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (worker, workers)
            _search_some(graph, shift, sources[rows], share, times[rows], pred_arcs[rows])

        by_workers(search_some, workers)

    in_chunks(search, len(sources), len(indptr) + len(heads), progress)
    return times, pred_arcs


def earliest_from(
    indptr: Int32Array,
    heads: Int32Array,
    weights: Int32Array,
    sources: Int32Array,
    offsets: Int32Array,
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Return when each node is reached first if every source i sets out at offsets[i].

    Takes a graph as `shortest_times` does.
    sources   int32[k], nodes; repeats allowed
    offsets   int32[k], milliseconds >= 0; UNREACHABLE_MS: this source never sets out
    returns   int32[n], milliseconds; UNREACHABLE_MS where no path exists
              int32[n], last arc of the path; -1 where it starts and where no path exists
              int32[n], index into `sources` of where it starts; -1 where no path exists
    Nearest station: the stations as sources on the reversed graph, offsets zero. Ties as in
    `shortest_trees`; of several sources at one node the first of the least offset counts.
    """
    graph = _graph(indptr, heads, weights)
    nodes = len(indptr) - 1
    times = np.full(nodes, UNREACHABLE_MS)
    pred_arcs = np.full(nodes, -1, np.int32)
    origins = np.full(nodes, -1, np.int32)
    starts = read_only(sources), read_only(offsets)
    _search_from_all(graph, _bucket_shift(graph), *starts, (times, pred_arcs, origins))
    return times, pred_arcs, origins


def _graph(indptr: Int32Array, heads: Int32Array, weights: Int32Array) -> _Graph:
    return _Graph(
        read_only(indptr.view(np.uint32)), read_only(heads.view(np.uint32)), never_negative(weights)
    )


def _bucket_shift(graph: _Graph) -> int:
    """Return log2 of the bucket width in ms at which a bucket holds a node or two.

    A network that is flat like a map is about sqrt(n) arcs across. Where that guess is wrong the
    search is slower and its result the same.
    """
    sample = graph.weights[:: len(graph.weights) // 4096 + 1]
    sample = sample[sample < UNREACHABLE_MS]
    if len(sample) == 0:
        return 0
    width = 2.0 * float(sample.mean()) / math.sqrt(len(graph.indptr))
    return int(math.log2(max(1.0, width)))


@kernel
def _search_some(
    graph: _Graph,
    shift: int,
    sources: Int32Array,
    share: tuple[int, int],
    times: Int32Array,
    pred_arcs: Int32Array,
) -> None:
    """Fill every share[1]-th row of times and of pred_arcs from share[0] on."""
    queue = _new_queue(len(graph.heads) + 1, shift)
    for row in range(share[0], len(sources), share[1]):
        times[row] = UNREACHABLE_MS
        times[row, sources[row]] = 0
        pred_arcs[row] = -1
        _start(queue, 0, sources[row], np.int32(0))
        _search(graph, queue, 1, times[row], pred_arcs[row], None)


@kernel
def _search_from_all(
    graph: _Graph,
    shift: int,
    sources: Int32Array,
    offsets: Int32Array,
    labels: tuple[Int32Array, Int32Array, Int32Array],
) -> None:
    """Fill times, pred_arcs and origins, which arrive blank, from every source at once."""
    times, pred_arcs, origins = labels
    queue = _new_queue(len(graph.heads) + len(sources), shift)
    entries = 0
    for i in range(len(sources)):
        if offsets[i] < times[sources[i]]:
            times[sources[i]] = offsets[i]
            origins[sources[i]] = i
            _start(queue, entries, sources[i], offsets[i])
            entries += 1
    _search(graph, queue, entries, times, pred_arcs, origins)


@kernel
def _new_queue(entries: int, shift: int) -> _Queue:
    return _Queue(
        np.full(_LEVELS * _FAN, -1, np.int32),
        np.empty(entries, np.int64),
        np.empty(entries, np.int32),
        np.empty(entries, np.int64),
        shift,
    )


@inlined
def _start(queue: _Queue, entry: int, node: np.int32, time: np.int32) -> None:
    """Queue a start, whatever its time, in the bucket that is opened first."""
    queue.keys[entry] = (np.int64(time) << 32) | node
    queue.links[entry] = queue.buckets[0]
    queue.buckets[0] = entry


@kernel
def _search(
    graph: _Graph,
    queue: _Queue,
    entries: int,
    times: Int32Array,
    pred_arcs: Int32Array,
    origins: Int32Array | None,
) -> None:
    """Search from the starts, which are the first entries; leaves the buckets empty.

    No node is settled twice, so no arc adds a second entry: there is no need to reuse room.
    """
    indptr, heads, weights = graph
    bucket, now = np.int64(0), np.int64(0)
    while bucket >= 0:
        size = _open(queue, bucket, now, times)
        while size > 0:
            key = queue.heap[0]
            size -= 1
            sift_down(queue.heap, size)
            node, time = np.uint32(key & _NODE_MASK), key >> 32
            if time > times[node]:
                continue
            for arc in range(indptr[node], indptr[node + _ONE]):
                head = heads[arc]
                arrival = time + weights[arc]
                if arrival < times[head]:
                    times[head] = arrival
                    pred_arcs[head] = arc
                    if origins is not None:
                        origins[head] = origins[node]
                    if not _leads_back(indptr, heads, head, node):
                        queue.keys[entries] = (arrival << 32) | np.int64(head)
                        size = _place(queue, entries, now, size)
                        entries += 1
        bucket, now = _next_bucket(queue, now)


@inlined
def _leads_back(indptr: UInt32Array, heads: UInt32Array, node: np.uint32, last: np.uint32) -> bool:
    """Tell whether a node leads nowhere, or only back to the last: no need to settle it."""
    first_arc = indptr[node]
    arcs = indptr[node + _ONE] - first_arc
    return bool(arcs == 0 or (arcs == 1 and heads[first_arc] == last))


@inlined
def _place(queue: _Queue, entry: int | np.int64, now: np.int64, size: int) -> int:
    """Put an entry into the heap if its time is in the current bucket, else into its bucket.

    Its level is that of the highest digit in which its time differs from now.
    Returns the size of the heap.
    """
    key = queue.keys[entry]
    time = key >> 32
    differs = (time ^ now) >> queue.shift
    if differs == 0:
        sift_up(queue.heap, size, key)
        return size + 1
    level = 0
    while differs >= _FAN:
        differs >>= _DIGIT
        level += 1
    digit = (time >> (queue.shift + _DIGIT * level)) & (_FAN - 1)
    bucket = np.uint32(_FAN * level + digit)
    queue.links[entry] = queue.buckets[bucket]
    queue.buckets[bucket] = entry
    return size


@inlined
def _next_bucket(queue: _Queue, now: np.int64) -> tuple[np.int64, np.int64]:
    """Return the first bucket in use after now and when it starts; -1 if there is none."""
    for level in range(_LEVELS):
        low = queue.shift + _DIGIT * level
        digit = (now >> low) & (_FAN - 1)
        for later in range(digit + 1, _FAN):
            bucket = np.uint32(_FAN * level + later)
            if queue.buckets[bucket] >= 0:
                return np.int64(bucket), ((now >> low) - digit + later) << low
    return np.int64(-1), now


@inlined
def _open(queue: _Queue, bucket: np.int64, now: np.int64, times: Int32Array) -> int:
    """Empty a bucket that starts now into the heap and lower levels; returns the heap's size."""
    size = 0
    entry = np.int64(queue.buckets[bucket])
    queue.buckets[bucket] = -1
    while entry >= 0:
        following = np.int64(queue.links[entry])
        key = queue.keys[entry]
        if key >> 32 <= times[key & _NODE_MASK]:
            size = _place(queue, entry, now, size)
        entry = following
    return size
