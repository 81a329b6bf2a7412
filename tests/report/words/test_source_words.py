"""Sources in Chinese: phrases of ours are translated, citations stay as they are."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from transnet.model.completed import MADE_SOURCE
from transnet.model.schema import tables
from transnet.model.usual_parameters import ASSUMED_SOURCE
from transnet.report.words.source_words import _phrases, source_words
from transnet.report.words.words import ALL_TABLES

_SHANXI = Path(__file__).parents[3] / "networks/shanxi-central"
_ENGLISH = re.compile(
    r"(?<![\w./-])(?:a|an|the|of|and|to|at|from|for|with|in|on|by|is|are|as|no|not|or|than|that|"
    r"has|its|over|up|before|after|until|between|every|some|about|which|without|since|lines?|"
    r"trains?|cars?|days?|runs?|stations?|pairs?|lanes?|open(?:ed|ing)?|built|design|geometry|"
    r"total|length|mirror|copy|recalled|assumed|estimated?|official|low|medium|high)(?![\w/.-])"
)
"""Words that our English notes are made of; names of foreign works hold none of them."""


def _sources() -> set[str]:
    """Return every source that rows of the network name, costs' too, and rows made here."""
    found = {MADE_SOURCE["source"], ASSUMED_SOURCE["source"]}
    for path in sorted(_SHANXI.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {row.get("source"), row.get("cost_source")}
    return {text for text in found if text}


@pytest.mark.parametrize(
    ("source", "zh"),
    [
        ("plan ch. 5 s. 1", "规划第5章第1节"),
        ("estimate GC x1.3 (at least 12.5 km)", "估计：直线距离 × 1.3（至少 12.5 公里）"),
        ("recalled(low, +-3 km)", "凭记忆（可信度低，±3 公里）"),
        ("mipang.com 2018-06-21; speeds/tracks recalled (low)",
         "mipang.com 2018-06-21；速度与线数凭记忆（可信度低）"),
        ("position: OSM via gtfs (2026; a node); timetable of 2023-12-15",
         "位置：OpenStreetMap，经 gtfs (2026; a node)；2023-12-15 的时刻表"),
        ("33.9 km × 1.39 (甲; 乙); no total was found", "33.9 公里 × 1.39（甲; 乙）；未找到总投资"),
        ("x.com 2025 (budget); low and high: 10 % beyond what is published (recalled)",
         "x.com 2025（概算）；低与高：在公布的数之外各放宽 10%（凭记忆）"),
        ("length: apportioned from the official 309 km by straight distance x1.097",
         "长度：由公布的 309 公里按直线距离分摊，× 1.097"),
        ("station list+telecode: 12306 station_name.js 2026-02-11 (repo/x)",
         "站名与电报码：12306 station_name.js 2026-02-11（repo/x）"),
        ("assumed from the plan (ch. 5.1: tourist railway lines)",
         "据规划第5章第1节假定：旅游铁路"),
        ("太铁 2025-12-31 (a.cn: about an hour Shuozhou East–Taiyuan); x.cn (not known; so kept)",
         "太铁 2025-12-31（a.cn：朔州东—太原约一小时）；x.cn (not known; so kept)"),
        ("忻州日报 2022 (about; 9 km); x.com", "忻州日报 2022 (about; 9 km); x.com"),
    ],
)  # fmt: skip
def test_our_phrases_are_translated_and_citations_stay(source: str, zh: str) -> None:
    assert (source_words(source).zh, source_words(source).en) == (zh, source)


def test_no_source_reads_as_english_in_chinese() -> None:
    sources = _sources()
    assert len(sources) > 900
    left = sorted(text for text in sources if _ENGLISH.search(source_words(text).zh))
    assert left == []


def test_every_phrase_stands_in_a_source() -> None:
    text = "\n".join(_sources())
    assert [phrase for phrase in _phrases() if phrase not in text] == []


def test_every_table_has_a_name_in_both_languages() -> None:
    assert set(ALL_TABLES) == set(tables())
    assert all(name.zh != name.en for name in ALL_TABLES.values())
