"""What the timetable says of a run: in words, in the terminal, on the page and as JSON."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console, Group

import transnet
from tests.worlds import line_world
from transnet.base.language import Language, Text, speaking
from transnet.report.page.comparison import comparison_page
from transnet.report.page.page import render_page
from transnet.report.terminal.timetable_tables import timetable_part
from transnet.report.timetable_files import TIMETABLE_TABLES, timetable_json
from transnet.report.words.timetable_words import _WHY, timetable_words
from transnet.report.words.train_words import Trains, clock_text
from transnet.scenario.file import Scenario
from transnet.study.compared_results import Comparison
from transnet.study.result import Result
from transnet.study.run import run
from transnet.study.timed.timed_differences import REASONS

TARGETS = ("plan-1h-intercity", "plan-1h-people-core-peak", "nat-1h-fast-pop")


@pytest.fixture(scope="module")
def result() -> Result:
    scenario = transnet.read_scenario("xiongxin-hsr")
    return run(replace(scenario, targets=TARGETS), timetable=True)


def test_it_names_the_trains_by_number_station_and_minute(result: Result) -> None:
    words = timetable_words(result)
    first = {(row.name.en, row.kind.en): row.first for row in words.trains}
    found = first["Taiyuan → Lüliang", "EMU"]
    assert found == Text(
        "C149 太原南 07:56—吕梁 09:26", "C149, Taiyuan South 07:56 – Lüliang 09:26"
    )
    slower = [line for row in words.readings for line in row.why if "C149" in line.en]
    assert slower[0].en.startswith("Taiyuan → Lüliang, morning; 77 min → 90 min; the trains")


def test_trains_that_moved_to_a_new_line_are_told_as_planned(result: Result) -> None:
    """D1126 left at 07:22 before the line over which it runs now was opened."""
    trains = Trains(result.after.network)
    row = {"train": "D1126", "service_id": "E-R006-R311-1-N", "departure": "07:22"}
    row |= {"arrival": "11:21", "from_stop": "R006", "to_stop": "R311", "rides": "1"}
    told = trains.ride(row)
    assert told.en.startswith("D1126 (times by plan), Taiyuan South 07:22")
    assert told.zh.startswith("D1126（推定时刻） 太原南 07:22")
    assert trains.ride({**row, "service_id": "E-R006-R311-1"}).zh.startswith("D1126 太原南")


def test_only_targets_that_read_otherwise_are_listed(result: Result) -> None:
    words = timetable_words(result)
    assert [row.target_id for row in words.readings] == list(TARGETS[:2])
    assert words.alike == 0  # no train bears on the third


def test_each_reason_has_words() -> None:
    assert set(_WHY) == set(REASONS)
    assert clock_text("25:05") == Text("次日 01:05", "01:05 the next day")


@pytest.mark.parametrize(("language", "said"), [("en", "On the timetable"), ("zh", "按时刻表")])
def test_the_terminal_says_it(result: Result, language: Language, said: str) -> None:
    console = Console(width=100, file=io.StringIO())
    with speaking(language), console.capture() as capture:
        console.print(Group(*timetable_part(result)))
    assert said in capture.get()
    assert "C149" in capture.get()


def test_the_page_has_it_where_it_is_asked_for() -> None:
    network = line_world()
    plain = run(Scenario(id="x", network="line"), network=network)
    pages = {asked: render_page(replace(plain, timetable=asked)) for asked in (True, False)}
    assert 'id="by-timetable"' in pages[True]
    assert "按时刻表" in pages[True]
    assert 'id="by-timetable"' not in pages[False]


def test_several_stand_side_by_side_on_the_page(result: Result) -> None:
    """Each target that a timetable bears on, and who can commute, in a column for each scenario."""
    other = replace(result, scenario=replace(result.scenario, id="again"))
    page = comparison_page(Comparison((result, other)))
    for reading in timetable_words(result).every:
        for language in ("zh", "en"):
            said = f"{getattr(reading.morning, language)} / {getattr(reading.evening, language)}"
            assert page.count(said) >= 2
    assert "能通勤" in page
    assert "≤ 60 min each way" in page
    plain = comparison_page(Comparison((result, replace(other, timetable=False))))
    assert "by ride" not in plain


def test_json_holds_all_tables(result: Result) -> None:
    found = json.loads(json.dumps(timetable_json(result), allow_nan=False))
    assert set(TIMETABLE_TABLES) < set(found)
    assert all(found[name] for name in TIMETABLE_TABLES)
    assert all(row["why_zh"] and row["why_en"] for row in found["differences"])
