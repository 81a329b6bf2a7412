"""From one place to one other: up the elimination tree from both ends, to where they meet best.

Elimination-tree queries (Dibbelt, Strasser & Wagner 2016, section 7.1) need no queue: the nodes
that a search may settle are the ancestors of its start. Above the first common ancestor both
searches go on together, and an end that is already no nearer than the best meeting is left there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import get_num_threads

from transnet.kernels._arrays import UNREACHABLE_MS, Index, Int32Array, UInt32Array
from transnet.kernels._chunks import Progress, by_workers, in_chunks
from transnet.kernels._jit import inlined, kernel
from transnet.kernels.elimination import Hierarchy

UInt64Array = npt.NDArray[np.uint64]

_CLOSED = np.uint64(UNREACHABLE_MS)
_TIME = np.uint64(32)  # bits below it hold the arc
ARC = np.uint64(2**32 - 1)


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
    room = new_room(hierarchy, len(origins))

    def answer(part: slice, workers: int) -> None:
        ends = (origins[part], destinations[part])

        def answer_some(worker: int) -> None:
            share = (worker, workers)
            _answer_some(hierarchy, shortcuts, ends, share, room[worker], times[part])

        by_workers(answer_some, workers)

    in_chunks(answer, len(origins), steps_of(hierarchy), progress)
    return times


def new_room(hierarchy: Hierarchy, pairs: int) -> UInt64Array:
    """Return the labels of each worker, uint64[workers, 2, rows]; see `meet`."""
    workers = min(get_num_threads(), max(1, pairs))
    return np.empty((workers, 2, hierarchy.rows), np.uint64)


def steps_of(hierarchy: Hierarchy) -> int:
    """Return about how many arcs a pair takes: two paths to a root, ten arcs a node."""
    return 20 * hierarchy.height


@kernel
def _answer_some(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    pairs: tuple[Int32Array, Int32Array],
    share: tuple[Index, Index],
    room: UInt64Array,
    times: Int32Array,
) -> None:
    """Answer every share[1]-th pair from share[0] on."""
    origins, destinations = pairs
    for i in range(share[0], len(origins), share[1]):
        ends = (np.int64(origins[i]), np.int64(destinations[i]))
        _, time = meet(hierarchy, shortcuts, ends, room)
        times[i] = np.int32(time)


@kernel
def meet(
    hierarchy: Hierarchy, shortcuts: UInt32Array, ends: tuple[Index, Index], room: UInt64Array
) -> tuple[Index, Index]:
    """Return the node where the searches from two ends meet best, -1 if none, and the time.

    room  uint64[2, rows], becomes the labels: by row of an ancestor the time from the origin, or
          to the destination, and in the lower half of the word the arc by which it came about
    """
    for direction in range(2):
        node = np.int64(ends[direction])
        while node >= 0:
            room[direction, hierarchy.row[node]] = _CLOSED << _TIME
            node = np.int64(hierarchy.parent[node])
        room[direction, hierarchy.row[ends[direction]]] = 0
    node, other = np.int64(ends[0]), np.int64(ends[1])
    while node != other:
        if node > other:
            _relax(hierarchy, shortcuts, node, np.int64(0), room)
            node = np.int64(hierarchy.parent[node])
        else:
            _relax(hierarchy, shortcuts, other, np.int64(1), room)
            other = np.int64(hierarchy.parent[other])
    best, meeting = _CLOSED, np.int64(-1)
    while node >= 0:
        row = hierarchy.row[node]
        there, back = room[0, row] >> _TIME, room[1, row] >> _TIME
        if there + back < best:
            best, meeting = there + back, node
        if there < best:
            _relax(hierarchy, shortcuts, node, np.int64(0), room)
        if back < best:
            _relax(hierarchy, shortcuts, node, np.int64(1), room)
        node = np.int64(hierarchy.parent[node])
    return meeting, np.int64(best)


@inlined
def _relax(
    hierarchy: Hierarchy, shortcuts: UInt32Array, node: Index, direction: Index, room: UInt64Array
) -> None:
    """Pass the label of a node on to its heads.

    Time and arc change hands as one number, without a branch that depends on which is less.
    """
    here = room[direction, hierarchy.row[node]] >> _TIME
    if here < _CLOSED:
        for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
            row = hierarchy.row[hierarchy.heads[arc]]
            time = here + np.uint64(shortcuts[2 * arc + direction])
            label = (time << _TIME) | np.uint64(arc)
            room[direction, row] = min(room[direction, row], label)
