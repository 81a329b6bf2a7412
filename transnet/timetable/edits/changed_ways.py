"""Trips that call at fewer stops than before, or go another way between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.timetable.edits.trip_rows import Rows, Seconds, TripCalls
from transnet.timetable.part_checks import BoolArray


def without_stops(calls: TripCalls, gone: BoolArray, saved_s: int) -> TripCalls:
    """Return trips that don't call where it says; they may be left with fewer than two calls.

    gone     bool[c]
    saved_s  by so many seconds each call that is gone makes later ones earlier; none where the trip
             begins there
    """
    trip, keep = calls.trip, ~gone
    kept_before: Rows = np.cumsum(keep) - keep.astype(np.intp)
    under_way = gone & (kept_before > kept_before[calls.first[:-1]][trip])
    saved = np.cumsum(under_way) * saved_s
    saved -= (saved[calls.first[:-1]])[trip]
    sizes = np.add.reduceat(keep.astype(np.intp), calls.first[:-1]) if len(trip) else keep[:0]
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
    return TripCalls(
        first,
        calls.stop[keep],
        (calls.arrival_s - saved)[keep],
        (calls.departure_s - saved)[keep],
        calls.can_board[keep],
        calls.can_alight[keep],
    )


@dataclass(frozen=True, eq=False)
class Detour:
    """Another way between two calls, or before or behind one.

    stops   intp[m], between them; none where it skips what was there
    run_s   int64, to each of these, and to the call after them where there is one
    stay_s  int64[m]
    """

    stops: Rows
    run_s: Seconds
    stay_s: Seconds


def rerouted(calls: TripCalls, begin: Rows, end: Rows, way: Detour) -> TripCalls:
    """Return trips that go another way from one of their calls to another.

    begin, end  intp[k], calls; -1 as begin: the trip begins with the way; -1 as end: it ends so
    What comes before stays as it is, and what comes after moves along; where a trip begins with the
    way, what comes after stays.
    """
    parts = [
        _one(calls, (begin[trip], end[trip]), trip, way) for trip in range(len(calls.first) - 1)
    ]
    first = np.concatenate([[0], np.cumsum([len(part[0]) for part in parts])]).astype(np.intp)
    columns = (np.concatenate([part[at] for part in parts]) for at in range(5))
    return TripCalls(first, *columns)


def _one(
    calls: TripCalls, ends: tuple[int, int], trip: int, way: Detour
) -> tuple[npt.NDArray[Any], ...]:
    """Return the columns of one trip's calls."""
    first, last = calls.first[trip], calls.first[trip + 1]
    begin, end = ends
    head = slice(first, begin + 1 if begin >= 0 else first)
    tail = slice(end if end >= 0 else last, last)
    runs = way.run_s if begin >= 0 else np.concatenate([[0], way.run_s])
    stays = np.append(way.stay_s, 0)[: len(runs)]
    arrival = np.cumsum(runs) + np.cumsum(stays) - stays
    start = int(calls.departure_s[begin]) if begin >= 0 else 0
    there = start + (int(arrival[len(way.stops)]) if end >= 0 else 0)
    later = there - int(calls.arrival_s[end]) if end >= 0 else 0
    if begin < 0:
        start, later = -later, 0
    between = start + arrival[: len(way.stops)]
    marks = np.ones(len(way.stops), dtype=np.bool_)
    return (
        np.concatenate([calls.stop[head], way.stops, calls.stop[tail]]),
        np.concatenate([calls.arrival_s[head], between, calls.arrival_s[tail] + later]),
        np.concatenate(
            [calls.departure_s[head], between + way.stay_s, calls.departure_s[tail] + later]
        ),
        np.concatenate([calls.can_board[head], marks, calls.can_board[tail]]),
        np.concatenate([calls.can_alight[head], marks, calls.can_alight[tail]]),
    )
