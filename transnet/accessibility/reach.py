"""What can be reached, and at what cost: cumulative, gravity, dual and balancing measures.

Active measures look from the origin (what can I reach?), passive ones from the destination (who can
reach me?); for those, opportunities are held by origins and the answer is by destination.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from transnet.accessibility.decay import Decay, binary, weights_of
from transnet.accessibility.inputs import (
    at_least,
    blocks,
    one_of,
    oriented,
    some_numbers,
    zone_values,
)
from transnet.accessibility.tables import bad_input
from transnet.base.language import said
from transnet.base.units import FloatArray

_MOST_CUTOFFS = 10_000
_ROUNDING = 1e-9  # of what is needed, by which sums of fractions may fall short


def cumulative(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    cutoff: float,
    *,
    cost: str = "travel_min",
    active: bool = True,
) -> pd.Series:
    """Return the opportunities within the cutoff, which is itself within, by zone.

    costs          as `cost_matrix` takes them
    opportunities  how many, by zone id
    returns        0 for a zone from which none can be reached

    Raises InputError as `cost_matrix` and `zone_values` do.

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 25, 60], [25, 0, 40], [60, 40, 0]], list("ABC"), list("ABC"))
    >>> cumulative(times, pd.Series({"A": 1, "B": 2, "C": 4}), 30).to_dict()
    {'A': 3.0, 'B': 3.0, 'C': 4.0}
    """
    return gravity(costs, opportunities, binary(cutoff), cost=cost, active=active)


def cumulative_interval(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    cutoffs: tuple[float, float, float],
    summary: Literal["mean", "median"] = "mean",
    *,
    cost: str = "travel_min",
    active: bool = True,
) -> pd.Series:
    """Return the mean or median, over many cutoffs, of the opportunities within a cutoff, by zone.

    cutoffs  lowest, highest (within) and the step between them, in units of cost

    Raises InputError as `cumulative` does, and for cutoffs that don't rise.
    Source: Tomasiello, Herszenhut, Oliveira, Braga and Pereira, Applied Geography 157 (2023).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 25, 60]], ["A"], list("ABC"))
    >>> cumulative_interval(times, pd.Series({"A": 1, "B": 2, "C": 4}), (20, 30, 10)).to_dict()
    {'A': 2.0}
    """
    low, high, step = some_numbers(cutoffs, "cutoffs", 3)
    low, high = at_least(low, "cutoffs"), at_least(high, "cutoffs")
    step = at_least(step, "cutoffs", above=True)
    if high < low:
        raise bad_input("settings", "cutoffs", str(cutoffs), said("must rise"), "setting")
    if (high - low) / step > _MOST_CUTOFFS:
        hint = said(
            "make more than {most_cutoffs:,} cutoffs; take a longer step",
            most_cutoffs=_MOST_CUTOFFS,
        )
        raise bad_input("settings", "cutoffs", str(cutoffs), hint, "setting")
    one_of(summary, "summary", ("mean", "median"))
    limits = low + step * np.arange(int(np.floor((high - low) / step + 1e-9)) + 1)
    matrix = oriented(costs, cost, active)
    every = [gravity(matrix, opportunities, binary(limit)).to_numpy() for limit in limits]
    summarise = np.mean if summary == "mean" else np.median
    return pd.Series(summarise(np.array(every), axis=0), matrix.index, dtype="float64")


def gravity(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    decay: Decay,
    *,
    cost: str = "travel_min",
    active: bool = True,
) -> pd.Series:
    """Return the opportunities, each weighed by the decay of its cost, summed by zone.

    decay    a family of `decay` or one's own function; pairs without a way weigh 0
    returns  opportunities, 0 for a zone from which none can be reached

    Raises InputError as `cumulative` does, and for a decay as `weights_of` does.
    Source: Hansen, Journal of the American Institute of Planners 25 (1959).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[2, 4, float("inf")]], ["A"], list("ABC"))
    >>> from transnet.accessibility.decay import power
    >>> gravity(times, pd.Series({"A": 1, "B": 2, "C": 4}), power(1)).to_dict()
    {'A': 1.0}
    """
    matrix = oriented(costs, cost, active)
    held = zone_values(opportunities, matrix.columns, "opportunities")
    values = matrix.to_numpy()
    sums = np.zeros(len(matrix))
    for rows in blocks(*values.shape):
        sums[rows] = weights_of(decay, values[rows]) @ held
    return pd.Series(sums, matrix.index)


def cost_to_nth(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    count: float = 1.0,
    *,
    cost: str = "travel_min",
    active: bool = True,
) -> pd.Series:
    """Return the least cost at which `count` opportunities are within reach, by zone.

    count    above 0; a billionth less is as many, so that parts of a thousand add up to it
    returns  inf for a zone from which fewer can be reached

    Raises InputError as `cumulative` does.
    Source: the dual access of Cui and Levinson, Geographical Analysis 52 (2020).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[5, 25, 60]], ["A"], list("ABC"))
    >>> cost_to_nth(times, pd.Series({"A": 0, "B": 2, "C": 4}), 3).to_dict()
    {'A': 60.0}
    """
    matrix = oriented(costs, cost, active)
    held = zone_values(opportunities, matrix.columns, "opportunities")
    needed = np.full(len(matrix), at_least(count, "count", above=True))
    return pd.Series(_cost_to_reach(matrix.to_numpy(), held, needed), matrix.index)


def balancing_cost(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    demand: pd.Series,
    *,
    step: float | None = None,
    cost: str = "travel_min",
) -> pd.Series:
    """Return the least cost at which a zone reaches as many opportunities as it has demand.

    demand   residents or users by origin id
    step     round up to a multiple of this cost, as published values do; None: exact
    returns  0 for a zone without demand, inf for one that never reaches enough

    Raises InputError as `cumulative` does.
    Source: Barboza, Carneiro, Falavigna, Luz and Orrico, Journal of Transport Geography 90 (2021).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[5, 25.5], [25.5, 5]], list("AB"), list("AB"))
    >>> jobs, people = pd.Series({"A": 10, "B": 50}), pd.Series({"A": 40, "B": 0})
    >>> balancing_cost(times, jobs, people, step=1).to_dict()
    {'A': 26.0, 'B': 0.0}
    """
    matrix = oriented(costs, cost, active=True)
    held = zone_values(opportunities, matrix.columns, "opportunities")
    needed = zone_values(demand, matrix.index, "demand")
    least = _cost_to_reach(matrix.to_numpy(), held, needed)
    if step is not None:
        width = at_least(step, "step", above=True)
        least = np.ceil(np.round(least / width, 9)) * width
    return pd.Series(np.where(needed == 0, 0.0, least), matrix.index)


def _cost_to_reach(costs: FloatArray, held: FloatArray, needed: FloatArray) -> FloatArray:
    """Return the least cost of each row at which what is held within adds up to what is needed."""
    least = np.full(len(costs), np.inf)
    some = np.flatnonzero(held > 0)
    for rows in blocks(len(costs), len(some)):
        near = costs[rows][:, some]
        order = np.argsort(near, axis=1, kind="stable")
        sums = np.cumsum(held[some][order], axis=1)
        first = (sums < (1.0 - _ROUNDING) * needed[rows, np.newaxis]).sum(axis=1)
        enough = np.flatnonzero(first < len(some))
        last = order[enough, first[enough]]
        least[rows.start + enough] = near[enough, last]
    return least
