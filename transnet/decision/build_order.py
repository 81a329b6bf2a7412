"""In which order to build: the one that brings most within a horizon, and how sure that is.

Funds go to one project after another, so the day on which a set of projects is complete depends on
what the set costs and on nothing else. That makes the best order a shortest way over sets (Held &
Karp 1962): exact for any benefit, however projects help or hinder each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.coalition_rule import Int64Array, members, sizes, subsets
from transnet.model.network import BoolArray


@dataclass(frozen=True)
class BuildOrder:
    """Projects in the order in which they are built.

    order        positions of projects; those left out are never worth their wait, or come too late
    opens_years  years from the start until each opens
    total        benefit added up over the years of the horizon, such as person-years
    """

    order: tuple[int, ...]
    opens_years: tuple[float, ...]
    total: float


def complete_years(costs: FloatArray, budget_per_year: FloatArray) -> FloatArray:
    """Return the years after which each set of projects is paid for, float64[2^n].

    costs            float64[n]
    budget_per_year  float64[y], of the first year, the second, …; the last one holds on
    returns          inf for a set that the budget never pays
    """
    total = members(subsets(len(costs)), len(costs)) @ costs
    return years_to_pay(total, budget_per_year)


def years_to_pay(money: FloatArray, budget_per_year: FloatArray) -> FloatArray:
    """Return the years until sums are there, float64 of the same shape; inf for never."""
    budget = np.asarray(budget_per_year, dtype=np.float64)
    saved = np.concatenate([[0.0], np.cumsum(budget)])
    year = np.minimum(np.searchsorted(saved, money, side="left") - 1, len(budget) - 1)
    year = np.maximum(year, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        years = year + (money - saved[year]) / budget[year]
    return np.where(money <= 0.0, 0.0, years)


def best_order(
    benefit_per_year: FloatArray, years: FloatArray, allowed: BoolArray, horizon_years: float
) -> BuildOrder:
    """Return the order of building that brings most within the horizon: exact.

    benefit_per_year  float64[2^n], what each set brings in a year; bit i stands for project i
    years             float64[2^n], as `complete_years` gives them
    allowed           bool[2^n], sets that may be open: with their requirements, without rivals
    horizon_years     what opens later counts for nothing; a short one favours quick projects, a
                      long one large ones, so look at a second

    Building may stop before all projects are built. Of orders that bring the same, the one stands
    in which projects of low number come first.
    """
    projects = len(benefit_per_year).bit_length() - 1
    until = np.minimum(years, horizon_years)
    brought = np.full(len(until), -np.inf)
    last = np.full(len(until), -1, dtype=np.int8)
    brought[0] = 0.0
    every = subsets(projects)
    of_size = sizes(every)
    for size in range(1, projects + 1):
        layer = every[(of_size == size) & allowed]
        for project in range(projects - 1, -1, -1):
            sets = layer[(layer >> project & 1).astype(np.bool_)]
            before = sets & ~(np.int64(1) << project)
            found = brought[before] + benefit_per_year[before] * (until[sets] - until[before])
            better = found > brought[sets]
            brought[sets[better]] = found[better]
            last[sets[better]] = project
    totals = brought + np.where(allowed, benefit_per_year, 0.0) * (horizon_years - until)
    totals[years > horizon_years] = -np.inf
    best = int(totals.argmax())
    order = _order(best, last)
    return BuildOrder(order, _opens(order, years), float(totals[best]))


def _order(chosen: int, last: np.ndarray) -> tuple[int, ...]:
    found: list[int] = []
    while chosen:
        found.append(int(last[chosen]))
        chosen &= ~(1 << found[-1])
    return tuple(reversed(found))


def _opens(order: tuple[int, ...], years: FloatArray) -> tuple[float, ...]:
    now, found = 0, []
    for project in order:
        now |= 1 << project
        found.append(float(years[now]))
    return tuple(found)


def cheapest_meeting(met: BoolArray, years: FloatArray, allowed: BoolArray) -> Int64Array:
    """Return the sets that meet a target first, of all that are allowed, int64[k]; none: empty."""
    could = np.flatnonzero(met & allowed)
    if not could.size:
        return could
    found: Int64Array = could[years[could] == years[could].min()]
    return found
