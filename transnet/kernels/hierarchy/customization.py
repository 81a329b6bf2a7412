"""Weights of the shortcuts for a weight of each arc: basic, perfect, and after a few changes.

Dibbelt, Strasser & Wagner (2016), "Customizable contraction hierarchies". Every node and two of its
heads make a triangle, since the heads are joined. Basic customisation lets each triangle shorten
its upper side by way of its lowest node, from the bottom up: enough for exact answers. Perfect
customisation lets it shorten the two lower sides, from the top down: each weight is then the
distance, and an arc that was longer is needed in no search.

The two weights of an arc lie side by side, upward (tail to head) and downward, and one register
holds both. Weights are uint32 milliseconds up to UNREACHABLE_MS (see `lanes`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import get_num_threads

from transnet.kernels._arrays import UNREACHABLE_MS, Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._chunks import by_workers
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.elimination import Hierarchy, find_arc
from transnet.kernels.hierarchy.lanes import add, least, load_pair, store, swapped

_CLOSED = np.uint32(UNREACHABLE_MS)


class Triangles(NamedTuple):
    """Upper sides of all triangles: of node v from start[v], by second head, then by first.

    start  int64[n + 1]
    sides  uint32[t], arc from the second head (the lower one) up to the first
    """

    start: Int64Array
    sides: UInt32Array


class Sources(NamedTuple):
    """The arcs of the original graph that each arc of the hierarchy may stand for.

    start  int32[a + 1]
    arcs   int32[...], original arc * 2, plus 1 if it leads downwards
    """

    start: Int32Array
    arcs: Int32Array


@kernel
def find_triangles(hierarchy: Hierarchy) -> Triangles:
    """Return the upper side of each pair of arcs that share their tail."""
    indptr, heads = hierarchy.indptr, hierarchy.heads
    nodes = len(indptr) - 1
    start = np.zeros(nodes + 1, np.int64)
    for node in range(nodes):
        degree = np.int64(indptr[node + 1]) - np.int64(indptr[node])
        start[node + 1] = start[node] + degree * (degree - 1) // 2
    sides = np.empty(start[nodes], np.uint32)
    triangle = np.int64(0)
    for node in range(nodes):
        first, last = np.int64(indptr[node]), np.int64(indptr[node + 1])
        for second in range(first + 1, last):
            side = np.int64(indptr[heads[second]])
            for arc in range(first, second):
                while heads[side] != heads[arc]:
                    side += 1
                sides[triangle] = side
                triangle += 1
    return Triangles(start, sides)


@kernel
def find_sources(
    indptr: Int32Array, heads: Int32Array, hierarchy: Hierarchy
) -> tuple[Sources, Int32Array]:
    """Return the original arcs of each arc of the hierarchy, and the arc of each original one.

    indptr, heads  the original graph
    returns        Sources; int32[m], arc of the hierarchy, -1 for a loop
    """
    arc_of = np.full(len(heads), -1, np.int32)
    start = np.zeros(len(hierarchy.heads) + 1, np.int32)
    down = np.zeros(len(heads), np.int32)
    for node in range(len(indptr) - 1):
        for original in range(indptr[node], indptr[node + 1]):
            tail, head = hierarchy.number[node], hierarchy.number[heads[original]]
            if tail == head:
                continue
            down[original] = tail < head
            arc = find_arc(hierarchy, np.int64(max(tail, head)), np.int64(min(tail, head)))
            arc_of[original] = arc
            start[arc + 1] += 1
    for arc in range(len(hierarchy.heads)):
        start[arc + 1] += start[arc]
    room = start[:-1].copy()
    arcs = np.empty(start[-1], np.int32)
    for original in range(len(heads)):
        arc = arc_of[original]
        if arc >= 0:
            arcs[room[arc]] = 2 * original + down[original]
            room[arc] += 1
    return Sources(start, arcs), arc_of


def customize(
    hierarchy: Hierarchy, triangles: Triangles, sources: Sources, weights: Int32Array
) -> UInt32Array:
    """Return the basic weights, uint32[2 * a]: of each arc upward, then downward.

    weights  int32[m], milliseconds of the original arcs
    """
    shortcuts = np.empty(2 * len(hierarchy.heads), np.uint32)
    crown_words = 2 * int(hierarchy.indptr[hierarchy.branches[0]])
    workers, originals = get_num_threads(), (sources, weights)
    crowns = np.empty((workers, crown_words), np.uint32)

    def customize_some(worker: int) -> None:
        share = (worker, workers)
        _customize_some(hierarchy, triangles, originals, share, shortcuts, crowns[worker])

    by_workers(customize_some, workers)
    _customize_crown(hierarchy, triangles, originals, crowns, shortcuts)
    return shortcuts


@kernel
def _customize_some(
    hierarchy: Hierarchy,
    triangles: Triangles,
    originals: tuple[Sources, Int32Array],
    share: tuple[int, int],
    shortcuts: UInt32Array,
    crown: UInt32Array,
) -> None:
    """Customise every share[1]-th branch from share[0] on; `crown` takes what that means for it."""
    crown[:] = _CLOSED
    for branch in range(share[0], len(hierarchy.branches) - 1, share[1]):
        span = (hierarchy.branches[branch], hierarchy.branches[branch + 1])
        _set_original(hierarchy, originals, span, shortcuts)
        _shorten_sides(hierarchy, triangles, span, shortcuts, crown)


@kernel
def _customize_crown(
    hierarchy: Hierarchy,
    triangles: Triangles,
    originals: tuple[Sources, Int32Array],
    crowns: UInt32Array,
    shortcuts: UInt32Array,
) -> None:
    """Customise the crown, with what each worker found out about it."""
    span = (np.int32(0), hierarchy.branches[0])
    _set_original(hierarchy, originals, span, shortcuts)
    for worker in range(crowns.shape[0]):
        for word in range(crowns.shape[1]):
            shortcuts[word] = min(shortcuts[word], crowns[worker, word])
    _shorten_sides(hierarchy, triangles, span, shortcuts, shortcuts)


@kernel
def _set_original(
    hierarchy: Hierarchy,
    originals: tuple[Sources, Int32Array],
    span: tuple[Index, Index],
    shortcuts: UInt32Array,
) -> None:
    """Give each arc above the nodes of a span the least weight of its original arcs."""
    sources, weights = originals
    for arc in range(hierarchy.indptr[span[0]], hierarchy.indptr[span[1]]):
        shortcuts[2 * arc] = _CLOSED
        shortcuts[2 * arc + 1] = _CLOSED
        for i in range(sources.start[arc], sources.start[arc + 1]):
            code = np.int64(sources.arcs[i])
            word = 2 * arc + (code & 1)
            shortcuts[word] = min(shortcuts[word], np.uint32(weights[code >> 1]))


@kernel
def _shorten_sides(
    hierarchy: Hierarchy,
    triangles: Triangles,
    span: tuple[Index, Index],
    shortcuts: UInt32Array,
    crown_shortcuts: UInt32Array,
) -> None:
    """Shorten the upper sides of all triangles above the nodes of a span, from the bottom up.

    Sides within the crown are written to `crown_shortcuts`.
    """
    indptr, heads, sides = hierarchy.indptr, hierarchy.heads, triangles.sides
    crown = np.uint32(hierarchy.branches[0])
    for node in range(span[1] - 1, span[0] - 1, -1):
        first, last = np.int64(indptr[node]), np.int64(indptr[node + 1])
        triangle = triangles.start[node]
        for second in range(first + 1, last):
            into = crown_shortcuts if heads[second] < crown else shortcuts
            to_second = swapped(load_pair(shortcuts, 2 * second))
            for arc in range(first, second):
                word = 2 * np.int64(sides[triangle])
                detour = add(to_second, load_pair(shortcuts, 2 * arc))
                store(into, word, least(load_pair(into, word), detour))
                triangle += 1


def perfect(hierarchy: Hierarchy, triangles: Triangles, shortcuts: UInt32Array) -> UInt32Array:
    """Return the distance between the ends of each arc, laid out as the basic weights are."""
    distances, workers = shortcuts.copy(), get_num_threads()
    _shorten_legs(hierarchy, triangles, (np.int32(0), hierarchy.branches[0]), distances)
    by_workers(
        lambda worker: _perfect_some(hierarchy, triangles, (worker, workers), distances), workers
    )
    return distances


@kernel
def _perfect_some(
    hierarchy: Hierarchy, triangles: Triangles, share: tuple[int, int], distances: UInt32Array
) -> None:
    """Do so for every share[1]-th branch from share[0] on."""
    for branch in range(share[0], len(hierarchy.branches) - 1, share[1]):
        span = (hierarchy.branches[branch], hierarchy.branches[branch + 1])
        _shorten_legs(hierarchy, triangles, span, distances)


@kernel
def _shorten_legs(
    hierarchy: Hierarchy, triangles: Triangles, span: tuple[Index, Index], distances: UInt32Array
) -> None:
    """Shorten the lower sides of all triangles above the nodes of a span, from the top down.

    The first node above its lowest that a fastest path meets ends a basic weight that is already
    the distance, and the upper side leads on from there; so one pass in any order will do.
    """
    indptr, sides = hierarchy.indptr, triangles.sides
    for node in range(span[0], span[1]):
        first, last = np.int64(indptr[node]), np.int64(indptr[node + 1])
        triangle = triangles.start[node]
        for second in range(first + 1, last):
            by_second = load_pair(distances, 2 * second)
            for arc in range(first, second):
                by_first = load_pair(distances, 2 * arc)
                side = load_pair(distances, 2 * np.int64(sides[triangle]))
                store(distances, 2 * arc, least(by_first, add(by_second, side)))
                by_second = least(by_second, add(by_first, swapped(side)))
                triangle += 1
            store(distances, 2 * second, by_second)
