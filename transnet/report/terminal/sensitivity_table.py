"""How firm the verdicts are, as a table in the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text as RichText

from transnet.report.terminal.table_style import console, notice_lines, open_table
from transnet.report.words.parameter_words import input_texts

if TYPE_CHECKING:
    from transnet.study.sensitivity_tables import Sensitivity


def print_sensitivity(found: Sensitivity) -> None:
    """Print every target with its value at both ends of the inputs, fragile ones marked."""
    console().print(sensitivity_table(found))


def sensitivity_table(found: Sensitivity) -> Group:
    """Return the table: as it is, inputs at the end that shortens trips, at the other end."""
    table = open_table(
        ("口径 reading", "left"),
        ("取值\nas it is", "right"),
        ("最快端\nfast end", "right"),
        ("最慢端\nslow end", "right"),
        ("单独即可翻转\nturned alone by", "left"),
    )
    for row in found.table.to_dict("records"):
        mark = "[yellow]⚠[/]" if row["fragile"] else ""
        table.add_row(
            f"{_bare(row['name_zh'])}{mark}\n[dim]{_bare(row['name_en'])}[/]",
            *(
                f"{_number(row[f'{end}value'], row['unit'])} {'✓' if row[f'{end}met'] else '✗'}"
                for end in ("", "fast_", "slow_")
            ),
            _turned_by(row),
        )
    count = int(found.table["fragile"].sum())
    text = f"⚠ {count} 项结论随输入取值翻转 verdicts turn between the ends of the inputs: fragile"
    trips = _trips_table(found)
    return Group(table, RichText(text, style="dim"), *trips, *notice_lines(found.notices))


def _trips_table(found: Sensitivity) -> list[RenderableType]:
    """Return the trips from seats to seats and main cities whose change turns; [] for none."""
    rows = found.journeys[found.journeys["fragile"] & found.journeys["spoken_of"]]
    if rows.empty:
        return []
    table = open_table(
        ("几程 trips", "left"),
        ("省时\nsaved", "right"),
        ("最少\nleast", "right"),
        ("最多\nmost", "right"),
        ("单独即可翻转\nturned alone by", "left"),
    )
    for row in rows.to_dict("records"):
        table.add_row(
            f"[yellow]⚠ [/]{escape(row['from_zh'])} → {escape(row['to_zh'])}\n"
            f"[dim]{escape(row['from_en'])} → {escape(row['to_en'])}[/]",
            *(_number(row[f"{name}saved_min"], "min") for name in ("", "least_", "most_")),
            _turned_by(row),
        )
    text = "程随输入取值变快、变慢或不变 trips get shorter, longer or neither by the inputs"
    return [table, RichText(f"⚠ {len(rows)} {text}", style="dim")]


def _bare(name: str) -> str:
    """Return the name of a reading without its family's."""
    return escape(name.replace("：", ":").rpartition(":")[2].strip())


def _turned_by(row: Mapping[Any, Any]) -> str:
    """Return what alone turns a row, in words."""
    names = input_texts(str(row["turned_by"]))
    return f"{escape(names.zh)}\n[dim]{escape(names.en)}[/]" if names else ""


def _number(value: float, unit: str) -> str:
    return f"{value:.1f} {unit}" if math.isfinite(value) else "∞"
