"""Arrivals from one start by number of rides, and by which trips.

Round by round (`rounds`) the earliest arrival at each stop by one ride more is kept where it is
earlier than those by fewer: what is kept are the Pareto sets of arrival and rides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.events import Walks
from transnet.kernels.timetable.rounds import (
    BEST,
    KEPT,
    MARKED,
    SECOND,
    STOP,
    Goal,
    Known,
    be_ready,
    forget,
    ride,
    room_for,
)
from transnet.kernels.timetable.vehicle_patterns import NEVER, Patterns


class Start(NamedTuple):
    """From where and when, and how far.

    stop, second  int32[s], where one can board, from which second of the span on
    most_rides    more rides aren't looked at
    until         later seconds of the span aren't either
    """

    stop: Int32Array
    second: Int32Array
    most_rides: int
    until: int


class Arrivals(NamedTuple):
    """Arrivals by ride, and which of them are those at the goal.

    kept     int32[a, 6], stop, rides, second of the span, calls at which the last ride begins and
             ends, and the row of the arrival from which one boarded, by a change or a walk; -1 for
             the start
    at_goal  int32[g], rows of these: at the goal none is as early by as few rides. The fewest rides
             come first, and the earliest last
    """

    kept: Int32Array
    at_goal: Int32Array


def arrivals_by_ride(
    timetable: tuple[Patterns, Walks], start: Start, goal: Goal, before: int = NEVER
) -> Arrivals:
    """Return the arrivals at the goal before a second, and those that lead there.

    They lie in room that the thread's next search takes.
    """
    known = room_for(timetable[0], len(goal.least) * start.most_rides)
    at_goal = np.empty(start.most_rides, np.int32)
    found = _search(timetable, start, goal, before, known, at_goal)
    return Arrivals(known.kept, at_goal[:found])


def earliest_seconds(timetable: tuple[Patterns, Walks], start: Start) -> Int32Array:
    """Return int32[n], when one is at each stop, by ride or a walk behind one, NEVER for never.

    Stops where one starts are reached without.
    """
    stops = len(timetable[1].direct)
    goal = Goal(np.full(stops, NEVER, np.int32), np.zeros(stops, np.int32))
    known = room_for(timetable[0], stops * start.most_rides)
    _search(timetable, start, goal, NEVER, known, np.empty(0, np.int32))
    seconds = known.earliest.copy()
    _walk_on(timetable[1], start, known.earliest, seconds)
    return seconds


@borrowing
def _search(
    timetable: tuple[Patterns, Walks],
    start: Start,
    goal: Goal,
    before: int,
    known: Known,
    at_goal: Int32Array,
) -> int:
    """Ride as long as anybody can; return how many arrivals at the goal there are."""
    forget(known, before)
    for i in range(len(start.stop)):
        be_ready(known, goal, start.stop[i], start.second[i], -1)
    rides, count = 0, 0
    while rides < start.most_rides and known.counts[MARKED] > 0:
        rides += 1
        best, record = known.counts[BEST], known.counts[KEPT]
        ride(timetable, goal, start.until, rides, known)
        if known.counts[BEST] < best:
            while not _is_best(goal, known, record):
                record += 1
            at_goal[count] = record
            count += 1
    return count


@step
def _is_best(goal: Goal, known: Known, record: int) -> bool:
    """Return whether an arrival leads to the earliest at the goal."""
    way = goal.seconds[known.kept[record, STOP]]
    return bool(way < NEVER and known.kept[record, SECOND] + way == known.counts[BEST])


@borrowing
def _walk_on(walks: Walks, start: Start, ridden: Int32Array, seconds: Int32Array) -> None:
    for i in range(len(start.stop)):
        seconds[start.stop[i]] = min(seconds[start.stop[i]], start.second[i])
    for stop in range(len(ridden)):
        if ridden[stop] < NEVER:
            for way in range(walks.first[stop], walks.first[stop + 1]):
                there = ridden[stop] + walks.seconds[way]
                seconds[walks.to[way]] = min(seconds[walks.to[way]], there)
