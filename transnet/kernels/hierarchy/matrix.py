"""Tables of fastest times: batches of origins shared out among workers, each with room of its own.

A batch answers for LANES origins that lie close together in the hierarchy, so that they share most
of the way up. Where batches are few, workers share each of them: the crown is swept by all, and
whoever is free takes the next branches. Every number is the same whatever the batches and however
many workers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import get_num_threads

from transnet.base.progress import Progress
from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    Index,
    Int32Array,
    Int64Array,
    UInt32Array,
    read_only,
)
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import inlined, kernel
from transnet.kernels.hierarchy.columns import Columns, write_part
from transnet.kernels.hierarchy.elimination import Hierarchy
from transnet.kernels.hierarchy.lanes import LANES, room_for_lanes, take_next
from transnet.kernels.hierarchy.sweep import (
    GROUP,
    Descent,
    Labels,
    Weights,
    climb,
    pass_down,
    place_at,
    starting_from,
)

_CLOSED = np.uint32(UNREACHABLE_MS)
MAX_SINGLE_PASSES = 3
"""Up to this many origins, single passes are cheaper than a batch of lanes."""

_WHOLE_BATCHES = 4  # for each worker: enough to keep all of them busy to the end
_STEPS_AT_ONCE = 8  # a sweep passes so many arcs in the time of one step of a search


class Room(NamedTuple):
    """Room for w workers: labels of a batch, rows of the path to the root, times of a part."""

    nodes: Int32Array  # [w, b]
    climbed: UInt32Array  # [w, b * LANES]
    place: Int32Array  # [w, n]
    rows: UInt32Array  # [w, rows * LANES]
    times: UInt32Array  # [w, places * LANES]


class _Batches(NamedTuple):
    """Origins by number, the row of the table each belongs to, and how batches are shared.

    shares  int32[s + 1], parts of the columns that belong to each share of a batch
    taken   int64[1], the next share to be swept
    stop    one past the last to be swept
    """

    origins: Int32Array
    order: Int64Array
    shares: Int32Array
    taken: Int64Array
    stop: int


def new_room(hierarchy: Hierarchy, places: int, workers: int) -> Room:
    """Return room for sweeps over this many places at a time."""
    nodes = len(hierarchy.number)
    batch = min(nodes, LANES * hierarchy.height)
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


def steps_of(descent: Descent) -> int:
    """Return the steps that a sweep over all of it counts for in a chunk."""
    return 1 + len(descent.words) // _STEPS_AT_ONCE


def fill_table(
    hierarchy: Hierarchy,
    weights: Weights,
    down: tuple[Descent, Columns],
    origins: Int32Array,
    out: Int32Array,
    progress: Progress | None = None,
) -> None:
    """Write the fastest times from each origin to the destination of each column.

    down     a descent, and columns of it
    origins  int32[k], numbers in the hierarchy; repeats allowed
    out      int32[k, j], rows side by side in memory
    """
    descent, columns = down
    table = out.view(np.uint32)
    batches = -(-len(origins) // LANES)
    order = np.argsort(origins, kind="stable")
    # Lanes left over answer for the last origin again, and write the same once more.
    order = order[np.minimum(np.arange(batches * LANES), len(origins) - 1)]
    sorted_origins = read_only(origins[order])
    shares = _shares(columns, batches)
    count = len(shares) - 1
    largest = int(np.diff(columns.parts).max(initial=0))
    room = new_room(hierarchy, largest, max(1, min(get_num_threads(), batches * count)))

    def fill(part: slice, workers: int) -> None:
        batch = _Batches(sorted_origins, order, shares, np.array([part.start]), part.stop)

        def fill_some(worker: int) -> None:
            _fill_taken(hierarchy, weights, down, batch, (room, worker), table)

        by_workers(fill_some, workers)

    steps = steps_of(descent) + LANES * len(columns.places) // _STEPS_AT_ONCE
    in_chunks(fill, batches * count, 1 + steps // count, progress)


def _shares(columns: Columns, batches: int) -> Int32Array:
    """Return where each share of a batch starts among the parts; the first part is in all."""
    parts = len(columns.parts) - 1
    if parts == 1 or batches >= _WHOLE_BATCHES * get_num_threads():
        return np.array([1, parts], np.int32)
    return np.arange(1, parts + 1, dtype=np.int32)


@kernel
def _fill_taken(
    hierarchy: Hierarchy,
    weights: Weights,
    down: tuple[Descent, Columns],
    batches: _Batches,
    work: tuple[Room, Index],
    table: UInt32Array,
) -> None:
    """Take shares of batches and fill them in, as a worker with its room, until all are taken."""
    descent, columns = down
    room, worker = work
    blank, begun = blank_labels(room, worker), np.int64(-1)
    label: Index = np.int64(-1)
    labels, rows = blank, _rows_of(batches.order[:0], table)
    item = np.int64(take_next(batches.taken))
    while item < batches.stop:
        batch, share = divmod(item, len(batches.shares) - 1)
        span = (np.int64(batches.shares[share]), np.int64(batches.shares[share + 1]))
        if batch != begun:
            start, stop = batch * LANES, (batch + 1) * LANES
            above = climb(hierarchy, weights, batches.origins[start:stop], blank)
            labels, label = starting_from(descent, above), np.int64(-1)
            rows = _rows_of(batches.order[start:stop], table)
            begun = batch
        to = (rows, table)
        label = _fill_share(descent, (labels, label), columns, span, room.times[worker], to)
        item = np.int64(take_next(batches.taken))


@kernel
def _rows_of(order: Int64Array, table: UInt32Array) -> Int64Array:
    """Return where each lane's row of the table starts."""
    starts: Int64Array = order * np.int64(table.shape[1])
    return starts


