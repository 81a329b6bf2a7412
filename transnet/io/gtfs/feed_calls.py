"""Calls of a feed's trips in their order, their times held and blank ones filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.base.sphere import chord_km
from transnet.io.gtfs.feed_flex import on_demand
from transnet.io.gtfs.feed_keys import note_twice
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable
from transnet.io.gtfs.feed_values import BLANK

_Rows = npt.NDArray[np.intp]
_Seconds = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OrderedCalls:
    """Calls in the order of trips and of their way.

    table      stop_times
    row        intp[c], rows of stop_times
    trip       int32[c], rows of trips, ascending
    first      intp[t + 1], calls of trip k are first[k] to first[k + 1]
    arrival_s, departure_s  int64[c], BLANK where empty
    """

    table: FeedTable
    row: _Rows
    trip: npt.NDArray[np.int32]
    first: _Rows
    arrival_s: _Seconds
    departure_s: _Seconds

    @property
    def is_timed(self) -> _Bools:
        """Whether a call has a time."""
        timed: _Bools = self.arrival_s != BLANK
        return timed


def ordered_calls(table: FeedTable, trips: FeedTable, notices: FeedNotices) -> OrderedCalls:
    """Return the calls of trips that are known, but for those on demand.

    Notes numbers that stand twice in a trip.
    """
    trip = table.rows_in("trip_id", trips, "trip_id")
    sequence = table.numbers("stop_sequence")
    count = trips.count
    same = trip[1:] == trip[:-1]
    rises = (trip[1:] > trip[:-1]) | (same & (sequence[1:] > sequence[:-1]))
    row = np.arange(table.count)
    wanted = (trip >= 0) & ~on_demand(table)
    if not rises.all() or not wanted.all():
        row = np.lexsort((row, sequence, trip))
        row = row[wanted[row]]
        trip, sequence = trip[row], sequence[row]
        twice = (trip[1:] == trip[:-1]) & (sequence[1:] == sequence[:-1])
        twice &= sequence[1:] != BLANK
        note_twice(table, ("trip_id", "stop_sequence"), np.sort(row[1:][twice]), notices)
    first = np.zeros(count + 1, dtype=np.intp)
    np.cumsum(np.bincount(trip, minlength=count), out=first[1:])
    times = [table.numbers(each)[row] for each in ("arrival_time", "departure_time")]
    return OrderedCalls(table, row, trip, first, *times)


def check_times(calls: OrderedCalls, notices: FeedNotices) -> _Bools:
    """Note trips that begin or end without a time, half times, and times that go back.

    Returns bool[t], the trips whose times can't be meant.
    """
    wrong = np.zeros(len(calls.first) - 1, dtype=np.bool_)

    def note(code: str, column: str, at: _Bools | _Rows, hint: str) -> None:
        wrong[calls.trip[at]] = True
        calls.table.note(notices, code, column, np.sort(calls.row[at]), hint)

    table, arrival, departure = calls.table, calls.arrival_s, calls.departure_s
    no_arrival, no_departure = (
        table.is_blank(each)[calls.row] for each in ("arrival_time", "departure_time")
    )
    ends = _ends(calls)
    hint = said("the first and the last call of a trip need both times; write them")
    for column, lacks in (("arrival_time", no_arrival), ("departure_time", no_departure)):
        note("end_without_time", column, ends & lacks, hint)
    half = (no_arrival != no_departure) & ~ends
    hint = said("a call has both times or none; write the other too")
    for column, lacks in (("arrival_time", no_arrival), ("departure_time", no_departure)):
        note("half_time", column, half & lacks, hint)
    timed = (arrival != BLANK) & (departure != BLANK)
    before = timed & (departure < arrival)
    hint = said("departs before it arrives; after midnight hours run on past 24, such as 24:10:00")
    note("decreasing_time", "departure_time", before, hint)
    at = np.flatnonzero(timed)
    back = (calls.trip[at[1:]] == calls.trip[at[:-1]]) & (arrival[at[1:]] < departure[at[:-1]])
    hint = said(
        "arrives before the trip departs from the stop before it; after midnight hours run on past "
        "24, such as 24:10:00"
    )
    note("decreasing_time", "arrival_time", at[1:][back], hint)
    return wrong


def without_times(calls: OrderedCalls, trips: _Bools) -> OrderedCalls:
    """Return the calls with times of 0 for some trips, which are left out later.

    trips  bool[t]
    """
    gone = trips[calls.trip]
    times = (np.where(gone, 0, each) for each in (calls.arrival_s, calls.departure_s))
    return OrderedCalls(calls.table, calls.row, calls.trip, calls.first, *times)


def _ends(calls: OrderedCalls) -> _Bools:
    ends = np.zeros(len(calls.row), dtype=np.bool_)
    some = np.diff(calls.first) > 0
    ends[calls.first[:-1][some]] = True
    ends[calls.first[1:][some] - 1] = True
    return ends


def filled_times(
    calls: OrderedCalls, km: npt.NDArray[np.float64], along: npt.NDArray[np.float64]
) -> tuple[_Seconds, _Seconds]:
    """Return times of all calls, blank ones by the distance between timed ones, whole seconds.

    km     float64[c], distance along all calls, one after the other
    along  float64[c], distance along the trip as the feed gives it, NaN where it doesn't
    The feed's distances count where all calls between two times have them; great-circle ones
    elsewhere; and where these are all 0 or unknown, each hop takes the same time.
    """
    arrival, departure = calls.arrival_s.copy(), calls.departure_s.copy()
    timed = calls.is_timed
    blank = np.flatnonzero(~timed)
    if not len(blank):
        return arrival, departure
    at = np.arange(len(timed))
    start = np.maximum.accumulate(np.where(timed, at, 0))[blank]
    end = np.minimum.accumulate(np.where(timed, at, len(at))[::-1])[::-1][blank]
    share = _share(km, blank, start, end)
    if not np.isnan(along).all():
        own = _share(along, blank, start, end)
        own[_gaps(along, start, end)] = np.nan
        share = np.where(np.isnan(own), share, own)
    unknown = np.isnan(share)
    if unknown.any():
        share[unknown] = ((blank - start) / (end - start))[unknown]
    seconds = departure[start] + np.floor(share * (arrival[end] - departure[start]) + 0.5)
    arrival[blank] = departure[blank] = seconds.astype(np.int64)
    return arrival, departure


def km_along(
    stop: npt.NDArray[np.intp], lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the great-circle km along stops one after the other; an unknown point adds nothing.

    stop      [c], positions among points
    lon, lat  float64[n], degrees
    """
    east, north = np.radians(lon), np.radians(lat)
    axes = (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    square = np.zeros(max(len(stop) - 1, 0))
    for axis in axes:
        square += np.diff(axis[stop]) ** 2
    hops = chord_km(np.sqrt(np.nan_to_num(square)))
    return np.concatenate([[0.0], np.cumsum(hops)])


def _share(
    position: npt.NDArray[np.float64], blank: _Rows, start: _Rows, end: _Rows
) -> npt.NDArray[np.float64]:
    """Return what share of the way from start to end lies before each blank; NaN if unknown."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (position[blank] - position[start]) / (position[end] - position[start])
    share[~((share >= 0) & (share <= 1))] = np.nan
    return share


def _gaps(along: npt.NDArray[np.float64], start: _Rows, end: _Rows) -> _Bools:
    """Return where a distance lacks, or falls, between start and end."""
    falls = np.zeros(len(along))
    falls[1:] = ~(along[1:] >= along[:-1])
    count = np.cumsum(falls)
    gaps: _Bools = count[end] > count[start]
    return gaps
