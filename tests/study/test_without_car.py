"""Those with a car and those without one: sums by hand, and what a line does for the latter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run
from transnet.study.without_car import WithoutCar

WORLD = line_world("2024-12-31")
DIRECT = {"action": "open", "project": "rail-direct"}
CLOSE = {"action": "close", "line": "L1"}


def _run(*edits: dict[str, Any], **access: Any) -> Result:
    values = {"id": "s", "edit": list(edits), "accessibility": access}
    return run(Scenario.from_dict(values), network=WORLD)


def _row(found: WithoutCar, measure: str, *, with_car: bool) -> dict[str, Any]:
    table = found.measures
    (row,) = table[(table["measure"] == measure) & (table["with_car"] == with_car)].to_dict(
        "records"
    )
    return {str(key): value for key, value in row.items()}


def test_those_with_a_car_are_those_of_the_result() -> None:
    result = _run(DIRECT)
    near = result.counties["people_within_60_after"].sum()
    row = _row(result.without_car, "core_hour", with_car=True)
    assert row["after"] == pytest.approx(near)
    assert row["people_win"] == pytest.approx(result.counties["people_within_60_change"].sum())
    sums = result.gains.row("potential")
    assert _row(result.without_car, "potential", with_car=True)["after"] == sums["after"]


@pytest.mark.parametrize("edit", [DIRECT, CLOSE])
def test_nobody_without_a_car_has_more_than_with_one(edit: dict[str, Any]) -> None:
    table = _run(edit).without_car.measures
    for state in ("before", "after"):
        values = table.pivot_table(index="measure", columns="with_car", values=state)
        assert (values[False] <= values[True] + 1e-6).all()


def test_people_without_a_car_leave_home_slower() -> None:
    """5 km/h in place of 30 in town and 40 elsewhere: discs are 6 and 8 times as wide."""
    people = _run().after.judged_on.people
    slower = people.without_car(WORLD, 5.0).spread_min / people.spread_min
    assert slower[people.in_town] == pytest.approx(6.0)
    assert slower[~people.in_town] == pytest.approx(8.0)


def test_trips_are_the_models_own_without_a_car() -> None:
    result = _run(CLOSE)
    trips = result.without_car.trips.set_index(["from_id", "to_id"])
    for name, state in (("before", result.before), ("after", result.after)):
        times = state.model.travel_times(using="carfree").set_index(["from_id", "to_id"])
        both = times.loc[trips.index, "travel_min"]
        np.testing.assert_array_equal(trips[f"{name}_min"], both)
    assert np.isinf(trips.loc[("P1", "P3"), "after_min"])


def test_a_scenario_without_a_car_is_held_against_the_best_means() -> None:
    found = _run(DIRECT, using="carfree", measures=["watt"]).without_car
    assert set(found.measures["measure"]) == {"core_hour", "seat_hour", "potential"}
    best = _row(_run(DIRECT).without_car, "potential", with_car=True)
    assert _row(found, "potential", with_car=True) == best
