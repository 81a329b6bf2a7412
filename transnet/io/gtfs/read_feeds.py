"""GTFS feeds to a timetable: several at once, and kept once they were read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from transnet.base.cache import Cache
from transnet.base.collector import refusal
from transnet.base.errors import Notice
from transnet.base.given import is_list, path_given
from transnet.base.language import said
from transnet.base.store import default_folder
from transnet.io.gtfs.feed_cache import keep_timetable, kept_timetable, name_of
from transnet.io.gtfs.feed_files import FeedFiles, open_feed
from transnet.io.gtfs.feed_flex import FLEX_COLUMNS, check_places_of_calls
from transnet.io.gtfs.feed_join import timetable_of
from transnet.io.gtfs.feed_keys import check_keys
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_parts import FeedParts, feed_parts
from transnet.io.gtfs.feed_place_rules import check_places
from transnet.io.gtfs.feed_spec import fields_of
from transnet.io.gtfs.feed_tables import FeedTable, read_table
from transnet.io.gtfs.feed_time_rules import check_frequencies
from transnet.io.gtfs.feeds_together import note_copies, note_days
from transnet.io.gtfs.headway_draws import (
    FROM_START,
    HALF,
    HeadwayTimetable,
    draws_given,
    phase_given,
    with_headways,
)
from transnet.timetable.timetable import Timetable

_READ: dict[str, tuple[str, ...]] = {
    "agency": ("agency_id", "agency_timezone"),
    "stops": (
        *("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"),
    ),
    "routes": ("route_id", "route_short_name", "route_long_name", "route_type"),
    "trips": ("route_id", "service_id", "trip_id", "trip_short_name", "block_id"),
    "stop_times": (
        *("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        *("pickup_type", "drop_off_type", *FLEX_COLUMNS),
    ),
}
_WHEELCHAIR = {"stops": ("wheelchair_boarding",), "trips": ("wheelchair_accessible",)}
_WHOLE = ("calendar", "calendar_dates", "frequencies", "transfers", "location_groups")


def read_gtfs(
    feeds: str | Path | Sequence[str | Path],
    *,
    cache: bool | Path = True,
    wheelchair: bool = False,
    headways: str = FROM_START,
) -> tuple[Timetable, list[Notice]]:
    """Return the timetable of GTFS feeds, zips or folders, and what is noticed about them.

    feeds  one or several; ids of several are "FEED:ID", FEED being the name of the zip or folder
    cache  keep what was read in the user's cache, or in a folder; False reads anew
    wheelchair  leave out trips that take no wheelchair, and calls at stops where none can board;
           what feeds say nothing of stays, and a notice counts it
    headways  how lines run of which frequencies.txt gives headways and no times: "from_start" from
           start_time on, or "half" half a headway later each, so that who is there at start_time
           waits half a headway, as one does on average; `read_gtfs_draws` draws them
    Blank times are filled in by distance, frequencies become trips "TRIP@HH:MM:SS", trips of one
    call and calls on demand (flex) are left out, rows of transfers.txt for stations stand for their
    stops: notices say so. Only what a timetable needs is read: `check_gtfs` looks at the rest.

    Raises InputError, with every notice, for feeds that can't be trusted: files, columns or cells
    that lack or can't be read, ids that repeat or lead nowhere, times that go back, damaged zips.
    """
    phase_given(headways)
    files = [open_feed(each) for each in _listed(feeds)]
    store = _store(cache)
    name = name_of(files, wheelchair, headways) if store else ""
    kept = kept_timetable(store, name) if store else None
    if kept is not None:
        return kept
    read, notices = _read(files, wheelchair=wheelchair)
    made = read.half_later() if headways == HALF else read.timetable
    if store:
        keep_timetable(store, name, made, notices)
    return made, notices


def read_gtfs_draws(
    feeds: str | Path | Sequence[str | Path],
    draws: int = 20,
    *,
    seed: int = 0,
    wheelchair: bool = False,
) -> tuple[list[Timetable], list[Notice]]:
    """Return timetables of feeds that differ in when lines without exact times leave.

    Of each row of frequencies.txt without exact_times the first departure is drawn anew for each,
    at any second of its first headway; all others follow by the headway. What has times keeps them.
    `pooled_travel_times` takes percentiles over all of them (Conway, Byrd & van der Linden 2017).
    draws  from 1 to 1000
    seed   the same seed and feeds give the same timetables
    Raises InputError as `read_gtfs` does, and for other numbers.
    """
    wanted = draws_given(draws, seed)
    read, notices = _read([open_feed(each) for each in _listed(feeds)], wheelchair=wheelchair)
    return list(read.drawn(wanted, seed)), notices


def _read(files: Sequence[FeedFiles], *, wheelchair: bool) -> tuple[HeadwayTimetable, list[Notice]]:
    scopes = _scopes(files)
    notes = [
        FeedNotices(each.path.name, f"{scope}:" if scope else "")
        for each, scope in zip(files, scopes, strict=True)
    ]
    parts = [
        _parts(each, of_feed, wheelchair=wheelchair)
        for each, of_feed in zip(files, notes, strict=True)
    ]
    note_copies(files, notes)
    note_days(parts, notes)
    notices = [each for of_feed in notes for each in of_feed.found]
    return with_headways(timetable_of(parts, scopes), parts), notices


def _listed(feeds: object) -> list[object]:
    if isinstance(feeds, str) or not is_list(feeds):
        return [feeds]
    listed = list(feeds)
    if not listed:
        told = said("no feed is named")
        raise refusal(told, "wrong_type", "feeds", said("name a zip or folder of GTFS"))
    return listed


def _store(cache: bool | Path) -> Cache | None:
    if isinstance(cache, bool):
        folder = default_folder("gtfs") if cache else None
        return Cache(folder) if folder else None
    return Cache(path_given(cache, "cache"))


def _scopes(files: Sequence[FeedFiles]) -> list[str]:
    """Return what stands before the ids of each feed: nothing where there is one."""
    if len(files) == 1:
        return [""]
    found: list[str] = []
    for each in files:
        name, number = each.name, 2
        while name in found:
            name, number = f"{each.name}-{number}", number + 1
        found.append(name)
    return found


def _parts(files: FeedFiles, notes: FeedNotices, *, wheelchair: bool) -> FeedParts:
    notes.take([each for each in files.notices() if each.code == "feed_file_missing"])
    tables: dict[str, FeedTable] = {}
    broken = set()
    for name in (*_READ, *_WHOLE):
        wanted = (*_READ.get(name, tuple(fields_of(name))), *_WHEELCHAIR.get(name, ()))
        table = read_table(files, name, notes, wanted)
        if table is not None:
            tables[name] = table
        elif name in files.sizes:
            broken.add(name)
    if "stop_times" in tables:
        check_places_of_calls(tables["stop_times"], notes)
    notes.raise_if_any()
    check_keys(tables, broken, notes)
    check_places(tables, notes)
    check_frequencies(tables, notes)
    notes.raise_if_any()
    along = _along(files, tables["stop_times"], notes)
    return feed_parts(tables, along, notes, wheelchair=wheelchair)


def _along(files: FeedFiles, calls: FeedTable, notes: FeedNotices) -> npt.NDArray[np.float64]:
    """Return distances along trips, which are read where times are to be filled in by them."""
    name = "shape_dist_traveled"
    if name in calls.cells.header and calls.is_blank("arrival_time").any():
        table = read_table(files, "stop_times", notes, (name,))
        if table is not None:
            return table.floats(name)
    return np.full(calls.count, np.nan)
