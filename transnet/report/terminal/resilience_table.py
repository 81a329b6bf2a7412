"""What losses take, in the terminal and as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.base.plain import records
from transnet.report.terminal.table_style import console, named, open_table
from transnet.report.words import resilience_words as words

if TYPE_CHECKING:
    from transnet.decision.resilience import Resilience

_SHOWN = 20


def print_resilience(found: Resilience) -> None:
    """Print the losses that take most, and how to read them."""
    table = open_table(
        (in_words(said("lost")), "left"),
        (in_words(said("cut off")), "right"),
        (in_words(said("out of the hour")), "right"),
        (in_words(said("added min")), "right"),
        (in_words(said("worst county")), "left"),
        whole=True,
    )
    for row in found.table.head(_SHOWN).to_dict("records"):
        added = float(row["added_min"])
        table.add_row(
            in_words(words.loss_name(row)),
            in_words(words.people_amount(row["cut_off"])),
            in_words(words.people_amount(row["people_out"])),
            f"{added:.2f}" if math.isfinite(added) else "–",
            named(row, "worst"),
        )
    notes = words.resilience_notes(with_singles=bool((found.table["kind"] != "cause").any()))
    lines = [RichText(in_words(each), style="dim") for each in notes]
    left = len(found.table) - _SHOWN
    if left > 0:
        rest = said("{count} more losses that take less: --json gives all", count=left)
        lines.insert(0, RichText(in_words(rest), style="dim"))
    console().print(Group(table, *lines))


def resilience_json(found: Resilience) -> dict[str, Any]:
    """Return losses, their words and the counties that they hit; what isn't finite is null."""
    rows = found.table.to_dict("records")
    told = [words.loss_text(row) for row in rows]
    losses = [
        {**plain, "told_zh": text.zh, "told_en": text.en}
        for plain, text in zip(records(found.table), told, strict=True)
    ]
    return {
        "date": found.date.isoformat(), "losses": losses, "places": records(found.places)
    }  # fmt: skip
