"""Columns of a timetable out of the tables of one feed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_calendar import ServiceDays, service_days
from transnet.io.gtfs.feed_calls import (
    OrderedCalls,
    check_times,
    filled_times,
    km_along,
    ordered_calls,
    without_times,
)
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_runs import TripRuns, trip_runs
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.io.gtfs.feed_transfers import StopPairs, seated_blocks, stop_pairs
from transnet.io.gtfs.feed_values import BLANK
from transnet.io.gtfs.feed_wheelchairs import stops_without_ramp, trips_without_room
from transnet.timetable.parts import Calls, Routes, Stops, Trips
from transnet.timetable.route_modes import mode_of

_AT_STOP = (BLANK, 0, 4)
_NEVER = 1
_UTC = ("UTC", "Etc/UTC")


@dataclass(frozen=True, eq=False)
class FeedParts:
    """What one feed gives a timetable; see transnet.timetable.parts for shapes.

    frequency, headway_s  of each trip, as `TripRuns` has them
    time_zone  "" for UTC, whose clocks are never changed
    """

    stops: Stops
    routes: Routes
    trips: Trips
    calls: Calls
    days: ServiceDays
    pairs: StopPairs
    frequency: npt.NDArray[np.intp]
    headway_s: npt.NDArray[np.int64]
    time_zone: str


def feed_parts(
    tables: Tables, along: npt.NDArray[np.float64], notes: FeedNotices, *, wheelchair: bool = False
) -> FeedParts:
    """Return the columns of a feed whose tables are sound; notes what was filled in or left out.

    along       float64[rows of stop_times], shape_dist_traveled; NaN where it lacks
    wheelchair  leave out what takes no wheelchair
    Where `notes` get an error, the result is worth nothing.
    """
    trips, stops = tables["trips"], tables["stops"]
    calls, left_out = _sound_calls(tables, notes)
    days = service_days(tables, notes)
    notes.raise_if_any()
    at_stop, kept = _kept_stops(stops, calls)
    stop_row = calls.table.rows_in("stop_id", stops, "stop_id")[calls.row]
    lon, lat = (stops.floats(each)[at_stop] for each in ("stop_lon", "stop_lat"))
    points = np.column_stack([lon, lat])
    blank = np.flatnonzero(~calls.is_timed)
    km = km_along(kept[stop_row], lon, lat) if len(blank) else np.zeros(0)
    arrival, departure = filled_times(calls, km, along[calls.row])
    _note_filled(len(blank), notes)
    starts = np.full(trips.count, 2**31, dtype=np.int64)
    some = np.diff(calls.first) > 0
    starts[some] = departure[calls.first[:-1][some]]
    barred = np.zeros(len(at_stop), dtype=np.bool_)
    if wheelchair:
        left_out |= trips_without_room(trips, notes)
        barred = stops_without_ramp(stops, notes)[at_stop]
    runs = trip_runs(tables, calls.first, starts, left_out, notes)
    block = seated_blocks(tables, starts)
    return FeedParts(
        Stops(_texts(stops, "stop_id", at_stop), _stop_names(stops, at_stop), lon, lat),
        _routes(tables["routes"]),
        _trips(tables, days, runs, block),
        _calls(calls, runs, kept[stop_row], (arrival, departure), barred),
        days,
        stop_pairs(tables, kept, points, notes),
        runs.frequency,
        runs.headway_s,
        _zone(tables["agency"]),
    )


def _sound_calls(tables: Tables, notes: FeedNotices) -> tuple[OrderedCalls, npt.NDArray[np.bool_]]:
    """Return calls in order, and the trips that are left out for their times can't be meant."""
    trips = tables["trips"]
    calls = ordered_calls(tables["stop_times"], trips, notes)
    doubts = FeedNotices(notes.feed, notes.scope)
    left_out = check_times(calls, doubts)
    notes.take_as_warnings(doubts)
    hint = said("its times can't be meant, see stop_times.txt: left out")
    trips.note(notes, "trip_left_out", "trip_id", np.flatnonzero(left_out), hint)
    return without_times(calls, left_out), left_out


def _kept_stops(
    stops: FeedTable, calls: OrderedCalls
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return rows of stops that trips may call at, and for each row its place among them."""
    wanted = np.isin(stops.numbers("location_type"), _AT_STOP)
    called = calls.table.rows_in("stop_id", stops, "stop_id")
    wanted[called[called >= 0]] = True
    kept = np.full(stops.count, -1, dtype=np.intp)
    rows = np.flatnonzero(wanted)
    kept[rows] = np.arange(len(rows))
    return rows, kept


def _note_filled(count: int, notes: FeedNotices) -> None:
    if count:
        hint = (
            said("1 call has no time: filled in by the distance between those that have one")
            if count == 1
            else said(
                "{count:,} calls have no time: filled in by the distance between those that have "
                "one",
                count=count,
            )
        )
        notes.add("times_filled_in", "stop_times", hint, "arrival_time")


def _texts(table: FeedTable, column: str, rows: npt.NDArray[np.intp]) -> list[str]:
    texts = table.texts(column)
    return [texts[row] for row in rows.tolist()]


def _stop_names(stops: FeedTable, rows: npt.NDArray[np.intp]) -> list[str]:
    names, ids = _texts(stops, "stop_name", rows), _texts(stops, "stop_id", rows)
    return [name or own for name, own in zip(names, ids, strict=True)]


def _routes(routes: FeedTable) -> Routes:
    ids = routes.texts("route_id")
    names = zip(routes.texts("route_short_name"), routes.texts("route_long_name"), ids, strict=True)
    return Routes(
        ids,
        [short or long or own for short, long, own in names],
        [mode_of(int(each)) for each in routes.numbers("route_type").tolist()],
    )


def _trips(
    tables: Tables, days: ServiceDays, runs: TripRuns, block: npt.NDArray[np.int64]
) -> Trips:
    trips, of = tables["trips"], runs.trip
    service = {cell: row for row, cell in enumerate(days.ids)}
    column = trips.column("service_id")
    rows = np.array([service[cell] for cell in column.cells], dtype=np.int64)[column.codes]
    names = trips.texts("trip_short_name")
    return Trips(
        runs.ids,
        [names[row] for row in of.tolist()],
        trips.rows_in("route_id", tables["routes"], "route_id")[of],
        rows[of],
        np.where(runs.is_repeated, -1, block[of]),
        runs.first_call,
    )


def _calls(
    calls: OrderedCalls,
    runs: TripRuns,
    stop: npt.NDArray[np.intp],
    times: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    barred: npt.NDArray[np.bool_],
) -> Calls:
    at, shift = runs.call, runs.shift_s
    arrival, departure = (each[at] + shift for each in times)
    rows, kinds = calls.row[at], ("pickup_type", "drop_off_type")
    pickup, drop = (calls.table.numbers(each)[rows] != _NEVER for each in kinds)
    pickup, drop = pickup & ~barred[stop[at]], drop & ~barred[stop[at]]
    return Calls(stop[at], np.maximum(arrival, 0), departure, pickup, drop)


def _zone(agency: FeedTable) -> str:
    zone = agency.text("agency_timezone", 0) if agency.count else ""
    return "" if zone in _UTC else zone
