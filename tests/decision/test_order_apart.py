"""Orders of projects in groups: between an order that is there and a bound lies the best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from transnet.base.units import FloatArray
from transnet.decision.build_order import best_order, complete_years
from transnet.decision.coalition_rule import members, subsets
from transnet.decision.order_apart import Group, OrdersApart


def _groups(draw: np.random.Generator, sizes: Sequence[int]) -> list[Group]:
    """Return groups whose projects help and hinder each other by pairs; one may need the first."""
    found, first = [], 0
    for size in sizes:
        inside = members(subsets(size), size).astype(np.float64)
        meet = np.triu(draw.normal(0.0, 5.0, (size, size)), 1)
        rate = inside @ draw.gamma(1.0, 10.0, size) + np.einsum("si,ij,sj->s", inside, meet, inside)
        allowed = np.ones(1 << size, dtype=np.bool_)
        if size > 1 and draw.random() < 0.5:
            allowed = (inside[:, 1] == 0) | (inside[:, 0] == 1)
        found.append(Group(tuple(range(first, first + size)), rate, allowed))
        first += size
    return found


def _whole(groups: Sequence[Group]) -> Group:
    """Return all groups as one, what they bring added up."""
    count = sum(len(each.positions) for each in groups)
    every = subsets(count)
    rate, allowed = np.zeros(1 << count), np.ones(1 << count, dtype=np.bool_)
    for each in groups:
        own = every >> each.positions[0] & (1 << len(each.positions)) - 1
        rate, allowed = rate + each.rate[own], allowed & each.allowed[own]
    return Group(tuple(range(count)), rate, allowed)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.integers(0, 10_000))
@settings(deadline=None)
def test_the_best_lies_between_the_order_and_the_bound(sizes: list[int], seed: int) -> None:
    draw = np.random.default_rng(seed)
    groups = _groups(draw, sizes)
    costs = draw.integers(0, 9, sum(sizes)).astype(np.float64)
    budget, horizon = np.array([1.0, 3.0]), float(draw.integers(1, 20))
    whole = _whole(groups)
    best = best_order(whole.rate, complete_years(costs, budget), whole.allowed, horizon)
    orders = OrdersApart(groups, costs, budget, horizon)
    order = orders.order()
    assert orders.may_be(order.order)
    near = 1e-7 * (1.0 + abs(best.total))
    assert order.total <= best.total + near
    assert best.total <= orders.bound(order.order) + near
    assert best.total <= orders.bound(()) + near  # at any prices
    assert orders.value(best.order).total == pytest.approx(best.total)


@pytest.mark.parametrize("seed", range(3))
def test_the_best_is_that_of_highs(seed: int) -> None:
    """Projects that have nothing to do with each other, by the month in which each begins."""
    draw = np.random.default_rng(seed)
    count, horizon = 6, 16
    costs, gains = draw.integers(1, 6, count), draw.integers(1, 20, count).astype(np.float64)
    groups = [Group((at,), np.array([0.0, gain]), np.ones(2, np.bool_))
              for at, gain in enumerate(gains.tolist())]  # fmt: skip
    whole = _whole(groups)
    money = costs.astype(np.float64)
    years = complete_years(money, np.array([1.0]))
    best = best_order(whole.rate, years, whole.allowed, float(horizon))
    assert best.total == pytest.approx(_by_highs(costs, gains, horizon))
    orders = OrdersApart(groups, money, np.array([1.0]), float(horizon))
    assert orders.order().total == pytest.approx(best.total, rel=0.02)


def _by_highs(costs: np.ndarray, gains: FloatArray, horizon: int) -> float:
    begins = [(at, t) for at in range(len(costs)) for t in range(horizon - costs[at] + 1)]
    worth = np.array([gains[at] * (horizon - t - costs[at]) for at, t in begins])
    once = np.array([[float(at == own) for own, _ in begins] for at in range(len(costs))])
    busy = np.array([[float(t <= now < t + costs[at]) for at, t in begins]
                     for now in range(horizon)])  # fmt: skip
    found = milp(
        -worth, integrality=np.ones(len(begins)), bounds=Bounds(0, 1),
        constraints=LinearConstraint(np.vstack([once, busy]), ub=1.0),
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return float(-found.fun)


@pytest.mark.parametrize("share", [0.5, 1.2])
def test_sixty_projects_are_ordered_to_one_per_cent(share: float) -> None:
    """Whether the budget pays for half of them within the horizon, or for all."""
    draw = np.random.default_rng(7)
    groups = _groups(draw, [1] * 40 + [2] * 4 + [3] * 4)
    costs = np.round(draw.lognormal(4.0, 1.1, 60), 2)
    orders = OrdersApart(groups, costs, np.array([costs.sum() * share / 15.0]), 15.0)
    found = orders.order()
    assert found.total <= orders.bound(found.order) <= 1.01 * found.total
