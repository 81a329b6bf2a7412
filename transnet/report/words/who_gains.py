"""One sentence that says who gains: how many, who most, who loses, and whether gaps close."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from transnet.base import amounts
from transnet.base.language import Text
from transnet.report.words.measure_names import measure_text
from transnet.study.gains import Gains

Words = tuple[str, str]  # Chinese, English
_Side = tuple[str, str, str, str]  # how many in both, and which county most in both


def gain_sentence(gains: Gains, measure: str | None = None) -> Words:
    """Return the sentence of a scenario by a measure, by default its headline measure.

    Gaps are those of potential where it was taken. Raises KeyError for one that wasn't taken.
    """
    by = gains.headline_measure if measure is None else measure
    spread = gains.row("potential" if "potential" in gains.names else by)
    rows = (_named(gains, by), _named(gains, str(spread["measure"])))
    every_means = gains.settings.using == "best"
    return who_gains(rows[0], gains.of(by), rows[1], every_means=every_means)


def _named(gains: Gains, measure: str) -> Mapping[str, Any]:
    name = measure_text(measure, gains.settings)
    return {**gains.row(measure), "name_zh": name.zh, "name_en": name.en}


def who_gains(
    row: Mapping[str, Any],
    counties: pd.DataFrame,
    spread: Mapping[str, Any],
    *,
    every_means: bool = True,
) -> Words:
    """Return the sentence, in Chinese and in English: who loses first where more people do.

    row       of `Gains.measures` with name_zh and name_en, the measure that people win or lose by
    counties  its rows of `Gains.counties`
    spread    the same of the measure whose Theil index tells how uneven access is
    every_means  whether trips by any means count: a county without a way is cut off only then
    """
    limit = (" 1 分钟", "a minute") if row["unit"] == "min" else (" 1%", "1 %")
    total = float(counties["people"].sum())
    winners, losers = (_side(row, counties, (word, every_means), total) for word in ("win", "lose"))
    uneven = _inequality(spread)
    what = Text(str(row["name_zh"]), str(row["name_en"]))
    if not (winners or losers):
        zh = f"没有人的{what.zh}变化超过{limit[0]}"
        en = f"nobody's {what.en} changes by more than {limit[1]}"
        return f"{zh}；{uneven[0]}。", f"{en[:1].upper()}{en[1:]}; {uneven[1]}."
    more_lose = float(row["people_lose"]) > float(row["people_win"])
    first, then = (losers, winners) if more_lose else (winners, losers)
    verbs = ("受损", "受益") if more_lose else ("受益", "受损")
    clauses = "；".join(_clause(*each) for each in zip((first, then), verbs, strict=True))
    zh = f"按{what.zh}计（变化超过{limit[0]}），{clauses}"
    if more_lose:
        many, one = "are worse off by", "is worse off by"
    else:
        many, one = ("save", "saves") if row["better"] == "less" else ("gain", "gains")
    en = f"{first[1]} {many}" if first else f"nobody {one}"
    en += f" more than {limit[1]} of {what.en}" + (first[3] if first else "")
    then_many, then_one = ("gain", "gains") if more_lose else ("lose", "loses")
    en += f"; {then[1]} {then_many}{then[3]}" if then else f"; nobody {then_one}"
    return f"{zh}；{uneven[0]}。", f"{en[:1].upper()}{en[1:]}; {uneven[1]}."


def _clause(side: _Side | None, verb: str) -> str:
    """Return how many win or lose, and who most, in Chinese."""
    return f"{side[0]}{verb}{side[2]}" if side else f"没有人{verb}"


def _side(
    row: Mapping[str, Any], counties: pd.DataFrame, which: tuple[str, bool], total: float
) -> _Side | None:
    """Return how many win or lose, and which county most; None for nobody."""
    word, every_means = which
    people, zones = float(row[f"people_{word}"]), int(row[f"zones_{word}"])
    if not zones:
        return None
    share = 100.0 * people / total if total else 0.0
    count = amounts.people(people)
    zh = f"{zones} 个县区的 {count.zh}（{share:.0f}%）"
    en = f"{count.en} people in {zones} {'county' if zones == 1 else 'counties'} ({share:.0f} %)"
    if math.isclose(people, total):  # sums of fractions, in different orders
        zh, en = f"全部 {count.zh}", f"all {count.en} people"
    column = "change" if row["unit"] == "min" else "change_pct"
    rows = counties[counties["outcome"] == ("wins" if word == "win" else "loses")]
    sizes = rows[column].abs().fillna(math.inf)  # without a value before: more than any share of it
    best = rows.iloc[int(sizes.to_numpy().argmax())]
    size = _size(float(best[column]), row["unit"], every_means=every_means)
    return (
        zh,
        en,
        f"，最多的是{best['name_zh']}（{size[0]}）",
        f", most of all {best['name_en']} ({size[1]})",
    )


def _size(value: float, unit: str, *, every_means: bool) -> Words:
    lost = (math.isinf(value) and value > 0) or (unit != "min" and value <= -100.0)
    if lost:
        by_these = "没有这种出行方式的通路", "no way left by these means"
        return ("与外界断开", "cut off") if every_means else by_these
    if math.isinf(value):
        return "接通", "connected"
    if math.isnan(value):
        return "原先为零", "from nothing"
    sign = "−" if value < 0 else "+"
    if unit == "min":
        return f"{sign}{abs(value):.1f} 分钟", f"{sign}{abs(value):.1f} min"
    return (f"{sign}{abs(value):.1f}%",) * 2


def _inequality(row: Mapping[str, Any]) -> Words:
    """Return whether the measure's Theil index rises, falls or stays, to three digits."""
    old, new = (float(row[f"theil_{state}"]) for state in ("before", "after"))
    if not (math.isfinite(old) and math.isfinite(new)):
        return "不平等程度无法计算", "how even it is can't be told"
    zh, en = str(row["name_zh"]), str(row["name_en"])
    before, after = f"{old:.3g}", f"{new:.3g}"
    if before == after:
        return (
            f"{zh}的不平等程度不变（泰尔指数 {after}）",
            f"{en} is as uneven as before (Theil {after})",
        )
    turned = ("加大", "less even") if new > old else ("缩小", "more even")
    return (
        f"{zh}在居民间的差距{turned[0]}（泰尔指数 {before} → {after}）",
        f"{en} becomes {turned[1]} between people (Theil {before} → {after})",
    )
