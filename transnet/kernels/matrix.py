"""Tables of fastest times: batches of origins shared out among workers, each with room of its own.

A batch answers for LANES origins that lie close together in the hierarchy, so that they share most
of the way up. Every number is the same whatever the batches and however many workers there are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import get_num_threads, prange

from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    Index,
    Int32Array,
    Int64Array,
    UInt32Array,
    read_only,
)
from transnet.kernels._chunks import Progress, in_chunks
from transnet.kernels._jit import kernel, parallel_kernel
from transnet.kernels.elimination import Hierarchy
from transnet.kernels.lanes import LANES, room_for_lanes, store_transposed
from transnet.kernels.sweep import GROUP, Descent, Labels, Weights, climb, sweep

_CLOSED = np.uint32(UNREACHABLE_MS)
_FEW = 3  # origins: a batch of lanes costs more than so many single passes


class Room(NamedTuple):
    """Room for w workers: labels of a batch, rows of the path to the root, times at each place."""

    nodes: Int32Array  # [w, b]
    climbed: UInt32Array  # [w, b * LANES]
    place: Int32Array  # [w, n]
    rows: UInt32Array  # [w, rows * LANES]
    times: UInt32Array  # [w, c * LANES]


class _Batches(NamedTuple):
    """Origins (numbers), the row of the table each belongs to, and the place of each column."""

    origins: Int32Array
    order: Int64Array
    columns: Int32Array


def new_room(hierarchy: Hierarchy, places: int, workers: int) -> Room:
    """Return room for sweeps over this many places."""
    nodes = len(hierarchy.number)
    deepest = int(hierarchy.depth.max(initial=0)) + 1
    batch = min(nodes, LANES * deepest)
    rows = room_for_lanes(workers * hierarchy.rows)
    rows[:] = _CLOSED  # arcs that only fill a group read rows that may never have been written
    return Room(
        np.empty((workers, batch), np.int32),
        room_for_lanes(workers * batch).reshape(workers, -1),
        np.full((workers, nodes), -1, np.int32),
        rows.reshape(workers, -1),
        room_for_lanes(workers * places).reshape(workers, -1),
    )


@kernel
def blank_labels(room: Room, worker: Index) -> Labels:
    """Return a worker's room for a batch."""
    return Labels(room.nodes[worker], room.climbed[worker], room.place[worker], room.rows[worker])


def fill_table(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origins: Int32Array,
    destinations: Int32Array,
    progress: Progress | None = None,
) -> Int32Array:
    """Return the fastest times, int32[k, j], from each origin to each destination.

    descent       down to at least the destinations
    origins       int32[k], destinations  int32[j], numbers in the hierarchy; repeats allowed
    """
    table = np.empty((len(origins) + 1, len(destinations)), np.uint32)  # the last row is scrap
    columns = read_only(descent.places[destinations])
    if len(origins) <= _FEW:
        rows = np.full(hierarchy.rows, _CLOSED, np.uint32)
        for k, origin in enumerate(origins):
            _fill_row(hierarchy, weights, descent, origin, columns, (rows, table[k]))
        return table[:-1].view(np.int32)
    order = np.argsort(origins, kind="stable")
    sorted_origins = read_only(origins[order])
    batches = -(-len(origins) // LANES)
    room = new_room(hierarchy, len(descent.row), min(get_num_threads(), batches))

    def fill(part: slice, _workers: int) -> None:
        rows = slice(part.start * LANES, part.stop * LANES)
        batch = _Batches(sorted_origins[rows], order[rows], columns)
        _fill_batches(hierarchy, weights, descent, batch, room, table)

    in_chunks(fill, batches, 1 + len(descent.rows) + LANES * len(columns), progress)
    return table[:-1].view(np.int32)


@parallel_kernel
def _fill_batches(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    batches: _Batches,
    room: Room,
    table: UInt32Array,
) -> None:
    workers = len(room.place)
    for worker in prange(workers):
        blank = blank_labels(room, worker)
        for start in range(worker * LANES, len(batches.origins), workers * LANES):
            stop = min(start + LANES, len(batches.origins))
            labels = climb(hierarchy, weights, batches.origins[start:stop], blank)
            sweep(descent, labels, room.times[worker])
            _copy_columns(room.times[worker], batches.columns, batches.order[start:stop], table)


@kernel
def _copy_columns(
    times: UInt32Array, columns: Int32Array, order: Int64Array, table: UInt32Array
) -> None:
    """Copy the times at the columns' places to one row of the table for each lane in use."""
    out, starts = table.reshape(-1), np.empty(LANES, np.int64)
    starts[:] = (len(table) - 1) * len(columns)
    for lane in range(len(order)):
        starts[lane] = order[lane] * len(columns)
    whole = len(columns) // LANES * LANES
    for column in range(0, whole, LANES):
        store_transposed(times, columns, column, out, starts, column)
    for column in range(whole, len(columns)):
        for lane in range(LANES):
            out[starts[lane] + column] = times[columns[column] * LANES + lane]


@kernel
def _fill_row(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origin: Index,
    columns: Int32Array,
    work: tuple[UInt32Array, UInt32Array],
) -> None:
    """Fill one row of the table, with a single number for each label."""
    rows, out = work
    row_of = hierarchy.row
    upward = np.full(len(rows), _CLOSED, np.uint32)  # ancestors have a row each
    path = np.empty(len(rows), np.int32)
    depth = 0
    node = np.int64(origin)
    upward[row_of[node]] = 0
    while node >= 0:
        here = upward[row_of[node]]
        for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
            above = row_of[hierarchy.heads[arc]]
            there = np.uint32(here + weights.shortcuts[2 * arc + weights.backwards])
            upward[above] = min(upward[above], there)
        path[depth] = node
        depth += 1
        node = np.int64(hierarchy.parent[node])
    times = np.empty(len(descent.row), np.uint32)
    following = np.int64(0)
    for i in range(depth - 1, -1, -1):
        place = np.int64(descent.places[path[i]])
        if place >= 0:
            _pass_down(descent, (following, place), upward[row_of[path[i]]], rows, times)
            following = place + 1
    _pass_down(descent, (following, len(times) - 1), _CLOSED, rows, times)
    for column in range(len(columns)):
        out[column] = times[columns[column]]


@kernel
def _pass_down(
    descent: Descent,
    span: tuple[Index, Index],
    upward: np.uint32,
    rows: UInt32Array,
    times: UInt32Array,
) -> None:
    """Settle the places from span[0] to span[1], the last of which has this upward time."""
    for place in range(span[0], span[1] + 1):
        best = upward if place == span[1] else _CLOSED
        group, last = np.int64(descent.indptr[place]), np.int64(descent.indptr[place + 1])
        while True:
            arc = group * GROUP
            one, two = _by_arc(descent, arc, rows), _by_arc(descent, arc + 1, rows)
            three, four = _by_arc(descent, arc + 2, rows), _by_arc(descent, arc + 3, rows)
            best = min(best, min(min(one, two), min(three, four)))  # noqa: PLW3301, two at a time
            group += 1
            if group >= last:
                break
        rows[descent.row[place]] = best
        times[place] = best


@kernel
def _by_arc(descent: Descent, arc: Index, rows: UInt32Array) -> np.uint32:
    return np.uint32(rows[descent.rows[arc]] + descent.weights[arc])
