"""The edit that adds a line: stops, times between them, departures in both directions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import joined, said
from transnet.base.suggestion import suggestion
from transnet.timetable.departure_window import clock_text
from transnet.timetable.edits.called_stops import CalledStop, WayTimes, with_stops
from transnet.timetable.edits.departure_plans import (
    DeparturePlan,
    Phase,
    exact_starts,
    headway_starts,
    phase_seconds,
    spans_of,
)
from transnet.timetable.edits.edit_values import sound_id
from transnet.timetable.edits.names_in_timetable import not_on_way, stops_named
from transnet.timetable.edits.service_days import OnDays, service_of
from transnet.timetable.edits.trip_rows import (
    Rows,
    Seconds,
    Table,
    TripCalls,
    TripHeads,
    fresh_ids,
    texts_of,
    with_columns,
    with_trips,
)
from transnet.timetable.part_checks import BoolArray
from transnet.timetable.route_modes import known_modes, mode_words
from transnet.timetable.timetable_columns import TimetableColumns

_MOST_STOPS = 200


@dataclass(frozen=True, eq=False)
class _Way:
    """One direction: stops, seconds to each from the one before, stays at them."""

    stops: Rows
    run_s: Seconds
    stay_s: Seconds

    @property
    def calls(self) -> TripCalls:
        """The calls of a trip that leaves at 0."""
        arrival = np.cumsum(self.run_s) + np.cumsum(self.stay_s) - self.stay_s
        everywhere = np.ones(len(self.stops), dtype=np.bool_)
        first = np.array([0, len(self.stops)], dtype=np.intp)
        calls = (self.stops, arrival, arrival + self.stay_s, everywhere, everywhere)
        return TripCalls(first, *calls)


@dataclass(frozen=True, kw_only=True)
class AddLine(OnDays, WayTimes, DeparturePlan):
    """Add a line with trips in both directions.

    id, name        of the line; trips are "ID@07:00:00", those back "ID-back@07:00:00"
    mode            such as rail, subway or bus
    stops           two or more, in their order
    run_min, dwell_min, speed_kmh             times along the way: see `WayTimes`
    departures; first, last, headway_min; period; phase   when trips leave: see `DeparturePlan`
    oneway          no trips back
    back_run_min    minutes of the stretches on the way back, in their order there; by default those
                    of the way there
    back_departures  exact departures of the way back; the headways of the way there hold for it too
    back_phase      keeps the way back in step
    weekday, from_date, to_date   days on which it runs: all by default
    """

    action: ClassVar[str] = "add_line"
    id: str
    name: str = ""
    mode: str
    stops: tuple[CalledStop, ...]
    oneway: bool = False
    back_run_min: tuple[float, ...] = ()
    back_departures: tuple[str, ...] = ()
    back_phase: Phase | None = None

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        mode = self._check(timetable, findings)
        made, stops = with_stops(timetable, self.stops, mode, findings)
        ways = self._ways(made, stops, findings) if len(stops) >= 2 else []
        days = self.days(timetable, findings)
        starts = [self._starts(made, (way, at), days, findings) for at, way in enumerate(ways)]
        if findings.errors:
            return timetable
        made, service = service_of(made, days, self.id)
        made = with_line(made, (self.id, self.name or self.id, mode))
        for way, departures, label in zip(ways, starts, ("", "-back"), strict=False):
            ids = [f"{self.id}{label}@{clock_text(each)}" for each in departures.tolist()]
            made = with_departures(made, way.calls, (ids, service), departures)
        return made

    def _check(self, timetable: TimetableColumns, findings: Notices) -> str:
        """Return the mode of the line; errors for what can't be one, and for keys at odds."""
        mode = mode_of_word(self.mode, findings)
        check_new_line(timetable, self.id, findings)
        if not 2 <= len(self.stops) <= _MOST_STOPS:
            code = "too_few_stops" if len(self.stops) < 2 else "too_many_stops"
            hint = said("a line has two or more, and {most} at most", most=_MOST_STOPS)
            findings.add(code, hint, column="stops", value=len(self.stops))
        back = [key for key in ("back_departures", "back_run_min") if getattr(self, key)]
        back += ["back_phase"] if self.back_phase else []
        if self.oneway and back:
            hint = said("is of the way back, and a line that is oneway has none")
            findings.add("bad_keys", hint, column=back[0])
        if not self.oneway and bool(self.departures) != bool(self.back_departures):
            hint = said("stand beside back_departures; say both, or oneway = true")
            findings.add("bad_keys", hint, column="departures")
        return mode

    def _ways(self, timetable: TimetableColumns, stops: Rows, findings: Notices) -> list[_Way]:
        runs = self.runs(timetable, (stops, [each.run_min for each in self.stops]), findings)
        stays = self.stays([each.dwell_min for each in self.stops], findings)
        ways = [_Way(stops, np.concatenate([[0], runs]), stays)]
        if self.oneway:
            return ways
        back = runs[::-1]
        if self.back_run_min:
            times = WayTimes(run_min=self.back_run_min)
            own = [None] * len(stops)
            findings.where, where = joined((findings.where, "back"), ", ", "，"), findings.where
            back = times.runs(timetable, (stops[::-1], own), findings)
            findings.where = where
        return [*ways, _Way(stops[::-1], np.concatenate([[0], back]), stays[::-1])]

    def _starts(
        self,
        timetable: TimetableColumns,
        way: tuple[_Way, int],
        days: BoolArray,
        findings: Notices,
    ) -> Seconds:
        """Return the departures of a direction; 1 is the way back."""
        own, back = way
        if self.departures or self.back_departures:
            if not back:
                self.periods(findings)
            key = "back_departures" if back else "departures"
            return exact_starts(findings, key, getattr(self, key))
        if findings.errors:
            return np.zeros(0, dtype=np.int64)
        spans = spans_of(self.periods(findings), findings)
        phase = self.back_phase if back else self.phase
        offset = offset_at(timetable, own.calls, phase, findings)
        later = phase_seconds(timetable, phase, (spans, offset, days), findings)
        return headway_starts(spans, later, findings)


