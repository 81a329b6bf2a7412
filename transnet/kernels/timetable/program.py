"""A span of a timetable as a program of row operations, compiled once for all origins.

Each stop and each vehicle has a row of marks, one lane for each origin. A departure raises the row
of the vehicle to that of the stop, an arrival the row of the stop to that of the vehicle, and a
walk raises its end, when its time is over, to a copy that was kept of the arrivals at its start.
Rows of vehicles and copies are used again once they are over, so that all stay in the caches.
A walk is left out where nothing happens at its end before the next one of the same way is there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array, Int64Array
from transnet.kernels._jit import borrowing
from transnet.kernels.timetable.events import Calls, Events, Walks
from transnet.kernels.timetable.instructions import (
    CHANGES,
    MADE,
    ROWS,
    Lists,
    Made,
    State,
    Task,
    make_instructions,
)
from transnet.kernels.timetable.rows import ROW

_Times = tuple[Int64Array, Int32Array]


class Program(NamedTuple):
    """Instructions on rows of marks, and when rows that are wanted have changed.

    first        int64[seconds + 1], instructions of second x are first[x] to first[x + 1]
    to           int32[k], ROW * the row that is written, plus 1 if it is copied to and not raised
    by           int32[k], ROW * the row that is read
    rows         how many rows there are; those of stops and of wanted places come first
    kept_rows    how many of these stay in use from the beginning to the end
    change_first int64[minutes + 1], changes within minute a, which ends with its last second, are
                 change_first[a] to change_first[a + 1]
    change_row   int32[g], ROW * the row that changes
    change_place int32[g], the wanted place that it is
    change       int32[g], places of these changes in a list that is sorted by wanted place
    place_first  int32[d + 1], changes of wanted place d in that list
    place_minute int32[g], their minutes
    place_row    int32[d], row of each wanted place
    per_minute   seconds, or longer ticks, of a minute
    departures   seconds in which a vehicle departs from each stop: int64[n + 1], int32[...]
    """

    first: Int64Array
    to: Int32Array
    by: Int32Array
    rows: int
    kept_rows: int
    change_first: Int64Array
    change_row: Int32Array
    change_place: Int32Array
    change: Int32Array
    place_first: Int32Array
    place_minute: Int32Array
    place_row: Int32Array
    per_minute: int
    departures: tuple[Int64Array, Int32Array]


def compile_program(
    timetable: tuple[Calls, Walks, Events], places: int, wanted_rows: Int32Array, per_minute: int
) -> Program:
    """Return the program of some events.

    places       how many places there are beside the stops, where only ways lead to
    wanted_rows  int32[d], distinct rows whose marks are asked for: stops, and from n on places. A
                 stop where one can't board in the second of an arrival gets a place of its own by
                 a way of 0 s, for its row says from when one can board
    per_minute   how many of the seconds, or longer ticks, of the events make a minute. The span
                 ends with a whole minute: it has per_minute * minutes + 1 of them
    """
    calls, walks, events = timetable
    stops = len(walks.direct)
    has_ways = np.diff(walks.first) > 0
    arrived_row = np.where(has_ways, stops + places + np.cumsum(has_ways) - 1, -1).astype(np.int32)
    kept_rows = stops + places + int(has_ways.sum())
    wanted = np.full(stops + places, -1, dtype=np.int32)
    wanted[wanted_rows] = np.arange(len(wanted_rows), dtype=np.int32)
    times = _times(calls, events, stops)
    task = Task(calls, walks, events, arrived_row, *times, wanted, per_minute)
    walked = int((np.diff(task.arrivals[0]) * np.diff(walks.first)).sum())
    made, counts = _made(task, 3 * len(events.event) + walked, (kept_rows, walked))
    change, place_first, place_minute = _by_place(made, wanted, len(wanted_rows))
    rows = int(counts[ROWS])
    if rows * ROW >= 2**31:  # where they start is an int32
        raise ValueError("a program of more than 33 million rows doesn't fit")
    return Program(
        first=made.first,
        to=made.to,
        by=made.by,
        rows=rows,
        kept_rows=kept_rows,
        change_first=made.change_first,
        change_row=made.change_row * ROW,
        change_place=wanted[made.change_row],
        change=change,
        place_first=place_first,
        place_minute=place_minute,
        place_row=wanted_rows,
        per_minute=per_minute,
        departures=task.departures,
    )


def _made(task: Task, room: int, known: tuple[int, int]) -> tuple[Made, Int64Array]:
    """Return the instructions, in as much room as they need."""
    kept_rows, walked = known
    stops, seconds = len(task.walks.direct), len(task.events.first) - 1
    items = len(task.arrivals[1]) + len(task.calls.previous)
    while True:
        state = State(
            np.full(len(task.calls.previous), -1, np.int32),
            np.empty(items, np.int32),
            task.departures[0][np.minimum(task.walks.to, stops)],
            task.arrivals[0][:-1].copy(),
            np.empty(stops, np.int32),
            np.full(stops, -1, np.int64),
            np.full(len(task.wanted), -1, np.int64),
            np.array([0, 0, 0, 0, kept_rows]),
        )
        first, changes = np.zeros(seconds + 1, np.int64), (seconds - 1) // task.per_minute + 2
        to, by, row, minute = (np.empty(room, np.int32) for _ in range(4))
        made = Made(first, to, by, np.zeros(changes, np.int64), row, minute)
        make_instructions(task, state, _lists(seconds, walked), _lists(seconds, items), made)
        count, changed = int(state.counts[MADE]), int(state.counts[CHANGES])
        if max(count, changed) <= room:
            break
        room = max(count, changed)
    made = made._replace(
        to=made.to[:count],
        by=made.by[:count],
        change_row=made.change_row[:changed],
        change_minute=made.change_minute[:changed],
    )
    return made, state.counts


def _lists(seconds: int, items: int) -> Lists:
    following, row, to = (np.empty(items, np.int32) for _ in range(3))
    return Lists(np.full(seconds, -1, np.int32), following, row, to, np.zeros(1, np.int64))


def _times(calls: Calls, events: Events, stops: int) -> tuple[_Times, _Times, Int32Array]:
    """Return seconds of arrivals and of departures by stop, and the last second of each vehicle."""
    departs = int(np.count_nonzero(events.event & 1))
    found = _Found(
        np.zeros(stops + 2, np.int64),
        np.zeros(stops + 2, np.int64),
        np.empty(len(events.event) - departs, np.int32),
        np.empty(departs, np.int32),
        np.zeros(len(calls.previous), np.int32),
    )
    _fill_times(calls, events, found)
    return (
        (found.arrivals[:-1], found.arrival_s),
        (found.departures[:-1], found.departure_s),
        found.ends,
    )


class _Found(NamedTuple):
    """Room for seconds by stop: arrivals and departures int64[n + 2], where those of each begin."""

    arrivals: Int64Array
    departures: Int64Array
    arrival_s: Int32Array
    departure_s: Int32Array
    ends: Int32Array


@borrowing
def _fill_times(calls: Calls, events: Events, found: _Found) -> None:
    arrivals, departures = found.arrivals, found.departures
    for k in range(len(events.event)):
        stop = calls.stop[events.event[k] >> 1]
        if events.event[k] & 1:
            departures[stop + 2] += 1
        else:
            arrivals[stop + 2] += 1
    for stop in range(1, len(arrivals)):
        arrivals[stop] += arrivals[stop - 1]
        departures[stop] += departures[stop - 1]
    for second in range(len(events.first) - 1):
        for k in range(events.first[second], events.first[second + 1]):
            call = events.event[k] >> 1
            found.ends[events.vehicle[call]] = second
            at = calls.stop[call] + 1
            if events.event[k] & 1:
                found.departure_s[departures[at]] = second
                departures[at] += 1
            else:
                found.arrival_s[arrivals[at]] = second
                arrivals[at] += 1


def _by_place(
    made: Made, wanted: Int32Array, places: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Return the place of each change in a list by wanted place; where each begins; minutes."""
    first = np.zeros(places + 2, np.int32)
    change, minutes = (np.empty(len(made.change_row), np.int32) for _ in range(2))
    _fill_by_place(made.change_row, made.change_minute, wanted, first, (change, minutes))
    return change, first[:-1], minutes


@borrowing
def _fill_by_place(
    rows: Int32Array,
    minutes: Int32Array,
    wanted: Int32Array,
    first: Int32Array,
    found: tuple[Int32Array, Int32Array],
) -> None:
    for i in range(len(rows)):
        first[wanted[rows[i]] + 2] += 1
    for place in range(1, len(first)):
        first[place] += first[place - 1]
    for i in range(len(rows)):
        place = wanted[rows[i]] + 1
        found[0][i] = first[place]
        found[1][first[place]] = minutes[i]
        first[place] += 1
