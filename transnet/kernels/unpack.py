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

from transnet.kernels._arrays import Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._chunks import Progress, by_workers, in_chunks
from transnet.kernels._jit import kernel
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
    offsets, height = np.zeros(len(origins) + 1, np.int64), network.hierarchy.height
    room = new_room(network.hierarchy, len(origins))
    found = [np.empty(0, np.int32)]  # the first stays empty

    def find(part: slice, workers: int) -> None:
        pairs, starts = part.stop - part.start, offsets[part.start : part.stop + 1]
        codes = np.empty((pairs, 2 * height), np.int64)
        chains = _Chains(codes, np.empty(pairs, np.int64))
        ends = np.stack([origins[part], destinations[part]], axis=1)

        def climb_and_count(worker: int) -> None:
            share = (worker, workers)
            _climb_some(network, ends, share, room[worker], chains)
            _unpack_some(network, chains, starts, found[0], share)

        def unpack(worker: int) -> None:
            _unpack_some(network, chains, starts, found[-1], (worker, workers))

        by_workers(climb_and_count, workers)
        np.cumsum(starts, out=starts)
        if starts[-1] > starts[0]:
            found.append(np.empty(starts[-1] - starts[0], np.int32))
            by_workers(unpack, workers)

    in_chunks(find, len(origins), 2 * steps_of(network.hierarchy), progress)
    return offsets, np.concatenate(found)


@kernel
def _climb_some(
    network: Network,
    ends: Int32Array,
    share: tuple[Index, Index],
    room: UInt64Array,
    chains: _Chains,
) -> None:
    """Find the shortcuts of every share[1]-th pair from share[0] on."""
    hierarchy = network.hierarchy
    for i in range(share[0], len(ends), share[1]):
        pair = (np.int64(ends[i, 0]), np.int64(ends[i, 1]))
        meeting, _ = meet(hierarchy, network.shortcuts, pair, room)
        chains.lengths[i] = _trace(
            hierarchy, network.below.tails, pair, meeting, room, chains.codes[i]
        )


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


@kernel
def _unpack_some(
    network: Network,
    chains: _Chains,
    starts: Int64Array,
    paths: Int32Array,
    share: tuple[Index, Index],
) -> None:
    """Write every share[1]-th path from share[0] on where it starts.

    While there is no room for any, count its arcs only: starts[i + 1] takes those of path i.
    """
    stack = np.empty(chains.codes.shape[1] + 1, np.int64)
    for i in range(share[0], len(chains.lengths), share[1]):
        chain = chains.codes[i, : chains.lengths[i]]
        if len(paths) == 0:
            starts[i + 1] = _unpack(network, chain, stack, paths)
        else:
            path = paths[starts[i] - starts[0] : starts[i + 1] - starts[0]]
            _unpack(network, chain, stack, path)


@kernel
def _unpack(network: Network, chain: Int64Array, stack: Int64Array, path: Int32Array) -> Index:
    """Write the original arcs behind a row of shortcuts unless the path is empty; count them.

    stack  int64[height + 1]: the tails of the shortcuts that wait on it lie one below the other
    """
    length = np.int64(0)
    for first in chain:
        stack[0] = first
        size = np.int64(1)
        while size > 0:
            known = _stands_for(network, stack[size - 1])
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
def _stands_for(network: Network, code: Index) -> Index:
    """Return what a shortcut stands for, as `Network.known` has it."""
    if network.known[code] == 0:
        original = _original(network, code)
        network.known[code] = -1 - original if original >= 0 else _sides(network, code)
    return np.int64(network.known[code])


@kernel
def _original(network: Network, code: Index) -> Index:
    """Return the first original arc that gives a shortcut its weight, -1 if none does."""
    sources = network.sources
    for i in range(sources.start[code >> 1], sources.start[(code >> 1) + 1]):
        source = np.int64(sources.arcs[i])
        is_along = source & 1 == code & 1
        if is_along and np.uint32(network.weights[source >> 1]) == network.shortcuts[code]:
            return source >> 1
    return np.int64(-1)


@kernel
def _sides(network: Network, code: Index) -> Index:
    """Return the first two shortcuts, in order of travel, that weigh what a shortcut does."""
    below, shortcuts = network.below, network.shortcuts
    tail, head = np.int64(below.tails[code >> 1]), np.int64(network.hierarchy.heads[code >> 1])
    low: Index = np.int64(below.indptr[tail])
    high: Index = np.int64(below.indptr[head])
    low_end, high_end = below.indptr[tail + 1], below.indptr[head + 1]
    while True:
        one, other = below.nodes[low], below.nodes[high]
        if one < other:
            low = _seek(below.nodes, low, low_end, other)
        elif other < one:
            high = _seek(below.nodes, high, high_end, one)
        else:
            to_tail, to_head = 2 * np.int64(below.arcs[low]), 2 * np.int64(below.arcs[high])
            first = to_head + 1 if code & 1 else to_tail + 1
            second = to_tail if code & 1 else to_head
            if shortcuts[first] + shortcuts[second] == shortcuts[code]:
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
