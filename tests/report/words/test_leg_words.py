"""Legs of paths in words: the usual stops and ride, and what else there is."""

from __future__ import annotations

import math
from typing import Any

import pytest

from transnet.report.words.leg_words import departures, leg_ends, usual, via
from transnet.report.words.words import Text, same

LEG: dict[str, Any] = {
    "from_id": "R1/TYN", "from_zh": "太原南/太原机场", "from_en": "Taiyuan South/Taiyuan Airport",
    "from_shares": "0.91/0.09", "to_id": "R2", "to_zh": "北京西", "to_en": "Beijing West",
    "to_shares": "1", "via_zh": "石太客专; 京广北段", "via_en": "Shitai; Jingguang",
    "via_share": 0.58, "via_trains_per_day": 19.0, "trains_per_day": 34.0,
    "departures": "emu=29;conventional=4;air=1", "share": 0.58,
}  # fmt: skip


def test_the_usual_stop_stands_for_the_others() -> None:
    zh, en = "太原南（91%）等 2 处 → 北京西", "Taiyuan South (91%) and 1 more → Beijing West"
    assert leg_ends(LEG) == Text(zh, en)
    stays = {**LEG, "to_id": LEG["from_id"]}
    assert leg_ends(stays).en == "Taiyuan South (91%) and 1 more"


@pytest.mark.parametrize("shares", ["1", "0.5/0.3/0.2"])
def test_a_name_that_holds_a_stroke_is_left_whole(shares: str) -> None:
    assert leg_ends({**LEG, "from_shares": shares}).zh == "太原南/太原机场 → 北京西"


def test_the_usual_ride_has_its_share_and_departures() -> None:
    zh = "石太客专、京广北段（58%，19 班）等"
    assert via(LEG) == Text(zh, "Shitai, Jingguang (58%, 19 a day) and others")
    by_road = {**LEG, "via_trains_per_day": math.nan}
    assert via(by_road).en == "Shitai, Jingguang (58%) and others"
    assert via({**LEG, "via_share": 1.0}) == Text("石太客专、京广北段", "Shitai, Jingguang")
    assert not via({**LEG, "via_zh": "", "via_en": ""})


def test_departures_of_several_means_are_told_apart() -> None:
    said = Text("每日 34 班：列车 33、航班 1", "34 a day: 33 trains, 1 flight")
    assert departures(LEG) == said
    trains = {**LEG, "trains_per_day": 33.0, "departures": "emu=29;conventional=4"}
    assert departures(trains) == Text("每日 33 班", "33 a day")
    by_road = {**LEG, "trains_per_day": 5.0, "departures": "bus=3;coach=2"}
    assert departures(by_road).en == "5 a day: 3 buses, 2 coaches"
    assert departures({**LEG, "trains_per_day": math.nan, "departures": ""}) == same("")


def test_how_many_trips_take_a_leg() -> None:
    assert usual(LEG) == Text("占 58% 的出行", "58% of trips")
    assert usual({**LEG, "share": 1.0}) == same("")
