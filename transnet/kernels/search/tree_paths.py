"""Fastest paths out of the trees that `shortest_trees` returns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import UNREACHABLE_MS, BoolArray, Int32Array, Int64Array, read_only
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import kernel

_NOT_KNOWN, _THE_SAME, _ANOTHER = np.int8(0), np.int8(1), np.int8(2)
"""Whether the way to a node leads over the same arcs in two trees."""


def unpack_path(pred_arcs: Int32Array, tails: Int32Array, target: int) -> Int32Array:
    """Return the arcs of the tree path to a node, in travel order.

    pred_arcs  int32[n], arc that enters each node; -1 at the source and where no path exists
    tails      int32[m], node each arc leaves
    target     node
    returns    int32[arcs on the path]; empty if target is the source or no path exists

    >>> unpack_path(np.array([-1, 0, 1]), np.array([0, 1]), 2)
    array([0, 1], dtype=int32)
    """
    return _unpack_path(read_only(pred_arcs), read_only(tails), target)


def path_sums(
    pred_arcs: Int32Array,
    tails: Int32Array,
    values: Int32Array,
    times: Int32Array,
    *,
    progress: Progress | None = None,
) -> Int64Array:
    """Return, for every tree and node, the sums of c values of the arcs on the tree path there.

    With the minutes that arcs spend waiting, riding, … as values: the legs of all trips at once.

    pred_arcs  int32[k, n], trees as `shortest_trees` returns them
    tails      int32[m], node each arc leaves
    values     int32[c, m], zero or more
    times      int32[k, n], UNREACHABLE_MS where no path exists
    progress   called with ("searching", trees done, k) from time to time
    returns    int64[k, c, n]; 0 at the source, -1 where no path exists
    """
    trees, nodes = times.shape
    sums = np.empty((trees, len(values), nodes), np.int64)
    pred_arcs, tails, values, times = map(read_only, (pred_arcs, tails, values, times))

    def add_up(rows: slice, workers: int) -> None:
        def sum_some(worker: int) -> None:
            share = (worker, workers)
            _sum_some(pred_arcs[rows], tails, values, times[rows], share, sums[rows])

        by_workers(sum_some, workers)

    in_chunks(add_up, trees, 1 + nodes * (1 + len(values)), progress)
    return sums


class KnownSums(NamedTuple):
    """Sums along other trees of the same sources, to the same targets, of values u.

    pred_arcs  int32[k, n], the trees
    values     int32[m, u]
    sums       int64[k, t, u], as `path_sums_at` returns them
    """

    pred_arcs: Int32Array
    values: Int32Array
    sums: Int64Array


def path_sums_at(
    pred_arcs: Int32Array,
    tails: Int32Array,
    values: Int32Array,
    times: Int32Array,
    targets: Int32Array,
    known: KnownSums | None = None,
) -> Int64Array:
    """Return the same sums as `path_sums` at some nodes only, those of a node side by side.

    values   int32[m, c], zero or more
    targets  int32[t], nodes
    known    what leads over the same arcs is taken from there
    returns  int64[k, t, c]; the known array itself where nothing in it is another
    """
    count, channels = len(targets), values.shape[1]
    pred_arcs, tails, values, times, targets = map(
        read_only, (pred_arcs, tails, values, times, targets)
    )
    if known is None:
        sums = np.empty((len(times), count, channels), np.int64)
        stays = np.zeros((len(times), count), np.bool_)
    else:
        unlike = _unlike(read_only(known.values), values)
        stays = _alike(read_only(known.pred_arcs), pred_arcs, tails, unlike, targets)
        if stays.all():
            return known.sums
        sums = known.sums.copy()

    def add_up(rows: slice, workers: int) -> None:
        def sum_some(worker: int) -> None:
            share = (worker, workers)
            found = stays[rows], sums[rows]
            _sum_some_at(pred_arcs[rows], tails, values, times[rows], (targets, *found), share)

        by_workers(sum_some, workers)

    in_chunks(add_up, len(times), 1 + count * (1 + channels))
    return sums


def paths_marked(
    pred_arcs: Int32Array,
    tails: Int32Array,
    marks: BoolArray,
    rows: Int32Array,
    targets: Int32Array,
) -> BoolArray:
    """Return whether a marked arc lies on the tree path to a node, for some trees and nodes.

    pred_arcs      int32[k, n], trees as `shortest_trees` returns them
    tails, marks   int32[m], bool[m]: node that each arc leaves, and whether it is marked
    rows, targets  int32[p], tree and node of each path
    returns        bool[p]; False where the node is the source or no path exists

    >>> trees, tails = np.array([[-1, 0, 1]], np.int32), np.array([0, 1], np.int32)
    >>> once = np.array([True, False])
    >>> paths_marked(trees, tails, once, np.zeros(2, np.int32), np.array([2, 0], np.int32))
    array([ True, False])
    """
    trees = read_only(pred_arcs), read_only(tails)
    return _paths_marked(*trees, read_only(marks), read_only(rows), read_only(targets))


@kernel
def _paths_marked(
    pred_arcs: Int32Array,
    tails: Int32Array,
    marks: BoolArray,
    rows: Int32Array,
    targets: Int32Array,
) -> BoolArray:
    found = np.zeros(len(rows), np.bool_)
    for path in range(len(rows)):
        tree, node = rows[path], targets[path]
        while pred_arcs[tree, node] >= 0 and not found[path]:
            arc = pred_arcs[tree, node]
            found[path] = marks[arc]
            node = tails[arc]
    return found


@kernel
def _unpack_path(pred_arcs: Int32Array, tails: Int32Array, target: int) -> Int32Array:
    length = 0
    node = target
    while pred_arcs[node] >= 0:
        node = tails[pred_arcs[node]]
        length += 1
    path = np.empty(length, np.int32)
    node = target
    for place in range(length - 1, -1, -1):
        path[place] = pred_arcs[node]
        node = tails[pred_arcs[node]]
    return path


@kernel
def _sum_some(
    pred_arcs: Int32Array,
    tails: Int32Array,
    values: Int32Array,
    times: Int32Array,
    share: tuple[int, int],
    sums: Int64Array,
) -> None:
    """Fill the sums of every share[1]-th tree from share[0] on."""
    nodes = times.shape[1]
    known = np.empty(nodes, np.bool_)
    stack = np.empty(nodes, np.int32)
    for row in range(share[0], len(times), share[1]):
        for node in range(nodes):
            known[node] = pred_arcs[row, node] < 0
            if known[node]:
                sums[row, :, node] = -1 if times[row, node] == UNREACHABLE_MS else 0
        _sum_tree(pred_arcs[row], tails, values, sums[row], known, stack)


@kernel
def _sum_tree(
    pred_arcs: Int32Array,
    tails: Int32Array,
    values: Int32Array,
    sums: Int64Array,
    known: BoolArray,
    stack: Int32Array,
) -> None:
    """Walk from each node up to a known one, then back down adding.

    Taking nodes by time instead would fail where arcs take none.
    """
    for node in range(len(known)):
        depth = 0
        here = node
        while not known[here]:
            stack[depth] = here
            depth += 1
            here = tails[pred_arcs[here]]
        while depth > 0:
            depth -= 1
            here = stack[depth]
            arc = pred_arcs[here]
            for c in range(len(values)):
                sums[c, here] = sums[c, tails[arc]] + values[c, arc]
            known[here] = True


@kernel
def _unlike(old_values: Int32Array, values: Int32Array) -> BoolArray:
    """Return which arcs take something else, bool[m]."""
    unlike = np.zeros(len(values), np.bool_)
    for arc in range(len(values)):
        for c in range(values.shape[1]):
            unlike[arc] = unlike[arc] or values[arc, c] != old_values[arc, c]
    return unlike


@kernel
def _alike(
    old_arcs: Int32Array,
    arcs: Int32Array,
    tails: Int32Array,
    unlike: BoolArray,
    targets: Int32Array,
) -> BoolArray:
    """Return which targets of each tree are reached over the same arcs, bool[k, t].

    old_arcs, arcs  last arcs as they were, and as they are; where none is the last in both, the
                    tree begins there, or no way leads there in either
    unlike          arcs that take something else
    """
    nodes, some = arcs.shape[1], unlike.any()
    marks, stack = np.empty(nodes, np.int8), np.empty(nodes, np.int32)
    stays = np.ones((len(arcs), len(targets)), np.bool_)
    for row in range(len(arcs)):
        others = 0
        for node in range(nodes):
            others += arcs[row, node] != old_arcs[row, node]
        if others == 0 and not some:
            continue
        marks[:] = _NOT_KNOWN
        for nth in range(len(targets)):
            depth, here = 0, targets[nth]
            while marks[here] == _NOT_KNOWN:
                arc = arcs[row, here]
                if arc != old_arcs[row, here] or (arc >= 0 and unlike[arc]):
                    marks[here] = _ANOTHER
                elif arc < 0:
                    marks[here] = _THE_SAME
                else:
                    stack[depth] = here
                    depth += 1
                    here = tails[arc]
            for at in range(depth):
                marks[stack[at]] = marks[here]
            stays[row, nth] = marks[targets[nth]] == _THE_SAME
    return stays


@kernel
def _sum_some_at(
    pred_arcs: Int32Array,
    tails: Int32Array,
    values: Int32Array,
    times: Int32Array,
    places: tuple[Int32Array, BoolArray, Int64Array],
    share: tuple[int, int],
) -> None:
    """Fill the sums of every share[1]-th tree from share[0] on, walking up from targets only.

    places  targets, which of their sums stay as they are, and the sums
    """
    targets, stays, sums = places
    nodes, channels = times.shape[1], values.shape[1]
    known = np.empty(nodes, np.bool_)
    stack = np.empty(nodes, np.int32)
    here_to = np.empty((nodes, channels), np.int64)
    for row in range(share[0], len(times), share[1]):
        known[:] = False
        for place in range(len(targets)):
            if stays[row, place]:
                continue
            depth, here = 0, targets[place]
            while not known[here]:
                stack[depth] = here
                depth += 1
                if pred_arcs[row, here] < 0:
                    break
                here = tails[pred_arcs[row, here]]
            while depth > 0:
                depth -= 1
                here = stack[depth]
                arc = pred_arcs[row, here]
                known[here] = True
                for c in range(channels):
                    here_to[here, c] = here_to[tails[arc], c] + values[arc, c] if arc >= 0 else 0
            nowhere = -1 if times[row, targets[place]] == UNREACHABLE_MS else 0
            for c in range(channels):
                sums[row, place, c] = nowhere + here_to[targets[place], c]
