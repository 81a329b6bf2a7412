"""Access and how even it is, as a table that a planner reads in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from transnet.base.language import in_words
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.table_style import open_table, pick
from transnet.report.words.accessibility_words import (
    AccessibilityRow,
    measure_name,
    measure_rows,
    sentence,
    spread_measure,
    spread_rows,
)
from transnet.report.words.minutes_alone import minutes_alone
from transnet.report.words.why_longer import losers
from transnet.report.words.words import Text, signed_percent, theil_index

if TYPE_CHECKING:
    from transnet.study.result import Result


_NAMES = 18  # cells that leave room for figures of a whole region that loses


def accessibility_part(result: Result) -> list[RenderableType]:
    """Return the table of measures, who gains, and what minutes alone don't tell of it."""
    gains = result.gains
    table = open_table(
        (pick("可达性与公平", "access and equity"), "left"),
        (pick("前", "before"), "right"), (pick("后", "after"), "right"),
        (pick("变化", "change"), "right"), (pick("受益", "gain"), "right"),
        (pick("受损", "lose"), "right"), whole=True, names=_NAMES,
    )  # fmt: skip
    for row in measure_rows(gains):
        _add(table, row)
    table.add_section()
    name = measure_name(gains, spread_measure(gains))
    for row in spread_rows(gains):
        _add(table, row, of=name)
    said = (sentence(gains), *losers(result), minutes_alone(result))
    told = [in_words(each) for each in said if each]
    return [table, *(Padding(Paragraph(each), (0, 2, 1, 2)) for each in told)]


def frontier_table(table: pd.DataFrame, labels: Sequence[str]) -> Table:
    """Return what each scenario gains in potential and what becomes of its evenness.

    labels  what the scenarios are called, in the order of the table
    """
    found = open_table(
        (pick("效率与公平", "efficiency and equity"), "left"), (pick("潜力", "potential"), "right"),
        (pick("泰尔指数", "Theil index"), "right"),
        (pick("变化", "change"), "right"), (pick("前沿", "frontier"), "left"),
        whole=True,
    )  # fmt: skip
    for label, row in zip(labels, table.to_dict("records"), strict=True):
        found.add_row(
            escape(label), signed_percent(row["gain_pct"]), theil_index(row["theil_after"]),
            signed_percent(row["theil_change_pct"]), "●" if row["on_frontier"] else "",
        )  # fmt: skip
    return found


def _add(table: Table, row: AccessibilityRow, of: Text | None = None) -> None:
    name = row.name
    if of is not None and not name.zh.startswith("　"):
        name = Text(f"{of.zh}的{name.zh}", f"{name.en} of {of.en}")
    told = bool(row.unit) and row.unit.en != "people"  # that is in the name
    unit = in_words(Text(f"，{row.unit.zh}", f", {row.unit.en}")) if told else ""
    sides = (_two_lines(row.wins), _two_lines(row.loses))
    table.add_row(
        f"{escape(in_words(name))}{unit}",
        *(in_words(each).replace(" million", " m") for each in (row.before, row.after)),
        row.change, *sides,
    )  # fmt: skip


def _two_lines(side: Text) -> str:
    """Return people above, counties below."""
    people, _, counties = in_words(side).replace("，", ", ").partition(", ")
    return people.replace(" million", " m") + (f"\n[dim]{counties}[/]" if counties else "")
