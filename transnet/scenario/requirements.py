"""What projects ask of others: what they require opens along with them, and rivals are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from transnet.base.codes import notice
from transnet.base.collector import Notices
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.base.suggestion import OwnNames as Names
from transnet.model.called_rows import called
from transnet.model.network import Network
from transnet.scenario.changes import Resolved
from transnet.scenario.ledger import Ledger
from transnet.scenario.openings import Close, Open
from transnet.scenario.select import Selection, split_ids
from transnet.scenario.suggest import names_by_id
from transnet.scenario.toml_places import key_of

_READ = ("project_id", "requires", "conflicts", "status")
_OF_NAMES = tuple(("projects", each) for each in ("project_id", "name_zh", "name_en"))
_DEAD = "cancelled"


@dataclass(frozen=True, eq=False, slots=True)
class Along:
    """Projects that open along with those that require them.

    of        required project to the one that requires it
    resolved  the edit that opens them; None where there are none
    notices   one for each of them, and what the edit has to say
    """

    of: Mapping[str, str]
    resolved: Resolved | None
    notices: tuple[Notice, ...]


class ListedProject(NamedTuple):
    """What a row says of a project: what it requires, its rivals, and whether it was cancelled."""

    project: str
    requires: list[str]
    conflicts: list[str]
    is_dead: bool


def listed_projects(network: Network) -> list[ListedProject]:
    """Return the projects of a network, in table order."""
    return network.made_of(_read_projects, *(("projects", name) for name in _READ))


def _read_projects(network: Network) -> list[ListedProject]:
    ids, requires, conflicts, status = (network["projects"][name].tolist() for name in _READ)
    dead = (each == _DEAD for each in status)
    rows = zip(ids, map(split_ids, requires), map(split_ids, conflicts), dead, strict=True)
    return [ListedProject(*row) for row in rows]


def _names(network: Network) -> dict[str, tuple[str, str]]:
    return names_by_id(network["projects"])


def open_projects(network: Network) -> set[str]:
    """Return the projects that are open; none where the network lists none."""
    if "projects" not in network.tables:
        return set()
    listed = listed_projects(network)
    return {listed[row].project for row in np.flatnonzero(network.open_rows("projects"))}


def left_out_by(edit: object, before: Network, after: Network) -> set[str]:
    """Return the projects that an edit keeps closed on purpose: closed, or left out by a !."""
    if isinstance(edit, Close):
        return open_projects(before) - open_projects(after)
    if not isinstance(edit, Open) or "projects" not in before.tables:
        return set()
    out = tuple(each[1:] for each in edit.project if each.startswith(("!", "\uff01")))
    if not out:
        return set()
    table = before["projects"]
    chosen = (
        Selection(project=out).rows(before, Notices("", limit=None), ["projects"]).get("projects")
    )
    listed = set() if chosen is None else set(table.loc[chosen, "project_id"])
    return listed - open_projects(after)


def opened_along(before: Network, after: Network, left_out: Collection[str], file: str) -> Along:
    """Return what has to open for the projects newly open, what that requires among it.

    left_out  projects that the scenario keeps closed on purpose: they stay so
    What was cancelled stays closed too; `requirement_notices` refuses what misses either.
    """
    of = _closed_requirements(before, after, left_out)
    if not of:
        return Along({}, None, ())
    findings = Notices(file, limit=None)
    resolved = Open(project=tuple(of)).resolve(after, findings)
    names = after.made_of(_names, *_OF_NAMES)
    told = [
        notice("opened_along", file, 0, "project", other, _said(own, other, names))
        for other, own in of.items()
    ]
    return Along(of, resolved, (*told, *findings.notices))


def at_their_edits(
    notices: Iterable[Notice], network: Network, along: Along, ledger: Ledger
) -> list[Notice]:
    """Return notices of projects with the edit that opens each, by which their line is found.

    network  in which the edits were made
    """
    found = []
    for told in notices:
        own = told.value
        while own in along.of:  # what opened along stands in no edit
            own = along.of[own]
        rows = np.flatnonzero(network["projects"]["project_id"].to_numpy() == own)
        edit = ledger.opener("projects", int(rows[0])) if len(rows) else ""
        placed = edit and told.column == "project"
        found.append(replace(told, column=key_of(edit, told.column)) if placed else told)
    return found


def _said(project: str, other: str, names: Names) -> Message:
    return said(
        "{project} requires {other}, which wasn't open, so it opens along: list it too",
        project=_called(project, names),
        other=_called(other, names),
    )


def _called(project: str, names: Names) -> Message:
    """Return a project's name in the language that is spoken, with its id."""
    return called(project, names.get(project, ("", "")))


