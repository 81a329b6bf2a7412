"""Arrivals from one start by number of rides, and by which trips: a scan of connections.

Events of a day come by time (`events`), so the first arrival at a stop by some number of rides is
the earliest by as many, and a later one is worth keeping only if it takes fewer rides: what is kept
are the Pareto sets of arrival and rides. A vehicle is boarded by the fewest rides that lead to it.
The scan is that of Dibbelt, Pajor, Strasser & Wagner (2018), with a label for each number of rides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array
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
    all      0: the earliest arrival is enough; 1: those with fewer rides are wanted too
    """

    seconds: Int32Array
    all: int


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
    """What is known so far.

    ready          int32[k + 1, n], second from which one can board after so many rides
    ready_by       int32[k + 1, n], the arrival that it is owed to
    aboard         int32[r], the fewest rides by which one is in a vehicle, NEVER if one isn't
    boarded, by    int32[r], the call and the arrival after which one boarded it
    fewest         int32[n], rides of the last arrival that was kept
    """

    ready: Int32Array
    ready_by: Int32Array
    aboard: Int32Array
    boarded: Int32Array
    by: Int32Array
    fewest: Int32Array


def arrivals_by_ride(
    timetable: tuple[Calls, Walks, Events, Span], start: Start, goal: Goal
) -> Arrivals:
    """Return the arrivals at all stops that none earlier by as few rides precedes.

    Several arrivals of one second may be kept, the one with the fewest rides behind the others.
    """
    calls, walks, events, span = timetable
    stops, runs, levels = len(walks.direct), len(calls.previous), start.most_rides + 1
    labels = _Labels(
        np.full((levels, stops), NEVER, np.int32),
        np.full((levels, stops), -1, np.int32),
        np.full(runs, NEVER, np.int32),
        np.empty(runs, np.int32),
        np.empty(runs, np.int32),
        np.full(stops, NEVER, np.int32),
    )
    np.minimum.at(labels.ready[0], start.stop, start.second)
    room = int(events.first[min(start.until, span.seconds - 1) + 1])
    kept = Arrivals(*(np.empty(room, np.int32) for _ in range(6)))
    first = int(start.second.min(initial=start.until + 1))
    count = _scan(
        (calls, walks, events), (first, start.until, start.most_rides), goal, labels, kept
    )
    return Arrivals(*(each[:count].copy() for each in kept))


@borrowing
def _scan(
    timetable: tuple[Calls, Walks, Events],
    limits: tuple[int, int, int],
    goal: Goal,
    labels: _Labels,
    kept: Arrivals,
) -> int:
    calls, walks, events = timetable
    first, until, most_rides = limits
    count, settled = 0, np.int64(NEVER)  # behind that second nothing better arrives at the goal
    for second in range(first, min(until + 1, len(events.first) - 1)):
        if second > settled:
            break
        for k in range(events.first[second], events.first[second + 1]):
            call = events.event[k] >> 1
            vehicle, stop = events.vehicle[call], calls.stop[call]
            if events.event[k] & 1:
                _board(most_rides, labels, (call, vehicle, stop), second)
            elif labels.aboard[vehicle] < labels.fewest[stop]:
                rides = labels.aboard[vehicle]
                labels.fewest[stop] = rides
                kept.stop[count], kept.rides[count], kept.second[count] = stop, rides, second
                kept.boarded[count], kept.alighted[count] = labels.boarded[vehicle], call
                kept.before[count] = labels.by[vehicle]
                _leave(walks, labels, (stop, rides, count), second)
                if goal.seconds[stop] < NEVER and (goal.all == 0 or rides == 1):
                    settled = min(settled, second + np.int64(goal.seconds[stop]))
                count += 1
    return count


@step
def _board(most_rides: int, labels: _Labels, where: tuple[int, int, int], second: int) -> None:
    """Get into a vehicle by the fewest rides that lead there in time."""
    call, vehicle, stop = where
    for rides in range(min(most_rides, labels.aboard[vehicle] - 1)):
        if labels.ready[rides, stop] <= second:
            labels.aboard[vehicle] = rides + 1
            labels.boarded[vehicle], labels.by[vehicle] = call, labels.ready_by[rides, stop]
            break


@step
def _leave(walks: Walks, labels: _Labels, what: tuple[int, int, int], second: int) -> None:
    """Say from when one can board after an arrival, there and where ways lead to."""
    stop, rides, arrival = what
    if rides >= len(labels.ready):
        return
    if walks.direct[stop] and second < labels.ready[rides, stop]:
        labels.ready[rides, stop], labels.ready_by[rides, stop] = second, arrival
    for way in range(walks.first[stop], walks.first[stop + 1]):
        to, there = walks.to[way], second + walks.seconds[way]
        if to < labels.ready.shape[1] and there < labels.ready[rides, to]:
            labels.ready[rides, to], labels.ready_by[rides, to] = there, arrival
