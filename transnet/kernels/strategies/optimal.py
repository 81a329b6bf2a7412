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

Positions and platforms are settled in the order of their cost. What can be boarded is put into the
sets of all platforms that one changes from at once, though it may not come next there: a set is
kept in the order of its options' cost, and is what it will be once its own cost is the least. What
is settled never changes, so each step of a strategy leads to something that was settled before it,
and following one ends even where nothing costs anything.

A way on by road after a ride counts only if it isn't longer than `ratio` times that ride, and so
does the way to the first ride.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Index, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.buckets import Queue, is_queued, new_queue, put, take
from transnet.kernels.strategies.egress import Egress, Limits

NEVER = np.int64(2**31 - 1)
"""Cost of what can't be done, and more than any cost."""

_ANY_RIDE = -1.0


class Supply(NamedTuple):
    """What runs; what isn't named here stands in `supply.boardings.Boardings`.

    from_first, from_entries  open entries by the position that they are boarded at
    into_first, into_entries  open entries by the platform that they end at
    into_position, into_ride, into_km  int32, int64, float64: what of each of those is asked often
    slot_pattern  int32[s], pattern of the position of each slot
    rate       int64[e], departures a day of 24 hours, in ten-thousandths, the same for all open
               entries of a pattern; 0 where closed
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
    into_position: Int32Array
    into_ride: Int64Array
    into_km: FloatArray
    position_platform: Int32Array
    position_nth: Int32Array
    at_first: Int32Array
    at_positions: Int32Array
    link_first: Int32Array
    link_from: Int32Array
    slot_first: Int32Array
    slot_link: Int32Array
    slot_position: Int32Array
    slot_pattern: Int32Array
    room_first: Int32Array
    rate: Int64Array
    ride: Int64Array
    link_cost: Int64Array


class Wait(NamedTuple):
    """Cost of a wait: the less of full / rate and to_cap + beyond / rate."""

    full: int
    beyond: int
    to_cap: int


class _Search(NamedTuple):
    """Sets of options that grow.

    held    int32[q], options in each set
    useful  int64[q], cost from which going on is no use, for the road leads on for as much; 0 once
            the platform is settled
    nearest  float64[1], least km of platforms within reach
    costs   int64[r], of the options in `slots`
    rates, wholes  int64[r], sums of rate and of rate * cost up to each of them
    leasts, best   int64[r], int32[r], least cost of a set that ends there or before, and its size
    """

    held: Int32Array
    useful: Int64Array
    nearest: FloatArray
    costs: Int64Array
    rates: Int64Array
    wholes: Int64Array
    leasts: Int64Array
    best: Int32Array


class Labels(NamedTuple):
    """What is known of a destination.

    board     int64[p], least cost from boarding at a position on; NEVER where it leads nowhere
    entry     int32[p], entry that is ridden from there; -1 for none
    leave     int64[q], cost of going on by another ride after leaving at a platform
    counts    int32[q], options in the best set there: slots[room_first[q]:][:counts[q]]
    plans     int32[q], as many of the labels after a planned departure, where one plans there for
              one of them; 0 elsewhere (see `planned_departures`)
    slots     int32[r]
    settled   int32[q], platforms in the order of `leave`, as many as places[0] says
    ordered   int32[p], positions that lead to it: ordered[at_first[q]:][:reached[q]] are those of a
              platform in the order of `board`
    reached   int32[q]
    queue     platforms and, behind them, positions
    """

    board: Int64Array
    entry: Int32Array
    leave: Int64Array
    counts: Int32Array
    plans: Int32Array
    slots: Int32Array
    settled: Int32Array
    places: Int32Array
    ordered: Int32Array
    reached: Int32Array
    queue: Queue
    at_work: _Search


def no_limits(supply: Supply) -> Limits:
    """Return the limits of a search for whatever cost."""
    return Limits(*np.full((3, len(supply.least_km)), NEVER))


@step
def divided(amount: Index, by: Index) -> Index:
    """Quotient rounded to nearest, halves up; never steps down as the quotient grows."""
    return (2 * amount + by) // (2 * by)


@step
def pooled(wait: Wait, rate: Index, whole: Index) -> Index:
    """Cost of a set: its wait, and the mean of what its options take."""
    # The less of two quotients by one division: rounding never steps down.
    return divided(min(wait.full, wait.to_cap * rate + wait.beyond) + whole, rate)


@kernel
def new_labels(supply: Supply) -> Labels:
    """Return room for the labels of a destination."""
    positions, platforms = len(supply.pattern), len(supply.room_first) - 1
    room, longest = supply.room_first[-1], np.int64(0)
    for ride in supply.into_ride:
        longest = max(longest, ride)
    at_work = _Search(
        np.empty(platforms, np.int32),
        np.empty(platforms, np.int64),
        np.empty(1, np.float64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int32),
    )
    return Labels(
        np.empty(positions, np.int64),
        np.empty(positions, np.int32),
        np.empty(platforms, np.int64),
        np.empty(platforms, np.int32),
        np.empty(platforms, np.int32),
        np.empty(room, np.int32),
        np.empty(platforms, np.int32),
        np.zeros(1, np.int32),
        np.empty(len(supply.at_positions), np.int32),
        np.empty(platforms, np.int32),
        new_queue(platforms + positions, longest),
        at_work,
    )


@step
def ends_here(egress: Egress, supply: Supply, labels: Labels, entry: Index) -> bool:
    """Whether one who rides an entry takes the road after it rather than a further ride."""
    platform = supply.to_platform[entry]
    nearest_km = egress.km[platform] / egress.ratio
    cheapest = egress.cost[platform] <= labels.leave[platform]
    if egress.is_bound:
        start = supply.position_platform[supply.from_position[entry]]
        cheapest = cheapest and egress.from_km[start] < egress.last_km[platform]
    return bool(cheapest and nearest_km <= supply.entry_km[entry])


@borrowing
def begin(supply: Supply, egress: Egress, labels: Labels) -> None:
    """Forget the last destination, and board what rides to a platform near this one."""
    queue, at_work = labels.queue, labels.at_work
    labels.board[:] = NEVER
    labels.entry[:] = -1
    labels.leave[:] = NEVER
    labels.counts[:] = 0
    labels.plans[:] = 0
    labels.places[0] = 0
    labels.reached[:] = 0
    at_work.held[:] = 0
    at_work.nearest[0] = np.inf
    for near_km in egress.near_km:
        at_work.nearest[0] = min(at_work.nearest[0], near_km)
    farthest = np.int64(0)
    for limit in egress.limits.board:
        farthest = max(farthest, limit)
    for platform in range(len(labels.leave)):
        useful = egress.limits.leave[platform]
        at_work.useful[platform] = useful
        if egress.cost[platform] < NEVER:
            nearest = egress.km[platform] / egress.ratio
            if nearest <= supply.least_km[platform] and not egress.is_bound:
                at_work.useful[platform] = min(egress.cost[platform], useful)
            if egress.cost[platform] < min(farthest, egress.limits.road[platform]):
                _ride_to(supply, egress, labels, queue, platform, nearest)


@borrowing
def go_on(supply: Supply, wait: Wait, egress: Egress, labels: Labels) -> None:
    """Settle all that leads to what is boarded, and to platforms that are queued, already."""
    # Taken out once: a tuple in a tuple costs a count of references for each of its arrays.
    queue, at_work, platforms = labels.queue, labels.at_work, len(labels.leave)
    for position in range(len(labels.board)):
        if labels.board[position] < NEVER:
            put(queue, platforms + position, labels.board[position])
    item = take(queue)
    while item >= 0:
        if item >= platforms:
            _board_at(supply, wait, labels, at_work, queue, item - platforms)
        else:
            labels.settled[labels.places[0]] = item
            labels.places[0] += 1
            at_work.useful[item] = 0
            _ride_to(supply, egress, labels, queue, item, _ANY_RIDE)
        item = take(queue)


@step
def _ride_to(
    supply: Supply,
    egress: Egress,
    labels: Labels,
    queue: Queue,
    platform: Index,
    nearest_km: float,
) -> None:
    """Board whatever rides so far or farther to a platform, to go on by road or by another ride.

    nearest_km  _ANY_RIDE where one goes on by another ride: only then are positions queued
    """
    platforms, limits = len(labels.leave), egress.limits.board
    away = egress.crow_km[platform] >= labels.at_work.nearest[0]
    cost = labels.leave[platform] if nearest_km < 0 else egress.cost[platform]
    back_km = egress.back_km[platform] if nearest_km < 0 else egress.last_km[platform]
    for at in range(supply.into_first[platform], supply.into_first[platform + 1]):
        position, whole = supply.into_position[at], supply.into_ride[at] + cost
        known = labels.board[position]
        if whole > known or nearest_km > supply.into_km[at]:
            continue
        start = supply.position_platform[position]
        if whole >= limits[start]:
            continue
        if away and egress.near_km[start] <= egress.crow_km[platform]:
            continue
        if egress.is_bound and back_km <= egress.from_km[start]:
            continue
        entry = supply.into_entries[at]
        if whole < known:
            labels.board[position], labels.entry[position] = whole, entry
            if nearest_km < 0:
                put(queue, platforms + position, whole)
        elif entry < labels.entry[position] and (
            nearest_km >= 0 or is_queued(queue, platforms + position)
        ):
            labels.entry[position] = entry


@step
def _board_at(
    supply: Supply,
    wait: Wait,
    labels: Labels,
    at_work: _Search,
    queue: Queue,
    position: Index,
) -> None:
    """Let whoever changes to a position's platform have the option to board there."""
    platform, cost = supply.position_platform[position], labels.board[position]
    labels.ordered[supply.at_first[platform] + labels.reached[platform]] = position
    labels.reached[platform] += 1
    nth = supply.position_nth[position]
    for link in range(supply.link_first[platform], supply.link_first[platform + 1]):
        whole = supply.link_cost[link] + cost
        start = supply.link_from[link]
        if whole <= labels.leave[start] and whole < at_work.useful[start]:
            option = (supply.slot_first[link] + nth, whole)
            _add_option(supply, wait, labels, at_work, queue, option)


