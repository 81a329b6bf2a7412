"""One day of a timetable: earliest arrivals, latest departures, journeys and best connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.base.units import FloatArray, Int32Array
from transnet.kernels.timetable.events import Calls, Events, Span, Walks, events_of
from transnet.kernels.timetable.profile import Pair, best_connections
from transnet.kernels.timetable.rides import NEVER, Arrivals, Goal, Start, arrivals_by_ride
from transnet.timetable.access_ways import (
    AccessWays,
    Starts,
    ends_of,
    reversed_walks,
    starts_of,
    timetable_walks,
)
from transnet.timetable.day_calls import DAY_S, DayCalls, calls_on, mirrored
from transnet.timetable.departure_window import second_of_day, whole_minutes
from transnet.timetable.itineraries import Between, Journey, Leg, journey_of
from transnet.timetable.static_reach import StaticReach
from transnet.timetable.timetable_columns import TimetableColumns
from transnet.timetable.trips_aboard import calls_ahead, with_first_ride

if TYPE_CHECKING:
    import pandas as pd

_Ready = tuple[Calls, Walks, Events, Span]

MOST_RIDES = 8


class TimetableDay:
    """What runs on a day and up to the end of the next one, ready for single searches.

    Times are seconds after midnight of the day (after noon minus 12 hours, where clocks change),
    and are given as "HH:MM" or "HH:MM:SS", in which hours may run on past 24. An origin or
    destination is the id of a stop, from or to which one may also walk by a transfer, or AccessWays
    of one place. All methods raise InputError for what is no time, no number of rides or no single
    place, and UnknownNameError for a stop that isn't there.
    """

    def __init__(self, timetable: TimetableColumns, day: date | str) -> None:
        self.last_s = 2 * DAY_S
        self._runs: DayCalls = calls_on(timetable, day, 0, self.last_s)
        self.timetable, self.day = timetable, self._runs.day

    def earliest_arrivals(
        self, origin: str | AccessWays, departure: str, most_rides: int = MOST_RIDES
    ) -> pd.Series[float]:
        """Return the earliest arrival at each stop for who leaves at a time, float64 by stop id.

        Seconds of the day; NaN where one doesn't come by then of the next day. The origin and the
        stops that one walks to from it are reached without a ride.
        """
        start = self._start(self._one(starts_of, origin), departure, most_rides)
        walks, known = self._forwards[1], self._no_goal
        times = _seconds_at_stops(arrivals_by_ride(self._forwards, start, known), start, walks)
        return self._by_stop(np.where(times < NEVER, times, np.nan))

    def latest_departures(
        self, destination: str | AccessWays, arrival: str, most_rides: int = MOST_RIDES
    ) -> pd.Series[float]:
        """Return the latest departure from each stop for who must be there by a time, float64.

        By stop id, in seconds of the day; NaN where one would have to leave before midnight.
        """
        ends = self._one(ends_of, destination)
        backwards_s = self.last_s - self._second(arrival, "arrival")
        rides, walks = _rides_given(most_rides), self._backwards[1]
        start = Start(ends.stop, ends.seconds + np.int32(backwards_s), rides, self.last_s)
        found = arrivals_by_ride(self._backwards, start, self._no_goal)
        times = _seconds_at_stops(found, start, walks)
        return self._by_stop(np.where(times <= self.last_s, self.last_s - times, np.nan))

    def journeys(
        self,
        origin: str | AccessWays,
        destination: str | AccessWays,
        departure: str,
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
        starts, ends = self._one(starts_of, origin), self._one(ends_of, destination)
        start, egress = self._start(starts, departure, most_rides), self._by_row(ends)
        more = 60 * whole_minutes(later_min, "later_min")
        pair = Between(_least(starts), _least(ends), self._walk_s, (starts.ids[0], ends.ids[0]))
        now = self._second(departure, "departure")
        on_foot = _on_foot(self.timetable, pair, now, destination)
        if not self._static.leads(starts.stop, ends.stop):
            return [on_foot] if on_foot else []
        found = arrivals_by_ride(self._forwards, start, Goal(egress, more))
        way = egress[found.stop].astype(np.int64)
        there = np.where(way < NEVER, found.second + way, NEVER)
        latest = min(int(there.min(initial=NEVER - more - 1)) + more + 1, NEVER)
        if on_foot:
            latest = min(latest, on_foot.arrival_s)
        journeys = [
            journey_of(self._runs, found, at, pair) for at in _pareto(found.rides, there, latest)
        ]
        return [*journeys, on_foot] if on_foot else journeys

    def journeys_aboard(
        self, trip: str, destination: str | AccessWays, departure: str, **settings: int
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
        self, origin: str | AccessWays, destination: str | AccessWays, window: tuple[str, str]
    ) -> pd.DataFrame:
        """Return the connections of a pair that none leaving later and arriving earlier betters.

        window   the first and the last second in which one may leave
        returns  departure_s and arrival_s, int64 seconds of the day, both ascending. Connections
                 without any ride are left out: these one may walk whenever one likes.
        """
        starts, ends = self._one(starts_of, origin), self._one(ends_of, destination)
        if not isinstance(window, list | tuple) or len(window) != 2:
            raise wrong_type(
                window, "window", said('must be two times, such as ("07:00", "09:00")')
            )
        first, last = (self._second(each, "window") for each in window)
        access, egress = self._by_row(starts), self._by_row(ends)
        if not self._static.leads(starts.stop, ends.stop):
            return _connections_of(np.zeros(0), np.zeros(0))
        # Who leaves at the end of the window is there then: whoever comes later left too early.
        start = Start(starts.stop, starts.seconds + np.int32(last), MOST_RIDES, self.last_s)
        found = arrivals_by_ride(self._forwards, start, Goal(egress, 0))
        way = egress[found.stop].astype(np.int64)
        until = int(np.min(found.second + way, initial=self.last_s, where=way < NEVER))
        pair = Pair(access, egress, first, last, until)
        return _connections_of(*best_connections(self._forwards, pair, self._most_walks))

    @cached_property
    def _static(self) -> StaticReach:
        return StaticReach(self._runs)

    @cached_property
    def _forwards(self) -> _Ready:
        span = Span(0, self.last_s + 1)
        walks = timetable_walks(self.timetable)
        return self._runs.calls, walks, events_of(self._runs.calls, walks, span), span

    @cached_property
    def _backwards(self) -> _Ready:
        span = Span(-self.last_s, self.last_s + 1)
        calls, walks = mirrored(self._runs.calls), reversed_walks(self.timetable)
        return calls, walks, events_of(calls, walks, span), span

    @cached_property
    def _most_walks(self) -> int:
        calls, walks, events, _ = self._forwards
        arrivals = events.event[events.event % 2 == 0] // 2
        return int(np.diff(walks.first)[calls.stop[arrivals]].sum())

    @cached_property
    def _walk_s(self) -> dict[tuple[int, int], int]:
        ways = (self.timetable.walk_from, self.timetable.walk_to, self.timetable.walk_s)
        return {(one, other): s for one, other, s in zip(*(e.tolist() for e in ways), strict=True)}

    @cached_property
    def _no_goal(self) -> Goal:
        return Goal(np.full(len(self.timetable.stop_ids), NEVER, np.int32), 0)

    def _start(self, starts: Starts, departure: str, most_rides: int) -> Start:
        now = np.int32(self._second(departure, "departure"))
        return Start(starts.stop, starts.seconds + now, _rides_given(most_rides), self.last_s)

    def _second(self, text: str, name: str) -> int:
        second = second_of_day(text, name)
        if second > self.last_s:
            raise wrong_type(text, name, said("must be 48:00 at the latest"))
        return second

    def _one(self, ways_of: Callable[..., Starts], place: str | AccessWays) -> Starts:
        ways = ways_of(self.timetable, place)
        if len(ways.ids) != 1:
            raise wrong_type(place, "place", said("must be one place"))
        return ways

    def _by_row(self, ways: Starts) -> Int32Array:
        """Return int32[n], the seconds of the way at each stop, NEVER where there is none."""
        seconds = np.full(len(self.timetable.stop_ids), NEVER, dtype=np.int32)
        np.minimum.at(seconds, ways.stop, ways.seconds)
        return seconds

    def _by_stop(self, values: FloatArray) -> pd.Series[float]:
        import pandas as pd

        return pd.Series(values, index=self.timetable.stop_ids.tolist())


def _connections_of(left: npt.NDArray[Any], there: npt.NDArray[Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"departure_s": left.astype("i8"), "arrival_s": there.astype("i8")})


def _seconds_at_stops(found: Arrivals, start: Start, walks: Walks) -> FloatArray:
    """Return float64[n], when one is at each stop, by ride or by a walk behind one; NEVER."""
    stops = len(walks.direct)
    ridden = np.full(stops, float(NEVER))
    ridden[found.stop[::-1]] = found.second[::-1]  # the first at a stop is the earliest
    times = ridden.copy()
    np.minimum.at(times, start.stop, start.second)
    tail = np.repeat(np.arange(stops), np.diff(walks.first))
    np.minimum.at(times, walks.to, ridden[tail] + walks.seconds)
    return np.asarray(np.minimum(times, NEVER))


def _pareto(rides: Int32Array, there: npt.NDArray[np.int64], before: int) -> Iterator[int]:
    """Yield arrivals by time before a second, each by fewer rides than those before."""
    useful = np.flatnonzero(there < before)
    fewest = NEVER
    for at in useful[np.lexsort((rides[useful], there[useful]))].tolist():
        if rides[at] < fewest:
            fewest = int(rides[at])
            yield at


def _on_foot(
    timetable: TimetableColumns, pair: Between, now: int, destination: str | AccessWays
) -> Journey | None:
    """Return the way to a destination that is a stop, where one leads there without a ride."""
    if isinstance(destination, AccessWays):
        return None
    seconds = pair.access.get(timetable.row_of_stop[destination])
    if seconds is None:
        return None
    legs = (Leg("walk", *pair.ends, now, now + seconds),) if seconds else ()
    return Journey(now, now + seconds, 0, legs)


def _least(ways: Starts) -> dict[int, int]:
    pairs = sorted(zip(ways.stop.tolist(), ways.seconds.tolist(), strict=True), reverse=True)
    return dict(pairs)  # the last of a stop is its least


def _rides_given(value: object) -> int:
    if isinstance(value, int | np.integer) and not isinstance(value, bool | np.timedelta64):
        whole = int(value)
        if 1 <= whole <= 30:
            return whole
    raise wrong_type(value, "most_rides", said("must be a whole number from 1 to 30"))
