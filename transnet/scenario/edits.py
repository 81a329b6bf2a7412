"""All kinds of edits, and how a list of them is applied: resolve each, then change a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.collector import Notices, refused_edits
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.called_rows import called
from transnet.model.edited_tables import same_rows
from transnet.model.network import BoolArray, Network
from transnet.model.road_join import tie_stops
from transnet.scenario.additions import AddLine, AddLink
from transnet.scenario.changes import difference
from transnet.scenario.joint_openings import with_open_projects
from transnet.scenario.ledger import Ledger
from transnet.scenario.openings import Close, Open
from transnet.scenario.requirements import (
    Along,
    at_their_edits,
    left_out_by,
    opened_along,
    requirement_notices,
)
from transnet.scenario.select import DATED_TABLES, services_over, split_ids
from transnet.scenario.street_edits import STREET_ACTION_WORDS, STREET_ACTIONS, StreetEdit
from transnet.scenario.table_rules import table_notices
from transnet.scenario.toml_places import Spots, at_spots, edit_words
from transnet.scenario.values import (
    SetAccess,
    SetHeadway,
    SetParameter,
    SetRunTime,
    SetSpeed,
    SetTransfer,
)

Edit = (
    Open
    | Close
    | SetSpeed
    | SetRunTime
    | SetHeadway
    | SetTransfer
    | SetAccess
    | SetParameter
    | AddLink
    | AddLine
    | StreetEdit
)

_OF_TABLES: tuple[type[Edit], ...] = (
    Open,
    Close,
    SetSpeed,
    SetRunTime,
    SetHeadway,
    SetTransfer,
    SetAccess,
    SetParameter,
    AddLink,
    AddLine,
)
ACTIONS: Mapping[str, type[Edit]] = {
    **{kind.action: kind for kind in _OF_TABLES},
    **STREET_ACTIONS,
}
"""Edits by the word that stands for them in a scenario file."""

ACTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "open": ("开通", "开放", "建成", "新开"),
    "close": ("关闭", "封闭", "停运", "停用", "拆除"),
    "set_speed": ("提速", "降速", "设置速度"),
    "set_run_time": ("运行时间", "设置运行时间"),
    "set_headway": ("加密", "发车间隔", "设置间隔"),
    "set_transfer": ("换乘", "设置换乘"),
    "set_access": ("接驳", "设置接驳"),
    "set_parameter": ("参数", "设置参数"),
    "add_link": ("新增道路", "加路", "新建公路"),
    "add_line": ("新增线路", "加线", "新建铁路"),
    **STREET_ACTION_WORDS,
}
"""What a planner may write in place of an action's word."""

