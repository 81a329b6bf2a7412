"""Several scenarios side by side in the terminal: a row for each reading, a column for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words
from transnet.report.terminal.accessibility_table import frontier_table
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.reading_cells import (
    found_cell,
    mark_notes,
    name_cell,
    reading_names,
    sign,
)
from transnet.report.terminal.table_style import console, notice_lines, open_table, pick
from transnet.report.words.doubt import NOT_VARIED
from transnet.report.words.readings import Reading, readings
from transnet.report.words.what_opens import opens_beside, what_opens
from transnet.report.words.words import same

if TYPE_CHECKING:
    from transnet.study.compared_results import Comparison
    from transnet.study.result import Result

_NAMED = 3  # scenarios whose ids leave the readings their room; more stand by their numbers
_AT_ONCE = 6  # columns that leave the readings a third of 80 cells
_PROJECTS = 3  # that are named of a scenario
_UNITS = (" min", " 分")
_Rows = Mapping[str, Mapping[int, Reading]]


def print_comparison(comparison: Comparison) -> None:
    """Print the outcomes of several scenarios side by side."""
    console().print(comparison_table(comparison))


def comparison_table(comparison: Comparison) -> Group:
    """Return one row per target and one column per scenario, with marks for what is met.

    Names stand in full, on as many lines as they take. Many scenarios stand by their numbers, and
    in several tables below each other.
    """
    results = comparison.results
    ids = [result.scenario.id for result in results]
    few = len(ids) <= _NAMED
    labels = ids if few else [str(at + 1) for at in range(len(ids))]
    rows: dict[str, dict[int, Reading]] = {}
    for column, result in enumerate(results):
        for reading in readings(result):
            rows.setdefault(reading.target_id, {})[column] = reading
    tables = [
        _table(rows, range(first, min(first + _AT_ONCE, len(ids))), labels, units=few)
        for first in range(0, len(ids), _AT_ONCE)
    ]
    signs = pick("✓ 达标  ✗ 未达标", "✓ met  ✗ not met")
    note = [Paragraph(signs, "dim"), Paragraph(in_words(NOT_VARIED), "dim")]
    notes = mark_notes(reading for each in rows.values() for reading in each.values())
    told = [pick(each.scenario.name_zh, each.scenario.name_en) for each in results]
    names = _legend(results, labels, ids, told)
    if not few:
        labels = [f"{label}  {words}" for label, words in zip(labels, told, strict=True)]
    judged: list[RenderableType] = [*tables, *note, *notes] if rows else []
    judged += _on_timetable(comparison, labels) if comparison.timetable else []
    said = notice_lines(notice for result in results for notice in result.notices)
    return Group(*names, *judged, frontier_table(comparison.frontier, labels), *said)


def _on_timetable(comparison: Comparison, labels: Sequence[str]) -> list[RenderableType]:
    from transnet.report.terminal.timetable_tables import timetables_beside

    return timetables_beside(comparison, labels)


def _legend(
    results: Sequence[Result], labels: Sequence[str], ids: Sequence[str], told: Sequence[str]
) -> list[RenderableType]:
    """Return what each column is: its name, its day, and what opens in it."""
    lines: list[RenderableType] = []
    for at, result in enumerate(results):
        name = "" if labels[at] == ids[at] else f"  {ids[at]}"
        lines.append(RichText(f"{labels[at]}{name}  {told[at]} ({result.after.when})"))
        if at:
            opened = opens_beside(results[at - 1], result, same(labels[at - 1]), _PROJECTS)
        else:
            opened = what_opens(result, _PROJECTS)
        lines.append(Padding(Paragraph(in_words(opened), "dim"), (0, 0, 0, 3)))
    return lines


def _table(rows: _Rows, columns: range, labels: Sequence[str], *, units: bool) -> Table:
    """Return the rows with some of the columns.

    units  whether minutes have their unit beside them; what a reading asks for names it anyway
    """
    table = open_table((pick("口径", "reading"), "left"))
    for column in columns:
        table.add_column(labels[column], justify="right", no_wrap=True)
    firsts = {target: next(iter(each.values())) for target, each in rows.items()}
    names = reading_names(firsts.values())
    document = ""
    for target, each in rows.items():
        first = firsts[target]
        if document not in ("", first.document):
            table.add_section()
        document = first.document
        cells = [_outcome_cell(each.get(column), units=units) for column in columns]
        table.add_row(f"{name_cell(names[target], first)}\n[cyan]{in_words(first.asks)}[/]", *cells)
    return table


def _outcome_cell(reading: Reading | None, *, units: bool) -> str:
    if reading is None:
        return "–"
    first, *rest = found_cell(reading, reading.after).split("\n")
    for unit in () if units else _UNITS:
        first = first.removesuffix(unit)
    return "\n".join([f"{first} {sign(reading.after.met)}", *rest])
