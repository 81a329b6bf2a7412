"""Weights of the shortcuts after a few arcs of the graph have changed.

Partial customisation (after Dibbelt, Strasser & Wagner 2016, section 6.3), from the lowest tails
up. A shortcut that a triangle below it now shortens takes the new weight; one that owed its weight
to a triangle that has grown longer is weighed anew from all that it may stand for; no other one can
have changed.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.kernels._arrays import UNREACHABLE_MS, Index, Int32Array, UInt32Array
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.customization import Sources
from transnet.kernels.hierarchy.elimination import ArcsByHead, Hierarchy, find_arc

BytesArray = npt.NDArray[np.uint8]

_CLOSED = np.uint32(UNREACHABLE_MS)
_SHORTER, _UNKNOWN = np.int64(1), np.int64(2)


class _Queue(NamedTuple):
    """Arcs to look at, as minus the arc so that the lowest tail is first, and why."""

    heap: list[Index]
    state: BytesArray  # uint8[a]: 0 not queued, _SHORTER, _UNKNOWN


@kernel
def update(
    hierarchy: Hierarchy,
    below: ArcsByHead,
    sources: Sources,
    weights: Int32Array,
    changed: Int32Array,
    before: UInt32Array,
) -> UInt32Array:
    """Return the basic weights as they are now.

    weights  int32[m], of the original arcs, as they are now
    changed  int32[c], arcs of the hierarchy that the original arcs with new weights belong to
    before   uint32[2 * a], basic weights until now
    """
    now = before.copy()
    queue = _Queue([np.int64(0)], np.zeros(len(hierarchy.heads), np.uint8))
    queue.heap.pop()
    for arc in changed:
        _put(queue, np.int64(arc), _UNKNOWN)
    group = np.empty(len(hierarchy.heads), np.int32)
    while len(queue.heap) > 0:
        tail, size = np.int64(below.tails[-queue.heap[0]]), 0
        while len(queue.heap) > 0 and below.tails[-queue.heap[0]] == tail:
            arc = -heapq.heappop(queue.heap)
            if queue.state[arc] == _UNKNOWN:
                _weigh(hierarchy, below, sources, weights, now, arc)
            if now[2 * arc] != before[2 * arc] or now[2 * arc + 1] != before[2 * arc + 1]:
                group[size] = arc
                size += 1
        for i in range(size):
            _tell_sides(hierarchy, tail, np.int64(group[i]), (before, now), queue)
    return now


@kernel
def _put(queue: _Queue, arc: Index, state: Index) -> None:
    if queue.state[arc] == 0:
        heapq.heappush(queue.heap, -arc)
    queue.state[arc] = max(queue.state[arc], state)


@kernel
def _tell_sides(
    hierarchy: Hierarchy,
    tail: Index,
    arc: Index,
    both: tuple[UInt32Array, UInt32Array],
    queue: _Queue,
) -> None:
    """Shorten or queue the upper side of each triangle over an arc that has changed."""
    before, now = both
    for other in range(np.int64(hierarchy.indptr[tail]), np.int64(hierarchy.indptr[tail + 1])):
        if other == arc:
            continue
        high, low = min(other, arc), max(other, arc)
        side = np.int64(
            find_arc(hierarchy, np.int64(hierarchy.heads[low]), np.int64(hierarchy.heads[high]))
        )
        for direction in range(2):
            first, second = 2 * low + 1 - direction, 2 * high + direction
            word = 2 * side + direction
            then, detour = before[first] + before[second], now[first] + now[second]
            if detour < now[word]:
                now[word] = detour
                _put(queue, side, _SHORTER)
            elif then == before[word] and detour > then:
                _put(queue, side, _UNKNOWN)


@kernel
def _weigh(
    hierarchy: Hierarchy,
    below: ArcsByHead,
    sources: Sources,
    weights: Int32Array,
    shortcuts: UInt32Array,
    arc: Index,
) -> None:
    """Set both weights of an arc to the least over its original arcs and its lower triangles."""
    best = np.full(2, _CLOSED, np.uint32)
    for i in range(sources.start[arc], sources.start[arc + 1]):
        code = np.int64(sources.arcs[i])
        best[code & 1] = min(best[code & 1], np.uint32(weights[code >> 1]))
    tail, head = np.int64(below.tails[arc]), np.int64(hierarchy.heads[arc])
    for i in range(below.indptr[tail], below.indptr[tail + 1]):
        leg = np.int64(below.arcs[i])
        other = np.int64(find_arc(hierarchy, np.int64(below.tails[leg]), head))
        if other >= 0:
            best[0] = min(best[0], np.uint32(shortcuts[2 * leg + 1] + shortcuts[2 * other]))
            best[1] = min(best[1], np.uint32(shortcuts[2 * other + 1] + shortcuts[2 * leg]))
    shortcuts[2 * arc], shortcuts[2 * arc + 1] = best[0], best[1]
