"""Why a pair changes little or nothing, in words made from the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.report.conftest import CLOSE_FIRST, OPEN_DIRECT
from tests.report.words.test_way_not_taken import SLOW
from tests.worlds import line_world
from transnet.report.page.page import render_page
from transnet.report.words.told import told
from transnet.report.words.trip_parts import moved_parts, parts_more, parts_of_path, parts_of_row
from transnet.report.words.way_not_taken import NotTaken
from transnet.report.words.why_little import WhyLittle, by_reason
from transnet.report.words.words import Text
from transnet.study.result import Result
from transnet.travel.drives_over import DrivesOver

Make = Callable[..., Result]
NORTH = {"action": "open", "project": "road-north"}
NORTH_SLOW = {"action": "set_speed", "id": "R3", "speed_kmh": 60}


def why(result: Result, start: str, end: str) -> Text:
    return WhyLittle(result, NotTaken(result)).of(start, end)


def test_a_trip_that_gains_much_says_nothing(opened: Result) -> None:
    assert not why(opened, "P1", "P3")


def test_a_line_that_beats_nothing_is_held_against_the_trip_taken(make_result: Make) -> None:
    result = make_result(SLOW, network=line_world("2024-12-31"))
    said = why(result, "P1", "P3")
    row = result.travel_times.set_index(["from_id", "to_id"]).loc[("P1", "P3")]
    assert said.en.startswith("by rail before and after: riding ")
    assert said.zh.startswith("前后都是乘火车：")
    took, more = re.search(r"by what opens (\d+) min at best, (\d+) min longer", said.en).groups()
    assert float(took) - row["after_min"] == pytest.approx(float(more), abs=1.0)
    parts = dict(re.findall(r"(riding|in stations|displacement) ([+−]\d+)", said.en))
    assert parts["riding"].startswith("+")
    assert said in {journey.why for journey in told(result).journeys}
    assert said.en.replace("'", "&#39;") in render_page(result)


def test_a_road_that_beats_nothing_is_held_against_the_trip_taken(make_result: Make) -> None:
    result = make_result(NORTH, NORTH_SLOW)
    best = DrivesOver(result.after.model, {"R3"}).best("P1", "P3")
    assert best is not None
    said = why(result, "P1", "P3")
    after = result.after.model.path("P1", "P3").travel_min
    assert f"over the road that opens {best.travel_min:.0f} min at best" in said.en
    assert f"{best.travel_min - after:.0f} min longer" in said.en
    assert "(North)" in said.en
    assert "走新开的公路最快" in said.zh
    assert "北高速" in said.zh


def test_where_nothing_opens_nothing_is_said(closed: Result, unchanged: Result) -> None:
    for result in (closed, unchanged):
        assert not any(why(result, "P1", end) for end in ("P2", "P3", "X1"))


def test_what_opens_and_leads_nowhere_near_says_so(make_result: Make) -> None:
    result = make_result(OPEN_DIRECT)
    said = why(result, "P1", "P2")
    assert said.en.endswith("what opens offers no way there in less than twice the minutes")


def test_parts_add_up_to_the_trip(opened: Result, closed: Result) -> None:
    for result in (opened, closed):
        for row in result.travel_times.to_dict("records"):
            for state in ("before", "after"):
                parts = dict(parts_of_row(row, state))
                parts.pop("displacement")
                assert sum(parts.values()) == pytest.approx(row[f"{state}_min"], abs=1e-6)
        path = result.after.model.path("P1", "P3")
        parts = dict(parts_of_path(path))
        assert parts.pop("displacement") == pytest.approx(path.displacement_min)
        assert sum(parts.values()) == pytest.approx(path.travel_min, abs=1e-6)


def test_parts_in_words_put_the_largest_change_first() -> None:
    before = {"ride": 150.0, "road": 45.0, "station": 35.0, "change": 0.0, "drive": 0.0}
    after = {**before, "ride": 145.0, "station": 47.0, "displacement": 9.0}
    before["displacement"] = 9.0
    assert moved_parts(before, after).en == (
        "in stations 35 → 47, riding 150 → 145, to and from stations 45, displacement 9"
    )
    assert parts_more(before, after) == Text("进出站 +12，乘车 −5", "in stations +12, riding −5")
    assert not parts_more(before, before)
    assert parts_more(before, {**after, "displacement": 11.0}, most=1) == Text(
        "主要是进出站 +12，另有错时 +2", "mainly in stations +12, and displacement +2"
    )


def test_trips_of_one_reason_share_it() -> None:
    one, other, none = Text("甲", "a"), Text("乙", "b"), Text("", "")
    names = [Text(name, name) for name in "ABCD"]
    found = by_reason(zip(names, [one, other, one, none], strict=True))
    assert found == [([names[0], names[2]], one), ([names[1]], other)]


def test_core_rows_say_it_beside_the_pair(make_result: Make) -> None:
    result = make_result(SLOW, network=line_world("2024-12-31"))
    (row,) = told(result).core_rows
    assert row.why == why(result, "P1", "P3")
    (much,) = told(make_result(CLOSE_FIRST)).core_rows
    assert not much.why
