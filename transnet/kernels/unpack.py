"""Fastest paths between many pairs, arc by arc.

The search up the hierarchy leaves a row of shortcuts, up and then down. A shortcut stands for an
original arc or for the two lower sides of a triangle, of the same weight together, whose lowest
node is a lower neighbour of both its ends: the lists of these, ascending, are merged until they
agree on such a node (Dibbelt, Strasser & Wagner 2016, section 7.2). What has been found is kept
with the metric, since fast paths share their shortcuts: so paths can be unpacked twice, to count
their arcs and to write them into one array.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import prange

from transnet.kernels._arrays import Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._chunks import Progress, in_chunks
from transnet.kernels._jit import kernel, parallel_kernel
from transnet.kernels.customization import Sources
from transnet.kernels.elimination import Below, Hierarchy
from transnet.kernels.query import ARC, UInt64Array, meet, new_room, steps_of

_SECOND = np.int64(2**32 - 1)


class Network(NamedTuple):
    """A customised hierarchy and what its shortcuts stand for.

    shortcuts  uint32[2 * a], basic weights
    weights    int32[m], of the original arcs
    known      int64[2 * a], what a shortcut stands for, filled in as it is found: -1 - original
               arc, or first side << 32 | second side in order of travel, or 0 while nobody knows.
               Threads that find the same at the same time write the same
    """

    hierarchy: Hierarchy
    below: Below
    sources: Sources
    shortcuts: UInt32Array
    weights: Int32Array
    known: Int64Array


class _Parts(NamedTuple):
    """What unpacking reads of a network, flat: numba spreads no nested tuples over threads."""

    tails: Int32Array
    heads: UInt32Array
    indptr: Int32Array
    arcs: Int32Array
    nodes: Int32Array
    start: Int32Array
    originals: Int32Array
    shortcuts: UInt32Array
    weights: Int32Array
    known: Int64Array


class _Chains(NamedTuple):
    """The shortcuts of some pairs in order of travel, arc * 2, plus 1 if downwards.

    codes    int64[k, 2 * height], as many of each row as its length says
    lengths  int64[k]
    """

    codes: Int64Array
    lengths: Int64Array


def find_paths(
    network: Network,
    origins: Int32Array,
    destinations: Int32Array,
    progress: Progress | None = None,
) -> tuple[Int64Array, Int32Array]:
    """Return the original arcs of a fastest path between each pair, in order of travel.

    origins, destinations  int32[k], numbers in the hierarchy
    returns  int64[k + 1], where each path starts; int32[...], all arcs. A path is empty if there is
             none, or nothing to travel. Of several fastest paths, always the same one
    """
    hierarchy, shortcuts, parts = network.hierarchy, network.shortcuts, _parts(network)
    offsets = np.zeros(len(origins) + 1, np.int64)
    room = new_room(hierarchy, len(origins))
    found = [np.empty(0, np.int32)]  # the first stays empty

    def find(part: slice, workers: int) -> None:
        pairs, starts = part.stop - part.start, offsets[part.start : part.stop + 1]
        codes = np.empty((pairs, 2 * hierarchy.height), np.int64)
        chains = _Chains(codes, np.empty(pairs, np.int64))
        ends = np.stack([origins[part], destinations[part]], axis=1)
        _climb_each(hierarchy, shortcuts, network.below.tails, ends, room[:workers], chains)
        _unpack_each(parts, chains, starts, found[0], workers)
        np.cumsum(starts, out=starts)
        if starts[-1] > starts[0]:
            found.append(np.empty(starts[-1] - starts[0], np.int32))
            _unpack_each(parts, chains, starts, found[-1], workers)

    in_chunks(find, len(origins), 2 * steps_of(hierarchy), progress)
    return offsets, np.concatenate(found)


def _parts(network: Network) -> _Parts:
    below, sources = network.below, network.sources
    arcs = (below.tails, network.hierarchy.heads, below.indptr, below.arcs, below.nodes)
    return _Parts(*arcs, *sources, network.shortcuts, network.weights, network.known)


@parallel_kernel
def _climb_each(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    tails: Int32Array,
    ends: Int32Array,
    room: UInt64Array,
    chains: _Chains,
) -> None:
    """Find the shortcuts of each pair."""
    workers = len(room)
    for worker in prange(workers):
        share = (worker, workers)
        _climb_some(hierarchy, shortcuts, tails, ends, share, room[worker], chains)


@kernel
def _climb_some(  # noqa: PLR0913, PLR0917, numba spreads flat tuples over threads only
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    tails: Int32Array,
    ends: Int32Array,
    share: tuple[Index, Index],
    room: UInt64Array,
    chains: _Chains,
) -> None:
    """Find the shortcuts of every share[1]-th pair from share[0] on."""
    for i in range(share[0], len(ends), share[1]):
        pair = (np.int64(ends[i, 0]), np.int64(ends[i, 1]))
        meeting, _ = meet(hierarchy, shortcuts, pair, room)
        chains.lengths[i] = _trace(hierarchy, tails, pair, meeting, room, chains.codes[i])


@kernel
def _trace(
    hierarchy: Hierarchy,
    tails: Int32Array,
    ends: tuple[Index, Index],
    meeting: Index,
    room: UInt64Array,
    chain: Int64Array,
) -> Index:
    """Write the shortcuts from one end by way of the meeting to the other; return their number."""
    length, node = np.int64(0), np.int64(meeting)
    while node >= 0 and node != ends[0]:
        arc = np.int64(room[0, hierarchy.row[node]] & ARC)
        chain[length] = 2 * arc
        length += 1
        node = np.int64(tails[arc])
    chain[:length] = chain[:length][::-1].copy()
    node = np.int64(meeting)
    while node >= 0 and node != ends[1]:
        arc = np.int64(room[1, hierarchy.row[node]] & ARC)
        chain[length] = 2 * arc + 1
        length += 1
        node = np.int64(tails[arc])
    return length


@parallel_kernel
def _unpack_each(
    parts: _Parts, chains: _Chains, starts: Int64Array, paths: Int32Array, workers: Index
) -> None:
    """Write each path where it starts; while there is no room for any, count arcs only."""
    for worker in prange(workers):
        _unpack_some(parts, chains, starts, paths, (worker, workers))


@kernel
def _unpack_some(
    parts: _Parts,
    chains: _Chains,
    starts: Int64Array,
    paths: Int32Array,
    share: tuple[Index, Index],
) -> None:
    """Unpack every share[1]-th chain from share[0] on; starts[i + 1] takes the count of path i."""
    stack = np.empty(chains.codes.shape[1] + 1, np.int64)
    for i in range(share[0], len(chains.lengths), share[1]):
        chain = chains.codes[i, : chains.lengths[i]]
        if len(paths) == 0:
            starts[i + 1] = _unpack(parts, chain, stack, paths)
        else:
            path = paths[starts[i] - starts[0] : starts[i + 1] - starts[0]]
            _unpack(parts, chain, stack, path)


@kernel
def _unpack(parts: _Parts, chain: Int64Array, stack: Int64Array, path: Int32Array) -> Index:
    """Write the original arcs behind a row of shortcuts unless the path is empty; count them.

    stack  int64[height + 1]: the tails of the shortcuts that wait on it lie one below the other
    """
    length = np.int64(0)
    for first in chain:
        stack[0] = first
        size = np.int64(1)
        while size > 0:
            known = _stands_for(parts, stack[size - 1])
            if known > 0:
                stack[size - 1] = known & _SECOND
                stack[size] = known >> 32
                size += 1
                continue
            if len(path) > 0:
                path[length] = -1 - known
            length += 1
            size -= 1
    return length


@kernel
def _stands_for(parts: _Parts, code: Index) -> Index:
    """Return what a shortcut stands for, as `Network.known` has it."""
    if parts.known[code] == 0:
        original = _original(parts, code)
        parts.known[code] = -1 - original if original >= 0 else _sides(parts, code)
    return np.int64(parts.known[code])


@kernel
def _original(parts: _Parts, code: Index) -> Index:
    """Return the first original arc that gives a shortcut its weight, -1 if none does."""
    for i in range(parts.start[code >> 1], parts.start[(code >> 1) + 1]):
        source = np.int64(parts.originals[i])
        is_along = source & 1 == code & 1
        if is_along and np.uint32(parts.weights[source >> 1]) == parts.shortcuts[code]:
            return source >> 1
    return np.int64(-1)


@kernel
def _sides(parts: _Parts, code: Index) -> Index:
    """Return the first two shortcuts, in order of travel, that weigh what a shortcut does."""
    tail, head = np.int64(parts.tails[code >> 1]), np.int64(parts.heads[code >> 1])
    low: Index = np.int64(parts.indptr[tail])
    high: Index = np.int64(parts.indptr[head])
    low_end, high_end = parts.indptr[tail + 1], parts.indptr[head + 1]
    while True:
        one, other = parts.nodes[low], parts.nodes[high]
        if one < other:
            low = _seek(parts.nodes, low, low_end, other)
        elif other < one:
            high = _seek(parts.nodes, high, high_end, one)
        else:
            to_tail, to_head = 2 * np.int64(parts.arcs[low]), 2 * np.int64(parts.arcs[high])
            first = to_head + 1 if code & 1 else to_tail + 1
            second = to_tail if code & 1 else to_head
            if parts.shortcuts[first] + parts.shortcuts[second] == parts.shortcuts[code]:
                return (first << 32) | second
            low += 1
            high += 1


@kernel
def _seek(nodes: Int32Array, position: Index, end: Index, node: Index) -> Index:
    """Return the first position before `end` with a node not below this one, in growing steps.

    The node at the position given is below it.
    """
    step = np.int64(1)
    while position + step < end and nodes[position + step] < node:
        position += step
        step *= 2
    low, high = position + 1, min(position + step, end)
    while low < high:
        middle = (low + high) >> 1
        if nodes[middle] < node:
            low = middle + 1
        else:
            high = middle
    return low
