"""Several scenarios in one page and one table: readings, and what belts and clusters gain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.files import Content
from transnet.base.language import both, text_of
from transnet.io.csv_text import csv_bytes
from transnet.io.folder import write_results
from transnet.report.page.frontier_plot import frontier_context
from transnet.report.page.ranking_page import ranking_context, ranking_tables
from transnet.report.page.templates import rendered
from transnet.report.result_workbook import RESULT_WORKBOOK, comparison_workbook
from transnet.report.words.beside import timetable_note
from transnet.report.words.comparison_words import (
    BELT_TITLES,
    COMMUTE_TITLE,
    COMPARISON_TITLE,
    CORE_MEANS,
    CORE_TITLE,
    NOTHING,
    READINGS_TITLE,
    TIMED_TITLE,
    commute_budget,
    headline_title,
)
from transnet.report.words.core_words import core_rows
from transnet.report.words.doubt import NOT_VARIED
from transnet.report.words.drive_note import drive_note
from transnet.report.words.opened_projects import open_projects
from transnet.report.words.readings import Reading, readings
from transnet.report.words.scenario_names import name_missing, scenario_name
from transnet.report.words.timetable_words import TimedReading, timetable_words
from transnet.report.words.what_opens import opens_beside, what_opens
from transnet.report.words.words import (
    DATED,
    MARK,
    RESTS_ON,
    Text,
    document,
    join,
    minutes,
    people,
    same,
)
from transnet.study.belts import belt_readings

if TYPE_CHECKING:
    from transnet.study.compared_results import Comparison
    from transnet.study.ranking import Ranking
    from transnet.study.result import Result

_PROJECTS = 5  # that are named of a scenario before the rest is to be folded out

COMPARISON_FILES = (
    *("comparison.html", "verdicts.csv", "belts.csv", "frontier.csv"),
    *("timetable.csv", "ranking.csv", "ranking-curve.csv"),
)


def write_comparison(
    comparison: Comparison,
    folder: str | Path,
    *,
    ranking: Ranking | None = None,
    force: bool = False,
    xlsx: bool = False,
) -> list[Path]:
    """Write comparison.html and its tables, verdicts, belts and frontier as CSV; return the files.

    What the timetable says, where it was asked, is another table.
    ranking  of projects, as a section of the page and tables beside it

    The folder is made where it isn't there; files of an earlier comparison are exchanged together.
    manifest.json comes last and holds the SHA-256 of each. xlsx, force and errors as for
    `write_result`.
    """
    tables = comparison_tables(comparison, ranking)
    contents: dict[str, Content] = {
        "comparison.html": comparison_page(comparison, ranking).encode("utf-8"),
        **{f"{name}.csv": csv_bytes(table) for name, table in tables.items()},
    }
    if xlsx:
        contents[RESULT_WORKBOOK] = comparison_workbook(comparison, tables, ranking)
    about = {"comparison": [result.scenario.id for result in comparison.results]}
    return write_results(folder, contents, about, force=force)


def comparison_tables(
    comparison: Comparison, ranking: Ranking | None = None
) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison and of a ranking, by the names of their files."""
    return {
        "verdicts": comparison.long,
        "belts": belts_table(comparison.results),
        "frontier": comparison.frontier,
        **({"timetable": comparison.by_timetable} if comparison.timetable else {}),
        **(ranking_tables(ranking) if ranking is not None else {}),
    }


def belts_table(results: Iterable[Result]) -> pd.DataFrame:
    """Return `belt_readings` of the outcome of each scenario, below each other."""
    parts = []
    for result in results:
        table = belt_readings(result.after)
        table.insert(0, "scenario_id", result.scenario.id)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def opened_in(results: Iterable[Result]) -> list[str]:
    """Return the projects that open between the two states of some result, in table order."""
    found: dict[str, None] = {}
    for result in results:
        before, after = (open_projects(each.network) for each in (result.before, result.after))
        names = result.after.network["projects"]["project_id"]
        found |= dict.fromkeys(str(name) for name in names if name in after - before)
    return list(found)


def comparison_page(comparison: Comparison, ranking: Ranking | None = None) -> str:
    """Return one self-contained page with a column for each scenario, as HTML."""
    results = comparison.results
    tables = [
        _Table(CORE_TITLE, _core_rows(results)),
        _Table(READINGS_TITLE, _reading_rows(results)),
        *(_timetable_tables(results) if comparison.timetable else ()),
        *(_Table(title, _belt_rows(results, column)) for column, title in BELT_TITLES.items()),
    ]
    context = {
        "title": COMPARISON_TITLE,
        "not_varied": NOT_VARIED,
        "mark": MARK,
        "opens": _opens(results),
        "names": [scenario_name(each.scenario) for each in results],
        "tables": [table for table in tables if table.rows],
        "frontier": frontier_context(comparison),
        "ranked": both("Projects that open, ranked"),
        "ranking": None if ranking is None else ranking_context(ranking),
        "marks": _marks(results),
        "notices": list(
            dict.fromkeys(text_of(each) for result in results for each in result.notices)
        ),
    }
    return rendered("comparison.html.j2", context)


