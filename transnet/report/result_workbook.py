"""A result, or several side by side, as one workbook for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.errors import Notice
from transnet.base.language import Text, both, current_language, said
from transnet.io.workbooks.writer import Sheet, chinese_name, workbook_bytes
from transnet.report.sheet_order import read_first
from transnet.report.sheet_words import in_chinese
from transnet.report.words.ranking_words import PER, notes, why_less
from transnet.report.words.readings import readings
from transnet.report.words.told import told
from transnet.scenario.accessibility_settings import AccessSettings
from transnet.study.ranking import GAINS, PER_COST, READINGS

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.compared_results import Comparison
    from transnet.study.ranking import Ranking
    from transnet.study.result import Result

_MEASURES = AccessSettings()
RESULT_WORKBOOK = "tables.xlsx"
_ABOUT, _NOTICES, _COLUMNS = "about", "notices", "columns"
_BESIDE = "side_by_side"
_PROSE = (_ABOUT, _NOTICES)
_AS_MADE = (*_PROSE, _COLUMNS, _BESIDE, "ranking")
_SHEETS = {
    _ABOUT: "说明",
    _BESIDE: "情景并列",
    "verdicts": "目标判定",
    "travel_times": "出行时间",
    "counties": "县区",
    "effects": "改动",
    "access_measures": "可达性指标",
    "access_counties": "可达性各县",
    "access_groups": "可达性分组",
    "access_theil": "泰尔指数",
    "access_lorenz": "洛伦兹曲线",
    "timetable_verdicts": "按时刻表判定",
    "timetable_differences": "时刻表与班次数之差",
    "timetable_trains": "首末班车",
    "timetable_commute": "能通勤的人",
    "timetable_commuters": "城市间通勤",
    "belts": "经济带与组群",
    "frontier": "效率与公平",
    "ranking": "项目排序",
    "ranking-curve": "核心区人口曲线",
    _NOTICES: "提示",
    _COLUMNS: "列说明",
}
"""What sheets are called in Chinese, before the name of their table."""
_RANKED_FIRST = (
    *("name_zh", "name_en", "stage", "kind", "assumed", "apart", "build_start", "build_end"),
    *("cost_100m_yuan", "cost_low_100m_yuan", "cost_high_100m_yuan"),
)
_RANKED_LAST = (
    *("theme", "status", "opened", "opened_with", "taken_along", "left_out", "day"),
    *("cost_with", "cost_basis", "cost_confidence", "cost_source", "project_id"),
)


def result_workbook(result: Result, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with what was asked and answered, the verdicts, the tables and notices.

    Codes of the tables are said in Chinese where that is spoken, else they stand as in CSV files.

    tables  by the name of their sheet, beside the verdicts
    A last sheet says what the columns hold; inf is "no way", an empty cell "not known".
    """
    scenario, found = result.scenario, told(result).answer
    gained = result.gains.sentence()
    about = [
        ("情景 scenario", scenario.name_zh, scenario.name_en),
        ("问题 question", scenario.question_zh, scenario.question_en),
        ("之前 before", result.before.label_zh, result.before.label_en),
        ("之后 after", result.after.label_zh, result.after.label_en),
        ("回答 answer", found.zh, found.en),
        ("得失 gains", gained[0], gained[1]),
        *(("目标 target", told.zh, told.en) for told in _headlines(result)),
        ("编号 id", scenario.id, scenario.id),
    ]
    every = {"verdicts": result.verdicts, **tables}
    notices = (*result.notices, *result.gains.notices)
    return _workbook(about, every, notices, scenario.name_zh, scenario.accessibility)


def _headlines(result: Result) -> list[Text]:
    """Return what became of each reading of the circle, for the first page."""
    return [
        both(
            "{name} ({asks}): {before:.1f} → {after:.1f} {unit}, {met}",
            name=each.name,
            asks=each.asks,
            before=each.before.value,
            after=each.after.value,
            unit=said("min") if each.of_pairs else "%",
            met=said("met") if each.after.met else said("not met"),
        )
        for each in readings(result)
        if each.headline
    ]


def comparison_workbook(
    comparison: Comparison, tables: Mapping[str, pd.DataFrame], ranking: Ranking | None = None
) -> bytes:
    """Return a workbook with the scenarios that were compared, and tables by their sheet.

    ranking  of projects that open in them: gets a sheet to read in place of its table
    """
    results = comparison.results
    tables = {_BESIDE: side_by_side(results), **_to_read(tables, ranking)}
    if "verdicts" in tables:
        tables["verdicts"] = _named(tables["verdicts"], results)
    about = [(each.scenario.id, each.scenario.name_zh, each.scenario.name_en) for each in results]
    notices = dict.fromkeys(found for result in results for found in result.notices)
    return _workbook(about, tables, list(notices), "情景对比 Scenarios side by side")


