"""Ids of rows that edits add: none may stand in the table already."""

from __future__ import annotations

from collections.abc import Sequence

from transnet.base.collector import Notices
from transnet.base.language import Message, said
from transnet.model.called_rows import row_words
from transnet.model.network import Network
from transnet.scenario.select import key_column


def check_new_ids(
    network: Network,
    findings: Notices,
    table: str,
    new_ids: Sequence[str],
    keys: Sequence[str] = (),
) -> None:
    """Add an error for each id that a table has already or that stands twice among the new ones.

    keys  where each of them stands in the edit; at its id unless given
    """
    row_of = {each: row for row, each in enumerate(network[table][key_column(table)])}
    for at, new_id in enumerate(new_ids):
        hint: Message | None = None
        if new_id in row_of:
            row = row_words(network, table, row_of[new_id])
            hint = said(
                "is {row} in {table}: give what is new an id of its own", row=row, table=table
            )
        elif new_id in new_ids[:at]:
            hint = said("stands here twice: give each an id of its own")
        if hint is not None:
            findings.add("duplicate_id", hint, column=keys[at] if keys else "id", value=new_id)
