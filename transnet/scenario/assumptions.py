"""What a scenario's projects rest on where the plan gives no figure."""

from __future__ import annotations

from transnet.base.errors import Notice
from transnet.model.network import Network

MOST_LISTED = 5


def assumption_notices(before: Network, after: Network, file: str) -> list[Notice]:
    """Return remarks on what was assumed of the projects newly open; of many, one that counts."""
    if "projects" not in after.tables:
        return []
    table = after["projects"]
    was_open = before["projects"].loc[before.open_rows("projects"), "project_id"]
    newly = after.open_rows("projects") & ~table["project_id"].isin(was_open).to_numpy()
    assumed = table[newly & (table["assumption"] != "").to_numpy()]
    if len(assumed) > MOST_LISTED:
        hint = f"rest on assumptions, {len(assumed)} of them; they stand in projects.csv"
        return [Notice("assumed", "info", file, 0, "", f"{int(newly.sum())} projects", hint)]
    return [
        Notice("assumed", "info", file, 0, "", project, f"assumed: {text}")
        for project, text in assumed[["project_id", "assumption"]].itertuples(index=False)
    ]
