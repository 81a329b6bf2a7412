"""Why a county loses: in which parts its trips take longer."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from transnet.base.language import in_words
from transnet.report.page.page import render_page
from transnet.report.words.trip_parts import parts_more, parts_of_row
from transnet.report.words.why_longer import losers, why_longer
from transnet.study.result import Result


def rows(result: Result) -> dict[tuple[str, str], dict[str, object]]:
    return {(row["from_id"], row["to_id"]): row for row in result.travel_times.to_dict("records")}


def test_a_trip_that_gets_shorter_needs_no_reason(opened: Result) -> None:
    assert not why_longer(rows(opened)["P1", "P3"])


def test_a_trip_that_gets_longer_says_in_which_parts(closed: Result) -> None:
    row = rows(closed)["P1", "P3"]
    assert why_longer(row) == parts_more(parts_of_row(row, "before"), parts_of_row(row, "after"))
    assert "driving +95" in why_longer(row).en


def test_a_longer_trip_that_is_better_says_what_it_saves(closed: Result) -> None:
    row = rows(closed)["P1", "P3"] | {"chosen_before_min": 200.0, "chosen_after_min": 100.0}
    said = why_longer(row)
    assert said.en.endswith("chosen for less of displacement, to and from stations")
    assert said.zh.endswith("改走此路，是为了减少错时、到站离站")


def test_the_counties_that_lose_most_carry_their_reason(closed: Result) -> None:
    table = closed.gains.of(closed.gains.headline_measure)
    lost = table[table["outcome"] == "loses"]
    said = losers(closed)
    assert 0 < len(said) <= min(3, len(lost))
    names = set(lost["name_en"])
    trips = closed.travel_times
    for each in said:
        name = each.en.partition(":")[0]
        assert name in names
        place = lost.loc[lost["name_en"] == name, "place_id"].item()
        longer = trips[trips["from_id"] == place]
        longer = longer[longer["after_min"] - longer["before_min"] >= 1]
        assert f"{name}: {len(longer)} trips take a minute or more longer" in each.en
        assert "driving +" in each.en
        assert "better as trips are chosen" not in each.en
        assert in_words(each) in render_page(closed).replace("&#39;", "'")


def test_trips_without_a_way_left_are_counted_apart(closed: Result) -> None:
    """They have no parts: none may stand in the sentence of those that take longer."""
    cut = replace(closed)
    trips = closed.travel_times.copy()
    longer = trips["after_min"] - trips["before_min"] >= 1
    some = trips.index[longer & (trips["from_id"] == "P1")]
    trips.loc[some[:1], "after_min"] = float("inf")
    cut.__dict__["travel_times"] = trips
    said = next(each for each in losers(cut) if each.en.startswith("Jia: "))
    assert said.en.startswith("Jia: 1 trips have no way left; Jia: ")
    assert f"{len(some) - 1} trips take a minute or more longer" in said.en
    assert "不可达" not in said.zh
    trips.loc[some, "after_min"] = float("inf")
    cut.__dict__["travel_times"] = trips
    said = next(each for each in losers(cut) if each.en.startswith("Jia: "))
    assert said.en == f"Jia: {len(some)} trips have no way left"


def test_nobody_loses_nothing_is_said(opened: Result) -> None:
    assert losers(opened) == []


def test_trips_that_are_all_better_say_so(closed: Result) -> None:
    trips = closed.travel_times.assign(chosen_before_min=500.0, chosen_after_min=1.0)
    better = replace(closed)
    better.__dict__["travel_times"] = pd.DataFrame(trips)
    (first, *_) = losers(better)
    assert "all of them better as trips are chosen" in first.en
    assert "chosen for less of" in first.en
    assert first.zh.count("；") >= 2


def test_counties_that_gain_without_a_better_trip_are_named(opened: Result) -> None:
    won = opened.gains.of(opened.gains.headline_measure)
    won = won.loc[won["outcome"] == "wins", "name_en"].tolist()
    assert won
    trips = opened.travel_times.assign(chosen_before_min=100.0, chosen_after_min=100.0)
    alone = replace(opened)
    alone.__dict__["travel_times"] = pd.DataFrame(trips)
    (said,) = losers(alone)
    assert said.en.startswith("in minutes alone ")
    assert "no trip from there is better as trips are chosen; on average " in said.en
    assert said.zh.startswith("只按分钟计")


@pytest.mark.parametrize("using", ["drive", "carfree"])
def test_measures_by_other_means_have_no_legs_to_tell(closed: Result, using: str) -> None:
    settings = replace(closed.gains.settings, using=using)
    other = replace(closed)
    other.__dict__["gains"] = replace(closed.gains, settings=settings)
    assert losers(other) == []
