"""Rules of a feed about calls on demand: where, within which hours, and what goes with them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transnet.base.language import Message, said
from transnet.io.gtfs.feed_flex import AREA_COLUMNS, SPAN_COLUMNS, on_demand
from transnet.io.gtfs.feed_keys import known_ids
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.io.gtfs.feed_values import BLANK

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_Bools = npt.NDArray[np.bool_]
_Areas = Mapping[str, "BaseGeometry | None"]
_REGULAR, _NONE, _BY_DRIVER = 0, 1, 3
_MOST_OF_A_TRIP = 300


def check_flex(tables: Tables, areas: _Areas | None, notices: FeedNotices) -> None:
    """Note what is wrong with calls on demand.

    areas  by id, None where the feed has none
    """
    _check_ids(tables, areas or {}, notices)
    calls = tables.get("stop_times")
    if calls is None or not on_demand(calls).any():
        return
    _check_places(calls, areas, notices)
    _check_hours(calls, notices)
    _check_alone(calls, notices)
    _check_overlaps(calls, areas or {}, notices)
    _check_continuous(tables, notices)


def _check_ids(tables: Tables, areas: _Areas, notices: FeedNotices) -> None:
    """Note ids of stops that areas or groups of stops have too."""
    stops, groups = tables.get("stops"), tables.get("location_groups")
    taken = known_ids(tables, "stops", "stop_id")
    if groups is not None:
        hint = said("a stop or an area has this id too; ids of all three are distinct")
        ids = groups.texts("location_group_id")
        rows = [row for row, name in enumerate(ids) if name in taken or name in areas]
        groups.note(notices, "duplicate_id", "location_group_id", _rows(rows), hint)
    if stops is not None and areas:
        hint = said("an area has this id too; ids of both are distinct")
        rows = [row for row, name in enumerate(stops.texts("stop_id")) if name in areas]
        stops.note(notices, "duplicate_id", "stop_id", _rows(rows), hint)


def _check_places(calls: FeedTable, areas: _Areas | None, notices: FeedNotices) -> None:
    given = {name: _given(calls, name) for name in ("stop_id", *AREA_COLUMNS)}
    several = np.sum([*given.values()], axis=0) > 1
    hint = said("a call is at a stop, in a group of stops or in an area: keep one of the three")
    for name in AREA_COLUMNS:
        _note(calls, name, several & given[name], hint, notices)
        several = several & ~given[name]
    hint = said("is the way along a line, and this call is at no stop of one: delete it")
    far = _given(calls, "shape_dist_traveled") & on_demand(calls) & ~given["stop_id"]
    _note(calls, "shape_dist_traveled", far, hint, notices)
    if calls.has("location_id"):
        column = calls.column("location_id")
        unknown = [at for at, cell in enumerate(column.cells) if cell and cell not in (areas or {})]
        rows = np.flatnonzero(np.isin(column.codes, unknown))
        hint = said("isn't in {file}; add it there, or mend the id", file="locations.geojson")
        calls.note(notices, "dangling_reference", "location_id", rows, hint)


def _check_hours(calls: FeedTable, notices: FeedNotices) -> None:
    """Note spans of time with one end, that end before they begin, and what can't stand by them."""
    start, end = (_given(calls, name) for name in SPAN_COLUMNS)
    first, last = (calls.numbers(name) for name in SPAN_COLUMNS)
    span = start | end
    hint = said("a span has both its ends: write the other too")
    _note(calls, SPAN_COLUMNS[1], start & ~end, hint, notices)
    _note(calls, SPAN_COLUMNS[0], end & ~start, hint, notices)
    known = (first != BLANK) & (last != BLANK)
    hint = said("must come after start_pickup_drop_off_window")
    _note(calls, SPAN_COLUMNS[1], known & (last <= first), hint, notices)
    hint = said("a call has times or a span of time, not both: delete one of them")
    for name in ("arrival_time", "departure_time"):
        _note(calls, name, span & _given(calls, name), hint, notices)
    hint = said("within a span of time one books ahead (2) or there is none (1)")
    regular = np.isin(calls.numbers("pickup_type"), (_REGULAR, _BY_DRIVER, BLANK))
    _note(calls, "pickup_type", span & regular, hint, notices)
    hint = said("within a span of time one is set down as booked (2, 3) or not at all (1)")
    regular = np.isin(calls.numbers("drop_off_type"), (_REGULAR, BLANK))
    _note(calls, "drop_off_type", span & regular, hint, notices)


