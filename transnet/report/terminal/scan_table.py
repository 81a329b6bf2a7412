"""A scan in the terminal: where verdicts turn, and what doesn't turn."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.report.terminal.table_style import console, named, open_table

if TYPE_CHECKING:
    from transnet.decision.scan import Scan


def print_scan(found: Scan) -> None:
    """Print a row for each place where a verdict turns, then the targets that turn nowhere."""
    names = found.targets.set_index("target_id")
    held = [each.label for each in found.inputs[1:]]
    table = open_table(
        (in_words(said("target")), "left"),
        *((label, "right") for label in held),
        (in_words(said("met at")), "right"),
        (in_words(said("missed at")), "right"),
        whole=True,
    )
    for row in found.turns.to_dict("records"):
        cells = [_value(row[name]) for name in (*held, "met_at", "missed_at")]
        table.add_row(named(names.loc[row["target_id"]]), *cells)
    parts: list[RenderableType] = [RichText(found.inputs[0].label, style="bold")]
    parts += [table] if len(found.turns) else [RichText(in_words(said("No verdict turns.")))]
    shares = found.table.groupby("target_id", sort=False)["met"].mean()
    for met, text in (
        (1.0, said("Met at every point: {count} targets.", count=int((shares == 1.0).sum()))),
        (0.0, said("Missed at every point: {count} targets.", count=int((shares == 0.0).sum()))),
    ):
        if (shares == met).any():
            parts.append(RichText(in_words(text), style="dim"))
    console().print(Group(*parts))


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def scan_json(found: Scan) -> dict[str, Any]:
    """Return a scan as JSON has it, unknown figures null."""
    return {
        "inputs": [each.label for each in found.inputs],
        "points": json.loads(found.table.to_json(orient="records")),
        "turns": json.loads(found.turns.to_json(orient="records")),
    }
