from __future__ import annotations

from math import ceil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accessibility.worlds import BEDS, PEOPLE, TIMES, TOWNS, World, close, inf, worlds
from transnet.accessibility import (
    balancing_cost,
    cost_to_nth,
    cumulative,
    cumulative_interval,
    decay,
    gravity,
    inputs,
)
from transnet.base.errors import InputError


def test_hand_world() -> None:
    assert cumulative(TIMES, BEDS, 20).to_list() == [30.0, 40.0, 10.0, 5.0]
    assert cumulative(TIMES, BEDS, 3).to_list() == [0.0] * 4
    assert gravity(TIMES, BEDS, decay.power(1)).to_list() == [
        pytest.approx(30 / 4 + 10 / 30),
        pytest.approx(30 / 10 + 10 / 20),
        pytest.approx(30 / 30 + 10 / 4),
        5 / 4,
    ]
    assert cost_to_nth(TIMES, BEDS, 31).to_list() == [30.0, 20.0, 30.0, inf]
    assert balancing_cost(TIMES, BEDS * 4, PEOPLE).to_list() == [4.0, inf, 0.0, inf]
    assert cumulative_interval(TIMES, BEDS, (10, 30, 10)).to_list() == [
        pytest.approx((30 + 30 + 40) / 3),
        pytest.approx((30 + 40 + 40) / 3),
        pytest.approx((10 + 10 + 40) / 3),
        5.0,
    ]
    medians = cumulative_interval(TIMES, BEDS, (10, 30, 10), "median")
    assert medians.to_list() == [30.0, 40.0, 10.0, 5.0]


def test_passive_looks_from_the_destination() -> None:
    one_way = pd.DataFrame([[10.0]], ["A"], ["B"])
    assert cumulative(one_way, pd.Series({"B": 3}), 30).to_dict() == {"A": 3.0}
    assert cumulative(one_way, pd.Series({"A": 7}), 30, active=False).to_dict() == {"B": 7.0}
    assert cost_to_nth(one_way, pd.Series({"A": 7}), active=False).to_dict() == {"B": 10.0}


@given(worlds(), st.integers(0, 70))
def test_powers_of_two_tell_exactly_who_is_reached(world: World, cutoff: int) -> None:
    powers = pd.Series([2**at for at in range(len(world.jobs))], world.destinations)
    found = cumulative(world.times, powers, cutoff)
    for origin, costs in zip(world.origins, world.costs, strict=True):
        bits = int(found[origin])
        reached = [bool(bits >> at & 1) for at in range(len(world.jobs))]
        assert reached == [cost <= cutoff for cost in costs]


@given(worlds(), st.floats(0.01, 1))
def test_gravity_is_the_sum_of_its_definition(world: World, rate: float) -> None:
    expected = [
        sum(jobs * np.exp(-rate * cost) for jobs, cost in zip(world.jobs, costs, strict=True))
        for costs in world.costs
    ]
    found = gravity(world.times, world.supply, decay.exponential(rate))
    assert close(found, expected)
    transposed = gravity(world.times.T, world.supply, decay.exponential(rate), active=False)
    assert close(transposed, expected)


@given(worlds(), st.integers(1, 60))
def test_dual_is_the_least_cutoff_with_enough(world: World, count: int) -> None:
    found = cost_to_nth(world.times, world.supply, count)
    for origin, costs in zip(world.origins, world.costs, strict=True):
        enough = [
            limit
            for limit in sorted(set(costs) - {inf})
            if sum(j for j, c in zip(world.jobs, costs, strict=True) if c <= limit) >= count
        ]
        assert found[origin] == (enough[0] if enough else inf)


@given(worlds())
def test_balancing_is_the_dual_of_as_many_as_people(world: World) -> None:
    found = balancing_cost(world.times, world.supply, world.residents, step=7)
    for row, origin in enumerate(world.origins):
        count = world.people[row]
        one = world.times.iloc[[row]]
        least = cost_to_nth(one, world.supply, count).iloc[0] if count else 0.0
        assert found[origin] == (ceil(least / 7) * 7 if least < inf else inf)


@given(worlds(), st.sampled_from(["mean", "median"]))
def test_interval_summarises_cutoffs(world: World, summary: str) -> None:
    every = [cumulative(world.times, world.supply, cutoff) for cutoff in (10, 25, 40)]
    table = pd.concat(every, axis=1)
    expected = table.mean(axis=1) if summary == "mean" else table.median(axis=1)
    found = cumulative_interval(world.times, world.supply, (10, 40, 15), summary)  # type: ignore[arg-type]
    assert close(found, expected.to_list())


def test_blocks_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gravity(TIMES, BEDS, decay.linear(40)), cost_to_nth(TIMES, BEDS, 31)
    monkeypatch.setattr(inputs, "_BLOCK_CELLS", 1)
    parts = gravity(TIMES, BEDS, decay.linear(40)), cost_to_nth(TIMES, BEDS, 31)
    assert [one.to_list() for one in parts] == [one.to_list() for one in whole]


def test_nothing_anywhere_is_reached_never() -> None:
    none = pd.Series(0, TOWNS)
    assert cumulative(TIMES, none, 60).to_list() == [0.0] * 4
    assert cost_to_nth(TIMES, none).to_list() == [inf] * 4
    assert balancing_cost(TIMES, none, PEOPLE).to_list() == [inf, inf, 0.0, inf]


def test_settings_that_cannot_be_used() -> None:
    with pytest.raises(InputError, match="must rise"):
        cumulative_interval(TIMES, BEDS, (30, 20, 1))
    with pytest.raises(InputError, match="mean, median"):
        cumulative_interval(TIMES, BEDS, (10, 20, 1), "mode")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="count"):
        cost_to_nth(TIMES, BEDS, 0)
    with pytest.raises(InputError, match="cutoff"):
        cumulative(TIMES, BEDS, -1)
