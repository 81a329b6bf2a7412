"""Fastest times from one place to all: a calendar of buckets over arcs in blocks of four.

Dial's calendar (1969) with buckets wide enough for a few nodes each, so that a node may be settled
again by another of its bucket (Meyer & Sanders 2003, with one processor). What lies beyond the
calendar waits in a list of its own until the calendar has been gone through and starts anew.

The arcs of a node fill a block of four, half a cache line, found by the node's number alone, and
a loop over four needs no test that a processor could mispredict. A node with more arcs goes on in
the next block, to which an arc leads that takes no time; spare places lead back to their own node,
which never improves on anything. So blocks are a graph like any other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.progress import Progress
from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    Index,
    Int32Array,
    UInt32Array,
    never_negative,
    read_only,
)
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import kernel

UInt64Array = npt.NDArray[np.uint64]

_PER_BLOCK = 4
_SLOTS = 2_048  # of the calendar: as many as fit the fastest memory beside the rest
_NODES_PER_BUCKET = 8
_ENTRIES_PER_BLOCK = 2  # room for them at first; a road network takes 1.1
_WIDEST = 30  # log2 of ms: then two buckets hold all times
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_FOUR, _ONE = np.uint64(4), np.uint64(1)


class Blocks(NamedTuple):
    """Arcs of n nodes in b blocks of four; block b is arcs 4b to 4b + 3.

    arcs   uint64[4b], weight in ms in the high half, first block of the head in the low
    place  int32[n], first block of each node
    shift  log2 of the width in ms of a bucket; says how fast a search is, not what it finds
    """

    arcs: UInt64Array
    place: Int32Array
    shift: int


def pack(
    indptr: Int32Array, heads: Int32Array, weights: Int32Array, order: Int32Array | None = None
) -> Blocks:
    """Return a graph in blocks.

    indptr, heads, weights  as `shortest_times` takes them
    order  int32[n], nodes, near ones near one another; by default as they are numbered
    """
    if order is None:
        order = np.arange(len(indptr) - 1, dtype=np.int32)
    graph = (read_only(indptr), read_only(heads), never_negative(weights))
    arcs, place = _fill_blocks(*graph, read_only(order))
    return Blocks(read_only(arcs), read_only(place), _shift(weights, len(indptr)))


def times_over(
    blocks: Blocks,
    sources: Int32Array,
    limit: int = int(UNREACHABLE_MS) - 1,
    *,
    progress: Progress | None = None,
) -> Int32Array:
    """Return the fastest times from each source to every node.

    sources   int32[k], nodes; repeats allowed
    limit     milliseconds; what takes longer isn't looked for
    progress  called with ("searching", sources done, k) from time to time
    returns   int32[k, n], milliseconds; UNREACHABLE_MS beyond the limit and where no path exists
    """
    times = np.empty((len(sources), len(blocks.place)), np.int32)
    entries = _ENTRIES_PER_BLOCK * (len(blocks.arcs) // _PER_BLOCK)
    sources = read_only(sources)

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (worker, workers)
            _search_some(blocks, sources[rows], np.int32(limit), share, entries, times[rows])

        by_workers(search_some, workers)

    in_chunks(search, len(sources), 1 + len(blocks.arcs), progress)
    return times


def times_from(blocks: Blocks, source: int, limit: int = int(UNREACHABLE_MS) - 1) -> Int32Array:
    """Return int32[n], the fastest times from one source as `times_over` has them.

    On a small graph it takes half as long to share out the work as to do it, which this spares.
    """
    times = np.empty((1, len(blocks.place)), np.int32)
    entries = _ENTRIES_PER_BLOCK * (len(blocks.arcs) // _PER_BLOCK)
    sources = read_only(np.array([source], np.int32))
    _search_some(blocks, sources, np.int32(limit), (0, 1), entries, times)
    return np.asarray(times[0])


def _shift(weights: Int32Array, nodes: int) -> int:
    """Return log2 of the width in ms at which a bucket holds a few nodes.

    A network that is flat like a map is about sqrt(n) arcs across.
    """
    sample = weights[:: len(weights) // 4096 + 1]
    sample = sample[sample < UNREACHABLE_MS]
    if len(sample) == 0:
        return 0
    width = 2.0 * _NODES_PER_BUCKET * float(sample.mean()) / math.sqrt(nodes)
    return min(_WIDEST, int(math.log2(max(1.0, width))))


@kernel
def _fill_blocks(
    indptr: Int32Array, heads: Int32Array, weights: Int32Array, order: Int32Array
) -> tuple[UInt64Array, Int32Array]:
    """Return arcs and places; all but the last arc of a full block may lead on to the next."""
    place, blocks = np.empty(len(order), np.int32), 0
    for node in order:
        degree = indptr[node + 1] - indptr[node]
        place[node] = blocks
        blocks += 1 if degree <= _PER_BLOCK else (degree + 1) // (_PER_BLOCK - 1)
    arcs = np.empty(_PER_BLOCK * blocks, np.uint64)
    for node in order:
        at, remaining = _PER_BLOCK * np.int64(place[node]), indptr[node + 1] - indptr[node]
        end = at + _PER_BLOCK
        for arc in range(indptr[node], indptr[node + 1]):
            if at + 1 == end and remaining > 1:
                arcs[at] = np.uint64(end // _PER_BLOCK)
                at, end = end, end + _PER_BLOCK
            arcs[at] = (np.uint64(weights[arc]) << _HALF) | np.uint64(place[heads[arc]])
            at += 1
            remaining -= 1
        arcs[at:end] = np.uint64(place[node])
    return arcs, place


@kernel
def _search_some(
    blocks: Blocks,
    sources: Int32Array,
    limit: np.int32,
    turn: tuple[int, int],
    entries: int,
    times: Int32Array,
) -> None:
    """Fill the rows of one worker, with room of its own."""
    found = np.empty(len(blocks.arcs) // _PER_BLOCK, np.int32)
    first = np.zeros(_SLOTS + 1, np.uint32)
    room = np.empty(entries + _PER_BLOCK + 2, np.uint64)
    for row in range(turn[0], len(sources), turn[1]):
        source = blocks.place[sources[row]]
        while not _search(blocks, source, limit, found, first, room):
            room = np.empty(2 * len(room), np.uint64)
            first[:] = 0
        for node in range(len(blocks.place)):
            time = found[blocks.place[node]]
            times[row, node] = time if time <= limit else UNREACHABLE_MS


@kernel
def _search(
    blocks: Blocks,
    source: Index,
    limit: np.int32,
    times: Int32Array,
    first: UInt32Array,
    room: UInt64Array,
) -> bool:
    """Fill the times of all blocks; returns False if the calendar has too little room.

    first  where the list of each slot starts, 0 for an empty one; the last is for what lies beyond
    room   entries of the lists: block in the high half, next entry in the low; 0 and 1 are spare
    """
    arcs, shift, full = blocks.arcs, blocks.shift, np.uint64(len(room) - _PER_BLOCK)
    times[:] = limit + np.int32(1)
    times[source] = 0
    room[1] = np.uint64(source) << _HALF
    first[0], entries = 1, np.uint64(2)
    start = np.int64(0)
    while start >= 0:
        for bucket in range(start, start + _SLOTS):
            slot = np.uint32(bucket - start)
            while first[slot] != 0:
                entry = first[slot]
                first[slot] = 0
                while entry != 0:
                    block = room[entry] >> _HALF
                    entry = np.uint32(room[entry] & _LOW)
                    time = np.int64(times[block])
                    if time >> shift != bucket:
                        continue  # settled before
                    if entries > full:
                        return False
                    for k in range(_PER_BLOCK):
                        arc = arcs[block * _FOUR + np.uint64(k)]
                        head, arrival = arc & _LOW, time + np.int64(arc >> _HALF)
                        if arrival < times[head]:
                            times[head] = arrival
                            later = min((arrival >> shift) - start, np.int64(_SLOTS))
                            room[entries] = (head << _HALF) | np.uint64(first[np.uint32(later)])
                            first[np.uint32(later)] = entries
                            entries += _ONE
        start = _restart(start, shift, times, first, room)
    return True


@kernel
def _restart(
    start: np.int64, shift: int, times: Int32Array, first: UInt32Array, room: UInt64Array
) -> np.int64:
    """Enter what lies beyond the calendar in one that starts with the nearest of it.

    Returns its first bucket, -1 if nothing lies beyond.
    """
    beyond, last = np.uint32(first[_SLOTS]), start + _SLOTS
    first[_SLOTS] = 0
    nearest, entry = np.int64(UNREACHABLE_MS), beyond
    while entry != 0:
        time = np.int64(times[room[entry] >> _HALF])
        if time >> shift >= last:  # else settled before
            nearest = min(nearest, time)
        entry = np.uint32(room[entry] & _LOW)
    if nearest == UNREACHABLE_MS:
        return np.int64(-1)
    start, entry = nearest >> shift, beyond
    while entry != 0:
        following = np.uint32(room[entry] & _LOW)
        block = room[entry] >> _HALF
        later = (np.int64(times[block]) >> shift) - start
        if later >= 0:
            slot = np.uint32(min(later, np.int64(_SLOTS)))
            room[entry] = (block << _HALF) | np.uint64(first[slot])
            first[slot] = entry
        entry = following
    return start
