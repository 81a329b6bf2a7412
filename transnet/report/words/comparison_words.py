"""Titles of the page on which several scenarios stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from transnet.report.words.words import Text, same

if TYPE_CHECKING:
    from transnet.model.network import Network

NOTHING = same("")

COMPARISON_TITLE = Text("情景对比", "Scenarios side by side")
CORE_TITLE = Text("从核心到其他各市", "From the core to the other cities")
_PLAN_TITLE = Text("规划自己的目标", "The plan's own targets")
_HEADLINE_TITLE = Text("主要目标", "Headline targets")
READINGS_TITLE = Text("口径", "Readings")
TIMED_TITLE = Text("按时刻表：早 / 晚返", "On the timetable: morning / evening, back")
COMMUTE_TITLE = Text("按时刻表能通勤的", "Who can commute, on the timetable")
BELT_TITLES: Mapping[str, Text] = MappingProxyType(
    {
        "core_min": Text("至核心区分钟数", "Minutes to the core"),
        "seat_min": Text("至本市中心分钟数", "Minutes to the own seat"),
        "people_within_60": Text("1 小时内可达核心区的人口", "People within the hour of the core"),
    }
)
"""Titles of the tables of belts, by their column."""
CORE_MEANS = (
    Text("乘车最快", "fastest train"),
    Text("门到门", "door to door"),
    Text("驾车", "by car"),
    Text("无车", "without a car"),
)
"""Ways of travelling, as the rows from the core to the other cities name them."""


def has_plan(network: Network) -> bool:
    """Return whether a network holds the items of a plan."""
    return "plan_items" in network.tables and len(network["plan_items"]) > 0


def headline_title(network: Network) -> Text:
    """Return what the headline targets of a network are called together."""
    return _PLAN_TITLE if has_plan(network) else _HEADLINE_TITLE


def commute_budget(budget_min: int) -> Text:
    """Say how long a way to work may take at most."""
    return Text(f"每程 ≤ {budget_min} 分", f"≤ {budget_min} min each way")
