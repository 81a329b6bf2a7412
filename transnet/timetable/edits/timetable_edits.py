"""All kinds of edits on timetables, and how a list of them is made, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple

from transnet.base.collector import Notices, refused_edits
from transnet.base.errors import Notice
from transnet.base.given import is_list, wrong_type
from transnet.base.language import Message, said
from transnet.timetable.edits.added_trips import AddTrip, CopyLine
from transnet.timetable.edits.foot_ways import RemoveTransfer, SetTransfer
from transnet.timetable.edits.new_headways import SetHeadway
from transnet.timetable.edits.new_lines import AddLine
from transnet.timetable.edits.retimed_trips import MoveDepartures, SetDwell, SetSpeed
from transnet.timetable.edits.trip_rows import Table
from transnet.timetable.edits.trips_closed import RemoveStops, RemoveTrips
from transnet.timetable.edits.trips_rerouted import Reroute

TimetableEdit = (
    AddLine
    | CopyLine
    | AddTrip
    | RemoveTrips
    | RemoveStops
    | Reroute
    | SetSpeed
    | SetDwell
    | SetHeadway
    | MoveDepartures
    | SetTransfer
    | RemoveTransfer
)

TIMETABLE_ACTIONS: Mapping[str, type[TimetableEdit]] = {
    kind.action: kind
    for kind in (
        AddLine,
        CopyLine,
        AddTrip,
        RemoveTrips,
        RemoveStops,
        Reroute,
        SetSpeed,
        SetDwell,
        SetHeadway,
        MoveDepartures,
        SetTransfer,
        RemoveTransfer,
    )
}
"""Edits on timetables by the word that stands for them in a scenario file."""

TIMETABLE_ACTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "add_line": ("新增线路", "新开线路", "加线"),
    "copy_line": ("复制线路",),
    "add_trip": ("新增车次", "加开", "加开列车"),
    "remove_trips": ("停运", "取消车次", "停开"),
    "remove_stops": ("取消停站", "不停站", "关闭车站"),
    "reroute": ("改线", "改走", "绕行"),
    "set_speed": ("提速", "降速", "设置速度"),
    "set_dwell": ("停站时间", "设置停站"),
    "set_headway": ("加密", "发车间隔", "设置间隔"),
    "move_departures": ("调整时刻", "改点"),
    "set_transfer": ("换乘", "设置换乘"),
    "remove_transfer": ("取消换乘",),
}
"""What a planner may write in place of an action's word."""


class EditedTimetable(NamedTuple, Generic[Table]):
    """A timetable with edits made, and what is noticed about them."""

    timetable: Table
    notices: tuple[Notice, ...]


def _words(number: int) -> Message:
    return said("edit {number}", number=number)


def edited_timetable(
    timetable: Table,
    edits: Sequence[TimetableEdit],
    file: str = "edits",
    called: Callable[[int], Message] = _words,
    watch: Callable[[int, Table, Table], Iterable[Notice]] | None = None,
) -> EditedTimetable[Table]:
    """Return a timetable with edits made in order; the one given stays as it is.

    file    name for messages
    called  what messages call an edit, by its number from 1 on
    watch   what is noticed of an edit, by its number and the timetable before and after it
    An edit sees what those before it did. Raises ScenarioError with the errors of all edits if
    there is one; an edit that names nothing, or changes nothing, is an error.
    """
    if not is_list(edits) or isinstance(edits, str):
        raise wrong_type(edits, "edits", said("must be a list of edits"))
    made, notices = timetable, list[Notice]()
    for number, edit in enumerate(edits, start=1):
        if not isinstance(edit, tuple(TIMETABLE_ACTIONS.values())):
            raise wrong_type(edit, "edits", said("must be edits of transnet.timetable.edits"))
        findings = Notices(file, limit=None)
        findings.where = called(number)
        new = edit.made(made, findings)
        if not findings.errors and new == made:
            hint = said("changes nothing: all that it says is so already; leave it out")
            findings.add("no_effect", hint, column="action", value=edit.action)
        notices += findings.notices
        if not findings.errors:
            notices += watch(number, made, new) if watch else ()
            made = new
    errors = [each for each in notices if each.severity == "error"]
    if errors:
        raise refused_edits(file, errors)
    return EditedTimetable(made, tuple(notices))
