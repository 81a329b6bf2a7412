from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accessibility.worlds import inf
from transnet.accessibility import frontier, spill_over, winners_and_losers, zone_changes
from transnet.base.errors import InputError

IDS = list("ABCD")
BEFORE = pd.Series([60.0, 50.0, 40.0, inf], IDS)
AFTER = pd.Series([45.0, 55.0, 40.0, 90.0], IDS)
PEOPLE = pd.Series([10, 20, 30, 0], IDS)
CITY = pd.Series(["x", "x", "y", "y"], IDS)


def test_who_wins_by_minutes() -> None:
    found = zone_changes(BEFORE, AFTER, PEOPLE, better="less")
    assert found["outcome"].to_list() == ["wins", "loses", "same", "wins"]
    assert found["change"].to_list() == [-15.0, 5.0, 0.0, -inf]
    assert found["change_pct"].iloc[:3].to_list() == [-25.0, 10.0, 0.0]
    assert np.isnan(found["change_pct"]["D"])
    more = zone_changes(BEFORE, AFTER, PEOPLE)
    assert more["outcome"].to_list() == ["loses", "wins", "same", "loses"]
    calm = zone_changes(BEFORE, AFTER, PEOPLE, better="less", tolerance=5)
    assert calm["outcome"].to_list() == ["wins", "same", "same", "wins"]


def test_groups_count_people_and_zones() -> None:
    changes = zone_changes(BEFORE, AFTER, PEOPLE, better="less")
    found = winners_and_losers(changes, CITY)
    assert found.loc["x", ["people_win", "people_lose", "people_same"]].to_list() == [10, 20, 0]
    assert found.loc["y", ["zones_win", "zones_lose", "zones_same"]].to_list() == [1, 0, 1]
    assert found["mean_change"].to_list() == pytest.approx([(-150 + 100) / 30, 0.0])
    assert winners_and_losers(changes)["people_same"].to_dict() == {"all": 30.0}


def test_the_order_of_zones_does_not_matter() -> None:
    turned = zone_changes(BEFORE, AFTER.iloc[::-1], PEOPLE.iloc[::-1], better="less")
    assert turned.equals(zone_changes(BEFORE, AFTER, PEOPLE, better="less"))


def test_spill_over() -> None:
    changes = zone_changes(BEFORE, AFTER, PEOPLE, better="less")
    found = spill_over(changes, CITY == "x")
    assert found["people"].to_list() == [30.0, 30.0]
    assert found["change"].to_list() == pytest.approx([-50 / 30, 0.0])
    assert found["share"].to_list() == pytest.approx([1.0, 0.0])
    in_words = (CITY == "x").map({True: "yes", False: "No"})
    pd.testing.assert_frame_equal(spill_over(changes, in_words), found)
    everywhere = spill_over(changes, pd.Series(data=True, index=IDS))
    assert np.isnan(everywhere.loc["outside", "change"])
    assert everywhere["share"].to_list() == [1.0, 0.0]


def test_no_change_and_being_connected_have_no_shares() -> None:
    same = spill_over(zone_changes(BEFORE, BEFORE, PEOPLE), CITY == "x")
    assert same["share"].isna().all()
    assert same["change"].to_list() == [0.0, 0.0]
    lived_in = zone_changes(BEFORE, AFTER, PEOPLE + 1, better="less")
    found = spill_over(lived_in, CITY == "x")
    assert found.loc["outside", "change"] == -inf
    assert found["share"].isna().all()
    cut_off = pd.Series(inf, IDS)
    never = winners_and_losers(zone_changes(cut_off, cut_off, PEOPLE, better="less"))
    assert never["people_same"].to_list() == [60.0]
    assert never["mean_change"].isna().all()


POINTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8)


@given(POINTS)
def test_the_frontier_holds_what_nothing_beats(points: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(points, columns=["jobs", "gini"])
    beaten = [
        any(g >= gain and i <= unequal and (g, i) != (gain, unequal) for g, i in points)
        for gain, unequal in points
    ]
    assert frontier(table, "jobs", "gini").to_list() == [not one for one in beaten]
    less = table.assign(jobs=-table["jobs"])
    assert frontier(less, "jobs", "gini", "less").to_list() == [not one for one in beaten]


def test_what_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="the same zones"):
        zone_changes(BEFORE, AFTER.drop("A"), PEOPLE)
    with pytest.raises(InputError, match="is NaN"):
        zone_changes(BEFORE, AFTER.replace(90.0, np.nan), PEOPLE)
    changes = zone_changes(BEFORE, AFTER, PEOPLE)
    with pytest.raises(InputError, match="has no group"):
        winners_and_losers(changes, CITY.drop("A"))
    with pytest.raises(InputError, match="neither inside nor outside"):
        spill_over(changes, (CITY == "x").drop("A"))
    with pytest.raises(InputError, match="must be a column"):
        frontier(pd.DataFrame({"jobs": [1]}), "jobs", "gini")


def test_a_group_without_a_name_is_no_group() -> None:
    found = zone_changes(BEFORE, AFTER, PEOPLE, better="less")
    with pytest.raises(InputError, match="'C' has no group"):
        winners_and_losers(found, CITY.where(CITY.index != "C", ""))
