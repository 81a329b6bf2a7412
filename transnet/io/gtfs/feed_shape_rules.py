"""Rules of a feed about lines on the map and distances along them."""

from __future__ import annotations

import numpy as np

from transnet.base.language import said
from transnet.io.gtfs.feed_calls import OrderedCalls
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables

_SAME_DEGREES = 1e-5
"""About a metre: points as near as this may be one."""

_BEYOND = 1.001
"""How far a trip's distances may pass the end of its line: a thousandth, for rounding."""


def check_shapes(tables: Tables, calls: OrderedCalls | None, notices: FeedNotices) -> None:
    """Note distances that decrease along a line or a trip, and trips longer than their lines."""
    shapes = tables.get("shapes")
    if shapes is not None:
        _check_lines(shapes, notices)
    if calls is not None:
        _check_distances(calls, notices)
        if shapes is not None and tables["trips"].has("shape_id"):
            _check_lengths(tables, calls, notices)


def _check_lines(shapes: FeedTable, notices: FeedNotices) -> None:
    codes, sequence = shapes.column("shape_id").codes, shapes.numbers("shape_pt_sequence")
    order = np.lexsort((sequence, codes))
    along = shapes.floats("shape_dist_traveled")[order]
    same = codes[order[1:]] == codes[order[:-1]]
    with np.errstate(invalid="ignore"):
        falls = same & (along[1:] < along[:-1])
        equal = same & (along[1:] == along[:-1])
    lon, lat = (shapes.floats(each)[order] for each in ("shape_pt_lon", "shape_pt_lat"))
    east = np.diff(lon) * np.cos(np.radians(lat[1:]))
    moved = np.hypot(east, np.diff(lat)) > _SAME_DEGREES
    hint = said("must rise along the line, from point to point")
    rows = np.sort(order[1:][falls])
    shapes.note(notices, "decreasing_distance", "shape_dist_traveled", rows, hint)
    hint = said("is that of the point before, which lies elsewhere")
    rows = np.sort(order[1:][equal & moved])
    shapes.note(notices, "equal_distance", "shape_dist_traveled", rows, hint)


def _check_distances(calls: OrderedCalls, notices: FeedNotices) -> None:
    along = calls.table.floats("shape_dist_traveled")[calls.row]
    known = np.flatnonzero(~np.isnan(along))
    same = calls.trip[known[1:]] == calls.trip[known[:-1]]
    falls = same & (along[known[1:]] <= along[known[:-1]])
    hint = said("must rise along the trip, from call to call")
    rows = np.sort(calls.row[known[1:][falls]])
    calls.table.note(notices, "decreasing_distance", "shape_dist_traveled", rows, hint)


def _check_lengths(tables: Tables, calls: OrderedCalls, notices: FeedNotices) -> None:
    shapes, trips = tables["shapes"], tables["trips"]
    column = shapes.column("shape_id")
    longest = np.full(len(column.cells) + 1, -np.inf)
    with np.errstate(invalid="ignore"):
        np.fmax.at(longest, column.codes, shapes.floats("shape_dist_traveled"))
    place = {cell: at for at, cell in enumerate(column.cells)}
    of_trip = trips.column("shape_id")
    shape = np.array([place.get(cell, -1) for cell in of_trip.cells])[of_trip.codes]
    along = calls.table.floats("shape_dist_traveled")[calls.row]
    limit = longest[shape[calls.trip]] if len(calls.trip) else np.zeros(0)
    with np.errstate(invalid="ignore"):
        beyond = (limit > 0) & (along > limit * _BEYOND)
    hint = said("lies beyond the end of the trip's line in shapes.txt; use one unit in both")
    rows = np.sort(calls.row[beyond])
    calls.table.note(notices, "beyond_shape", "shape_dist_traveled", rows, hint)
