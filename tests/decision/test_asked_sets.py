"""Sets of projects asked of a scenario: its own projects, and all else that it does in each set."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.language import Text
from transnet.decision import asked_sets
from transnet.decision.attribution import attribute
from transnet.decision.staging import stage_projects
from transnet.scenario.file import Scenario
from transnet.study.study import Study

DAY = "2024-12-31"
_BOTH = {"action": "open", "project": ["road-north", "rail-direct"]}
_PARKING = {"action": "set_parameter", "parameter": "parking_min", "value": 30}
_COSTS = {"road-north": 30.0, "rail-direct": 60.0}


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_sets, "network_of", lambda _: line_world())


def _scenario(*edits: dict[str, object], date: str = DAY) -> Scenario:
    names = {"name_zh": "两项", "name_en": "Both"}
    return Scenario.from_dict({"id": "s", "date": date, "edit": list(edits), **names})


def test_a_scenario_shares_out_what_it_opens() -> None:
    found = attribute(_scenario(_BOTH), targets=["plan-door"])
    expected = attribute(line_world(), ["*"], targets=["plan-door"], date=DAY)
    pd.testing.assert_frame_equal(found.table, expected.table, check_exact=True)
    pd.testing.assert_frame_equal(found.totals, expected.totals, check_exact=True)
    assert (found.subject, found.date) == (Text("两项", "Both"), expected.date)
    assert expected.subject == Text(line_world().info.name_zh, line_world().info.name_en)


def test_all_else_that_a_scenario_does_holds_in_every_set() -> None:
    study = Study(line_world(), targets=["plan-door"])
    after = study.states_of(_scenario(_BOTH, _PARKING))[1]
    before = study.states_of(_scenario(_PARKING))[1]
    found = attribute(_scenario(_BOTH, _PARKING), targets=["plan-door"])
    (total,) = found.totals[found.totals["figure"] == "shortfall"].to_dict("records")
    none, both = study.judge([before, after]).shortfall[:, 0]
    assert (total["none"], total["all"]) == (none, both)
    plain = attribute(line_world(), ["*"], targets=["plan-door"], date=DAY).totals
    assert both != plain.set_index("figure").loc["shortfall", "all"]


def test_a_scenario_by_its_day_alone_orders_what_opens_till_then() -> None:
    day = _scenario(date="2026-12-31")
    found = stage_projects(
        dataclasses.replace(day, base="2022-12-31"), budget_100m_yuan=10, costs_100m_yuan=_COSTS
    )
    assert found.subject == Text("两项", "Both")
    assert set(found.order["project_id"]) | set(found.left_out["project_id"]) == {"road-north"}


def test_what_opens_nothing_has_to_name_projects() -> None:
    with pytest.raises(InputError, match="s opens no project"):
        attribute(_scenario(_PARKING))
    with pytest.raises(InputError, match="say which projects"):
        attribute(line_world())
    with pytest.raises(UnknownNameError, match="no-such"):
        attribute("no-such")
