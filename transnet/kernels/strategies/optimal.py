"""Optimal strategies: what to board, of all that runs between two ends, and where.

A traveller picks a set of departures that he would take and takes the first of them, at the start
and again after each change (Spiess & Florian 1989, Transportation Research B 23: optimal
strategies; label setting from the destination). Departures of several platforms, lines and modes
are one set: each has its own access, ride and way on. Of one pattern the best place to board and
the best place to leave count. With options sorted by the time t that each takes from here on, the
best set is one of the prefixes:

    cost(k) = wait(sum of rates) + sum(rate * t) / sum(rate)

All of it is in whole numbers, rounded to nearest: a further departure never makes a cost larger,
to the last unit. An option that takes as long as the best set found so far is not in the set.

A way on by road after a ride counts only if it isn't longer than `ratio` times that ride, and so
does the way to the first ride.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Index, Int32Array, Int64Array
from transnet.kernels._jit import inlined, kernel

NEVER = np.int64(2**31 - 1)
"""Cost of what can't be done, and more than any cost."""

_KIND_BITS = 30
_INDEX = (1 << _KIND_BITS) - 1
_CODE = (1 << 32) - 1
_LEAVE, _BOARD, _OPTION = 0, 1, 2  # what an entry of the queue is about: platform, position, slot
_DONE = -1
_ANY_RIDE = -1.0


class Supply(NamedTuple):
    """What runs; the parts but the last three stand in `supply.boardings.Boardings`.

    rate       int64[e], departures a day of 24 hours, in ten-thousandths; 0 where closed
    ride       int64[e], cost of a ride; NEVER where closed
    link_cost  int64[l], cost of a change; NEVER where closed
    """

    pattern: Int32Array
    to_platform: Int32Array
    from_position: Int32Array
    entry_km: FloatArray
    least_km: FloatArray
    from_first: Int32Array
    from_entries: Int32Array
    into_first: Int32Array
    into_entries: Int32Array
    position_platform: Int32Array
    position_nth: Int32Array
    at_first: Int32Array
    at_positions: Int32Array
    link_first: Int32Array
    link_from: Int32Array
    slot_first: Int32Array
    slot_link: Int32Array
    slot_position: Int32Array
    room_first: Int32Array
    rate: Int64Array
    ride: Int64Array
    link_cost: Int64Array


class Wait(NamedTuple):
    """Cost of a wait: the less of full / rate and to_cap + beyond / rate."""

    full: int
    beyond: int
    to_cap: int


class Egress(NamedTuple):
    """How one gets from each platform to the destination: int64[q] cost, float64[q] km by road.

    ratio  longest way by road next to a ride over the km of the ride
    """

    cost: Int64Array
    km: FloatArray
    ratio: float


class Labels(NamedTuple):
    """What is known of a destination.

    board     int64[p], least cost from boarding at a position on; NEVER where it leads nowhere
    entry     int32[p], entry that is ridden from there; -1 for none
    leave     int64[q], cost of going on by another ride after leaving at a platform
    counts    int32[q], options in the best set there: slots[room_first[q]:][:counts[q]]
    slots     int32[r]
    settled   int32[q], platforms in the order of `leave`, as many as places[0] says
    """

    board: Int64Array
    entry: Int32Array
    leave: Int64Array
    counts: Int32Array
    slots: Int32Array
    settled: Int32Array
    places: Int32Array


class _Search(NamedTuple):
    """What is at work: a queue, and sets of options that grow.

    held    int32[q], options in each set; _DONE once its platform is settled
    useful  int64[q], cost from which going on is no use, for the road leads on for as much
    rates, wholes  int64[q], sums of rate and of rate * cost
    """

    queue: list[np.int64]
    held: Int32Array
    useful: Int64Array
    rates: Int64Array
    wholes: Int64Array


@inlined
def divided(amount: Index, by: Index) -> Index:
    """Quotient rounded to nearest, halves up; never steps down as the quotient grows."""
    return (2 * amount + by) // (2 * by)


@inlined
def pooled(wait: Wait, rate: Index, whole: Index) -> Index:
    """Cost of a set: its wait, and the mean of what its options take."""
    capped = wait.to_cap + divided(wait.beyond + whole, rate)
    return min(divided(wait.full + whole, rate), capped)


@kernel
def new_labels(supply: Supply) -> Labels:
    """Return room for the labels of a destination."""
    positions, platforms = len(supply.pattern), len(supply.room_first) - 1
    return Labels(
        np.empty(positions, np.int64),
        np.empty(positions, np.int32),
        np.empty(platforms, np.int64),
        np.empty(platforms, np.int32),
        np.empty(supply.room_first[-1], np.int32),
        np.empty(platforms, np.int32),
        np.zeros(1, np.int32),
    )


@inlined
def ends_here(egress: Egress, supply: Supply, labels: Labels, entry: Index) -> bool:
    """Whether one who rides an entry takes the road after it rather than a further ride."""
    platform = supply.to_platform[entry]
    nearest_km = egress.km[platform] / egress.ratio
    cheapest = egress.cost[platform] <= labels.leave[platform]
    return bool(cheapest and nearest_km <= supply.entry_km[entry])


