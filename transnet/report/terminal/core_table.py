"""From the core to the other seats, as the first table in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.table_style import open_table, pick
from transnet.report.terminal.trips_table import why_little
from transnet.report.words.core_words import CoreRow, core_title
from transnet.report.words.figures import Moved
from transnet.report.words.told import Told
from transnet.report.words.words import DOUBT, MODES, Text, join, same


def core_part(words: Told) -> list[RenderableType]:
    """Return the table with what its figures mean; nothing in a network of one city."""
    rows = words.core_rows
    if not rows:
        return []
    title = core_title(words.result, rows)
    remarks = [join([row.name, row.remark], "：", ": ") for row in rows if row.remark]
    lines = [in_words(each) for each in (*remarks, _means(rows))]
    head = RichText(pick(f"{title.zh}，分钟", f"{title.en}, minutes"), style="bold")
    notes = [Paragraph(line, "dim") for line in lines]
    return [head, core_table(rows), *notes, *why_little((row.name, row.why) for row in rows)]


def core_table(rows: Sequence[CoreRow]) -> Table:
    """Return a row for each seat: minutes in the train, door to door, by car, without a car."""
    table = open_table(
        (pick("到", "to"), "left"),
        (pick("乘车", "in train"), "right"), (pick("中位", "median"), "right"),
        (pick("首末班", "first–last"), "right"),
        (pick("门到门", "door"), "right"), (pick("驾车", "by car"), "right"),
        (pick("无车", "no car"), "right"),
    )  # fmt: skip
    for row in rows:
        name = escape(in_words(row.name))
        first_last, _, untimed = row.hours.after.en.partition(", ")
        if ":" not in first_last:  # no times, but words that say so
            first_last = in_words(row.hours.after).partition("，")[0]
        table.add_row(
            name,
            _cell(row.train, _few(row.counted.after)),
            _cell(row.median),
            f"{first_last}\n[dim]+{untimed.partition(' ')[0]}[/]" if untimed else first_last,
            _cell(row.door, row.door_range.en.removesuffix(" min"), turns=row.doubt),
            _cell(row.drive),
            _cell(row.carfree),
        )
    return table


def _few(counted: Text) -> str:
    """Return how many trains are as fast, in few letters: the fastest 1 of 19 -> 1/19."""
    few = counted.en.removeprefix("the fastest ").replace(" of ", "/")
    return few if "/" in few else in_words(counted)


def _means(rows: Sequence[CoreRow]) -> Text:
    """Say what stands below the figures."""
    counted = next((few for row in rows if "/" in (few := _few(row.counted.after))), "")
    untimed = any("," in row.hours.after.en for row in rows)
    ranged = any(row.door_range for row in rows)
    said = [
        Text(
            f"{counted}：每日直达列车中最快的几班",
            f"{counted}: trains a day as fast as the fastest, of those without a change",
        )
        if counted
        else same(""),
        Text("+：没有时刻的班次", "+: trains without a timetable") if untimed else same(""),
        Text("门到门之下：输入取低值至高值", "below door: inputs from low to high")
        if ranged
        else same(""),
    ]
    return join(said)


def _cell(figure: Moved, below: str = "", *, turns: bool = False) -> str:
    """Return minutes before and after without their unit, which the heading names."""
    said = figure.said.en.replace(" min", "").replace("no way", in_words(MODES[""]))
    mark = f"[yellow]{DOUBT}[/]" if turns else ""
    return f"{said}{mark}" + (f"\n[dim]{below}[/]" if below else "")
