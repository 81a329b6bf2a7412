"""All best connections of a pair in one pass over what runs, in the order of time.

The mark of a stop is the last second in which one may leave and be there by now; a departure raises
the mark of its vehicle to that of the stop, an arrival that of the stop to the vehicle's. It is the
order of the connection scan (Dibbelt, Pajor, Strasser & Wagner 2018), here for one origin and all
seconds in which one may leave it. Ways on foot are looked up where one boards behind them: that is
fast where few lead to a stop.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.events import Calls, Events, Span, Walks, events_of
from transnet.kernels.timetable.vehicle_patterns import NEVER

_ARRIVES, _DEPARTS, _BOTH, _BEGINS = 1, 2, 3, 4
_KEPT, _FOUND, _END = 0, 1, 2
_FREE, _ROWS = 0, 1
_NOBODY = -(2**31)  # seconds of a day on which clocks are put back begin below 0
_MANY = 1 << 16  # more arrivals than a call has within a second


class Passage(NamedTuple):
    """Arrivals and departures of a day, in order; rows of n stops come first, then vehicles.

    stop     int32[k]
    vehicle  int32[k], 8 * the row of the vehicle, plus 1 if it arrives and 2 if it departs, both
             where nothing else happens at the stop within the second and no way is involved, and 4
             where it departs first: its row was another's before
    second   int32[k], ascending
    rows     how many rows there are
    into     ways by their ends: those to stop v are into.first[v] to into.first[v + 1], and into.to
             is where they come from
    leads    bool[n], whether ways lead on from a stop
    walked   how many arrivals there are at such stops
    """

    stop: Int32Array
    vehicle: Int32Array
    second: Int32Array
    rows: int
    into: Walks
    leads: BoolArray
    walked: int


class Ends(NamedTuple):
    """An origin, a destination, and when one may leave.

    access, egress  int32[n], seconds from the origin to each stop and from each to the destination,
                    NEVER where there is no way
    first, last     seconds of the span in which one may leave
    """

    access: Int32Array
    egress: Int32Array
    first: int
    last: int


class _Known(NamedTuple):
    """What is known by now.

    marks    int32[rows], _NOBODY where nobody is yet
    special  bool[n], stops at which there is more to do than to raise a mark
    newest   int32[n], the last that was kept of arrivals at each stop, -1 for none
    kept     int32[..., 3], their second, the mark, and the one before it at the stop or -1
    counts   int64[3], how many of these there are and connections, and where to end
    """

    marks: Int32Array
    special: BoolArray
    newest: Int32Array
    kept: Int32Array
    counts: Int64Array


def passage_of(calls: Calls, ways: tuple[Walks, Walks], span: Span) -> Passage:
    """Return what happens in a span; its seconds count from where those of calls do.

    ways  on foot, by their beginnings and by their ends
    """
    walks, into = ways
    listed, stops = events_of(calls, walks, span), len(walks.direct)
    stop, vehicle, second = (np.empty(len(listed.event), np.int32) for _ in range(3))
    leads = np.diff(walks.first) > 0
    on_foot = leads | (np.diff(into.first) > 0) | ~walks.direct
    runs = len(calls.previous)
    room = _Room(
        np.zeros(stops, np.int32),
        np.zeros(len(calls.stop), np.int32),
        np.zeros(runs, np.int32),
        np.full(runs, -1, np.int32),
        np.empty(runs, np.int32),
        np.array([0, stops]),
    )
    size = _fill(calls, listed, on_foot, room, (stop, vehicle, second))
    second += np.int32(span.start)
    walked = int(leads[stop[:size]].sum())
    events = stop[:size], vehicle[:size], second[:size]
    return Passage(*events, int(room.counts[_ROWS]), into, leads, walked)


class _Room(NamedTuple):
    """What changes while a passage is made.

    at_stop  int32[n], how much happens there within the second
    at_call  int32[c], arrivals there within the second, and _MANY for each departure; 0 once both
             are one
    of_vehicle  int32[r], what is ahead of each vehicle
    row     int32[r], the row of each, -1 before it departs
    free    int32[r], rows that may be used again
    counts  int64[2], how many these are, and rows in all
    """

    at_stop: Int32Array
    at_call: Int32Array
    of_vehicle: Int32Array
    row: Int32Array
    free: Int32Array
    counts: Int64Array


@borrowing
def _fill(
    calls: Calls,
    events: Events,
    on_foot: BoolArray,
    room: _Room,
    columns: tuple[Int32Array, Int32Array, Int32Array],
) -> int:
    """Fill in the columns of a passage; return how many rows they have.

    on_foot  bool[n], where ways are involved
    """
    stop, vehicle, seconds = columns
    count = 0
    for k in range(len(events.event)):
        room.of_vehicle[events.vehicle[events.event[k] >> 1]] += 1
    for second in range(len(events.first) - 1):
        begin, end = events.first[second], events.first[second + 1]
        for k in range(begin, end):
            room.at_stop[calls.stop[events.event[k] >> 1]] += 1
            room.at_call[events.event[k] >> 1] += _MANY if events.event[k] & 1 else 1
        for k in range(begin, end):
            call = events.event[k] >> 1
            is_plain = room.at_stop[calls.stop[call]] == 2 and not on_foot[calls.stop[call]]
            is_plain = is_plain and room.row[events.vehicle[call]] >= 0
            kind = _kind(room, call, events.event[k] & 1, is_plain)
            row = _take(room, events.vehicle[call], kind)
            if row >= 0:
                stop[count], seconds[count], vehicle[count] = calls.stop[call], second, row + kind
                count += 1
        for k in range(begin, end):
            room.at_stop[calls.stop[events.event[k] >> 1]] = 0
            room.at_call[events.event[k] >> 1] = 0
    return count


@step
def _kind(room: _Room, call: int, departs: int, is_plain: bool) -> int:
    """Return what is to be done; 0 for a departure that was along with its arrival."""
    if not departs:
        if not is_plain or room.at_call[call] != 1 + _MANY:
            return _ARRIVES
        room.at_call[call] = 0
        return _BOTH
    return _DEPARTS if room.at_call[call] > 0 else 0


@step
def _take(room: _Room, vehicle: int, kind: int) -> int:
    """Return 8 * the row of a vehicle, plus _BEGINS if it had none; -1 where nothing is to be done.

    A vehicle that arrives before it departs, both in no time, arrives again after that. At its end
    its row is free.
    """
    row = -1
    if room.row[vehicle] >= 0:
        row = 8 * room.row[vehicle] if kind > 0 else -1
    elif kind == _DEPARTS:
        if room.counts[_FREE] > 0:
            room.counts[_FREE] -= 1
            room.row[vehicle] = room.free[room.counts[_FREE]]
        else:
            room.row[vehicle] = room.counts[_ROWS]
            room.counts[_ROWS] += 1
        row = 8 * room.row[vehicle] + _BEGINS
    room.of_vehicle[vehicle] -= 1
    if room.of_vehicle[vehicle] == 0 and room.row[vehicle] >= 0:
        room.free[room.counts[_FREE]] = room.row[vehicle]
        room.counts[_FREE] += 1
    return row


def connections_in(passage: Passage, ends: Ends) -> tuple[Int32Array, Int32Array]:
    """Return departures and arrivals that no other betters, int32[k] seconds, both ascending.

    The last may be that of who leaves at the end of the window and waits.
    """
    stops = len(passage.leads)
    special = passage.leads | ~passage.into.direct | (np.diff(passage.into.first) > 0)
    special |= (ends.access < NEVER) | (ends.egress < NEVER)
    known = _Known(
        np.full(passage.rows, _NOBODY, np.int32),
        special,
        np.full(stops, -1, np.int32),
        np.empty((passage.walked, 3), np.int32),
        np.zeros(3, np.int64),
    )
    # No two of them leave in the same second.
    found = np.empty((max(ends.last - ends.first, 0) + 2, 2), np.int32)
    left, there = found[: _pass(passage, ends, known, found)].T
    return left, there


@borrowing
def _pass(passage: Passage, ends: Ends, known: _Known, found: Int32Array) -> int:
    """Go through what happens till nobody can come earlier any more; return how many are found."""
    counts = known.counts
    k = np.uint64(_first_from(passage.second, ends.first))
    counts[_END] = len(passage.second)
    while True:
        k = _plainly(passage, known, k, np.uint64(counts[_END]))
        if k >= np.uint64(counts[_END]):
            return int(counts[_FOUND])
        stop, vehicle = passage.stop[k], passage.vehicle[k]
        if vehicle & _ARRIVES:
            _arrive(passage, ends, known, (stop, vehicle >> 3, passage.second[k]), found)
        if vehicle & _DEPARTS:
            mark = known.marks[stop]
            if known.special[stop]:
                mark = _boarded(passage, ends, known, stop, passage.second[k])
            before = _NOBODY if vehicle & _BEGINS else known.marks[vehicle >> 3]
            known.marks[vehicle >> 3] = max(before, mark)
        k += np.uint64(1)


@step
def _plainly(passage: Passage, known: _Known, k: np.uint64, end: np.uint64) -> np.uint64:
    """Go on as long as vehicles stop where nothing else is to be done; return where they don't."""
    marks = known.marks
    while k < end:
        stop, vehicle = np.uint32(passage.stop[k]), np.uint32(passage.vehicle[k])
        if vehicle & np.uint32(7) != _BOTH or known.special[np.uint64(stop)]:
            break
        row = np.uint64(vehicle >> np.uint32(3))
        mark = max(marks[np.uint64(stop)], marks[row])
        marks[np.uint64(stop)], marks[row] = mark, mark
        k += np.uint64(1)
    return k


