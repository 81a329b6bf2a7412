"""What stands beside a verdict: the day of its timetable, and stations that decide it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from transnet.report.words.short_names import place_texts, stop_texts
from transnet.report.words.words import DATED, Text, join, minutes, same
from transnet.study.target_measures import RIDE_MEASURES

if TYPE_CHECKING:
    from transnet.study.evaluate import Evaluation

_NAMED = 3


def timetable_name(days: Iterable[str]) -> Text:
    """Return timetables by their days (YYYY-MM-DD) in both languages; empty for none."""
    found = [date.fromisoformat(day) for day in days]
    zh = "、".join(f"{day.year}年{day.month}月{day.day}日" for day in found)
    en = ", ".join(day.isoformat() for day in found)
    return Text(f"{zh}时刻表", f"timetable of {en}") if found else same("")


def timetable_note(days: Iterable[str]) -> Text:
    """Say once what the mark of timetables of another day means; empty for none."""
    name = timetable_name(sorted(set(days)))
    if not name:
        return name
    return Text(
        f"{DATED} 所乘列车取自{name.zh}，并非当日时刻表",
        f"{DATED} rides trains of the {name.en}, which stands for the day shown",
    )


def station_note(state: Evaluation, target: Mapping[Any, Any]) -> Text:
    """Say which stations far from town a reading in the train counts, and what else it would be.

    target  target_id, measure and within_min; empty for readings without such a station
    """
    if target["measure"] not in RIDE_MEASURES:  # of other readings no stations are kept
        return same("")
    detail = state.detail
    rows = detail[(detail["target_id"] == target["target_id"]) & (detail["far_station"] != "")]
    if rows.empty:
        return same("")
    network = state.network
    names = {**stop_texts(network), **place_texts(network)}
    slowest = rows.sort_values("town_station_min", ascending=False, kind="stable")
    each = slowest.drop_duplicates(["far_place", "far_station"])
    said = [_one(row, target, names) for row in each[:_NAMED].to_dict("records")]
    more = len(each) - _NAMED
    said += [Text(f"另有 {more} 座这样的车站", f"{more} more such stations")] if more > 0 else []
    return join(said)


def _one(row: Mapping[Any, Any], target: Mapping[Any, Any], names: Mapping[str, Text]) -> Text:
    place, station = names[row["far_place"]], names[row["far_station"]]
    any_min, town_min = row["any_station_min"], row["town_station_min"]
    by_any, by_town = minutes(any_min), minutes(town_min)
    lost = math.isinf(town_min)
    town = Text("没有通路" if lost else f"为 {by_town.zh}", by_town.en)
    turns = any_min <= target["within_min"] < town_min
    where = Text(
        f"{station.zh}（距中心城区直线 {row['far_km']:.0f} 公里）",
        f"{station.en}, {row['far_km']:.0f} km from its seat as the crow flies,",
    )
    if target["measure"] == "in_train_town":
        return Text(
            f"{place.zh}只计城区车站{town.zh}；若计{where.zh}则为 {by_any.zh}"
            + ("，即达标" if turns else ""),
            f"{place.en} {'has' if lost else 'takes'} {town.en} by stations in town; {where.en} "
            f"would make it {by_any.en}" + (" and met" if turns else ""),
        )
    counts = Text("按", "counts as met by") if turns else Text("按", "is counted by")
    return Text(
        f"{place.zh}{counts.zh}{where.zh}计为 {by_any.zh}{'，达标' if turns else ''}；"
        f"只计城区车站{town.zh}",
        f"{place.en} {counts.en} {where.en} in {by_any.en}; by stations in town it "
        f"{'has' if lost else 'takes'} {town.en}",
    )


def timetables_of(states: Iterable[Evaluation], target_id: str) -> tuple[str, ...]:
    """Return the days of timetables that a target's verdicts rest on in some states."""
    return tuple(sorted({day for state in states for day in state.timetables[target_id]}))