def _check_alone(calls: FeedTable, notices: FeedNotices) -> None:
    """Note areas that are the one call of a trip: within one travels from a call to a second."""
    trip = calls.column("trip_id").codes
    alone = np.bincount(trip, minlength=1)[trip] == 1
    hint = said("the trip has this one call: to travel within an area or a group, write it twice")
    for name in AREA_COLUMNS:
        _note(calls, name, alone & _given(calls, name), hint, notices)


def _check_overlaps(calls: FeedTable, areas: _Areas, notices: FeedNotices) -> None:
    """Note two areas of a trip that overlap in place, in time and in how one gets in or out.

    Of a trip with more than _MOST_OF_A_TRIP of them the first are held against each other.
    """
    rows = np.flatnonzero(_given(calls, "location_id"))
    names, trip = calls.texts("location_id"), calls.column("trip_id").codes
    first, last = (calls.numbers(name) for name in SPAN_COLUMNS)
    kinds = [calls.numbers(name) for name in ("pickup_type", "drop_off_type")]
    order = rows[np.argsort(trip[rows], kind="stable")]
    wrong = set[int]()
    for part in np.split(order, np.flatnonzero(np.diff(trip[order])) + 1):
        for one, other in combinations(part[:_MOST_OF_A_TRIP].tolist(), 2):
            if names[one] == names[other] or not any(kind[one] == kind[other] for kind in kinds):
                continue
            starts, ends = (first[one], first[other]), (last[one], last[other])
            shapes = [areas.get(names[each]) for each in (one, other)]
            if BLANK in (*starts, *ends) or max(starts) >= min(ends) or None in shapes:
                continue
            if _overlap(shapes):
                wrong.add(other)
    hint = said("overlaps an earlier area of the trip within the same hours: nobody knows which")
    calls.note(notices, "bad_call_on_demand", "location_id", _rows(sorted(wrong)), hint)


def _overlap(shapes: list[BaseGeometry | None]) -> bool:
    one, other = shapes
    return one is not None and other is not None and bool(one.intersection(other).area > 0)


def _check_continuous(tables: Tables, notices: FeedNotices) -> None:
    """Note routes that one boards anywhere along, of which a trip has spans of time."""
    calls, trips, routes = tables["stop_times"], tables.get("trips"), tables.get("routes")
    if trips is None or routes is None:
        return
    span = _given(calls, SPAN_COLUMNS[0]) | _given(calls, SPAN_COLUMNS[1])
    trip = calls.rows_in("trip_id", trips, "trip_id")[span]
    route = trips.rows_in("route_id", routes, "route_id")[np.unique(trip[trip >= 0])]
    has_span = np.zeros(routes.count, dtype=np.bool_)
    has_span[route[route >= 0]] = True
    hint = said("a trip of this route is called within a span of time: write 1 or nothing")
    for name in ("continuous_pickup", "continuous_drop_off"):
        anywhere = ~np.isin(routes.numbers(name), (_NONE, BLANK))
        rows = np.flatnonzero(has_span & anywhere)
        routes.note(notices, "bad_call_on_demand", name, rows, hint)


def _given(calls: FeedTable, name: str) -> _Bools:
    return ~calls.is_blank(name) if calls.has(name) else np.zeros(calls.count, dtype=np.bool_)


def _note(calls: FeedTable, name: str, wrong: _Bools, hint: Message, notices: FeedNotices) -> None:
    calls.note(notices, "bad_call_on_demand", name, np.flatnonzero(wrong), hint)


def _rows(rows: list[int]) -> npt.NDArray[np.intp]:
    return np.array(rows, dtype=np.intp)