def _named(verdicts: pd.DataFrame, results: Sequence[Result]) -> pd.DataFrame:
    """Return verdicts of several scenarios with the names of their targets."""
    targets = pd.concat([each.targets for each in results]).drop_duplicates("target_id")
    names = targets.set_index("target_id")[["name_zh", "name_en"]]
    return verdicts.join(names, on="target_id")


def side_by_side(results: Sequence[Result]) -> pd.DataFrame:
    """Return a row for each reading: what it asks, and its value and verdict in each scenario."""
    rows: dict[str, dict[str, object]] = {}
    last: dict[str, dict[str, str]] = {}
    for number, result in enumerate(results, start=1):
        name = f"{number} {result.scenario.name_zh}"
        for each in readings(result):
            unit = "min" if each.of_pairs else "%"
            asks = {"name_zh": each.name.zh, "asks_zh": each.asks.zh}
            others = {"name_en": each.name.en, "asks_en": each.asks.en}
            if current_language() == "en":
                asks, others = others, asks
            row = rows.setdefault(each.target_id, {**asks, "unit": unit})
            last[each.target_id] = others
            row |= {name: each.after.value, f"{number} met": "✓" if each.after.met else "✗"}
    return pd.DataFrame([row | last[target] for target, row in rows.items()])


def ranking_workbook(
    ranking: Ranking, network: Network, tables: Mapping[str, pd.DataFrame]
) -> bytes:
    """Return a workbook with what must be known to read a ranking, and tables by their sheet."""
    found, info = notes(ranking, ranking.table), network.info
    about = [("路网 network", info.name_zh, info.name_en)]
    tables = _to_read(tables, ranking)
    about += [
        (f"{number} 说明 note", each.zh, each.en) for number, each in enumerate(found, start=1)
    ]
    return _workbook(about, tables, (), info.name_zh)


def _to_read(
    tables: Mapping[str, pd.DataFrame], ranking: Ranking | None
) -> Mapping[str, pd.DataFrame]:
    return tables if ranking is None else {**tables, "ranking": ranking_sheet(ranking)}


def ranking_sheet(ranking: Ranking) -> pd.DataFrame:
    """Return a ranking as a sheet that is read from left to right.

    Each gain alone and in its stage, then the gains per cost; what it was worked out with last.
    """
    people = [f"people_{end}_{reading}" for reading in READINGS for end in ("low", "high")]
    gains = [f"{gain}_{reading}" for gain in GAINS for reading in READINGS]
    per_cost = [f"{gain}{PER}_{reading}" for gain in PER_COST for reading in READINGS]
    table: pd.DataFrame = ranking.flat[[*_RANKED_FIRST, *gains, *per_cost, *people, *_RANKED_LAST]]
    rows = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    why = [why_less(row, ranking.reading) for row in rows]
    return table.assign(remark_zh=[each.zh for each in why], remark_en=[each.en for each in why])


def _workbook(
    about: Sequence[tuple[str, str, str]],
    tables: Mapping[str, pd.DataFrame],
    notices: Sequence[Notice],
    title: str,
    settings: AccessSettings = _MEASURES,
) -> bytes:
    legend = _legend(tables)
    sheets = {_ABOUT: pd.DataFrame(about, columns=["key", "value_zh", "value_en"]), **tables}
    if notices:
        sheets[_NOTICES] = pd.DataFrame(
            [
                {"code": each.code, "severity": each.severity, "table": each.table}
                | {"hint_zh": each.in_language("zh"), "hint_en": each.in_language("en")}
                for each in notices
            ]
        )
    if current_language() == "zh":
        sheets = {name: in_chinese(each, name, settings) for name, each in sheets.items()}
    sheets[_COLUMNS] = legend
    made = [
        Sheet(
            _title(name),
            each if name in _AS_MADE else read_first(each),
            {},
            prose=name in _PROSE,
            printed_whole=name == _BESIDE,
        )
        for name, each in sheets.items()
    ]
    return workbook_bytes(made, title)


def _title(name: str) -> str:
    return f"{_SHEETS[name]} {name}" if name in _SHEETS else name


def _legend(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the columns of all sheets with their Chinese names, which hold the unit."""
    rows = [
        {"table": name, "column": str(column), "name_zh": chinese_name(str(column))}
        for name, table in tables.items()
        for column in table
    ]
    return pd.DataFrame(rows, columns=["table", "column", "name_zh"])
