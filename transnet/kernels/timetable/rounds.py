"""Rounds of rides: from all stops where one can board earlier than before, by one ride more.

The search is RAPTOR (Delling, Pajor & Werneck 2015): a round looks at each pattern that such a stop
lies on, once, from the first such stop on and as long as anybody rides or may board. With a goal,
what can't be there before the earliest arrival that is known is given up, by bounds from below.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import step
from transnet.kernels.timetable.events import Walks
from transnet.kernels.timetable.vehicle_patterns import NEVER, Patterns

MARKED, QUEUED, _ARRIVED, KEPT, BEST, ROUND = 0, 1, 2, 3, 4, 5
STOP, RIDES, SECOND, BOARDED, ALIGHTED, BEFORE = 0, 1, 2, 3, 4, 5
FIELDS = 6
_NOWHERE = 2**31 - 1
_MOST_KEPT_BYTES = 16 << 20  # of arrivals: room for more isn't held when a search is done


class Goal(NamedTuple):
    """Where one wants to be.

    seconds  int32[n], from an arrival by ride at each stop to the goal, NEVER where no way leads
    least    int32[n], what it takes from each stop at least, rides included, NEVER for no way. No
             ride may lower it by more than the ride takes: who is too late at one stop is too late
             at every stop ahead.
    """

    seconds: Int32Array
    least: Int32Array


class Known(NamedTuple):
    """What is known by now.

    ready, ready_by  int32[n], from which second on one can board at a stop, and the arrival that
                     it is owed to
    earliest         int32[n], the earliest arrival by ride
    record           int32[n], the last arrival that was kept of each stop
    from_place       int32[p], the place from which a pattern is looked at
    to_place         int32[p], and the last one where one may board it anew
    queue            int32[p], patterns that are
    marked, arrived  int32[n], stops where one can board earlier, and those where one came earlier
    marked_in        int32[n], the round behind which each was marked last
    has_arrived      bool[n], where one came earlier in this round
    kept             int32[..., 6], arrivals: stop, rides, second, calls at which the last ride
                     begins and ends, the arrival before it or -1
    counts           int64[6], how many of these there are, the earliest arrival at the goal, rounds
    """

    ready: Int32Array
    ready_by: Int32Array
    earliest: Int32Array
    record: Int32Array
    from_place: Int32Array
    to_place: Int32Array
    queue: Int32Array
    marked: Int32Array
    arrived: Int32Array
    marked_in: Int32Array
    has_arrived: BoolArray
    kept: Int32Array
    counts: Int64Array


class _Rooms(threading.local):
    """The room of each thread's last search, by what it is room for."""

    size = (0, 0, 0)
    known: Known | None = None


_ROOMS = _Rooms()


def room_for(patterns: Patterns, room: int) -> Known:
    """Return room for a search, in which `forget` leaves nothing of another one.

    room  arrivals that may be kept
    It is that of the thread's last search where it is as large: to make it anew takes as long as
    a tenth of a search, and the pages of its memory as long again.
    """
    size = len(patterns.here) - 1, len(patterns.first) - 1, room
    if _ROOMS.known is not None and _ROOMS.size == size:
        return _ROOMS.known
    stops, count, _ = size
    by_stop, by_pattern = np.empty((7, stops), np.int32), np.empty((3, count), np.int32)
    made = Known(
        *(by_stop[0], by_stop[1], by_stop[2], by_stop[3]),
        *(by_pattern[0], by_pattern[1], by_pattern[2]),
        *(by_stop[4], by_stop[5], by_stop[6]),
        np.empty(stops, np.bool_),
        np.empty((room, FIELDS), np.int32),
        np.empty(6, np.int64),
    )
    if made.kept.nbytes <= _MOST_KEPT_BYTES:
        _ROOMS.size, _ROOMS.known = size, made
    return made


