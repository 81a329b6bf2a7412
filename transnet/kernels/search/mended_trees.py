"""Trees of fastest ways mended where arcs take less or more, to the byte what a search finds.

Only what gets faster is settled again, or what a fastest way led to over an arc that takes more now
(Ramalingam & Reps 1996, Journal of Algorithms 21). By which of several equally fast arcs a node
is entered hangs on the times alone: `dijkstra` takes nodes by (time, node), so it is the arc from
the tail that comes first by these, and of its arcs the first. That holds where no arc takes no
time, but for those out of nodes that none leads to, and those into nodes from which none leads on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    BoolArray,
    Index,
    Int32Array,
    never_negative,
    read_only,
)
from transnet.kernels._jit import kernel

_MOST_MARKED = 2  # of the nodes one in so many: a tree in which more may change is grown anew


class BothWays(NamedTuple):
    """A graph by tail and by head, all read-only.

    indptr, heads, tails  int32[n + 1], int32[m], int32[m], arcs sorted by tail
    into_first, into      int32[n + 1], int32[m], arcs by the node that they lead to
    """

    indptr: Int32Array
    heads: Int32Array
    tails: Int32Array
    into_first: Int32Array
    into: Int32Array


class _Room(NamedTuple):
    """Nodes that got faster, and nodes whose last arc may be another, each but once a tree.

    ring        int32[n], those to go on from; at is where it begins, and how many stand in it
    is_queued   bool[n], whether a node stands in the ring
    moved       int32[n], nodes that got faster; sizes[0] of them
    checked     int32[n], nodes to be looked at; sizes[1] of them
    has_moved, is_checked  bool[n]
    """

    ring: Int32Array
    at: Int32Array
    is_queued: BoolArray
    moved: Int32Array
    checked: Int32Array
    sizes: Int32Array
    has_moved: BoolArray
    is_checked: BoolArray


def both_ways(indptr: Int32Array, heads: Int32Array, tails: Int32Array) -> BothWays:
    """Return a graph, whose arcs are sorted by tail, by head too."""
    into = np.argsort(heads, kind="stable").astype(np.int32)
    first = np.append(0, np.cumsum(np.bincount(heads, minlength=len(indptr) - 1)))
    parts = indptr, heads, tails, first.astype(np.int32), into
    return BothWays(*map(read_only, parts))


def is_mendable(graph: BothWays, weights: Int32Array) -> bool:
    """Return whether arcs that take no time lead out of nodes without, or into ends."""
    is_open = weights < UNREACHABLE_MS
    nothing = np.flatnonzero(weights == 0)
    nodes = len(graph.indptr) - 1
    leads_on = np.bincount(graph.tails[is_open], minlength=nodes) > 0
    led_to = np.bincount(graph.heads[is_open], minlength=nodes) > 0
    bad = led_to[graph.tails[nothing]] & leads_on[graph.heads[nothing]]
    return not bad.any()


def mend_trees(
    graph: BothWays,
    weights: Int32Array,
    faster: Int32Array,
    trees: tuple[Int32Array, Int32Array],
) -> tuple[Int32Array, Int32Array]:
    """Return what `shortest_trees` does, by the trees of weights that none of these exceed.

    weights  int32[m], as `is_mendable` allows them
    faster   int32[k], arcs that take less than before
    trees    int32[k, n] each, times and last arcs as they were; left as they are
    """
    times, last_arcs = (each.copy() for each in trees)
    _mend(graph, never_negative(weights), read_only(faster), times, last_arcs)
    return times, last_arcs


def mend_times(
    graph: BothWays, weights: Int32Array, faster: Int32Array, times: Int32Array
) -> Int32Array:
    """Return what `shortest_times` does, likewise; arcs may take any time."""
    found, none = times.copy(), np.empty((0, 0), np.int32)
    _mend(graph, never_negative(weights), read_only(faster), found, none)
    return found


def lengthen_trees(
    graph: BothWays,
    weights: tuple[Int32Array, Int32Array],
    slower: Int32Array,
    doors: Int32Array,
    trees: tuple[Int32Array, Int32Array],
) -> tuple[Int32Array, Int32Array, BoolArray]:
    """Return what `shortest_trees` does, by the trees of weights that none of these are below.

    weights  int32[m] each, as they were and as they are, both as `is_mendable` allows them
    slower   int32[k], arcs that take more than before, or are closed now
    doors    int32[k], where each tree begins
    trees    int32[k, n] each, times and last arcs as they were; left as they are
    returns  times and last arcs, and bool[k], trees that have changed too much: those are as before
    """
    times, last_arcs = (each.copy() for each in trees)
    left = _lengthened(graph, weights, slower, doors, (times, last_arcs))
    return times, last_arcs, left


def lengthen_times(
    graph: BothWays,
    weights: tuple[Int32Array, Int32Array],
    slower: Int32Array,
    doors: Int32Array,
    times: Int32Array,
) -> tuple[Int32Array, BoolArray]:
    """Return what `shortest_times` does, likewise; arcs may take any time."""
    found, none = times.copy(), np.empty((0, 0), np.int32)
    return found, _lengthened(graph, weights, slower, doors, (found, none))


def _lengthened(
    graph: BothWays,
    weights: tuple[Int32Array, Int32Array],
    slower: Int32Array,
    doors: Int32Array,
    trees: tuple[Int32Array, Int32Array],
) -> BoolArray:
    left = np.zeros(len(doors), np.bool_)
    before, now = map(never_negative, weights)
    _lengthen(graph, (before, now), read_only(slower), read_only(doors), trees, left)
    return left


@kernel
def _lengthen(
    graph: BothWays,
    weights: tuple[Int32Array, Int32Array],
    slower: Int32Array,
    doors: Int32Array,
    trees: tuple[Int32Array, Int32Array],
    left: BoolArray,
) -> None:
    """Settle again all nodes that some fastest way led to over a slower arc."""
    (before, now), (times, last_arcs) = weights, trees
    room = _room_of(times.shape[1])
    for row in range(len(times)):
        of_row = times[row]
        for arc in slower:
            _follow(graph, before, of_row, (arc, doors[row]), room)
        at = 0
        while at < room.sizes[1]:
            node = room.checked[at]
            at += 1
            for arc in range(graph.indptr[node], graph.indptr[node + 1]):
                _follow(graph, before, of_row, (arc, doors[row]), room)
        if room.sizes[1] > times.shape[1] // _MOST_MARKED:
            left[row] = True
        else:
            _settle_marked(graph, now, of_row, room)
            if len(last_arcs) > 0:
                _enter_marked(graph, now, of_row, last_arcs[row], room)
        for at in range(room.sizes[1]):
            room.is_checked[room.checked[at]] = False
        room.sizes[1] = 0
        for at in range(room.sizes[0]):
            room.has_moved[room.moved[at]] = False
        room.sizes[0] = 0


@kernel
def _follow(
    graph: BothWays, before: Int32Array, times: Int32Array, by: tuple[Index, Index], room: _Room
) -> None:
    """Mark where an arc of a fastest way leads; `by` is the arc, and the door, which stays."""
    arc, door = by
    tail, head = graph.tails[arc], graph.heads[arc]
    if head == door or times[head] == UNREACHABLE_MS:
        return
    if np.int64(times[tail]) + before[arc] == times[head]:
        _check(head, room)


@kernel
def _settle_marked(graph: BothWays, now: Int32Array, times: Int32Array, room: _Room) -> None:
    for at in range(room.sizes[1]):
        times[room.checked[at]] = UNREACHABLE_MS
    for at in range(room.sizes[1]):
        node = room.checked[at]
        for into in range(graph.into_first[node], graph.into_first[node + 1]):
            arc = graph.into[into]
            if not room.is_checked[graph.tails[arc]]:
                _improve(graph, now, times, arc, room)
    _go_on(graph, now, times, room)


@kernel
def _enter_marked(
    graph: BothWays, now: Int32Array, times: Int32Array, last_arcs: Int32Array, room: _Room
) -> None:
    for at in range(room.sizes[1]):
        node = room.checked[at]
        last_arcs[node] = np.int32(-1)
        if times[node] < UNREACHABLE_MS:
            last_arcs[node] = _first_of_last(graph, now, times, node)


@kernel
def _room_of(nodes: int) -> _Room:
    return _Room(
        np.empty(nodes, np.int32),
        np.zeros(2, np.int32),
        np.zeros(nodes, np.bool_),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.zeros(2, np.int32),
        np.zeros(nodes, np.bool_),
        np.zeros(nodes, np.bool_),
    )


@kernel
def _go_on(graph: BothWays, weights: Int32Array, times: Int32Array, room: _Room) -> None:
    """Go on from nodes that got faster until none does."""
    nodes = len(times)
    while room.at[1] > 0:
        node = room.ring[room.at[0]]
        room.at[0] = (room.at[0] + 1) % nodes
        room.at[1] -= 1
        room.is_queued[node] = False
        for arc in range(graph.indptr[node], graph.indptr[node + 1]):
            _improve(graph, weights, times, arc, room)


@kernel
def _mend(
    graph: BothWays,
    weights: Int32Array,
    faster: Int32Array,
    times: Int32Array,
    last_arcs: Int32Array,
) -> None:
    room = _room_of(times.shape[1])
    for row in range(len(times)):
        of_row = times[row]
        for arc in faster:
            _improve(graph, weights, of_row, arc, room)
        _go_on(graph, weights, of_row, room)
        if len(last_arcs) > 0:
            _enter(graph, weights, faster, of_row, last_arcs[row], room)
        for at in range(room.sizes[0]):
            room.has_moved[room.moved[at]] = False
        room.sizes[0] = 0


@kernel
def _improve(
    graph: BothWays, weights: Int32Array, times: Int32Array, arc: Index, room: _Room
) -> None:
    """Let the node that an arc leads to be reached by it, if that is faster."""
    tail, head = graph.tails[arc], graph.heads[arc]
    time = np.int64(times[tail]) + weights[arc]
    if time >= times[head]:
        return
    times[head] = time
    if not room.has_moved[head]:
        room.has_moved[head] = True
        room.moved[room.sizes[0]] = head
        room.sizes[0] += 1
    if not room.is_queued[head]:
        room.is_queued[head] = True
        room.ring[(room.at[0] + room.at[1]) % len(room.ring)] = head
        room.at[1] += 1


@kernel
def _enter(
    graph: BothWays,
    weights: Int32Array,
    faster: Int32Array,
    times: Int32Array,
    last_arcs: Int32Array,
    room: _Room,
) -> None:
    """Find again by which arc nodes are entered that got faster, or to which such ones lead."""
    for arc in faster:
        _check(graph.heads[arc], room)
    for at in range(room.sizes[0]):
        node = room.moved[at]
        _check(node, room)
        for arc in range(graph.indptr[node], graph.indptr[node + 1]):
            _check(graph.heads[arc], room)
    for at in range(room.sizes[1]):
        node = room.checked[at]
        room.is_checked[node] = False
        # Where one begins, and where no way leads, no arc is the last.
        if last_arcs[node] >= 0 or room.has_moved[node]:
            last_arcs[node] = _first_of_last(graph, weights, times, node)
    room.sizes[1] = 0


@kernel
def _check(node: Index, room: _Room) -> None:
    if not room.is_checked[node]:
        room.is_checked[node] = True
        room.checked[room.sizes[1]] = node
        room.sizes[1] += 1


@kernel
def _first_of_last(
    graph: BothWays, weights: Int32Array, times: Int32Array, node: Index
) -> np.int32:
    """Return the arc of a fastest way into a node whose tail is taken first."""
    best, best_tail = np.int32(-1), np.int32(-1)
    for at in range(graph.into_first[node], graph.into_first[node + 1]):
        arc = graph.into[at]
        tail = graph.tails[arc]
        if np.int64(times[tail]) + weights[arc] != times[node] or weights[arc] == UNREACHABLE_MS:
            continue
        sooner = best < 0 or times[tail] < times[best_tail]
        if sooner or (times[tail] == times[best_tail] and arc < best):
            best, best_tail = arc, tail
    return best
