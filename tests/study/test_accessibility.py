"""Every measure on a result: the same as the plain function on each state's travel times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet import accessibility as plain
from transnet.accessibility import decay
from transnet.base.errors import InputError
from transnet.scenario.file import Scenario
from transnet.study.accessibility import Accessibility
from transnet.study.measure_change import MeasureChange
from transnet.study.run import run

WORLD = line_world()
RESULT = run(
    Scenario.from_dict({"id": "s", "edit": [{"action": "open", "project": "rail-direct"}]}),
    network=WORLD,
)
ACCESS = RESULT.accessibility
COUNTIES = ["P1", "P2", "P3"]
PEOPLE = pd.Series({"P1": 600_000.0, "P2": 200_000.0, "P3": 300_000.0})
MASS = pd.Series({"P1": 600_000.0, "P2": 200_000.0, "P3": 300_000.0, "X1": 5_000_000.0})
NEAR = decay.exponential(0.02)


def _costs(state: str) -> pd.DataFrame:
    matrix = plain.cost_matrix(getattr(RESULT, state).travel_times)
    return matrix.loc[COUNTIES, list(MASS.index)]


METHODS: dict[str, tuple[Callable[[Accessibility], MeasureChange], Callable[[Any], Any]]] = {
    "cumulative": (lambda a: a.cumulative(90), lambda c: plain.cumulative(c, MASS, 90)),
    "cumulative_interval": (
        lambda a: a.cumulative_interval((30, 90, 30)),
        lambda c: plain.cumulative_interval(c, MASS, (30, 90, 30)),
    ),
    "gravity": (lambda a: a.gravity(NEAR), lambda c: plain.gravity(c, MASS, NEAR)),
    "cost_to_nth": (lambda a: a.cost_to_nth(1e6), lambda c: plain.cost_to_nth(c, MASS, 1e6)),
    "balancing_cost": (
        lambda a: a.balancing_cost(),
        lambda c: plain.balancing_cost(c, MASS, PEOPLE),
    ),
    "floating_catchment": (
        lambda a: a.floating_catchment(NEAR, "e2sfca"),
        lambda c: plain.floating_catchment(c, MASS, PEOPLE, NEAR, "e2sfca"),
    ),
    "spatial_availability": (
        lambda a: a.spatial_availability(NEAR),
        lambda c: plain.spatial_availability(c, MASS, PEOPLE, NEAR),
    ),
    "rational_access": (
        lambda a: a.rational_access(60),
        lambda c: plain.rational_access(c, MASS, PEOPLE, 60).cost,
    ),
    "weighted_average_time": (
        lambda a: a.weighted_average_time(),
        lambda c: plain.weighted_average_time(c, MASS),
    ),
    "economic_potential": (
        lambda a: a.economic_potential(2.0),
        lambda c: plain.economic_potential(c, MASS, 2.0),
    ),
    "daily_accessibility": (
        lambda a: a.daily_accessibility(100),
        lambda c: plain.daily_accessibility(c, MASS, 100),
    ),
    "relative_efficiency": (
        lambda a: a.relative_efficiency(_costs("after")),
        lambda c: plain.relative_efficiency(c, _costs("after"), MASS),
    ),
    "closeness": (lambda a: a.closeness("harmonic"), lambda c: plain.closeness(c, "harmonic")),
    "effective_density": (
        lambda a: a.effective_density(own=10),
        lambda c: plain.effective_density(c, MASS, own=10),
    ),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_the_function_of_its_name_in_both_states(name: str) -> None:
    method, function = METHODS[name]
    change = method(ACCESS)
    assert change.name == name
    for state in ("before", "after"):
        expected = function(_costs(state))
        assert change.table[state].to_dict() == pytest.approx(expected.to_dict())
    gain = change.table["change"] * (1 if change.better == "more" else -1)
    assert change.table.loc[gain > 0, "outcome"].isin(["wins", "same"]).all()
    assert change.table.loc[gain < 0, "outcome"].isin(["loses", "same"]).all()


def test_every_plain_measure_of_costs_has_its_method() -> None:
    measures = {*METHODS, "logsum_cost", "productivity_gain"}
    equity = {"gini", "theil", "palma_ratio", "poverty", "concentration_index", "lorenz_curve"}
    equity |= {"coefficient_of_variation", "winners_and_losers", "spill_over"}
    assert all(hasattr(Accessibility, name) for name in measures)
    assert all(hasattr(MeasureChange, name) for name in equity)
    # What is left prepares costs, compares scenarios, or holds constants and types.
    rest = {"cost_matrix", "decay", "for_each", "frontier", "zone_changes", "SECTORS"}
    rest |= {"RationalAccess", "RoutedNetwork", "Theil", "route_places"}
    named = {name for name in plain.__all__ if "network" not in name}
    assert named - measures - equity - rest == set()


def test_passive_counts_who_reaches_the_county() -> None:
    times = plain.cost_matrix(RESULT.after.travel_times).loc[list(MASS.index), COUNTIES]
    expected = plain.cumulative(times, MASS, 90, active=False)
    assert ACCESS.cumulative(90, active=False).table["after"].to_dict() == expected.to_dict()


def test_own_opportunities_name_the_destinations() -> None:
    found = ACCESS.cumulative(90, pd.Series({"P3": 7.0})).table
    times = RESULT.after.travel_times.set_index(["from_id", "to_id"])["travel_min"]
    by_hand = {county: 7.0 * (times[county, "P3"] <= 90) for county in COUNTIES}
    assert found["after"].to_dict() == by_hand
    with pytest.raises(InputError, match="no costs"):
        ACCESS.cumulative(90, pd.Series({"nowhere": 1.0}))


def test_indices_are_those_of_each_state() -> None:
    change = ACCESS.economic_potential()
    for state in ("before", "after"):
        values = change.table[state]
        assert change.gini()[state] == plain.gini(values, PEOPLE)
        assert change.poverty(60_000)[state].to_list() == list(plain.poverty(values, PEOPLE, 6e4))
        assert change.palma_ratio(PEOPLE)[state] == pytest.approx(
            plain.palma_ratio(values, PEOPLE, PEOPLE), nan_ok=True
        )
        assert change.concentration_index(PEOPLE)[state] == plain.concentration_index(
            values, PEOPLE, PEOPLE
        )
        cities = pd.Series({"P1": "C1", "P2": "C1", "P3": "C2"})
        parts = plain.theil(values, PEOPLE, cities)
        assert change.theil()[state].to_list() == [parts.total, parts.between, parts.within]
    assert change.coefficient_of_variation()["change"] != 0
    assert set(change.lorenz_curve()["state"]) == {"before", "after"}
    outside = change.spill_over(["P1"]).loc["outside"]
    assert outside["people"] == 500_000
    assert change.winners_and_losers("city")["people_same"].sum() >= 0


def test_other_means_and_costs_of_ones_own() -> None:
    drive = ACCESS.with_settings(using="drive").weighted_average_time().table
    assert (drive["change"] == 0).all()
    doubled = ACCESS.with_costs(*(2.0 * costs for costs in ACCESS.costs))
    once, twice = (each.weighted_average_time().table for each in (ACCESS, doubled))
    assert (2.0 * once["after"]).to_dict() == pytest.approx(twice["after"].to_dict())
    assert np.isfinite(ACCESS.productivity_gain(0.05, own=10)).all()


def test_a_logsum_is_as_long_as_one_where_all_are_alike() -> None:
    """Named twice, a means counts once; with a better one beside it no trip takes longer."""
    alike = ACCESS.logsum_cost(["drive", "drive"], 0.05).weighted_average_time().table
    alone = ACCESS.with_settings(using="drive").weighted_average_time().table
    assert alike["after"].to_dict() == pytest.approx(alone["after"].to_dict())
    both = ACCESS.logsum_cost(["drive", "best"], 0.05).weighted_average_time().table
    assert (both["after"] <= alone["after"] + 1e-9).all()


def test_a_mass_without_figures_is_told() -> None:
    places = WORLD["places"].assign(gdp_100m_yuan=[900.0, 50.0, 200.0, np.nan])
    result = run(Scenario.from_dict({"id": "s"}), network=WORLD.replace_table("places", places))
    access = result.accessibility.with_settings(mass="gdp")
    assert access.mass.to_dict() == {"P1": 900.0, "P2": 50.0, "P3": 200.0}
    assert access.left_out[["place_id", "reason"]].to_numpy().tolist() == [["X1", "no_figure"]]


def test_a_plain_single_county() -> None:
    """One county alone: nothing to reach outside it but X1, and nothing uneven."""
    only = ACCESS.cumulative(1e4, pd.Series({"X1": 1.0}))
    assert only.gini()["after"] == pytest.approx(0, abs=1e-12)
    assert only.theil("belt")["after"].to_list() == pytest.approx([0, 0, 0], abs=1e-12)