@step
def _add_option(
    supply: Supply,
    wait: Wait,
    labels: Labels,
    at_work: _Search,
    queue: Queue,
    option: tuple[Index, Index],
) -> None:
    """Put an option into the set of the platform that is left for it, in its order.

    option  slot and cost
    """
    slot, cost = option
    slots = labels.slots
    platform = supply.link_from[supply.slot_link[slot]]
    first = supply.room_first[platform]
    end = first + at_work.held[platform]
    same = end
    for each in range(first, end):
        if supply.slot_pattern[slots[each]] == supply.slot_pattern[slot]:
            same = each
    if same < end and not _is_before(cost, slot, at_work.costs[same], slots[same]):
        return
    at = same  # what the pattern had there till now goes
    while at > first and _is_before(cost, slot, at_work.costs[at - 1], slots[at - 1]):
        slots[at], at_work.costs[at] = slots[at - 1], at_work.costs[at - 1]
        at -= 1
    slots[at], at_work.costs[at] = slot, cost
    if same == end:
        at_work.held[platform] += 1
    _pool(supply, wait, labels, at_work, queue, (platform, at))


@step
def _pool(
    supply: Supply,
    wait: Wait,
    labels: Labels,
    at_work: _Search,
    queue: Queue,
    changed: tuple[Index, Index],
) -> None:
    """Find the best set of a platform again: its options are new from one on.

    changed  the platform, and the place in `slots` of the first of those
    """
    platform, begin = changed
    first = supply.room_first[platform]
    least, count = NEVER, np.int64(0)
    rate, whole = np.int64(0), np.int64(0)
    if begin > first:
        before = int(begin) - 1
        least, count = at_work.leasts[before], np.int64(at_work.best[before])
        rate, whole = at_work.rates[before], at_work.wholes[before]
    for at in range(begin, first + at_work.held[platform]):
        cost = at_work.costs[at]
        if cost >= least:  # nor will it ever be of use
            at_work.held[platform] = at - first
            break
        of_option = supply.rate[labels.entry[supply.slot_position[labels.slots[at]]]]
        rate += of_option
        whole += of_option * cost
        together = np.int64(pooled(wait, rate, whole))
        if together < least:
            least, count = together, np.int64(at - first + 1)
        at_work.rates[at], at_work.wholes[at] = rate, whole
        at_work.leasts[at], at_work.best[at] = least, count
    labels.counts[platform] = count
    if least < labels.leave[platform]:
        labels.leave[platform], labels.plans[platform] = least, 0
        put(queue, platform, least)


@step
def _is_before(cost: Index, slot: Index, other_cost: Index, other: Index) -> bool:
    return bool(cost < other_cost or (cost == other_cost and slot < other))
