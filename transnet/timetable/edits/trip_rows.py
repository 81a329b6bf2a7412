"""Trips of a timetable taken out, put in, and given other calls; what isn't touched is shared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from transnet.timetable.part_checks import BoolArray, Texts, frozen
from transnet.timetable.timetable_columns import TimetableColumns

Table = TypeVar("Table", bound=TimetableColumns)
"""A timetable of any kind: an edit gives back the kind that it was given."""

Rows = npt.NDArray[np.intp]
Seconds = npt.NDArray[np.int64]

_OF_CALLS = ("call_stop", "arrival_s", "departure_s", "can_board", "can_alight")
_NAMED_BY_TRIPS = {
    "trip_route": ("route_ids", "route_names", "route_modes"),
    "trip_service": ("service_ids", "service_runs"),
}
_OF_TRIPS = ("trip_ids", "trip_names", "trip_route", "trip_service", "trip_block")


@dataclass(frozen=True, eq=False)
class TripCalls:
    """Calls of k trips, one trip after the other, as `parts.Calls` has them.

    first  intp[k + 1], calls of trip k are first[k] to first[k + 1]
    """

    first: Rows
    stop: Rows
    arrival_s: Seconds
    departure_s: Seconds
    can_board: BoolArray
    can_alight: BoolArray

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TripCalls):
            return NotImplemented
        own, others = (self.first, *self.columns()), (other.first, *other.columns())
        return all(map(np.array_equal, own, others))

    __hash__ = None  # type: ignore[assignment]  # columns can't be told apart quickly

    @property
    def trip(self) -> Rows:
        """The trip of each call, counted from 0."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def columns(self) -> tuple[npt.NDArray[Any], ...]:
        """Return the columns of calls in the order of `parts.Calls`."""
        return self.stop, self.arrival_s, self.departure_s, self.can_board, self.can_alight

    def some(self, trips: Rows) -> TripCalls:
        """Return the calls of some of the trips, in their order; one may come several times."""
        sizes = np.diff(self.first)[trips]
        first = _sums(sizes)
        call = np.arange(first[-1]) + np.repeat(self.first[trips] - first[:-1], sizes)
        return TripCalls(first, *(column[call] for column in self.columns()))


@dataclass(frozen=True, eq=False)
class TripHeads:
    """What trips are called, and what they are part of, as `parts.Trips` has it."""

    ids: Sequence[str]
    names: Sequence[str]
    route: npt.ArrayLike
    service: npt.ArrayLike
    block: npt.ArrayLike


def with_columns(timetable: Table, columns: Mapping[str, npt.NDArray[Any]]) -> Table:
    """Return the timetable with other columns, each frozen and of the type that it has there."""
    made: dict[str, Any] = {}
    for name, column in columns.items():
        dtype = getattr(timetable, name).dtype
        made[name] = frozen(column if column.dtype == dtype else column.astype(dtype))
    return replace(timetable, **made) if made else timetable


def calls_of(timetable: TimetableColumns, trips: Rows) -> TripCalls:
    """Return the calls of some trips."""
    whole = TripCalls(
        timetable.first_call.astype(np.intp),
        *(getattr(timetable, name) for name in _OF_CALLS),
    )
    some = whole.some(trips)
    stop, arrival, departure, board, alight = some.columns()
    return TripCalls(
        some.first,
        stop.astype(np.intp),
        arrival.astype(np.int64),
        departure.astype(np.int64),
        board,
        alight,
    )


def heads_of(timetable: TimetableColumns, trips: Rows) -> TripHeads:
    """Return what some trips are called and belong to."""
    ids, names, *parts = (getattr(timetable, name)[trips] for name in _OF_TRIPS)
    return TripHeads(ids.tolist(), names.tolist(), *parts)


