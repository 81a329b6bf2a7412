"""Service days of a feed: calendar and calendar_dates to a table of services by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import Tables
from transnet.io.gtfs.feed_values import BLANK

DAY_0 = date(1970, 1, 1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED = 1
_MONDAY = 4  # 1970-01-05, the first Monday, comes four days after day 0
_MOST_CELLS = 2**29


@dataclass(frozen=True, eq=False)
class ServiceDays:
    """Services of a feed and the days on which they run.

    ids        [s], in the order of calendar and then of calendar_dates
    first_day  days after 1970-01-01 of the first column
    runs       bool[s, days]
    """

    ids: list[str]
    first_day: int
    runs: npt.NDArray[np.bool_]

    @property
    def first_date(self) -> date:
        """The day of the first column."""
        return DAY_0 + timedelta(days=self.first_day)


def service_days(tables: Tables, notices: FeedNotices) -> ServiceDays:
    """Return the days of all services; notes ranges that end before they begin, and idle ones.

    Days that calendar_dates takes away outside of every range change nothing.
    """
    weekly, dated = tables.get("calendar"), tables.get("calendar_dates")
    ids: dict[str, int] = {}
    for table in (weekly, dated):
        for cell in table.texts("service_id") if table is not None else ():
            ids.setdefault(cell, len(ids))
    starts = ends = np.zeros(0, dtype=np.int64)
    if weekly is not None:
        starts, ends = (weekly.numbers(each) for each in _RANGE)
        hint = said("ends before it begins; mend one of the two days")
        wrong = np.flatnonzero((ends < starts) & (ends != BLANK))
        weekly.note(notices, "range_reversed", "end_date", wrong, hint)
    added = _added_days(tables)
    known = np.concatenate([starts, ends, added])
    known = known[known != BLANK]
    if not len(known):
        return ServiceDays(list(ids), 0, np.zeros((len(ids), 0), dtype=np.bool_))
    first, count = int(known.min()), int(known.max() - known.min() + 1)
    if len(ids) * count > _MOST_CELLS:
        hint = said(
            "{services:,} services over {days:,} days are more than is read; shorten it",
            services=len(ids),
            days=count,
        )
        notices.add("calendar_too_long", "calendar", hint)
        return ServiceDays(list(ids), first, np.zeros((len(ids), 0), dtype=np.bool_))
    runs = np.zeros((len(ids), count), dtype=np.bool_)
    if weekly is not None:
        _fill_weeks(runs, first, tables, ids)
    _fill_exceptions(runs, first, tables, ids)
    _note_idle(runs, list(ids), tables, notices)
    return ServiceDays(list(ids), first, runs)


_RANGE = ("start_date", "end_date")


def _added_days(tables: Tables) -> npt.NDArray[np.int64]:
    dated = tables.get("calendar_dates")
    if dated is None:
        return np.zeros(0, dtype=np.int64)
    days: npt.NDArray[np.int64] = dated.numbers("date")[dated.numbers("exception_type") == _ADDED]
    return days


def _fill_weeks(
    runs: npt.NDArray[np.bool_], first: int, tables: Tables, ids: dict[str, int]
) -> None:
    weekly = tables["calendar"]
    weekdays = np.column_stack([weekly.numbers(each) == 1 for each in WEEKDAYS])
    of_day = (np.arange(first, first + runs.shape[1]) - _MONDAY) % 7
    starts, ends = (weekly.numbers(each).tolist() for each in _RANGE)
    for row, cell in enumerate(weekly.texts("service_id")):
        if BLANK not in (starts[row], ends[row]):
            part = slice(int(starts[row]) - first, max(int(ends[row]) + 1 - first, 0))
            runs[ids[cell], part] |= weekdays[row][of_day[part]]


def _fill_exceptions(
    runs: npt.NDArray[np.bool_], first: int, tables: Tables, ids: dict[str, int]
) -> None:
    dated = tables.get("calendar_dates")
    if dated is None or not dated.count:
        return
    days = dated.numbers("date") - first
    kind = dated.numbers("exception_type")
    column = dated.column("service_id")
    service = np.array([ids[cell] for cell in column.cells], dtype=np.intp)[column.codes]
    inside = (days >= 0) & (days < runs.shape[1]) & (kind != BLANK)
    runs[service[inside], days[inside]] = kind[inside] == _ADDED


def _note_idle(
    runs: npt.NDArray[np.bool_], ids: list[str], tables: Tables, notices: FeedNotices
) -> None:
    idle = {ids[row] for row in np.flatnonzero(~runs.any(axis=1)).tolist()}
    weekly = tables.get("calendar")
    if idle and weekly is not None:
        hint = said("runs on no day: it has no weekday, or all its days are taken away")
        rows = [row for row, cell in enumerate(weekly.texts("service_id")) if cell in idle]
        where = np.array(rows, dtype=np.intp)
        weekly.note(notices, "service_never_runs", "service_id", where, hint)
