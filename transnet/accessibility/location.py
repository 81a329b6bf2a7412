"""Location indicators of the rail literature: how well a place lies to all others.

A zone's cost to itself says little about its location, so it is left out unless `own` gives one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from transnet.accessibility.decay import power, weights_of
from transnet.accessibility.inputs import (
    at_least,
    blocks,
    cost_matrix,
    one_of,
    own_replaced,
    zone_values,
)
from transnet.accessibility.tables import bad_input, prove_one_type
from transnet.base.language import said
from transnet.base.units import FloatArray

Own = float | Mapping[Any, float] | None


def weighted_average_time(
    costs: pd.DataFrame,
    mass: pd.Series,
    *,
    own: Own = None,
    cost: str = "travel_min",
) -> pd.Series:
    """Return the mean cost to all zones, weighed by their mass (WATT), by origin.

    mass     people, GDP or their root product, by destination id
    own      a zone's cost to itself; None leaves the zone itself out
    returns  in units of the cost; inf where a zone with mass can't be reached, NaN where no other
             zone has mass

    Raises InputError as `cost_matrix` and `zone_values` do.
    Source: Gutiérrez, González and Gómez, Journal of Transport Geography 4 (1996).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 30, 60]], ["A"], list("ABC"))
    >>> weighted_average_time(times, pd.Series({"A": 9, "B": 1, "C": 2})).to_dict()
    {'A': 50.0}
    """
    matrix = cost_matrix(costs, cost)
    values = own_replaced(matrix, own)
    return pd.Series(weighed_mean(values, _masses(matrix, mass, own)), matrix.index)


def economic_potential(
    costs: pd.DataFrame,
    mass: pd.Series,
    exponent: float = 1.0,
    *,
    own: Own = None,
    cost: str = "travel_min",
) -> pd.Series:
    """Return the sum of mass over cost**exponent, by origin.

    own      a zone's cost to itself, above 0; None leaves the zone's own mass out
    returns  mass per unit of cost**exponent; places that can't be reached add nothing

    Raises InputError as `weighted_average_time` does, and for a cost of 0, which would make the
    potential endless.
    Source: Hansen, Journal of the American Institute of Planners 25 (1959), with people or output
    for opportunities.

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 30, 60]], ["A"], list("ABC"))
    >>> economic_potential(times, pd.Series({"A": 9, "B": 300, "C": 600}), own=9).to_dict()
    {'A': 21.0}
    """
    matrix = cost_matrix(costs, cost)
    held = zone_values(mass, matrix.columns, "mass")
    return pd.Series(potential_sums(own_replaced(matrix, own), held, exponent), matrix.index)


def daily_accessibility(
    costs: pd.DataFrame,
    people: pd.Series,
    limit: float = 240.0,
    *,
    own: Own = 0.0,
    cost: str = "travel_min",
) -> pd.Series:
    """Return the people or activity within a day trip, by origin.

    limit  longest cost one way, which is within; 180 to 240 minutes leave time for business
    own    0 counts the zone itself, None leaves it out

    Raises InputError as `weighted_average_time` does.
    Source: the primal access of Cui and Levinson, Geographical Analysis 52 (2020), in a day.

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 180, 300]], ["A"], list("ABC"))
    >>> daily_accessibility(times, pd.Series({"A": 9, "B": 1, "C": 2})).to_dict()
    {'A': 10.0}
    """
    matrix = cost_matrix(costs, cost)
    held = zone_values(people, matrix.columns, "people")
    within = own_replaced(matrix, own) <= at_least(limit, "limit")
    return pd.Series(within @ held, matrix.index)


def relative_efficiency(
    costs: pd.DataFrame,
    ideal: pd.DataFrame,
    mass: pd.Series,
    *,
    cost: str = "travel_min",
) -> pd.Series:
    """Return how many times the ideal cost the actual one is, weighed by mass, by origin.

    ideal    costs of a perfect network, in the same form, such as crow-fly distance at the best
             speed; above 0 between different zones
    returns  1 for a perfect network, more for a worse one, inf where a zone with mass can't be
             reached, NaN where no other zone has mass

    Raises InputError as `weighted_average_time` does, and for pairs without an ideal.
    Source: Gutiérrez, Monzón and Piñero, Environment and Planning A 30 (1998).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 30, 60]], ["A"], list("ABC"))
    >>> best = pd.DataFrame([[0, 20, 60]], ["A"], list("ABC"))
    >>> relative_efficiency(times, best, pd.Series({"A": 9, "B": 1, "C": 1})).to_dict()
    {'A': 1.25}
    """
    matrix = cost_matrix(costs, cost)
    perfect = cost_matrix(ideal, cost)
    for ids, own in ((matrix.index, perfect.index), (matrix.columns, perfect.columns)):
        prove_one_type(ids, own, "costs", "ideal")
    perfect = perfect.reindex(index=matrix.index, columns=matrix.columns)
    values, best = own_replaced(matrix, None), perfect.to_numpy(copy=True)
    masses = _masses(matrix, mass, None)
    bad = (masses > 0) & ~(np.isfinite(best) & (best > 0))
    if bad.any():
        row, column = (int(at[0]) for at in np.nonzero(bad))
        pair = f"{matrix.index[row]} to {matrix.columns[column]}"
        raise bad_input("ideal", cost, pair, said("has no ideal cost above 0"), "no_ideal")
    ratio = np.divide(values, best, out=np.full(values.shape, np.inf), where=masses > 0)
    return pd.Series(weighed_mean(ratio, masses), matrix.index)


def closeness(
    costs: pd.DataFrame,
    kind: Literal["classic", "harmonic"] = "classic",
    *,
    cost: str = "travel_min",
) -> pd.Series:
    """Return how near a zone is to all others, by origin, per unit of cost.

    kind     classic: number of other zones over the sum of their costs, 0 as soon as one of them
             can't be reached (Bavelas 1950); harmonic: mean of 1 / cost, to which a zone that
             can't be reached adds 0 (Latora and Marchiori, Physical Review Letters 87, 2001)
    returns  NaN for a zone without others

    Raises InputError as `cost_matrix` does, and for a cost of 0 to another zone.

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 20, 60]], ["A"], list("ABC"))
    >>> closeness(times).to_dict()
    {'A': 0.025}
    """
    one_of(kind, "kind", ("classic", "harmonic"))
    matrix = cost_matrix(costs, cost)
    values = own_replaced(matrix, None)
    if (values == 0).any():
        row, column = (int(at[0]) for at in np.nonzero(values == 0))
        pair = f"{matrix.index[row]} to {matrix.columns[column]}"
        raise bad_input("costs", cost, pair, said("is 0, nearer than near"), "zero_cost")
    others = _masses(matrix, pd.Series(1.0, matrix.columns), None)
    if kind == "harmonic":
        return pd.Series(weighed_mean(1.0 / values, others), matrix.index)
    return 1.0 / pd.Series(weighed_mean(values, others), matrix.index)


def _masses(matrix: pd.DataFrame, mass: pd.Series, own: Own) -> FloatArray:
    """Return the mass of each destination as each origin counts it, float64[origins, zones]."""
    held = zone_values(mass, matrix.columns, "mass")
    masses = np.repeat(held[np.newaxis], len(matrix), axis=0)
    if own is None:
        at = matrix.columns.get_indexer(matrix.index)
        rows = np.flatnonzero(at >= 0)
        masses[rows, at[rows]] = 0.0
    return masses


def potential_sums(costs: FloatArray, mass: FloatArray, exponent: float = 1.0) -> FloatArray:
    """Return `economic_potential` of arrays that are trusted, float64[origins].

    costs  float64[origins, zones], inf where there is no way; or one such table after another,
           [tables, origins, zones], to the same bytes as each alone
    mass   float64[zones]
    Raises InputError for a cost of 0 to a zone with mass.
    """
    decay, sums = power(exponent, cap=None), np.zeros(costs.shape[:-1])
    if costs.ndim > 2:
        return weights_of(decay, np.where(mass > 0, costs, np.inf)) @ mass
    for rows in blocks(*costs.shape):
        near = np.where(mass > 0, costs[rows], np.inf)
        sums[rows] = weights_of(decay, near) @ mass
    return sums


def weighed_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean of each row, float64[rows]; what weighs 0 doesn't count, even if infinite.

    values, weights  float64[rows, columns]; NaN where all weigh 0. Values may be one such table
                     after another, [tables, rows, columns]
    """
    counted = np.where(weights > 0, values, 0.0)
    total = weights.sum(axis=1)
    sums = (counted * weights).sum(axis=-1)
    nothing = np.full(sums.shape, np.nan)
    means: FloatArray = np.divide(sums, total, out=nothing, where=total > 0)
    return means
