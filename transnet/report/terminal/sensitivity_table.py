"""How firm the verdicts are, as a table in the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape

from transnet.base.language import in_words, said
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.reading_cells import told_apart
from transnet.report.terminal.table_style import console, notice_lines, open_table, pick
from transnet.report.words.parameter_words import input_texts
from transnet.report.words.short_names import place_texts

if TYPE_CHECKING:
    from transnet.study.sensitivity_tables import Sensitivity


_NAMED = 3  # inputs that turn a row; --json has all


def print_sensitivity(found: Sensitivity) -> None:
    """Print every target with its value at both ends of the inputs, fragile ones marked."""
    console().print(sensitivity_table(found))


def sensitivity_table(found: Sensitivity) -> Group:
    """Return the table: as it is, inputs at the end that shortens trips, at the other end."""
    table = open_table(
        (pick("口径（分钟或占比）", "reading (min or share)"), "left"),
        (pick("取值", "as it is"), "right"),
        (pick("最快端", "fast end"), "right"),
        (pick("最慢端", "slow end"), "right"),
        (pick("单独即可翻转", "turned alone by"), "left"),
        whole=True,
    )
    rows = found.table.to_dict("records")
    names = told_apart({row["target_id"]: pick(row["name_zh"], row["name_en"]) for row in rows})
    for row in rows:
        mark = "[yellow]⚠[/]" if row["fragile"] else ""
        table.add_row(
            f"{escape(names[row['target_id']])}{mark}",
            *(
                f"{_number(row[f'{end}value'], row['unit'])} {'✓' if row[f'{end}met'] else '✗'}"
                for end in ("", "fast_", "slow_")
            ),
            _turned_by(row),
        )
    count = int(found.table["fragile"].sum())
    text = pick(
        f"⚠ {count} 项结论随输入取值翻转",
        f"⚠ {count} verdicts turn between the ends of the inputs: fragile",
    )
    trips = _trips_table(found)
    return Group(
        table, Paragraph(text, "dim"), *trips, Paragraph(in_words(_what_ends_are()), "dim"),
        *notice_lines(found.notices),
    )  # fmt: skip


def _what_ends_are() -> str:
    """Return what the columns of both tables hold."""
    return said(
        "fast end, slow end: all inputs together at the end at which trips are faster or slower; "
        "least, most: over all variations; turned alone by: inputs that turn it though all others "
        "stay as they are, {count} of them named, all with --json",
        count=_NAMED,
    )


def _trips_table(found: Sensitivity) -> list[RenderableType]:
    """Return the trips from seats to seats and main cities whose change turns; [] for none."""
    rows = found.journeys[found.journeys["fragile"] & found.journeys["spoken_of"]]
    if rows.empty:
        return []
    table = open_table(
        (pick("几程", "trips"), "left"),
        (pick("省时，分钟", "saved, min"), "right"),
        (pick("最少", "least"), "right"),
        (pick("最多", "most"), "right"),
        (pick("单独即可翻转", "turned alone by"), "left"),
    )
    names = place_texts(found.network)
    for row in rows.to_dict("records"):
        ends = " → ".join(in_words(names[str(row[f"{end}_id"])]) for end in ("from", "to"))
        table.add_row(
            f"{escape(ends)}[yellow]⚠[/]",
            *(_saved(row[f"{name}saved_min"]) for name in ("", "least_", "most_")),
            _turned_by(row),
        )
    text = pick(
        f"⚠ {len(rows)} 程随输入取值变快、变慢或不变",
        f"⚠ {len(rows)} trips get shorter, longer or neither by the inputs",
    )
    return [table, Paragraph(text, "dim")]


def _turned_by(row: Mapping[Any, Any]) -> Paragraph:
    """Return what alone turns a row, in words; where it takes several inputs, that."""
    if row["fragile"] and not row["turned_by"]:
        return Paragraph(pick("几项同时变动才翻转", "several together"), "dim")
    return Paragraph(in_words(input_texts(str(row["turned_by"]), _NAMED)))


def _saved(value: float) -> str:
    """Return the minutes that a trip saves; in a word where a way opens or is lost."""
    if math.isinf(value):
        return pick("接通", "connected") if value > 0 else pick("断开", "cut off")
    return _number(value)


def _number(value: float, unit: str = "min") -> str:
    """Return minutes, or a share in per cent, a true minus before what is less than nothing."""
    if not math.isfinite(value):
        return pick("不可达", "no way")
    size = f"{abs(value):.1f}"
    return f"{'−' if value < 0 and size != '0.0' else ''}{size}{'%' if unit == '%' else ''}"
