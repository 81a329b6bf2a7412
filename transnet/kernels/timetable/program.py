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
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.timetable.events import Calls, Events, Walks
from transnet.kernels.timetable.rows import ROW

_COPIES = 1  # the lowest bit of where an instruction writes to: it copies and doesn't raise


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


class _Task(NamedTuple):
    """What is known before instructions are made.

    arrived_row  int32[n], row that collects arrivals by vehicle where ways lead on from; -1
    arrivals     seconds in which a vehicle arrives at each stop: int64[n + 1], int32[...]
    departures   the same of departures
    ends         int32[r], the last second of each vehicle
    wanted       int32[n + p], the place that a row is wanted for; -1
    per_minute   seconds, or longer ticks, of a minute
    """

    calls: Calls
    walks: Walks
    events: Events
    arrived_row: Int32Array
    arrivals: tuple[Int64Array, Int32Array]
    departures: tuple[Int64Array, Int32Array]
    ends: Int32Array
    wanted: Int32Array
    per_minute: int


class _Lists(NamedTuple):
    """A list for each second: head[x] is its first item, next[i] the one behind it, -1 none.

    row, to  int32[items], the row that an item reads, and the one that it writes to
    used     int64[1], items in use
    """

    head: Int32Array
    next: Int32Array
    row: Int32Array
    to: Int32Array
    used: Int64Array


class _State(NamedTuple):
    """What changes while instructions are made.

    vehicle_row   int32[r], the row of each vehicle under way; -1
    free          int32[...], rows that may be used again, counts[_FREE] of them
    departure     int64[w], the first departure behind the last walk of each way
    arrival       int64[n], the first arrival behind the last at each stop
    touched       int32[n], stops with an arrival in this second, counts[_TOUCHED] of them
    stamp         int64[n], the second of the last arrival
    minute        int64[n + p], the minute of the last change of a wanted row
    counts        int64[5]
    """

    vehicle_row: Int32Array
    free: Int32Array
    departure: Int64Array
    arrival: Int64Array
    touched: Int32Array
    stamp: Int64Array
    minute: Int64Array
    counts: Int64Array


_MADE, _CHANGES, _FREE, _TOUCHED, _ROWS = 0, 1, 2, 3, 4


class _Made(NamedTuple):
    """Instructions and changes of rows; what finds no room is counted and not written."""

    first: Int64Array
    to: Int32Array
    by: Int32Array
    change_first: Int64Array
    change_row: Int32Array
    change_minute: Int32Array


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
    task = _Task(calls, walks, events, arrived_row, *times, wanted, per_minute)
    walked = int((np.diff(task.arrivals[0]) * np.diff(walks.first)).sum())
    made, counts = _made(task, 3 * len(events.event) + walked, (kept_rows, walked))
    change, place_first, place_minute = _by_place(made, wanted, len(wanted_rows))
    rows = int(counts[_ROWS])
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
    )


