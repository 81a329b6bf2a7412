"""Which project first: orders of building on a world of two projects, added up here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.decision import staging
from transnet.decision.staging import stage_projects
from transnet.report.sections.project_sections import staging_section
from transnet.report.words.decision_words import staging_notes
from transnet.study.study import Study

DAY = "2024-12-31"
COSTS = {"road-north": 30.0, "rail-direct": 60.0}


def test_orders_add_up_years_times_what_is_open() -> None:
    found = stage_projects(
        line_world(), ["*"], budget_100m_yuan=10, horizons_years=[10, 30], costs_100m_yuan=COSTS,
        date=DAY,
    )  # fmt: skip
    study = Study(line_world())
    sets = ([], ["road-north"], ["rail-direct"])
    judged = study.judge([study.state(open=each, date=DAY) for each in sets])
    none, road, rail = judged.people_within_60.tolist()
    short = found.orders[found.orders["horizon_years"] == 10].set_index("order")["total"]
    # The road opens after 3 years, the railway after 6; both together bring no more than the road.
    assert short["best"] == pytest.approx((rail - none) * (10 - 6))
    assert short["cheapest"] == pytest.approx((road - none) * (10 - 3))
    assert found.order["project_id"].tolist() == ["rail-direct"]
    assert found.order["opens_years"].tolist() == [6.0]
    assert found.left_out["project_id"].tolist() == ["road-north"]
    assert any("北高速" in each.zh for each in staging_notes(found))
    assert (found.orders["share_of_best"] <= 1.0).all()
    assert "<table" in found._repr_html_()


def test_a_target_is_met_first() -> None:
    found = stage_projects(
        line_world(), ["*"], budget_100m_yuan=10, costs_100m_yuan=COSTS, target="plan-door",
        date=DAY,
    )  # fmt: skip
    assert found.met_years == 3.0
    assert found.order["project_id"].tolist()[0] == "road-north"


def test_what_cannot_be_ordered_is_refused() -> None:
    with pytest.raises(InputError, match="no cost in projects"):
        stage_projects(line_world(), ["*"], budget_100m_yuan=10, date=DAY)
    with pytest.raises(UnknownNameError):
        stage_projects(line_world(), ["*"], budget_100m_yuan=10, target="plan-doors", date=DAY)
    with pytest.raises(InputError, match="above 0"):
        stage_projects(line_world(), ["*"], budget_100m_yuan=0, costs_100m_yuan=COSTS, date=DAY)


def test_more_than_can_all_be_judged_are_put_in_order_by_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A project that brings nothing has nothing to do with the road; the railway has."""
    world = line_world()
    idle = world["projects"].iloc[:1].assign(project_id="idle", name_zh="闲", name_en="Idle")
    projects = pd.concat([world["projects"], idle], ignore_index=True)
    world = world.replace_table("projects", projects)
    how = {"budget_100m_yuan": 10, "costs_100m_yuan": {**COSTS, "idle": 5.0}, "date": DAY}
    exact = stage_projects(world, ["road-north", "idle"], **how)
    monkeypatch.setattr(staging, "MOST", 1)
    apart = stage_projects(world, ["road-north", "idle"], **how)
    pd.testing.assert_frame_equal(apart.order, exact.order)
    pd.testing.assert_frame_equal(apart.orders, exact.orders)
    assert 0.0 <= apart.gap < 0.001
    assert exact.gap == 0.0
    assert any("No order brings over" in each.en for each in staging_notes(apart))
    assert exact.off == apart.off == 0.0
    with pytest.raises(InputError, match="target is met first"):
        stage_projects(world, ["*"], target="plan-door", **how)


def test_what_groups_leave_out_is_told_and_an_order_is_valued_by_its_own_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The road and the railway bring the same people, so apart each counts them once more."""
    how = {"budget_100m_yuan": 10, "costs_100m_yuan": COSTS, "date": DAY}
    exact = stage_projects(line_world(), ["*"], **how)
    monkeypatch.setattr(staging, "MOST", 1)
    monkeypatch.setattr(staging, "_TABLED", 1)
    apart = stage_projects(line_world(), ["*"], **how)
    study = Study(line_world())
    sets = ([], ["road-north"], ["rail-direct"], ["road-north", "rail-direct"])
    none, road, rail, both = study.judge(
        [study.state(open=each, date=DAY) for each in sets]
    ).people_within_60.tolist()
    assert both - road - rail + none != 0.0
    assert apart.off == pytest.approx(abs(both - road - rail + none) / (both - none))
    assert any("does to within" in each.en for each in staging_notes(apart))
    order = apart.order["project_id"].tolist()
    steps = apart.order["gain"].tolist()
    open_after = [study.state(open=order[: at + 1], date=DAY) for at in range(len(order))]
    people = [none, *study.judge(open_after).people_within_60]
    assert steps == pytest.approx(np.diff(people).tolist())
    first = apart.orders.iloc[0]["total"]
    assert first <= exact.orders.iloc[0]["total"] + 1e-6


def test_those_with_a_cost_are_taken_where_it_is_asked_and_the_others_named() -> None:
    world = line_world()
    table = world["projects"]
    costs = table["project_id"].map({"road-north": 30.0}).astype("float64")
    world = world.replace_table("projects", table.assign(cost_100m_yuan=costs))
    how = {"budget_100m_yuan": 10, "date": DAY}
    found = stage_projects(world, ["*"], costed=True, **how)
    pd.testing.assert_frame_equal(found.order, stage_projects(world, ["road-north"], **how).order)
    assert found.uncosted["project_id"].tolist() == ["rail-direct"]
    assert any("Direct" in each.en and "no cost" in each.en for each in staging_notes(found))
    names = [f"Project {each}" for each in range(30)]
    many = pd.DataFrame({"project_id": names, "name_zh": names, "name_en": names})
    (note,) = (
        each for each in staging_notes(replace(found, uncosted=many)) if "no cost" in each.en
    )
    assert "Project 9 and 20 more" in note.en
    both = stage_projects(world, ["*"], costed=True, costs_100m_yuan={"rail-direct": 1.0}, **how)
    assert both.uncosted.empty
    with pytest.raises(InputError, match="no cost"):
        stage_projects(world, ["rail-direct"], costed=True, **how)


def test_an_order_that_brings_nothing_says_so_and_what_to_look_by() -> None:
    """Without people beyond the core's county nobody comes within the hour, whatever is built."""
    world = line_world()
    places = world["places"]
    own = places["place_id"] == world.info.core_place_id
    few = {name: places[name].where(own, 0) for name in ("population", "population_urban")}
    alone = world.replace_table("places", places.assign(**few))
    costs = {"road-north": 30.0, "rail-direct": 60.0}
    found = stage_projects(
        alone, ["*"], budget_100m_yuan=10, costs_100m_yuan=costs, date="2024-12-31"
    )
    assert found.order.empty
    assert not found.left_out["brings_alone"].any()
    told = [each.en for each in staging_notes(found)]
    assert "--by watt, --by potential" in told[0]
    assert any("alone they bring nothing" in each for each in told)
    (_, beside) = staging_section(found).parts
    assert beside.table is not None
    assert {row[-1].en for row in beside.table.rows} == {"–"}
