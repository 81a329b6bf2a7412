"""A scenario's edits made in a timetable, be it that of a network or of a feed."""

from __future__ import annotations

from dataclasses import dataclass

from transnet.base.errors import Notice, ScenarioError
from transnet.scenario.file import Scenario
from transnet.scenario.toml_places import at_spots, timetable_edit_words
from transnet.timetable.edits.timetable_edits import TimetableEdit, edited_timetable
from transnet.timetable.timetable import Timetable


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

    Raises ScenarioError, with lines of the file, for edits that can't be made or change nothing.
    """
    file = scenario.file or scenario.id
    edits = timetable_edits_of(scenario)
    try:
        made = edited_timetable(timetable, edits, file, timetable_edit_words)
    except ScenarioError as error:
        raise ScenarioError(error.message, at_spots(error.notices, scenario.spots)) from None
    return ChangedTimetable(made.timetable, tuple(at_spots(made.notices, scenario.spots)))
