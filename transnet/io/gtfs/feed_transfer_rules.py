"""Rules of a feed about transfers, and about ways within stations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_place_rules import kinds_of
from transnet.io.gtfs.feed_tables import FeedTable, Tables

_SEATED = (4, 5)
_AT_STOP_OR_STATION = (0, 1)
_STATION, _EXIT_GATE = 1, 7


def check_transfers(tables: Tables, notices: FeedNotices) -> None:
    """Note transfers without their ends, between what are no stops, and of trips elsewhere."""
    table, stops = tables.get("transfers"), tables.get("stops")
    if table is None or stops is None or not stops.count:
        return
    seated = np.isin(table.numbers("transfer_type"), _SEATED)
    for column in ("from_stop_id", "to_stop_id"):
        hint = said("a transfer on foot needs both stops")
        rows = np.flatnonzero(~seated & table.is_blank(column))
        table.note(notices, "missing_value", column, rows, hint)
        stop = table.rows_in(column, stops, "stop_id")
        off = (stop >= 0) & ~np.isin(kinds_of(stops)[np.maximum(stop, 0)], _AT_STOP_OR_STATION)
        hint = said("transfers join stops or stations alone (location_type 0 or 1)")
        table.note(notices, "bad_transfer", column, np.flatnonzero(off), hint)
    for column in ("from_trip_id", "to_trip_id"):
        hint = said("who stays seated, or may not, does so from trip to trip: name both")
        rows = np.flatnonzero(seated & table.is_blank(column))
        table.note(notices, "missing_value", column, rows, hint)
    if {"trips", "stop_times"} <= set(tables):
        for end in ("from", "to"):
            _check_trips(table, end, tables, notices)


def _check_trips(table: FeedTable, end: str, tables: Tables, notices: FeedNotices) -> None:
    """Note trips of transfers that belong to another route, or don't call at the stop."""
    trips, calls, stops = tables["trips"], tables["stop_times"], tables["stops"]
    trip = table.rows_in(f"{end}_trip_id", trips, "trip_id")
    routes = trips.texts("route_id")
    named = table.texts(f"{end}_route_id")
    wrong = [
        row
        for row, at in enumerate(trip.tolist())
        if at >= 0 and named[row] not in ("", routes[at])
    ]
    hint = said("this trip belongs to another route than the row says")
    table.note(notices, "bad_transfer", f"{end}_trip_id", _rows(wrong), hint)
    stop = table.rows_in(f"{end}_stop_id", stops, "stop_id")
    asked = np.flatnonzero((trip >= 0) & (stop >= 0))
    if not len(asked):
        return
    called = calls.rows_in("stop_id", stops, "stop_id")
    of_trip = calls.rows_in("trip_id", trips, "trip_id")
    parents = stops.rows_in("parent_station", stops, "stop_id")
    wrong = []
    for row in asked.tolist():
        at = called[of_trip == trip[row]]
        if stop[row] not in at and stop[row] not in parents[at]:
            wrong.append(row)
    hint = said("this trip doesn't call at the stop of the row")
    table.note(notices, "bad_transfer", f"{end}_trip_id", _rows(wrong), hint)


def check_pathways(tables: Tables, notices: FeedNotices) -> None:
    """Note ways within stations that lead to a station itself, to a platform with areas, or back.

    Exit gates lead one way; a platform that has boarding areas is reached through them.
    """
    table, stops = tables.get("pathways"), tables.get("stops")
    if table is None or stops is None or not stops.count:
        return
    gates = (table.numbers("pathway_mode") == _EXIT_GATE) & (table.numbers("is_bidirectional") == 1)
    hint = said("an exit gate is passed one way; write 0")
    table.note(notices, "bad_pathway", "is_bidirectional", np.flatnonzero(gates), hint)
    parents = stops.rows_in("parent_station", stops, "stop_id")
    kind = kinds_of(stops)
    divided = np.zeros(stops.count, dtype=np.bool_)
    divided[parents[(kind == 4) & (parents >= 0)]] = True
    for column in ("from_stop_id", "to_stop_id"):
        stop = table.rows_in(column, stops, "stop_id")
        at = np.maximum(stop, 0)
        hint = said("ways end at platforms, entrances, nodes and boarding areas, not at a station")
        rows = np.flatnonzero((stop >= 0) & (kind[at] == _STATION))
        table.note(notices, "bad_pathway", column, rows, hint)
        hint = said("this platform has boarding areas: ways end at these")
        table.note(notices, "bad_pathway", column, np.flatnonzero((stop >= 0) & divided[at]), hint)


def _rows(rows: list[int]) -> npt.NDArray[np.intp]:
    return np.array(rows, dtype=np.intp)
