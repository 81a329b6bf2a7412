"""Calls of one day: trips that run on it, and those of days before and after that reach into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from transnet.base.units import Int32Array
from transnet.kernels._arrays import read_only
from transnet.kernels.timetable.day_runs import Trips, calls_of, runs_in
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
    trips = _trips_of(timetable)
    row, later = _runs(timetable, trips, when, (first_s, last_s))
    starts = trips.departure[trips.first_call[row]].astype(np.int64) + later
    ends = trips.arrival[trips.first_call[row + 1] - 1] + later
    order = np.argsort((starts << 32) + ends, kind="stable")  # of equal ones as trips are in order
    trip, shift_s = row[order], later[order]
    previous = _previous(timetable, trip, shift_s)
    return DayCalls(timetable, when, trip, shift_s, calls_of(trips, trip, shift_s, previous))


def runs_within(
    timetable: TimetableColumns, when: date, first_s: int, last_s: int
) -> tuple[Int32Array, Int32Array]:
    """Return such runs by their trips, and what is added to the times of each, int32[r]."""
    return _runs(timetable, _trips_of(timetable), when, (first_s, last_s))


def _runs(
    timetable: TimetableColumns, trips: Trips, when: date, span: tuple[int, int]
) -> tuple[Int32Array, Int32Array]:
    longest = int(trips.arrival.max(initial=0))
    asked = (when - timetable.first_day).days
    # An hour more on each side, for days on which clocks are changed.
    offsets = range(-((longest - span[0] + 3600) // DAY_S), (span[1] + 3600) // DAY_S + 1)
    known = [each for each in offsets if 0 <= asked + each < timetable.service_runs.shape[1]]
    shifts = [_seconds_between(when, each, timetable.time_zone) for each in known]
    days = asked + np.array(known, dtype=np.int64)
    return runs_in(trips, days, np.array(shifts, dtype=np.int64), span)


def _trips_of(timetable: TimetableColumns) -> Trips:
    return Trips(
        read_only(timetable.first_call),
        read_only(timetable.call_stop),
        read_only(timetable.arrival_s),
        read_only(timetable.departure_s),
        read_only(timetable.can_board),
        read_only(timetable.can_alight),
        read_only(timetable.trip_service),
        read_only(timetable.service_runs),
    )


def _seconds_between(day: date, offset: int, time_zone: str) -> int:
    """Return the seconds from the noon of a day to that of another, so many days behind it."""
    if not time_zone:
        return offset * DAY_S
    zone = ZoneInfo(time_zone)
    later = noon_of(day + timedelta(days=offset), zone) - noon_of(day, zone)
    return int(later.total_seconds())


def _previous(timetable: TimetableColumns, trip: Int32Array, shift_s: Int32Array) -> Int32Array:
    """Return for each run the one that its vehicle made before, if it ended where this begins."""
    previous = np.full(len(trip), -1, dtype=np.int32)
    block = timetable.trip_block[trip]
    blocked = np.flatnonzero(block >= 0)
    if not len(blocked):
        return previous
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
