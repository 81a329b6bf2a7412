"""Every item of the plan accounted for, and every planned row asked for by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks.rules import Draft, Rule, flagged, id_lists, texts
from transnet.model.schema import tables

DATED = tuple(
    name for name, table in tables().items() if {"opened", "project"} <= set(table.columns)
)
_AHEAD = {"building", "planned", "study"}


def items_accounted_for(draft: Draft) -> Iterator[Notice]:
    """Yield items that nothing realises without a reason, or that are given both."""
    frame = draft["plan_items"]
    columns = (texts(frame, name) for name in ("item_id", "rows", "targets", "reason"))
    for row, (name, rows, targets, reason) in enumerate(zip(*columns, strict=True), start=2):
        if not (rows or targets or reason):
            hint = said("name rows or targets, or say why it can't stand in a network")
            yield notice("item_without_rows", "plan_items", row, "rows", name, hint)
        elif reason and (rows or targets):
            hint = said("it has rows or targets, so nothing needs a reason: move it to the note")
            yield notice("item_with_reason", "plan_items", row, "reason", name, hint)


def planned_rows_have_items(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield rows yet to open whose project, if any, no item of the plan asks for."""
    if draft["plan_items"].empty:
        return
    projects = draft["projects"]
    asked = {
        name
        for name, items in zip(
            texts(projects, "project_id"), id_lists(projects, "plan_items"), strict=True
        )
        if items
    }
    frame = draft[table]
    ahead = [
        status in _AHEAD and project not in asked
        for status, project in zip(texts(frame, "status"), texts(frame, "project"), strict=True)
    ]
    hint = said("give it a project that an item of the plan asks for")
    yield from flagged("planned_without_item", (table, "project"), frame, ahead, hint)


RULES = (
    Rule(("plan_items",), items_accounted_for),
    *(
        Rule((table, "projects", "plan_items"), partial(planned_rows_have_items, table=table))
        for table in DATED
    ),
)
