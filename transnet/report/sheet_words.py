"""Cells of a result's sheets in Chinese: words for the codes that its CSV files hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from transnet.base.language import Text
from transnet.base.unit_words import unit_word
from transnet.io.workbooks.writer import chinese_name
from transnet.report.words.measure_names import measure_text
from transnet.report.words.ranking_words import kinds, readings
from transnet.report.words.row_words import word
from transnet.report.words.source_words import source_words
from transnet.report.words.words import ALL_TABLES, LEGS, MODES
from transnet.scenario.accessibility_settings import AccessSettings

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "peak": "工作日早高峰", "off_peak": "平峰", "people": "人", "people/min": "人/分",
        "100m yuan": "亿元", "%": "%", "same": "不变", "wins": "受益", "loses": "受损",
        "less": "越小越好", "more": "越大越好", "city": "市", "belt": "经济带",
        "cluster": "城市群", "total": "合计", "between": "组间", "within": "组内",
        "before": "前", "after": "后", "error": "错误", "warning": "提醒", "info": "说明",
        "expected": "预计",
    }
)  # fmt: skip
_PLAIN = frozenset({"outcome", "better", "by", "part", "state", "traffic", "severity"})
_STATES = ("_before", "_after")


def in_chinese(table: pd.DataFrame, name: str, settings: AccessSettings) -> pd.DataFrame:
    """Return a table of a result with its codes in Chinese; names, ids and figures as they are.

    name      of the table
    settings  say what its measures of access are called
    """
    shown = table.copy()
    for column in map(str, table):
        if pd.api.types.is_bool_dtype(table[column]):
            shown[column] = table[column].map({True: "是", False: "否"})
        elif (told := _words_of(column, name, settings)) is not None:
            shown[column] = [
                told(each) if isinstance(each, str) else each for each in shown[column]
            ]
    return shown


def _words_of(column: str, table: str, settings: AccessSettings) -> Callable[[str], str] | None:
    """Return what says the codes of a column in Chinese; None for one that holds none."""
    stem = column
    for state in _STATES:
        stem = stem.removesuffix(state)
    special = _of_special(stem, table, settings)
    if special is not None:
        return special
    if stem in _PLAIN:
        return lambda code: _WORDS.get(code, code)
    if stem in ("stage", "theme", "status", "kind") or stem.endswith(("basis", "confidence")):
        return lambda code: word(code).zh
    if stem in ("source", "cost_source"):
        return lambda source: source_words(source).zh
    return None


def _of_special(stem: str, table: str, settings: AccessSettings) -> Callable[[str], str] | None:
    """Return the words of a column whose codes mean something of their own."""
    if table == "ranking" and stem == "kind":
        return _told(kinds())
    if table == "effects" and stem in ("column", "before", "after"):
        return _column_name if stem == "column" else lambda code: _WORDS.get(code, word(code).zh)
    if stem == "measure":
        return lambda code: _measure(code, settings)
    if stem in ("unit", "shortfall_unit"):
        return lambda unit: _WORDS.get(unit, unit_word(unit).zh)
    known = {
        "table": ALL_TABLES, "reading": readings(), "mode": MODES, "binding_leg": LEGS,
        "largest_leg": LEGS,
    }  # fmt: skip
    return _told(known[stem]) if stem in known else None


def _told(words: Mapping[str, Text]) -> Callable[[str], str]:
    return lambda code: words[code].zh if code in words else code


def _column_name(column: str) -> str:
    """Return a column's Chinese name; as it stands where it has none."""
    return chinese_name(column) or column


def _measure(code: str, settings: AccessSettings) -> str:
    told = word(code).zh
    return measure_text(code, settings).zh if told == code else told
