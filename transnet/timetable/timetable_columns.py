"""Frozen columns of stops, trips and their calls, held against each other."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.given import given, wrong_type
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import Int32Array
from transnet.timetable import part_checks as check
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TimetableColumns(Shown):
    """Trips by the second, on the days on which they run.

    stop_ids, stop_names    object[n] of str
    stop_lon, stop_lat      float64[n], WGS-84 degrees; NaN where unknown
    route_ids, route_names, route_modes  object[m] of str
    trip_ids, trip_names    object[t] of str
    trip_route, trip_service, trip_block  int32[t], as `parts.Trips` has them
    first_call              int32[t + 1], calls of trip k are first_call[k] to first_call[k + 1]
    call_stop               int32[c], rows of stops
    arrival_s, departure_s  int32[c], seconds of the service day
    can_board, can_alight   bool[c]
    service_ids             object[s] of str
    first_day               the day of the first column of `service_runs`
    service_runs            bool[s, days]
    time_zone               "" for clocks that are never changed
    walk_from, walk_to, walk_s  int32[f], ways on foot between two stops, sorted by from and to;
                            those that take LATEST_S are forbidden
    change_s                int32[n], least time to change at each stop
    is_recommended          bool[n], where the operator recommends to change, of places equally good

    Two are equal when all of this is.
    """

    stop_ids: check.Texts
    stop_names: check.Texts
    stop_lon: FloatArray
    stop_lat: FloatArray
    route_ids: check.Texts
    route_names: check.Texts
    route_modes: check.Texts
    trip_ids: check.Texts
    trip_names: check.Texts
    trip_route: Int32Array
    trip_service: Int32Array
    trip_block: Int32Array
    first_call: Int32Array
    call_stop: Int32Array
    arrival_s: Int32Array
    departure_s: Int32Array
    can_board: check.BoolArray
    can_alight: check.BoolArray
    service_ids: check.Texts
    first_day: date
    service_runs: check.BoolArray
    time_zone: str
    walk_from: Int32Array
    walk_to: Int32Array
    walk_s: Int32Array
    change_s: Int32Array
    is_recommended: check.BoolArray

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TimetableColumns):
            return NotImplemented
        return all(_same(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    def __hash__(self) -> int:
        return hash((self.call_stop.tobytes(), self.departure_s.tobytes(), self.first_day))

    def __repr__(self) -> str:
        return (
            f"<Timetable: {len(self.stop_ids):,} stops, {len(self.trip_ids):,} trips, "
            f"{len(self.call_stop):,} calls, {self._range()}>"
        )

    def _range(self) -> str:
        days = self.days
        return f"{days[0]} to {days[1]}" if days else "no day"

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day on which a trip runs; None where none ever does."""
        used = np.unique(self.trip_service)
        running = np.flatnonzero(self.service_runs[used].any(axis=0))
        if not len(running):
            return None
        first, last = int(running[0]), int(running[-1])
        return self.first_day + timedelta(days=first), self.first_day + timedelta(days=last)

    @cached_property
    def open_walks(self) -> tuple[Int32Array, Int32Array, Int32Array]:
        """From, to and seconds of the ways on foot that one may take."""
        is_open = self.walk_s < check.LATEST_S
        if is_open.all():
            return self.walk_from, self.walk_to, self.walk_s
        return self.walk_from[is_open], self.walk_to[is_open], self.walk_s[is_open]

    @cached_property
    def has_recommended(self) -> bool:
        """Whether there is a stop at which the operator recommends to change."""
        return bool(self.is_recommended.any())

    @cached_property
    def walks_by_start(self) -> Int32Array:
        """Where the `open_walks` of each stop begin, int32[n + 1]."""
        return _firsts(self.open_walks[0], len(self.stop_ids))

    @cached_property
    def walks_by_end(self) -> tuple[Int32Array, Int32Array]:
        """Rows of `open_walks` by their ends, and where those of each stop begin, [n + 1]."""
        walk_to = self.open_walks[1]
        order = np.argsort(walk_to, kind="stable").astype(np.int32)
        return order, _firsts(walk_to, len(self.stop_ids))

    @cached_property
    def row_of_stop(self) -> dict[str, int]:
        """The row of each stop by its id."""
        return {name: row for row, name in enumerate(self.stop_ids.tolist())}

    def day_given(self, day: date | str) -> date:
        """Return a day of the calendar, given as a date or as YYYY-MM-DD.

        Raises InputError for anything else, and for a day outside of the first and last on which a
        trip runs: it names them.
        """
        try:
            when = date.fromisoformat(day) if isinstance(day, str) else day
        except ValueError:
            raise wrong_type(day, "date", said("must be a day as YYYY-MM-DD")) from None
        when = given(when, date, "date", said("or a day as YYYY-MM-DD"))
        days = self.days
        if days is None or not days[0] <= when <= days[1]:
            hint = said("no trip of this timetable ever runs")
            if days is not None:
                hint = said(
                    "lies outside of the calendar; choose a day from {first} to {last}",
                    first=days[0].isoformat(),
                    last=days[1].isoformat(),
                )
            told = said("the timetable has no such day")
            raise refusal(told, "date_outside_calendar", "date", hint, when.isoformat())
        return when


