"""What a scenario says of the timetable: the edits that are made in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transnet.timetable.edits.timetable_edits import TimetableEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableSettings:
    """The [timetable] table of a scenario.

    edit  edits on trains and buses by the minute, in the order in which they are made
    """

    edit: tuple[TimetableEdit, ...] = ()
