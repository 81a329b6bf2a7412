"""Who comes to whom within a limit, over a graph so large that nobody gets to most of it.

Dijkstra's search from each place, which ends at the limit and touches nothing beyond it: times are
laid bare again node by node, so that a short walk through a large city costs what it passes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import UNREACHABLE_MS, Int32Array, Int64Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import inlined, kernel
from transnet.kernels.search.heaps import sift_down, sift_up

_NODE_MASK = 0xFFFFFFFF
_PASSED = 5_000  # nodes and arcs that a walk of some minutes passes, about
_ROOM = 4_096

Found = tuple[Int32Array, Int32Array, Int32Array]


class WalkGraph(NamedTuple):
    """CSR arrays: int32[n + 1] and int32[m]; weights in milliseconds >= 0, never UNREACHABLE_MS."""

    indptr: Int32Array
    heads: Int32Array
    weights: Int32Array


class Entries(NamedTuple):
    """Where places meet a graph, grouped: those of group g are first[g] to first[g + 1].

    Where one sets out the groups are places and `other` the nodes of each; where one arrives the
    groups are nodes and `other` the places near each. `ms` is the way between the two.
    """

    first: Int32Array
    other: Int32Array
    ms: Int32Array


def walks_within(
    graph: WalkGraph, starts: Entries, ends: Entries, places: int, limit_ms: int
) -> Found:
    """Return the pairs of places of which one comes to the other within a limit.

    starts   by place that one sets out from, nodes; one may be there in several ways
    ends     by node, places that one arrives at, numbered up to `places`
    returns  int32[w] each, by start and end: start, end, least milliseconds <= limit_ms
    The same bytes for any number of threads.
    """
    count = len(starts.first) - 1
    found: list[Found] = []

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (rows.start + worker, rows.stop, workers)
            found.append(_search_some(graph, (starts, ends), share, places, np.int64(limit_ms)))

        by_workers(search_some, workers)

    in_chunks(search, count, _PASSED)
    found.append((np.zeros(0, np.int32),) * 3)
    of, to, ms = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.lexsort((to, of))
    return of[order], to[order], ms[order]


class _Room(NamedTuple):
    """Room for one search, all of it bare between two.

    times, least    milliseconds to each node and each place; UNREACHABLE_MS: not reached
    touched, hit    nodes and places that were reached, in the order of the search
    heap            keys: time in the high 32 bits, node in the low
    sizes           how many there are in heap, touched and hit
    """

    times: Int32Array
    least: Int32Array
    touched: Int32Array
    hit: Int32Array
    heap: Int64Array
    sizes: Int64Array


@kernel
def _search_some(
    graph: WalkGraph,
    entries: tuple[Entries, Entries],
    share: tuple[int, int, int],
    places: int,
    limit: np.int64,
) -> Found:
    """Search from every share[2]-th place from share[0] on, before share[1]."""
    starts, ends = entries
    nodes = len(graph.indptr) - 1
    room = _Room(
        np.full(nodes, UNREACHABLE_MS, np.int32),
        np.full(places, UNREACHABLE_MS, np.int32),
        np.empty(nodes, np.int32),
        np.empty(places, np.int32),
        np.empty(len(graph.heads) + len(starts.other) + 1, np.int64),
        np.zeros(3, np.int64),
    )
    found = np.empty((3, _ROOM), np.int32)
    known = 0
    for place in range(share[0], share[1], share[2]):
        for s in range(starts.first[place], starts.first[place + 1]):
            _reach(room, np.int64(starts.other[s]), np.int64(starts.ms[s]), limit)
        _search(graph, ends, room, limit)
        hits = room.sizes[2]
        if known + hits > found.shape[1]:
            wider = np.empty((3, 2 * (known + hits)), np.int32)
            wider[:, :known] = found[:, :known]
            found = wider
        known = _empty(room, np.int32(place), found, known)
    return found[0, :known].copy(), found[1, :known].copy(), found[2, :known].copy()


@inlined
def _reach(room: _Room, node: np.int64, time: np.int64, limit: np.int64) -> None:
    """Note that one is at a node by a time, if that is within the limit and sooner than known."""
    if time > limit or time >= room.times[node]:
        return
    if room.times[node] == UNREACHABLE_MS:
        room.touched[room.sizes[1]] = node
        room.sizes[1] += 1
    room.times[node] = time
    sift_up(room.heap, room.sizes[0], (time << 32) | node)
    room.sizes[0] += 1


@inlined
def _arrive(room: _Room, place: np.int32, time: np.int64, limit: np.int64) -> None:
    """Note that one is at a place by a time, likewise."""
    if time > limit or time >= room.least[place]:
        return
    if room.least[place] == UNREACHABLE_MS:
        room.hit[room.sizes[2]] = place
        room.sizes[2] += 1
    room.least[place] = time


@inlined
def _search(graph: WalkGraph, ends: Entries, room: _Room, limit: np.int64) -> None:
    """Search from what is in the heap until it is empty."""
    while room.sizes[0] > 0:
        key = room.heap[0]
        room.sizes[0] -= 1
        sift_down(room.heap, room.sizes[0])
        node, now = key & _NODE_MASK, key >> 32
        if now > room.times[node]:
            continue
        for e in range(ends.first[node], ends.first[node + 1]):
            _arrive(room, ends.other[e], now + ends.ms[e], limit)
        for arc in range(graph.indptr[node], graph.indptr[node + 1]):
            _reach(room, np.int64(graph.heads[arc]), now + graph.weights[arc], limit)


@inlined
def _empty(room: _Room, place: np.int32, found: Int32Array, known: int) -> int:
    """Move what was found behind `known` columns of it, and lay the room bare."""
    for n in range(room.sizes[1]):
        room.times[room.touched[n]] = UNREACHABLE_MS
    for h in range(room.sizes[2]):
        there = room.hit[h]
        found[0, known], found[1, known], found[2, known] = place, there, room.least[there]
        room.least[there] = UNREACHABLE_MS
        known += 1
    room.sizes[:] = 0
    return known
