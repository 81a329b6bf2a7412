"""Holes of a network's tables and its fastest trains against published ones, as tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words
from transnet.base.unit_words import unit_word
from transnet.report.terminal.table_style import named, open_table, pick
from transnet.report.words.words import Text, minutes, signed

if TYPE_CHECKING:
    import pandas as pd

    from transnet.travel.validation.validate import Validation

_SHOWN = 12  # of one rule; the rest is counted, --json holds all
RULES: Mapping[str, Text] = {
    "passed_station": Text("驶过的车站", "stations passed by road"),
    "long_road_leg": Text("公路接驳过长", "long ways by road to trains"),
    "missing_ride": Text("有线无车", "lines without trains"),
    "slow_ride": Text("乘车过慢", "slow rides"),
    "no_road": Text("无公路的地方", "places without a road"),
    "loose_end": Text("断头路", "loose ends of roads"),
    "broken_road": Text("中断的公路", "broken roads"),
    "detour": Text("邻近绕行", "detours between neighbours"),
    "roundabout_trip": Text("绕远的出行", "roundabout trips"),
    "published": Text("与公布时间不符", "off the published time"),
}


def hole_parts(validation: Validation) -> list[RenderableType]:
    """Return what `transnet validate` says of published times and holes, with headings."""
    holes = validation.holes
    is_open = holes["reason_en"] == ""
    parts: list[RenderableType] = [
        RichText(
            "\n"
            + pick(
                "门户最快列车与公布时间", "Fastest trains of the gateways against published times"
            )
        ),
        _published(validation.published),
        RichText(f"\n{pick('数据漏洞：', 'Holes in the tables: ')}{int(is_open.sum())}"),
    ]
    if is_open.any():
        parts.append(_holes(holes[is_open]))
    if not is_open.all():
        parts += [
            RichText("\n" + pick("例外", "Exceptions, named with a reason")),
            _excused(holes[~is_open]),
        ]
    if len(validation.stale):
        title = "\n" + pick("失效的例外", "Stale exceptions: no rule finds them any longer")
        parts += [RichText(title), _stale(validation.stale)]
    return parts


def _published(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("从", "from"), "left"), (pick("到", "to"), "left"),
        (pick("公布", "published"), "right"),
        (pick("推算", "modelled"), "right"),
        (pick("误差", "error"), "right"), (pick("日期", "day"), "left"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            _end(row, "from"), _end(row, "to"), in_words(minutes(row["published_min"])),
            in_words(minutes(row["modelled_min"])), f"{signed(row['error_pct'], 1)}%",
            escape(row["observed"]),
        )  # fmt: skip
    return table


def _holes(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("规则", "rule"), "left"),
        (pick("为何", "why"), "left"), (pick("数值", "figure"), "right"),
        (pick("限值", "limit"), "right"),
    )  # fmt: skip
    for rule, own in rows.groupby("rule", sort=False):
        for row in own.head(_SHOWN).to_dict("records"):
            why = named(row, "why")
            table.add_row(_rule(str(rule)), why, _figure(row, "value"), _figure(row, "limit"))
        if len(own) > _SHOWN:
            more = len(own) - _SHOWN
            table.add_row(_rule(str(rule)), pick(f"另有 {more} 处", f"and {more} more"), "", "")
    return table


def _excused(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("规则", "rule"), "left"),
        (pick("为何", "why"), "left"),
        (pick("理由", "reason"), "left"),
    )
    for row in rows.to_dict("records"):
        table.add_row(_rule(row["rule"]), named(row, "why"), named(row, "reason"))
    return table


def _stale(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("规则", "rule"), "left"),
        (pick("从", "from"), "left"),
        (pick("到", "to"), "left"),
        (pick("理由", "reason"), "left"),
    )
    for row in rows.to_dict("records"):
        table.add_row(_rule(row["rule"]), _end(row, "from"), _end(row, "to"), named(row, "reason"))
    return table


def _rule(rule: str) -> str:
    return in_words(RULES[rule])


def _end(row: Mapping[Any, Any], end: str) -> str:
    return named(row, end)


def _figure(row: Mapping[Any, Any], name: str) -> str:
    value = float(row[name])
    if math.isinf(value):
        return "∞"
    return f"{value:.0f} {unit_word('km')}" if row["unit"] == "km" else f"{value:.2f}"
