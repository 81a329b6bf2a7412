"""Ways on foot between places and stops, and the ways that a search of a timetable follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.errors import UnknownNameError
from transnet.base.given import names_given
from transnet.base.language import said
from transnet.base.units import Int32Array
from transnet.kernels.timetable.events import Walks
from transnet.timetable import part_checks as check
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, eq=False)
class AccessWays:
    """Places that are origins or destinations, and their ways on foot to or from stops.

    ids      [k] of str
    place    [w], rows of ids
    stop     [w], rows of the timetable's stops
    seconds  [w], not negative

    Ways from place to place without any ride aren't among them: they are `DirectWays`.
    """

    ids: Sequence[str]
    place: npt.ArrayLike
    stop: npt.ArrayLike
    seconds: npt.ArrayLike


@dataclass(frozen=True, eq=False)
class DirectWays:
    """Ways on foot all the way, by origin.

    origin, destination  int32[w], places of ids; origins ascend
    seconds              int32[w], not negative
    """

    origin: Int32Array
    destination: Int32Array
    seconds: Int32Array


@dataclass(frozen=True, eq=False)
class Starts:
    """Ways on foot from origins to stops, by origin, checked.

    ids            [k]
    place          int32[w], ascending
    stop, seconds  int32[w]
    direct         ways that lead to destinations without any stop; None for none
    """

    ids: tuple[str, ...]
    place: Int32Array
    stop: Int32Array
    seconds: Int32Array
    direct: DirectWays | None = None


@dataclass(frozen=True, eq=False)
class Goals:
    """Destinations as a search knows them.

    ids       [k]
    walks     ways of the timetable and those to places that only ways lead to
    places    how many such places there are
    rows      int32[d], distinct rows of stops and places that destinations are
    row_of    int32[k], for each destination its place among `rows`
    stop_row  int32[n], for each stop its place among `rows`, -1 where it is none
    """

    ids: tuple[str, ...]
    walks: Walks
    places: int
    rows: Int32Array
    row_of: npt.NDArray[np.intp]
    stop_row: Int32Array

    @property
    def is_folded(self) -> bool:
        """Whether destinations are in another order than rows, or some are the same."""
        return not np.array_equal(self.row_of, np.arange(len(self.rows)))


def stop_rows(timetable: TimetableColumns, names: object, what: str) -> Int32Array:
    """Return the rows of some stops by their ids; raises UnknownNameError for one that isn't there.

    names  an id or a list of ids
    """
    known, listed = timetable.row_of_stop, names_given(names, what)
    try:
        return np.array([known[name] for name in listed], dtype=np.int32)
    except KeyError as fault:
        raise UnknownNameError(said("stop"), fault.args[0], known) from None


def starts_of(timetable: TimetableColumns, origins: object) -> Starts:
    """Return the ways from origins: AccessWays, or the ids of stops, from which one may walk on."""
    if isinstance(origins, AccessWays):
        ids, place, stop, seconds = checked_ways(timetable, origins, "origins")
    else:
        rows = stop_rows(timetable, origins, "origins")
        ids = tuple(timetable.stop_ids[rows].tolist())
        place, stop, seconds = _with_walks(timetable, rows)
    order = np.argsort(place, kind="stable")
    return Starts(ids, place[order], stop[order], seconds[order])


def goals_of(timetable: TimetableColumns, destinations: object) -> Goals:
    """Return destinations: AccessWays or the ids of stops, to which one may also walk from one."""
    stops = len(timetable.stop_ids)
    stop_row = np.full(stops, -1, dtype=np.int32)
    ways = _timetable_ways(timetable)
    if isinstance(destinations, AccessWays):
        ids, place, stop, seconds = checked_ways(timetable, destinations, "destinations")
        rows = np.arange(stops, stops + len(ids), dtype=np.int32)
        row_of = np.arange(len(ids))
        ways.append((stop, place + stops, seconds))
    else:
        chosen = stop_rows(timetable, destinations, "destinations")
        ids = tuple(timetable.stop_ids[chosen].tolist())
        distinct, row_of = np.unique(chosen, return_inverse=True)
        stop_row[distinct] = np.arange(len(distinct))
        # Where changing takes time, the row of a stop says when one can board: one is there before.
        slow = timetable.change_s[distinct] > 0
        rows = np.where(slow, stops + np.cumsum(slow) - 1, distinct).astype(np.int32)
        ways += _arrivals_at(timetable, distinct[slow], stops)
    places = int((rows >= stops).sum())
    return Goals(ids, _walks(timetable, ways), places, rows, row_of, stop_row)


_Ways = tuple[Int32Array, Int32Array, Int32Array]


def timetable_walks(timetable: TimetableColumns) -> Walks:
    """Return the ways on foot of a timetable alone, times to change among them."""
    return _walks(timetable, _timetable_ways(timetable))


def reversed_walks(timetable: TimetableColumns) -> Walks:
    """Return the same ways from their ends to their beginnings."""
    ways = [(to, of, seconds) for of, to, seconds in _timetable_ways(timetable)]
    return _walks(timetable, ways)


def _timetable_ways(timetable: TimetableColumns) -> list[_Ways]:
    slow = np.flatnonzero(timetable.change_s).astype(np.int32)
    return [
        timetable.open_walks,
        (slow, slow, timetable.change_s[slow]),
    ]


def _arrivals_at(timetable: TimetableColumns, stops: Int32Array, first: int) -> list[_Ways]:
    """Return ways that lead to places of their own for some stops, numbered from `first` on."""
    place = np.full(len(timetable.stop_ids), -1, dtype=np.int32)
    place[stops] = np.arange(first, first + len(stops))
    walk_from, walk_to, walk_s = timetable.open_walks
    there = place[walk_to] >= 0
    at_once = np.zeros(len(stops), dtype=np.int32)
    tail, head, seconds = (each[there] for each in (walk_from, place[walk_to], walk_s))
    return [(tail, head, seconds), (stops.astype(np.int32), place[stops], at_once)]


def _walks(timetable: TimetableColumns, ways: list[_Ways]) -> Walks:
    tail, head, seconds = (np.concatenate(each) for each in zip(*ways, strict=True))
    order = np.lexsort((seconds, head, tail))
    first = np.zeros(len(timetable.stop_ids) + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=len(first) - 1), out=first[1:])
    direct = timetable.change_s == 0
    to, along = (each[order].astype(np.int32) for each in (head, seconds))
    return Walks(first, to, along, direct)


def _with_walks(timetable: TimetableColumns, rows: Int32Array) -> _Ways:
    """Return for each of some stops the way to itself and those to stops that one walks to."""
    walk_from, walk_to, walk_s = timetable.open_walks
    first = np.searchsorted(walk_from, rows)
    sizes = np.searchsorted(walk_from, rows, side="right") - first
    place = np.arange(len(rows), dtype=np.int32)
    way = np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    return (
        np.concatenate([place, np.repeat(place, sizes)]),
        np.concatenate([rows, walk_to[way]]),
        np.concatenate([np.zeros(len(rows), np.int32), walk_s[way]]),
    )


def checked_ways(
    timetable: TimetableColumns, given: AccessWays, what: str
) -> tuple[tuple[str, ...], Int32Array, Int32Array, Int32Array]:
    """Return ids, places, stops and seconds of given ways; raises InputError for what can't be."""
    ids = check.texts(given.ids, f"{what}.ids")
    count = np.size(given.place)
    place = check.rows_of(given.place, f"{what}.place", count, len(ids))
    stop = check.rows_of(given.stop, f"{what}.stop", count, len(timetable.stop_ids))
    return tuple(ids.tolist()), place, stop, check.seconds(given.seconds, f"{what}.seconds", count)
