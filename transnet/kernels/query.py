"""From one place to one other: up the elimination tree from both ends, then down to single arcs.

Elimination-tree queries (Dibbelt, Strasser & Wagner 2016, section 7.1) need no queue: the nodes
that a search may settle are the ancestors of its start. A shortcut is unpacked into the original
arc or the two sides of the lower triangle that it owes its weight to.
"""

from __future__ import annotations

import numpy as np
from numba import get_num_threads, prange

from transnet.kernels._arrays import UNREACHABLE_MS, Index, Int32Array, UInt32Array
from transnet.kernels._chunks import Progress, in_chunks
from transnet.kernels._jit import kernel, parallel_kernel
from transnet.kernels.customization import Sources
from transnet.kernels.elimination import Below, Hierarchy, find_arc

_CLOSED = np.uint32(UNREACHABLE_MS)


def pair_times(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    origins: Int32Array,
    destinations: Int32Array,
    progress: Progress | None = None,
) -> Int32Array:
    """Return the fastest time from each origin to the destination beside it, int32[k].

    shortcuts              uint32[2 * a], basic weights
    origins, destinations  int32[k], numbers in the hierarchy
    """
    times = np.empty(len(origins), np.int32)
    workers = min(get_num_threads(), max(1, len(origins)))
    room = np.full((workers, 4, max(1, hierarchy.rows)), _CLOSED, np.uint32)

    def answer(part: slice, _workers: int) -> None:
        ends = (origins[part], destinations[part])
        _answer_each(hierarchy, shortcuts, ends[0], ends[1], room, times[part])

    in_chunks(answer, len(origins), 20 * (int(hierarchy.depth.max(initial=0)) + 1), progress)
    return times


@parallel_kernel
def _answer_each(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    origins: Int32Array,
    destinations: Int32Array,
    room: UInt32Array,
    times: Int32Array,
) -> None:
    workers = len(room)
    for worker in prange(workers):
        for i in range(worker, len(origins), workers):
            ends = (np.int64(origins[i]), np.int64(destinations[i]))
            _, time = _meet(hierarchy, shortcuts, ends[0], ends[1], room[worker])
            times[i] = np.int32(time)


@kernel
def _meet(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    origin: Index,
    destination: Index,
    room: UInt32Array,
) -> tuple[Index, np.uint32]:
    """Return the node where the two searches meet best, -1 if none, and the time.

    room  uint32[4, rows], by row of an ancestor: times from the origin, times to the destination,
          and the arcs by which these came about
    """
    _climb(hierarchy, shortcuts, origin, np.int64(0), room)
    _climb(hierarchy, shortcuts, destination, np.int64(1), room)
    node, other = np.int64(origin), np.int64(destination)
    while node != other:
        if node > other:
            node = np.int64(hierarchy.parent[node])
        else:
            other = np.int64(hierarchy.parent[other])
    best, meeting = _CLOSED, np.int64(-1)
    while node >= 0:
        row = hierarchy.row[node]
        time = np.uint32(room[0, row] + room[1, row])
        if time < best:
            best, meeting = time, node
        node = np.int64(hierarchy.parent[node])
    return meeting, best


@kernel
def _climb(
    hierarchy: Hierarchy, shortcuts: UInt32Array, start: Index, direction: Index, room: UInt32Array
) -> None:
    """Fill in the times, and last arcs, between a start and its ancestors."""
    node = np.int64(start)
    while node >= 0:
        room[direction, hierarchy.row[node]] = _CLOSED
        node = np.int64(hierarchy.parent[node])
    node = np.int64(start)
    room[direction, hierarchy.row[node]] = 0
    while node >= 0:
        here = room[direction, hierarchy.row[node]]
        if here < _CLOSED:
            for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
                row = hierarchy.row[hierarchy.heads[arc]]
                time = np.uint32(here + shortcuts[2 * arc + direction])
                if time < room[direction, row]:
                    room[direction, row] = time
                    room[2 + direction, row] = arc
        node = np.int64(hierarchy.parent[node])


@kernel
def find_path(
    hierarchy: Hierarchy,
    below: Below,
    sources: Sources,
    shortcuts: UInt32Array,
    weights: Int32Array,
    ends: tuple[Index, Index],
) -> Int32Array:
    """Return the original arcs of a fastest path from ends[0] to ends[1] (numbers), in order.

    Empty if there is no path, or nothing to travel. Of several fastest paths, always the same one.
    """
    rows = np.int64(0)
    for row in hierarchy.row:
        rows = max(rows, np.int64(row) + 1)
    room = np.empty((4, rows), np.uint32)
    node, _ = _meet(hierarchy, shortcuts, np.int64(ends[0]), np.int64(ends[1]), room)
    meeting = node
    stack: list[Index] = [
        np.int64(0)
    ]  # shortcuts to unpack, in order of travel: arc * 2, plus 1 if downward
    stack.pop()
    while node >= 0 and node != ends[0]:
        arc = np.int64(room[2, hierarchy.row[node]])
        stack.append(2 * arc)
        node = np.int64(below.tails[arc])
    stack.reverse()
    node = meeting
    while node >= 0 and node != ends[1]:
        arc = np.int64(room[3, hierarchy.row[node]])
        stack.append(2 * arc + 1)
        node = np.int64(below.tails[arc])
    return _unpack(hierarchy, below, sources, shortcuts, weights, stack)


@kernel
def _unpack(
    hierarchy: Hierarchy,
    below: Below,
    sources: Sources,
    shortcuts: UInt32Array,
    weights: Int32Array,
    stack: list[Index],
) -> Int32Array:
    """Return the original arcs behind a row of shortcuts."""
    path = [np.int32(0)]
    path.pop()
    stack.reverse()
    while len(stack) > 0:
        code = stack.pop()
        arc, direction = code >> 1, code & 1
        original = _original(sources, weights, shortcuts[code], code)
        if original >= 0:
            path.append(np.int32(original))
            continue
        tail, head = np.int64(below.tails[arc]), np.int64(hierarchy.heads[arc])
        for i in range(below.indptr[tail], below.indptr[tail + 1]):
            leg = np.int64(below.arcs[i])
            other = np.int64(find_arc(hierarchy, np.int64(below.tails[leg]), head))
            if other < 0:
                continue
            first = 2 * leg + 1 if direction == 0 else 2 * other + 1
            second = 2 * other if direction == 0 else 2 * leg
            if np.uint32(shortcuts[first] + shortcuts[second]) == shortcuts[code]:
                stack.append(second)
                stack.append(first)
                break
    return np.array(path, np.int32)


@kernel
def _original(sources: Sources, weights: Int32Array, weight: np.uint32, code: Index) -> Index:
    """Return the first original arc that gives a shortcut its weight, -1 if none does."""
    for i in range(sources.start[code >> 1], sources.start[(code >> 1) + 1]):
        source = np.int64(sources.arcs[i])
        if source & 1 == code & 1 and np.uint32(weights[source >> 1]) == weight:
            return source >> 1
    return np.int64(-1)
