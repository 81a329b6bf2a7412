"""The sentence that says who gains, word by word."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from transnet.report.words.who_gains import who_gains

EVEN = {"name_zh": "可达性", "name_en": "access", "theil_before": 0.1, "theil_after": 0.1}


def _counties(*rows: tuple[str, float, float, float, str]) -> pd.DataFrame:
    names = ["name_en", "people", "change", "change_pct", "outcome"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(name_zh=table["name_en"] + "县")


def _row(unit: str, **counts: float) -> dict[str, Any]:
    none = dict.fromkeys(("people_win", "people_lose", "zones_win", "zones_lose"), 0.0)
    words = {"name_zh": "时间", "name_en": "time", "unit": unit, "better": "less"}
    return {**words, **none, **counts}


def _one(unit: str, change: float, percent: float, outcome: str = "wins") -> tuple[str, str]:
    word = "win" if outcome == "wins" else "lose"
    row = _row(unit, **{f"people_{word}": 10.0, f"zones_{word}": 1})
    counties = _counties(("A", 10.0, change, percent, outcome), ("B", 30.0, 0.0, 0.0, "same"))
    return who_gains(row, counties, EVEN)


@pytest.mark.parametrize(
    ("unit", "change", "percent", "zh", "en"),
    [
        ("min", -2.0, -9.0, "−2.0 分钟", "−2.0 min"),
        ("min", 2.0, 9.0, "+2.0 分钟", "+2.0 min"),
        ("min", -math.inf, math.nan, "接通", "connected"),
        ("min", math.inf, math.nan, "与外界断开", "cut off"),
        ("jobs", 5.0, 25.0, "+25.0%", "+25.0%"),
        ("jobs", -5.0, -25.0, "−25.0%", "−25.0%"),
        ("jobs", 5.0, math.nan, "原先为零", "from nothing"),
    ],
)
def test_the_size_of_the_largest_change(
    unit: str, change: float, percent: float, zh: str, en: str
) -> None:
    for outcome in ("wins", "loses"):
        found = _one(unit, change, percent, outcome)
        assert f"最多的是A县（{zh}）" in found[0]
        assert f"most of all A ({en})" in found[1]
        assert "1 个县区的 10 人（25%）" in found[0]
        assert "10 people in 1 county (25 %)" in found[1]


def test_the_largest_is_named_and_what_rises_from_nothing_is_larger() -> None:
    row = _row("jobs", people_win=6.0, zones_win=3)
    counties = _counties(
        ("A", 1.0, 1.0, 10.0, "wins"),
        ("B", 2.0, 1.0, -30.0, "wins"),
        ("C", 3.0, 1.0, 20.0, "wins"),
        ("D", 4.0, 9.0, 90.0, "same"),
    )
    assert "most of all B (−30.0%)" in who_gains(row, counties, EVEN)[1]
    from_nothing = counties.assign(change_pct=[10.0, -30.0, math.nan, 90.0])
    assert "most of all C (from nothing)" in who_gains(row, from_nothing, EVEN)[1]


@pytest.mark.parametrize("one", [1.0, 0.001, 1 / 3])
def test_all_are_all_whatever_people_are_counted_in(one: float) -> None:
    people = [7.0 * one, 1.0 * one, 2.0 * one]
    counties = _counties(*(("A", each, -1.0, -5.0, "wins") for each in people))
    row = _row("min", people_win=sum(reversed(people)), zones_win=3)
    zh, en = who_gains(row, counties, EVEN)
    assert "（变化超过 1 分钟），全部" in zh
    assert en.startswith("All ")


def test_nobody() -> None:
    counties = _counties(("A", 5.0, 0.0, 0.0, "same"))
    zh, en = who_gains(_row("min"), counties, EVEN)
    assert zh == "没有人的时间变化超过 1 分钟；可达性的不平等程度不变（泰尔指数 0.1）。"
    assert (
        en
        == "Nobody's time changes by more than a minute; access is as uneven as before (Theil 0.1)."
    )


@pytest.mark.parametrize(
    ("after", "zh", "en"),
    [
        (
            0.2,
            "差距加大（泰尔指数 0.1 → 0.2）",
            "becomes less even between people (Theil 0.1 → 0.2)",
        ),
        (0.05, "差距缩小（泰尔指数 0.1 → 0.05）", "becomes more even between people"),
        (0.10001, "不变", "as uneven as before"),
        (math.nan, "无法计算", "can't be told"),
        (math.inf, "无法计算", "can't be told"),
    ],
)
def test_whether_gaps_close(after: float, zh: str, en: str) -> None:
    found = who_gains(_row("min"), _counties(), {**EVEN, "theil_after": after})
    assert zh in found[0]
    assert en in found[1]


def test_who_loses_stands_first_where_more_people_do() -> None:
    row = _row("min", people_win=10.0, zones_win=1, people_lose=30.0, zones_lose=1)
    counties = _counties(("A", 10.0, -2.0, -9.0, "wins"), ("B", 30.0, 4.0, 9.0, "loses"))
    zh, en = who_gains(row, counties, EVEN)
    assert zh.startswith("按时间计（变化超过 1 分钟），1 个县区的 30 人（75%）受损，最多的是B县")
    assert "；1 个县区的 10 人（25%）受益，最多的是A县（−2.0 分钟）" in zh
    assert en.startswith("30 people in 1 county (75 %) are worse off by more than a minute of time")
    assert "; 10 people in 1 county (25 %) gain, most of all A" in en
    nobody = who_gains({**row, "people_win": 0.0, "zones_win": 0}, counties, EVEN)
    assert "；没有人受益；" in nobody[0]
    assert "; nobody gains;" in nobody[1]
