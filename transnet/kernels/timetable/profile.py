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
    nothing_known,
    ride,
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
    leaves, at = _departures(timetable[0], pair)
    order = np.argsort(-leaves, kind="stable")
    leaves, at = leaves[order], at[order]
    # Arrivals by as many rides take each other's place, and here rides aren't told apart.
    known = nothing_known(timetable[0], len(pair.access), NEVER)
    found = np.empty((len(leaves) + 1, 2), np.int32)
    count = _search(timetable, pair, (leaves, at), known, found)
    left, there = found[:count][::-1].T
    return left, there


@kernel
def _departures(patterns: Patterns, pair: Pair) -> tuple[Int32Array, Int32Array]:
    """Return when one leaves the origin for each departure, and which place of a stop it is at."""
    leaves, places = np.empty(64, np.int32), np.empty(64, np.int32)
    count = 0
    for stop in range(len(pair.access)):
        if pair.access[stop] == NEVER:
            continue
        for at in range(patterns.here[stop], patterns.here[stop + 1]):
            pattern, place = patterns.pattern[at], patterns.place[at]
            begin, size = patterns.first[pattern], patterns.first[pattern + 1]
            if not patterns.can_board[begin + place]:
                continue
            size -= begin
            for cell in range(patterns.cell[pattern] + place, patterns.cell[pattern + 1], size):
                leave = patterns.departure[cell] - pair.access[stop]
                if leave >= pair.last:
                    break
                if leave >= pair.first:
                    if count == len(leaves):
                        leaves = np.concatenate((leaves, np.empty(count, np.int32)))
                        places = np.concatenate((places, np.empty(count, np.int32)))
                    leaves[count], places[count] = leave, at
                    count += 1
    return leaves[:count], places[:count]


@borrowing
def _search(
    timetable: _Network,
    pair: Pair,
    departures: tuple[Int32Array, Int32Array],
    known: Known,
    found: Int32Array,
) -> int:
    leaves, places = departures
    patterns = timetable[0]
    for stop in range(len(pair.access)):
        if pair.access[stop] < NEVER:
            be_ready(known, pair.goal, stop, pair.last + pair.access[stop], -1)
    count = _arrive(timetable, pair, pair.last, known, found, 0)
    i = 0
    while i < len(leaves):
        now = leaves[i]
        while i < len(leaves) and leaves[i] == now:
            pattern, place = patterns.pattern[places[i]], patterns.place[places[i]]
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
