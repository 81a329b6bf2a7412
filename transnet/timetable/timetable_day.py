"""One day of a timetable: earliest arrivals, latest departures, journeys and best connections."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import FloatArray, Int32Array
from transnet.kernels.timetable.events import Span, Walks
from transnet.kernels.timetable.pair_scan import Ends, Passage, connections_in, passage_of
from transnet.kernels.timetable.profile import Pair, best_connections
from transnet.kernels.timetable.rides import Start, arrivals_by_ride, earliest_seconds
from transnet.kernels.timetable.rounds import Goal
from transnet.kernels.timetable.vehicle_patterns import NEVER, Patterns, patterns_of
from transnet.timetable.access_ways import AccessWays, reversed_walks, timetable_walks
from transnet.timetable.day_calls import DayCalls, calls_on, mirrored
from transnet.timetable.day_clocks import DAY_S, DayClocks
from transnet.timetable.departure_window import clock_text, second_of_day, whole_minutes
from transnet.timetable.instant_hops import with_instant_hops_apart
from transnet.timetable.itineraries import Between, Journey, Leg, journey_of
from transnet.timetable.least_times import LeastTimes
from transnet.timetable.one_place import OnePlace, destination_of, origin_of
from transnet.timetable.timetable_columns import TimetableColumns
from transnet.timetable.trips_aboard import calls_ahead, with_first_ride

if TYPE_CHECKING:
    import pandas as pd

_Ready = tuple[Patterns, Walks]
DayTime = str | int
"""A time by local clocks, "HH:MM" or "HH:MM:SS", or a second of the day."""

MOST_RIDES = 8

_KEPT_GOALS, _ANY_S = 64, NEVER - 1
_FEW_WAYS = 1
"""Ways on foot between two stops, for each stop, up to which one pass finds connections faster."""


class TimetableDay(Shown):
    """What runs on a day and up to the end of the next one, ready for single searches.

    Seconds of the day count from its noon minus 12 hours, which is midnight but where clocks are
    changed; `clock` tells what clocks show then. Times are given as "HH:MM" or "HH:MM:SS" by local
    clocks, in which hours may run on past 24 (of what clocks show twice the first), or as seconds
    of the day. An origin or destination is the id of a stop, from or to which one may also walk by
    a transfer, or AccessWays of one place. All methods raise InputError for what is no time or
    skipped by clocks, no number of rides or no single place, and UnknownNameError for a stop that
    isn't there.
    """

    def __init__(self, timetable: TimetableColumns, day: date | str) -> None:
        self.timetable, self.day = timetable, timetable.day_given(day)
        self._clocks = DayClocks(self.day, timetable.time_zone)
        self.first_s, self.last_s = (self._clocks.second(each) for each in (0, 2 * DAY_S))
        self._runs: DayCalls = calls_on(timetable, self.day, self.first_s, self.last_s)

    def __repr__(self) -> str:
        runs, calls = len(self._runs.trip), len(self._runs.calls.stop)
        return f"<TimetableDay {self.day.isoformat()} and the next: {runs:,} runs, {calls:,} calls>"

    def clock(self, second: int) -> str:
        """Return what local clocks show at a second of the day, HH:MM:SS; 24:00:00 and on later."""
        return clock_text(self._clocks.shown(second))

    def earliest_arrivals(
        self, origin: str | AccessWays, departure: DayTime, most_rides: int = MOST_RIDES
    ) -> pd.Series[float]:
        """Return the earliest arrival at each stop for who leaves at a time, float64 by stop id.

        Seconds of the day; NaN where one doesn't come by then of the next day. The origin and the
        stops that one walks to from it are reached without a ride.
        """
        now = self._second(departure, "departure")
        start = self._start(origin_of(self.timetable, origin), now, most_rides)
        times = earliest_seconds(self._forwards, start)
        return self._by_stop(np.where(times < NEVER, times, np.nan))

    def latest_departures(
        self, destination: str | AccessWays, arrival: DayTime, most_rides: int = MOST_RIDES
    ) -> pd.Series[float]:
        """Return the latest departure from each stop for who must be there by a time, float64.

        By stop id, in seconds of the day; NaN where one would have to leave before midnight.
        """
        ends = destination_of(self.timetable, destination)
        backwards_s = self.last_s - self._second(arrival, "arrival")
        rides = _rides_given(most_rides)
        length_s = self.last_s - self.first_s
        start = Start(ends.stop, ends.seconds + np.int32(backwards_s), rides, length_s)
        times = earliest_seconds(self._backwards, start)
        return self._by_stop(np.where(times <= length_s, self.last_s - times, np.nan))

    def journeys(
        self,
        origin: str | AccessWays,
        destination: str | AccessWays,
        departure: DayTime,
        *,
        most_rides: int = MOST_RIDES,
        later_min: int = 60,
    ) -> list[Journey]:
        """Return the journeys that none arriving as early by as few rides betters.

        Those are the Pareto set of arrival and rides, the earliest arrival first: each further
        journey arrives later by fewer rides, up to `later_min` minutes later than the first. One
        that walks all the way takes none. No journeys where one can't get there by the end of the
        next day.
        """
        one, other = self._ends(origin, destination)
        now = self._second(departure, "departure")
        start = self._start(one, now, most_rides)
        more = 60 * whole_minutes(later_min, "later_min")
        on_foot = _on_foot(one, other, now)
        before = on_foot.arrival_s if on_foot else NEVER
        goal = self._goal(other, before - now if on_foot else _ANY_S)
        pair = Between(one.seconds_to, goal.seconds, self._walk_s, (one.name, other.name))
        found = arrivals_by_ride(self._forwards, start, goal, before)
        journeys: list[Journey] = []
        for row in found.at_goal[::-1].tolist():
            journey = journey_of(self._runs, found, row, pair)
            if journeys and journey.arrival_s > journeys[0].arrival_s + more:
                break
            journeys.append(journey)
        return [*journeys, on_foot] if on_foot else journeys

    def journeys_aboard(
        self, trip: str, destination: str | AccessWays, departure: DayTime, **settings: int
    ) -> list[Journey]:
        """Return the best journeys of who sits in a trip at a time: on with it, then as ever.

        trip      id of a trip that is on its way at that time
        settings  most_rides and later_min, as `journeys` takes them; the trip itself isn't counted
        The first leg is the ride to where one leaves the trip, from no stop. Raises
        UnknownNameError for a trip that isn't there, InputError for one that isn't on its way.
        """
        now = self._second(departure, "departure")
        calls = self._runs.calls
        ahead = calls_ahead(self._runs, trip, now)
        stops, there = calls.stop[ahead], calls.arrival[ahead]
        aboard = AccessWays([trip], np.zeros(len(ahead), np.int32), stops, there - now)
        found = self.journeys(aboard, destination, departure, **settings)
        arrives = dict(zip(self.timetable.stop_ids[stops].tolist(), there.tolist(), strict=True))
        return [with_first_ride(self._runs, trip, each, (now, arrives)) for each in found]

    def connections(
        self,
        origin: str | AccessWays,
        destination: str | AccessWays,
        window: tuple[DayTime, DayTime],
    ) -> pd.DataFrame:
        """Return the connections of a pair that none leaving later and arriving earlier betters.

        window   the first and the last second in which one may leave
        returns  departure_s and arrival_s, int64 seconds of the day, both ascending. Connections
                 without any ride are left out: these one may walk whenever one likes.
        """
        one, other = self._ends(origin, destination)
        if not isinstance(window, list | tuple) or len(window) != 2:
            raise wrong_type(
                window, "window", said('must be two times, such as ("07:00", "09:00")')
            )
        first, last = (self._second(each, "window") for each in window)
        if last < first:
            raise wrong_type(window, "window", said("must not end before it begins"))
        stops = len(self.timetable.stop_ids)
        access = one.by_stop(stops)
        if len(self.timetable.open_walks[0]) <= _FEW_WAYS * stops:
            ends = Ends(access, other.by_stop(stops), first, last)
            return _connections_of(*connections_in(self._passage, ends))
        goal = self._goal(other, _ANY_S)
        if not _leads(goal, one):
            return _connections_of(*np.zeros((2, 0), np.int32))
        pair = Pair(access, goal, first, last, self.last_s)
        return _connections_of(*best_connections(self._forwards, pair))

    @cached_property
    def _forwards(self) -> _Ready:
        stops = len(self.timetable.stop_ids)
        return patterns_of(self._runs.calls, stops, 0), timetable_walks(self.timetable)

    @cached_property
    def _backwards(self) -> _Ready:
        stops = len(self.timetable.stop_ids)
        calls = mirrored(self._runs.calls)
        return patterns_of(calls, stops, -self.last_s), self._into

    @cached_property
    def _into(self) -> Walks:
        return reversed_walks(self.timetable)

    @cached_property
    def _passage(self) -> Passage:
        calls = with_instant_hops_apart(self._runs.calls)
        ways = timetable_walks(self.timetable), self._into
        return passage_of(calls, ways, Span(self.first_s, self.last_s - self.first_s + 1))

    @cached_property
    def _least(self) -> LeastTimes:
        return LeastTimes(self._forwards[0], self.timetable)

    @cached_property
    def _goals(self) -> dict[int, Goal]:
        """The last stops that were asked for, with bounds for all ways there, by their rows."""
        return {}

    @cached_property
    def _walk_s(self) -> dict[tuple[int, int], int]:
        ways = (each.tolist() for each in self.timetable.open_walks)
        return {(one, other): s for one, other, s in zip(*ways, strict=True)}

    @cached_property
    def _index(self) -> pd.Index[str]:
        import pandas as pd

        index: pd.Index[str] = pd.Index(self.timetable.stop_ids.tolist())
        return index

    def _ends(
        self, origin: str | AccessWays, destination: str | AccessWays
    ) -> tuple[OnePlace, OnePlace]:
        return origin_of(self.timetable, origin), destination_of(self.timetable, destination)

    def _goal(self, place: OnePlace, longest_s: int) -> Goal:
        """Return a goal and bounds of the way there; what takes longer isn't wanted.

        Those without such a limit are kept for the last goals that are stops.
        """
        known = self._goals.get(place.row)
        if known is not None:
            return known
        egress = place.by_stop(len(self.timetable.stop_ids))
        if place.row < 0:
            return Goal(egress, self._least.to_place(egress))
        goal = Goal(egress, self._least.to_stop(place.row, longest_s))
        if longest_s == _ANY_S:
            if len(self._goals) >= _KEPT_GOALS:
                self._goals.clear()
            self._goals[place.row] = goal
        return goal

    def _start(self, starts: OnePlace, now: int, most_rides: int) -> Start:
        seconds = starts.seconds + np.int32(now)
        return Start(starts.stop, seconds, _rides_given(most_rides), self.last_s)

    def _second(self, given: DayTime, name: str) -> int:
        """Return the second of the day that is meant."""
        if isinstance(given, int | np.integer) and not isinstance(given, bool | np.timedelta64):
            second = int(given)
        else:
            second = self._clocks.second_given(second_of_day(given, name), given, name)
        if not self.first_s <= second <= self.last_s:
            raise wrong_type(given, name, said("must lie between 00:00 and 48:00"))
        return second

    def _by_stop(self, values: FloatArray) -> pd.Series[float]:
        import pandas as pd

        return pd.Series(values, index=self._index)


def _connections_of(left: Int32Array, there: Int32Array) -> pd.DataFrame:
    import pandas as pd

    columns = np.stack([left, there], axis=1).astype(np.int64)  # one block: half of the time
    return pd.DataFrame(columns, columns=_connection_names())


@cache
def _connection_names() -> pd.Index[str]:
    import pandas as pd

    index: pd.Index[str] = pd.Index(["departure_s", "arrival_s"])
    return index


def _leads(goal: Goal, origin: OnePlace) -> bool:
    return bool((goal.least[origin.stop] < NEVER).any())


def _on_foot(one: OnePlace, other: OnePlace, now: int) -> Journey | None:
    """Return the way to a destination that is a stop, where one leads there without a ride."""
    seconds = NEVER if other.row < 0 else one.seconds_to(other.row)
    if seconds == NEVER:
        return None
    legs = (Leg("walk", one.name, other.name, now, now + seconds),) if seconds else ()
    return Journey(now, now + seconds, 0, legs)


def _rides_given(value: object) -> int:
    if isinstance(value, int | np.integer) and not isinstance(value, bool | np.timedelta64):
        whole = int(value)
        if 1 <= whole <= 30:
            return whole
    raise wrong_type(value, "most_rides", said("must be a whole number from 1 to 30"))
