"""A scenario's edits made in a timetable, be it that of a network or of a feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from transnet.base.codes import notice
from transnet.base.collector import Notices, refused_edits
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import said
from transnet.scenario.file import Scenario
from transnet.scenario.timetable_touched import Touched, touched
from transnet.scenario.toml_places import Spots, at_spots, timetable_edit_words

if TYPE_CHECKING:
    from transnet.timetable.edits.timetable_edits import TimetableEdit
    from transnet.timetable.timetable import Timetable

_SATURDAY = 5


@dataclass(frozen=True, eq=False)
class ChangedTimetable:
    """A timetable after a scenario's edits, and what is noticed about them."""

    timetable: Timetable
    notices: tuple[Notice, ...]


def timetable_edits_of(scenario: Scenario) -> tuple[TimetableEdit, ...]:
    """Return a scenario's edits on the timetable, in the order in which they are made."""
    return scenario.timetable.edit


def timetable_after(scenario: Scenario, timetable: Timetable) -> ChangedTimetable:
    """Return a timetable with a scenario's edits made; the one given stays as it is.

    What each touches is among the notices.
    Raises ScenarioError, with lines of the file, for edits that can't be made or change nothing.
    """
    file, edits = scenario.file or scenario.id, timetable_edits_of(scenario)
    return _changed(timetable, list(enumerate(edits, start=1)), (file, scenario.spots))


def working_day_after(
    edits: Sequence[TimetableEdit], timetable: Timetable, day: date, file: str, spots: Spots
) -> ChangedTimetable:
    """Return a timetable of one working day with those edits made that hold on it.

    day          the day that stands for it
    file, spots  of the edits, for messages
    Edits of other dates, or of weekends alone, are left out, with a remark; what each other touches
    is said, and new stops, which have no way by road, are named.
    Raises ScenarioError for edits that can't be made or change nothing.
    """
    held, notices = [], list[Notice]()
    for number, edit in enumerate(edits, start=1):
        hint = _why_not(edit, day)
        if hint is not None:
            at = timetable_edit_words(number)
            notices.append(notice("not_on_this_day", file, 0, at, edit.action, hint))
        else:
            held.append((number, _undated(edit)))
    made = _changed(timetable, held, (file, spots), day)
    told = _without_roads(timetable, made.timetable, file)
    return replace(made, notices=(*at_spots(notices, spots), *made.notices, *told))


def refuse_idle_edits(scenario: Scenario, days: Sequence[date]) -> None:
    """Raise ScenarioError for each edit on the timetable that holds on none of the days asked.

    days  those on which the scenario is judged, each standing for a working day
    """
    file, found = scenario.file or scenario.id, list[Notice]()
    for number, edit in enumerate(timetable_edits_of(scenario), start=1):
        why = [_why_not(edit, day) for day in days]
        if None in why:
            continue
        hint = said(
            "{why}; leave it out, name a day on which it holds (date, dates), or make it in a "
            "feed (transnet gtfs edit, gtfs write)",
            why=why[0],
        )
        found.append(notice("no_effect", file, 0, timetable_edit_words(number), edit.action, hint))
    if found:
        raise refused_edits(file, at_spots(found, scenario.spots))


def _without_roads(before: Timetable, after: Timetable, file: str) -> list[Notice]:
    """Say which new stops nobody can come to by road, since the network doesn't know them."""
    hint = said(
        "is a new stop without a way by road: one changes there, and nobody's trip begins or ends "
        "there; to have it reached from places, add the station to the network with an "
        "[[edit]] add_line"
    )
    names = zip(after.stop_ids.tolist(), after.stop_names.tolist(), strict=True)
    new = [f"{name} ({own})" for own, name in names if own not in before.row_of_stop]
    return [notice("stop_without_road", file, 0, "stops", each, hint) for each in new]


def _why_not(edit: TimetableEdit, day: date) -> str | None:
    """Return why an edit doesn't hold on a working day; None where it does, or has no days."""
    from transnet.timetable.edits.service_days import OnDays

    if not isinstance(edit, OnDays):
        return None
    if not (edit.from_date or "") <= day.isoformat() <= (edit.to_date or "9999"):
        return said(
            "holds from {first} to {last}, not on {day}: it changes nothing here",
            first=edit.from_date or "…",
            last=edit.to_date or "…",
            day=day.isoformat(),
        )
    findings = Notices("", limit=None)
    weekdays = edit.weekdays(findings)
    if not findings.errors and min(weekdays) >= _SATURDAY:
        return said(
            "holds at weekends alone, and {day} stands for a working day: it changes nothing here",
            day=day.isoformat(),
        )
    return None


def _undated(edit: TimetableEdit) -> TimetableEdit:
    """Return an edit that holds on a day without its days, but for words that are no days."""
    from transnet.timetable.edits.service_days import OnDays

    if not isinstance(edit, OnDays):
        return edit
    findings = Notices("", limit=None)
    edit.weekdays(findings)
    weekday = edit.weekday if findings.errors else ()
    return replace(edit, from_date="", to_date="", weekday=weekday)


def _changed(
    timetable: Timetable,
    edits: Sequence[tuple[int, TimetableEdit]],
    source: tuple[str, Spots],
    day: date | None = None,
) -> ChangedTimetable:
    """Return a timetable with numbered edits made; day: the one that counts, where it is one."""
    from transnet.timetable.edits.timetable_edits import edited_timetable

    file, spots = source
    numbers = [number for number, _ in edits]

    def touches(at: int, before: Timetable, after: Timetable) -> list[Notice]:
        hint, where = _touches(touched(before, after, day)), timetable_edit_words(numbers[at - 1])
        return [notice("edit_touches", file, 0, where, edits[at - 1][1].action, hint)]

    try:
        made = edited_timetable(
            timetable,
            [edit for _, edit in edits],
            file,
            lambda at: timetable_edit_words(numbers[at - 1]),
            touches,
        )
    except ScenarioError as error:
        raise ScenarioError(error.message, at_spots(error.notices, spots)) from None
    return ChangedTimetable(made.timetable, tuple(at_spots(made.notices, spots)))


def _touches(found: Touched) -> str:
    """Say what an edit touches."""
    if found.first is None or found.last is None:
        return said("changes where one walks or changes, and no run of any trip")
    first, last = found.first.isoformat(), found.last.isoformat()
    when = said("{days} days from {first} to {last}", days=found.days, first=first, last=last)
    return said(
        "touches {when}: {gone:,} runs of trips are gone or no longer as they were, {new:,} are "
        "new or as they now are",
        when=first if found.days == 1 else when,
        gone=found.gone,
        new=found.new,
    )
