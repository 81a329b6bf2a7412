"""What the timetable says, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.reading_cells import sign
from transnet.report.terminal.table_style import open_table, pick
from transnet.report.words.timetable_words import (
    CommuteRow,
    FirstLast,
    TimedReading,
    timetable_words,
)
from transnet.report.words.words import Text

if TYPE_CHECKING:
    from transnet.study.compared_results import Comparison
    from transnet.study.result import Result


def timetable_part(result: Result) -> list[RenderableType]:
    """Return readings that differ and why, who can commute, first and last trains."""
    words = timetable_words(result)
    parts: list[RenderableType] = [
        RichText(pick("按时刻表", "On the timetable"), style="bold"),
        Paragraph(in_words(words.lead)),
    ]
    if words.readings:
        parts.append(readings_table(words.readings))
        parts += [Paragraph(in_words(line), "dim") for line in _why(words.readings)]
    if words.alike > 0:
        told = pick(f"其余 {words.alike} 个目标读数相同", f"{words.alike} more read the same")
        parts.append(Paragraph(told, "dim"))
    parts += [RichText(""), Paragraph(in_words(words.commute_lead)), commute_table(words.commute)]
    if words.trains:
        parts.append(trains_table(words.trains))
    return parts


def timetables_beside(comparison: Comparison, labels: Sequence[str]) -> list[RenderableType]:
    """Return the targets of several outcomes on their timetables, and who can commute in each."""
    words = [timetable_words(result) for result in comparison.results]
    table = open_table((pick("按时刻表：早 / 晚返", "on the timetable: morning / back"), "left"))
    for label in labels:
        table.add_column(label, justify="right", no_wrap=True)
    found = [{reading.target_id: reading for reading in each.every} for each in words]
    names = {target: reading.name for each in found for target, reading in each.items()}
    for target, name in names.items():
        cells = [_both(each.get(target)) for each in found]
        table.add_row(escape(in_words(name)), *cells)
    told: list[RenderableType] = [
        Paragraph(f"{label}  {in_words(each.commute_lead)}", "dim")
        for label, each in zip(labels, words, strict=True)
    ]
    return [table, *told] if names else told


def _both(reading: TimedReading | None) -> str:
    if reading is None:
        return "–"
    met = reading.met[1] and reading.met[2]
    return f"{in_words(reading.morning)} / {in_words(reading.evening)} {sign(met)}"


def _why(readings: Sequence[TimedReading]) -> list[Text]:
    """Return the trips behind differences, each once."""
    return list(dict.fromkeys(line for reading in readings for line in reading.why))


def readings_table(readings: Sequence[TimedReading]) -> Table:
    """Return one row a target that reads otherwise: by the number of trains, morning, evening."""
    table = open_table(
        (pick("读数不同的目标", "targets that read otherwise"), "left"),
        (pick("按班次数", "by frequency"), "right"),
        (pick("早", "morning"), "right"),
        (pick("晚返", "evening"), "right"),
        whole=True,
    )
    for reading in readings:
        figures = (reading.model, reading.morning, reading.evening)
        cells = [
            f"{in_words(figure)} {sign(met)}"
            for figure, met in zip(figures, reading.met, strict=True)
        ]
        table.add_row(escape(in_words(reading.name)), *cells)
    return table


def commute_table(rows: Sequence[CommuteRow]) -> Table:
    """Return who can commute, before and after, within each budget."""
    budgets = [budget for budget, _, _ in rows[0].figures]
    table = open_table(
        (pick("能通勤的", "who can commute"), "left"),
        *((pick(f"≤ {each} 分", f"≤ {each} min"), "right") for each in budgets),
        whole=True,
    )
    for row in rows:
        cells = []
        for _, *states in row.figures:
            before, after = (in_words(each) for each in states)
            cells.append(after if before == after else f"{before} →\n{after}")
        table.add_row(f"{escape(in_words(row.name))}\n[dim]{in_words(row.by)}[/]", *cells)
    return table


def trains_table(rows: Sequence[FirstLast]) -> Table:
    """Return the first and the last train between the core and other seats."""
    table = open_table(
        (pick("首末班车", "first and last trains"), "left"),
        (pick("首班", "first"), "left"),
        (pick("末班", "last"), "left"),
    )
    for row in rows:
        table.add_row(
            f"{escape(in_words(row.name))}\n[dim]{in_words(row.kind)}[/]",
            escape(in_words(row.first)),
            escape(in_words(row.last)),
        )
    return table