def with_calls(timetable: Table, trips: Rows, calls: TripCalls) -> Table:
    """Return the timetable with other calls of some trips; they keep their places and names."""
    sizes = np.diff(timetable.first_call).astype(np.intp)
    if np.array_equal(sizes[trips], np.diff(calls.first)):
        place = np.arange(calls.first[-1]) + np.repeat(
            timetable.first_call[trips] - calls.first[:-1], sizes[trips]
        )
        made: dict[str, npt.NDArray[Any]] = {}
        for name, column in zip(_OF_CALLS, calls.columns(), strict=True):
            old = getattr(timetable, name)
            if not np.array_equal(old[place], column):
                made[name] = old.copy()
                made[name][place] = column
        return with_columns(timetable, made)
    start = timetable.first_call[:-1].astype(np.intp)
    start[trips] = len(timetable.call_stop) + calls.first[:-1]
    sizes[trips] = np.diff(calls.first)
    first = _sums(sizes)
    take = np.arange(first[-1]) + np.repeat(start - first[:-1], sizes)
    made = {"first_call": first}
    for name, column in zip(_OF_CALLS, calls.columns(), strict=True):
        made[name] = np.concatenate([getattr(timetable, name), column])[take]
    return with_columns(timetable, made)


def with_trips(timetable: Table, heads: TripHeads, calls: TripCalls) -> Table:
    """Return the timetable with trips more, behind those that are there."""
    own = (texts_of(heads.ids), texts_of(heads.names), heads.route, heads.service, heads.block)
    made = {"first_call": np.append(timetable.first_call, _behind(timetable, calls))}
    for name, column in zip(_OF_TRIPS + _OF_CALLS, (*own, *calls.columns()), strict=True):
        made[name] = np.concatenate([getattr(timetable, name), np.asarray(column)])
    return with_columns(timetable, made)


def without_trips(timetable: Table, trips: Rows) -> Table:
    """Return the timetable without some trips, and without lines and services that lose their last.

    Stops stay, be it that nothing calls there any more: one may still ask for the way from them.
    """
    if not len(trips):
        return timetable
    keep = np.ones(len(timetable.trip_ids), dtype=np.bool_)
    keep[trips] = False
    sizes = np.diff(timetable.first_call)
    calls = np.repeat(keep, sizes)
    made = {"first_call": _sums(sizes[keep])}
    made |= {name: getattr(timetable, name)[keep] for name in _OF_TRIPS}
    made |= {name: getattr(timetable, name)[calls] for name in _OF_CALLS}
    return without_unused(with_columns(timetable, made), timetable)


def without_unused(timetable: Table, before: TimetableColumns) -> Table:
    """Return the timetable without lines and services of which trips ran before and none does now.

    before  has the same lines and services
    """
    made: dict[str, npt.NDArray[Any]] = {}
    for of_trip, columns in _NAMED_BY_TRIPS.items():
        count = len(getattr(timetable, columns[0]))
        was, now = (
            np.bincount(getattr(each, of_trip), minlength=count) > 0 for each in (before, timetable)
        )
        keep = ~was | now
        if not keep.all():
            made |= {name: getattr(timetable, name)[keep] for name in columns}
            made[of_trip] = (np.cumsum(keep) - 1)[getattr(timetable, of_trip)]
    return with_columns(timetable, made)


def next_calls(calls: TripCalls, stops: Rows, after: Rows) -> Rows:
    """Return the first call of each trip at one of some stops behind another call of it.

    after    intp[k], calls; -1 for the beginning, and what lies beyond all calls finds none
    returns  intp[k], calls; -1 where there is none
    """
    trip = calls.trip
    hit = np.flatnonzero(np.isin(calls.stop, stops) & (np.arange(len(trip)) > after[trip]))
    of_trip, place = np.unique(trip[hit], return_index=True)
    found = np.full(len(calls.first) - 1, -1, dtype=np.intp)
    found[of_trip] = hit[place]
    return found


def texts_of(values: Sequence[str]) -> Texts:
    """Return texts as a frozen column."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return frozen(made)


def fresh_ids(known: Collection[str], wanted: Sequence[str]) -> list[str]:
    """Return ids as wanted, with ~2, ~3 … behind those that are there already."""
    taken, made = set(known), []
    for each in wanted:
        name, number = each, 2
        while name in taken:
            name, number = f"{each}~{number}", number + 1
        taken.add(name)
        made.append(name)
    return made


def _sums(sizes: npt.NDArray[Any]) -> Rows:
    first = np.zeros(len(sizes) + 1, dtype=np.intp)
    np.cumsum(sizes, out=first[1:])
    return first


def _behind(timetable: TimetableColumns, calls: TripCalls) -> Rows:
    """Return where calls of trips end that come behind all others."""
    return calls.first[1:] + len(timetable.call_stop)
