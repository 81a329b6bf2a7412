"""Trips by some ride between all places, or between those that are asked about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.kernels.strategies.departures import all_trips, no_trips
from transnet.kernels.strategies.problem import ByRoad, Ends, Problem
from transnet.kernels.strategies.sums import Trips
from transnet.model.network import BoolArray
from transnet.supply.supply_tables import SupplyTables
from transnet.travel.known_rides import fastest_ways, known_trips


def rides_between(
    ready: Problem,
    bounds: npt.NDArray[np.int64],
    wanted: BoolArray | None,
    to: npt.NDArray[np.intp] | None,
    known: tuple[SupplyTables, bool],
) -> Trips:
    """Return trips by some ride that cost less than something else.

    bounds  int64[o, d], what that costs
    wanted  bool[o, d], pairs that are asked about; None for all. Other pairs have no trip
    to      destinations that are made ready, wanted ones among them; None for all
    known   tables of the topology, and whether what is asked about is taken from a known state
            where that is alike; few trips are found faster anew
    """
    if wanted is None:
        return all_trips(ready, bounds)
    # Nothing costs less than nothing: what isn't asked about isn't looked for.
    most = np.where(wanted, bounds, 0)
    (tables, by_known), chosen = known, most if to is None else most[:, to]
    if by_known:
        found = known_trips(tables, ready, chosen)
    else:
        nearest = fastest_ways(tables, ready.supply, ready.access)
        found = all_trips(ready, chosen, nearest=nearest)
    return (
        found if to is None else tables.made(_to_all, found, tables.one("to", to), bounds.shape[1])
    )


def _to_all(found: Trips, to: npt.NDArray[np.intp], places: int) -> Trips:
    """Return trips to some destinations among those to all."""
    origins, _, values = found.values.shape
    whole = no_trips((origins, places, values))
    for all_of_them, part in zip(whole, found, strict=True):
        all_of_them[:, to] = part
    return whole


def unbound_ends(cost: npt.NDArray[np.int64], values: npt.NDArray[np.int64]) -> Ends:
    """Return ways from platforms to ends that bound no ride, to those from one origin.

    cost    int64[d, q]
    values  int64[q, c], what leaving a platform takes
    """
    none, of_origin = np.full(cost.shape, np.inf), np.full((1, cost.shape[1]), np.inf)
    by_road = np.zeros(0, np.int64), np.zeros((*cost.shape, 0), np.int64)
    return Ends(
        cost=cost,
        km=np.zeros(cost.shape),
        crow_km=np.zeros(cost.shape),
        near_km=none,
        first_km=none,
        from_km=np.zeros_like(of_origin),
        back_km=of_origin,
        last_km=of_origin,
        is_near=np.zeros((len(cost), 1), np.bool_),
        leg_km=np.full((len(cost), 1), np.inf),
        by_road=ByRoad(np.ascontiguousarray(values), *by_road),
    )
