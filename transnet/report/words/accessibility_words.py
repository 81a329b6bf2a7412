"""What a result does to access, in words, rows and shares: for the terminal, the page, the map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from transnet.base.amounts import number
from transnet.base.language import both
from transnet.report.words.measure_names import measure_text
from transnet.report.words.words import Text, join, people, same, signed
from transnet.study.gains import Gains

_EVEN = {
    "gini": Text("基尼系数", "Gini index"),
    "theil": Text("泰尔指数", "Theil index"),
    "between": Text("　其中：市际", "  between cities"),
    "within": Text("　其中：市内", "  within cities"),
}
_REASONS = {
    "no_way": Text("没有通路，不计入平均时间", "without a way, not in the mean time"),
    "turned": Text(
        "只在一种状态可达，不计入平均时间", "reached in one state only, not in the mean time"
    ),
    "no_figure": Text("没有数据，不计入", "without a figure, not counted"),
}
_NO_WAY_BY = {
    "carfree": Text(
        "表中没有无车的通路，不计入平均时间",
        "without a way in the tables for those who have no car, not in the mean time",
    ),
    "drive": Text(
        "本网络没有驾车到那里的公路，不计入平均时间",
        "not in this network by road, not in the mean time",
    ),
}
_NAMED = 6


@dataclass(frozen=True)
class AccessibilityRow:
    """A measure, or an index of how even one is: before, after, change; who gains and loses."""

    name: Text
    unit: Text
    before: Text
    after: Text
    change: str
    wins: Text
    loses: Text


@dataclass(frozen=True)
class AccessibilityGain:
    """What the map of access shows: each county's gain, above 0 where it is better off."""

    title: Text
    unit: str
    better: str
    gain: Mapping[str, float]

    def note(self, place: str) -> str:
        """Return the change of the measure as it is written after a name; nothing below 1."""
        gain = self.gain.get(place, 0.0)  # a county that is cut off has no mean
        if abs(gain) < 1.0 or not math.isfinite(gain):
            return ""
        return signed(gain if self.better == "more" else -gain, 1) + (
            "" if self.unit == "min" else "%"
        )


def sentence(gains: Gains) -> Text:
    """Return the sentence that says who gains."""
    return Text(*gains.sentence())


def measure_rows(gains: Gains) -> list[AccessibilityRow]:
    """Return a row for each measure: the mean over people, and who gains or loses."""
    rows = []
    for row in gains.measures.to_dict("records"):
        unit = str(row["unit"])
        rows.append(
            AccessibilityRow(
                measure_name(gains, str(row["measure"])),
                unit_text(unit),
                amount(float(row["before"]), unit),
                amount(float(row["after"]), unit),
                percent_change(float(row["change_pct"])),
                side(row, "win"),
                side(row, "lose"),
            )
        )
    return rows


def spread_rows(gains: Gains) -> list[AccessibilityRow]:
    """Return how uneven the measure is that the Lorenz curve draws: Gini, Theil and its parts."""
    row = gains.row(spread_measure(gains))
    rows = []
    for index, name in _EVEN.items():
        old, new = (float(row[f"{index}_{state}"]) for state in ("before", "after"))
        share = 100.0 * (new / old - 1.0) if old > 0 else math.nan
        rows.append(
            AccessibilityRow(
                name,
                same(""),
                same(_index(old)),
                same(_index(new)),
                percent_change(share),
                same(""),
                same(""),
            )
        )
    return rows


def spread_measure(gains: Gains) -> str:
    """Return the measure whose evenness is told: potential, or the first that was taken."""
    return "potential" if "potential" in gains.names else gains.names[0]


def measure_name(gains: Gains, measure: str) -> Text:
    """Return the name of a measure."""
    return measure_text(measure, gains.settings)


def accessibility_gain(gains: Gains) -> AccessibilityGain:
    """Return what each county gains of the measure that the sentence speaks of."""
    name = gains.headline_measure
    row, table = gains.row(name), gains.of(name)
    in_minutes = row["unit"] == "min"
    values = table["change" if in_minutes else "change_pct"].fillna(0.0)
    sign = 1.0 if row["better"] == "more" else -1.0
    words = measure_name(gains, name)
    return AccessibilityGain(
        title=Text(f"各县区{words.zh}的变化", f"Change of {words.en} by county"),
        unit="min" if in_minutes else "%",
        better=str(row["better"]),
        gain=dict(zip(table["place_id"], sign * values, strict=True)),
    )


def group_rows(gains: Gains, by: str) -> list[tuple[Text, Text, Text, str]]:
    """Return the groups of a kind: name, who gains, who loses, mean change over people."""
    name = gains.headline_measure
    unit = str(gains.row(name)["unit"])
    table = gains.groups[(gains.groups["measure"] == name) & (gains.groups["by"] == by)]
    digits = 1 if unit == "min" else 0
    return [
        (
            Text(row["name_zh"], row["name_en"]),
            side(row, "win"),
            side(row, "lose"),
            signed(float(row["mean_change"]), digits),
        )
        for row in table.to_dict("records")
    ]


def left_out(gains: Gains) -> list[Text]:
    """Return a remark for each reason why places don't count."""
    remarks = []
    for reason, rows in gains.left_out.groupby("reason", sort=False):
        why = _REASONS[str(reason)]
        if reason == "no_way":
            why = _NO_WAY_BY.get(gains.settings.using, why)
        names = _listed(rows)
        head = Text(f"{why.zh}：", f"{why.en[:1].upper()}{why.en[1:]}: ")
        remarks.append(head + names)
    return remarks


def _listed(rows: pd.DataFrame) -> Text:
    """Return the first of some places by name, and how many more there are."""
    texts = [Text(zh, en) for zh, en in rows[["name_zh", "name_en"]].iloc[:_NAMED].to_numpy()]
    names, more = join(texts, "、", ", "), len(rows) - _NAMED
    return both("{names} and {count} more", names=names, count=more) if more > 0 else names


def side(row: Mapping[Any, Any], word: str) -> Text:
    """Return how many people in how many counties win or lose; word is win or lose."""
    zones = int(row[f"zones_{word}"])
    if not zones:
        return same("0")
    count = people(float(row[f"people_{word}"]))
    return Text(
        f"{count.zh}，{zones} 县", f"{count.en}, {zones} {'county' if zones == 1 else 'counties'}"
    )


def unit_text(unit: str) -> Text:
    """Return the unit of a measure."""
    zh = {
        "min": "分钟",
        "people": "人",
        "people/min": "人/分钟",
        "100m yuan": "亿元",
        "100m yuan/min": "亿元/分钟",
    }
    return Text(zh.get(unit, unit), unit)


def amount(value: float, unit: str) -> Text:
    """Return a measure as a reader writes it, without its unit; a dash where it isn't known."""
    if math.isfinite(value) and (unit == "min" or abs(value) < 100):
        return same(f"{value:,.1f}")
    return number(value)


def _index(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else "–"


def percent_change(value: float) -> str:
    """Return a change in per cent with its sign; a dash where it isn't known."""
    return "–" if not math.isfinite(value) else signed(value, 1) + ("%" if round(value, 1) else "")


FRONTIER_LEAD = Text(
    "横轴：居民平均经济潜力的增幅；纵轴：潜力在居民间的泰尔指数的变化，越往上越平等。蓝点：没有别的情景既增得更多又更平等。",
    "Across: gain of mean economic potential over residents; up: change of its Theil index, the "
    "higher the more even. Blue: no other scenario gains more and is as even, or is more even and "
    "gains as much. Each against its own base.",
)
"""What the picture of efficiency against equity shows."""