def offset_at(
    timetable: TimetableColumns, calls: TripCalls, phase: Phase | None, findings: Notices
) -> int:
    """Return when a trip that leaves at 0 leaves from the stop of a phase."""
    if phase is None:
        return 0
    stops = stops_named(timetable, findings, "phase, stop", phase.stop)
    at = np.flatnonzero(np.isin(calls.stop, stops))
    if not len(at):
        if not findings.errors:
            not_on_way(findings, ("phase, stop", (phase.stop,)), timetable, calls)
        return 0
    return int(calls.departure_s[at[0]] - calls.departure_s[0])


def mode_of_word(word: str, findings: Notices) -> str:
    """Return the mode that a word stands for; an error for one that isn't known."""
    words = mode_words()
    plain = word.strip()
    mode = next((each for each, others in words.items() if plain in others), plain)
    if mode not in known_modes():
        hint = suggestion(word, known_modes(), words)
        findings.add("unknown_name", hint, column="mode", value=word)
    return mode


def check_new_line(timetable: TimetableColumns, line: str, findings: Notices) -> None:
    """Add an error for the id of a new line that can't be one or is there already."""
    sound_id(findings, "id", line)
    if line in timetable.route_ids.tolist():
        findings.add("duplicate_id", said("is a line already"), column="id", value=line)


def with_departures(
    timetable: Table,
    calls: TripCalls,
    named: tuple[list[str], int],
    starts: Seconds,
) -> Table:
    """Return the timetable with trips of its last line, all alike but for when they leave.

    calls  of one trip that leaves at 0
    named  ids of the trips, made to differ from those there, and the row of their service
    """
    count = len(starts)
    ids = fresh_ids(timetable.trip_ids.tolist(), named[0])
    route = np.full(count, len(timetable.route_ids) - 1)
    heads = TripHeads(ids, [""] * count, route, np.full(count, named[1]), np.full(count, -1))
    many = calls.some(np.zeros(count, dtype=np.intp))
    later = starts[many.trip]
    return with_trips(
        timetable,
        heads,
        replace(many, arrival_s=many.arrival_s + later, departure_s=many.departure_s + later),
    )


def with_line(timetable: Table, line: tuple[str, str, str]) -> Table:
    """Return the timetable with a line more, of an id, a name and a mode."""
    columns = ("route_ids", "route_names", "route_modes")
    made = {
        key: texts_of([*getattr(timetable, key).tolist(), text])
        for key, text in zip(columns, line, strict=True)
    }
    return with_columns(timetable, made)
