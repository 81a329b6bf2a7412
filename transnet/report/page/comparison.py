"""Several scenarios in one page and one table: readings, and what belts and clusters gain."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.files import Content
from transnet.io.folder import write_results
from transnet.io.network_folder import to_csv_text
from transnet.report.page.frontier_plot import frontier_section
from transnet.report.words.beside import timetable_note
from transnet.report.words.doubt import NOT_VARIED
from transnet.report.words.readings import Reading, readings
from transnet.report.words.words import DATED, Text
from transnet.study.belts import belt_readings

if TYPE_CHECKING:
    from transnet.study.result import Comparison, Result

Row = tuple[str, Sequence[str]]

# Many columns: names may wrap, and a table wider than the screen scrolls on its own.
_WIDE = (
    "main{max-width:96rem} .scroll{overflow-x:auto} thead th.n{white-space:normal;min-width:6.5rem}"
    " tbody th{min-width:18rem;text-align:left;font-weight:400}"
    " td small,thead small{display:block}"
)


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
    """Return one self-contained page with a column for each scenario."""
    results = comparison.results
    heads = [
        f"<span lang='zh'>{html.escape(result.scenario.name_zh)}</span>"
        f"<small>{html.escape(result.scenario.name_en)}</small>"
        for result in results
    ]
    parts = [
        _table("口径 Readings", heads, _reading_rows(results)),
        _table("至核心区分钟数 Minutes to the core", heads, _belt_rows(results, "core_min")),
        _table("至本市中心 Minutes to the own seat", heads, _belt_rows(results, "seat_min")),
        _table(
            "1小时内可达核心区的人口 People within the hour of the core",
            heads,
            _belt_rows(results, "people_within_60"),
        ),
        frontier_section(comparison),
        _marks(results),
        _notices(results),
    ]
    style = files("transnet.report").joinpath("templates", "report.css").read_text("utf-8")
    title = "情景对比 Scenarios side by side"
    return (
        f"<!doctype html><html lang='zh'><head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{style}{_WIDE}</style></head><body><main><h1>{title}</h1>"
        f"<p class='small'>✓ 达标 met ✗ 未达标 not met<br>"
        f"{_both(NOT_VARIED)}</p>{''.join(parts)}</main></body></html>\n"
    )


def _reading_rows(results: Sequence[Result]) -> list[Row]:
    found: dict[str, dict[str, Reading]] = {}
    for result in results:
        for reading in readings(result):
            found.setdefault(reading.target_id, {})[result.scenario.id] = reading
    rows: list[Row] = []
    for by_scenario in found.values():
        first = next(iter(by_scenario.values()))
        cells = [_reading_cell(by_scenario.get(result.scenario.id)) for result in results]
        rows.append((f"{_both(first.name)}<small>{_both(first.asks)}</small>", cells))
    return rows


def _reading_cell(reading: Reading | None) -> str:
    if reading is None:
        return "–"
    state = reading.after
    mark = "✓" if state.met else "✗"
    missing = reading.missing(state)
    text = f"{html.escape(reading.found(state).en)} {mark}{DATED if reading.dated else ''}"
    return text + (f"<small>还差 short {html.escape(missing.en)}</small>" if missing.en else "")


def _marks(results: Sequence[Result]) -> str:
    """Return what the marks of the readings mean, and stations far from town; '' for neither."""
    found = [reading for result in results for reading in readings(result)]
    dated = timetable_note(day for reading in found for day in reading.dated)
    said = dict.fromkeys([dated, *(reading.beside for reading in found)])
    items = "".join(f"<li>{_both(each)}</li>" for each in said if each)
    return f"<ul class='small'>{items}</ul>" if items else ""


def _belt_rows(results: Sequence[Result], column: str) -> list[Row]:
    tables = [belt_readings(result.after).set_index("group_id") for result in results]
    rows: list[Row] = []
    for group in dict.fromkeys(group for table in tables for group in table.index):
        first = next(table.loc[group] for table in tables if group in table.index)
        cells = [
            _number(float(table.loc[group, column]) if group in table.index else math.nan, column)
            for table in tables
        ]
        rows.append((_both(Text(first["name_zh"], first["name_en"])), cells))
    return rows


def _notices(results: Sequence[Result]) -> str:
    """Return what is said of the scenarios, each notice once; nothing where there is none."""
    said = dict.fromkeys(str(notice) for result in results for notice in result.notices)
    if not said:
        return ""
    items = "".join(f"<li>{html.escape(each)}</li>" for each in said)
    return f"<h2>说明 Notices</h2><ul class='small'>{items}</ul>"


def _number(value: float, column: str) -> str:
    if math.isnan(value):
        return "–"
    if not math.isfinite(value):
        return "∞"
    return f"{value:.1f}" if column.endswith("_min") else f"{value:,.0f}"


def _both(text: Text) -> str:
    return f"{html.escape(text.zh)}<br><small>{html.escape(text.en)}</small>"


def _table(title: str, heads: Sequence[str], rows: Sequence[Row]) -> str:
    head = "".join(f"<th class='n'>{cell}</th>" for cell in heads)
    body = ""
    for name, cells in rows:
        values = "".join(f"<td class='n'>{cell}</td>" for cell in cells)
        body += f"<tr><th>{name}</th>{values}</tr>"
    return (
        f"<h2>{title}</h2><div class='scroll'><table><thead><tr><th></th>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