def _closed_requirements(
    before: Network, after: Network, left_out: Collection[str]
) -> dict[str, str]:
    """Return what is required and closed by what requires it first, in the order that it's met."""
    was_open, is_open = open_projects(before), open_projects(after)
    if is_open <= was_open:
        return {}
    requires = {each.project: each.requires for each in listed_projects(after)}
    dead = {each.project for each in listed_projects(after) if each.is_dead}
    found: dict[str, str] = {}
    waiting = [name for name in requires if name in is_open - was_open]
    for project in waiting:  # grows by what is found; nothing is found twice, so it ends
        for other in requires.get(project, ()):
            if other in is_open or other in found or other in dead or other in left_out:
                continue
            found[other] = project
            waiting.append(other)
    return found


def requirement_notices(
    before: Network,
    after: Network,
    left_out: Mapping[str, str],
    along: Mapping[str, str],
    file: str,
) -> list[Notice]:
    """Return errors for projects newly open without those they require, or beside rivals.

    One that was open before and stays so without what it requires is warned of.

    left_out  the edit that keeps a project closed, by project
    along     what requires the projects that opened along
    """
    if "projects" not in after.tables:
        return []
    listed, open_now = listed_projects(after), open_projects(after)
    newly, known = open_now - open_projects(before), {each.project for each in listed}
    notices = []
    names = after.made_of(_names, *_OF_NAMES)
    for project, requires, conflicts, _ in listed:
        if project not in open_now:
            continue
        if project not in newly:
            lacking = [other for other in requires if other in known - open_now]
            notices += [_left_without(project, other, left_out, names, file) for other in lacking]
            continue
        for other in requires:
            if other in known - open_now:
                hint = _why_closed(other, project, left_out, names)
                notices.append(notice("missing_project", file, 0, "project", project, hint))
        if rivals := [other for other in conflicts if other in open_now]:
            hint = said(
                "{project} can't be open with {rivals}: leave one out",
                project=_called(project, names),
                rivals=joined([_called(other, names) for other in rivals]),
            )
            if project in along:
                hint = said(
                    "{hint}; it opens because {project} requires it",
                    hint=hint,
                    project=_called(along[project], names),
                )
            notices.append(notice("rival_project", file, 0, "project", project, hint))
    return notices


def _left_without(
    project: str, other: str, left_out: Mapping[str, str], names: Names, file: str
) -> Notice:
    """Return the warning of a project that is open without one that it requires."""
    column: str = "project"
    hint = said(
        "{project} stays open, but requires {other}, which isn't open on this day: close both, or "
        "neither",
        project=_called(project, names),
        other=_called(other, names),
    )
    if other in left_out:
        column = key_of(left_out[other], column)
        hint = said(
            "{project} stays open, but requires {other}, which {edit} closes: close both, or "
            "neither",
            project=_called(project, names),
            other=_called(other, names),
            edit=left_out[other],
        )
    return notice("left_without", file, 0, column, project, hint)


def _why_closed(other: str, project: str, left_out: Mapping[str, str], names: Names) -> Message:
    called = {"project": _called(project, names), "other": _called(other, names)}
    if other in left_out:
        return said(
            "{project} requires {other}, which {edit} keeps closed: take that out of there, or "
            "leave the first out",
            **called,
            edit=left_out[other],
        )
    return said(
        "{project} requires {other}, which was cancelled: open that with "
        'status = ["{dead}"] first, or leave the first out',
        **called,
        dead=_DEAD,
    )
