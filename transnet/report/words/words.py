"""What reports say in Chinese and in English: words, numbers and sentences' parts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from transnet.base.amounts import in_prose, minutes, people, percent
from transnet.base.language import Text, join, same
from transnet.travel.path_text import ALL_THE_WAY, DATED, LEGS, MARK, MODES

__all__ = [
    "ALL_THE_WAY",
    "BASES",
    "CONFIDENCES",
    "DATED",
    "DISPLACEMENT",
    "DISPLACEMENT_NOTE",
    "DOUBT",
    "LEGS",
    "MARK",
    "MEASURES",
    "MODES",
    "RESTS_ON",
    "TABLES",
    "Text",
    "document",
    "in_prose",
    "join",
    "minutes",
    "people",
    "percent",
    "same",
    "signed",
    "signed_percent",
    "theil_index",
]

RESTS_ON = Text(f"{MARK} 含凭记忆或假定的数据", f"{MARK} rests on recalled or assumed figures")
DOUBT = "⚠"
"""Turns between the low and the high end of an input, or between service plans."""


DISPLACEMENT = Text("错时", "displacement")
DISPLACEMENT_NOTE = Text(
    "错时：希望出发的时刻与所乘班次平均相差的分钟数。旅客按时刻表出行，首次候车不计入门到门时间，错时另列。",
    "Displacement: mean minutes between the departure one wishes for and the one that is taken. "
    "Travellers know the timetable, so it stands beside the minutes door to door, which hold no "
    "wait for the first departure.",
)
"""What the minutes of displacement mean, said once where some are shown."""
BASES: Mapping[str, Text] = MappingProxyType(
    {
        "found": Text("有来源", "found"),
        "derived": Text("推算", "derived"),
        "recalled": Text("凭记忆", "recalled"),
        "assumed": Text("假定", "assumed"),
    }
)
CONFIDENCES: Mapping[str, Text] = MappingProxyType(
    {"high": Text("高", "high"), "medium": Text("中", "medium"), "low": Text("低", "low")}
)
TABLES: Mapping[str, Text] = MappingProxyType(
    {
        "places": Text("县区", "places"),
        "nodes": Text("路网节点", "road nodes"),
        "roads": Text("公路路段", "road sections"),
        "stations": Text("车站", "stations"),
        "tracks": Text("铁路区段", "rail sections"),
        "services": Text("列车", "services"),
        "stops": Text("停站", "stops"),
        "airports": Text("机场", "airports"),
        "flights": Text("航线", "flights"),
        "access": Text("接驳路", "access links"),
        "transfers": Text("换乘", "transfers"),
        "parameters": Text("参数", "parameters"),
        "congestion": Text("高峰系数", "factors of the peak"),
        "targets": Text("目标", "targets"),
        "cities": Text("城市", "cities"),
    }
)
ALL_TABLES: Mapping[str, Text] = MappingProxyType(
    {
        **TABLES,
        "projects": Text("项目", "projects"),
        "measures": Text("措施", "measures"),
        "groups": Text("分组", "groups"),
        "plan_items": Text("规划条目", "items of the plan"),
        "timetable": Text("时刻表", "timetable"),
        "exceptions": Text("例外", "exceptions"),
        "observed_rail": Text("铁路实测", "observed rides"),
        "observed_roads": Text("公路实测", "observed drives"),
        "road_claims": Text("公路公布时间", "published drives"),
    }
)
"""Every table of a network; TABLES are those whose rows trips run over."""
MEASURES: Mapping[str, Text] = MappingProxyType(
    {
        "in_train": Text("车内时间", "in the train"),
        "door_to_door": Text("门到门", "door to door"),
        "in_train_town": Text("在途，城区车站", "in the train, stations in town"),
        "truck_time": Text("货车加装卸", "truck and handling"),
        "people_share": Text("居民占比", "share of residents"),
        "access_share": Text("居民占比", "share of residents"),
    }
)

_DOCUMENTS_EN: Mapping[str, str] = MappingProxyType(
    {
        "山西中部城市群高质量发展规划": "Plan of the Shanxi Central City Cluster (2022–2035)",
        "国家综合立体交通网规划纲要": "National Comprehensive Transport Network outline (2021)",
        "山西省综合立体交通网规划纲要": "Shanxi Comprehensive Transport Network outline (2023)",
    }
)


def document(name: str) -> Text:
    """Return a document's name in both languages; as it stands where no translation is known."""
    for start, english in _DOCUMENTS_EN.items():
        if name.startswith(start):
            return Text(name, english)
    return same(name)


def signed_percent(value: float) -> str:
    """Return a change in per cent with its sign; a dash where it isn't known."""
    return "–" if not math.isfinite(value) else f"{signed(value, 2)}%"


def theil_index(value: float) -> str:
    """Return a Theil index; a dash where it isn't known."""
    return "–" if not math.isfinite(value) else f"{value:.4f}"


def signed(value: float, digits: int = 0) -> str:
    """Return a number with its sign, a true minus; 0 for what rounds to nothing."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, digits)
    if rounded == 0:
        return "0"
    return f"{'−' if rounded < 0 else '+'}{abs(rounded):,.{digits}f}"
