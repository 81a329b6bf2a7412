from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accessibility.worlds import BEDS, PEOPLE, TIMES, World, close, inf, worlds
from transnet.accessibility import decay, floating_catchment, spatial_availability
from transnet.base.errors import InputError

METHODS = ("e2sfca", "3sfca", "m2sfca", "bfca")


def test_two_steps_by_hand() -> None:
    """Within 20: A's beds serve A and B, 30 / 300; C's serve B and nobody in C, 10 / 200."""
    found = floating_catchment(TIMES, BEDS, PEOPLE, decay.binary(20))
    assert found.to_dict() == pytest.approx({"A": 0.1, "B": 0.15, "C": 0.05, "D": 0.1})


def test_other_methods_by_hand() -> None:
    """One place, two origins of 10 people, weights 1 and 1/2, 6 beds."""
    times = pd.DataFrame([[0.0], [20.0]], ["A", "B"], ["H"])
    beds, people = pd.Series({"H": 6}), pd.Series({"A": 10, "B": 10})
    expected = {
        "e2sfca": [6 / 15, 3 / 15],
        "m2sfca": [6 / 15, 1.5 / 15],
        "3sfca": [6 / 15, 3 / 15],  # the only place gets the whole share of both
        "bfca": [6 / 20 * 2 / 3, 6 / 20 / 3],
    }
    for method in METHODS:
        found = floating_catchment(times, beds, people, decay.linear(40), method)  # type: ignore[arg-type]
        assert close(found, expected[method]), method


def test_beds_that_nobody_else_wants() -> None:
    """C has no people; within 10 it alone reaches its beds: a first patient has them all."""
    found = floating_catchment(TIMES, BEDS, PEOPLE, decay.binary(10))
    assert found.to_dict() == {"A": 0.1, "B": 0.1, "C": inf, "D": 0.1}
    own = spatial_availability(TIMES, BEDS, PEOPLE, decay.binary(10))
    assert own.to_dict() == {"A": 10.0, "B": 20.0, "C": 0.0, "D": 5.0}


def _naive(world: World, weights: list[list[float]], method: str) -> list[float]:
    rows, columns = range(len(world.people)), range(len(world.jobs))

    def of_origin(i: int, j: int) -> float:
        return weights[i][j] / sum(weights[i]) if weights[i][j] else 0.0

    def of_place(i: int, j: int) -> float:
        return weights[i][j] / sum(weights[k][j] for k in rows) if weights[i][j] else 0.0

    asked = {
        "e2sfca": lambda i, j: weights[i][j],
        "m2sfca": lambda i, j: weights[i][j],
        "3sfca": lambda i, j: weights[i][j] * of_origin(i, j),
        "bfca": of_origin,
    }[method]
    granted = {
        "e2sfca": lambda i, j: weights[i][j],
        "m2sfca": lambda i, j: weights[i][j] ** 2,
        "3sfca": lambda i, j: weights[i][j] * of_origin(i, j),
        "bfca": of_place,
    }[method]
    access = []
    for i in rows:
        total = 0.0
        for j in columns:
            load = sum(world.people[k] * asked(k, j) for k in rows)
            if granted(i, j) and world.jobs[j]:
                total += world.jobs[j] / load * granted(i, j) if load else inf
        access.append(total)
    return access


@pytest.mark.parametrize("method", METHODS)
@given(world=worlds())
def test_methods_are_their_formulas(method: str, world: World) -> None:
    weights = [[max(0.0, 1 - cost / 50) for cost in costs] for costs in world.costs]
    found = floating_catchment(
        world.times,
        world.supply,
        world.residents,
        decay.linear(50),
        method,  # type: ignore[arg-type]
    )
    assert close(found, _naive(world, weights, method))


@given(worlds())
def test_what_is_shared_adds_up_to_what_there_is(world: World) -> None:
    """Access times demand is the supply that demand reaches."""
    found = floating_catchment(
        world.times, world.supply, world.residents, decay.binary(40), "2sfca"
    )
    shared = spatial_availability(world.times, world.supply, world.residents, decay.binary(40))
    lived_in = world.residents > 0
    reached = (world.times.loc[lived_in] <= 40).any(axis=0).to_numpy()
    total = float(world.supply.to_numpy() @ reached)
    assert float((found * world.residents)[lived_in].sum()) == pytest.approx(total)
    assert float(shared.sum()) == pytest.approx(total)
    assert (shared[~lived_in] == 0).all()


@given(worlds(), st.floats(0.5, 2))
def test_availability_is_its_formula(world: World, alpha: float) -> None:
    weights = np.exp(-0.1 * np.array(world.costs, dtype=float))
    crowd = np.array([count**alpha if count else 0.0 for count in world.people])
    expected = [0.0] * len(world.people)
    for j, jobs in enumerate(world.jobs):
        pull = crowd * weights[:, j]
        if pull.sum() > 0:
            expected = [e + jobs * p / pull.sum() for e, p in zip(expected, pull, strict=True)]
    found = spatial_availability(
        world.times, world.supply, world.residents, decay.exponential(0.1), alpha
    )
    assert close(found, expected)


def test_settings_that_cannot_be_used() -> None:
    with pytest.raises(InputError, match=r"decay\.binary"):
        floating_catchment(TIMES, BEDS, PEOPLE, decay.linear(30))
    with pytest.raises(InputError, match="one of 2sfca"):
        floating_catchment(TIMES, BEDS, PEOPLE, decay.linear(30), "4sfca")  # type: ignore[arg-type]
