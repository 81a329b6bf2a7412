"""Who gains: against sums by hand over the travel times, and against what rail studies find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.errors import InputError
from transnet.scenario.config import Scenario
from transnet.scenario.gains import MEASURES, Gains, gains
from transnet.scenario.result import Result
from transnet.scenario.run import run

WORLD = line_world()
POPULATION = {"P1": 600_000, "P2": 200_000, "P3": 300_000, "X1": 5_000_000}
OPEN = {"action": "open", "project": "rail-direct"}


def _run(*edits: dict[str, Any]) -> Result:
    return run(Scenario.from_dict({"id": "s", "date": "base", "edit": list(edits)}), network=WORLD)


OPENED = _run(OPEN)


def _by_hand(table: pd.DataFrame, origin: str) -> dict[str, float]:
    times = table[table["from_id"] == origin].set_index("to_id")["travel_min"]
    others = {place: heads for place, heads in POPULATION.items() if place != origin}
    return {
        "watt": sum(m * times[p] for p, m in others.items()) / sum(others.values()),
        "potential": sum(m / times[p] for p, m in others.items()),
        "daily": POPULATION[origin] + sum(m for p, m in others.items() if times[p] <= 240),
    }


def _values(found: Gains, measure: str, column: str) -> pd.Series:
    table = found.counties[found.counties["measure"] == measure]
    return table.set_index("place_id")[column]


@pytest.mark.parametrize("state", ["before", "after"])
def test_measures_are_sums_over_the_travel_times(state: str) -> None:
    found = gains(OPENED)
    assert found.left_out.empty
    for place in ("P1", "P2", "P3"):
        expected = _by_hand(getattr(OPENED, state).travel_times, place)
        for measure, value in expected.items():
            assert _values(found, measure, state)[place] == pytest.approx(value)


def test_nothing_opened_changes_nothing() -> None:
    found = gains(_run())
    assert (found.counties["change"] == 0).all()
    assert (found.counties["outcome"] == "same").all()
    assert (found.measures["change_pct"] == 0).all()
    zh, en = found.sentence()
    assert (zh, en) == ("0% 的居民受益,0% 受损。", "0 % of the residents gain and 0 % lose.")


def test_the_summary_adds_up() -> None:
    found = gains(OPENED)
    assert found.measures["measure"].to_list() == list(MEASURES)
    for row in found.measures.to_dict("records"):
        table = found.counties[found.counties["measure"] == row["measure"]]
        people = table["people"]
        assert row["before"] == pytest.approx(np.average(table["before"], weights=people))
        told = row["people_win"] + row["people_lose"] + row["people_same"]
        assert told == people.sum() == 1_100_000
        for state in ("before", "after"):
            parts = row[f"between_{state}"] + row[f"within_{state}"]
            assert row[f"theil_{state}"] == pytest.approx(parts)
    by_city = found.cities.groupby("measure")["people_win"].sum()
    assert by_city.to_dict() == found.measures.set_index("measure")["people_win"].to_dict()


def test_a_faster_line_makes_no_loser() -> None:
    found = gains(OPENED)
    assert found.measures["people_lose"].eq(0).all()
    assert _values(found, "watt", "change").min() < 0
    zh, en = found.sentence("watt")
    winner = _values(found, "watt", "change").idxmin()
    row = found.counties.set_index("place_id").loc[[winner]]
    assert row["name_en"].iloc[0] in en
    assert row["name_zh"].iloc[0] in zh


def test_a_place_cut_off_is_told_and_left_out_of_both_states() -> None:
    found = gains(_run({"action": "close", "id": "R4"}, {"action": "close", "id": "AX"}))
    assert found.left_out["place_id"].to_list() == ["X1"]
    assert found.counties["place_id"].unique().tolist() == ["P1", "P2", "P3"]
    assert (found.counties["outcome"] == "same").all()
    potential = _values(found, "potential", "before")["P1"]
    times = OPENED.before.travel_times.set_index(["from_id", "to_id"])["travel_min"]
    by_hand = 200_000 / times["P1", "P2"] + 300_000 / times["P1", "P3"]
    assert potential == pytest.approx(by_hand)


def test_nothing_that_all_reach() -> None:
    everything = [{"action": "close", "id": road} for road in ("R1", "R2", "R4", "R5")] + [
        {"action": "close", "line": line} for line in ("L1", "LM")
    ]
    with pytest.raises(InputError, match="every county reaches"):
        gains(_run(*everything))


@pytest.fixture(scope="module")
def plan() -> Gains:
    return gains(run("plan-2035"))


def test_the_plan_lifts_everyone_as_published_of_other_plans(plan: Gains) -> None:
    """Potential up, mean travel time down: so for Shanxi 2008 to 2021 and the Central Plains."""
    rows = plan.measures.set_index("measure")
    assert rows.loc["watt", "change_pct"] < -3
    assert rows.loc["potential", "change_pct"] > 3
    assert rows["people_lose"].eq(0).all()


def test_the_plan_widens_the_gaps_in_potential_but_not_in_time(plan: Gains) -> None:
    """Studies of high-speed rail find inequality up as well (Central Plains, 2019)."""
    rows = plan.measures.set_index("measure")
    for index in ("gini", "cv", "theil"):
        assert rows.loc["potential", f"{index}_after"] > rows.loc["potential", f"{index}_before"]
        assert rows.loc["watt", f"{index}_after"] < rows.loc["watt", f"{index}_before"]
