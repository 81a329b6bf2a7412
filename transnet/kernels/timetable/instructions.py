"""The instructions of a program, second by second: walks that end, events, walks that begin."""

from __future__ import annotations

from typing import NamedTuple

from transnet.kernels._arrays import Int32Array, Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.events import Calls, Events, Walks
from transnet.kernels.timetable.rows import ROW

_COPIES = 1  # the lowest bit of where an instruction writes to: it copies and doesn't raise
MADE, CHANGES, _FREE, _TOUCHED, ROWS = 0, 1, 2, 3, 4


class Task(NamedTuple):
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


class Lists(NamedTuple):
    """A list for each second: head[x] is its first item, next[i] the one behind it, -1 none.

    row, to  int32[items], the row that an item reads, and the one that it writes to
    used     int64[1], items in use
    """

    head: Int32Array
    next: Int32Array
    row: Int32Array
    to: Int32Array
    used: Int64Array


class State(NamedTuple):
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


class Made(NamedTuple):
    """Instructions and changes of rows; what finds no room is counted and not written."""

    first: Int64Array
    to: Int32Array
    by: Int32Array
    change_first: Int64Array
    change_row: Int32Array
    change_minute: Int32Array


@borrowing
def make_instructions(
    task: Task, state: State, landings: Lists, endings: Lists, made: Made
) -> None:
    """Make the instructions of each second: walks that end, events, copies for walks that begin."""
    events = task.events
    for second in range(len(events.first) - 1):
        minute = (second + task.per_minute - 1) // task.per_minute
        item = landings.head[second]
        while item >= 0:
            _write(state, made, landings.to[item] * ROW, landings.row[item] * ROW)
            _note(task, state, made, landings.to[item], minute)
            item = landings.next[item]
        state.counts[_TOUCHED] = 0
        for k in range(events.first[second], events.first[second + 1]):
            if events.event[k] & 1:
                _depart(task, state, endings, made, events.event[k] >> 1)
            else:
                _arrive(task, state, made, events.event[k] >> 1, (second, minute))
        for i in range(state.counts[_TOUCHED]):
            _walk(task, state, (landings, endings), made, state.touched[i], second)
        item = endings.head[second]
        while item >= 0:
            state.free[state.counts[_FREE]] = endings.row[item]
            state.counts[_FREE] += 1
            item = endings.next[item]
        made.first[second + 1] = state.counts[MADE]
        if minute * task.per_minute == second:
            made.change_first[minute + 1] = state.counts[CHANGES]


@step
def _depart(task: Task, state: State, endings: Lists, made: Made, call: int) -> None:
    vehicle, copies = task.events.vehicle[call], 0
    row = state.vehicle_row[vehicle]
    if row < 0:
        row, copies = _take(state), _COPIES
        state.vehicle_row[vehicle] = row
        _put(endings, task.ends[vehicle], row, 0)
    _write(state, made, row * ROW + copies, task.calls.stop[call] * ROW)


@step
def _arrive(task: Task, state: State, made: Made, call: int, now: tuple[int, int]) -> None:
    """Let a vehicle arrive in a second and its minute."""
    second, minute = now
    stop, walks = task.calls.stop[call], task.walks
    row = state.vehicle_row[task.events.vehicle[call]] * ROW
    if row < 0:  # it departs in this second only, and arrives again after that
        return
    if walks.direct[stop]:
        _write(state, made, stop * ROW, row)
        _note(task, state, made, stop, minute)
    if task.arrived_row[stop] < 0:
        return
    _write(state, made, task.arrived_row[stop] * ROW, row)
    for way in range(walks.first[stop], walks.first[stop + 1]):
        if walks.seconds[way] == 0:
            _write(state, made, walks.to[way] * ROW, row)
            _note(task, state, made, walks.to[way], minute)
    if state.stamp[stop] != second:
        state.stamp[stop] = second
        state.touched[state.counts[_TOUCHED]] = stop
        state.counts[_TOUCHED] += 1


@step
def _walk(
    task: Task,
    state: State,
    lists: tuple[Lists, Lists],
    made: Made,
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
def _is_needed(task: Task, state: State, way: int, lands: int, again: int) -> bool:
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
def _take(state: State) -> int:
    """Return a row that nobody uses."""
    if state.counts[_FREE] > 0:
        state.counts[_FREE] -= 1
        return int(state.free[state.counts[_FREE]])
    state.counts[ROWS] += 1
    return int(state.counts[ROWS] - 1)


@step
def _put(lists: Lists, second: int, row: int, to: int) -> None:
    item = lists.used[0]
    lists.used[0] += 1
    lists.next[item], lists.row[item], lists.to[item] = lists.head[second], row, to
    lists.head[second] = item


@step
def _write(state: State, made: Made, to: int, by: int) -> None:
    count = state.counts[MADE]
    if count < len(made.to):
        made.to[count], made.by[count] = to, by
    state.counts[MADE] += 1


@step
def _note(task: Task, state: State, made: Made, row: int, minute: int) -> None:
    """Note that a wanted row changes within a minute, once."""
    if task.wanted[row] < 0 or state.minute[row] == minute:
        return
    state.minute[row] = minute
    count = state.counts[CHANGES]
    if count < len(made.change_row):
        made.change_row[count], made.change_minute[count] = row, minute
    state.counts[CHANGES] += 1
