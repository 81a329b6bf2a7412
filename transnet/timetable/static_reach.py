"""Whether trips and ways lead from one stop to another at all, whatever the hour.

Where they don't, a search would go through all that runs till the end of the next day.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.timetable.day_calls import DayCalls

_KEPT = 64  # stops from which all that can be reached is remembered


class StaticReach:
    """A graph of stops: each leads to the next of a trip, and to those that one walks to."""

    def __init__(self, runs: DayCalls) -> None:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        calls, timetable = runs.calls, runs.timetable
        stops = len(timetable.stop_ids)
        within = np.ones(max(len(calls.stop) - 1, 0), dtype=np.bool_)
        within[calls.first[1:-1] - 1] = False  # not from the last call of a run to the next run
        one, other = calls.stop[:-1][within], calls.stop[1:][within]
        tails = np.concatenate([one, timetable.walk_from]).astype(np.int64)
        heads = np.concatenate([other, timetable.walk_to])
        pair = np.unique(tails * stops + heads)
        marks = np.ones(len(pair), dtype=np.int8)
        ends = (pair // max(stops, 1), pair % max(stops, 1))
        self._leads = csr_array((marks, ends), shape=(stops, stops))
        self._part = connected_components(self._leads, connection="strong")[1]
        self._known: dict[int, npt.NDArray[np.bool_]] = {}

    def leads(self, starts: Int32Array, ends: Int32Array) -> bool:
        """Return whether one comes from any of some stops to any of others, int32[k] rows."""
        parts = np.unique(self._part[ends])
        mine = np.unique(self._part[starts])
        if np.isin(mine, parts, assume_unique=True).any():
            return True
        firsts = [int(starts[np.argmax(self._part[starts] == part)]) for part in mine.tolist()]
        return any(self._reached(first)[ends].any() for first in firsts)

    def _reached(self, stop: int) -> npt.NDArray[np.bool_]:
        from scipy.sparse.csgraph import breadth_first_order

        if stop not in self._known:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            reached = np.zeros(len(self._part), dtype=np.bool_)
            order = breadth_first_order(self._leads, stop, return_predecessors=False)
            reached[order] = True
            self._known[stop] = reached
        return self._known[stop]
