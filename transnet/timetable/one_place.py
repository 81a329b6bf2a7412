"""The ways of one origin or destination, as single searches take them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.base.units import Int32Array
from transnet.kernels.timetable.vehicle_patterns import NEVER
from transnet.timetable.access_ways import AccessWays, checked_ways, stop_rows
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, eq=False)
class OnePlace:
    """A place and its ways on foot, to stops or from them.

    name           its id
    row            the row of the stop that it is; -1 for none
    stop, seconds  int32[w]
    """

    name: str
    row: int
    stop: Int32Array
    seconds: Int32Array

    def by_stop(self, stops: int) -> Int32Array:
        """Return int32[stops], the least seconds of a way at each stop, NEVER where none is."""
        least = np.full(stops, NEVER, dtype=np.int32)
        np.minimum.at(least, self.stop, self.seconds)
        return least


def origin_of(timetable: TimetableColumns, place: str | AccessWays) -> OnePlace:
    """Return a place from which one walks to stops: a stop is one itself, and has its transfers.

    Raises InputError for several places, UnknownNameError for a stop that isn't there.
    """
    if isinstance(place, AccessWays):
        return _given(timetable, place)
    row = _row(timetable, place)
    ends = np.array([row, row + 1], dtype=np.int32)
    walk_from, walk_to, walk_s = timetable.open_walks
    first, past = walk_from.searchsorted(ends).tolist()
    return _at_stop(timetable, row, walk_to[first:past], walk_s[first:past])


def destination_of(timetable: TimetableColumns, place: str | AccessWays) -> OnePlace:
    """Return a place to which one walks from stops; raises as `origin_of` does."""
    if isinstance(place, AccessWays):
        return _given(timetable, place)
    row = _row(timetable, place)
    walk_from, walk_to, walk_s = timetable.open_walks
    ways = np.flatnonzero(walk_to == row)
    return _at_stop(timetable, row, walk_from[ways], walk_s[ways])


def _row(timetable: TimetableColumns, place: object) -> int:
    rows = stop_rows(timetable, place, "place")
    if len(rows) != 1:
        raise wrong_type(place, "place", said("must be one place"))
    return int(rows[0])


def _at_stop(
    timetable: TimetableColumns, row: int, stop: Int32Array, seconds: Int32Array
) -> OnePlace:
    here, at_once = np.array([row], dtype=np.int32), np.zeros(1, dtype=np.int32)
    ways = np.concatenate([here, stop]), np.concatenate([at_once, seconds])
    return OnePlace(timetable.stop_ids[row], row, *ways)


def _given(timetable: TimetableColumns, place: AccessWays) -> OnePlace:
    ids, _, stop, seconds = checked_ways(timetable, place, "place")
    if len(ids) != 1:
        raise wrong_type(place, "place", said("must be one place"))
    return OnePlace(ids[0], -1, stop, seconds)
