"""Kinds of values that only edits on the timetable have: imported where a file has such an edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transnet.timetable.edits.added_trips import TimedCall
from transnet.timetable.edits.called_stops import CalledStop
from transnet.timetable.edits.departure_plans import Period, Phase
from transnet.timetable.edits.timetable_edits import TIMETABLE_ACTION_WORDS, TIMETABLE_ACTIONS

__all__ = ["PARTS_OF_EDITS", "TIMETABLE_ACTIONS", "TIMETABLE_ACTION_WORDS"]

PARTS_OF_EDITS: Mapping[str, type[Any]] = {
    kind.__name__: kind for kind in (CalledStop, Period, Phase, TimedCall)
}
"""Tables that stand within such an edit, by the name of their class."""
