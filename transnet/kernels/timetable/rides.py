"""Arrivals from one start by number of rides, and by which trips: a scan of connections.

Events of a day come by time (`events`), so the first arrival at a stop by some number of rides is
the earliest by as many, and a later one is worth keeping only if it takes fewer rides: what is kept
are the Pareto sets of arrival and rides. A vehicle is boarded by the fewest rides that lead to it.
The scan is that of Dibbelt, Pajor, Strasser & Wagner (2018), with a label for each number of rides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array, Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.events import Calls, Events, Span, Walks

NEVER = 2**31 - 1


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


class Goal(NamedTuple):
    """Where one wants to be, so that the scan may end before the span does.

    seconds  int32[n], from an arrival by ride at each stop to the goal, NEVER where no way leads
    more     how much later than the earliest arrival those by fewer rides are still wanted
    """

    seconds: Int32Array
    more: int


class Arrivals(NamedTuple):
    """Arrivals by ride, by time.

    stop, rides, second    int32[a], where, by how many rides, in which second of the span
    boarded, alighted      int32[a], the calls at which the last ride begins and ends
    before                 int32[a], the arrival from which one boarded, by a change or a walk; -1
                           for the start
    """

    stop: Int32Array
    rides: Int32Array
    second: Int32Array
    boarded: Int32Array
    alighted: Int32Array
    before: Int32Array


class _Labels(NamedTuple):
    """What is known by now.

    ready, ready_by  int32[n], the fewest rides by which one can board at a stop, and the arrival
                     that it is owed to
    aboard           int32[r], the fewest rides by which one is in a vehicle
    boarded, by      int32[r], the call and the arrival after which one boarded it
    fewest           int32[n], rides of the last arrival that was kept at a stop
    """

    ready: Int32Array
    ready_by: Int32Array
    aboard: Int32Array
    boarded: Int32Array
    by: Int32Array
    fewest: Int32Array


class _Later(NamedTuple):
    """Stops where one can board later, in lists by second.

    head  int32[seconds], 1 + the first item of each second, 0 for none: only what is looked at of
          it takes memory and time
    next  int32[items], 1 + the item behind, 0 for none
    stop, rides, arrival  int32[items]; used: int64[1], items in use
    """

    head: Int32Array
    next: Int32Array
    stop: Int32Array
    rides: Int32Array
    arrival: Int32Array
    used: Int64Array


def arrivals_by_ride(
    timetable: tuple[Calls, Walks, Events, Span], start: Start, goal: Goal
) -> Arrivals:
    """Return the arrivals at all stops that none earlier by as few rides precedes.

    Several arrivals of one second may be kept, the one with the fewest rides behind the others.
    """
    calls, walks, events, span = timetable
    stops, runs = len(walks.direct), len(calls.previous)
    labels = _Labels(
        np.full(stops, NEVER, np.int32),
        np.empty(stops, np.int32),
        np.full(runs, NEVER, np.int32),
        np.empty(runs, np.int32),
        np.empty(runs, np.int32),
        np.full(stops, NEVER, np.int32),
    )
    # Each further arrival at a stop takes fewer rides.
    items = len(start.stop) + start.most_rides * len(walks.to)
    following, stop, rides, arrival = (np.empty(items, np.int32) for _ in range(4))
    head = np.zeros(span.seconds, np.int32)
    later = _Later(head, following, stop, rides, arrival, np.zeros(1, np.int64))
    kept = Arrivals(*(np.empty(stops * start.most_rides, np.int32) for _ in range(6)))
    first = _begin(start, later)
    limits = first, min(start.until, span.seconds - 1), start.most_rides
    count = _scan((walks, events), limits, goal, (labels, later), kept)
    return Arrivals(*(each[:count].copy() for each in kept))


@borrowing
def _begin(start: Start, later: _Later) -> int:
    """Note where one can board at first; return the second in which that begins."""
    first = len(later.head)
    for i in range(len(start.stop)):
        if start.second[i] < len(later.head):
            _put(later, start.second[i], (start.stop[i], 0, -1))
            first = min(first, start.second[i])
    return first


@borrowing
def _scan(
    timetable: tuple[Walks, Events],
    limits: tuple[int, int, int],
    goal: Goal,
    known: tuple[_Labels, _Later],
    kept: Arrivals,
) -> int:
    walks, events = timetable
    first, until, most_rides = limits
    labels, later = known
    count, settled = 0, np.int64(until)  # behind that second nothing better arrives at the goal
    for second in range(first, until + 1):
        if second > settled:
            break
        item = later.head[second]
        while item > 0:
            item -= 1
            _be_ready(labels, later.stop[item], later.rides[item], later.arrival[item])
            item = later.next[item]
        for k in range(events.first[second], events.first[second + 1]):
            stop, vehicle = events.at[k, 0], events.at[k, 1]
            if events.event[k] & 1:
                if labels.ready[stop] < min(most_rides, labels.aboard[vehicle] - 1):
                    labels.aboard[vehicle] = labels.ready[stop] + 1
                    labels.boarded[vehicle] = events.event[k] >> 1
                    labels.by[vehicle] = labels.ready_by[stop]
            elif labels.aboard[vehicle] < labels.fewest[stop]:
                rides = labels.aboard[vehicle]
                labels.fewest[stop] = rides
                kept.stop[count], kept.rides[count], kept.second[count] = stop, rides, second
                kept.boarded[count] = labels.boarded[vehicle]
                kept.alighted[count] = events.event[k] >> 1
                kept.before[count] = labels.by[vehicle]
                _leave(walks, known, (stop, rides, count), second)
                if goal.seconds[stop] < NEVER:
                    more = goal.more if rides > 1 else 0
                    settled = min(settled, second + np.int64(goal.seconds[stop]) + more)
                count += 1
    return count


@step
def _leave(
    walks: Walks, known: tuple[_Labels, _Later], what: tuple[int, int, int], second: int
) -> None:
    """Say from when one can board after an arrival, there and where ways lead to."""
    labels, later = known
    stop, rides, arrival = what
    if walks.direct[stop]:
        _be_ready(labels, stop, rides, arrival)
    for way in range(walks.first[stop], walks.first[stop + 1]):
        to, there = walks.to[way], second + walks.seconds[way]
        if to < len(labels.ready) and rides < labels.ready[to] and there < len(later.head):
            if there == second:
                _be_ready(labels, to, rides, arrival)
            else:
                _put(later, there, (to, rides, arrival))


@step
def _be_ready(labels: _Labels, stop: int, rides: int, arrival: int) -> None:
    if rides < labels.ready[stop]:
        labels.ready[stop], labels.ready_by[stop] = rides, arrival


@step
def _put(later: _Later, second: int, what: tuple[int, int, int]) -> None:
    item = later.used[0]
    later.used[0] += 1
    later.stop[item], later.rides[item], later.arrival[item] = what
    later.next[item], later.head[second] = later.head[second], item + 1
