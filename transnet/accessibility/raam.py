"""Rational agent access: everyone goes where crowding and travel together cost least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.accessibility.inputs import at_least, cost_matrix, zone_values
from transnet.accessibility.tables import bad_input
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import FloatArray

_MOST_ROUNDS = 10_000


@dataclass(frozen=True, eq=False, repr=False)
class RationalAccess(Shown):
    """An equilibrium of travel and crowding.

    cost     by origin: crowding plus travel that a resident faces; less is better, inf where there
             is no way to any opportunity
    demand   by destination: people who come
    gap      share of the total cost by which the residents could still improve at most
    """

    cost: pd.Series
    demand: pd.Series
    gap: float


def rational_access(
    costs: pd.DataFrame,
    opportunities: pd.Series,
    demand: pd.Series,
    tau: float,
    *,
    cost: str = "travel_min",
    tolerance: float = 1e-6,
) -> RationalAccess:
    """Return the equilibrium in which nobody can lower crowding plus travel by going elsewhere.

    Going to j costs (people at j / opportunities at j) / (all people / all opportunities) plus
    cost / tau. The costs at the equilibrium are unique, because the sum that it minimises is
    strictly convex in the people at each place (Beckmann's argument); it is found exactly, origin
    by origin, until the gap is below the tolerance.

    tau      travel cost that weighs as much as the mean crowding; in units of the cost
    returns  see RationalAccess; a zone without demand has the cost its first resident would face

    Raises InputError as `floating_catchment` does, and where there is no opportunity or no demand
    that reaches one, or no equilibrium within 10,000 rounds.
    Source: Saxon and Snow, Annals of the American Association of Geographers (2019), whose
    heuristic this replaces.

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 30], [30, 0]], list("AB"), list("AB"))
    >>> doctors, people = pd.Series({"A": 1, "B": 1}), pd.Series({"A": 300, "B": 100})
    >>> rational_access(times, doctors, people, tau=60).cost.round(6).to_dict()
    {'A': 1.25, 'B': 0.75}
    """
    matrix = cost_matrix(costs, cost)
    supply = zone_values(opportunities, matrix.columns, "opportunities")
    people = zone_values(demand, matrix.index, "demand")
    scale = at_least(tau, "tau", above=True)
    some = np.flatnonzero(supply > 0)
    travel = matrix.to_numpy()[:, some] / scale
    going = (people > 0) & np.isfinite(travel).any(axis=1)
    if not going.any():
        hint = said("has no one who reaches an opportunity")
        raise bad_input("demand", "", "", hint, "nothing_to_share")
    room = supply[some] * people[going].sum() / supply.sum()
    least_gap = at_least(tolerance, "tolerance", above=True)
    at_places, gap = _equilibrium(travel[going], people[going], room, least_gap)
    every = np.zeros(len(supply))
    every[some] = at_places
    least = (travel + at_places / room).min(axis=1)
    return RationalAccess(pd.Series(least, matrix.index), pd.Series(every, matrix.columns), gap)


def _equilibrium(
    travel: FloatArray, people: FloatArray, room: FloatArray, tolerance: float
) -> tuple[FloatArray, float]:
    """Return the people at each place and the relative gap.

    travel  float64[origins, places], inf where there is no way; room: people a unit of crowding
    """
    flows = np.zeros(travel.shape)
    at_places = np.zeros(len(room))
    for _ in range(_MOST_ROUNDS):
        for origin, count in enumerate(people):
            others = at_places - flows[origin]
            flows[origin] = _best_split(travel[origin] + others / room, room, count)
            at_places = others + flows[origin]
        at_places = flows.sum(axis=0)
        faced = travel + at_places / room
        paid = float(np.where(flows > 0, flows * np.where(flows > 0, faced, 0.0), 0.0).sum())
        gap = 1.0 - float(people @ faced.min(axis=1)) / paid if paid > 0 else 0.0
        if gap <= tolerance:
            return at_places, max(gap, 0.0)
    hint = said("finds no equilibrium, gap {gap:.2g}; raise the tolerance", gap=gap)
    raise bad_input("settings", "tolerance", str(tolerance), hint, "no_equilibrium")


def _best_split(base: FloatArray, room: FloatArray, count: float) -> FloatArray:
    """Return how `count` people split over places that cost base + people / room each."""
    order = np.argsort(base)
    order = order[np.isfinite(base[order])]
    cost, space = base[order], np.cumsum(room[order])
    # Filling the cheapest k places to one level takes sum(room * (level - cost)) people.
    levels = (count + np.cumsum(room[order] * cost)) / space
    used = max(1, int((cost <= levels).sum()))
    split = np.zeros(len(base))
    split[order[:used]] = np.maximum(levels[used - 1] - cost[:used], 0.0) * room[order[:used]]
    return split
