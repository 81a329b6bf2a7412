"""Fastest paths between many pairs, arc by arc.

The search up the hierarchy leaves a row of shortcuts, up and then down. A shortcut stands for an
original arc or for the two lower sides of a triangle, of the same weight together, whose lowest
node is a lower neighbour of both its ends: the lists of these, ascending, are merged until they
agree on such a node (Dibbelt, Strasser & Wagner 2016, section 7.2). What has been found is kept
with the metric, since fast paths share their shortcuts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._chunks import Progress, by_workers, in_chunks, plain_interrupts
from transnet.kernels._jit import kernel
from transnet.kernels.customization import Sources
from transnet.kernels.elimination import Below, Hierarchy, find_arc
from transnet.kernels.query import LOW, Ascent, UInt64Array, meet, steps_of

_SIDE, _SIGN = np.int64(2**32 - 1), np.int64(2**31)
_ARCS_AT_FIRST = 1 << 12  # room for those of all paths of a worker; doubled when it is full


class Network(NamedTuple):
    """A customised hierarchy and what its shortcuts stand for.

    Shortcuts go by a code: arc * 2, plus 1 if it is travelled downwards.

    ascent     what queries read of it
    shortcuts  uint32[2 * a], basic weights, by code
    weights    int32[m], of the original arcs
    known      int64[2 * a], what a shortcut stands for, filled in as it is found: first side << 32
               | second side in order of travel, or 0 while nobody knows. A side that is an original
               arc is given as -1 - arc; so is, in both halves, a shortcut that is one. Threads that
               find the same at the same time write the same
    """

    hierarchy: Hierarchy
    ascent: Ascent
    below: Below
    sources: Sources
    shortcuts: UInt32Array
    weights: Int32Array
    known: Int64Array


def find_paths(
    network: Network,
    origins: Int32Array,
    destinations: Int32Array,
    progress: Progress | None = None,
) -> list[Int32Array]:
    """Return the original arcs of a fastest path between each pair, in order of travel.

    origins, destinations  int32[k], nodes of the graph
    returns  int32[...] each: empty if there is no path, or nothing to travel. Of several fastest
             paths, always the same one
    """
    paths = [np.empty(0, np.int32)] * len(origins)

    def find(part: slice, workers: int) -> None:
        def find_some(worker: int) -> None:
            mine = slice(part.start + worker, part.stop, workers)
            ends = np.stack([origins[mine], destinations[mine]], axis=1)
            arcs, bounds = _find_some(network, ends)
            paths[mine] = [arcs[start:end] for start, end in pairwise(bounds.tolist())]

        by_workers(find_some, workers)

    with plain_interrupts():
        in_chunks(find, len(origins), 2 * steps_of(network.ascent), progress)
    return paths


@kernel
def _find_some(network: Network, pairs: Int32Array) -> tuple[Int32Array, Int64Array]:
    """Return the arcs of the paths between some pairs, one path behind the other.

    pairs    int32[k, 2], nodes of the graph
    returns  int32[...]; int64[k + 1], where each path starts
    """
    ascent, height = network.ascent, network.ascent.height
    labels = np.empty((2, height), np.uint64)
    room = (np.empty(2 * height, np.int32), np.empty(2 * height, np.int32))
    arcs, bounds = np.empty(_ARCS_AT_FIRST, np.int32), np.zeros(len(pairs) + 1, np.int64)
    for i in range(len(pairs)):
        ends = (np.int64(ascent.number[pairs[i, 0]]), np.int64(ascent.number[pairs[i, 1]]))
        meeting, _ = meet(ascent, ends, labels)
        room, count = _unpack(network, room, _trace(network, ends, meeting, labels, room[0]))
        start, stop = bounds[i], bounds[i] + count
        if stop > len(arcs):
            arcs = np.concatenate((arcs, np.empty(max(stop, len(arcs)), np.int32)))
        arcs[start:stop] = -1 - room[0][:count]
        bounds[i + 1] = stop
    return arcs[: bounds[-1]], bounds


@kernel
def _trace(
    network: Network,
    ends: tuple[Index, Index],
    meeting: Index,
    labels: UInt64Array,
    chain: Int32Array,
) -> Index:
    """Write the shortcuts from one end by way of the meeting to the other; return their number."""
    hierarchy = network.hierarchy
    length = np.int64(0)
    for direction in range(2):
        node = np.int64(meeting)
        while node >= 0 and node != ends[direction]:
            tail = np.int64(labels[direction, hierarchy.depth[node]] & LOW)
            code = 2 * np.int64(find_arc(hierarchy, tail, node)) + direction
            original = _original(network, code) if network.known[code] == 0 else code
            if original < 0:
                _keep(network, code, original, original)
            chain[length] = code
            length += 1
            node = tail
        if direction == 0:
            chain[:length] = chain[:length][::-1].copy()
    return length


@kernel
def _unpack(
    network: Network, room: tuple[Int32Array, Int32Array], count: Index
) -> tuple[tuple[Int32Array, Int32Array], Index]:
    """Return room whose first part holds the original arcs, as -1 - arc, and their number.

    room   the first part holds a row of shortcuts, the second as many more
    count  how many shortcuts there are
    """
    codes, wider = room
    while True:
        if len(wider) < 2 * count:
            wider = np.empty(4 * count, np.int32)
        longer = _put_sides(network, codes, count, wider)
        codes, wider = wider, codes
        if longer == count:
            return (codes, wider), np.int64(count)
        count = longer


@kernel
def _put_sides(network: Network, codes: Int32Array, count: Index, wider: Int32Array) -> Index:
    """Put the sides of each shortcut of a row into its place; return how many there are now.

    All of a row at once rather than one after the other down to its last arc: what is read of one
    needn't wait for the other, and there is no branch that nobody can foresee.
    """
    longer, more = np.uint64(0), np.uint64(1)
    for i in range(np.uint64(count)):
        code = np.int64(codes[i])
        sides = network.known[np.uint64(code if code >= 0 else 0)]
        if sides == 0 and code >= 0:
            sides = _find_sides(network, code)
        first = code if code < 0 else sides >> 32
        second = code if code < 0 else ((sides & _SIDE) ^ _SIGN) - _SIGN
        wider[longer] = first
        wider[longer + more] = second  # written over if it is the same
        longer += more + np.uint64(first != second)
    return np.int64(longer)


@kernel
def _find_sides(network: Network, code: Index) -> Index:
    """Find out what a shortcut that is no original arc stands for, and keep it."""
    first, second = _sides(network, code)
    return _keep(network, code, _original(network, first), _original(network, second))


@kernel
def _keep(network: Network, code: Index, first: Index, second: Index) -> Index:
    sides = np.int64(first << 32 | (second & _SIDE))
    network.known[code] = sides
    return sides


@kernel
def _original(network: Network, code: Index) -> Index:
    """Return -1 - the first original arc that gives a shortcut its weight, or its code if none."""
    sources = network.sources
    for i in range(sources.start[code >> 1], sources.start[(code >> 1) + 1]):
        source = np.int64(sources.arcs[i])
        is_along = source & 1 == code & 1
        if is_along and np.uint32(network.weights[source >> 1]) == network.shortcuts[code]:
            return -1 - (source >> 1)
    return np.int64(code)


@kernel
def _sides(network: Network, code: Index) -> tuple[Index, Index]:
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
                return first, second
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
