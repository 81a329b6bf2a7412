"""Sums over all destinations, and the nodes within reach, without a table of times in between.

The sweep of `sweep` with two additions (after Delling, Goldberg & Werneck 2011, and the pruned
elimination-tree searches of Buchhold, Sanders & Wagner 2019): the shares of nodes go to the origins
while their times are still in the first cache level, and a subtree is passed over if no origin lies
in it and none reaches one of its root's upper neighbours within the limit, for they separate it
from everything else.

Each origin has a lane of its own that adds in preorder, so its sum is the same to the last bit
whatever the other origins, the batches and the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import get_num_threads

from transnet.base.progress import Progress
from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    FloatArray,
    Index,
    Int32Array,
    Int64Array,
    UInt32Array,
    read_only,
)
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.elimination import Hierarchy
from transnet.kernels.hierarchy.lanes import (
    LANES,
    any_within,
    least,
    load_lanes,
    load_sums,
    plus_within,
    spread,
    store,
    take_next,
)
from transnet.kernels.hierarchy.matrix import Room, blank_labels, new_room, steps_of
from transnet.kernels.hierarchy.sweep import (
    Descent,
    Labels,
    Weights,
    climb,
    pass_down,
    place_at,
    starting_from,
)

_CLOSED = np.uint32(UNREACHABLE_MS)
_RUN = 128  # nodes: their times stay in the first cache level until they are added up


class Opportunities(NamedTuple):
    """What each destination adds to the sums of the origins that reach it.

    amounts  float64[n], by number
    limits   uint32[c], milliseconds, one sum each; the last is the largest
    decay    float64[d], factor on an amount in each step of time, for a single sum; empty: no decay
    step_ms  int64[1], milliseconds a step
    """

    amounts: FloatArray
    limits: UInt32Array
    decay: FloatArray
    step_ms: Int64Array


class Reached(NamedTuple):
    """Room for the nodes that each origin reaches, and for the times to them.

    ends   int64[k], where the next node of each origin goes
    nodes  int32[...], numbers
    times  int32[...], milliseconds
    """

    ends: Int64Array
    nodes: Int32Array
    times: Int32Array


class _Sums(NamedTuple):
    """Shares, and totals float64[c * LANES] of a batch."""

    amounts: FloatArray
    limits: UInt32Array
    decay: FloatArray
    step_ms: Int64Array
    totals: FloatArray


class _Lists(NamedTuple):
    """Reached, the limit in ms, and the origin that each lane of a batch stands for."""

    ends: Int64Array
    nodes: Int32Array
    times: Int32Array
    limit: np.uint32
    order: Int64Array


class _Origins(NamedTuple):
    """Numbers in the hierarchy, ascending, the row of the result that each belongs to, batches.

    taken  int64[1], the next batch to be swept
    stop   one past the last to be swept
    """

    numbers: Int32Array
    order: Int64Array
    taken: Int64Array
    stop: int


def sum_shares(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origins: Int32Array,
    shares: Opportunities,
    progress: Progress | None = None,
) -> FloatArray:
    """Return the sums of each origin, float64[k, c]; with a decay float64[k, 1].

    descent  to all nodes
    origins  int32[k], numbers in the hierarchy; repeats allowed
    """
    sums = np.zeros((len(origins), len(shares.limits)))

    def sum_some(some: _Origins, work: tuple[Room, int]) -> None:
        _sum_taken(hierarchy, (weights, descent), some, shares, work, sums)

    _in_batches(hierarchy, descent, origins, sum_some, progress)
    return sums


def find_reached(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origins: Int32Array,
    limit: Index,
    progress: Progress | None = None,
) -> tuple[Int64Array, Int32Array, Int32Array]:
    """Return what each origin reaches within the limit in ms: offsets int64[k + 1], nodes, times.

    Takes what `sum_shares` does. Nodes are numbers, in preorder.
    """
    limits = np.array([limit], np.uint32)
    ones = np.ones(len(hierarchy.number))
    shares = Opportunities(ones, limits, np.empty(0), np.ones(1, np.int64))
    counts = sum_shares(hierarchy, weights, descent, origins, shares, progress)[:, 0]
    offsets = np.zeros(len(origins) + 1, np.int64)
    np.cumsum(counts.astype(np.int64), out=offsets[1:])
    room_for_all = (np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.int32))
    reached = Reached(offsets[:-1].copy(), *room_for_all)

    def list_some(some: _Origins, work: tuple[Room, int]) -> None:
        _list_taken(hierarchy, (weights, descent), some, limits[0], work, reached)

    _in_batches(hierarchy, descent, origins, list_some, progress)
    return offsets, reached.nodes, reached.times


def _in_batches(
    hierarchy: Hierarchy,
    descent: Descent,
    origins: Int32Array,
    call: Callable[[_Origins, tuple[Room, int]], None],
    progress: Progress | None,
) -> None:
    """Call with some batches of neighbouring origins at a time until all are done."""
    order = np.argsort(origins, kind="stable")
    numbers = read_only(origins[order])
    batches = -(-len(origins) // LANES)
    room = new_room(hierarchy, _RUN, max(1, min(get_num_threads(), batches)))

    def call_with_part(part: slice, workers: int) -> None:
        some = _Origins(numbers, order, np.array([part.start]), part.stop)
        by_workers(lambda worker: call(some, (room, worker)), workers)

    in_chunks(call_with_part, batches, steps_of(descent), progress)


@kernel
def _sum_taken(
    hierarchy: Hierarchy,
    paths: tuple[Weights, Descent],
    origins: _Origins,
    shares: Opportunities,
    work: tuple[Room, Index],
    sums: FloatArray,
) -> None:
    """Take batches and sum them up, as a worker with its room, until all are taken."""
    room, worker = work
    totals, columns = np.empty(sums.shape[1] * LANES), sums.shape[1]
    tally = _Sums(shares.amounts, shares.limits, shares.decay, shares.step_ms, totals)
    blank = blank_labels(room, worker)
    batch = take_next(origins.taken)
    while batch < origins.stop:
        start, stop = batch * LANES, min((batch + 1) * LANES, len(origins.numbers))
        above = climb(hierarchy, paths[0], origins.numbers[start:stop], blank)
        labels = starting_from(paths[1], above)
        totals[:] = 0
        _sweep_near(hierarchy, paths[1], labels, room.times[worker], tally, None)
        for lane in range(stop - start):
            for column in range(columns):
                sums[origins.order[start + lane], column] = totals[column * LANES + lane]
        batch = take_next(origins.taken)


@kernel
def _list_taken(
    hierarchy: Hierarchy,
    paths: tuple[Weights, Descent],
    origins: _Origins,
    limit: np.uint32,
    work: tuple[Room, Index],
    reached: Reached,
) -> None:
    """Take batches and list what they reach, as a worker with its room, until all are taken."""
    room, worker = work
    blank = blank_labels(room, worker)
    batch = take_next(origins.taken)
    while batch < origins.stop:
        start, stop = batch * LANES, min((batch + 1) * LANES, len(origins.numbers))
        above = climb(hierarchy, paths[0], origins.numbers[start:stop], blank)
        labels = starting_from(paths[1], above)
        order = origins.order[start:stop]
        lists = _Lists(reached.ends, reached.nodes, reached.times, limit, order)
        _sweep_near(hierarchy, paths[1], labels, room.times[worker], None, lists)
        batch = take_next(origins.taken)


@kernel
def _sweep_near(
    hierarchy: Hierarchy,
    descent: Descent,
    labels: Labels,
    times: UInt32Array,
    sums: _Sums | None,
    lists: _Lists | None,
) -> None:
    """Settle whatever may lie within the limit and add it to the sums or to the lists."""
    limit = np.uint32(0)
    if sums is not None:
        limit = sums.limits[-1]
    if lists is not None:
        limit = lists.limit
    nodes, gates, gate = np.int64(len(hierarchy.end)), hierarchy.gates, 0
    node: Index = np.int64(0)
    label: Index = np.int64(0)
    while node < nodes:
        if node == gates[gate]:
            gate += 1
            is_empty = place_at(labels, label, nodes) >= hierarchy.end[node]
            if is_empty and not _is_near(hierarchy, node, labels.rows, limit):
                node = _pass_by(hierarchy, node, labels.rows)
                gate = hierarchy.behind[gate - 1]
                continue
        stop = min(np.int64(gates[gate]), node + _RUN)
        label = pass_down(descent, labels, label, (node, stop), times)
        if sums is not None:
            _add_to_sums(sums, (node, stop), times)
        if lists is not None:
            _add_to_lists(lists, (node, stop), times)
        node = stop


@kernel
def _is_near(hierarchy: Hierarchy, node: Index, rows: UInt32Array, limit: np.uint32) -> bool:
    """Tell whether an upper neighbour of the node lies within the limit."""
    nearest = spread(_CLOSED)
    for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
        row = np.int64(hierarchy.row[hierarchy.heads[arc]])
        nearest = least(nearest, load_lanes(rows, row * LANES))
    return any_within(nearest, limit)


@kernel
def _pass_by(hierarchy: Hierarchy, node: Index, rows: UInt32Array) -> Index:
    """Return the end of the subtree; rows of the crown are closed, for branches will ask them."""
    end = np.int64(hierarchy.end[node])
    if node < hierarchy.branches[0]:
        for closed in range(node, end):
            store(rows, closed * LANES, spread(_CLOSED))
    return end


@kernel
def _add_to_sums(sums: _Sums, span: tuple[Index, Index], times: UInt32Array) -> None:
    """Add the shares of some nodes to the totals of each limit, or to the decayed one."""
    amounts, limits, totals = sums.amounts, sums.limits, sums.totals
    if len(sums.decay) > 0:
        _add_decayed(sums, span, times)
        return
    for column in range(len(limits)):
        total = load_sums(totals, column * LANES)
        for node in range(span[0], span[1]):
            label = load_lanes(times, (node - span[0]) * LANES)
            total = plus_within(total, label, limits[column], amounts[node])
        store(totals, column * LANES, total)


@kernel
def _add_decayed(sums: _Sums, span: tuple[Index, Index], times: UInt32Array) -> None:
    limit, step_ms = sums.limits[-1], sums.step_ms[0]
    for node in range(span[0], span[1]):
        amount, first = sums.amounts[node], (node - span[0]) * LANES
        if amount == 0 or not any_within(load_lanes(times, first), limit):
            continue
        for lane in range(LANES):
            time = times[first + lane]
            if time <= limit:
                step = min(np.int64(time) // step_ms, len(sums.decay) - 1)
                sums.totals[lane] += amount * sums.decay[step]


@kernel
def _add_to_lists(lists: _Lists, span: tuple[Index, Index], times: UInt32Array) -> None:
    for node in range(span[0], span[1]):
        first = (node - span[0]) * LANES
        if not any_within(load_lanes(times, first), lists.limit):
            continue
        for lane in range(len(lists.order)):
            if times[first + lane] <= lists.limit:
                slot = lists.ends[lists.order[lane]]
                lists.nodes[slot] = node
                lists.times[slot] = times[first + lane]
                lists.ends[lists.order[lane]] = slot + 1
