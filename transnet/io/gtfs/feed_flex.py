"""Calls on demand: within an area or a span of time, and not at a stop at a time (GTFS Flex).

A timetable can't hold them: nobody knows when one would be there. The calls of a trip that are at
stops and have times stay, as far as they make a trip.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables

AREA_COLUMNS = ("location_group_id", "location_id")
SPAN_COLUMNS = ("start_pickup_drop_off_window", "end_pickup_drop_off_window")
FLEX_COLUMNS = (*AREA_COLUMNS, *SPAN_COLUMNS)
"""Columns of stop_times that say where and when a call on demand may be."""


def on_demand(calls: FeedTable) -> npt.NDArray[np.bool_]:
    """Return bool[rows of stop_times], whether a call is one on demand."""
    found = np.zeros(calls.count, dtype=np.bool_)
    for column in FLEX_COLUMNS:
        if calls.has(column):
            found |= ~calls.is_blank(column)
    return found


def with_calls_on_demand(tables: Tables) -> npt.NDArray[np.bool_]:
    """Return bool[rows of trips], whether a trip has such a call."""
    calls, trips = tables["stop_times"], tables["trips"]
    found = np.zeros(trips.count, dtype=np.bool_)
    trip = calls.rows_in("trip_id", trips, "trip_id")[on_demand(calls)]
    found[trip[trip >= 0]] = True
    return found


def check_places_of_calls(calls: FeedTable, notices: FeedNotices) -> None:
    """Note calls on demand, which are left out, and calls that are nowhere at all."""
    if not calls.has("stop_id") and not any(calls.has(each) for each in AREA_COLUMNS):
        hint = said("every {file} needs it; add the column", file="stop_times.txt")
        notices.add("missing_column", "stop_times", hint, "stop_id")
        return
    left_out = on_demand(calls)
    rows = np.flatnonzero(calls.is_blank("stop_id") & ~left_out)
    calls.note(notices, "missing_value", "stop_id", rows, said("the cell may not be empty"))
    hint = said(
        "is of a call on demand, within an area or a span of time: left out, for no timetable says "
        "when one is there; calls of the trip at stops with times stay"
    )
    rest = left_out
    for column in FLEX_COLUMNS:
        if calls.has(column):
            here = rest & ~calls.is_blank(column)
            calls.note(notices, "call_on_demand", column, np.flatnonzero(here), hint)
            rest = rest & ~here
