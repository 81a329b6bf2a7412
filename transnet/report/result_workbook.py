"""A result, or several side by side, as one workbook for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.errors import Notice
from transnet.io.workbooks.writer import Sheet, header_of, workbook_bytes
from transnet.report.words.ranking_words import notes
from transnet.report.words.told import told

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.ranking import Ranking
    from transnet.study.result import Comparison, Result

RESULT_WORKBOOK = "tables.xlsx"
_ABOUT, _NOTICES, _COLUMNS = "about", "notices", "columns"


def result_workbook(result: Result, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with what was asked and answered, the verdicts, the tables and notices.

    tables  by the name of their sheet, beside the verdicts
    A last sheet says what the columns hold; inf is "no way", an empty cell "not known".
    """
    scenario, found = result.scenario, told(result).answer
    gained = result.gains.sentence()
    about = [
        ("scenario_id", scenario.id, scenario.id),
        ("name", scenario.name_zh, scenario.name_en),
        ("question", scenario.question_zh, scenario.question_en),
        ("before", result.before.label_zh, result.before.label_en),
        ("after", result.after.label_zh, result.after.label_en),
        ("answer", found.zh, found.en),
        ("gains", gained[0], gained[1]),
    ]
    every = {"verdicts": result.verdicts, **tables}
    return _workbook(about, every, (*result.notices, *result.gains.notices), scenario.name_zh)


def comparison_workbook(comparison: Comparison, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with the scenarios that were compared, and tables by their sheet."""
    results = comparison.results
    about = [(each.scenario.id, each.scenario.name_zh, each.scenario.name_en) for each in results]
    notices = dict.fromkeys(found for result in results for found in result.notices)
    return _workbook(about, tables, list(notices), "情景对比 Scenarios side by side")


def ranking_workbook(
    ranking: Ranking, network: Network, tables: Mapping[str, pd.DataFrame]
) -> bytes:
    """Return a workbook with what must be known to read a ranking, and tables by their sheet."""
    found, info = notes(ranking, ranking.table), network.info
    about = [("network", info.name_zh, info.name_en)]
    about += [(f"note {number}", each.zh, each.en) for number, each in enumerate(found, start=1)]
    return _workbook(about, tables, (), info.name_zh)


def _workbook(
    about: Sequence[tuple[str, str, str]],
    tables: Mapping[str, pd.DataFrame],
    notices: Sequence[Notice],
    title: str,
) -> bytes:
    sheets = {_ABOUT: pd.DataFrame(about, columns=["key", "value_zh", "value_en"]), **tables}
    if notices:
        sheets[_NOTICES] = pd.DataFrame(
            [
                {"code": each.code, "severity": each.severity, "table": each.table}
                | {"hint_zh": each.in_language("zh"), "hint_en": each.in_language("en")}
                for each in notices
            ]
        )
    sheets[_COLUMNS] = _legend(tables)
    return workbook_bytes([Sheet(name, table, {}) for name, table in sheets.items()], title)


def _legend(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the columns of all sheets with their Chinese names, which hold the unit."""
    rows = [
        {"table": name, "column": str(column), "name_zh": header_of(str(column)).partition("\n")[2]}
        for name, table in tables.items()
        for column in table
    ]
    return pd.DataFrame(rows, columns=["table", "column", "name_zh"])