@step
def forget(known: Known, before: int) -> None:
    """Leave nothing known; arrivals at the goal in a second or later aren't wanted."""
    for stop in range(len(known.ready)):
        known.ready[stop] = known.earliest[stop] = NEVER
        known.ready_by[stop] = known.record[stop] = known.marked_in[stop] = -1
        known.has_arrived[stop] = False
    known.from_place[:] = _NOWHERE
    known.counts[:] = 0
    known.counts[BEST] = before


@step
def be_ready(known: Known, goal: Goal, stop: int, second: int, record: int) -> None:
    """Note that one can board at a stop from a second on, if that is earlier than before."""
    at = np.uint64(stop)
    if second < known.ready[at] and second + goal.least[at] < known.counts[BEST]:
        known.ready[at], known.ready_by[at] = second, record
        if known.marked_in[at] != known.counts[ROUND]:
            known.marked_in[at] = known.counts[ROUND]
            known.marked[np.uint64(known.counts[MARKED])] = stop
            known.counts[MARKED] += 1


@step
def ride(
    timetable: tuple[Patterns, Walks], goal: Goal, until: int, rides: int, known: Known
) -> None:
    """Ride from all marked stops; then note where one can board after that.

    rides  how many there are with this one: an arrival at a stop by as many takes the place of one
           by as many that was kept before
    """
    patterns, walks = timetable
    _gather(patterns, known)
    for i in range(known.counts[QUEUED]):
        _look(patterns, goal, (until, rides), known, known.queue[i])
    known.counts[QUEUED] = 0
    for i in range(known.counts[_ARRIVED]):
        stop = np.uint64(known.arrived[i])
        known.has_arrived[stop] = False
        second, record = known.earliest[stop], known.record[stop]
        if walks.direct[stop]:
            be_ready(known, goal, int(stop), second, record)
        for way in range(np.uint64(walks.first[stop]), np.uint64(walks.first[stop + np.uint64(1)])):
            be_ready(known, goal, walks.to[way], second + walks.seconds[way], record)
    known.counts[_ARRIVED] = 0


@step
def _gather(patterns: Patterns, known: Known) -> None:
    """Put the patterns of marked stops into the queue; a new round begins."""
    for i in range(known.counts[MARKED]):
        stop = np.uint64(known.marked[i])
        for at in range(
            np.uint64(patterns.here[stop]), np.uint64(patterns.here[stop + np.uint64(1)])
        ):
            look_at(known, patterns.pattern[at], patterns.place[at])
    known.counts[MARKED] = 0
    known.counts[ROUND] += 1


@step
def board_at(known: Known, stop: int, second: int, pattern: int, place: int) -> None:
    """Let one board at a stop from a second on, earlier than before, but only into one pattern."""
    known.ready[stop], known.marked_in[stop] = second, known.counts[ROUND]
    look_at(known, pattern, place)


@step
def look_at(known: Known, pattern: int, place: int) -> None:
    """Put a pattern into the queue of the next ride, from a place on."""
    which = np.uint64(pattern)
    first = known.from_place[which]
    if place < first:
        known.from_place[which] = place
        if first == _NOWHERE:
            known.queue[known.counts[QUEUED]] = pattern
            known.counts[QUEUED] += 1
            known.to_place[which] = place
    elif place > known.to_place[which]:
        known.to_place[which] = place


