"""What a scenario's projects rest on where the plan gives no figure."""

from __future__ import annotations

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, Text, said
from transnet.model.called_rows import row_words
from transnet.model.cell_words import words_of
from transnet.model.network import Network

MOST_LISTED = 5
_COLUMNS = ("project_id", "name_zh", "name_en", "assumption", "assumption_zh")


def assumption_notices(before: Network, after: Network, file: str) -> list[Notice]:
    """Return remarks on what was assumed of the projects newly open; of many, one that counts."""
    if "projects" not in after.tables:
        return []
    listed = after.made_of(_assumptions, *(("projects", name) for name in _COLUMNS))
    newly = np.flatnonzero(after.open_rows("projects") & ~before.open_rows("projects"))
    assumed = [listed[row] for row in newly.tolist() if listed[row][1]]
    if len(assumed) > MOST_LISTED:
        hint = said(
            "open; {count} of them rest on assumptions, see projects.csv", count=len(assumed)
        )
        value = said("{count} projects", count=len(newly))
        return [notice("assumed", file, 0, "", value, hint)]
    return [
        notice("assumed", file, 0, "", project, said("assumed: {text}", text=text))
        for project, text in assumed
    ]


def _assumptions(network: Network) -> list[tuple[Message, Text]]:
    """Return what each project is called, and its assumption."""
    rows = network["projects"][list(_COLUMNS)].to_dict("records")
    return [
        (row_words(network, "projects", at), words_of(row, "assumption"))
        for at, row in enumerate(rows)
    ]
