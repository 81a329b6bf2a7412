"""Edits that take away: trips and whole lines, stops on their way, on all days or on some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.changed_ways import without_stops
from transnet.timetable.edits.edit_values import in_bounds, seconds
from transnet.timetable.edits.names_in_timetable import called_stops
from transnet.timetable.edits.trip_choice import TripChoice
from transnet.timetable.edits.trip_rows import (
    Rows,
    Table,
    TripCalls,
    calls_of,
    with_calls,
    without_trips,
)
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, kw_only=True)
class RemoveTrips(TripChoice):
    """Take trips out, all of a line for instance; on the days that are named, if any are.

    A line of which no trip is left goes with them.
    """

    action: ClassVar[str] = "remove_trips"

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        made, trips = self.chosen(timetable, findings)
        return timetable if findings.errors else without_trips(made, trips)


@dataclass(frozen=True, kw_only=True)
class RemoveStops(TripChoice):
    """Let trips pass stops without calling there: those chosen, or all where none are chosen.

    stop       ids or names
    saved_min  what each stop that is passed saves, in running time and stay; 0 keeps the times at
               all others
    A trip that is left with fewer than two stops runs no more; a notice counts these.
    """

    action: ClassVar[str] = "remove_stops"
    stop: tuple[str, ...]
    saved_min: float = 0.0

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        in_bounds(findings, "saved_min", self.saved_min, 0.0, 60.0)
        if not self.stop:
            findings.add("bad_list", said("name one stop at least"), column="stop")
        trips, rows = self._calling(timetable, findings)
        changed, trips = self.on_its_days(timetable, trips, findings)
        calls = calls_of(changed, trips)
        if findings.errors:
            return timetable
        made = without_stops(calls, np.isin(calls.stop, rows), seconds(self.saved_min))
        self._check_saved(changed, trips, made, findings)
        if findings.errors:
            return timetable
        short = np.diff(made.first) < 2
        if short.any():
            count = int(short.sum())
            hint = said(
                "{count} trips are left with fewer than two stops: they run no more", count=count
            )
            findings.add("trips_end", hint, column="stop", value=", ".join(self.stop))
        # A trip is put back whole before it is taken out: no row is without calls in between.
        kept = np.flatnonzero(~short)
        changed = with_calls(changed, trips[kept], made.some(kept))
        return without_trips(changed, trips[short])

    def _calling(self, timetable: TimetableColumns, findings: Notices) -> tuple[Rows, Rows]:
        """Return the trips that are meant and call at one of the stops, and these."""
        any_trip = self.line or self.trip or self.via
        trips = self.rows(timetable, findings) if any_trip else self._rows(timetable, findings)
        calls = calls_of(timetable, trips)
        stops = called_stops(timetable, findings, ("stop", self.stop), calls)
        there = trips[np.unique(calls.trip[np.isin(calls.stop, stops)])]
        self.check_names(timetable, there, findings, said("none of its trips calls there"))
        return there, stops

    def _check_saved(
        self, timetable: TimetableColumns, trips: Rows, calls: TripCalls, findings: Notices
    ) -> None:
        """Add an error where a trip would save more than it takes."""
        back = calls.arrival_s[1:] < calls.departure_s[:-1]
        back &= calls.trip[1:] == calls.trip[:-1]
        if back.any():
            trip = timetable.trip_ids[trips[calls.trip[1:][int(np.argmax(back))]]]
            hint = said("is more than trip {trip} takes past a stop", trip=trip)
            findings.add("out_of_range", hint, column="saved_min", value=self.saved_min)
