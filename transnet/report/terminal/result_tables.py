"""Tables that a planner reads in the terminal: verdicts, comparisons, trips, lists, errors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words
from transnet.report.terminal.accessibility_table import accessibility_part
from transnet.report.terminal.catalog_tables import catalog_json, print_catalog
from transnet.report.terminal.core_table import core_part
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.reading_cells import (
    found_cell,
    mark_notes,
    name_cell,
    reading_names,
    sign,
)
from transnet.report.terminal.table_style import (
    console,
    notice_lines,
    open_table,
    pick,
    progress_bar,
)
from transnet.report.terminal.trips_table import trips_table, why_little
from transnet.report.terminal.validation_tables import print_validation
from transnet.report.terminal.without_car_table import without_car_part
from transnet.report.words.journeys import displacement_note
from transnet.report.words.readings import Judged, Reading
from transnet.report.words.scenario_names import name_missing
from transnet.report.words.told import told
from transnet.report.words.what_opens import what_opens
from transnet.report.words.words import (
    LEGS,
    Text,
    people,
)

if TYPE_CHECKING:
    from transnet.study.result import Result

__all__ = [
    "catalog_json",
    "print_catalog",
    "print_result",
    "print_validation",
    "progress_bar",
    "result_table",
    "short_table",
    "verdict_table",
]

_PROJECTS = 5
_MET, _NOT_MET = (
    Text("[green]✓ 达标[/]", "[green]✓ met[/]"),
    Text("[red]✗ 未达标[/]", "[red]✗ not met[/]"),
)


def print_result(result: Result, paths: Sequence[Path] = ()) -> None:
    """Print a result: the answer, the verdicts before and after, and what files were written."""
    out = console()
    out.print(result_table(result))
    if paths:
        names = pick("、", ", ").join(path.name for path in paths)
        folder = escape(str(paths[0].parent))
        told_to = pick(f"结果已写入 [bold]{folder}[/]：", f"Written to [bold]{folder}[/]: ")
        out.print(f"\n{told_to}{escape(names)}")


def result_table(result: Result) -> Group:
    """Return the answer and the tables of verdicts, in the language spoken."""
    words = told(result)
    doubts, found, trips = words.doubts, words.readings, words.journeys
    scenario = result.scenario
    states = [pick(state.label_zh, state.label_en) for state in (result.before, result.after)]
    opened = what_opens(result, _PROJECTS)
    parts: list[RenderableType] = [
        RichText(pick(scenario.name_zh, scenario.name_en), style="bold"),
        RichText(f"{states[0]}  →  {states[1]}", style="dim"),
        *(
            Paragraph(in_words(each), "dim")
            for each in (name_missing(scenario), opened)
            if in_words(each)
        ),
        Padding(Paragraph(in_words(words.answer)), (1, 2, 0, 2)),
    ]
    parts += core_part(words)
    headline = [reading for reading in found if reading.headline]
    others = [reading for reading in found if not reading.headline]
    parts += [verdict_table(headline)] if headline else []
    parts += [short_table(others)] if others else []
    parts += _on_timetable(result) if result.timetable else []
    parts += [trips_table(trips)] if trips else []
    parts += why_little(
        (trip.ends, trip.why) for trip in trips if trip.pair not in words.core_pairs
    )
    parts += accessibility_part(result)
    parts += without_car_part(result)
    parts += mark_notes(found, [day for trip in trips for day in trip.dated])
    doubtful = [reading.doubt for reading in found] + [trip.doubt for trip in trips]
    said = [doubts.note()] if any(doubtful) or not doubts.leads() else []
    said += [words.drives, doubts.plans_note(result.after.network), displacement_note(trips)]
    parts += [Paragraph(in_words(text), "dim") for text in said if text]
    parts += notice_lines((*result.notices, *result.gains.notices))
    return Group(*parts)


def _on_timetable(result: Result) -> list[RenderableType]:
    from transnet.report.terminal.timetable_tables import timetable_part

    return timetable_part(result)


def verdict_table(found: Sequence[Reading]) -> Table:
    """Return one row per target in full: what it asks, before, after, what is missing and where."""
    table = open_table(
        (pick("口径", "reading"), "left"),
        (pick("前", "before"), "right"), (pick("后", "after"), "right"),
        (pick("变化", "change"), "right"),
        (pick("结论，还差多少，差在哪段", "verdict, shortfall, leg"), "left"),
    )  # fmt: skip
    names = reading_names(found)
    for reading in found:
        table.add_row(
            f"{name_cell(names[reading.target_id], reading)}\n[cyan]{in_words(reading.asks)}[/]",
            found_cell(reading, reading.before) + _range(reading.before),
            found_cell(reading, reading.after) + _range(reading.after),
            in_words(reading.changed),
            _verdict_cell(reading),
        )
    return table


def short_table(found: Sequence[Reading]) -> Table:
    """Return a few lines per target: before, after, whether it is met, and by how much it isn't."""
    table = open_table(
        (pick("其他口径", "other readings"), "left"),
        (pick("前", "before"), "right"), (pick("后", "after"), "right"),
        ("", "left"), (pick("还差", "shortfall"), "left"), whole=True,
    )  # fmt: skip
    last = found[0].document if found else ""
    names = reading_names(found)
    for reading in found:
        if reading.document != last:
            table.add_section()
        last = reading.document
        after = reading.after
        table.add_row(
            name_cell(names[reading.target_id], reading),
            found_cell(reading, reading.before),
            found_cell(reading, after),
            _changed_marks(reading),
            _short_cell(reading),
        )
    return table


def _short_cell(reading: Reading) -> str:
    after = reading.after
    missing = [] if after.met else [_shortfall(reading), f"[dim]{escape(in_words(after.worst))}[/]"]
    beside = [escape(in_words(reading.beside))] if reading.beside else []
    return "\n".join([*missing, *beside])


def _range(state: Judged) -> str:
    """Return the lowest and the highest of a figure as a line of its own; '' where they agree."""
    return (
        f"\n[dim]{in_words(state.range).removesuffix(' min').removesuffix(' 分')}[/]"
        if state.range
        else ""
    )


def _changed_marks(reading: Reading) -> str:
    """Return the mark after, and the one before it where they differ."""
    before, after = sign(reading.before.met), sign(reading.after.met)
    return after if reading.before.met == reading.after.met else f"{before}→{after}"


def _verdict_cell(reading: Reading) -> str:
    after = reading.after
    lines = [in_words(_MET if after.met else _NOT_MET)]
    if reading.before.met != after.met:
        was = in_words(_MET if reading.before.met else _NOT_MET)
        lines.append(f"[dim]{pick('前：', 'before: ')}[/]{was}")
    if not after.met:
        lines.append(f"{pick('还差', 'short')} {_shortfall(reading)}")
        lines.append(f"[dim]{escape(in_words(after.worst))}[/]")
    if reading.beside:
        lines.append(escape(in_words(reading.beside)))
    return "\n".join(lines)


def _shortfall(reading: Reading) -> str:
    """Return what is missing and in which leg, in few letters."""
    after = reading.after
    leg = LEGS.get(after.leg)
    if reading.of_pairs:
        missing = in_words(reading.missing(after))
    else:
        missing = in_words(people(after.shortfall))
    return missing if leg is None else f"{missing} {in_words(leg)}"