@step
def _look(
    patterns: Patterns, goal: Goal, limits: tuple[int, int], known: Known, pattern: int
) -> None:
    """Ride the vehicles of a pattern, each as early as one can board it."""
    first, end = patterns.first[pattern], patterns.first[pattern + 1]
    start, last = first + known.from_place[pattern], np.uint64(first + known.to_place[pattern])
    known.from_place[pattern] = _NOWHERE
    vehicles, none = int(patterns.vehicle[pattern]), int(patterns.vehicle[pattern + 1])
    vehicle, starts, gap = none, 0, 0  # the one behind the last for none
    cell, before = np.uint64(0), known.counts[ROUND] - 1
    boarded, by = 0, 0
    for at in range(np.uint64(start), np.uint64(end)):
        stop = np.uint64(patterns.stop[at])
        if vehicle < none:
            cell += np.uint64(1)
            came = boarded, patterns.call[np.uint64(vehicle)] + patterns.next_call[cell], by
            there = at, starts + patterns.arrival[cell]
            if not _arrive(patterns, goal, limits, known, there, came):
                vehicle = none
        if vehicle == none and at > last:
            break
        if not patterns.can_board[at]:
            continue
        ready = known.ready[stop]
        if known.marked_in[stop] != before:
            # By fewer rides one was here in time for this vehicle, and rode it or an earlier one.
            if vehicle < none and ready <= starts + patterns.departure[cell]:
                vehicle = none
        # Mostly the time between vehicles tells that the one before is gone.
        elif vehicle == none or ready <= starts + patterns.departure[cell] - gap:
            place = int(at) - int(first)
            earlier = _first_from(patterns, vehicles, vehicle, place, ready)
            if earlier < vehicle:
                vehicle, by = earlier, known.ready_by[stop]
                own = np.uint64(earlier)
                starts, gap = int(patterns.start[own]), int(patterns.behind[own])
                cell = np.uint64(patterns.course[own] + place)
                boarded = patterns.call[own] + patterns.next_call[cell]


@step
def _arrive(
    patterns: Patterns,
    goal: Goal,
    limits: tuple[int, int],
    known: Known,
    there: tuple[int, int],
    came: tuple[int, int, int],
) -> bool:
    """Note an arrival if it is earlier; return False where it's too late, and all ahead too.

    there  the place and the second
    came   calls at which the ride begins and ends, and the arrival before it
    """
    (until, rides), (at, second) = limits, there
    stop = np.uint64(patterns.stop[at])
    if second > until or second + goal.least[stop] >= known.counts[BEST]:
        return False
    if second < known.earliest[stop] and patterns.can_alight[at]:
        known.earliest[stop] = second
        _keep(known, (int(stop), rides, second), came)
        if goal.seconds[stop] < NEVER:
            known.counts[BEST] = min(known.counts[BEST], second + goal.seconds[stop])
    return True


@step
def _first_from(patterns: Patterns, first: int, vehicle: int, place: int, ready: int) -> int:
    """Return the first vehicle of a pattern before one that departs in a second or later, or it.

    first  of the pattern
    """
    if vehicle == first or departs(patterns, vehicle - 1, place) < ready:
        return vehicle
    low, high = int(first), int(vehicle - 1)
    while low < high:
        middle = (low + high) >> 1
        if departs(patterns, middle, place) >= ready:
            high = middle
        else:
            low = middle + 1
    return low


@step
def departs(patterns: Patterns, vehicle: int, place: int) -> int:
    """Return the second at which a vehicle departs from a place of its pattern."""
    which = np.uint64(vehicle)
    cell = np.uint64(patterns.course[which] + place)
    return int(patterns.start[which]) + int(patterns.departure[cell])


@step
def _keep(known: Known, what: tuple[int, int, int], came: tuple[int, int, int]) -> None:
    stop, rides, second = what
    at, kept = np.uint64(stop), known.kept
    last = known.record[at]
    record = np.uint64(last)
    if last < 0 or kept[record, RIDES] != rides:
        record = np.uint64(known.counts[KEPT])
        known.counts[KEPT] += 1
        known.record[at] = record
    if not known.has_arrived[at]:
        known.has_arrived[at] = True
        known.arrived[np.uint64(known.counts[_ARRIVED])] = stop
        known.counts[_ARRIVED] += 1
    kept[record, STOP], kept[record, RIDES], kept[record, SECOND] = stop, rides, second
    kept[record, BOARDED], kept[record, ALIGHTED], kept[record, BEFORE] = came
