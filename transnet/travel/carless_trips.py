"""Where those who must ride go as those without a car do, because that is the better trip.

Who has a car at home may leave it there. It matters because rules of roads tell the two apart: who
may drive to a station near his destination doesn't ride away from it, and so may lack the plain
change that those without a car make.
"""

from __future__ import annotations

import numpy as np

from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import BoolArray
from transnet.supply.kinds import Impedance
from transnet.travel.trip_table import Int64Array, TripTable


def goes_carless(
    public: TripTable, carfree: TripTable, impedance: Impedance, wait_fen_per_ms: float = 0.0
) -> BoolArray:
    """Return on which pairs the trip of those without a car is the better one, bool[o, d].

    impedance        that both were chosen by
    wait_fen_per_ms  what a wait is worth, for the generalised cost
    Of trips that take equally little the faster is better.
    """
    cost, other = (_cost(each, impedance, wait_fen_per_ms) for each in (public, carfree))
    sooner = (other == cost) & (carfree.travel < public.travel)
    found: BoolArray = (other < cost) | sooner
    return found


def with_carless(public: TripTable, carfree: TripTable, taken: BoolArray) -> TripTable:
    """Return trips by public transport that are those without a car on some pairs.

    taken  bool[o, d], the pairs
    """
    return TripTable(
        travel=np.where(taken, carfree.travel, public.travel),
        displaced=np.where(taken, carfree.displaced, public.displaced),
        choice=np.where(taken, carfree.choice, public.choice),
        drives=taken & carfree.drives,
        sums=np.where(taken, carfree.sums, public.sums),
        amounts={
            name: np.where(taken, carfree.amounts[name], each)
            for name, each in public.amounts.items()
        },
        displacement_weight=public.displacement_weight,
        own_mode=carfree.own_mode,
        carless=taken,
    )


def _cost(trips: TripTable, impedance: Impedance, wait_fen_per_ms: float) -> Int64Array:
    """Return what trips are chosen by, int64[o, d]; UNREACHABLE_MS where there is none."""
    if impedance == "time":
        return trips.choice
    cost = trips.amounts[impedance]
    if impedance == "generalised_cost":
        worth = wait_fen_per_ms * trips.displacement_weight * trips.displaced
        cost = cost + np.rint(worth).astype(np.int64)
    return np.where(trips.travel < UNREACHABLE_MS, cost, UNREACHABLE_MS)
