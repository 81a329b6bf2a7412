"""Sums over all destinations, and the nodes within reach, without a table of times in between.

The sweep of `sweep` with two additions (after Delling, Goldberg & Werneck 2011, and the pruned
elimination-tree searches of Buchhold, Sanders & Wagner 2019): a node's share goes to its origins as
soon as it is settled, and a subtree is passed over if no origin lies in it and none reaches one of
its root's upper neighbours within the limit, for they separate it from everything else.

Each origin has a lane of its own that adds in preorder, so its sum is the same to the last bit
whatever the other origins, the batches and the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, prange

from transnet.kernels._arrays import (
    UNREACHABLE_MS,
    FloatArray,
    Index,
    Int32Array,
    Int64Array,
    UInt32Array,
    read_only,
)
from transnet.kernels._chunks import Progress, in_chunks
from transnet.kernels._jit import kernel, parallel_kernel
from transnet.kernels.elimination import Hierarchy
from transnet.kernels.lanes import (
    LANES,
    Lanes,
    any_within,
    least,
    load_lanes,
    load_sums,
    plus_within,
    spread,
    spread_sum,
    store,
)
from transnet.kernels.matrix import Room, blank_labels, new_room
from transnet.kernels.sweep import Descent, Labels, Weights, climb, settled

_CLOSED = np.uint32(UNREACHABLE_MS)
_SMALL = 24  # nodes: a subtree below this is settled faster than tested


class Shares(NamedTuple):
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
    """Numbers in the hierarchy, ascending, and the row of the result that each belongs to."""

    numbers: Int32Array
    order: Int64Array


def sum_shares(
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origins: Int32Array,
    shares: Shares,
    progress: Progress | None = None,
) -> FloatArray:
    """Return the sums of each origin, float64[k, c]; with a decay float64[k, 1].

    descent  to all nodes
    origins  int32[k], numbers in the hierarchy; repeats allowed
    """
    sums = np.zeros((len(origins), len(shares.limits)))

    def sum_some(some: _Origins, room: Room) -> None:
        _sum_batches(hierarchy, weights, descent, some, shares, room, sums)

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
    shares = Shares(ones, limits, np.empty(0), np.ones(1, np.int64))
    counts = sum_shares(hierarchy, weights, descent, origins, shares, progress)[:, 0]
    offsets = np.zeros(len(origins) + 1, np.int64)
    np.cumsum(counts.astype(np.int64), out=offsets[1:])
    room_for_all = (np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.int32))
    reached = Reached(offsets[:-1].copy(), *room_for_all)

    def list_some(some: _Origins, room: Room) -> None:
        _list_batches(hierarchy, weights, descent, some, limits, room, reached)

    _in_batches(hierarchy, descent, origins, list_some, progress)
    return offsets, reached.nodes, reached.times


def _in_batches(
    hierarchy: Hierarchy,
    descent: Descent,
    origins: Int32Array,
    call: Callable[[_Origins, Room], None],
    progress: Progress | None,
) -> None:
    """Call with some batches of neighbouring origins at a time until all are done."""
    order = np.argsort(origins, kind="stable")
    numbers = read_only(origins[order])
    batches = -(-len(origins) // LANES)
    room = new_room(hierarchy, 1, max(1, min(get_num_threads(), batches)))

    def call_with_part(part: slice, _workers: int) -> None:
        some = slice(part.start * LANES, part.stop * LANES)
        call(_Origins(numbers[some], order[some]), room)

    in_chunks(call_with_part, batches, 1 + len(descent.rows), progress)


@parallel_kernel
def _sum_batches(  # noqa: PLR0913, PLR0917, numba spreads flat tuples over threads only
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origins: _Origins,
    shares: Shares,
    room: Room,
    sums: FloatArray,
) -> None:
    workers, columns = len(room.place), sums.shape[1]
    for worker in prange(workers):
        totals = np.empty(columns * LANES)
        blank = blank_labels(room, worker)
        for start in range(worker * LANES, len(origins.numbers), workers * LANES):
            stop = min(start + LANES, len(origins.numbers))
            labels = climb(hierarchy, weights, origins.numbers[start:stop], blank)
            totals[:] = 0
            sums_of_batch = _Sums(
                shares.amounts, shares.limits, shares.decay, shares.step_ms, totals
            )
            _sweep_near(hierarchy, descent, labels, shares.limits[-1], sums_of_batch, None)
            for lane in range(stop - start):
                for column in range(columns):
                    sums[origins.order[start + lane], column] = totals[column * LANES + lane]


@parallel_kernel
def _list_batches(  # noqa: PLR0913, PLR0917
    hierarchy: Hierarchy,
    weights: Weights,
    descent: Descent,
    origins: _Origins,
    limits: UInt32Array,
    room: Room,
    reached: Reached,
) -> None:
    workers = len(room.place)
    for worker in prange(workers):
        blank = blank_labels(room, worker)
        for start in range(worker * LANES, len(origins.numbers), workers * LANES):
            stop = min(start + LANES, len(origins.numbers))
            labels = climb(hierarchy, weights, origins.numbers[start:stop], blank)
            order = origins.order[start:stop]
            lists = _Lists(reached.ends, reached.nodes, reached.times, limits[0], order)
            _sweep_near(hierarchy, descent, labels, limits[0], None, lists)


@kernel
def _sweep_near(
    hierarchy: Hierarchy,
    descent: Descent,
    labels: Labels,
    limit: np.uint32,
    sums: _Sums | None,
    lists: _Lists | None,
) -> None:
    """Settle whatever may lie within the limit and add it to the sums or to the lists."""
    gates, gate, event = hierarchy.gates, 0, 0
    node: Index = np.int64(0)
    within = spread_sum(0.0)
    while node < len(hierarchy.end):
        is_gate = node == gates[gate]
        gate += is_gate
        below = _at(labels.nodes, event, len(hierarchy.end))
        is_empty = is_gate and below >= hierarchy.end[node]
        if is_empty and not _is_near(hierarchy, node, labels.rows, limit):
            node = _pass_by(hierarchy, node, labels.rows)
            gate = hierarchy.behind[gate - 1]
            continue
        upward = spread(_CLOSED)
        if node == below:
            upward = load_lanes(labels.times, event * LANES)
            event += 1
        stop = min(_at(labels.nodes, event, len(hierarchy.end)), np.int64(gates[gate]))
        for place in range(node, stop):
            label = settled(descent, place, upward, labels.rows)
            upward = spread(_CLOSED)
            if sums is not None:
                within = plus_within(within, label, limit, sums.amounts[place])
                _add_to_sums(sums, place, label)
            if lists is not None:
                _add_to_lists(lists, place, label)
        node = stop
    if sums is not None and len(sums.decay) == 0:
        store(sums.totals, (len(sums.limits) - 1) * LANES, within)


@kernel
def _at(nodes: Int32Array, position: Index, beyond: Index) -> Index:
    """Return the node at a position, or what lies beyond the last."""
    return np.int64(nodes[position]) if position < len(nodes) else np.int64(beyond)


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
def _add_to_sums(sums: _Sums, node: Index, label: Lanes) -> None:
    """Add a node's share to all totals but that within the largest limit, or the decayed one."""
    amount, limits, totals = sums.amounts[node], sums.limits, sums.totals
    if len(sums.decay) == 0:
        for column in range(len(limits) - 1):
            total = load_sums(totals, column * LANES)
            store(totals, column * LANES, plus_within(total, label, limits[column], amount))
    elif amount != 0 and any_within(label, limits[-1]):
        times = np.empty(LANES, np.uint32)
        store(times, 0, label)
        for lane in range(LANES):
            if times[lane] <= limits[-1]:
                step = min(np.int64(times[lane]) // sums.step_ms[0], len(sums.decay) - 1)
                totals[lane] += amount * sums.decay[step]


@kernel
def _add_to_lists(lists: _Lists, node: Index, label: Lanes) -> None:
    if any_within(label, lists.limit):
        times = np.empty(LANES, np.uint32)
        store(times, 0, label)
        for lane in range(len(lists.order)):
            if times[lane] <= lists.limit:
                slot = lists.ends[lists.order[lane]]
                lists.nodes[slot] = node
                lists.times[slot] = times[lane]
                lists.ends[lists.order[lane]] = slot + 1