ALONG = "what opens along"
_AFTER_OTHERS = {"no_effect", "unexpected_value", "duplicate_id"}
_NO_DAY = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Edited:
    """What a list of edits makes of a network.

    given    the network that they were made in
    before   the same with rows that edits add, which are never open
    after    the edited network; both have the same rows, so one topology serves both
    found    warnings that were found on the way; `notices` has more
    file     name for messages
    along    projects that opened along with those that require them
    again    makes the edits one by one, where no words were made up for what they do
    """

    given: Network
    before: Network
    after: Network
    found: tuple[Notice, ...]
    file: str
    along: tuple[str, ...] = ()
    again: Callable[[], Edited] | None = None

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Every cell that differs from the network given, added rows included; see `difference`."""
        from transnet.scenario.street_effects import street_effects

        found = difference(self.given, self.after)
        streets = street_effects(self.given, self.after)
        return pd.concat([found, streets], ignore_index=True) if len(streets) else found

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """All warnings and remarks."""
        if self.again is not None:
            return self.again().notices
        from transnet.scenario.assumptions import assumption_notices
        from transnet.scenario.effect_notices import effect_notices

        return (
            *self.found,
            *_tracks_without_trains(self.given, self.after, self.file),
            *effect_notices(self.given, self.before, self.after, self.file),
            *assumption_notices(self.given, self.after, self.file),
        )


def apply_edits(
    network: Network, edits: Sequence[Edit], file: str = "scenario", spots: Spots | None = None
) -> Edited:
    """Return the network with edits made in order; the one given stays as it is.

    network  read at the day from which the edits hold
    file     name for messages
    spots    of the file's keys, for messages

    An edit sees what the edits before it did. What a project requires opens along with it, after
    all edits, with a warning. Raises ScenarioError with the errors of all edits if
    there is one; then nothing was applied. An edit that changes nothing is an error.
    """
    opened = with_open_projects(network, edits)
    if opened is None:
        return _applied(network, edits, file, spots)
    again = partial(_applied, network, edits, file, spots)
    return Edited(network, network, opened, (), file, again=again)


def _applied(network: Network, edits: Sequence[Edit], file: str, spots: Spots | None) -> Edited:
    """Return what `apply_edits` does, each edit resolved on its own."""
    edited = network
    ledger = Ledger(file)
    notices: list[Notice] = []
    left_out: dict[str, str] = {}
    along = Along({}, None, ())
    for number, edit in enumerate(edits, start=1):
        findings = Notices(file, limit=None)
        findings.where = edit_words(number)
        if not edit.holds_on(network.when):
            notices.append(_out_of_its_days(edit, network, findings))
            continue
        resolved = edit.resolve(edited, findings)
        notices += findings.notices
        if not findings.errors:
            ledger.enter(findings.where, resolved, edited)
            given, edited = edited, resolved.apply(edited)
            left_out |= dict.fromkeys(left_out_by(edit, given, edited), findings.where)
    if not any(notice.severity == "error" for notice in notices):
        along = opened_along(network, edited, left_out, file)
        notices += at_their_edits(along.notices, network, along, ledger)
        if along.resolved is not None:
            ledger.enter(ALONG, along.resolved, edited)
            edited = along.resolved.apply(edited)
        notices += ledger.notices(edited)
        refused = requirement_notices(network, edited, left_out, along.of, file)
        notices += at_their_edits(refused, network, along, ledger)
        notices += table_notices(network, edited, ledger.rows, file)
    errors = [notice for notice in notices if notice.severity == "error"]
    if errors:
        raise refused_edits(file, at_spots(errors, spots or {}))
    if edited.road_layer is not None:  # stations that were added meet the streets too
        known = edited.road_layer.notices
        edited, found = tie_stops(edited)
        notices += [each for each in found if each not in known]
    before = _with_added_rows_closed(network, edited)
    noted = tuple(at_spots(notices, spots or {}))
    return Edited(network, before, edited, noted, file, tuple(along.of))


def closed_besides(known: Edited, edits: Sequence[Edit], spots: Spots | None) -> Edited | None:
    """Return what `apply_edits` does of edits that close some rows after those that are known.

    known  what the first of the edits make of the network
    edits  these and those that close rows, `closings` of them
    None where that has to be told from all edits: where something opened along, for one, or where
    an edit can't be made. No check of tables reads the day on which a row closes.
    """
    after = known.after
    if known.along or after.road_layer is not None:
        return None
    for edit in edits[len(edits) - closings(edits) :]:
        findings = Notices(known.file, limit=None)
        resolved = edit.resolve(after, findings)
        if findings.errors:
            return None
        after = resolved.apply(after)
    again = partial(_applied, known.given, edits, known.file, spots)
    return Edited(known.given, known.before, after, (), known.file, again=again)


def closings(edits: Sequence[Edit]) -> int:
    """Return how many edits at the end do nothing but close rows by id, and no projects."""
    others = [not _closes_rows(edit) for edit in reversed(edits)]
    return others.index(True) if True in others else len(others)


def _closes_rows(edit: Edit) -> bool:
    if not isinstance(edit, Close) or not edit.id or edit.table in ("", "projects"):
        return False
    return edit == Close(id=edit.id, table=edit.table)


def edit_errors(network: Network, edits: Sequence[Edit | None], file: str) -> list[Notice]:
    """Return the errors of single edits, each held against the network as it is given.

    edits  None stands for one that can't be read
    What an edit can only be told after those before it isn't checked.
    """
    found: list[Notice] = []
    for number, edit in enumerate(edits, start=1):
        findings = Notices(file, limit=None)
        findings.where = edit_words(number)
        if edit is not None:
            edit.resolve(network, findings)
        found += [each for each in findings.errors if each.code not in _AFTER_OTHERS]
    return found


def _out_of_its_days(edit: Edit, network: Network, findings: Notices) -> Notice:
    """Return a remark that an edit doesn't hold on the day."""
    hint = said(
        "holds from {first} to {last}, not on {day}: it changes nothing here",
        first=edit.from_date or "…",
        last=edit.to_date or "…",
        day=network.when.isoformat(),
    )
    return notice("not_on_this_day", findings.source, 0, findings.where, edit.action, hint)


