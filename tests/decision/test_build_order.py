"""Orders of building, held against all of them written out."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.decision.build_order import (
    best_order,
    cheapest_meeting,
    complete_years,
    years_to_pay,
)
from transnet.decision.order_apart import Group, OrdersApart


def test_money_comes_in_by_the_year() -> None:
    budget = np.array([10.0, 0.0, 20.0])
    money = np.array([0.0, 5.0, 10.0, 11.0, 30.0, 50.0])
    assert years_to_pay(money, budget).tolist() == [0.0, 0.5, 1.0, 2.05, 3.0, 4.0]
    assert years_to_pay(np.array([1.0, 3.0]), np.array([2.0, 0.0])).tolist() == [0.5, np.inf]


def test_of_projects_that_do_not_meet_the_best_ratio_goes_first() -> None:
    """Smith's rule: most benefit for its cost first."""
    costs, benefits = np.array([4.0, 1.0, 2.0]), np.array([4.0, 3.0, 4.0])
    rate = np.array([sum(benefits[i] for i in range(3) if s >> i & 1) for s in range(8)])
    years = complete_years(costs, np.array([1.0]))
    found = best_order(rate, years, np.ones(8, dtype=np.bool_), 20.0)
    assert found.order == (1, 2, 0)
    assert found.opens_years == (1.0, 3.0, 7.0)
    assert found.total == 3.0 * 19.0 + 4.0 * 17.0 + 4.0 * 13.0


@given(st.integers(1, 5), st.integers(0, 10_000))
@settings(max_examples=40)
def test_no_order_brings_more(projects: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    rate = draw.integers(-3, 20, 1 << projects).astype(np.float64)
    costs, budget = draw.integers(0, 6, projects).astype(np.float64), np.array([1.0, 2.0])
    years = complete_years(costs, budget)
    allowed = draw.random(1 << projects) < 0.8
    allowed[0] = True
    horizon = float(draw.integers(1, 12))
    found = best_order(rate, years, allowed, horizon)
    orders = OrdersApart([Group(tuple(range(projects)), rate, allowed)], costs, budget, horizon)
    assert orders.value(found.order).total == pytest.approx(found.total - rate[0] * horizon)
    assert orders.value(found.order).opens_years == found.opens_years
    best = -np.inf
    for count in range(projects + 1):
        for order in permutations(range(projects), count):
            reached = np.cumsum([0, *(1 << each for each in order)])
            if allowed[reached].all() and years[reached[-1]] <= horizon:
                best = max(best, orders.value(order).total + rate[0] * horizon)
    assert found.total == pytest.approx(best)


def test_orders_that_bring_the_same_put_the_first_project_first() -> None:
    rate = np.array([0.0, 1.0, 1.0, 2.0])
    years = complete_years(np.array([1.0, 1.0]), np.array([1.0]))
    assert best_order(rate, years, np.ones(4, dtype=np.bool_), 9.0).order == (0, 1)


def test_the_sets_that_meet_first() -> None:
    years = complete_years(np.array([3.0, 1.0, 2.0]), np.array([1.0]))
    met = np.array([False, True, False, True, False, True, True, True])
    every = np.ones(8, dtype=np.bool_)
    assert cheapest_meeting(met, years, every).tolist() == [1, 6]
    assert cheapest_meeting(~every, years, every).tolist() == []
