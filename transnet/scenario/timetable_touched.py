"""What an edit touches in a timetable: runs of trips that are gone, new ones, and their days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from transnet.timetable.timetable_columns import TimetableColumns

_AT_ONCE = 4096  # ways of running whose days are held at one time
_Hashes = npt.NDArray[np.uint64]


class Touched(NamedTuple):
    """How two timetables of the same days differ.

    A run is a trip on one of its days; one with another line, stop or time is another.
    gone, new    runs of the first that the second lacks, and the other way round
    days         how many days have any of them
    first, last  the first and the last of these; None where there is none
    """

    gone: int
    new: int
    days: int
    first: date | None
    last: date | None


def touched(before: TimetableColumns, after: TimetableColumns, only: date | None = None) -> Touched:
    """Return what differs between a timetable and what edits made of it.

    only  the one day that counts
    """
    gone = new = 0
    at = 0 if only is None else (only - before.first_day).days
    count = before.service_runs.shape[1] if only is None else 1
    is_touched = np.zeros(count, dtype=np.bool_)
    for net in _net_runs(before, after, slice(at, at + count)):
        gone -= int(net[net < 0].sum())
        new += int(net[net > 0].sum())
        is_touched |= (net != 0).any(axis=0)
    touches = np.flatnonzero(is_touched) + at
    days = [before.first_day + timedelta(days=day) for day in touches.tolist()]
    return Touched(gone, new, len(days), *((days[0], days[-1]) if days else (None, None)))


def _net_runs(
    before: TimetableColumns, after: TimetableColumns, days: slice
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield int64[ways of running, days], runs more than before, where some may differ."""
    stops, routes = dict[str, int](), dict[str, int]()
    ways = np.concatenate([_ways(each, stops, routes) for each in (before, after)])
    sign = np.repeat([-1, 1], [len(before.trip_ids), len(after.trip_ids)])
    runs = np.concatenate([before.service_runs[:, days], after.service_runs[:, days]])
    service = np.concatenate(
        [before.trip_service, after.trip_service + np.int32(len(before.service_ids))]
    )
    _, same = np.unique(runs, axis=0, return_inverse=True)
    alike = _mixed(ways + same.ravel()[service].astype(np.uint64))
    _, group = np.unique(alike, return_inverse=True)
    differs = np.bincount(group, weights=sign)[group] != 0  # others run as they did, on all days
    kinds, kind = np.unique(ways[differs], return_inverse=True)
    sign, service = sign[differs], service[differs]
    for start in range(0, len(kinds), _AT_ONCE):
        here = np.flatnonzero((kind >= start) & (kind < start + _AT_ONCE))
        net = np.zeros((min(_AT_ONCE, len(kinds) - start), runs.shape[1]), dtype=np.int64)
        np.add.at(net, kind[here] - start, sign[here, np.newaxis] * runs[service[here]])
        yield net


def _ways(timetable: TimetableColumns, stops: dict[str, int], routes: dict[str, int]) -> _Hashes:
    """Return uint64[trips], the same for trips of one line that make the same calls.

    stops, routes  numbers of ids that are known by now; new ones are added
    """
    stop, route = (
        np.array([known.setdefault(each, len(known)) for each in ids.tolist()], dtype=np.uint64)
        for ids, known in ((timetable.stop_ids, stops), (timetable.route_ids, routes))
    )
    first = timetable.first_call
    place = np.arange(first[-1]) - np.repeat(first[:-1], np.diff(first))
    hashed = _mixed(stop[timetable.call_stop] + np.uint64(1))
    for column in (place, timetable.arrival_s, timetable.departure_s):
        hashed = _mixed(hashed + column.astype(np.uint64))
    hashed = _mixed(hashed + (2 * timetable.can_board + timetable.can_alight).astype(np.uint64))
    made: _Hashes = np.add.reduceat(hashed, first[:-1]) if len(first) > 1 else hashed[:0]
    return _mixed(made + route[timetable.trip_route])


def _mixed(numbers: _Hashes) -> _Hashes:
    """Return numbers whose bits all depend on all bits: the finaliser of SplitMix64."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
