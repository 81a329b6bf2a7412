"""Edits of when trips run: their speed, their stays at stops, their departures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.changed_times import at_other_speed, moved, out_of_day, with_stays
from transnet.timetable.edits.edit_values import MOST_MIN, clock_s, in_bounds, seconds
from transnet.timetable.edits.names_in_timetable import not_on_way, stops_named
from transnet.timetable.edits.trip_choice import TripChoice
from transnet.timetable.edits.trip_rows import (
    Rows,
    Table,
    TripCalls,
    calls_of,
    next_calls,
    with_calls,
)
from transnet.timetable.part_checks import BoolArray
from transnet.timetable.timetable_columns import TimetableColumns

_LEAST_FACTOR, _MOST_FACTOR = 0.1, 10.0


@dataclass(frozen=True, kw_only=True)
class SetSpeed(TripChoice):
    """Let trips run faster or slower.

    speed_factor  2 is twice as fast: running times are divided by it
    between       two stops: only the stretch between them, in either direction
    fixed_stop    where trips keep their departure; by default at their first stop
    stays_too     whether stays within the stretch shrink along
    """

    action: ClassVar[str] = "set_speed"
    speed_factor: float
    between: tuple[str, ...] = ()
    fixed_stop: str = ""
    stays_too: bool = False

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        in_bounds(findings, "speed_factor", self.speed_factor, _LEAST_FACTOR, _MOST_FACTOR)
        return _retimed(self, timetable, findings, said("none of its trips goes that way"))

    def new_calls(self, calls: TripCalls, hops: BoolArray, fixed: Rows) -> TripCalls:
        """Return calls as they are with hops at the other speed."""
        return at_other_speed(calls, hops, self.speed_factor, fixed, stays_too=self.stays_too)

    def meant(self, timetable: TimetableColumns, calls: TripCalls, findings: Notices) -> BoolArray:
        """Return the hops that are meant, by the calls that they lead to."""
        hops = np.ones(len(calls.stop), dtype=np.bool_)
        hops[calls.first[:-1]] = False
        if not self.between:
            return hops
        if len(self.between) != 2:
            hint = said("names the two ends of a stretch")
            findings.add("bad_list", hint, column="between", value=list(self.between))
            return hops
        ends = [stops_named(timetable, findings, "between", name) for name in self.between]
        inside = np.zeros(len(hops) + 1, dtype=np.int64)
        for one, other in (ends, ends[::-1]):
            begin = next_calls(calls, one, np.full(len(calls.first) - 1, -1, dtype=np.intp))
            end = next_calls(calls, other, np.where(begin < 0, len(hops), begin))
            there = end >= 0
            np.add.at(inside, begin[there] + 1, 1)
            np.add.at(inside, end[there] + 1, -1)
        hops &= np.cumsum(inside[:-1]) > 0
        if not hops.any() and not findings.errors:
            not_on_way(findings, ("between", self.between), timetable, calls)
        return hops


@dataclass(frozen=True, kw_only=True)
class SetDwell(TripChoice):
    """Let trips stay longer or shorter at stops on their way; what comes after shifts along.

    stop        at these; by default wherever they call between their ends
    dwell_min, added_min, dwell_factor  how long they stay, by how much longer, how many times as
                long: one of them
    fixed_stop  where trips keep their departure; by default at their first stop
    """

    action: ClassVar[str] = "set_dwell"
    stop: tuple[str, ...] = ()
    dwell_min: float | None = None
    added_min: float | None = None
    dwell_factor: float | None = None
    fixed_stop: str = ""

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        self._check(findings)
        return _retimed(self, timetable, findings, said("none of its trips calls there"))

    def new_calls(self, calls: TripCalls, there: BoolArray, fixed: Rows) -> TripCalls:
        """Return calls as they are with other stays at those that are meant."""
        stay = calls.departure_s - calls.arrival_s
        wanted = stay
        if self.dwell_min is not None:
            wanted = np.full_like(stay, seconds(self.dwell_min))
        elif self.added_min is not None:
            wanted = np.maximum(stay + seconds(self.added_min), 0)
        elif self.dwell_factor is not None:
            wanted = np.rint(stay * self.dwell_factor).astype(np.int64)
        return with_stays(calls, np.where(there, wanted, stay), fixed)

    def _check(self, findings: Notices) -> None:
        bounds = {"dwell_min": (0.0, MOST_MIN), "added_min": (-MOST_MIN, MOST_MIN)}
        bounds["dwell_factor"] = (0.0, _MOST_FACTOR)
        given = {key: value for key in bounds if (value := getattr(self, key)) is not None}
        if len(given) != 1:
            hint = said("give one of dwell_min, added_min and dwell_factor")
            findings.add("bad_keys", hint, column="dwell_min")
        for key, value in given.items():
            in_bounds(findings, key, value, *bounds[key])

    def meant(self, timetable: TimetableColumns, calls: TripCalls, findings: Notices) -> BoolArray:
        """Return the calls between the ends of trips that are meant."""
        inside = np.ones(len(calls.stop), dtype=np.bool_)
        inside[calls.first[:-1]] = False
        inside[calls.first[1:] - 1] = False
        if not inside.any() and not findings.errors:
            not_on_way(findings, ("stop", self.stop), timetable, calls)
        there = np.zeros_like(inside) if self.stop else inside
        for name in self.stop:
            here = inside & np.isin(calls.stop, stops_named(timetable, findings, "stop", name))
            if not here.any() and not findings.errors:
                not_on_way(findings, ("stop", (name,)), timetable, calls)
            there |= here
        return there


@dataclass(frozen=True, kw_only=True)
class MoveDepartures(TripChoice):
    """Let trips run earlier or later as a whole.

    shift_min      so many minutes later; earlier where it is negative
    departs, stop  or at a time, HH:MM, from a stop; by default from their first: of a single trip
    """

    action: ClassVar[str] = "move_departures"
    shift_min: float | None = None
    departs: str = ""
    stop: str = ""

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        if (self.shift_min is None) == (not self.departs):
            findings.add("bad_keys", said("give shift_min or departs"), column="shift_min")
        if self.stop and not self.departs:
            hint = said("says where departs holds: add departs")
            findings.add("bad_keys", hint, column="stop", value=self.stop)
        if self.shift_min is not None:
            in_bounds(findings, "shift_min", self.shift_min, -MOST_MIN)
        changed, trips = self.chosen(timetable, findings)
        calls = calls_of(changed, trips)
        shift = self._shift(changed, calls, findings)
        if findings.errors:
            return timetable
        new = moved(calls, np.full(len(trips), shift, dtype=np.int64))
        return put_back(timetable, changed, (trips, new), findings)

    def _shift(self, timetable: TimetableColumns, calls: TripCalls, findings: Notices) -> int:
        if self.shift_min is not None:
            return seconds(self.shift_min)
        wanted = clock_s(findings, "departs", self.departs) if self.departs else 0
        at = fixed_calls(timetable, calls, self.stop, findings, "stop")
        if findings.errors:
            return 0
        if len(at) > 1:
            hint = said("moves one trip, and {count} are meant: name the trip", count=len(at))
            findings.add("bad_keys", hint, column="departs", value=self.departs)
            return 0
        return wanted - int(calls.departure_s[at[0]])


def _retimed(edit: SetSpeed | SetDwell, timetable: Table, findings: Notices, why: str) -> Table:
    """Return the timetable with new calls of the trips that do what the edit means.

    why  what is said of a line or trip named that does nothing of it
    """
    trips = edit.rows(timetable, findings)
    calls = calls_of(timetable, trips)
    trips = trips[np.unique(calls.trip[edit.meant(timetable, calls, findings)])]
    edit.check_names(timetable, trips, findings, why)
    changed, rows = edit.on_its_days(timetable, trips, findings)
    fixed_calls(timetable, calls_of(timetable, trips), edit.fixed_stop, findings)
    if findings.errors:
        return timetable
    calls = calls_of(changed, rows)
    meant = edit.meant(changed, calls, findings)
    fixed = fixed_calls(changed, calls, edit.fixed_stop, findings)
    return put_back(timetable, changed, (rows, edit.new_calls(calls, meant, fixed)), findings)


def fixed_calls(
    timetable: TimetableColumns,
    calls: TripCalls,
    stop: str,
    findings: Notices,
    key: str = "fixed_stop",
) -> Rows:
    """Return for each trip its call at a stop, or its first where none is named or it isn't there.

    An error where no trip calls there.
    """
    first = calls.first[:-1]
    if not stop:
        return first
    rows = stops_named(timetable, findings, key, stop)
    found = next_calls(calls, rows, np.full(len(first), -1, dtype=np.intp))
    if not (found >= 0).any() and not findings.errors:
        not_on_way(findings, (key, (stop,)), timetable, calls)
    return np.where(found < 0, first, found)


def put_back(
    given: Table, changed: Table, trips: tuple[Rows, TripCalls], findings: Notices
) -> Table:
    """Return the timetable with new calls of trips, or the one given and an error for bad times."""
    rows, calls = trips
    if calls == calls_of(changed, rows):
        return given  # and no trip is split by its days in vain
    wrong = out_of_day(calls)
    if len(wrong):
        hint = said(
            "{count} trips would leave before the midnight of their day; the first is {trip}",
            count=len(wrong),
            trip=changed.trip_ids[rows[wrong[0]]],
        )
        findings.add("times_beyond_day", hint)
        return given
    return with_calls(changed, rows, calls)
