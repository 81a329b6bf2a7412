"""From one place to one other: up the elimination tree from both ends, to where they meet best.

Elimination-tree queries (Dibbelt, Strasser & Wagner 2016, section 7.1) need no queue: the nodes
that a search may settle are the ancestors of its start. Above the first common ancestor both
searches go on together, and an end that is already no nearer than the best meeting is left there.

Both read a copy of the hierarchy made for them, without the arcs that no fastest path needs: of
those above a place in New York fewer than half are left. An ancestor is known by its depth, so
that all labels of a search lie side by side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.progress import Progress
from transnet.kernels._arrays import UNREACHABLE_MS, Index, Int32Array, UInt32Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import inlined, kernel
from transnet.kernels.hierarchy.elimination import Hierarchy

UInt64Array = npt.NDArray[np.uint64]

_CLOSED = np.uint64(UNREACHABLE_MS)
_TIME = np.uint64(32)  # bits below it hold a node, or the depth of one
LOW = np.uint64(2**32 - 1)


class Ascent(NamedTuple):
    """The arcs that lead up from each node, as queries read them.

    number  int32[n], number in the hierarchy of each node of the graph
    nodes   int32[n + 1, 4]: where a node's upward arcs start, where its downward ones do (they are
            travelled from the destination up), its parent, -1 at a root, and its depth
    arcs    uint64[...], weight << 32 | depth of the head; one more to spare at the end
    height  most nodes on a path to a root
    """

    number: Int32Array
    nodes: Int32Array
    arcs: UInt64Array
    height: int


@kernel
def find_ascent(hierarchy: Hierarchy, shortcuts: UInt32Array, distances: UInt32Array) -> Ascent:
    """Return the arcs that a fastest path may need.

    shortcuts  uint32[2 * a], basic weights
    distances  uint32[2 * a], perfect weights; the basic ones again where they are not known
    """
    count = np.int64(0)
    for word in range(len(shortcuts)):
        count += shortcuts[word] < _CLOSED and shortcuts[word] == distances[word]
    nodes = np.empty((len(hierarchy.number) + 1, 4), np.int32)
    arcs = np.empty(count + 1, np.uint64)
    kept = np.int64(0)
    for node in range(len(hierarchy.number)):
        nodes[node, 2], nodes[node, 3] = hierarchy.parent[node], hierarchy.depth[node]
        for direction in range(2):
            nodes[node, direction] = kept
            for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
                weight = shortcuts[2 * arc + direction]
                head = hierarchy.depth[hierarchy.heads[arc]]
                # Written in any case: nobody can foresee which arcs are needed.
                arcs[kept] = np.uint64(weight) << _TIME | np.uint64(head)
                kept += weight < _CLOSED and weight == distances[2 * arc + direction]
    nodes[len(hierarchy.number)] = kept
    return Ascent(hierarchy.number, nodes, arcs, hierarchy.height)


def pair_times(
    ascent: Ascent,
    origins: Int32Array,
    destinations: Int32Array,
    progress: Progress | None = None,
) -> Int32Array:
    """Return the fastest time from each origin to the destination beside it, int32[k].

    origins, destinations  int32[k], nodes of the graph
    """
    times = np.empty(len(origins), np.int32)

    def answer(part: slice, workers: int) -> None:
        ends = (origins[part], destinations[part])

        def answer_some(worker: int) -> None:
            _answer_some(ascent, ends, (worker, workers), times[part])

        by_workers(answer_some, workers)

    in_chunks(answer, len(origins), steps_of(ascent), progress)
    return times


def steps_of(ascent: Ascent) -> int:
    """Return about how many arcs a pair takes: two paths to a root, ten arcs a node."""
    return 20 * ascent.height


@kernel
def _answer_some(
    ascent: Ascent,
    pairs: tuple[Int32Array, Int32Array],
    share: tuple[Index, Index],
    times: Int32Array,
) -> None:
    """Answer every share[1]-th pair from share[0] on."""
    origins, destinations = pairs
    room = np.empty((2, ascent.height), np.uint64)
    for i in range(share[0], len(origins), share[1]):
        ends = ascent.number[origins[i]], ascent.number[destinations[i]]
        times[i] = meet(ascent, (np.int64(ends[0]), np.int64(ends[1])), room)[1]


@kernel
def pair_time(
    number: Int32Array,
    nodes: Int32Array,
    arcs: UInt64Array,
    height: int,
    origin: int,
    destination: int,
) -> Index:
    """Return the fastest time between two nodes of the graph; takes the fields of an `Ascent`.

    A named tuple would cost as much as a tenth of a query to hand over.
    """
    ascent = Ascent(number, nodes, arcs, height)
    room = np.empty((2, height), np.uint64)
    return meet(ascent, (np.int64(number[origin]), np.int64(number[destination])), room)[1]


@kernel
def meet(ascent: Ascent, ends: tuple[Index, Index], room: UInt64Array) -> tuple[Index, Index]:
    """Return the number where the searches from two ends meet best, -1 if nowhere, and the time.

    room  uint64[2, height], becomes the labels: by depth of an ancestor the time from the origin,
          or to the destination, and in the lower half of the word the number it came about by
    """
    nodes = ascent.nodes
    node, other = np.int64(ends[0]), np.int64(ends[1])
    room[0, : nodes[node, 3]] = _CLOSED << _TIME
    room[1, : nodes[other, 3]] = _CLOSED << _TIME
    room[0, nodes[node, 3]] = 0
    room[1, nodes[other, 3]] = 0
    while node != other:
        if node > other:
            _relax(ascent, node, np.int64(0), room)
            node = np.int64(nodes[node, 2])
        else:
            _relax(ascent, other, np.int64(1), room)
            other = np.int64(nodes[other, 2])
    best, meeting = _CLOSED, np.int64(-1)
    while node >= 0:
        there, back = room[0, nodes[node, 3]] >> _TIME, room[1, nodes[node, 3]] >> _TIME
        if there + back < best:
            best, meeting = there + back, node
        if there < best:
            _relax(ascent, node, np.int64(0), room)
        if back < best:
            _relax(ascent, node, np.int64(1), room)
        node = np.int64(nodes[node, 2])
    return meeting, np.int64(best)


@inlined
def _relax(ascent: Ascent, node: Index, direction: Index, room: UInt64Array) -> None:
    """Pass the label of a node on to its heads.

    Time and node change hands as one number, without a branch that depends on which is less.
    """
    nodes = ascent.nodes
    here = room[direction, nodes[node, 3]] >> _TIME
    if here < _CLOSED:
        label = here << _TIME | np.uint64(node)
        last = nodes[node, 1] if direction == 0 else nodes[node + 1, 0]
        for arc in range(np.uint64(nodes[node, direction]), np.uint64(last)):
            word = ascent.arcs[arc]
            depth = word & LOW
            room[direction, depth] = min(room[direction, depth], label + (word - depth))
