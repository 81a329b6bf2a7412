"""Days on which an edit holds, and trips that run on some of theirs otherwise than on the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.suggestion import suggestion
from transnet.model.cell_remedies import day_remedy
from transnet.timetable.edits.trip_rows import (
    Rows,
    Table,
    calls_of,
    fresh_ids,
    heads_of,
    texts_of,
    with_trips,
    without_unused,
)
from transnet.timetable.part_checks import BoolArray, frozen
from transnet.timetable.timetable_columns import TimetableColumns

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_WORDS: Mapping[str, tuple[str, ...]] = {
    "mon": ("周一", "星期一", "monday"),
    "tue": ("周二", "星期二", "tuesday"),
    "wed": ("周三", "星期三", "wednesday"),
    "thu": ("周四", "星期四", "thursday"),
    "fri": ("周五", "星期五", "friday"),
    "sat": ("周六", "星期六", "saturday"),
    "sun": ("周日", "星期日", "星期天", "sunday"),
    "workday": ("工作日", "weekday"),
    "weekend": ("周末", "双休日"),
}
"""Words for days of the week, and what else one may write."""

_SEVERAL = {"workday": range(5), "weekend": range(5, 7)}


@dataclass(frozen=True, kw_only=True)
class OnDays:
    """Days on which an edit holds: all of the timetable's where none are named.

    weekday             mon to sun, workday (Monday to Friday), weekend
    from_date, to_date  first and last day, YYYY-MM-DD
    """

    weekday: tuple[str, ...] = ()
    from_date: str = ""
    to_date: str = ""

    def days(self, timetable: TimetableColumns, findings: Notices) -> BoolArray:
        """Return which columns of `service_runs` are meant, within the days on which a trip runs.

        A day beyond them is an error, and so is a span without any day.
        """
        chosen = np.zeros(timetable.service_runs.shape[1], dtype=np.bool_)
        span = timetable.days
        if span is None:
            findings.add("date_outside_calendar", said("no trip of this timetable ever runs"))
            return chosen
        first = _day(self.from_date, "from_date", span, findings)
        last = _day(self.to_date, "to_date", span, findings)
        weekdays = self.weekdays(findings)
        if first is None or last is None or findings.errors:
            return chosen
        if last < first:
            hint = said("lies before from_date {day}", day=first.isoformat())
            findings.add("bad_date", hint, column="to_date", value=self.to_date)
            return chosen
        count = (last - first).days + 1
        begin = (first - timetable.first_day).days
        for at in range(begin, begin + count):
            weekday = (timetable.first_day + timedelta(days=at)).weekday()
            chosen[at] = weekday in weekdays
        if not chosen.any():
            hint = said(
                "no day from {first} to {last} is one of these",
                first=first.isoformat(),
                last=last.isoformat(),
            )
            key = "weekday" if self.weekday else "to_date"
            value = ", ".join(self.weekday) if self.weekday else self.to_date
            findings.add("date_outside_calendar", hint, column=key, value=value)
        return chosen

    def weekdays(self, findings: Notices) -> set[int]:
        """Return the days of the week that are meant, Monday being 0; an error for other words."""
        if not self.weekday:
            return set(range(7))
        meant = {word: name for name, words in WEEKDAY_WORDS.items() for word in words}
        found: set[int] = set()
        for each in self.weekday:
            plain = unicodedata.normalize("NFKC", each).strip().casefold()
            name = meant.get(plain, plain)
            if name in _WEEK:
                found.add(_WEEK.index(name))
            elif name in _SEVERAL:
                found.update(_SEVERAL[name])
            else:
                hint = suggestion(each, WEEKDAY_WORDS, WEEKDAY_WORDS)
                findings.add("unknown_name", hint, column="weekday", value=each)
        return found


def _day(text: str, key: str, span: tuple[date, date], findings: Notices) -> date | None:
    if not text:
        return span[0] if key == "from_date" else span[1]
    remedy = day_remedy(text)
    if remedy:
        findings.add("bad_date", remedy, column=key, value=text)
        return None
    day = date.fromisoformat(text)
    if not span[0] <= day <= span[1]:
        hint = said(
            "lies outside of the calendar; choose a day from {first} to {last}",
            first=span[0].isoformat(),
            last=span[1].isoformat(),
        )
        findings.add("date_outside_calendar", hint, column=key, value=text)
        return None
    return day


def running_on(timetable: TimetableColumns, days: BoolArray) -> BoolArray:
    """Return which trips run on one of some days, bool[trips]."""
    runs: BoolArray = np.any(timetable.service_runs & days, axis=1)
    return runs[timetable.trip_service]


def service_of(timetable: Table, runs: BoolArray, wanted: str) -> tuple[Table, int]:
    """Return the row of a service that runs on some days; it is added where there is none.

    runs    bool[days]
    wanted  id of a new one
    """
    same = np.flatnonzero((timetable.service_runs == runs).all(axis=1))
    if len(same):
        return timetable, int(same[0])
    ids = timetable.service_ids.tolist()
    made = replace(
        timetable,
        service_ids=texts_of([*ids, *fresh_ids(ids, [wanted])]),
        service_runs=frozen(np.concatenate([timetable.service_runs, runs[np.newaxis]])),
    )
    return made, len(ids)


def on_days(timetable: Table, trips: Rows, days: BoolArray) -> tuple[Table, Rows]:
    """Return trips that run on some days only, and the timetable that has them.

    What a trip does on other days stays behind in it; a copy of it, at the end of all trips, runs
    on these. Trips that never run on one of these days aren't returned.
    """
    runs = timetable.service_runs[timetable.trip_service[trips]]
    inside = (runs & days).any(axis=1)
    partly = inside & (runs & ~days).any(axis=1)
    whole, split = trips[inside & ~partly], trips[partly]
    if not len(split):
        return timetable, whole
    made, count = timetable, len(timetable.trip_ids)
    here, rest = (np.zeros(len(timetable.service_ids), dtype=np.int32) for _ in range(2))
    for service in np.unique(timetable.trip_service[split]).tolist():
        own, name = timetable.service_runs[service], str(timetable.service_ids[service])
        made, here[service] = service_of(made, own & days, name)
        made, rest[service] = service_of(made, own & ~days, name)
    heads = heads_of(made, split)
    ids = fresh_ids(made.trip_ids.tolist(), heads.ids)
    of_split = timetable.trip_service[split]
    made = with_trips(made, replace(heads, ids=ids, service=here[of_split]), calls_of(made, split))
    service = made.trip_service.copy()
    service[split] = rest[of_split]
    before = made
    made = without_unused(replace(made, trip_service=frozen(service)), before)
    return made, np.concatenate([whole, np.arange(count, count + len(split))])