def _made(task: _Task, room: int, known: tuple[int, int]) -> tuple[_Made, Int64Array]:
    """Return the instructions, in as much room as they need."""
    kept_rows, walked = known
    stops, seconds = len(task.walks.direct), len(task.events.first) - 1
    items = len(task.arrivals[1]) + len(task.calls.previous)
    while True:
        state = _State(
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
        made = _Made(first, to, by, np.zeros(changes, np.int64), row, minute)
        _make(task, state, _lists(seconds, walked), _lists(seconds, items), made)
        count, changed = int(state.counts[_MADE]), int(state.counts[_CHANGES])
        if max(count, changed) <= room:
            break
        room = max(count, changed)
    made = made._replace(
        to=made.to[:count].copy(),
        by=made.by[:count].copy(),
        change_row=made.change_row[:changed].copy(),
        change_minute=made.change_minute[:changed].copy(),
    )
    return made, state.counts


def _lists(seconds: int, items: int) -> _Lists:
    following, row, to = (np.empty(items, np.int32) for _ in range(3))
    return _Lists(np.full(seconds, -1, np.int32), following, row, to, np.zeros(1, np.int64))


@kernel
def _times(
    calls: Calls, events: Events, stops: int
) -> tuple[tuple[Int64Array, Int32Array], tuple[Int64Array, Int32Array], Int32Array]:
    """Return seconds of arrivals and of departures by stop, and the last second of each vehicle."""
    arrivals, departures = np.zeros(stops + 2, np.int64), np.zeros(stops + 2, np.int64)
    ends = np.zeros(len(calls.previous), np.int32)
    for event in events.event:
        firsts = departures if event & 1 else arrivals
        firsts[calls.stop[event >> 1] + 2] += 1
    arrivals, departures = arrivals.cumsum(), departures.cumsum()
    arrival_s, departure_s = np.empty(arrivals[-1], np.int32), np.empty(departures[-1], np.int32)
    for second in range(len(events.first) - 1):
        for k in range(events.first[second], events.first[second + 1]):
            call = events.event[k] >> 1
            ends[events.vehicle[call]] = second
            firsts, times = arrivals, arrival_s
            if events.event[k] & 1:
                firsts, times = departures, departure_s
            times[firsts[calls.stop[call] + 1]] = second
            firsts[calls.stop[call] + 1] += 1
    return (arrivals[:-1], arrival_s), (departures[:-1], departure_s), ends


@borrowing
def _make(task: _Task, state: _State, landings: _Lists, endings: _Lists, made: _Made) -> None:
    """Make the instructions of each second: walks that end, events, copies for walks that begin."""
    events = task.events
    for second in range(len(events.first) - 1):
        item = landings.head[second]
        while item >= 0:
            _write(state, made, landings.to[item] * ROW, landings.row[item] * ROW)
            _note(task, state, made, landings.to[item], second)
            item = landings.next[item]
        state.counts[_TOUCHED] = 0
        for k in range(events.first[second], events.first[second + 1]):
            if events.event[k] & 1:
                _depart(task, state, endings, made, events.event[k] >> 1)
            else:
                _arrive(task, state, made, events.event[k] >> 1, second)
        for i in range(state.counts[_TOUCHED]):
            _walk(task, state, (landings, endings), made, state.touched[i], second)
        item = endings.head[second]
        while item >= 0:
            state.free[state.counts[_FREE]] = endings.row[item]
            state.counts[_FREE] += 1
            item = endings.next[item]
        made.first[second + 1] = state.counts[_MADE]
        if second % task.per_minute == 0:
            made.change_first[second // task.per_minute + 1] = state.counts[_CHANGES]


@step
def _depart(task: _Task, state: _State, endings: _Lists, made: _Made, call: int) -> None:
    vehicle, copies = task.events.vehicle[call], 0
    row = state.vehicle_row[vehicle]
    if row < 0:
        row, copies = _take(state), _COPIES
        state.vehicle_row[vehicle] = row
        _put(endings, task.ends[vehicle], row, 0)
    _write(state, made, row * ROW + copies, task.calls.stop[call] * ROW)


@step
def _arrive(task: _Task, state: _State, made: _Made, call: int, second: int) -> None:
    stop, walks = task.calls.stop[call], task.walks
    row = state.vehicle_row[task.events.vehicle[call]] * ROW
    if row < 0:  # it departs in this second only, and arrives again after that
        return
    if walks.direct[stop]:
        _write(state, made, stop * ROW, row)
        _note(task, state, made, stop, second)
    if task.arrived_row[stop] < 0:
        return
    _write(state, made, task.arrived_row[stop] * ROW, row)
    for way in range(walks.first[stop], walks.first[stop + 1]):
        if walks.seconds[way] == 0:
            _write(state, made, walks.to[way] * ROW, row)
            _note(task, state, made, walks.to[way], second)
    if state.stamp[stop] != second:
        state.stamp[stop] = second
        state.touched[state.counts[_TOUCHED]] = stop
        state.counts[_TOUCHED] += 1


@step
def _walk(
    task: _Task,
    state: _State,
    lists: tuple[_Lists, _Lists],
    made: _Made,
    stop: int,
    second: int,
) -> None:
    """Keep a copy of the arrivals at a stop for the ways that are needed from there."""
    walks, arrivals = task.walks, task.arrivals[1]
    last = task.arrivals[0][stop + 1]
    while state.arrival[stop] < last and arrivals[state.arrival[stop]] <= second:
        state.arrival[stop] += 1
    beyond = len(task.events.first) - 1
    following = arrivals[state.arrival[stop]] if state.arrival[stop] < last else beyond
    copy, latest = -1, -1
    for way in range(walks.first[stop], walks.first[stop + 1]):
        lands = second + walks.seconds[way]
        again = min(following + walks.seconds[way], beyond)
        if walks.seconds[way] > 0 and lands < beyond and _is_needed(task, state, way, lands, again):
            if copy < 0:
                copy = _take(state)
                _write(state, made, copy * ROW + _COPIES, task.arrived_row[stop] * ROW)
            _put(lists[0], lands, copy, walks.to[way])
            latest = max(latest, lands)
    if copy >= 0:
        _put(lists[1], latest, copy, 0)


@step
def _is_needed(task: _Task, state: _State, way: int, lands: int, again: int) -> bool:
    """Return whether something happens at the end of a way before the next walk is there."""
    to = task.walks.to[way]
    if to < len(task.walks.direct):
        first, departures = task.departures
        while state.departure[way] < first[to + 1] and departures[state.departure[way]] < lands:
            state.departure[way] += 1
        if state.departure[way] < first[to + 1] and departures[state.departure[way]] < again:
            return True
    return bool(
        task.wanted[to] >= 0 and (lands - 1) // task.per_minute != (again - 1) // task.per_minute
    )


@step
def _take(state: _State) -> int:
    """Return a row that nobody uses."""
    if state.counts[_FREE] > 0:
        state.counts[_FREE] -= 1
        return int(state.free[state.counts[_FREE]])
    state.counts[_ROWS] += 1
    return int(state.counts[_ROWS] - 1)


@step
def _put(lists: _Lists, second: int, row: int, to: int) -> None:
    item = lists.used[0]
    lists.used[0] += 1
    lists.next[item], lists.row[item], lists.to[item] = lists.head[second], row, to
    lists.head[second] = item


@step
def _write(state: _State, made: _Made, to: int, by: int) -> None:
    count = state.counts[_MADE]
    if count < len(made.to):
        made.to[count], made.by[count] = to, by
    state.counts[_MADE] += 1


@step
def _note(task: _Task, state: _State, made: _Made, row: int, second: int) -> None:
    """Note that a wanted row changes within a minute, once."""
    minute = (second + task.per_minute - 1) // task.per_minute
    if task.wanted[row] < 0 or state.minute[row] == minute:
        return
    state.minute[row] = minute
    count = state.counts[_CHANGES]
    if count < len(made.change_row):
        made.change_row[count], made.change_minute[count] = row, minute
    state.counts[_CHANGES] += 1


@kernel
def _by_place(
    made: _Made, wanted: Int32Array, places: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Return the place of each change in a list by wanted place; where each begins; minutes."""
    first = np.zeros(places + 2, np.int32)
    for row in made.change_row:
        first[wanted[row] + 2] += 1
    first = first.cumsum().astype(np.int32)
    change = np.empty(len(made.change_row), np.int32)
    minutes = np.empty(len(made.change_row), np.int32)
    for i in range(len(made.change_row)):
        place = wanted[made.change_row[i]] + 1
        change[i] = first[place]
        minutes[first[place]] = made.change_minute[i]
        first[place] += 1
    return change, first[:-1], minutes
