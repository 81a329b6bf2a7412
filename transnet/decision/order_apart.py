"""The order of building of many projects that fall into groups without effect on each other.

What groups bring adds up, and they share one budget. An order is found by most gain for its cost,
chunk by chunk, and mended project by project; how far it can be from the best is told by prices.
Give money a price that falls with time, and each group its own best plan at these prices: what all
groups then make, and what the budget is worth, no order exceeds (Lagrangian relaxation of the
budget: Geoffrion 1974; Fisher 1981). At the prices by which the found order goes the two meet but
for what the horizon cuts off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.build_order import BuildOrder, years_to_pay
from transnet.decision.coalition_rule import members, sizes, subsets
from transnet.model.network import BoolArray

_CELLS = 1 << 22
"""Sets of a group times steps of money at which its plans are valued: 32 MB."""
_MOST_STEPS, _SWEEPS = 4096, 20
_PRICED = 1 << 16
_NEAR = 1e-9
_Left = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class Group:
    """Projects that have to do with each other, and with no others.

    positions  of the projects among all
    rate       float64[2^k], what each set brings in a year; bit i stands for the i-th position
    allowed    bool[2^k], sets that may be open
    """

    positions: tuple[int, ...]
    rate: FloatArray
    allowed: BoolArray


class OrdersApart:
    """Orders of building of projects in groups.

    groups  of all projects, each in one
    costs   float64[n]
    budget_per_year  as `years_to_pay` takes it
    horizon_years    as `best_order` takes it
    """

    def __init__(
        self,
        groups: Sequence[Group],
        costs: FloatArray,
        budget_per_year: FloatArray,
        horizon_years: float,
    ) -> None:
        self._groups, self._costs = list(groups), costs
        self._budget, self._horizon = budget_per_year, horizon_years
        self._of = {
            project: (group, 1 << at)
            for group, each in enumerate(self._groups)
            for at, project in enumerate(each.positions)
        }
        self._set_costs = [
            members(subsets(len(each.positions)), len(each.positions)) @ costs[list(each.positions)]
            for each in self._groups
        ]

    def order(self) -> BuildOrder:
        """Return an order that no change of one project's place makes better."""
        return self.value(self._mended(self._by_chunks()))

    def value(self, order: Sequence[int], steps: Sequence[float] | FloatArray = ()) -> BuildOrder:
        """Return what an order brings, and when its projects open.

        steps  what each of its projects adds; none where the groups say it
        """
        spent = np.cumsum(self._costs[list(order)])
        opens = years_to_pay(spent, self._budget)
        return BuildOrder(tuple(order), tuple(opens.tolist()), self._total(order, steps))

    def steps(self, order: Sequence[int]) -> list[float]:
        """Return what each project of an order adds a year when it opens."""
        now, found = [0] * len(self._groups), []
        for project in order:
            group, bit = self._of[project]
            rate = self._groups[group].rate
            found.append(float(rate[now[group] | bit] - rate[now[group]]))
            now[group] |= bit
        return found

    def may_be(self, order: Sequence[int]) -> bool:
        """Whether each project opens as soon as it may."""
        now = [0] * len(self._groups)
        for project in order:
            group, bit = self._of[project]
            now[group] |= bit
            if not self._groups[group].allowed[now[group]]:
                return False
        return True

    def _total(self, order: Sequence[int], steps: Sequence[float] | FloatArray = ()) -> float:
        spent = np.cumsum(self._costs[list(order)])
        adds = np.asarray(steps if len(steps) else self.steps(order))
        return float(adds @ self._left(spent)) if len(spent) else 0.0

    def _left(self, money: FloatArray) -> FloatArray:
        """Return the years of the horizon that are left when sums are spent."""
        left: FloatArray = np.maximum(self._horizon - years_to_pay(money, self._budget), 0.0)
        return left

    @cached_property
    def _money(self) -> float:
        """What the budget comes to within the horizon, and no more than all projects cost."""
        budget = np.asarray(self._budget, dtype=np.float64)
        years = np.minimum(np.maximum(self._horizon - np.arange(len(budget)), 0.0), 1.0)
        beyond = max(self._horizon - len(budget), 0.0) * budget[-1]
        return max(min(float(budget @ years + beyond), float(self._costs.sum())), _NEAR)

    def _by_chunks(self) -> list[int]:
        """Return projects by most gain for cost, several at once where they help each other."""
        now, order = [0] * len(self._groups), list[int]()
        while True:
            chunks = [self._best_chunk(at, now[at]) for at in range(len(self._groups))]
            at = max(range(len(chunks)), key=lambda each: chunks[each][0])
            ratio, chosen = chunks[at]
            if not ratio > 0.0:
                return order
            order += self._inside(at, now[at], chosen)
            now[at] = chosen

    def _best_chunk(self, group: int, now: int) -> tuple[float, int]:
        """Return the most gain for cost that a group may add to a set, and the set it then is."""
        own, costs = self._groups[group], self._set_costs[group]
        every = subsets(len(own.positions))
        more = np.flatnonzero(own.allowed & (every & now == now) & (every != now))
        gain = own.rate[more] - own.rate[now]
        more, gain = more[gain > 0.0], gain[gain > 0.0]
        if not len(more):
            return 0.0, now
        with np.errstate(divide="ignore"):
            ratio = gain / (costs[more] - costs[now])
        best = int(np.lexsort((sizes(more), -ratio))[0])
        return float(ratio[best]), int(more[best])

    def _inside(self, group: int, now: int, then: int) -> list[int]:
        """Return the projects of a chunk, each as soon as it may open, most gain for cost first."""
        own, found = self._groups[group], list[int]()
        while now != then:
            bits = [
                bit for bit in (1 << at for at in range(len(own.positions)))
                if then & ~now & bit and own.allowed[now | bit]
            ]  # fmt: skip
            gains = {bit: float(own.rate[now | bit] - own.rate[now]) for bit in bits}
            costs = {bit: self._costs[own.positions[bit.bit_length() - 1]] for bit in bits}
            bit = max(bits, key=lambda each: gains[each] / max(costs[each], _NEAR))
            found.append(own.positions[bit.bit_length() - 1])
            now |= bit
        return found

    def _mended(self, order: list[int]) -> list[int]:
        """Return an order in which no project left out, put in or put elsewhere brings more."""
        best = self._total(order)
        for _ in range(_SWEEPS):
            before = best
            for project in range(len(self._costs)):
                rest = [each for each in order if each != project]
                tried = [rest, *([*rest[:at], project, *rest[at:]] for at in range(len(rest) + 1))]
                for other in tried:
                    total = self._total(other)
                    if total > best + _NEAR * abs(best) and self.may_be(other):
                        order, best = other, total
            if not best > before:
                break
        return order

    def bound(self, order: Sequence[int]) -> float:
        """Return what no order exceeds, at the prices by which an order goes."""
        prices = _Prices(self._falling_ratios(order), self._left, self._money)
        return prices.budget + sum(
            _best_plan(group, self._costs[list(group.positions)], prices) for group in self._groups
        )

    def _falling_ratios(self, order: Sequence[int]) -> list[tuple[float, float]]:
        """Return cost, and gain for cost, of the stretches of an order, the greatest ratio first.

        In each group a project that prepares for others counts with these: stretches are those of
        the least concave line over what the group has cost and brings.
        """
        stretches = []
        gains = dict(zip(order, self.steps(order), strict=True))
        for each in self._groups:
            joined: list[tuple[float, float]] = []
            for project in (one for one in order if one in each.positions):
                cost, gain = max(float(self._costs[project]), _NEAR), gains[project]
                while joined and gain / cost >= joined[-1][1] / joined[-1][0]:
                    last_cost, last_gain = joined.pop()
                    cost, gain = cost + last_cost, gain + last_gain
                joined.append((cost, gain))
            stretches += [(cost, gain / cost) for cost, gain in joined if gain > 0.0]
        return sorted(stretches, key=lambda stretch: -stretch[1])


