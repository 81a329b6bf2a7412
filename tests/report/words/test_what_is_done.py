"""What edits add and set, as the header says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.worlds import line_world
from transnet.report.page.page import render_page
from transnet.report.words.what_is_done import added, values_set
from transnet.report.words.what_opens import opens_beside, what_opens
from transnet.report.words.words import same
from transnet.study.result import Result

Make = Callable[..., Result]
NEW_LINE = {
    "action": "add_line", "id": "NL", "name_zh": "新线", "name_en": "New line", "mode": "emu",
    "speed_kmh": 160, "headway_min": 30,
    "stops": ["S1", {"id": "SX", "name_zh": "新站", "lon": 112.6, "lat": 38.0}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "zh", "en"),
    [
        (
            {"action": "set_speed", "line": "L1", "speed_kmh": 100},
            "运营速度：200 → 100 公里/时",
            "speed of First: 200 → 100 km/h",
        ),
        (
            {"action": "set_parameter", "parameter": "speed_factor", "mode": "motorway",
             "value": 0.5},
            "实际车速与设计车速之比（高速公路）：",
            " → 0.5",
        ),
        (
            {"action": "set_run_time", "from_station": "S1", "to_station": "S2", "run_min": 30},
            " → 30 分钟",
            " → 30 min",
        ),
        (
            {"action": "set_headway", "service": "E1", "headway_min": 20},
            "慢车上每 20 分钟一班（原 40 分钟）",
            "a train of Local north every 20 min, 40 before",
        ),
    ],
)  # fmt: skip
def test_values_that_edits_set_stand_in_the_header(
    make_result: Make, edit: dict[str, Any], zh: str, en: str
) -> None:
    result = make_result(edit)
    said = what_opens(result, 5)
    assert said.zh.startswith("情景设定：")
    assert said.en.startswith("set by the scenario: ")
    assert zh in said.zh
    assert en in said.en
    assert said.zh in render_page(result)


def test_an_edit_that_does_not_hold_yet_sets_nothing(make_result: Make) -> None:
    speed = {"action": "set_speed", "line": "L1", "speed_kmh": 100, "from_date": "2030-01-01"}
    assert values_set(make_result(speed)) == []


def test_a_line_that_the_file_adds_is_among_what_opens(make_result: Make, opened: Result) -> None:
    both = make_result({"action": "open", "project": "rail-direct"}, NEW_LINE)
    (line,) = added(both)
    said = what_opens(both, 5)
    assert said.en.startswith("opened by the scenario: ")
    assert said.en.endswith("New line (a new line: EMU, every 30 min, 2 stations)")
    assert "新线（新建线路：动车组，每 30 分钟一班，2 站）" in said.zh
    assert line.what.zh in render_page(both)
    assert opens_beside(opened, both, same("1"), 3).en == "open, and not in 1: New line"
    assert opens_beside(both, opened, same("1"), 3).zh == "比 1 少开通：新线"


def test_values_are_held_against_those_of_another_scenario(
    make_result: Make, faster: Result, unchanged: Result
) -> None:
    said = opens_beside(unchanged, faster, same("1"), 3)
    assert said.en == "set, and not in 1: speed of First: 200 → 250 km/h"
    assert opens_beside(faster, unchanged, same("1"), 3).en.startswith("not set, unlike in 1: ")
    assert not opens_beside(faster, faster, same("1"), 3).en.startswith("set")


def test_roads_of_one_number_are_called_by_it(make_result: Make) -> None:
    roads = line_world("2024-12-31")["roads"]
    codes = roads["road_code"].where(~roads["road_id"].isin(["R1", "R2"]), "G1")
    numbered = roads.assign(road_code=codes)
    network = line_world("2024-12-31").replace_table("roads", numbered)
    (said,) = values_set(
        make_result({"action": "set_speed", "line": "G1", "speed_kmh": 55}, network=network)
    )
    assert said.en.startswith("design speed of G1 (")
    assert said.zh.endswith(" → 55 公里/时")
