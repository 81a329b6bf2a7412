"""Trips of a feed as they run: one each, or as often as frequencies.txt says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.language import Message, said
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
    frequency    intp[r], the row of frequencies.txt that gives a headway and no times; -1 for none
    headway_s    int64[r], its headway; 0 for none
    first_call   intp[r + 1]
    call         intp[c], positions among ordered calls
    shift_s      int64[c], what is added to their times
    """

    ids: list[str]
    trip: _Rows
    is_repeated: npt.NDArray[np.bool_]
    frequency: _Rows
    headway_s: _Int
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
    end_time. Without exact_times these are the operator's headways and not its times: noted;
    `headway_draws` moves them.
    """
    trips = tables["trips"]
    size = np.diff(first)
    hint = said("calls at fewer than two stops: left out; delete it or add its calls")
    short = (size < 2) & ~with_calls_on_demand(tables)  # these were told of
    trips.note(notes, "trip_too_short", "trip_id", np.flatnonzero(short), hint)
    size = np.where(left_out, 0, size)
    table = tables.get("frequencies")
    of, begin, by = _departures(table, trips, notes)
    plain = np.flatnonzero((size >= 2) & ~np.isin(np.arange(len(size)), of))
    chosen = size[of] >= 2 if len(of) else np.zeros(0, dtype=np.bool_)
    of, begin, by = of[chosen], begin[chosen], by[chosen]
    trip = np.concatenate([plain, of])
    shift = np.concatenate([np.zeros(len(plain), np.int64), begin - starts[of]])
    frequency = np.concatenate([np.full(len(plain), -1, dtype=np.intp), by])
    order = np.lexsort((shift, trip))
    trip, shift, frequency = trip[order], shift[order], frequency[order]
    repeated = np.isin(trip, of)
    first_call = np.concatenate([[0], np.cumsum(size[trip])]).astype(np.intp)
    call = np.arange(first_call[-1]) + np.repeat(first[trip] - first_call[:-1], size[trip])
    return TripRuns(
        _ids(trips, trip, np.where(repeated, starts[trip] + shift, -1)),
        trip,
        repeated,
        frequency,
        _headways(table, frequency),
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


def _headways(table: FeedTable | None, frequency: _Rows) -> _Int:
    if table is None or not table.count:
        return np.zeros(len(frequency), dtype=np.int64)
    headway: _Int = np.where(frequency >= 0, table.numbers("headway_secs")[frequency], 0)
    return headway


def _departures(
    table: FeedTable | None, trips: FeedTable, notes: FeedNotices
) -> tuple[_Rows, _Int, _Rows]:
    """Return trips and departures of all runs that frequencies.txt makes.

    And for each run the row that gives it a headway and no times, -1 for none.
    """
    if table is None or not table.count:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.intp)
    start, end, headway = (
        table.numbers(each) for each in ("start_time", "end_time", "headway_secs")
    )
    trip = table.rows_in("trip_id", trips, "trip_id").astype(np.intp)
    inexact = table.numbers("exact_times") != _EXACT
    if inexact.any():
        hint = _headways_told(int(inexact.sum()))
        notes.add("headways_as_times", "frequencies", hint, "exact_times")
    count = np.maximum(-((start - end) // headway), 0)
    row = np.repeat(np.arange(table.count), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return trip[row], start[row] + step * headway[row], np.where(inexact[row], row, -1)


def _headways_told(count: int) -> Message:
    if count == 1:
        return said(
            "1 row gives headways and no times: read as departures from start_time on, "
            "unless who reads asks for half a headway later or for draws"
        )
    return said(
        "{count:,} rows give headways and no times: read as departures from start_time on, "
        "unless who reads asks for half a headway later or for draws",
        count=count,
    )
