"""When trips of a line leave: at exact times, every so many minutes, in step with others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.edit_values import MOST_MIN, clock_s, in_bounds, seconds
from transnet.timetable.edits.names_in_timetable import lines_named, not_on_way, stops_named
from transnet.timetable.edits.service_days import running_on
from transnet.timetable.edits.trip_rows import Seconds, calls_of
from transnet.timetable.part_checks import BoolArray
from transnet.timetable.timetable_columns import TimetableColumns

_MOST_DEPARTURES = 2880


@dataclass(frozen=True, kw_only=True)
class Period:
    """Hours of one headway: trips leave at `first`, every `headway_min` after it, up to `last`."""

    first: str
    last: str
    headway_min: float


@dataclass(frozen=True, kw_only=True)
class Phase:
    """How a line keeps step with another: departures are moved by less than a headway.

    line       the other line
    stop       where this line leaves `minutes` after the other
    from_stop  where the other one leaves; the same stop by default
    """

    line: str
    stop: str
    from_stop: str = ""
    minutes: float = 0.0


@dataclass(frozen=True, kw_only=True)
class DeparturePlan:
    """Departures from the first stop: exact ones, or by headway with the first and the last.

    departures   HH:MM, exact
    first, last, headway_min  hours of one headway, `last` included
    period       several of these
    phase        keeps step with another line; exact departures have none
    """

    departures: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    headway_min: float | None = None
    period: tuple[Period, ...] = ()
    phase: Phase | None = None

    def periods(self, findings: Notices) -> tuple[Period, ...]:
        """Return the hours of each headway; none, without an error, for exact departures."""
        own = self.headway_min is not None
        if (bool(self.departures) + bool(self.period) + own) != 1:
            hint = said("give departures, or first, last and headway_min, or period: one of them")
            findings.add("bad_keys", hint, column="departures")
        elif own and not (self.first and self.last):
            hint = said("needs first and last, the hours in which it holds")
            findings.add("bad_keys", hint, column="headway_min", value=self.headway_min)
        elif self.departures and self.phase:
            hint = said("moves headways, and departures are exact: leave one of them out")
            findings.add("bad_keys", hint, column="phase")
        elif own and self.headway_min is not None:
            return (Period(first=self.first, last=self.last, headway_min=self.headway_min),)
        return self.period if not findings.errors else ()


@dataclass(frozen=True, eq=False)
class Span:
    """A period in seconds."""

    first_s: int
    last_s: int
    headway_s: int

    def starts(self, later_s: int = 0) -> Seconds:
        """Return departures, each so many seconds later."""
        return np.arange(self.first_s + later_s, self.last_s + 1, self.headway_s, dtype=np.int64)


def spans_of(periods: tuple[Period, ...], findings: Notices) -> list[Span]:
    """Return periods in seconds, by their first; errors for what can't be one, or two at once."""
    found: list[Span] = []
    for each in periods:
        first, last = (clock_s(findings, key, getattr(each, key)) for key in ("first", "last"))
        fits = in_bounds(findings, "headway_min", each.headway_min, 0.5)
        if first < 0 or last < 0 or not fits:
            continue
        if last < first:
            hint = said("lies before first; times after midnight run on past 24:00")
            findings.add("range_reversed", hint, column="last", value=each.last)
            continue
        found.append(Span(first, last, seconds(each.headway_min)))
    found.sort(key=lambda span: span.first_s)
    for one, other in pairwise(found):
        if other.first_s <= one.last_s:
            hint = said("begins before the period before it ends")
            findings.add("range_reversed", hint, column="period")
    return found


def exact_starts(findings: Notices, key: str, departures: tuple[str, ...]) -> Seconds:
    """Return exact departures in their order; an error for one that is there twice."""
    found = sorted(clock_s(findings, key, each) for each in departures)
    if len(set(found)) < len(found) and not findings.errors:
        findings.add("bad_list", said("holds a time twice"), column=key)
    return np.array(found, dtype=np.int64)


def headway_starts(spans: list[Span], later_s: list[int], findings: Notices) -> Seconds:
    """Return the departures of all spans, each moved; an error for far too many."""
    count = sum((span.last_s - span.first_s) // span.headway_s + 1 for span in spans)
    if count > _MOST_DEPARTURES:
        hint = said(
            "are {count} departures; {most} are allowed", count=count, most=_MOST_DEPARTURES
        )
        findings.add("out_of_range", hint, column="headway_min")
        return np.zeros(0, dtype=np.int64)
    parts = [span.starts(later) for span, later in zip(spans, later_s, strict=True)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def phase_seconds(
    timetable: TimetableColumns,
    phase: Phase | None,
    asked: tuple[list[Span], int, BoolArray],
    findings: Notices,
) -> list[int]:
    """Return for each span by how many seconds it moves to keep step: 0 to less than a headway.

    asked  spans; seconds from a trip's start to its departure at the phase's stop; days on which it
           runs, bool[days]
    The first departure of the other line counts that comes `minutes` before one of this line in
    the span; where the other has another headway, later ones are no longer in step.
    """
    spans, offset_s, days = asked
    if phase is None:
        return [0] * len(spans)
    in_bounds(findings, "phase, minutes", phase.minutes, -MOST_MIN)
    lead = offset_s - seconds(phase.minutes)
    others = _departures_at(timetable, phase, days, findings)
    if findings.errors:
        return [0] * len(spans)
    found = []
    for span in spans:
        later = others[others - lead >= span.first_s]
        reference = int(later[0]) if len(later) else int(others[-1])
        found.append((reference - lead - span.first_s) % span.headway_s)
    return found


def _departures_at(
    timetable: TimetableColumns, phase: Phase, days: BoolArray, findings: Notices
) -> Seconds:
    """Return when the other line leaves from its stop on some days, in order."""
    name = phase.from_stop or phase.stop
    lines = lines_named(timetable, findings, "phase, line", phase.line)
    stops = stops_named(timetable, findings, "phase, from_stop", name)
    of_line = np.isin(timetable.trip_route, lines)
    calls = calls_of(timetable, np.flatnonzero(of_line & running_on(timetable, days)))
    there = np.isin(calls.stop, stops)
    if not there.any() and not findings.errors:
        whole = calls_of(timetable, np.flatnonzero(of_line))
        not_on_way(findings, ("phase, from_stop", (name,)), timetable, whole)
    return np.unique(calls.departure_s[there])
