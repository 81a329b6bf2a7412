"""Edits that add trips to a timetable: one by its times, or a line after another's model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.changed_times import at_other_speed, moved, out_of_day
from transnet.timetable.edits.changed_ways import without_stops
from transnet.timetable.edits.edit_values import MOST_MIN, clock_s, in_bounds, seconds, sound_id
from transnet.timetable.edits.names_in_timetable import (
    called_stops,
    line_named,
    stops_of_way,
)
from transnet.timetable.edits.new_lines import check_new_line, mode_of_word, with_line
from transnet.timetable.edits.service_days import OnDays, service_of
from transnet.timetable.edits.trip_choice import TripChoice
from transnet.timetable.edits.trip_rows import (
    Rows,
    Table,
    TripCalls,
    TripHeads,
    calls_of,
    fresh_ids,
    heads_of,
    with_trips,
)
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, kw_only=True)
class TimedCall:
    """A call of a trip by the clock; one of the times will do where it doesn't stay.

    stop     id or name
    arrives, departs  HH:MM or HH:MM:SS; hours run on past 24 after midnight
    """

    stop: str
    arrives: str = ""
    departs: str = ""


@dataclass(frozen=True, kw_only=True)
class AddTrip(OnDays):
    """Add a trip with exact times to a line that is there.

    id     of the trip
    name   its number
    line   id or name
    calls  two or more, in their order
    weekday, from_date, to_date   days on which it runs: all by default
    """

    action: ClassVar[str] = "add_trip"
    id: str
    name: str = ""
    line: str
    calls: tuple[TimedCall, ...]

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        sound_id(findings, "id", self.id)
        if self.id in timetable.trip_ids.tolist():
            findings.add("duplicate_id", said("is a trip already"), column="id", value=self.id)
        line = line_named(timetable, findings, "line", self.line)
        days = self.days(timetable, findings)
        calls = self._calls(timetable, line, findings)
        if findings.errors:
            return timetable
        made, service = service_of(timetable, days, self.id)
        heads = TripHeads([self.id], [self.name], [line], [service], [-1])
        return with_trips(made, heads, calls)

    def _calls(self, timetable: TimetableColumns, line: int, findings: Notices) -> TripCalls:
        if len(self.calls) < 2:
            hint = said("a trip calls at two stops at least")
            findings.add("too_few_stops", hint, column="calls", value=len(self.calls))
        asked = [(f"calls {number}", each.stop) for number, each in enumerate(self.calls, start=1)]
        mode = str(timetable.route_modes[line]) if line >= 0 else ""
        stops = stops_of_way(timetable, findings, asked, mode, line)
        times = np.array(
            [
                self._times(key, each, findings)
                for (key, _), each in zip(asked, self.calls, strict=True)
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        back = np.flatnonzero(np.diff(times.reshape(-1)) < 0)
        if len(back) and not findings.errors:
            at = (int(back[0]) + 1) // 2
            hint = said("comes before what is before it; times after midnight run on past 24:00")
            value = self.calls[at].arrives or self.calls[at].departs
            findings.add("decreasing_time", hint, column=asked[at][0], value=value)
        everywhere = np.ones(len(stops), dtype=np.bool_)
        first = np.array([0, len(stops)], dtype=np.intp)
        return TripCalls(first, stops, times[:, 0], times[:, 1], everywhere, everywhere)

    @staticmethod
    def _times(key: str, call: TimedCall, findings: Notices) -> tuple[int, int]:
        """Return the seconds of an arrival and a departure."""
        if not (call.arrives or call.departs):
            findings.add(
                "missing_key", said("needs arrives or departs"), column=key, value=call.stop
            )
            return 0, 0
        arrival = clock_s(findings, f"{key}, arrives", call.arrives or call.departs)
        return arrival, clock_s(findings, f"{key}, departs", call.departs or call.arrives)


@dataclass(frozen=True, kw_only=True)
class CopyLine(TripChoice):
    """Add a line that runs as the trips chosen do, but for what is said to differ.

    line, trip, via, first, last   the trips to copy
    id, name, mode   of the new line; the mode is that of the old one by default
    shift_min        it runs so many minutes later
    speed_factor     it runs so many times as fast
    skip             stops at which it doesn't call; the time there is saved by speed_factor alone
    weekday, from_date, to_date   days on which it runs, of those of the trips copied
    Later edits may change the new line further: they call it by its id.
    """

    action: ClassVar[str] = "copy_line"
    id: str
    name: str = ""
    mode: str = ""
    shift_min: float = 0.0
    speed_factor: float = 1.0
    skip: tuple[str, ...] = ()

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        check_new_line(timetable, self.id, findings)
        in_bounds(findings, "shift_min", self.shift_min, -MOST_MIN)
        in_bounds(findings, "speed_factor", self.speed_factor, 0.1, 10.0)
        mode = mode_of_word(self.mode, findings) if self.mode else ""
        trips = self.rows(timetable, findings)
        days = self.days(timetable, findings)
        trips = self.check_days(timetable, trips, days, findings)
        calls = self._calls(timetable, calls_of(timetable, trips), findings)
        if findings.errors:
            return timetable
        own = str(timetable.route_modes[timetable.trip_route[trips[0]]])
        made = with_line(timetable, (self.id, self.name or self.id, mode or own))
        services = np.zeros(len(timetable.service_ids), dtype=np.int64)
        for row in np.unique(timetable.trip_service[trips]).tolist():
            runs = timetable.service_runs[row] & days
            made, services[row] = service_of(made, runs, str(timetable.service_ids[row]))
        heads = heads_of(timetable, trips)
        ids = [f"{self.id}:{each}" for each in heads.ids]
        route = np.full(len(trips), len(made.route_ids) - 1)
        heads = replace(
            heads,
            ids=fresh_ids(made.trip_ids.tolist(), ids),
            names=[""] * len(trips),
            route=route,
            service=services[timetable.trip_service[trips]],
            block=np.full(len(trips), -1),
        )
        return with_trips(made, heads, calls)

    def _calls(self, timetable: TimetableColumns, calls: TripCalls, findings: Notices) -> TripCalls:
        if findings.errors:
            return calls
        hops = np.ones(len(calls.stop), dtype=np.bool_)
        calls = at_other_speed(calls, hops, self.speed_factor, calls.first[:-1])
        if self.skip:
            stops = called_stops(timetable, findings, ("skip", self.skip), calls)
            calls = self._skipping(calls, stops, findings)
        calls = moved(calls, np.full(len(calls.first) - 1, seconds(self.shift_min)))
        if len(out_of_day(calls)) and not findings.errors:
            hint = said("trips would leave before the midnight of their day")
            findings.add("times_beyond_day", hint, column="shift_min", value=self.shift_min)
        return calls

    def _skipping(self, calls: TripCalls, stops: Rows, findings: Notices) -> TripCalls:
        made = without_stops(calls, np.isin(calls.stop, stops), 0)
        if np.any(np.diff(made.first) < 2) and not findings.errors:
            hint = said("leaves a trip fewer than two stops")
            findings.add("too_few_stops", hint, column="skip", value=", ".join(self.skip))
        return made