@kernel
def settle(supply: Supply, wait: Wait, egress: Egress, labels: Labels) -> None:
    """Fill the labels of one destination; `wait` is for a departure after a change."""
    platforms = len(labels.leave)
    labels.board[:] = NEVER
    labels.entry[:] = -1
    labels.leave[:] = NEVER
    labels.counts[:] = 0
    labels.places[0] = 0
    queue = [np.int64(0)]
    queue.pop()
    at_work = _Search(
        queue,
        np.zeros(platforms, np.int32),
        np.full(platforms, NEVER, np.int64),
        np.zeros(platforms, np.int64),
        np.zeros(platforms, np.int64),
    )
    for platform in range(platforms):
        if egress.cost[platform] < NEVER:
            nearest = egress.km[platform] / egress.ratio
            if nearest <= supply.least_km[platform]:
                at_work.useful[platform] = egress.cost[platform]
            _ride_to(supply, labels, at_work, platform, egress.cost[platform], nearest)
    _queue_up(labels, queue)
    while len(queue) > 0:
        key = heapq.heappop(queue)
        cost, code = key >> 32, key & _CODE
        kind, index = code >> _KIND_BITS, code & _INDEX
        if kind == _BOARD:
            if cost == labels.board[index]:
                _link_to(supply, labels, at_work, index, cost)
        elif kind == _OPTION:
            _add_option(supply, wait, labels, at_work, index, cost)
        elif at_work.held[index] != _DONE and cost == labels.leave[index]:
            at_work.held[index] = _DONE
            labels.settled[labels.places[0]] = index
            labels.places[0] += 1
            _ride_to(supply, labels, at_work, index, cost, _ANY_RIDE)


@inlined
def _push(at_work: _Search, cost: Index, kind: Index, index: Index) -> None:
    code = (np.int64(kind) << _KIND_BITS) | np.int64(index)
    heapq.heappush(at_work.queue, (np.int64(cost) << 32) | code)


@kernel
def _ride_to(
    supply: Supply,
    labels: Labels,
    at_work: _Search,
    platform: Index,
    cost: Index,
    nearest_km: float,
) -> None:
    """Board whatever rides so far or farther to a platform from which the rest costs so much.

    nearest_km  _ANY_RIDE where one goes on by another ride: only then are positions queued
    """
    for at in range(supply.into_first[platform], supply.into_first[platform + 1]):
        entry = supply.into_entries[at]
        if supply.ride[entry] == NEVER or nearest_km > supply.entry_km[entry]:
            continue
        position, whole = supply.from_position[entry], supply.ride[entry] + cost
        known = labels.board[position]
        if whole < known or (whole == known and whole < NEVER and entry < labels.entry[position]):
            labels.entry[position] = entry
            if whole < known:
                labels.board[position] = whole
                if nearest_km < 0:
                    _push(at_work, whole, _BOARD, position)


@kernel
def _queue_up(labels: Labels, queue: list[np.int64]) -> None:
    """Queue all positions from which something leads to the destination."""
    for position in range(len(labels.board)):
        if labels.board[position] < NEVER:
            code = (_BOARD << _KIND_BITS) | np.int64(position)
            queue.append((labels.board[position] << 32) | code)
    heapq.heapify(queue)


@kernel
def _link_to(
    supply: Supply, labels: Labels, at_work: _Search, position: Index, cost: Index
) -> None:
    """Let whoever changes to a position's platform have the option to board there."""
    platform = supply.position_platform[position]
    nth = supply.position_nth[position]
    for link in range(supply.link_first[platform], supply.link_first[platform + 1]):
        whole = supply.link_cost[link] + cost
        start = supply.link_from[link]
        if whole < min(labels.leave[start], at_work.useful[start]):
            _push(at_work, whole, _OPTION, supply.slot_first[link] + nth)


@kernel
def _add_option(
    supply: Supply,
    wait: Wait,
    labels: Labels,
    at_work: _Search,
    slot: Index,
    cost: Index,
) -> None:
    """Put an option into the set of the platform that is left for it, if it is of use there."""
    platform = supply.link_from[supply.slot_link[slot]]
    held = at_work.held[platform]
    if held == _DONE or cost >= labels.leave[platform]:
        return
    first, position = supply.room_first[platform], supply.slot_position[slot]
    for at in range(first, first + held):
        if supply.pattern[supply.slot_position[labels.slots[at]]] == supply.pattern[position]:
            return
    labels.slots[first + held] = slot
    at_work.held[platform] += 1
    rate = supply.rate[labels.entry[position]]
    at_work.rates[platform] += rate
    at_work.wholes[platform] += rate * cost
    least = pooled(wait, at_work.rates[platform], at_work.wholes[platform])
    if least < labels.leave[platform]:
        labels.leave[platform] = least
        labels.counts[platform] = held + 1
        _push(at_work, least, _LEAVE, platform)