def checked_columns(
    stops: Stops,
    routes: Routes,
    trips: Trips,
    calls: Calls,
    services: Services,
    transfers: Transfers,
) -> TimetableColumns:
    """Return columns, once each is known to be what it must be; see `build_timetable`."""
    tables = (stops, routes, trips, calls, services, transfers)
    for table, kind in zip(tables, (Stops, Routes, Trips, Calls, Services, Transfers), strict=True):
        given(table, kind, kind.__name__.lower(), said("of transnet.timetable.parts"))
    stop_ids, route_ids = check.ids(stops.ids, "stops.ids"), check.ids(routes.ids, "routes.ids")
    trip_ids = check.ids(trips.ids, "trips.ids")
    service_ids = check.ids(services.ids, "services.ids")
    n, m, t, s = len(stop_ids), len(route_ids), len(trip_ids), len(service_ids)
    c = np.size(calls.stop)
    walks = _walks(transfers, stop_ids)
    made = TimetableColumns(
        stop_ids,
        check.texts(stops.names, "stops.names", n),
        check.degrees(stops.lon, "stops.lon", n),
        check.degrees(stops.lat, "stops.lat", n),
        route_ids,
        check.texts(routes.names, "routes.names", m),
        check.texts(routes.modes, "routes.modes", m),
        trip_ids,
        check.texts(trips.names, "trips.names", t),
        check.rows_of(trips.route, "trips.route", t, m),
        check.rows_of(trips.service, "trips.service", t, s),
        check.rows_of(trips.block, "trips.block", t, 2**31, least=-1),
        check.rows_of(trips.first_call, "trips.first_call", t + 1, c + 1),
        check.rows_of(calls.stop, "calls.stop", c, n),
        check.seconds(calls.arrival_s, "calls.arrival_s", c),
        check.seconds(calls.departure_s, "calls.departure_s", c),
        check.marks(calls.can_board, "calls.can_board", c),
        check.marks(calls.can_alight, "calls.can_alight", c),
        service_ids,
        given(services.first_day, date, "services.first_day", said("a day")),
        _days_of(services, s),
        _zone_of(services),
        *walks,
    )
    _check_trips(made)
    return made


def _check_trips(timetable: TimetableColumns) -> None:
    """Raise InputError unless calls are shared out among trips and their times never decrease."""
    first, arrivals, departures = timetable.first_call, timetable.arrival_s, timetable.departure_s
    sizes = np.diff(first)
    if first[0] != 0 or first[-1] != len(arrivals) or np.any(sizes < 0):
        raise check.refused(said("trips.first_call must rise from 0 to the number of calls"))
    if np.any(sizes < 2):
        trip = timetable.trip_ids[int(np.argmax(sizes < 2))]
        raise check.refused(said("a trip calls at two stops at least"), trip)
    falls = np.zeros(len(arrivals), dtype=np.bool_)
    falls[1:] = arrivals[1:] < departures[:-1]
    falls[first[:-1]] = False
    falls |= departures < arrivals
    if np.any(falls):
        call = int(np.argmax(falls))
        trip_row = int(np.searchsorted(first, call, side="right")) - 1
        hint = said(
            "the times of trip {trip} decrease at its call {number}, at {stop}",
            trip=timetable.trip_ids[trip_row],
            number=call - int(first[trip_row]) + 1,
            stop=timetable.stop_ids[timetable.call_stop[call]],
        )
        raise check.refused(hint, int(arrivals[call]))


def _walks(
    transfers: Transfers, stop_ids: check.Texts
) -> tuple[Int32Array, Int32Array, Int32Array, Int32Array, check.BoolArray]:
    """Return ways between two stops, sorted, the time to change at each, and where it is best."""
    count, stops = np.size(transfers.from_stop), len(stop_ids)
    tail = check.rows_of(transfers.from_stop, "transfers.from_stop", count, stops)
    head = check.rows_of(transfers.to_stop, "transfers.to_stop", count, stops)
    seconds = check.seconds(transfers.seconds, "transfers.seconds", count)
    order = np.lexsort((head, tail))
    tail, head, seconds = tail[order], head[order], seconds[order]
    twice = (tail[1:] == tail[:-1]) & (head[1:] == head[:-1])
    if np.any(twice):
        row = int(np.argmax(twice))
        hint = said("this pair of stops has two transfers; hand over the one that counts")
        raise check.refused(hint, f"{stop_ids[tail[row]]} - {stop_ids[head[row]]}")
    change = np.zeros(stops, dtype=np.int32)
    own = tail == head
    change[tail[own]] = seconds[own]
    best = np.zeros(stops, dtype=np.bool_)
    if np.size(transfers.recommended):
        marks = check.marks(transfers.recommended, "transfers.recommended", count)[order]
        best[tail[own & marks]] = True
    columns = (tail[~own], head[~own], seconds[~own], change)
    one, two, three, four = (check.frozen(each) for each in columns)
    return one, two, three, four, check.frozen(best)


def _days_of(services: Services, count: int) -> check.BoolArray:
    runs = np.array(services.runs)
    if runs.ndim != 2 or runs.dtype.kind != "b" or len(runs) != count:
        raise check.refused(
            said(
                "services.runs must be true or false for each of {count} services and each day",
                count=count,
            )
        )
    return check.frozen(runs)


def _zone_of(services: Services) -> str:
    zone = given(services.time_zone, str, "services.time_zone", said("an IANA name"))
    if zone:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise check.refused(
                said("is no time zone that is known; such as Asia/Shanghai"), zone
            ) from None
    return zone


def _firsts(stop: Int32Array, stops: int) -> Int32Array:
    """Return where the rows of each stop begin, int32[stops + 1], once they are in their order."""
    first = np.zeros(stops + 1, dtype=np.int32)
    np.cumsum(np.bincount(stop, minlength=stops), out=first[1:])
    return first


def _same(mine: object, other: object) -> bool:
    if isinstance(mine, np.ndarray):
        return np.array_equal(mine, np.asarray(other), equal_nan=mine.dtype.kind == "f")
    return mine == other
