"""Projects that can be built, and measures and plan items that name rows that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial

import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.cells import short_cell_text
from transnet.model.checks.rules import (
    Draft,
    Rule,
    flagged,
    id_lists,
    numbers,
    row_called,
    texts,
)
from transnet.model.schema import tables

SWITCHED = tuple(
    name
    for name, table in tables().items()
    if "project" in table.columns and not table.columns["project"].references
)
"""Tables whose rows a project switches, where the schema leaves it open whether it's listed."""

_LONGEST_MATCHED = 60  # nearest names aren't sought for longer texts: it would take too long


def row_keys(frame: pd.DataFrame, name: str) -> list[str]:
    """Return each row's id; the parts of a longer key are joined by /."""
    parts = [[short_cell_text(cell) for cell in frame[key]] for key in tables()[name].primary_key]
    return ["/".join(cells) for cells in zip(*parts, strict=True)]


def unknown_projects(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield rows switched by a project that the table of projects doesn't list, if there is one."""
    known = sorted(texts(draft["projects"], "project_id"))
    fitting = {"", *known}
    names = texts(draft[table], "project")
    unlisted = [bool(known) and name not in fitting for name in names]
    place = (table, "project")
    yield from flagged(
        "unknown_project", place, draft[table], unlisted, lambda row: _nearest(names[row], known)
    )


def _nearest(text: str, known: Sequence[str]) -> str:
    near = get_close_matches(text, known, n=1) if len(text) <= _LONGEST_MATCHED else []
    return said("closest known: {near!r}", near=near[0]) if near else said("nothing has this name")


def project_order(draft: Draft) -> Iterator[Notice]:
    """Yield projects that wait for themselves, or need one that they can't be open with."""
    frame = draft["projects"]
    names = texts(frame, "project_id")
    requires = dict(zip(names, id_lists(frame, "requires"), strict=True))
    conflicts = dict(zip(names, id_lists(frame, "conflicts"), strict=True))
    for row, name in enumerate(names, start=2):
        needed = _needed(name, requires)
        if name in needed:
            hint = said("it requires itself, over the projects that it requires")
            yield notice("project_cycle", "projects", row, "requires", name, hint)
        for other in sorted(needed - {name}):
            if other in conflicts[name] or name in conflicts.get(other, ()):
                hint = said(
                    "it requires {other}, and neither can be open with the other",
                    other=row_called(draft, "projects", other),
                )
                yield notice("project_conflict", "projects", row, "conflicts", name, hint)


def _needed(name: str, requires: Mapping[str, Sequence[str]]) -> set[str]:
    needed: set[str] = set()
    waiting = [*requires[name]]
    while waiting:
        project = waiting.pop()
        if project not in needed:
            needed.add(project)
            waiting += requires.get(project, ())
    return needed


def measure_targets(draft: Draft) -> Iterator[Notice]:
    """Yield measures that change a table, a column or a row that isn't there."""
    frame = draft["measures"]
    keys: dict[str, set[str]] = {}
    columns = zip(
        texts(frame, "table"), texts(frame, "column"), id_lists(frame, "row_ids"), strict=True
    )
    for row, (table, column, rows) in enumerate(columns, start=2):
        if table not in tables():
            hint = _nearest(table, list(tables()))
            yield notice("measure_target", "measures", row, "table", table, hint)
            continue
        countable = [
            name for name, each in tables()[table].columns.items() if each.type in ("float", "int")
        ]
        if column not in countable:
            hint = said("numbers in {table}: {countable}", table=table, countable=joined(countable))
            yield notice("measure_target", "measures", row, "column", column, hint)
        if table not in keys:
            keys[table] = set(row_keys(draft[table], table))
        for key in rows if table in draft.sound else ():
            if key not in keys[table]:
                hint = said("no such row in {table}", table=table)
                yield notice("measure_target", "measures", row, "row_ids", key, hint)


def measure_ends(draft: Draft) -> Iterator[Notice]:
    """Yield measures whose value lies outside its own ends."""
    frame = draft["measures"]
    value, low, high = (numbers(frame, column) for column in ("value", "low", "high"))
    wrong = (low > value) | (value > high) | (low > high)
    hint = said("expected low <= value <= high")
    yield from flagged("parameter_order", ("measures", "value"), frame, wrong, hint)


def plan_rows(draft: Draft) -> Iterator[Notice]:
    """Yield plan items that say which rows realise them, and none does."""
    frame = draft["plan_items"]
    values: dict[tuple[str, str], set[str]] = {}
    for row, selections in enumerate(id_lists(frame, "rows"), start=2):
        for selection in selections:
            table, _, rest = selection.partition(":")
            if table not in tables() or not rest:
                hint = said("write table:id, table:column=value or projects:id")
                yield notice("unmatched_rows", "plan_items", row, "rows", selection, hint)
            elif table in draft.sound and not _selects(draft[table], table, rest, values):
                hint = said("no row of {table} matches", table=table)
                yield notice("unmatched_rows", "plan_items", row, "rows", selection, hint)


def _selects(
    frame: pd.DataFrame, table: str, rest: str, values: dict[tuple[str, str], set[str]]
) -> bool:
    """Return whether an id or column=value is that of a row; values remember what was read."""
    column, equals, value = rest.partition("=")
    if equals and column not in frame:
        return False
    wanted = (table, column if equals else "")
    if wanted not in values:
        cells = map(short_cell_text, frame[column]) if equals else row_keys(frame, table)
        values[wanted] = set(cells)
    return (value if equals else rest) in values[wanted]


RULES = (
    *(Rule((table, "projects"), partial(unknown_projects, table=table)) for table in SWITCHED),
    Rule(("projects",), project_order),
    Rule(("measures",), measure_targets),
    Rule(("measures",), measure_ends),
    Rule(("plan_items",), plan_rows),
)
