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
_COLUMNS = ("assumption", "assumption_zh")


def assumption_notices(before: Network, after: Network, file: str) -> list[Notice]:
    """Return remarks on what was assumed of the projects newly open; of many, one that counts."""
    if "projects" not in after.tables:
        return []
    listed = after.made_of(_assumptions, *(("projects", name) for name in _COLUMNS))
    newly = np.flatnonzero(after.open_rows("projects") & ~before.open_rows("projects"))
    assumed = [(row, listed[row]) for row in newly.tolist() if listed[row]]
    if len(assumed) > MOST_LISTED:
        hint = said(
            "open; {count} of them rest on assumptions, see projects.csv", count=len(assumed)
        )
        value = said("{count} projects", count=len(newly))
        return [notice("assumed", file, 0, "", value, hint)]
    return [
        notice("assumed", file, 0, "", row_words(after, "projects", row), _said(text))
        for row, text in assumed
    ]


def _said(text: Text) -> Message:
    return said("assumed: {text}", text=text)


def _assumptions(network: Network) -> list[Text]:
    """Return the assumption of each project; empty for none."""
    rows = network["projects"][list(_COLUMNS)].to_dict("records")
    return [words_of(row, "assumption") for row in rows]