@step
def _first_from(seconds: Int32Array, least: int) -> int:
    """Return the first place of a second that isn't less."""
    low, high = 0, len(seconds)
    while low < high:
        middle = (low + high) >> 1
        if seconds[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@step
def _arrive(
    passage: Passage, ends: Ends, known: _Known, what: tuple[int, int, int], found: Int32Array
) -> None:
    """Let a vehicle arrive; what: the stop, the row of the vehicle and the second."""
    stop, row, second = what
    mark, counts = known.marks[row], known.counts
    if mark == _NOBODY:
        return
    if passage.into.direct[stop]:
        known.marks[stop] = max(known.marks[stop], mark)
    newest = known.newest[stop]
    if passage.leads[stop] and (newest < 0 or known.kept[newest, 1] < mark):
        kept = counts[_KEPT]
        known.kept[kept, 0], known.kept[kept, 1], known.kept[kept, 2] = second, mark, newest
        known.newest[stop] = kept
        counts[_KEPT] += 1
    if ends.egress[stop] < NEVER:
        count = _insert(found, counts[_FOUND], mark, second + ends.egress[stop])
        counts[_FOUND] = count
        if found[count - 1, 0] == ends.last:  # who comes later comes too late
            latest = _first_from(passage.second, found[count - 1, 1])
            counts[_END] = min(counts[_END], latest)


@step
def _boarded(passage: Passage, ends: Ends, known: _Known, stop: int, second: int) -> int:
    """Return the mark of who boards at a stop in a second, ways to there included."""
    mark = known.marks[stop]
    leaves = second - ends.access[stop]  # long before the first where there is no way
    if leaves >= ends.first:
        mark = max(mark, min(leaves, ends.last))
    into = passage.into
    for way in range(into.first[stop], into.first[stop + 1]):
        kept, left = known.newest[into.to[way]], second - into.seconds[way]
        while kept >= 0 and known.kept[kept, 0] > left:
            kept = known.kept[kept, 2]
        if kept >= 0:
            mark = max(mark, known.kept[kept, 1])
    known.marks[stop] = mark
    return int(mark)


@step
def _insert(found: Int32Array, count: int, mark: int, there: int) -> int:
    """Insert a connection among those that none betters, both ascending; return how many are."""
    behind = count
    while behind > 0 and found[behind - 1, 0] >= mark:
        behind -= 1
    if behind < count and found[behind, 1] <= there:
        return count
    here = behind
    if behind < count and found[behind, 0] == mark:
        behind += 1
    while here > 0 and found[here - 1, 1] >= there:
        here -= 1
    if here == behind:
        for i in range(count, here, -1):
            found[i, 0], found[i, 1] = found[i - 1, 0], found[i - 1, 1]
    else:
        for i in range(behind, count):
            at = here + 1 + i - behind
            found[at, 0], found[at, 1] = found[i, 0], found[i, 1]
    found[here, 0], found[here, 1] = mark, there
    return count + 1 - (behind - here)
