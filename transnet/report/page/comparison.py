"""Several scenarios in one page and one table: readings, and what belts and clusters gain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.files import Content
from transnet.io.folder import write_results
from transnet.io.network_folder import to_csv_text
from transnet.report.page.frontier_plot import frontier_context
from transnet.report.page.templates import rendered
from transnet.report.words.beside import timetable_note
from transnet.report.words.doubt import NOT_VARIED
from transnet.report.words.readings import Reading, readings
from transnet.report.words.words import DATED, Text
from transnet.study.belts import belt_readings

if TYPE_CHECKING:
    from transnet.study.result import Comparison, Result

COMPARISON_FILES = ("comparison.html", "verdicts.csv", "belts.csv", "frontier.csv")


def write_comparison(
    comparison: Comparison, folder: str | Path, *, force: bool = False
) -> list[Path]:
    """Write comparison.html and its tables, verdicts, belts and frontier as CSV; return the files.

    The folder is made where it isn't there; files of an earlier comparison are exchanged together.
    manifest.json comes last and holds the SHA-256 of each. force and errors as for `write_result`.
    """
    contents: dict[str, Content] = {
        "comparison.html": comparison_page(comparison).encode("utf-8"),
        "verdicts.csv": to_csv_text(comparison.long).encode("utf-8"),
        "belts.csv": to_csv_text(belts_table(comparison.results)).encode("utf-8"),
        "frontier.csv": to_csv_text(comparison.frontier).encode("utf-8"),
    }
    about = {"comparison": [result.scenario.id for result in comparison.results]}
    return write_results(folder, contents, about, force=force)


def belts_table(results: Iterable[Result]) -> pd.DataFrame:
    """Return `belt_readings` of the outcome of each scenario, below each other."""
    parts = []
    for result in results:
        table = belt_readings(result.after)
        table.insert(0, "scenario_id", result.scenario.id)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def comparison_page(comparison: Comparison) -> str:
    """Return one self-contained page with a column for each scenario, as HTML."""
    results = comparison.results
    context = {
        "title": "情景对比 Scenarios side by side",
        "not_varied": NOT_VARIED,
        "names": [Text(each.scenario.name_zh, each.scenario.name_en) for each in results],
        "tables": [
            {"title": "口径 Readings", "rows": _reading_rows(results)},
            *(
                {"title": title, "rows": _belt_rows(results, column)}
                for column, title in _BELT_TABLES.items()
            ),
        ],
        "frontier": frontier_context(comparison),
        "marks": _marks(results),
        "notices": dict.fromkeys(str(each) for result in results for each in result.notices),
    }
    return rendered("comparison.html.j2", context) + "\n"


_BELT_TABLES = {
    "core_min": "至核心区分钟数 Minutes to the core",
    "seat_min": "至本市中心 Minutes to the own seat",
    "people_within_60": "1小时内可达核心区的人口 People within the hour of the core",
}
"""Titles of the tables of belts, by their column."""


@dataclass(frozen=True)
class _Cell:
    """A figure, and how much it is short of what is asked."""

    text: str
    missing: str = ""


@dataclass(frozen=True)
class _Row:
    """A row of a table: what it is, what is asked of it, and a cell for each scenario."""

    name: Text
    cells: Sequence[_Cell]
    asks: Text | None = None


def _reading_rows(results: Sequence[Result]) -> list[_Row]:
    found: dict[str, dict[str, Reading]] = {}
    for result in results:
        for reading in readings(result):
            found.setdefault(reading.target_id, {})[result.scenario.id] = reading
    rows: list[_Row] = []
    for by_scenario in found.values():
        first = next(iter(by_scenario.values()))
        cells = [_reading_cell(by_scenario.get(result.scenario.id)) for result in results]
        rows.append(_Row(first.name, cells, first.asks))
    return rows


def _reading_cell(reading: Reading | None) -> _Cell:
    if reading is None:
        return _Cell("–")
    state = reading.after
    mark = "✓" if state.met else "✗"
    text = f"{reading.found(state).en} {mark}{DATED if reading.dated else ''}"
    return _Cell(text, reading.missing(state).en)


def _marks(results: Sequence[Result]) -> list[Text]:
    """Return what the marks of the readings mean, and stations far from town."""
    found = [reading for result in results for reading in readings(result)]
    dated = timetable_note(day for reading in found for day in reading.dated)
    said = dict.fromkeys([dated, *(reading.beside for reading in found)])
    return [each for each in said if each]


def _belt_rows(results: Sequence[Result], column: str) -> list[_Row]:
    tables = [belt_readings(result.after).set_index("group_id") for result in results]
    rows: list[_Row] = []
    for group in dict.fromkeys(group for table in tables for group in table.index):
        first = next(table.loc[group] for table in tables if group in table.index)
        cells = [
            _number(float(table.loc[group, column]) if group in table.index else math.nan, column)
            for table in tables
        ]
        rows.append(_Row(Text(first["name_zh"], first["name_en"]), cells))
    return rows


def _number(value: float, column: str) -> _Cell:
    if math.isnan(value):
        return _Cell("–")
    if not math.isfinite(value):
        return _Cell("∞")
    return _Cell(f"{value:.1f}" if column.endswith("_min") else f"{value:,.0f}")