@kernel
def _fill_share(
    descent: Descent,
    batch: tuple[Labels, Index],
    columns: Columns,
    share: tuple[Index, Index],
    times: UInt32Array,
    to: tuple[Int64Array, UInt32Array],
) -> Index:
    """Sweep the parts of a share, and write them to rows of the table.

    batch    labels, and the position that the last share ended at: -1 before the first of a
             batch, which sweeps the first part as well; its rows are then there for others
    returns  the position now
    """
    starts, table = to
    out = table.reshape(-1)
    labels = batch[0]
    label: Index = np.int64(max(batch[1], 0))
    for part in range(0 if batch[1] < 0 else share[0], share[1]):
        if 0 < part < share[0]:
            continue
        first, end = np.int64(columns.parts[part]), np.int64(columns.parts[part + 1])
        while place_at(labels, label, first) < first:
            label += 1
        label = pass_down(descent, labels, label, (first, end), times)
        if part > 0 or share[0] == 1:
            write_part(columns, part, times, starts, out)
    return label


def fill_rows(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    ends: tuple[Int32Array, Int32Array],
    out: Int32Array,
) -> None:
    """Write what `fill_table` does, for a few origins; ends are numbers, int32[k] and int32[j]."""
    origins, destinations = ends
    table = out.view(np.uint32)
    rows = np.full(hierarchy.rows, _CLOSED, np.uint32)
    places = read_only(descent.places[destinations])
    for k, origin in enumerate(origins):
        _fill_row(hierarchy, weights, descent, origin, places, (rows, table[k]))


@kernel
def _fill_row(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origin: Index,
    places: Int32Array,
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
            _pass_down_one(descent, (following, place), upward[row_of[path[i]]], rows, times)
            following = place + 1
    _pass_down_one(descent, (following, len(times) - 1), _CLOSED, rows, times)
    for column in range(len(places)):
        out[column] = times[places[column]]


@kernel
def _pass_down_one(
    descent: Descent,
    span: tuple[Index, Index],
    upward: np.uint32,
    rows: UInt32Array,
    times: UInt32Array,
) -> None:
    """Settle the places from span[0] to span[1], the last of which has this upward time."""
    # Unsigned: a negative index would count from the end, and asking for that costs time.
    last = np.uint64(span[1])
    for place in range(np.uint64(span[0]), last + np.uint64(1)):
        best = upward if place == last else _CLOSED
        group, end = descent.indptr[place], descent.indptr[place + np.uint64(1)]
        while True:
            arc = np.uint64(group) * np.uint64(GROUP)
            one, two = _by_arc(descent, arc, 0, rows), _by_arc(descent, arc, 1, rows)
            three, four = _by_arc(descent, arc, 2, rows), _by_arc(descent, arc, 3, rows)
            best = min(best, min(min(one, two), min(three, four)))  # noqa: PLW3301, two at a time
            group += np.uint32(1)
            if group >= end:
                break
        rows[descent.row[place]] = best
        times[place] = best


@inlined
def _by_arc(descent: Descent, arc: Index, spare: int, rows: UInt32Array) -> np.uint32:
    at = arc + np.uint64(spare)
    return np.uint32(rows[descent.words[at] // np.uint32(LANES)] + descent.weights[at])
