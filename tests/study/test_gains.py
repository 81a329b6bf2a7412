"""Who gains: against sums by hand over the travel times, and against what rail studies find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.report.words.accessibility_words import measure_name
from transnet.scenario.file import Scenario
from transnet.study.gains import Gains
from transnet.study.result import Result, gains
from transnet.study.run import run

WORLD = line_world()
POPULATION = {"P1": 600_000, "P2": 200_000, "P3": 300_000, "X1": 5_000_000}
OPEN = {"action": "open", "project": "rail-direct"}


EVERYTHING = [{"action": "close", "id": road} for road in ("R1", "R2", "R4", "R5")] + [
    {"action": "close", "line": line} for line in ("L1", "LM")
]


def _run(*edits: dict[str, Any], **access: Any) -> Result:
    values = {"id": "s", "date": "base", "edit": list(edits), "accessibility": access}
    return run(Scenario.from_dict(values), network=WORLD)


OPENED = _run(OPEN)


def _by_hand(table: pd.DataFrame, origin: str) -> dict[str, float]:
    times = table[table["from_id"] == origin].set_index("to_id")["travel_min"]
    others = {place: heads for place, heads in POPULATION.items() if place != origin}
    return {
        "watt": sum(m * times[p] for p, m in others.items()) / sum(others.values()),
        "potential": sum(m / times[p] for p, m in others.items()),
        "daily": POPULATION[origin] + sum(m for p, m in others.items() if times[p] <= 240),
        "cumulative_60": POPULATION[origin] + sum(m for p, m in others.items() if times[p] <= 60),
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
    assert en.startswith("Nobody's mean journey time (WATT) changes by more than a minute; ")
    assert "economic potential is as uneven as before" in en
    assert zh.startswith("没有人的平均出行时间变化超过 1 分钟；")


def test_the_summary_adds_up() -> None:
    found = gains(OPENED)
    assert found.names == ["watt", "potential", "daily", "cumulative_60"]
    for row in found.measures.to_dict("records"):
        table = found.counties[found.counties["measure"] == row["measure"]]
        people = table["people"]
        assert row["before"] == pytest.approx(np.average(table["before"], weights=people))
        told = row["people_win"] + row["people_lose"] + row["people_same"]
        assert told == people.sum() == 1_100_000
        for state in ("before", "after"):
            parts = row[f"between_{state}"] + row[f"within_{state}"]
            assert row[f"theil_{state}"] == pytest.approx(parts)
    whole = found.measures.set_index("measure")
    for word in ("win", "lose", "same"):
        for _, groups in found.groups.groupby("by"):
            for what in (f"people_{word}", f"zones_{word}"):
                sums = groups.groupby("measure")[what].sum()
                assert sums.to_dict() == whole[what].to_dict()
    parts = found.theil.set_index(["measure", "by", "part"]).sort_index()
    for measure in found.names:
        for by in ("city", "belt", "cluster"):
            part = parts.loc[(measure, by)]
            total = part.loc["between"] + part.loc["within"]
            assert part.loc["total"].to_list() == pytest.approx(total.to_list())


def test_lorenz_curves_run_from_corner_to_corner() -> None:
    for _, curve in gains(OPENED).lorenz.groupby(["measure", "state"]):
        assert curve.iloc[0][["people_share", "value_share"]].to_list() == [0, 0]
        assert curve.iloc[-1][["people_share", "value_share"]].to_list() == pytest.approx([1, 1])
        assert (curve["value_share"] <= curve["people_share"] + 1e-12).all()


def test_a_faster_line_makes_no_loser() -> None:
    found = gains(OPENED)
    assert found.measures["people_lose"].eq(0).all()
    assert _values(found, "watt", "change").min() < 0
    zh, en = found.sentence("watt")
    winner = _values(found, "watt", "change").idxmin()
    row = found.counties.set_index("place_id").loc[[winner]]
    # From P1, 16 of 40 trains to P3 take 22.75 minutes and no longer 36, and those of X1 ride too.
    saved = 16 / 40 * (36 - 22.75) * (300_000 + 5_000_000) / 5_500_000
    assert _values(found, "watt", "change").min() == pytest.approx(-saved)
    assert f"most of all {row['name_en'].iloc[0]} (−{saved:.1f} min); nobody loses" in en
    assert row["name_zh"].iloc[0] in zh
    assert "900,000 people in 2 counties (82 %) save more than a minute" in en


def test_a_minute_is_the_least_that_counts() -> None:
    """P2 saves 0.5 minutes on its way to X1: no one there wins."""
    table = gains(OPENED).of("watt").set_index("place_id")
    assert (table["outcome"] == "wins").to_dict() == (table["change"] < -1.0).to_dict()
    assert "same" in set(table["outcome"])


def test_who_loses_is_told() -> None:
    en = gains(_run({"action": "close", "line": "L1"})).sentence()[1]
    assert en.startswith("All 1.10 million people are worse off by more than a minute of mean")
    # Who rides: P1 and P2 to P3 and on to X1, P3 back to both.
    assert "most of all Jia (+" in en
    assert "nobody gains" in en
    assert "becomes less even between people" in en


def test_a_place_cut_off_is_a_loss_of_potential_and_left_out_of_mean_times() -> None:
    found = gains(_run({"action": "close", "id": "R4"}, {"action": "close", "id": "AX"}))
    assert found.left_out[["place_id", "reason"]].to_numpy().tolist() == [["X1", "turned"]]
    assert (found.of("watt")["outcome"] == "same").all()
    assert (found.of("potential")["outcome"] == "loses").all()
    potential = _values(found, "potential", "after")["P1"]
    times = OPENED.before.travel_times.set_index(["from_id", "to_id"])["travel_min"]
    by_hand = 200_000 / times["P1", "P2"] + 300_000 / times["P1", "P3"]
    assert potential == pytest.approx(by_hand)
    assert found.headline_measure == "potential"
    assert "All 1.10 million people are worse off" in found.sentence()[1]


def test_a_county_cut_off_leaves_the_mean_times_of_the_others() -> None:
    found = gains(_run(*EVERYTHING))
    reasons = dict(zip(found.left_out["place_id"], found.left_out["reason"], strict=True))
    assert reasons == {"P2": "turned", "P3": "turned"}
    assert found.of("watt")["place_id"].to_list() == ["P1"]
    assert _values(found, "potential", "after")["P3"] == 0
    assert np.isfinite(found.row("potential")["theil_after"])


def test_where_nothing_is_reached_no_mean_is_taken() -> None:
    edits = [*EVERYTHING, {"action": "close", "id": "AX"}]
    assert gains(_run(*edits)).names == ["potential", "daily", "cumulative_60"]
    assert gains(_run(*edits, measures="watt")).names == ["potential"]


def test_a_county_without_people_counts_as_a_zone_alone() -> None:
    places = WORLD["places"].copy()
    places.loc[places["place_id"] == "P1", ["population", "population_urban"]] = 0.0
    network = WORLD.replace_table("places", places)
    found = gains(run(Scenario.from_dict({"id": "s", "edit": [OPEN]}), network=network))
    row = found.row("potential")
    assert row["zones_win"] + row["zones_lose"] + row["zones_same"] == 3
    assert row["people_win"] + row["people_lose"] + row["people_same"] == 500_000
    table = found.of("potential").set_index("place_id")
    held = 0.4 * table["before"]["P2"] + 0.6 * table["before"]["P3"]
    assert row["before"] == pytest.approx(held)


def test_settings_choose_measures_cutoffs_and_decay() -> None:
    decay = {"family": "exponential", "rate": 0.05}
    found = gains(_run(OPEN, cutoffs_min=[30, 90], decay=decay, measures=["cumulative", "gravity"]))
    assert found.names == ["cumulative_30", "cumulative_90", "gravity"]
    times = OPENED.after.travel_times.set_index(["from_id", "to_id"])["travel_min"]
    by_hand = 600_000 + sum(
        POPULATION[place] * np.exp(-0.05 * times["P1", place]) for place in ("P2", "P3", "X1")
    )
    assert _values(found, "gravity", "after")["P1"] == pytest.approx(by_hand)
    assert measure_name(found, "gravity").en == "gravity, exponential(0.05)"


@pytest.fixture(scope="module")
def plan() -> Gains:
    return gains(run("plan-2035"))


def test_the_plan_lifts_everyone_as_published_of_other_plans(plan: Gains) -> None:
    """Potential up, mean travel time down: so for Shanxi 2008 to 2021 and the Central Plains."""
    assert plan.left_out["reason"].ne("no_figure").all()
    rows = plan.measures.set_index("measure")
    assert rows.loc["watt", "change_pct"] < -3
    assert rows.loc["potential", "change_pct"] > 3
    # Shenchi, Hequ, Baode and Pianguan take longer: by trains with less displacement, or nearer.
    # Baode does so to seven cities, by coach and plane, and so much that its potential falls.
    lose = plan.counties[plan.counties["outcome"] == "loses"]
    losers = {name: set(rows["place_id"]) for name, rows in lose.groupby("measure")}
    assert losers == {"watt": {"140927", "140930", "140931", "140932"}, "potential": {"140931"}}


def test_the_plan_widens_the_gaps_in_potential_and_less_so_in_time(plan: Gains) -> None:
    """Studies of high-speed rail find inequality up as well (Central Plains, 2019)."""
    rows = plan.measures.set_index("measure")
    for index in ("gini", "cv", "theil"):
        assert rows.loc["potential", f"{index}_after"] > rows.loc["potential", f"{index}_before"]
        assert rows.loc["watt", f"{index}_after"] > rows.loc["watt", f"{index}_before"]
        grown = rows[f"{index}_after"] / rows[f"{index}_before"]
        assert grown["potential"] > grown["watt"]
