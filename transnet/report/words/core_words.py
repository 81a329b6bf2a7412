"""From the core to the other seats in words: in the train, door to door, by car, without a car."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transnet.report.words.doubt import NO_DOUBTS, Doubts
from transnet.report.words.figures import NOT_IN_NETWORK, NOT_IN_TABLES, Moved
from transnet.report.words.short_names import place_texts, stop_texts
from transnet.report.words.words import Text, join, minutes, same

if TYPE_CHECKING:
    from transnet.study.result import Result

_STATES = ("before", "after")


@dataclass(frozen=True)
class CoreRow:
    """The ways from the core to one other seat.

    train    fastest ride, any station of either city counted
    counted  how many of the direct trains are as fast
    median   of the direct trains
    hours    first and last of them, and how many have no timetable
    door, drive, carfree  door to door by the fastest means, by car and without one
    door_range  lowest and highest of door after, between the ends of the inputs; empty for none
    doubt    whether what the scenario does to it turns between them
    remark   the station that decides the ride where it lies far from town; and where minutes move
             one way and what trips are chosen by the other, that
    why      why it changes little; empty for more
    """

    name: Text
    train: Moved
    counted: Moved
    median: Moved
    hours: Moved
    door: Moved
    door_range: Text
    drive: Moved
    carfree: Moved
    doubt: bool
    remark: Text
    why: Text


def core_rows(result: Result, doubts: Doubts = NO_DOUBTS) -> list[CoreRow]:
    """Return a row for each other seat, without why it changes; none in a network of one city."""
    network = result.after.network
    names = {**stop_texts(network), **place_texts(network)}
    return [
        _row(row, names, doubts, network.info.core_place_id)
        for row in result.core_trips.to_dict("records")
    ]


def core_title(result: Result, rows: Sequence[CoreRow]) -> Text:
    """Return what stands over the table."""
    network = result.after.network
    core = place_texts(network)[network.info.core_place_id]
    if len(rows) == 1:
        return Text(f"{core.zh}到{rows[0].name.zh}", f"From {core.en} to {rows[0].name.en}")
    digits = "零一两三四五六七八九"
    count = digits[len(rows)] if len(rows) < len(digits) else str(len(rows))
    words = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    said = words[len(rows)] if len(rows) < len(words) else str(len(rows))
    return Text(f"{core.zh}到其他{count}市", f"From {core.en} to the {said} other cities")


def _row(row: Mapping[Any, Any], names: Mapping[str, Text], doubts: Doubts, core: str) -> CoreRow:
    place = str(row["place_id"])
    far_after = bool(row["far_station_after"])
    return CoreRow(
        name=names[place],
        train=_both(row, _train),
        counted=_both(row, _counted),
        median=_both(row, _median),
        hours=_both(row, _hours),
        door=_both(row, lambda row, state: minutes(row[f"door_min_{state}"])),
        door_range=doubts.trip_range(core, place),
        drive=_both(row, _drive),
        carfree=_both(row, _carfree),
        doubt=doubts.trip(core, place),
        remark=_far(row, names) if far_after else same(""),
        why=same(""),
    )


def _both(row: Mapping[Any, Any], say: Any) -> Moved:
    before, after = (say(row, state) for state in _STATES)
    return Moved(before, after)


def _train(row: Mapping[Any, Any], state: str) -> Text:
    value = row[f"train_min_{state}"]
    return Text("无列车", "no train") if math.isinf(value) else minutes(value)


def _median(row: Mapping[Any, Any], state: str) -> Text:
    value = row[f"median_min_{state}"]
    return same("–") if math.isinf(value) else minutes(value)


def _counted(row: Mapping[Any, Any], state: str) -> Text:
    """Return how many direct trains are as fast as the fastest ride."""
    trains, fastest = row[f"trains_{state}"], row[f"train_min_{state}"]
    if not trains > 0:
        changes = math.isfinite(fastest) and fastest > 0
        return Text("须换乘", "with a change") if changes else same("")
    as_fast, all_of_them = _count(row[f"at_fastest_{state}"]), _count(trains)
    return Text(f"{all_of_them} 班中最快的 {as_fast} 班", f"the fastest {as_fast} of {all_of_them}")


def _hours(row: Mapping[Any, Any], state: str) -> Text:
    first, last = row[f"first_train_{state}"], row[f"last_train_{state}"]
    trains, untimed = row[f"trains_{state}"], row[f"untimed_{state}"]
    if not trains > 0:
        return same("–")
    if not first:
        return Text("没有时刻", "no timetable")
    span = same(f"{first}–{last}")
    more = Text(f"另 {_count(untimed)} 班无时刻", f"{_count(untimed)} without times")
    return join([span, more], "，", ", ") if untimed > 0 else span


def _drive(row: Mapping[Any, Any], state: str) -> Text:
    value = row[f"drive_min_{state}"]
    if math.isinf(value) and not row[f"has_roads_{state}"]:
        return NOT_IN_NETWORK
    return minutes(value)


def _carfree(row: Mapping[Any, Any], state: str) -> Text:
    value = row[f"carfree_min_{state}"]
    return NOT_IN_TABLES if math.isinf(value) else minutes(value)


def _far(row: Mapping[Any, Any], names: Mapping[str, Text]) -> Text:
    """Say which station far from town the ride counts, and what it is by stations in town."""
    station, town = names[row["far_station_after"]], row["train_town_min_after"]
    km = f"{row['far_km_after']:.0f}"
    by_town = minutes(town)
    lost = math.isinf(town)
    return Text(
        f"乘车按{station.zh}（距中心城区直线 {km} 公里）计；只计城区车站"
        + ("没有列车" if lost else f"为 {by_town.zh}"),
        f"rides count {station.en}, {km} km from its seat as the crow flies; by stations in town "
        + ("there is no train" if lost else f"they take {by_town.en}"),
    )


def _count(value: float) -> str:
    return f"{value:.0f}" if value >= 1 or value == 0 else f"{value:.1f}"
