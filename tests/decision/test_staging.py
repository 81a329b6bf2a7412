"""Which project first: orders of building on a world of two projects, added up here."""

from __future__ import annotations

import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.decision.staging import stage_projects
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
