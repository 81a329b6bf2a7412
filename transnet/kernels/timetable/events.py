"""Arrivals and departures of a day in an order in which one pass over them finds everything.

By time; within a second arrivals come first, for one may leave as soon as one has arrived. A trip
that leaves and arrives within one second breaks that order: so arrivals that follow such a
departure come again behind the departures, and then the departures at their stops, until nothing
new can be reached.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, step

_ARRIVES, _DEPARTS, _FOLLOWS = 1, 2, 4


class Calls(NamedTuple):
    """Calls of the r runs of a day, at n stops.

    Times are in seconds here, or all in longer ticks, which are called seconds too.

    first         int32[r + 1], calls of run k are first[k] to first[k + 1]
    stop          int32[c]
    arrival, departure  int32[c], seconds, never decreasing along a run
    can_board, can_alight  bool[c]
    previous      int32[r], the run before it, from whose end one may stay seated; -1 for none
    """

    first: Int32Array
    stop: Int32Array
    arrival: Int32Array
    departure: Int32Array
    can_board: BoolArray
    can_alight: BoolArray
    previous: Int32Array


class Walks(NamedTuple):
    """Ways on foot that may follow an arrival by a run; none follows another.

    first    int32[n + 1], ways from stop v are first[v] to first[v + 1]
    to       int32[w], a stop, where one can board then, or from n on another place
    seconds  int32[w]
    direct   bool[n], whether one can board at a stop in the second of an arrival there
    """

    first: Int32Array
    to: Int32Array
    seconds: Int32Array
    direct: BoolArray


class Span(NamedTuple):
    """The seconds that are looked at: `start` and the `seconds` from there on."""

    start: int
    seconds: int


class Events(NamedTuple):
    """What happens in a span, in order.

    first    int64[seconds + 1], events of second x are first[x] to first[x + 1]
    event    int32[k], 2 * call for its arrival, 2 * call + 1 for its departure
    vehicle  int32[c], of each call the first of the runs that one can sit through
    """

    first: Int64Array
    event: Int32Array
    vehicle: Int32Array


def events_of(calls: Calls, walks: Walks, span: Span) -> Events:
    """Return the events of a span: departures where one can board, arrivals where one can alight.

    Arrivals that no departure of the vehicle within the span precedes are left out.
    """
    kinds, vehicle, counts = _kinds(calls, span)
    by_second = _sorted(calls, span, kinds, counts)
    runs, stops = len(calls.previous), len(walks.direct)
    first = np.zeros(span.seconds + 1, dtype=np.int64)
    event = np.empty(len(by_second) + (len(by_second) >> 2) + 8, dtype=np.int32)
    while True:
        turns = (np.full(size, -1, np.int64) for size in (runs, stops, stops))
        known = _Known(kinds, vehicle, counts, by_second, *turns)
        needed = _order(calls, walks, known, first, event)
        if needed <= len(event):
            return Events(first, event[:needed], vehicle)
        event = np.empty(needed, dtype=np.int32)


def _kinds(calls: Calls, span: Span) -> tuple[Int32Array, Int32Array, Int64Array]:
    """Return what happens at each call, its vehicle, and how much at each half second."""
    kinds = np.zeros(len(calls.stop), np.int32)
    vehicle = np.empty(len(calls.stop), np.int32)
    counts = np.zeros(2 * span.seconds + 1, np.int64)
    root = np.arange(len(calls.previous), dtype=np.int32)
    left = np.full(len(calls.previous), -1, np.int64)
    _fill_kinds(calls, span, (kinds, vehicle, counts), root, left)
    return kinds, vehicle, np.cumsum(counts)


@borrowing
def _fill_kinds(
    calls: Calls,
    span: Span,
    made: tuple[Int32Array, Int32Array, Int64Array],
    root: Int32Array,
    left: Int64Array,
) -> None:
    """Fill in what `_kinds` returns; left: the second of the last departure of a vehicle."""
    kinds, vehicle, counts = made
    for run in range(len(calls.previous)):
        if calls.previous[run] >= 0:
            root[run], left[run] = root[calls.previous[run]], left[calls.previous[run]]
        start, stop = calls.first[run], calls.first[run + 1]
        for call in range(start, stop):
            vehicle[call] = root[run]
            time = calls.arrival[call] - span.start
            if left[run] >= 0 and call > start and calls.can_alight[call] and time < span.seconds:
                kinds[call] |= _ARRIVES | (_FOLLOWS if left[run] == time else 0)
                counts[2 * time + 1] += 1
            time = calls.departure[call] - span.start
            if calls.can_board[call] and call < stop - 1 and 0 <= time < span.seconds:
                kinds[call] |= _DEPARTS
                counts[2 * time + 2] += 1
                left[run] = time


def _sorted(calls: Calls, span: Span, kinds: Int32Array, starts: Int64Array) -> Int32Array:
    """Return all events by time, arrivals first; starts[2 * x] of them lie before second x."""
    event = np.empty(starts[-1], np.int32)
    _fill_sorted(calls, span.start, kinds, starts.copy(), event)
    return event


@borrowing
def _fill_sorted(
    calls: Calls, start: int, kinds: Int32Array, place: Int64Array, event: Int32Array
) -> None:
    for call in range(len(kinds)):
        if kinds[call] & _ARRIVES:
            half = 2 * (calls.arrival[call] - start)
            event[place[half]] = 2 * call
            place[half] += 1
        if kinds[call] & _DEPARTS:
            half = 2 * (calls.departure[call] - start) + 1
            event[place[half]] = 2 * call + 1
            place[half] += 1


class _Known(NamedTuple):
    """Events by second, and where one is within a second.

    Of the events by second those from starts[2 * x] on are the arrivals of second x, and those
    from starts[2 * x + 1] on its departures.
    left     int64[r], the turn in which a vehicle left last
    reached  int64[n], the turn in which a stop was reached within its second
    by       int64[n], and by which vehicle, -2 for several
    """

    kinds: Int32Array
    vehicle: Int32Array
    starts: Int64Array
    by_second: Int32Array
    left: Int64Array
    reached: Int64Array
    by: Int64Array


@borrowing
def _order(calls: Calls, walks: Walks, known: _Known, first: Int64Array, event: Int32Array) -> int:
    """Fill in the events in order, as far as there is room; return how many there are."""
    count, turn = 0, 0
    for second in range(len(first) - 1):
        departures, following = known.starts[2 * second + 1], 0
        for k in range(known.starts[2 * second], known.starts[2 * second + 2]):
            call = known.by_second[k] >> 1
            if k < departures:
                following += (known.kinds[call] & _FOLLOWS) > 0
            else:
                known.left[known.vehicle[call]] = turn
            count = _put(event, count, known.by_second[k])
        # A way takes each of these arrivals once at most, so there are as many rounds at most.
        for _ in range(following):
            before = count
            count = _again(calls, walks, known, (second, turn), event, count)
            turn += 1
            if count == before:
                break
        turn += 1
        first[second + 1] = count
    return count


@step
def _again(
    calls: Calls,
    walks: Walks,
    known: _Known,
    when: tuple[int, int],
    event: Int32Array,
    count: int,
) -> int:
    """Add arrivals of vehicles that left in this turn, and what can leave after them."""
    second, turn = when
    departures = known.starts[2 * second + 1]
    for k in range(known.starts[2 * second], departures):
        call = known.by_second[k] >> 1
        vehicle = known.vehicle[call]
        if known.kinds[call] & _FOLLOWS and known.left[vehicle] == turn:
            count = _put(event, count, known.by_second[k])
            _reach(walks, calls.stop[call], vehicle, turn, known)
    for k in range(departures, known.starts[2 * second + 2]):
        call = known.by_second[k] >> 1
        at, vehicle = calls.stop[call], known.vehicle[call]
        if known.reached[at] == turn and known.by[at] != vehicle:
            count = _put(event, count, known.by_second[k])
            known.left[vehicle] = turn + 1
    return count


@step
def _put(event: Int32Array, count: int, what: int) -> int:
    if count < len(event):
        event[count] = what
    return count + 1


@step
def _reach(walks: Walks, stop: int, vehicle: int, turn: int, known: _Known) -> None:
    """Note where one is in the second of an arrival."""
    reached, by = known.reached, known.by
    if walks.direct[stop]:
        by[stop] = vehicle if reached[stop] != turn or by[stop] == vehicle else -2
        reached[stop] = turn
    for way in range(walks.first[stop], walks.first[stop + 1]):
        to = walks.to[way]
        if walks.seconds[way] == 0 and to < len(reached):
            by[to] = vehicle if reached[to] != turn or by[to] == vehicle else -2
            reached[to] = turn