def _with_added_rows_closed(network: Network, edited: Network) -> Network:
    """Return the network with the rows that only the edited one has, closed for ever."""
    before, layer = network, edited.road_layer
    if layer is not None and layer.state is not None:  # streets that are added are closed in it
        before = replace(before, road_layer=replace(layer, state=None))
    if same_rows(edited.tables, network.tables):
        return before
    for name in edited.tables:
        old_count = len(network.unedited(name))
        if len(edited.unedited(name)) == old_count:
            continue
        table = edited[name]
        added = table.iloc[old_count:].copy()
        if name in DATED_TABLES:
            added[["opened", "closed"]] = _NO_DAY
        both = pd.concat([network[name], added.astype(table.dtypes.to_dict())], ignore_index=True)
        before = before.replace_table(name, both)
    return before


def _tracks_without_trains(network: Network, edited: Network, file: str) -> list[Notice]:
    """Warn of each line that the edits open for passengers without a train that runs on it."""
    opened = edited.open_rows("tracks") & ~_was_open(network, edited, "tracks")
    rows = np.flatnonzero(opened)
    if not len(rows):
        return []
    tracks = edited.made_of(_read_tracks, *(("tracks", name) for name in _OF_TRACK))
    row_of = {track.track: row for row, track in enumerate(tracks)}
    lines: dict[str, list[int]] = {}
    for row in rows.tolist():
        if tracks[row].traffic != "freight":
            lines.setdefault(tracks[row].line, []).append(row)
    running, notices = edited.open_rows("services"), []
    for line, own in lines.items():
        shared = (row_of[each] for row in own for each in tracks[row].shared if each in row_of)
        on_line = np.zeros(len(tracks), dtype=np.bool_)
        on_line[[*own, *shared]] = True
        if not (services_over(edited, on_line) & running).any():
            name = called(line, (tracks[own[0]].line_zh, tracks[own[0]].line_en))
            hint = said(
                "opens without a train that runs on it; a line without trains carries nobody"
            )
            notices.append(notice("line_without_trains", file, 0, "", name, hint))
    return notices


def _was_open(before: Network, after: Network, table: str) -> BoolArray:
    """Return which rows were open before edits, bool[rows after]; edits add rows at the end."""
    found = np.zeros(len(after[table]), dtype=np.bool_)
    was_open = before.open_rows(table)
    found[: len(was_open)] = was_open
    return found


class _Track(NamedTuple):
    track: str
    line: str
    line_zh: str
    line_en: str
    traffic: str
    shared: list[str]


_OF_TRACK = ("track_id", "line_id", "line_zh", "line_en", "traffic", "shared_with")


def _read_tracks(network: Network) -> list[_Track]:
    *columns, shared = (network["tracks"][name].tolist() for name in _OF_TRACK)
    return [_Track(*row) for row in zip(*columns, map(split_ids, shared), strict=True)]
