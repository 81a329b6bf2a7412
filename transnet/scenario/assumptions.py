"""What a scenario's projects rest on where the plan gives no figure."""

from __future__ import annotations

import numpy as np

from transnet.base.errors import Notice
from transnet.base.language import Text, said
from transnet.model.network import Network

MOST_LISTED = 5


def assumption_notices(before: Network, after: Network, file: str) -> list[Notice]:
    """Return remarks on what was assumed of the projects newly open; of many, one that counts."""
    if "projects" not in after.tables:
        return []
    columns = ("project_id", "assumption", "assumption_zh")
    listed = after.made_of(_assumptions, *(("projects", name) for name in columns))
    newly = np.flatnonzero(after.open_rows("projects") & ~before.open_rows("projects"))
    assumed = [listed[row] for row in newly.tolist() if listed[row][1]]
    if len(assumed) > MOST_LISTED:
        hint = said(
            "rest on assumptions, {count} of them; they stand in projects.csv", count=len(assumed)
        )
        value = said("{count} projects", count=len(newly))
        return [Notice("assumed", "info", file, 0, "", value, hint)]
    return [
        Notice("assumed", "info", file, 0, "", project, said("assumed: {text}", text=text))
        for project, text in assumed
    ]


def _assumptions(network: Network) -> list[tuple[str, Text]]:
    """Return id and assumption of each project."""
    table = network["projects"]
    columns = ("project_id", "assumption", "assumption_zh")
    cells = zip(*(table[name].tolist() for name in columns), strict=True)
    return [(project, Text(zh or en, en or zh)) for project, en, zh in cells]
