"""Runs of trips within a span of a day, and their calls, each in one pass over the columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import borrowing
from transnet.kernels.timetable.events import Calls

_MINUTE_S = 60


class Trips(NamedTuple):
    """Trips by the second, and the days on which they run.

    first_call   int32[t + 1], calls of trip k are first_call[k] to first_call[k + 1]
    stop         int32[c]
    arrival, departure  int32[c], seconds of the service day
    can_board, can_alight  bool[c]
    service      int32[t]
    runs         bool[s, days]
    """

    first_call: Int32Array
    stop: Int32Array
    arrival: Int32Array
    departure: Int32Array
    can_board: BoolArray
    can_alight: BoolArray
    service: Int32Array
    runs: BoolArray


def runs_in(
    trips: Trips, days: Int64Array, shifts: Int64Array, span: tuple[int, int]
) -> tuple[Int32Array, Int32Array]:
    """Return trips and what is added to their times, int32[r], of runs that reach into a span.

    days    int64[k], columns of service days that may
    shifts  int64[k], seconds from the day that is asked for to each
    span    its first and last second
    By trips, and of each by days.
    """
    trip, shift_s = np.empty((2, len(trips.service) * len(days)), np.int32)
    found = _fill_runs(trips, days, shifts, span, (trip, shift_s))
    return trip[:found], shift_s[:found]


@borrowing
def _fill_runs(
    trips: Trips,
    days: Int64Array,
    shifts: Int64Array,
    span: tuple[int, int],
    runs: tuple[Int32Array, Int32Array],
) -> int:
    count = 0
    for row in range(len(trips.service)):
        starts = trips.departure[trips.first_call[row]]
        ends = trips.arrival[trips.first_call[row + 1] - 1]
        for i in range(len(days)):
            if not trips.runs[trips.service[row], days[i]]:
                continue
            if starts + shifts[i] <= span[1] and ends + shifts[i] >= span[0]:
                runs[0][count], runs[1][count] = row, shifts[i]
                count += 1
    return count


def calls_of(trips: Trips, trip: Int32Array, shift_s: Int32Array, previous: Int32Array) -> Calls:
    """Return the calls of some runs, by their trips and what is added to their times.

    previous  int32[r], the run before each, from whose end one may stay seated; -1 for none
    """
    first = np.zeros(len(trip) + 1, np.int32)
    np.cumsum(np.diff(trips.first_call)[trip], out=first[1:])
    size = int(first[-1])
    stop, arrival, departure = (np.empty(size, np.int32) for _ in range(3))
    can_board, can_alight = (np.empty(size, np.bool_) for _ in range(2))
    calls = Calls(first, stop, arrival, departure, can_board, can_alight, previous)
    _fill(trips, trip, shift_s, calls)
    return calls


@borrowing
def _fill(trips: Trips, trip: Int32Array, shift_s: Int32Array, calls: Calls) -> None:
    for run in range(len(trip)):
        of, shift = np.int64(trips.first_call[trip[run]]), shift_s[run]
        for call in range(calls.first[run], calls.first[run + 1]):
            calls.stop[call] = trips.stop[of]
            calls.arrival[call] = trips.arrival[of] + shift
            calls.departure[call] = trips.departure[of] + shift
            calls.can_board[call] = trips.can_board[of]
            calls.can_alight[call] = trips.can_alight[of]
            of += 1


@borrowing
def in_minutes(calls: Calls, start: int, arrival: Int32Array, departure: Int32Array) -> bool:
    """Fill in the times from a second on in minutes; return whether all are whole minutes."""
    for call in range(len(arrival)):
        one, other = calls.arrival[call] - start, calls.departure[call] - start
        arrival[call], departure[call] = one // _MINUTE_S, other // _MINUTE_S
        if arrival[call] * _MINUTE_S != one or departure[call] * _MINUTE_S != other:
            return False
    return True
