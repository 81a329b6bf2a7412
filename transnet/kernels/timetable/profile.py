"""All connections of one pair in a window that none leaving later and arriving earlier betters.

Departures are looked at from the last to the first, and what is known of later ones stays known:
who leaves earlier may wait for them. So each looks only at what it betters: the range queries of
RAPTOR (Delling, Pajor & Werneck 2015), without its bound on rides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array
from transnet.kernels._jit import borrowing, kernel
from transnet.kernels.timetable.events import Walks
from transnet.kernels.timetable.rounds import (
    BEST,
    MARKED,
    QUEUED,
    Goal,
    Known,
    be_ready,
    board_at,
    departs,
    forget,
    ride,
    room_for,
)
from transnet.kernels.timetable.vehicle_patterns import NEVER, Patterns

_Network = tuple[Patterns, Walks]


class Pair(NamedTuple):
    """An origin, a goal, and when one may leave.

    access       int32[n], seconds from the origin to each stop, NEVER where there is no way
    goal         ways to the destination
    first, last  seconds of the span in which one may leave
    until        later seconds aren't looked at
    """

    access: Int32Array
    goal: Goal
    first: int
    last: int
    until: int


def best_connections(timetable: _Network, pair: Pair) -> tuple[Int32Array, Int32Array]:
    """Return departures and arrivals, int32[k] seconds of the span, both ascending.

    The last may be that of who leaves at the end of the window and waits.
    """
    departures = _departures(timetable[0], pair)
    departures = departures[np.argsort(-departures[:, 0], kind="stable")]
    # Arrivals by as many rides take each other's place, and here rides aren't told apart.
    known = room_for(timetable[0], len(pair.access))
    found = np.empty((len(departures) + 1, 2), np.int32)
    count = _search(timetable, pair, departures, known, found)
    left, there = found[:count][::-1].T
    return left, there


@kernel
def _departures(patterns: Patterns, pair: Pair) -> Int32Array:
    """Return int32[k, 3]: when one leaves the origin for a vehicle, its pattern, and the place.

    Who boards a vehicle farther on and leaves no later for that gains nothing.
    """
    found, count = np.empty((64, 3), np.int32), 0
    seen = np.zeros(len(patterns.first) - 1, np.bool_)
    for stop in range(len(pair.access)):
        if pair.access[stop] == NEVER:
            continue
        for at in range(patterns.here[stop], patterns.here[stop + 1]):
            pattern = patterns.pattern[at]
            if seen[pattern]:
                continue
            seen[pattern] = True
            vehicle, end = _first_vehicle(patterns, pair, pattern), patterns.vehicle[pattern + 1]
            size = patterns.first[pattern + 1] - patterns.first[pattern]
            while vehicle < end:
                while len(found) < count + size:
                    found = np.concatenate((found, np.empty_like(found)))
                more = _boardings(patterns, pair, (pattern, vehicle), found[count:])
                if more < 0:
                    break
                count += more
                vehicle += 1
    return found[:count]


@kernel
def _first_vehicle(patterns: Patterns, pair: Pair, pattern: int) -> int:
    """Return the first vehicle of a pattern for which one may leave in the window."""
    begin, size = patterns.first[pattern], patterns.first[pattern + 1] - patterns.first[pattern]
    start = np.int64(patterns.vehicle[pattern])
    low = np.int64(patterns.vehicle[pattern + 1])
    for place in range(size):
        access = pair.access[patterns.stop[begin + place]]
        if access == NEVER or not patterns.can_board[begin + place]:
            continue
        one, other = start, low
        while one < other:
            middle = (one + other) >> 1
            if departs(patterns, int(middle), place) - access >= pair.first:
                other = middle
            else:
                one = middle + 1
        low = one
    return int(low)


@kernel
def _boardings(patterns: Patterns, pair: Pair, which: tuple[int, int], found: Int32Array) -> int:
    """Fill in where one boards a vehicle, and return at how many places; -1 if it is too late."""
    pattern, vehicle = which
    begin, size = patterns.first[pattern], patterns.first[pattern + 1] - patterns.first[pattern]
    count, latest, is_late = 0, pair.first - 1, True
    for place in range(size):
        access = pair.access[patterns.stop[begin + place]]
        if access == NEVER or not patterns.can_board[begin + place]:
            continue
        leave = departs(patterns, vehicle, place) - access
        is_late = is_late and leave >= pair.last
        if leave > latest:
            latest = leave
            if leave < pair.last:  # who leaves at the end of the window has those behind it
                found[count, 0], found[count, 1], found[count, 2] = leave, pattern, place
                count += 1
    return -1 if is_late else count


@borrowing
def _search(
    timetable: _Network,
    pair: Pair,
    departures: Int32Array,
    known: Known,
    found: Int32Array,
) -> int:
    patterns = timetable[0]
    forget(known, NEVER)
    for stop in range(len(pair.access)):
        if pair.access[stop] < NEVER:
            be_ready(known, pair.goal, stop, pair.last + pair.access[stop], -1)
    count = _arrive(timetable, pair, pair.last, known, found, 0)
    i = 0
    while i < len(departures):
        now = departures[i, 0]
        while i < len(departures) and departures[i, 0] == now:
            pattern, place = departures[i, 1], departures[i, 2]
            stop = patterns.stop[patterns.first[pattern] + place]
            ready = now + pair.access[stop]
            # Of other patterns nobody departs there between that and what was known before.
            if ready + pair.goal.least[stop] < known.counts[BEST]:
                board_at(known, stop, ready, pattern, place)
            i += 1
        count = _arrive(timetable, pair, now, known, found, count)
    return count


@borrowing
def _arrive(
    timetable: _Network, pair: Pair, now: int, known: Known, found: Int32Array, count: int
) -> int:
    before = known.counts[BEST]
    while known.counts[MARKED] > 0 or known.counts[QUEUED] > 0:
        ride(timetable, pair.goal, pair.until, 1, known)
    if known.counts[BEST] < before:
        found[count, 0], found[count, 1] = now, known.counts[BEST]
        count += 1
    return count
