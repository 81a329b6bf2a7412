"""Calls of one day: trips that run on it, and those of days before and after that reach into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.timetable.events import Calls
from transnet.timetable.day_clocks import DAY_S, noon_of
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, eq=False)
class DayCalls:
    """Runs of trips in a span of seconds of a day, by their first departure.

    A trip that runs on several service days may have a run of each.
    day      whose seconds these are: they count from its noon minus 12 hours
    trip     int32[r], row of the trip of each run
    shift_s  int32[r], what is added to the times of the trip
    calls    their calls, which are all calls of these trips
    """

    timetable: TimetableColumns
    day: date
    trip: Int32Array
    shift_s: Int32Array
    calls: Calls

    @cached_property
    def run_of(self) -> Int32Array:
        """The run of each call."""
        sizes = np.diff(self.calls.first)
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)


def calls_on(timetable: TimetableColumns, day: date | str, first_s: int, last_s: int) -> DayCalls:
    """Return the runs of which something lies between two seconds of a day, both included.

    Raises InputError for a day outside of the calendar.
    """
    when = timetable.day_given(day)
    row, later = runs_within(timetable, when, first_s, last_s)
    starts = timetable.departure_s[timetable.first_call[:-1]]
    ends = timetable.arrival_s[timetable.first_call[1:] - 1]
    order = np.lexsort((row, ends[row] + later, starts[row] + later))
    trip, shift_s = row[order].astype(np.int32), later[order].astype(np.int32)
    return DayCalls(timetable, when, trip, shift_s, _calls(timetable, trip, shift_s))


def runs_within(
    timetable: TimetableColumns, when: date, first_s: int, last_s: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return such runs by their trips, and what is added to the times of each, int64[r]."""
    trips, shifts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    starts = timetable.departure_s[timetable.first_call[:-1]]
    ends = timetable.arrival_s[timetable.first_call[1:] - 1]
    longest = int(ends.max(initial=0))
    # An hour more on each side, for days on which clocks are changed.
    for offset in range(-((longest - first_s + 3600) // DAY_S), (last_s + 3600) // DAY_S + 1):
        column = (when - timetable.first_day).days + offset
        if not 0 <= column < timetable.service_runs.shape[1]:
            continue
        shift = _seconds_between(when, offset, timetable.time_zone)
        runs = timetable.service_runs[timetable.trip_service, column]
        chosen = np.flatnonzero(runs & (starts + shift <= last_s) & (ends + shift >= first_s))
        trips.append(chosen)
        shifts.append(np.full(len(chosen), shift))
    return np.concatenate(trips), np.concatenate(shifts)


def _seconds_between(day: date, offset: int, time_zone: str) -> int:
    """Return the seconds from the noon of a day to that of another, so many days behind it."""
    if not time_zone:
        return offset * DAY_S
    zone = ZoneInfo(time_zone)
    later = noon_of(day + timedelta(days=offset), zone) - noon_of(day, zone)
    return int(later.total_seconds())


def _calls(timetable: TimetableColumns, trip: Int32Array, shift_s: Int32Array) -> Calls:
    sizes = np.diff(timetable.first_call)[trip]
    first = np.zeros(len(trip) + 1, dtype=np.int32)
    np.cumsum(sizes, out=first[1:])
    call = np.arange(first[-1]) + np.repeat(timetable.first_call[trip] - first[:-1], sizes)
    shift = np.repeat(shift_s, sizes)
    return Calls(
        first,
        timetable.call_stop[call],
        timetable.arrival_s[call] + shift,
        timetable.departure_s[call] + shift,
        timetable.can_board[call],
        timetable.can_alight[call],
        _previous(timetable, trip, shift_s),
    )


def _previous(timetable: TimetableColumns, trip: Int32Array, shift_s: Int32Array) -> Int32Array:
    """Return for each run the one that its vehicle made before, if it ended where this begins."""
    previous = np.full(len(trip), -1, dtype=np.int32)
    block = timetable.trip_block[trip]
    blocked = np.flatnonzero(block >= 0)
    # Runs come by time; those of one block and service day, one after the other.
    order = blocked[np.lexsort((blocked, shift_s[blocked], block[blocked]))]
    one, other = order[:-1], order[1:]
    firsts, lasts = timetable.first_call[trip], timetable.first_call[trip + 1] - 1
    follows = (block[one] == block[other]) & (shift_s[one] == shift_s[other])
    follows &= timetable.call_stop[lasts[one]] == timetable.call_stop[firsts[other]]
    follows &= timetable.arrival_s[lasts[one]] <= timetable.departure_s[firsts[other]]
    previous[other[follows]] = one[follows]
    return previous


def mirrored(calls: Calls) -> Calls:
    """Return the calls as they are seen backwards in time: seconds s become -s.

    Earliest arrivals there are latest departures here.
    """
    runs, count = len(calls.previous), len(calls.stop)
    previous = np.full(runs, -1, dtype=np.int32)
    following = np.flatnonzero(calls.previous >= 0)
    previous[runs - 1 - calls.previous[following]] = runs - 1 - following
    return Calls(
        (count - calls.first[::-1]).astype(np.int32),
        calls.stop[::-1].copy(),
        -calls.departure[::-1],
        -calls.arrival[::-1],
        calls.can_alight[::-1].copy(),
        calls.can_board[::-1].copy(),
        previous,
    )
