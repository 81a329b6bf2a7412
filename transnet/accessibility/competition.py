"""Opportunities that are shared: floating catchments and spatial availability.

What a zone has depends on who else can get at the same opportunities. Opportunities at a place
that no demand reaches are shared by nobody: a zone without demand that reaches them has inf of them
by a catchment measure, and spatial availability gives them to no zone.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from transnet.accessibility.decay import Decay, weights_of
from transnet.accessibility.inputs import at_least, cost_matrix, one_of, zone_values
from transnet.accessibility.tables import bad_input
from transnet.base.language import said
from transnet.base.units import FloatArray

Method = Literal["2sfca", "e2sfca", "3sfca", "m2sfca", "bfca"]
_METHODS = ("2sfca", "e2sfca", "3sfca", "m2sfca", "bfca")


def floating_catchment(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    demand: pd.Series,
    decay: Decay,
    method: Method = "2sfca",
    *,
    cost: str = "travel_min",
) -> pd.Series:
    """Return the opportunities per head of demand within reach, shared with all who reach them.

    opportunities  supply by destination id
    demand         people who want it, by origin id
    decay          weight of a cost; for 2sfca it must be `binary`
    method         2sfca (Luo and Wang 2003), e2sfca (Luo and Qi 2009: any decay), 3sfca (Wan, Zou
                   and Sternberg 2012), m2sfca (Delamater 2013), bfca (Páez, Higgins and Vivona
                   2019)
    returns        opportunities per head by origin; 0 where none is reached, inf where some is
                   reached by no demand at all

    Raises InputError as `cost_matrix`, `zone_values` and `weights_of` do.

    >>> import pandas as pd
    >>> from transnet.accessibility.decay import binary
    >>> times = pd.DataFrame([[0, 50], [20, 0]], list("AB"), list("AB"))
    >>> beds, people = pd.Series({"A": 30, "B": 10}), pd.Series({"A": 100, "B": 200})
    >>> floating_catchment(times, beds, people, binary(30)).round(3).to_dict()
    {'A': 0.1, 'B': 0.15}
    """
    one_of(method, "method", _METHODS)
    matrix = cost_matrix(costs, cost)
    supply = zone_values(opportunities, matrix.columns, "opportunities")
    people = zone_values(demand, matrix.index, "demand")
    weights = weights_of(decay, matrix.to_numpy())
    if method == "2sfca" and not np.isin(weights, (0.0, 1.0)).all():
        raise bad_input(
            "settings", "decay", "", said("2sfca takes decay.binary; else e2sfca"), "decay"
        )
    asked, granted = _asked_and_granted(weights, method)
    load = people @ asked
    ratio = np.divide(supply, load, out=np.zeros_like(supply), where=load > 0)
    access = granted @ ratio
    unshared = (supply > 0) & (load == 0)
    access[(granted[:, unshared] > 0).any(axis=1)] = np.inf
    return pd.Series(access, matrix.index)


def _asked_and_granted(weights: FloatArray, method: str) -> tuple[FloatArray, FloatArray]:
    """Return how much of its demand a zone takes to a place, and of a place's ratio it gets."""
    if method in ("2sfca", "e2sfca"):
        return weights, weights
    if method == "m2sfca":
        return weights, np.square(weights)
    of_origin = _shares(weights, axis=1)
    if method == "3sfca":
        return of_origin * weights, of_origin * weights
    return of_origin, _shares(weights, axis=0)


def spatial_availability(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    demand: pd.Series,
    decay: Decay,
    alpha: float = 1.0,
    *,
    cost: str = "travel_min",
) -> pd.Series:
    """Return how many opportunities a zone gets when all are divided among those who reach them.

    Each place's opportunities are divided in proportion to demand**alpha times the decay, so that
    over all zones they add up to the opportunities that any demand reaches.

    returns  opportunities by origin; 0 where none is reached or there is no demand

    Raises InputError as `floating_catchment` does.
    Source: Soukhov, Páez, Higgins and Mohamed, PLOS ONE 18 (2023), e0278468.

    >>> import pandas as pd
    >>> from transnet.accessibility.decay import binary
    >>> times = pd.DataFrame([[0, 20], [20, 0]], list("AB"), list("AB"))
    >>> jobs, people = pd.Series({"A": 30, "B": 0}), pd.Series({"A": 100, "B": 200})
    >>> spatial_availability(times, jobs, people, binary(30)).round(9).to_dict()
    {'A': 10.0, 'B': 20.0}
    """
    matrix = cost_matrix(costs, cost)
    supply = zone_values(opportunities, matrix.columns, "opportunities")
    people = zone_values(demand, matrix.index, "demand")
    power = at_least(alpha, "alpha", above=True)
    crowd = _shares(people, axis=0) ** power  # of all people: no power of them is too large
    weights = weights_of(decay, matrix.to_numpy())
    return pd.Series(_shares(crowd[:, np.newaxis] * weights, axis=0) @ supply, matrix.index)


def _shares(values: FloatArray, axis: int) -> FloatArray:
    total = values.sum(axis=axis, keepdims=True)
    shares: FloatArray = np.divide(values, total, out=np.zeros_like(values), where=total > 0)
    return shares
