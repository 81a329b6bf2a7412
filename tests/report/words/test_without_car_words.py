"""Those with and without a car in words, pairs behind targets, ranges, and what is cut off."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import pytest

from tests.report.conftest import CLOSE_FIRST
from tests.worlds import line_world
from transnet.report.page.comparison import comparison_page
from transnet.report.words.accessibility_words import AccessibilityGain
from transnet.report.words.county_changes import county_gains
from transnet.report.words.pairs import pairs_behind
from transnet.report.words.told import told
from transnet.report.words.who_gains import who_gains
from transnet.report.words.without_car_words import own_changes, own_trips, with_and_without
from transnet.report.words.words import same
from transnet.study.compared_results import Comparison
from transnet.study.result import Result

Make = Callable[..., Result]


def test_every_row_behind_a_target_is_listed_with_its_own_verdict(opened: Result) -> None:
    found = pairs_behind(opened)
    for reading in told(opened).readings:
        rows = found[reading.target_id]
        assert len(rows) == reading.after.count
        assert sum(not row.within[1] for row in rows) == reading.after.failing
        assert sum(not row.within[0] for row in rows) == reading.before.failing
        assert bool(rows[0].people.after) is not reading.of_pairs


def test_ranges_hold_the_figure_itself(opened: Result) -> None:
    doubts = told(opened).doubts
    for row in opened.verdicts.to_dict("records"):
        for state in ("before", "after"):
            least, most = doubts.value_range(str(row["target_id"]), state)
            assert least <= row[state] <= most
    assert opened.sensitivity.journeys.eval(
        "least_after_min <= after_min <= most_after_min "
        "and least_before_min <= before_min <= most_before_min"
    ).all()


def test_the_worst_county_of_a_closure_comes_first(closed: Result) -> None:
    sizes = county_gains(closed)["saved_min"]
    assert sizes.iloc[0] == sizes.min() < 0
    assert sizes.abs().is_monotonic_decreasing


def test_trips_without_a_car_that_change_are_named(opened: Result, make_result: Make) -> None:
    changes = own_changes(opened)
    assert changes["saved_min"].abs().ge(1.0).all()
    assert changes["from_id"].is_unique
    assert {trip.name.en for trip in own_trips(opened)} == {"Jia", "Yi"}
    rows = with_and_without(opened)
    assert [row.name.en for row in rows][:2] == [
        "residents within an hour of the core",
        "residents within an hour of their own seat",
    ]
    lost = own_trips(make_result(CLOSE_FIRST))
    assert "none in the tables" in {trip.figure.after.en for trip in lost}
    assert "no way" not in {trip.figure.after.en for trip in lost}


def test_cut_off_is_said_only_where_no_means_is_left() -> None:
    row = {
        "name_zh": "潜力", "name_en": "potential", "unit": "people", "better": "more",
        "people_win": 0.0, "zones_win": 0, "people_lose": 5.0, "zones_lose": 1,
        "theil_before": 0.1, "theil_after": 0.1,
    }  # fmt: skip
    counties = pd.DataFrame(
        [{"name_zh": "甲", "name_en": "A", "people": 5.0, "change": -9.0, "change_pct": -100.0,
          "outcome": "loses"}]
    )  # fmt: skip
    assert "A (cut off)" in who_gains(row, counties, row)[1]
    by_car = who_gains(row, counties, row, every_means=False)[1]
    assert "cut off" not in by_car
    assert "no way left by these means" in by_car
    timed = {**row, "unit": "min", "better": "less"}
    endless = counties.assign(change=math.inf, change_pct=math.nan)
    assert "cut off" in who_gains(timed, endless, row)[1]
    assert "cut off" not in who_gains(timed, endless, row, every_means=False)[1]


def test_a_county_without_a_mean_has_no_note_on_the_map() -> None:
    gain = AccessibilityGain(same("x"), "min", "less", {"P1": 2.0})
    assert (gain.note("P1"), gain.note("140121")) == ("−2.0", "")


@pytest.mark.parametrize("using", ["best", "drive", "public", "rail", "carfree"])
def test_no_means_crashes_where_a_place_has_no_way(make_result: Make, using: str) -> None:
    """Roads to one county are gone: it has no way by car, and none without one."""
    world = line_world("2024-12-31")
    access = world["access"]
    apart = world.replace_table("access", access[access["node_id"] != "N2"])
    result = make_result(CLOSE_FIRST, network=apart, accessibility={"using": using})
    assert result.gains.sentence()[1]
    assert own_trips(result) is not None
    assert "switch" in comparison_page(Comparison((result,)))