class _Prices:
    """What money costs at each place of the budget: the less the later it is spent, never below 0.

    ratios  stretches of cost and gain for cost, falling
    left    returns the years of the horizon that are left when sums are spent
    money   that there is
    """

    def __init__(self, ratios: Sequence[tuple[float, float]], left: _Left, money: float) -> None:
        self.left, self.money = left, money
        self._at = np.linspace(0.0, money, _PRICED + 1)
        ends = np.cumsum([cost for cost, _ in ratios])
        falling = np.array([*(ratio for _, ratio in ratios), 0.0])
        middle = (self._at[1:] + self._at[:-1]) / 2.0
        lost = falling[np.searchsorted(ends, middle)] * -np.diff(left(self._at))
        price = np.cumsum(lost[::-1])[::-1] - lost / 2.0
        self._paid = np.concatenate([[0.0], np.cumsum(price * (money / _PRICED))])

    @property
    def budget(self) -> float:
        """What all the money is worth."""
        return float(self._paid[-1])

    def of(self, begin: FloatArray, cost: float) -> FloatArray:
        """Return what a project costs whose money begins to be spent at some places."""
        ends, begins = (np.interp(at, self._at, self._paid) for at in (begin + cost, begin))
        paid: FloatArray = ends - begins
        return paid


def _best_plan(group: Group, costs: FloatArray, prices: _Prices) -> float:
    """Return what a group makes at most at some prices, wherever its projects are put.

    Places are taken by steps: within one the money costs as at its end and what opens counts as at
    its beginning, so that what is returned is never too small.
    """
    projects = len(costs)
    steps = max(min(_MOST_STEPS, _CELLS >> projects), 1)
    step = prices.money / steps
    begin = np.arange(steps + 1, dtype=np.float64) * step
    some = [_Placed(begin, step, float(cost), prices) for cost in costs]
    value = np.full((1 << projects, steps + 1), -np.inf)
    value[0] = 0.0
    for one in np.flatnonzero(group.allowed).tolist():
        for at, placed in enumerate(some):
            before = one & ~(1 << at)
            if one >> at & 1 and group.allowed[before] and placed.count:
                gain = float(group.rate[one] - group.rate[before])
                found = value[before, : placed.count] + placed.worth(gain)
                own = value[one, placed.later : placed.later + placed.count]
                np.maximum(own, found[: len(own)], out=own)
        np.maximum.accumulate(value[one], out=value[one])
    return float(value[:, -1].max())


class _Placed:
    """A project at each place at which it may begin.

    later  steps that its money takes, rounded down
    count  places from which it opens within the horizon
    """

    def __init__(self, begin: FloatArray, step: float, cost: float, prices: _Prices) -> None:
        self.later = int(cost / step + _NEAR)
        could = begin + cost <= prices.money * (1.0 + _NEAR)
        self.count = int(min(could.sum(), len(begin) - self.later)) if could.any() else 0
        own = begin[: self.count]
        self._price = prices.of(own + step, cost)
        self._soon, self._late = prices.left(own + cost), prices.left(own + step + cost)

    def worth(self, gain: float) -> FloatArray:
        """Return what it makes at each place, by what it adds a year."""
        return gain * (self._soon if gain > 0.0 else self._late) - self._price
