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

    def seconds_to(self, stop: int) -> int:
        """Return the least seconds of a way to a stop or from it, NEVER where none is."""
        if len(self.stop) == 1:
            return int(self.seconds[0]) if self.stop[0] == stop else NEVER
        return int(self.seconds[self.stop == stop].min(initial=NEVER))

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
    _, walk_to, walk_s = timetable.open_walks
    first = timetable.walks_by_start
    mine = slice(first[row], first[row + 1])
    return _at_stop(timetable, row, walk_to[mine], walk_s[mine])


def destination_of(timetable: TimetableColumns, place: str | AccessWays) -> OnePlace:
    """Return a place to which one walks from stops; raises as `origin_of` does."""
    if isinstance(place, AccessWays):
        return _given(timetable, place)
    row = _row(timetable, place)
    walk_from, _, walk_s = timetable.open_walks
    ways, first = timetable.walks_by_end
    mine = ways[first[row] : first[row + 1]]
    return _at_stop(timetable, row, walk_from[mine], walk_s[mine])


def _row(timetable: TimetableColumns, place: object) -> int:
    known = timetable.row_of_stop.get(place) if isinstance(place, str) else None
    if known is not None:
        return known
    rows = stop_rows(timetable, place, "place")
    if len(rows) != 1:
        raise wrong_type(place, "place", said("must be one place"))
    return int(rows[0])


def _at_stop(
    timetable: TimetableColumns, row: int, stop: Int32Array, seconds: Int32Array
) -> OnePlace:
    stops, times = np.empty((2, 1 + len(stop)), dtype=np.int32)
    stops[0], times[0] = row, 0
    stops[1:], times[1:] = stop, seconds
    return OnePlace(timetable.stop_ids[row], row, stops, times)


def _given(timetable: TimetableColumns, place: AccessWays) -> OnePlace:
    ids, _, stop, seconds = checked_ways(timetable, place, "place")
    if len(ids) != 1:
        raise wrong_type(place, "place", said("must be one place"))
    return OnePlace(ids[0], -1, stop, seconds)
