"""Rules of a feed about what is written twice or used by nothing, and times without a time."""

from __future__ import annotations

import numpy as np

from transnet.base.language import said
from transnet.io.gtfs.feed_calls import OrderedCalls
from transnet.io.gtfs.feed_flex import with_calls_on_demand
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables


def check_uses(tables: Tables, calls: OrderedCalls | None, notices: FeedNotices) -> None:
    """Note short trips, exact calls without a time, unused stops, and names that repeat."""
    if calls is not None:
        _check_calls(tables, calls, notices)
    routes, stops, times = (tables.get(each) for each in ("routes", "stops", "stop_times"))
    if stops is not None and times is not None and stops.has("stop_id"):
        called = set(times.column("stop_id").cells)
        parents = set(stops.column("parent_station").cells)
        unused = [
            row
            for row, (cell, kind) in enumerate(
                zip(stops.texts("stop_id"), stops.numbers("location_type").tolist(), strict=True)
            )
            if kind <= 0 and cell not in called and cell not in parents
        ]
        hint = said("no trip calls here")
        stops.note(notices, "unused_stop", "stop_id", np.array(unused, dtype=np.intp), hint)
    if stops is not None:
        _check_same_stops(stops, notices)
    if routes is not None:
        short, long = routes.texts("route_short_name"), routes.texts("route_long_name")
        alike = [row for row, name in enumerate(short) if name and name == long[row]]
        hint = said("the long name is the short one again; leave one empty")
        rows = np.array(alike, dtype=np.intp)
        routes.note(notices, "names_alike", "route_long_name", rows, hint)
        keys = list(
            zip(short, long, routes.texts("agency_id"), routes.texts("route_type"), strict=True)
        )
        first: dict[tuple[str, ...], int] = {}
        twice = [row for row, key in enumerate(keys) if first.setdefault(key, row) != row]
        hint = said("an earlier route of the same kind and agency has these names")
        rows = np.array(twice, dtype=np.intp)
        routes.note(notices, "route_name_twice", "route_short_name", rows, hint)


def _check_same_stops(stops: FeedTable, notices: FeedNotices) -> None:
    """Note stops of one kind and station that lie within a metre or two of another."""
    lon, lat = (np.round(stops.floats(each), 5) for each in ("stop_lon", "stop_lat"))
    keys = zip(
        stops.texts("parent_station"),
        stops.texts("platform_code"),
        stops.numbers("location_type").clip(0).tolist(),
        lon.tolist(),
        lat.tolist(),
        strict=True,
    )
    first: dict[tuple[object, ...], int] = {}
    twice = [row for row, key in enumerate(keys) if first.setdefault(key, row) != row]
    hint = said(
        "an earlier stop lies here too; make them one, or give each its platform_code or true place"
    )
    stops.note(notices, "stop_twice", "stop_name", np.array(twice, dtype=np.intp), hint)


def _check_calls(tables: Tables, calls: OrderedCalls, notices: FeedNotices) -> None:
    trips, table = tables["trips"], tables["stop_times"]
    hint = said("calls at fewer than two stops: nobody can ride it; delete it or add its calls")
    rows = np.flatnonzero((np.diff(calls.first) < 2) & ~with_calls_on_demand(tables))
    trips.note(notices, "trip_too_short", "trip_id", rows, hint)
    exact = table.numbers("timepoint") == 1
    for column in ("arrival_time", "departure_time"):
        hint = said("timepoint says that the times are exact: write them")
        rows = np.flatnonzero(exact & table.is_blank(column))
        table.note(notices, "timepoint_without_time", column, rows, hint)
    blank = int((~calls.is_timed & table.is_blank("departure_time")[calls.row]).sum())
    if blank:
        hint = (
            said("1 call has no time: it will be filled in by distance")
            if blank == 1
            else said(
                "{count:,} calls have no time: they will be filled in by distance", count=blank
            )
        )
        notices.add("times_filled_in", "stop_times", hint, "arrival_time")
