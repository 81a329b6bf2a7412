"""Trips of a feed as they run: one each, or as often as frequencies.txt says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_flex import with_calls_on_demand
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.timetable.departure_window import clock_text

_Int = npt.NDArray[np.int64]
_Rows = npt.NDArray[np.intp]
_Bools = npt.NDArray[np.bool_]
_EXACT = 1


@dataclass(frozen=True, eq=False)
class TripRuns:
    """Runs of trips in the order of trips.

    ids          [r]
    trip         intp[r], rows of trips
    is_repeated  bool[r], whether frequencies.txt makes them
    first_call   intp[r + 1]
    call         intp[c], positions among ordered calls
    shift_s      int64[c], what is added to their times
    """

    ids: list[str]
    trip: _Rows
    is_repeated: npt.NDArray[np.bool_]
    first_call: _Rows
    call: _Rows
    shift_s: _Int


def trip_runs(
    tables: Tables, first: _Rows, starts: _Int, left_out: _Bools, notes: FeedNotices
) -> TripRuns:
    """Return the runs of all trips that call at two stops at least; the others are noted.

    first     intp[t + 1], calls of each trip
    starts    int64[t], first departures
    left_out  bool[t], trips that aren't taken
    A trip that frequencies.txt names departs at start_time and every headway after it, before
    end_time. Without exact_times these are the operator's headways and not its times: noted.
    """
    trips = tables["trips"]
    size = np.diff(first)
    hint = said("calls at fewer than two stops: left out; delete it or add its calls")
    short = (size < 2) & ~with_calls_on_demand(tables)  # these were told of
    trips.note(notes, "trip_too_short", "trip_id", np.flatnonzero(short), hint)
    size = np.where(left_out, 0, size)
    table = tables.get("frequencies")
    of, begin = _departures(table, trips, notes)
    plain = np.flatnonzero((size >= 2) & ~np.isin(np.arange(len(size)), of))
    chosen = size[of] >= 2 if len(of) else np.zeros(0, dtype=np.bool_)
    of, begin = of[chosen], begin[chosen]
    trip = np.concatenate([plain, of])
    shift = np.concatenate([np.zeros(len(plain), np.int64), begin - starts[of]])
    order = np.lexsort((shift, trip))
    trip, shift = trip[order], shift[order]
    repeated = np.isin(trip, of)
    first_call = np.concatenate([[0], np.cumsum(size[trip])]).astype(np.intp)
    call = np.arange(first_call[-1]) + np.repeat(first[trip] - first_call[:-1], size[trip])
    return TripRuns(
        _ids(trips, trip, np.where(repeated, starts[trip] + shift, -1)),
        trip,
        repeated,
        first_call,
        call,
        np.repeat(shift, size[trip]),
    )


def _ids(trips: FeedTable, trip: _Rows, departs: _Int) -> list[str]:
    texts = trips.texts("trip_id")
    return [
        texts[row] if second < 0 else f"{texts[row]}@{clock_text(second)}"
        for row, second in zip(trip.tolist(), departs.tolist(), strict=True)
    ]


def _departures(
    table: FeedTable | None, trips: FeedTable, notes: FeedNotices
) -> tuple[_Rows, _Int]:
    """Return trips and departures of all runs that frequencies.txt makes."""
    if table is None or not table.count:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int64)
    start, end, headway = (
        table.numbers(each) for each in ("start_time", "end_time", "headway_secs")
    )
    trip = table.rows_in("trip_id", trips, "trip_id").astype(np.intp)
    inexact = np.flatnonzero(table.numbers("exact_times") != _EXACT)
    if len(inexact):
        hint = said(
            "{count:,} rows give headways and no times: read as departures from start_time on",
            count=len(inexact),
        )
        notes.add("headways_as_times", "frequencies", hint, "exact_times")
    count = np.maximum(-((start - end) // headway), 0)
    row = np.repeat(np.arange(table.count), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return trip[row], start[row] + step * headway[row]