@dataclass(frozen=True)
class _Opens:
    """The day of a scenario, and what opens in it: in short, and in full where that is more.

    short  of the first scenario what opens, of each other what does beside the one before it
    unnamed  says that its file gives no name in a language
    """

    day: str
    short: Text
    whole: Text
    unnamed: Text


def _opens(results: Sequence[Result]) -> list[_Opens]:
    found = []
    for at, result in enumerate(results):
        every = len(result.network["projects"])
        whole, short = (what_opens(result, most) for most in (every, _PROJECTS))
        if at:
            short = opens_beside(results[at - 1], result, same(str(at)), _PROJECTS)
        whole = whole if whole != short else same("")
        found.append(_Opens(str(result.after.when), short, whole, name_missing(result.scenario)))
    return found


@dataclass(frozen=True)
class _Cell:
    """A figure, and how much it is short of what is asked."""

    text: Text
    missing: Text = NOTHING


@dataclass(frozen=True)
class _Row:
    """A row of a table: what it is, what is asked of it, and a cell for each scenario.

    group   what rows of one kind stand under
    marked  whether it rests on recalled or assumed rows
    """

    name: Text
    cells: Sequence[_Cell]
    asks: Text | None = None
    group: Text = NOTHING
    marked: bool = False


@dataclass(frozen=True)
class _Table:
    """A table of the page."""

    title: Text
    rows: Sequence[_Row]


def _core_rows(results: Sequence[Result]) -> list[_Row]:
    """Return the ways from the core to the other seats, a row for each way of travelling."""
    found: dict[tuple[Text, Text], dict[int, Text]] = {}
    for column, result in enumerate(results):
        for row in core_rows(result):
            figures = (row.train, row.door, row.drive, row.carfree)
            for means, figure in zip(CORE_MEANS, figures, strict=True):
                found.setdefault((row.name, means), {})[column] = figure.after
    rows: list[_Row] = []
    for (name, means), by_column in found.items():
        cells = [_Cell(by_column.get(column, same("–"))) for column in range(len(results))]
        rows.append(_Row(means, cells, group=name))
    return rows


def _reading_rows(results: Sequence[Result]) -> list[_Row]:
    found: dict[str, dict[str, Reading]] = {}
    for result in results:
        for reading in readings(result):
            found.setdefault(reading.target_id, {})[result.scenario.id] = reading
    rows: list[_Row] = []
    title = headline_title(results[0].after.network)
    for by_scenario in found.values():
        first = next(iter(by_scenario.values()))
        cells = [_reading_cell(by_scenario.get(result.scenario.id)) for result in results]
        group = title if first.headline else document(first.document)
        marked = any(reading.marked for reading in by_scenario.values())
        rows.append(_Row(first.name, cells, first.asks, group, marked))
    return rows


def _reading_cell(reading: Reading | None) -> _Cell:
    if reading is None:
        return _Cell(same("–"))
    state = reading.after
    mark = same(f" {'✓' if state.met else '✗'}{DATED if reading.dated else ''}")
    return _Cell(reading.found(state) + mark, reading.missing(state))


def _timetable_tables(results: Sequence[Result]) -> list[_Table]:
    """Return what the timetable says of each target that it bears on, and who can commute."""
    words = [timetable_words(result) for result in results]
    timed: dict[str, dict[int, TimedReading]] = {}
    able: dict[tuple[Text, Text], dict[int, Text]] = {}
    for column, each in enumerate(words):
        for reading in each.every:
            timed.setdefault(reading.target_id, {})[column] = reading
        for row in each.commute:
            for budget, _, after in row.figures:
                means = join([row.by, commute_budget(budget)], "，", ", ")
                able.setdefault((row.name, means), {})[column] = after
    columns = range(len(results))
    targets = [
        _Row(next(iter(found.values())).name, [_timed_cell(found.get(at)) for at in columns])
        for found in timed.values()
    ]
    commuters = [
        _Row(means, [_Cell(found.get(at, same("–"))) for at in columns], group=name)
        for (name, means), found in able.items()
    ]
    return [_Table(TIMED_TITLE, targets), _Table(COMMUTE_TITLE, commuters)]


def _timed_cell(reading: TimedReading | None) -> _Cell:
    if reading is None:
        return _Cell(same("–"))
    both_ways = join([reading.morning, reading.evening], " / ", " / ")
    return _Cell(both_ways + same(f" {'✓' if reading.met[1] and reading.met[2] else '✗'}"))


def _marks(results: Sequence[Result]) -> list[Text]:
    """Return what the marks of the readings mean, and stations far from town."""
    found = [reading for result in results for reading in readings(result)]
    dated = timetable_note(day for reading in found for day in reading.dated)
    marked = RESTS_ON if any(reading.marked for reading in found) else NOTHING
    drives = [drive_note(result.before, readings(result)) for result in results]
    said = dict.fromkeys([marked, dated, *drives, *(reading.beside for reading in found)])
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
        return _Cell(same("–"))
    if not math.isfinite(value):
        return _Cell(minutes(value))
    return _Cell(same(f"{value:.1f}") if column.endswith("_min") else people(value))
