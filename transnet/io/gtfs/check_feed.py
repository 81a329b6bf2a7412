"""Everything that is wrong in a feed, at once, and what it holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.errors import InputError, Notice
from transnet.base.shown import Shown
from transnet.io.gtfs.feed_areas import areas_of
from transnet.io.gtfs.feed_booking_rules import check_bookings
from transnet.io.gtfs.feed_calendar import DAY_0, ServiceDays, service_days
from transnet.io.gtfs.feed_calls import check_times, ordered_calls
from transnet.io.gtfs.feed_fare_rules import check_fares
from transnet.io.gtfs.feed_files import FeedFiles, open_feed
from transnet.io.gtfs.feed_flex import check_places_of_calls
from transnet.io.gtfs.feed_flex_rules import check_flex
from transnet.io.gtfs.feed_keys import check_keys
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_place_rules import check_places
from transnet.io.gtfs.feed_shape_rules import check_shapes
from transnet.io.gtfs.feed_spec import known_tables
from transnet.io.gtfs.feed_station_rules import check_stations
from transnet.io.gtfs.feed_tables import FeedTable, read_table
from transnet.io.gtfs.feed_time_rules import check_blocks, check_frequencies, check_spans
from transnet.io.gtfs.feed_transfer_rules import check_pathways, check_transfers
from transnet.io.gtfs.feed_translation_rules import check_translations
from transnet.io.gtfs.feed_use_rules import check_uses
from transnet.io.gtfs.feed_values import BLANK
from transnet.timetable.departure_window import clock_text
from transnet.timetable.route_modes import mode_of

_OF_ZIPS = ("broken_zip", "unsafe_content", "feed_too_large")


@dataclass(frozen=True, repr=False)
class FeedSummary(Shown):
    """What a feed holds.

    files         rows of each table, by its name without .txt
    first_day, last_day  days on which something runs, as YYYY-MM-DD; "" where nothing ever does
    busiest_day, busiest_trips  the day on which most trips run, the first of several, and how many
    busiest_hours  when the first trip of that day leaves and the last ends, as HH:MM:SS, which runs
                  on past 24:00:00; "" where nothing ever runs
    modes         routes by kind
    time_zone     of the agencies
    box           least and greatest longitude, least and greatest latitude of stops, degrees
    trips_by_headway  trips that frequencies.txt repeats
    """

    name: str
    publisher: str
    agencies: tuple[str, ...]
    time_zone: str
    files: dict[str, int]
    first_day: str
    last_day: str
    busiest_day: str
    busiest_trips: int
    busiest_hours: tuple[str, str]
    modes: dict[str, int]
    box: tuple[float, float, float, float] | None
    blank_times: int
    trips_by_headway: int

    def as_dict(self) -> dict[str, object]:
        """Return the summary as plain values, ready for JSON."""
        return asdict(self)


def check_gtfs(feed: str | Path) -> list[Notice]:
    """Return every notice about a GTFS feed, a zip or a folder: errors, warnings and remarks.

    All tables of GTFS Schedule but translations and the areas of calls on demand are held against
    their fields, their keys, each other, and rules of time and place, fares and bookings. A zip
    that can't be opened is a notice too. Raises InputError for a path that leads to no file or
    folder.
    """
    try:
        files = open_feed(feed)
    except InputError as error:
        if error.notices[0].code not in _OF_ZIPS:
            raise
        return list(error.notices)
    notes = FeedNotices(files.path.name)
    try:
        _checked(files, notes)
    except InputError as error:  # a member of the zip that is damaged
        notes.take(list(error.notices))
    return notes.found


def summarise_gtfs(feed: str | Path) -> FeedSummary:
    """Return what a GTFS feed holds: tables, days, kinds of routes, where its stops lie.

    Raises InputError where the feed can't be opened or lacks a table that every feed needs; what is
    wrong in its cells is left to `check_gtfs`.
    """
    files = open_feed(feed)
    notes = FeedNotices(files.path.name)
    missing = [each for each in files.notices() if each.code == "feed_file_missing"]
    notes.take(missing)
    notes.raise_if_any()
    tables, broken = _tables(files, notes)
    if broken:
        notes.raise_if_any()
    return _summary(files, tables)


def _tables(files: FeedFiles, notes: FeedNotices) -> tuple[dict[str, FeedTable], set[str]]:
    tables: dict[str, FeedTable] = {}
    broken = set()
    for name in known_tables():
        table = read_table(files, name, notes)
        if table is not None:
            tables[name] = table
        elif name in files.sizes:
            broken.add(name)
    return tables, broken


def _checked(files: FeedFiles, notes: FeedNotices) -> None:
    notes.take(files.notices())
    tables, broken = _tables(files, notes)
    if "stop_times" in tables:
        check_places_of_calls(tables["stop_times"], notes)
    check_keys(tables, broken, notes)
    check_places(tables, notes)
    check_frequencies(tables, notes)
    check_spans(tables, notes)
    days = service_days(tables, notes)
    check_transfers(tables, notes)
    check_pathways(tables, notes)
    check_stations(tables, notes)
    calls = None
    if {"trips", "stop_times"} <= set(tables):
        calls = ordered_calls(tables["stop_times"], tables["trips"], notes)
        check_times(calls, notes)
        check_blocks(tables, calls, days, notes)
    check_shapes(tables, calls, notes)
    check_uses(tables, calls, notes)
    check_fares(tables, notes)
    check_bookings(tables, notes)
    check_flex(tables, areas_of(files, notes), notes)
    check_translations(tables, notes)


def _summary(files: FeedFiles, tables: dict[str, FeedTable]) -> FeedSummary:
    days = service_days(tables, FeedNotices())
    runs = _runs(tables, days)
    agency, info, stops = tables["agency"], tables.get("feed_info"), tables["stops"]
    repeated = tables.get("frequencies")
    kinds = Counter(mode_of(each) for each in tables["routes"].numbers("route_type").tolist())
    return FeedSummary(
        name=files.name,
        publisher=info.text("feed_publisher_name", 0) if info is not None and info.count else "",
        agencies=tuple(agency.texts("agency_name")),
        time_zone=agency.text("agency_timezone", 0) if agency.count else "",
        files={name: table.count for name, table in tables.items()},
        first_day=runs.first_day,
        last_day=runs.last_day,
        busiest_day=runs.busiest_day,
        busiest_trips=runs.trips,
        busiest_hours=runs.hours,
        modes=dict(kinds.most_common()),
        box=_box(stops),
        blank_times=int(tables["stop_times"].is_blank("departure_time").sum()),
        trips_by_headway=len(set(repeated.texts("trip_id"))) if repeated is not None else 0,
    )


class _Runs(NamedTuple):
    """The first and last day on which a trip runs, and the busiest one, its trips and hours."""

    first_day: str = ""
    last_day: str = ""
    busiest_day: str = ""
    trips: int = 0
    hours: tuple[str, str] = ("", "")


def _runs(tables: dict[str, FeedTable], days: ServiceDays) -> _Runs:
    trips = tables["trips"]
    place = {cell: row for row, cell in enumerate(days.ids)}
    service = np.array([place.get(cell, -1) for cell in trips.texts("service_id")], dtype=np.intp)
    each = np.bincount(service[service >= 0], minlength=len(days.ids))
    running = each @ days.runs.astype(np.int64)
    some = np.flatnonzero(running)
    if not len(some):
        return _Runs()
    most = int(np.argmax(running))
    first, last, busiest = (_day(days.first_day + int(at)) for at in (some[0], some[-1], most))
    on_day = (service >= 0) & days.runs[service, most]
    return _Runs(first, last, busiest, int(running[most]), _hours(tables, on_day))


def _hours(tables: dict[str, FeedTable], on_day: npt.NDArray[np.bool_]) -> tuple[str, str]:
    """Return when the first of some trips leaves and the last ends.

    on_day  bool[rows of trips]
    """
    trips, calls = tables["trips"], tables["stop_times"]
    first, last = (calls.numbers(name) for name in ("departure_time", "arrival_time"))
    known = [each[_of(calls, trips, on_day) & (each != BLANK)] for each in (first, last)]
    repeated = tables.get("frequencies")
    if repeated is not None and repeated.count:
        spans = (repeated.numbers(name) for name in ("start_time", "end_time"))
        chosen = _of(repeated, trips, on_day)
        known = [
            np.append(one, more[chosen & (more != BLANK)])
            for one, more in zip(known, spans, strict=True)
        ]
    if not all(map(len, known)):
        return "", ""
    return clock_text(int(known[0].min())), clock_text(int(known[1].max()))


def _of(table: FeedTable, trips: FeedTable, on_day: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which rows of a table are of some trips."""
    row = table.rows_in("trip_id", trips, "trip_id")
    found: npt.NDArray[np.bool_] = (row >= 0) & on_day[np.maximum(row, 0)]
    return found


def _day(number: int) -> str:
    return (DAY_0 + timedelta(days=number)).isoformat()


def _box(stops: FeedTable) -> tuple[float, float, float, float] | None:
    lon, lat = stops.floats("stop_lon"), stops.floats("stop_lat")
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return None
    lon, lat = lon[known], lat[known]
    return float(lon.min()), float(lon.max()), float(lat.min()), float(lat.max())
