"""What the timetable says of a result, in words: readings that differ, trains, who can commute."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transnet.report.words.short_names import place_texts
from transnet.report.words.train_words import Trains
from transnet.report.words.words import Text, join, minutes, percent, same
from transnet.study.timed.timed_hours import working_hours

if TYPE_CHECKING:
    import pandas as pd

    from transnet.study.result import Result

_SEEN = 0.05  # minutes or percent
_MODES = {"emu": Text("动车、高铁", "EMU"), "conventional": Text("普速", "conventional")}
_DIRECTIONS = {"morning": Text("早", "morning"), "evening": Text("晚返", "evening, back")}
_TO = {
    "core": Text("到核心区上班", "to work in the core"),
    "own_seat": Text("到本市中心城区上班", "to work in their own city's seat"),
    "city_pairs": Text("各市之间（城市对）", "between seats (pairs)"),
}
_MEANS = {"ride": Text("乘车", "by ride"), "any": Text("任何方式", "by any means")}
_WHY = {
    "no_train": Text("时段内没有车可乘", "no train leads there in the window"),
    "last_train": Text("末班车已经开走", "the last useful train has left"),
    "slower_than_road": Text("时段内的车比驾车慢", "its trains are slower than the road"),
    "by_road": Text("都驾车，回程用时不同", "by road in both, and the way back takes another time"),
    "train_suits": Text(
        "按班次数算车不凑时，所以驾车；时段内正好有合适的车",
        "by frequency one drives, for trains are too far apart; in the window one suits",
    ),
    "wait": Text("候车时间与间隔所示不同", "the wait is another than the headway says"),
    "slower_train": Text("时段内的车更慢", "the trains of the window are slower"),
    "faster_train": Text("时段内的车更快", "a train of the window is faster"),
    "longer_change": Text("换乘等得更久", "the change takes longer"),
    "shorter_change": Text("换乘等得更短", "the change takes less"),
    "farther_station": Text("要到更远的车站乘车", "one boards or leaves at a farther station"),
    "nearer_station": Text("可到更近的车站乘车", "one boards or leaves at a nearer station"),
}  # fmt: skip


@dataclass(frozen=True)
class TimedReading:
    """A target that reads otherwise on the timetable, after the scenario.

    model, morning, evening  what was found
    met                      by the model, in the morning, in the evening
    why                      the trips behind it
    """

    target_id: str
    name: Text
    model: Text
    morning: Text
    evening: Text
    met: tuple[bool, bool, bool]
    why: tuple[Text, ...]


@dataclass(frozen=True)
class FirstLast:
    """The first and the last train between two cities, by kind of train."""

    name: Text
    kind: Text
    first: Text
    last: Text


@dataclass(frozen=True)
class CommuteRow:
    """Who can commute somewhere by some means: before and after, within each budget."""

    name: Text
    by: Text
    figures: tuple[tuple[int, Text, Text], ...]


@dataclass(frozen=True)
class CommuterPair:
    """A way to work and back between two seats."""

    name: Text
    there: Text
    back: Text
    road: Text


@dataclass(frozen=True)
class TimetableWords:
    """All that is said of the timetable."""

    lead: Text
    hours: Text
    readings: tuple[TimedReading, ...]
    every: tuple[TimedReading, ...]
    alike: int
    trains: tuple[FirstLast, ...]
    commute_lead: Text
    commute: tuple[CommuteRow, ...]
    commuters: tuple[CommuterPair, ...]


def timetable_words(result: Result) -> TimetableWords:
    """Return what the timetable says of a result."""
    said = _Said(result)
    readings = said.readings()
    return TimetableWords(
        said.lead(),
        said.when(),
        readings,
        said.every(),
        int((~said.after["by_road"].astype(bool)).sum()) - len(readings),
        said.trains(),
        said.commute_lead(),
        said.commute(),
        said.commuters(),
    )


def why_of(result: Result) -> list[Text]:
    """Return why each row of `ByTimetable.differences` differs."""
    said, rows = _Said(result), result.by_timetable.differences.to_dict("records")
    return [said.why(row) for row in rows]


class _Said:
    def __init__(self, result: Result) -> None:
        self._found, network = result.by_timetable, result.after.network
        self._places, self._named = place_texts(network), Trains(network)
        self._targets = result.targets.set_index("target_id")
        self.after = _of(self._found.verdicts, "after")
        self._hours = working_hours(network)
        self._budget = self._hours.budgets_min

    def lead(self) -> Text:
        """Say how many targets are met, on the timetable and by the number of trains."""
        met, model, count = (
            int(self.after["met"].sum()), int(self.after["model_met"].sum()), len(self.after),
        )  # fmt: skip
        return Text(
            f"{count} 个目标中，按时刻表（去程、回程都达标）{met} 个达标，按班次数 {model} 个。",
            f"Of {count} targets {met} are met on the timetable, in the morning and on the way "
            f"back in the evening; {model} by frequency.",
        )

    def readings(self) -> tuple[TimedReading, ...]:
        """Return the targets that read otherwise."""
        differences = _of(self._found.differences, "after")
        rows = [row for row in self.after.to_dict("records") if _differs(row)]
        return tuple(
            self._reading(row, differences[differences["target_id"] == row["target_id"]])
            for row in rows
        )

    def every(self) -> tuple[TimedReading, ...]:
        """Return all targets that a timetable bears on, without reasons."""
        none = _of(self._found.differences, "after").iloc[:0]
        rows = self.after.to_dict("records")
        return tuple(self._reading(row, none) for row in rows if not row["by_road"])

    def _reading(self, row: Mapping[Any, Any], differences: pd.DataFrame) -> TimedReading:
        target = self._targets.loc[row["target_id"]]
        show = percent if row["unit"] == "%" else minutes
        model, morning, evening = (show(float(row[each])) for each in _READ)
        return TimedReading(
            str(row["target_id"]),
            Text(str(target["name_zh"]), str(target["name_en"])),
            model,
            morning,
            evening,
            (bool(row["model_met"]), bool(row["morning_met"]), bool(row["evening_met"])),
            tuple(self.why(each) for each in differences.to_dict("records")),
        )

    def why(self, row: Mapping[Any, Any]) -> Text:
        """Say on which trip and why both differ."""
        ends = join([self._places[row["from_id"]], self._places[row["to_id"]]], " → ", " → ")
        took = join([minutes(row["model_min"]), minutes(row["timed_min"])], " → ", " → ")
        told = _WHY[str(row["reason"])]
        gone = row["reason"] in ("last_train", "no_train") and row["last_departure"]
        ride = self._named.ride(row, "last_" if gone else "")
        if ride and row["reason"] != "by_road":
            told = join([told, ride], "：", ": ")
        when = _DIRECTIONS[str(row["direction"])]
        return join([join([ends, when], "，", ", "), took, told], "，", "; ")

    def trains(self) -> tuple[FirstLast, ...]:
        """Return the first and last trains of each pair."""
        return tuple(
            FirstLast(
                join([self._places[row["from_id"]], self._places[row["to_id"]]], " → ", " → "),
                _MODES.get(str(row["mode"]), same(str(row["mode"]))),
                self._named.ride(row, "first_"),
                self._named.ride(row, "last_"),
            )
            for row in _of(self._found.trains, "after").to_dict("records")
        )

    def when(self) -> Text:
        """Say when one leaves, and comes back."""
        (one, two), (three, four) = self._hours.morning, self._hours.evening
        return Text(
            f"早上 {one} 至 {two} 出发，傍晚 {three} 至 {four} 返程。",
            f"One leaves from {one} to {two}, and comes back from {three} to {four}.",
        )

    def commute_lead(self) -> Text:
        """Say who can commute within the usual budget."""
        hours, budget = self._hours, self._hours.budget_min[1]
        rows: Any = _of(self._found.commute, "after")
        rows = rows[rows["budget_min"] == budget].set_index(["means", "to"])
        shares = {by: percent(float(rows.loc[(by, "core"), "share_pct"])) for by in ("any", "ride")}
        pairs = {by: int(rows.loc[(by, "city_pairs"), "able"]) for by in ("any", "ride")}
        count = int(rows.loc[("any", "city_pairs"), "total"])
        return Text(
            f"每程不超过 {budget} 分钟，{hours.there_by} 前到岗，{hours.evening[0]} 后返回："
            f"能到核心区通勤的居民占 {shares['any'].zh}，乘车能通勤的占 {shares['ride'].zh}；"
            f"城市之间 {count} 个方向中有 {pairs['any']} 个能通勤，"
            f"乘车能通勤的有 {pairs['ride']} 个。",
            f"Within {budget} minutes each way, there by {hours.there_by} and back after "
            f"{hours.evening[0]}, "
            f"{shares['any'].en} of residents can commute to the core by any means, "
            f"{shares['ride'].en} by ride; of {count} ordered pairs of seats {pairs['any']} can by "
            f"any means, {pairs['ride']} by ride.",
        )

    def commute(self) -> tuple[CommuteRow, ...]:
        """Return who can commute, by where and by what means."""
        rows = self._found.commute.to_dict("records")
        shares = {
            (row["to"], row["means"], row["budget_min"], row["state"]): _share(row) for row in rows
        }
        before, after = _STATES
        return tuple(
            CommuteRow(
                _TO[to],
                _MEANS[by],
                tuple(
                    (budget, shares[to, by, budget, before], shares[to, by, budget, after])
                    for budget in self._budget
                ),
            )
            for to in _TO
            for by in _MEANS
        )

    def commuters(self) -> tuple[CommuterPair, ...]:
        """Return the ways to work and back between seats."""
        return tuple(
            CommuterPair(
                join([self._places[row["from_id"]], self._places[row["to_id"]]], " → ", " → "),
                self._way(row, "to_work_min", "out_"),
                self._way(row, "back_min", "back_"),
                minutes(row["road_min"]),
            )
            for row in _of(self._found.commuters, "after").to_dict("records")
        )

    def _way(self, row: Mapping[Any, Any], took: str, prefix: str) -> Text:
        if not math.isfinite(row[took]):
            return Text("没有及时的车", "no train in time")
        return join([minutes(row[took]), self._named.ride(row, prefix)], "：", ": ")


_READ = ("model", "morning", "evening")
_STATES = ("before", "after")


def _of(table: pd.DataFrame, state: str) -> pd.DataFrame:
    return table[table["state"] == state]


def _differs(row: Mapping[Any, Any]) -> bool:
    values, met = ([row[f"{each}{end}"] for each in _READ] for end in ("", "_met"))
    apart = [each != values[0] and not abs(each - values[0]) < _SEEN for each in values[1:]]
    return any(apart) or any(each != met[0] for each in met[1:])


def _share(row: Mapping[Any, Any]) -> Text:
    if row["to"] == "city_pairs":
        return same(f"{row['able']:.0f}/{row['total']:.0f}")
    return percent(float(row["share_pct"]))
