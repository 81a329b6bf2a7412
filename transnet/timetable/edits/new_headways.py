"""The edit that has a line run every so many minutes, or at other times, within hours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.departure_window import clock_text
from transnet.timetable.edits.changed_times import moved
from transnet.timetable.edits.departure_plans import (
    DeparturePlan,
    Span,
    exact_starts,
    headway_starts,
    phase_seconds,
    spans_of,
)
from transnet.timetable.edits.new_lines import offset_at
from transnet.timetable.edits.service_days import on_days, service_of
from transnet.timetable.edits.trip_choice import TripChoice
from transnet.timetable.edits.trip_rows import (
    Rows,
    Seconds,
    Table,
    TripCalls,
    calls_of,
    fresh_ids,
    heads_of,
    with_trips,
    without_trips,
)
from transnet.timetable.part_checks import BoolArray
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, kw_only=True)
class SetHeadway(TripChoice, DeparturePlan):
    """Let a line run every so many minutes, or at exact times, in place of what runs then.

    line, trip, via   trips of the line; those that leave within the hours are replaced, in each
                      direction: from first to last, of each period, or of the day for departures
    departures; first, last, headway_min; period; phase   when trips leave: see `DeparturePlan`
    like              the trip to copy; by default each departure copies the one of its direction,
                      by its commonest stops, that leaves nearest to it
    drop_others       whether trips that leave at other hours go too
    weekday, from_date, to_date   days on which it holds; each direction runs on those on which one
                      of the trips replaced does

    Directions are told by the order of stops: a trip of the other one calls at two stops of the
    commonest way in the other order. Exact departures and phases are of one direction: say via.
    """

    action: ClassVar[str] = "set_headway"
    like: str = ""
    drop_others: bool = False

    def rows(self, timetable: TimetableColumns, findings: Notices) -> Rows:
        """Return the trips of the line, whatever their hours."""
        return replace(self, first="", last="")._as_choice().rows(timetable, findings)

    def _as_choice(self) -> TripChoice:
        names = ("line", "trip", "via", "weekday", "from_date", "to_date")
        return TripChoice(**{name: getattr(self, name) for name in names})

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        spans = spans_of(self.periods(findings), findings)
        exact = exact_starts(findings, "departures", self.departures)
        trips = self.rows(timetable, findings)
        days = self.days(timetable, findings)
        if findings.errors:
            return timetable
        trips = self.check_days(timetable, trips, days, findings)
        if findings.errors:
            return timetable
        directions = directions_of(timetable, trips)
        if len(directions) > 1 and (self.departures or self.phase or self.like):
            hint = said(
                "holds for one direction, and the line has two: say via, two stops in their order"
            )
            findings.add("bad_keys", hint, column="via")
            return timetable
        made, gone = timetable, []
        for own in directions:
            replaced = (
                own if self.drop_others or self.departures else self._inside(timetable, own, spans)
            )
            made, away = self._with_departures(
                made, (own, replaced), (spans, exact, days), findings
            )
            gone.append(away)
        if findings.errors:
            return timetable
        made, gone_then = on_days(made, np.concatenate(gone), days)
        return without_trips(made, gone_then)

    def _inside(self, timetable: TimetableColumns, trips: Rows, spans: list[Span]) -> Rows:
        starts = timetable.departure_s[timetable.first_call[trips]]
        inside = np.zeros(len(trips), dtype=np.bool_)
        for span in spans:
            inside |= (starts >= span.first_s) & (starts <= span.last_s)
        return trips[inside]

    def _with_departures(
        self,
        timetable: Table,
        trips: tuple[Rows, Rows],
        plan: tuple[list[Span], Seconds, BoolArray],
        findings: Notices,
    ) -> tuple[Table, Rows]:
        """Return the timetable with the new trips of a direction, and the trips that they replace.

        None are new, and none replaced, where these run as those would.
        """
        own, replaced = trips
        _, exact, days = plan
        models = self._models(timetable, own, findings)
        if findings.errors:
            return timetable, replaced
        running = replaced if len(replaced) else own
        services = timetable.service_runs[timetable.trip_service[running]]
        runs: BoolArray = np.any(services & days, axis=0)
        starts = exact if self.departures else self._starts(timetable, models[:1], plan, findings)
        leave = timetable.departure_s[timetable.first_call[models]].astype(np.int64)
        nearest = np.abs(starts[:, np.newaxis] - leave[np.newaxis]).argmin(axis=1)
        source = models[nearest] if len(starts) else models[:0]
        calls = moved(calls_of(timetable, source), starts - leave[nearest])
        then = timetable.service_runs[timetable.trip_service[replaced]] & days
        if _runs_by_way(calls_of(timetable, replaced), then) == _runs_by_way(calls, runs):
            return timetable, replaced[:0]
        name = str(timetable.service_ids[timetable.trip_service[models[0]]])
        made, service = service_of(timetable, runs, name)
        heads = heads_of(made, source)
        leaving = ~np.any(timetable.service_runs[timetable.trip_service[replaced]] & ~days, axis=1)
        known = {*made.trip_ids.tolist()} - {*made.trip_ids[replaced[leaving]].tolist()}
        ids = [
            f"{each.partition('@')[0]}@{clock_text(second)}"
            for each, second in zip(heads.ids, starts.tolist(), strict=True)
        ]
        count = len(starts)
        heads = replace(
            heads,
            ids=fresh_ids(known, ids),
            names=[""] * count,
            service=np.full(count, service),
            block=np.full(count, -1),
        )
        return with_trips(made, heads, calls), replaced

    def _starts(
        self,
        timetable: TimetableColumns,
        model: Rows,
        plan: tuple[list[Span], Seconds, BoolArray],
        findings: Notices,
    ) -> Seconds:
        spans, _, days = plan
        calls = calls_of(timetable, model)
        offset = offset_at(timetable, calls, self.phase, findings)
        later = phase_seconds(timetable, self.phase, (spans, offset, days), findings)
        return headway_starts(spans, later, findings)

    def _models(self, timetable: TimetableColumns, trips: Rows, findings: Notices) -> Rows:
        """Return the trips that new ones copy: those on the commonest way, or the one named."""
        if not self.like:
            return commonest(timetable, trips)
        found = TripChoice(trip=(self.like,)).rows(timetable, findings)
        return found[:1]


def directions_of(timetable: TimetableColumns, trips: Rows) -> list[Rows]:
    """Return trips by direction: those along the commonest way, and those against it, if any."""
    model = commonest(timetable, trips)[:1]
    way = calls_of(timetable, model).stop.tolist()
    place = {stop: at for at, stop in reversed(list(enumerate(way)))}
    calls = calls_of(timetable, trips)
    at = np.array([place.get(stop, -1) for stop in calls.stop.tolist()], dtype=np.int64)
    on_way = np.flatnonzero(at >= 0)
    trip = calls.trip[on_way]
    same = trip[1:] == trip[:-1]
    step = np.sign(np.diff(at[on_way])) * same
    turn = np.bincount(trip[1:], step, minlength=len(trips)) if len(trip) > 1 else 0 * trips
    against = turn < 0
    return [part for part in (trips[~against], trips[against]) if len(part)]


def _runs_by_way(calls: TripCalls, days: BoolArray) -> dict[bytes, list[int]]:
    """Return how many trips make the same calls on each day.

    days  bool[k, days] or bool[days], when the trips run
    """
    found: dict[bytes, npt.NDArray[np.int64]] = {}
    every = np.broadcast_to(days, (len(calls.first) - 1, days.shape[-1]))
    for trip, (one, other) in enumerate(zip(calls.first[:-1], calls.first[1:], strict=True)):
        way = b"".join(column[one:other].tobytes() for column in calls.columns())
        found[way] = found.get(way, 0) + every[trip].astype(np.int64)
    return {way: counts.tolist() for way, counts in found.items()}


def commonest(timetable: TimetableColumns, trips: Rows) -> Rows:
    """Return those of some trips that call at the commonest row of stops; the first of equals."""
    calls = calls_of(timetable, trips)
    ways = [
        calls.stop[one:other].tobytes()
        for one, other in zip(calls.first[:-1], calls.first[1:], strict=True)
    ]
    way = Counter(ways).most_common(1)[0][0]
    chosen = np.array([each == way for each in ways], dtype=np.bool_)
    return trips[chosen]
