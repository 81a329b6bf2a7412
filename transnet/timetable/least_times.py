"""The least that it takes from each stop to a goal, whatever the hour: rides and walks, no waits.

It aims searches at the goal, and ends them at once where no way leads there: otherwise they would
go through all that runs till the end of the next day.
"""

from __future__ import annotations

import numpy as np

from transnet.base.units import Int32Array
from transnet.kernels.search.calendar import pack, times_from
from transnet.kernels.search.dijkstra import earliest_from
from transnet.kernels.timetable.vehicle_patterns import NEVER, Patterns
from transnet.timetable.timetable_columns import TimetableColumns


class LeastTimes:
    """A graph of stops, from each to those before it on a pattern and those one walks from."""

    def __init__(self, patterns: Patterns, timetable: TimetableColumns) -> None:
        stops = len(timetable.stop_ids)
        leads = np.ones(len(patterns.stop), dtype=np.bool_)
        leads[patterns.first[1:] - 1] = False  # not from the last place to the next pattern
        place = np.flatnonzero(leads)
        walk_from, walk_to, walk_s = timetable.open_walks
        head = np.concatenate([patterns.stop[place], walk_from])
        tail = np.concatenate([patterns.stop[place + 1], walk_to])
        seconds = np.concatenate([patterns.least_s[place], walk_s])
        order = np.lexsort((seconds, head, tail))
        head, tail, seconds = head[order], tail[order], seconds[order]
        is_first = (np.diff(tail, prepend=-1) != 0) | (np.diff(head, prepend=-1) != 0)
        first = np.zeros(stops + 1, dtype=np.int32)
        np.cumsum(np.bincount(tail[is_first], minlength=stops), out=first[1:])
        self._arcs = first, head[is_first], seconds[is_first]
        self._packed = pack(*self._arcs)

    def to_stop(self, stop: int, longest_s: int) -> Int32Array:
        """Return int32[n], seconds from each stop to one, NEVER for more and where no way leads."""
        return times_from(self._packed, stop, longest_s)

    def to_place(self, egress: Int32Array) -> Int32Array:
        """Return the same to a place: egress int32[n], the way from each stop, NEVER for none."""
        ends = np.flatnonzero(egress < NEVER).astype(np.int32)
        return earliest_from(*self._arcs, ends, egress[ends])[0]
