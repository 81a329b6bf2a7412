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

from transnet.base.progress import Progress
from transnet.kernels._arrays import Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.customization import Sources
from transnet.kernels.hierarchy.elimination import ArcsByHead, Hierarchy, find_arc
from transnet.kernels.hierarchy.query import LOW, Ascent, UInt64Array, meet, steps_of

_SIDE, _SIGN = np.int64(2**32 - 1), np.int64(2**31)
_ARCS_AT_FIRST = 1 << 10  # room for each path; what isn't used takes no memory


class CustomizedHierarchy(NamedTuple):
    """A customised hierarchy and what its shortcuts stand for.

    Shortcuts go by a code: arc * 2, plus 1 if it is travelled downwards.

    ascent     what queries read of it
    shortcuts  uint32[2 * a], basic weights, by code
    weights    int32[m], of the original arcs
    known      int64[2 * a], what a shortcut stands for, filled in as it is found: first side << 32
               | second side in order of travel, or 0 while nobody knows. A side that is an original
               arc is given as -1 - arc. Threads that find the same at the same time write the same
    """

    hierarchy: Hierarchy
    ascent: Ascent
    below: ArcsByHead
    sources: Sources
    shortcuts: UInt32Array
    weights: Int32Array
    known: Int64Array


def find_paths(
    network: CustomizedHierarchy,
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

    in_chunks(find, len(origins), 2 * steps_of(network.ascent), progress)
    return paths


@kernel
def _find_some(network: CustomizedHierarchy, pairs: Int32Array) -> tuple[Int32Array, Int64Array]:
    """Return the arcs of the paths between some pairs, one path behind the other.

    pairs    int32[k, 2], nodes of the graph
    returns  int32[...]; int64[k + 1], where each path starts
    """
    ascent, height = network.ascent, network.ascent.height
    labels, chain = np.empty((2, height), np.uint64), np.empty(2 * height, np.int64)
    stack, bounds = np.empty(height + 1, np.int64), np.zeros(len(pairs) + 1, np.int64)
    arcs = np.empty(_ARCS_AT_FIRST * len(pairs), np.int32)
    for i in range(len(pairs)):
        ends = (np.int64(ascent.number[pairs[i, 0]]), np.int64(ascent.number[pairs[i, 1]]))
        meeting, _ = meet(ascent, ends, labels)
        shortcuts = chain[: _trace(network, ends, meeting, labels, chain)]
        stop = _unpack(network, shortcuts, stack, arcs, bounds[i])
        while stop < 0:
            arcs = np.concatenate((arcs, np.empty_like(arcs)))
            stop = _unpack(network, shortcuts, stack, arcs, bounds[i])
        bounds[i + 1] = stop
    return arcs[: bounds[-1]], bounds


@kernel
def _trace(
    network: CustomizedHierarchy,
    ends: tuple[Index, Index],
    meeting: Index,
    labels: UInt64Array,
    chain: Int64Array,
) -> Index:
    """Write the shortcuts from one end by way of the meeting to the other; return their number."""
    hierarchy = network.hierarchy
    length = np.int64(0)
    for direction in range(2):
        node = np.int64(meeting)
        while node >= 0 and node != ends[direction]:
            tail = np.int64(labels[direction, hierarchy.depth[node]] & LOW)
            code = 2 * np.int64(find_arc(hierarchy, tail, node)) + direction
            chain[length] = code if network.known[code] != 0 else _original(network, code)
            length += 1
            node = tail
        if direction == 0:
            chain[:length] = chain[:length][::-1].copy()
    return length


@kernel
def _unpack(
    network: CustomizedHierarchy,
    chain: Int64Array,
    stack: Int64Array,
    arcs: Int32Array,
    length: Index,
) -> Index:
    """Write the original arcs behind a row of shortcuts from position `length` on.

    stack    int64[height + 1]: the tails of the shortcuts that wait on it lie one below the other
    returns  the position behind the last, -1 if there is no room for all
    """
    for shortcut in chain:
        stack[0] = shortcut
        size = np.int64(1)
        while size > 0:
            code = stack[size - 1]
            if code < 0:
                if length == len(arcs):
                    return np.int64(-1)
                arcs[length] = -1 - code
                length += 1
                size -= 1
                continue
            sides = network.known[code]
            if sides == 0:
                sides = _find_sides(network, code)
            stack[size - 1] = ((sides & _SIDE) ^ _SIGN) - _SIGN
            stack[size] = sides >> 32
            size += 1
    return np.int64(length)


@kernel
def _find_sides(network: CustomizedHierarchy, code: Index) -> Index:
    """Find out what a shortcut that is no original arc stands for, and keep it."""
    first, second = _sides(network, code)
    first, second = _original(network, first), _original(network, second)
    sides = np.int64(first << 32 | (second & _SIDE))
    network.known[code] = sides
    return sides


@kernel
def _original(network: CustomizedHierarchy, code: Index) -> Index:
    """Return -1 - the first original arc that gives a shortcut its weight, or its code if none."""
    sources = network.sources
    for i in range(sources.start[code >> 1], sources.start[(code >> 1) + 1]):
        source = np.int64(sources.arcs[i])
        is_along = source & 1 == code & 1
        if is_along and np.uint32(network.weights[source >> 1]) == network.shortcuts[code]:
            return -1 - (source >> 1)
    return np.int64(code)


@kernel
def _sides(network: CustomizedHierarchy, code: Index) -> tuple[Index, Index]:
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
