"""Lean and full service plans of a line: which a scenario takes, and what the other would do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.decision.sensitivity import SERVICE_PLAN, sensitivity
from transnet.model.network import Network
from transnet.scenario.edits import apply_edits
from transnet.scenario.file import Scenario
from transnet.scenario.service_plans import service_plans
from transnet.study.run import run

LINE, FULL = "rail-direct", "rail-direct-full"


def two_plans() -> Network:
    """The line world with a fuller plan of its direct line: as many trains again each way."""
    world = line_world("2024-12-31")
    projects, services, stops = world["projects"], world["services"], world["stops"]
    own = projects[projects["project_id"] == LINE].assign(
        project_id=FULL, requires=LINE, service_plan_of=LINE
    )
    more = services[services["project"] == LINE].assign(
        project=FULL, service_id=["E7", "E8"], opened=pd.NaT
    )
    calls = stops[stops["service_id"].isin(["E5", "E6"])]
    calls = calls.assign(service_id=calls["service_id"].map({"E5": "E7", "E6": "E8"}))
    for name, rows in (("projects", own), ("services", more), ("stops", calls)):
        table = world[name]
        both = pd.concat([table, rows.astype(table.dtypes.to_dict())], ignore_index=True)
        world = world.replace_table(name, both)
    return world


def _scenario(*projects: str) -> Scenario:
    edits: list[dict[str, Any]] = [{"action": "open", "project": each} for each in projects]
    return Scenario.from_dict({"id": "s", "date": "2024-12-31", "edit": edits})


def _after(*projects: str) -> float:
    """Minutes from P1 to P3 with some projects open."""
    times = run(_scenario(*projects), network=two_plans()).travel_times
    row = times[(times["from_id"] == "P1") & (times["to_id"] == "P3")]
    return float(row["after_min"].iloc[0])


@pytest.mark.parametrize(
    ("projects", "plan"), [((LINE,), "lean"), ((LINE, FULL), "full"), ((FULL,), "full")]
)
def test_either_plan_is_timed_whichever_the_scenario_takes(
    projects: tuple[str, ...], plan: str
) -> None:
    found = run(_scenario(*projects), network=two_plans()).sensitivity
    assert found.plans is not None
    assert found.plans.plan == plan
    row = found.journeys.set_index(["from_id", "to_id"]).loc[("P1", "P3")]
    assert (row["lean_min"], row["full_min"]) == (_after(LINE), _after(LINE, FULL))
    assert row["full_min"] < row["lean_min"]
    assert row["after_min"] == row[f"{plan}_min"]
    assert SERVICE_PLAN in found.varied


def test_a_line_that_does_not_open_has_no_plans_to_choose_from() -> None:
    found = run(_scenario(), network=two_plans()).sensitivity
    assert found.plans is None
    assert SERVICE_PLAN not in found.varied
    assert found.journeys[["lean_min", "full_min"]].isna().all(axis=None)


def test_a_line_of_one_plan_has_none_to_choose_from() -> None:
    world = line_world("2024-12-31")
    found = run(_scenario(LINE), network=world).sensitivity
    assert found.plans is None


def test_a_verdict_that_turns_between_plans_is_fragile() -> None:
    """A limit between the lean plan's minutes and the full one's."""
    limit = (_after(LINE) + _after(LINE, FULL)) / 2
    world = two_plans()
    targets = world["targets"][world["targets"]["target_id"] == "plan-door"]
    world = world.replace_table("targets", targets.assign(within_min=limit, schedule_delay=False))
    found = sensitivity(_scenario(LINE), network=world, alone=False)
    (row,) = found.table.to_dict("records")
    assert row["fragile"]
    assert SERVICE_PLAN in row["turned_by"].split(";")


def test_cancelled_plans_are_none() -> None:
    world = two_plans()
    projects = world["projects"]
    gone = projects["status"].mask(projects["project_id"] == FULL, "cancelled")
    world = world.replace_table("projects", projects.assign(status=gone))
    result = run(_scenario(LINE), network=world)
    assert service_plans(result.before.model.network, result.after.model.network) is None


def test_a_scenario_that_opens_a_rival_of_the_fuller_plan_has_chosen_another() -> None:
    world = two_plans()
    projects = world["projects"]
    rival = projects[projects["project_id"] == FULL].assign(
        project_id="moved", service_plan_of="", conflicts=FULL
    )
    both = pd.concat([projects, rival], ignore_index=True)
    both["conflicts"] = both["conflicts"].where(both["project_id"] != FULL, "moved")
    world = world.replace_table("projects", both)
    alone, chosen = (
        apply_edits(world, _scenario(*names).edits) for names in ((LINE,), (LINE, "moved"))
    )
    plans = service_plans(alone.before, alone.after)
    assert plans is not None
    assert plans.left_out == (FULL,)
    assert service_plans(chosen.before, chosen.after) is None
