"""Verdicts, the answer and the trips in words, held to the line world's hand-computed minutes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest

from transnet.report.words.answer import answer
from transnet.report.words.county_changes import county_gains
from transnet.report.words.journeys import journeys, seat_trips
from transnet.report.words.readings import Reading, readings
from transnet.report.words.words import Text, same
from transnet.study.result import Result


def by_id(result: Result) -> dict[str, Reading]:
    return {reading.target_id: reading for reading in readings(result)}


def test_headline_readings_come_first(opened: Result) -> None:
    found = readings(opened)
    assert [reading.headline for reading in found] == [True, True, False, False, False]
    assert found[0].target_id == "plan-rail"


def test_a_reading_of_pairs(opened: Result) -> None:
    door = by_id(opened)["plan-door"]
    # one pair, P1-P3: 6 access + 10 entry + wait + ride + 5 exit + 4 egress
    assert door.asks == Text("≤\u00a060 分", "≤\u00a060\u00a0min")
    assert door.found(door.before).en == "74 min"
    assert door.found(door.after).en == "66 min"
    assert door.changed.en == "−9 min"
    assert door.missing(door.after) == Text("6 分", "6 min")
    assert door.where(door.after) == Text("甲市—乙市，乘车段", "Jia–Yi, ride leg")
    assert door.within(door.after).en == "0 of 1 within"
    assert door.counted.en == "door to door, wait counted"
    assert replace(door, waited=False).counted == Text("门到门", "door to door")
    assert door.moved


def test_what_is_missed_by_less_than_a_minute_is_not_called_none(opened: Result) -> None:
    door = by_id(opened)["plan-door"]
    assert door.missing(replace(door.after, shortfall=0.04)) == Text("不足 1 分", "<1 min")
    assert door.missing(replace(door.after, shortfall=0.6)) == Text("1 分", "1 min")


def test_a_met_reading_misses_nothing(opened: Result) -> None:
    rail = by_id(opened)["plan-rail"]
    assert rail.after.met
    assert rail.after.value == 22.75
    assert rail.missing(rail.after) == same("")
    assert rail.where(rail.after) == same("")


def test_a_reading_of_people(opened: Result) -> None:
    people = by_id(opened)["plan-people"]
    assert people.asks == Text("60 分内 ≥ 90% 居民", "≥ 90% of people within 60 min")
    assert people.found(people.after).en.endswith("%")
    assert people.changed == same("0")
    assert not people.moved
    assert people.missing(people.after).zh.endswith("万人")
    assert people.within(people.after) == same("")


def test_all_pairs_are_counted_in_words(opened: Result) -> None:
    county = by_id(opened)["plan-county"]
    assert county.after.count > 1 or county.asks.en == "≤\u00a060\u00a0min"
    assert county.asks.en.endswith("≤\u00a060\u00a0min")


def test_the_answer_counts_names_the_gain_and_the_shortfall(opened: Result) -> None:
    told = answer(opened, readings(opened))
    assert told.en == (
        "1 of 2 readings of the one-hour circle are met, as before, and 2 move; the largest gain "
        "is Yi–Jia, from 63 min to 50 min; the worst pair is still 6 min over (Jia–Yi, ride leg)."
    )
    assert told.zh == (
        "“一小时圈”的 2 种口径仍是 1 种达标，2 种有变化；"
        "省时最多的是乙市至甲市，由 63 分钟变为 50 分钟；"
        "最差一对仍超 6 分钟（甲市—乙市，乘车段）。"
    )


def test_readings_of_the_peak_say_so(opened: Result) -> None:
    usual = replace(by_id(opened)["plan-people"], waited=False)
    peak = replace(usual, at_peak=True)
    assert usual.counted.en == "share of residents"
    assert peak.counted == Text("居民占比，工作日早高峰", "share of residents, weekday peak")
    said = answer(opened, [peak])
    assert "工作日早高峰 60 分钟内的居民还少" in said.zh
    assert "within 60 min in the weekday peak" in said.en
    assert "peak" not in answer(opened, [usual]).en


def test_the_answer_to_a_closure(closed: Result) -> None:
    told = answer(closed, readings(closed))
    assert told.en.startswith("0 of 2 readings of the one-hour circle are met, 1 before; ")
    assert "the largest loss is Jia–" in told.en
    assert "there is no way for Jia–Yi" in told.en
    assert "甲市—乙市不可达" in told.zh


def test_losses_are_ranked_by_what_trips_are_chosen_by(closed: Result) -> None:
    table = seat_trips(closed)
    first, second = table.index[:2]
    for column in ("before_min", "after_min", "chosen_before_min", "chosen_after_min"):
        table[column] = 100.0
    table.loc[[first, second], "after_min"] = [190.0, 150.0]
    table.loc[[first, second], "chosen_before_min"] = [180.0, 100.0]
    table.loc[[first, second], "chosen_after_min"] = [195.0, 160.0]
    result = _WithTrips(closed, table)
    told = answer(result, readings(closed))  # type: ignore[arg-type]
    counted = "with displacement and long drives to stations counted"
    assert f"from 100 min to 150 min ({counted}, from 100 min to 160 min)" in told.en
    assert "由 100 分钟变为 150 分钟（计入错时和过远的接驳驾车，" in told.zh
    assert "由 100 分钟变为 160 分钟）" in told.zh


@dataclass(frozen=True)
class _WithTrips:
    """A result with other trips."""

    of: Result
    travel_times: pd.DataFrame

    def __getattr__(self, name: str) -> Any:
        return getattr(self.of, name)


def test_the_answer_when_nothing_happens(unchanged: Result) -> None:
    told = answer(unchanged, readings(unchanged))
    assert told.en.startswith("No change for the one-hour circle, 1 of 2 readings met; ")
    assert "no trip from the cities' seats changes" in told.en


def test_the_answer_without_headline_readings(make_result: Callable[..., Result]) -> None:
    result = make_result(targets=["nat-*"])
    told = answer(result, readings(result))
    assert told.en.startswith("No change for the targets, 0 of 1 readings met; ")
    assert "residents too few are within 30 min" in told.en


def test_trips_open_into_legs_that_add_up(opened: Result) -> None:
    trips = journeys(opened, readings(opened))
    assert [trip.pair for trip in trips] == [("P3", "P1"), ("P1", "P3")]
    there = trips[1]
    kinds = ["access", "station", "ride", "station", "egress"]
    assert [leg.kind for leg in there.after.legs] == kinds
    # 32 trains a day of 16 hours before; of 48 after, the 24 that are slowest are let pass.
    shown = [(trip.displacement_min, trip.displaced.en) for trip in (there.before, there.after)]
    assert shown == [(7.5, "displacement 8 min"), (10.0, "displacement 10 min")]
    for state in (there.before, there.after):
        assert sum(leg.minutes for leg in state.legs) == pytest.approx(state.minutes, abs=1e-3)
    assert there.change == "−9"
    assert there.width(there.before.minutes) == 100.0
    assert [name for _, name, _ in there.states] == ["Before", "After"]
    assert ("services", "E5") in there.after.rows
    assert ("services", "E5") not in there.before.rows
    assert ("tracks", "T1") in there.before.rows


def test_an_unchanged_trip_is_shown_once(unchanged: Result) -> None:
    (trip,) = journeys(unchanged, readings(unchanged))
    assert trip.unchanged
    assert trip.change == "0"
    assert [name for _, name, _ in trip.states] == ["Before and after"]


def test_a_trip_that_turns_into_a_drive(closed: Result) -> None:
    trips = {trip.pair: trip for trip in journeys(closed, readings(closed))}
    there = trips["P1", "P3"]
    assert there.after.minutes == 95.0
    assert [leg.kind for leg in there.after.legs] == ["drive"]
    assert there.after.mode.en == "by car"
    assert there.after.legs[0].via.en == "G1 One"
    assert there.before.displaced.en == "displacement 8 min"  # 32 trains in 16 hours, a quarter
    assert there.after.displaced == Text("", "")  # one drives when one likes


def test_largest_changes_come_first(opened: Result, closed: Result) -> None:
    assert seat_trips(opened)["saved_min"].iloc[0] == pytest.approx(12.708, abs=1e-3)
    assert seat_trips(closed)["saved_min"].iloc[0] < -20
    lost = seat_trips(closed)[lambda rows: rows["saved_min"] < 0.0]
    assert (lost["chosen_after_min"] - lost["chosen_before_min"]).is_monotonic_decreasing


def test_county_gains(opened: Result, closed: Result, unchanged: Result) -> None:
    gains = county_gains(opened).set_index("place_id")
    assert list(gains.index) == ["P3", "P1", "P2"]
    assert gains.loc["P3", "to_id"] == "P1"
    # 40.5 or 30 before; those of 40.5 are let pass after, as 30 and 22.75 come often enough
    before, after = (24 * 40.5 + 8 * 30) / 32, (8 * 30 + 16 * 22.75) / 24
    assert gains.loc["P3", "saved_min"] == pytest.approx(before - after, abs=1e-3)
    assert gains.loc["P2", "saved_min"] == 0.0
    assert (county_gains(closed)["saved_min"] <= 0.0).all()
    assert (county_gains(unchanged)["saved_min"] == 0.0).all()
    assert not county_gains(opened)["before_min"].map(math.isnan).any()
