from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.accessibility.worlds import PEOPLE, TIMES, World, close, inf, worlds
from transnet.accessibility import (
    closeness,
    daily_accessibility,
    economic_potential,
    relative_efficiency,
    weighted_average_time,
)
from transnet.base.errors import InputError

MAINLAND = list("ABC")
NEAR, MASS = TIMES.loc[MAINLAND, MAINLAND], pd.Series({"A": 100, "B": 200, "C": 50})


def test_by_hand() -> None:
    assert weighted_average_time(NEAR, MASS).to_list() == [
        (10 * 200 + 30 * 50) / 250,
        (10 * 100 + 20 * 50) / 150,
        (30 * 100 + 20 * 200) / 300,
    ]
    assert weighted_average_time(NEAR, MASS, own=4)["A"] == (4 * 100 + 2000 + 1500) / 350
    assert economic_potential(NEAR, MASS)["A"] == pytest.approx(200 / 10 + 50 / 30)
    assert economic_potential(NEAR, MASS, 2, own=5)["A"] == pytest.approx(4 + 2 + 50 / 900)
    assert daily_accessibility(NEAR, MASS, 20).to_list() == [300.0, 350.0, 250.0]
    assert daily_accessibility(NEAR, MASS, 20, own=None).to_list() == [200.0, 150.0, 200.0]
    assert closeness(NEAR).to_list() == pytest.approx([2 / 40, 2 / 30, 2 / 50])
    harmonic = [(1 / 10 + 1 / 30) / 2, (1 / 10 + 1 / 20) / 2, (1 / 30 + 1 / 20) / 2]
    assert closeness(NEAR, "harmonic").to_list() == pytest.approx(harmonic)
    ideal = NEAR / 2
    ideal.loc["A", "C"] = 30
    assert relative_efficiency(NEAR, ideal, MASS)["A"] == (2 * 200 + 1 * 50) / 250


def test_an_island_is_endlessly_far_not_near() -> None:
    assert weighted_average_time(TIMES, PEOPLE).to_list() == [inf] * 4
    assert economic_potential(TIMES, PEOPLE)["D"] == 0.0
    assert daily_accessibility(TIMES, PEOPLE)["D"] == 50.0
    assert closeness(TIMES).to_list() == [0.0] * 4
    assert closeness(TIMES, "harmonic")["D"] == 0.0
    ideal = pd.DataFrame(1.0, TIMES.index, TIMES.columns)
    assert relative_efficiency(TIMES, ideal, PEOPLE)["A"] == inf


def test_an_island_without_mass_does_not_matter() -> None:
    assert weighted_average_time(TIMES, PEOPLE.mask(PEOPLE.index == "D", 0))["A"] == 10.0


def test_a_single_zone_has_no_others() -> None:
    alone, mass = TIMES.loc[["A"], ["A"]], pd.Series({"A": 1})
    assert np.isnan(weighted_average_time(alone, mass)["A"])
    assert np.isnan(closeness(alone)["A"])
    assert weighted_average_time(alone, mass, own=4)["A"] == 4.0


@given(worlds(least_cost=1))
def test_they_are_their_formulas(world: World) -> None:
    total = sum(world.jobs)
    mean, potential = [], []
    for costs in world.costs:
        pairs = [(jobs, cost) for jobs, cost in zip(world.jobs, costs, strict=True) if jobs]
        mean.append(sum(j * c for j, c in pairs) / total if total else np.nan)
        potential.append(sum(j / c**1.5 for j, c in pairs))
    assert close(weighted_average_time(world.times, world.supply), mean)
    assert close(economic_potential(world.times, world.supply, 1.5), potential)


@given(worlds(least_cost=1))
def test_a_perfect_network_has_an_efficiency_of_one(world: World) -> None:
    times = world.times.replace(inf, 90.0)
    found = relative_efficiency(times, times, world.supply)
    assert found.isna().all() if sum(world.jobs) == 0 else close(found, [1.0] * len(found))


def test_what_cannot_be_measured() -> None:
    with pytest.raises(InputError, match="at a cost of 0"):
        economic_potential(NEAR, MASS, own=0)
    with pytest.raises(InputError, match="nearer than near"):
        closeness(pd.DataFrame([[0.0, 0.0], [1.0, 0.0]], list("AB"), list("AB")))
    with pytest.raises(InputError, match="'A to C' has no ideal cost"):
        relative_efficiency(NEAR, NEAR.drop(columns="C"), MASS)
