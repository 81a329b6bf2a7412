"""Which trips an edit means: by line, number, stops on their way, hours and days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.edit_values import clock_s
from transnet.timetable.edits.names_in_timetable import lines_named, stops_named, trips_named
from transnet.timetable.edits.service_days import OnDays, on_days, running_on
from transnet.timetable.edits.trip_rows import Rows, Table, calls_of, next_calls
from transnet.timetable.part_checks import BoolArray
from transnet.timetable.timetable_columns import TimetableColumns

NONE_CHOSEN = said("no trip meets all the conditions")


@dataclass(frozen=True, kw_only=True)
class TripChoice(OnDays):
    """Trips that meet each condition given; at least one of line, trip and via must be.

    line         ids or names of lines; * stands for any text
    trip         ids or numbers of trips; * stands for any text
    via          stops at which they call, in this order: one direction, or one way of several
    first, last  the least and the latest departure from their first stop, HH:MM
    weekday, from_date, to_date  days on which the edit holds; on others trips stay as they are
    """

    line: tuple[str, ...] = ()
    trip: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    first: str = ""
    last: str = ""

    def rows(self, timetable: TimetableColumns, findings: Notices) -> Rows:
        """Return the trips that are meant, whatever their days; none, and an error, for none."""
        if not (self.line or self.trip or self.via):
            findings.add("no_selection", said("say which trips: line, trip or via"))
        found = self._rows(timetable, findings)
        if not len(found) and not findings.errors:
            findings.add("no_effect", NONE_CHOSEN)
        self.check_names(timetable, found, findings, said("none of its trips meets all conditions"))
        return found if not findings.errors else found[:0]

    def check_names(
        self, timetable: TimetableColumns, trips: Rows, findings: Notices, why: str
    ) -> None:
        """Add an error for each line and trip named that none of some trips is of, and say why.

        trips  those that the edit changes; the names that none of them has do nothing in it
        """
        if findings.errors:
            return
        lines = timetable.trip_route[trips].astype(np.intp)
        asked = (("line", self.line, lines_named, lines), ("trip", self.trip, trips_named, trips))
        for key, names, find, own in asked:
            for name in names:
                if not np.isin(own, find(timetable, findings, key, name)).any():
                    findings.add("no_effect", why, column=key, value=name)

    def chosen(self, timetable: Table, findings: Notices) -> tuple[Table, Rows]:
        """Return the trips that are meant, and the timetable in which they run on its days only."""
        return self.on_its_days(timetable, self.rows(timetable, findings), findings)

    def on_its_days(self, timetable: Table, trips: Rows, findings: Notices) -> tuple[Table, Rows]:
        """Return trips as they run on the days that are meant: see `on_days`."""
        days = self.days(timetable, findings)
        if findings.errors:
            return timetable, trips[:0]
        self.check_days(timetable, trips, days, findings)
        return on_days(timetable, trips, days)

    def check_days(
        self, timetable: TimetableColumns, trips: Rows, days: BoolArray, findings: Notices
    ) -> Rows:
        """Return those of some trips that run on the days that are meant.

        An error where none does, and for each line and trip named of which none does.
        """
        found = trips[running_on(timetable, days)[trips]]
        if not len(found) and not findings.errors:
            findings.add("no_effect", said("the trips that are meant run on none of these days"))
        self.check_names(timetable, found, findings, said("none of its trips runs on these days"))
        return found

    def _rows(self, timetable: TimetableColumns, findings: Notices) -> Rows:
        chosen = np.ones(len(timetable.trip_ids), dtype=np.bool_)
        if self.line:
            lines = [lines_named(timetable, findings, "line", name) for name in self.line]
            chosen &= np.isin(timetable.trip_route, np.concatenate(lines))
        if self.trip:
            named = [trips_named(timetable, findings, "trip", name) for name in self.trip]
            some = np.zeros_like(chosen)
            some[np.concatenate(named)] = True
            chosen &= some
        chosen &= self._in_hours(timetable, findings)
        rows = np.flatnonzero(chosen)
        if self.via:
            stops = [stops_named(timetable, findings, "via", name) for name in self.via]
            rows = rows[calling_at(timetable, rows, stops)]
        return rows

    def _in_hours(self, timetable: TimetableColumns, findings: Notices) -> BoolArray:
        starts = timetable.departure_s[timetable.first_call[:-1]]
        inside = np.ones(len(starts), dtype=np.bool_)
        if self.first:
            inside &= starts >= clock_s(findings, "first", self.first)
        if self.last:
            last = clock_s(findings, "last", self.last)
            inside &= starts <= last
        return inside


def calling_at(timetable: TimetableColumns, trips: Rows, stops: list[Rows]) -> BoolArray:
    """Return which trips call at stops in an order, each given by its rows, bool[trips]."""
    calls = calls_of(timetable, trips)
    at = np.full(len(trips), -1, dtype=np.intp)
    missed = len(calls.stop)
    for each in stops:
        found = next_calls(calls, each, at)
        at = np.where(found < 0, missed, found)
    return at < missed
