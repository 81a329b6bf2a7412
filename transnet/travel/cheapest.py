"""Trips that cost least by an impedance, from every place, and what they take of all the others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FEN_PER_YUAN, GRAMS_PER_KG, UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.search.tree_paths import path_sums
from transnet.supply.costs import ArcCosts
from transnet.supply.kinds import Impedance
from transnet.supply.topology import Topology
from transnet.supply.weights import ModeSet, restrict
from transnet.travel.leg_tables import TripLegs, leg_table, leg_values, trip_arrays
from transnet.travel.trips import TripTable

COST_COLUMNS: dict[Impedance, tuple[str, float]] = {
    "money": ("money_yuan", FEN_PER_YUAN),
    "generalised_cost": ("generalised_cost_yuan", FEN_PER_YUAN),
    "co2": ("co2_kg", GRAMS_PER_KG),
}
"""Column of each amount, and how many of its whole units make one of the column's."""

Trees = tuple[Int32Array, Int32Array]


def cheapest_trees(
    topology: Topology, costs: ArcCosts, using: ModeSet, sources: Int32Array
) -> Trees:
    """Return the times and last arcs of the cheapest trips, int32[k, n] each.

    Of equally cheap trips it is the fastest: a second search, for time, along the arcs that lie on
    cheapest trips. Many arcs cost no money, so without it a trip could ramble.
    """
    duration = restrict(costs.times, topology, using)
    weight = np.where(duration < UNREACHABLE_MS, costs.weight, UNREACHABLE_MS).astype(np.int32)
    found, _ = shortest_trees(topology.indptr, topology.heads, weight, sources)
    times, last_arcs = np.empty_like(found), np.empty_like(found)
    for row, least in enumerate(found.astype(np.int64)):
        tight = least[topology.tails] + weight == least[topology.heads]
        tight &= (weight < UNREACHABLE_MS) & (least[topology.heads] < UNREACHABLE_MS)
        along = np.where(tight, duration, UNREACHABLE_MS).astype(np.int32)
        one = shortest_trees(topology.indptr, topology.heads, along, sources[[row]])
        times[row], last_arcs[row] = one[0][0], one[1][0]
    return times, last_arcs


def trip_legs(trips: TripTable, chosen: tuple[npt.NDArray[np.integer], ...]) -> TripLegs:
    """Return the legs of some trips by strategies.

    chosen  rows and columns of the trips, as np.ix_ gives them or two of a length
    """
    sums = trips.sums[:, chosen[0], chosen[1]].reshape(len(trips.sums), -1)
    return trip_arrays(trips.travel[chosen].ravel(), sums, trips.drives[chosen].ravel())


def trip_costs(trips: TripTable, chosen: tuple[npt.NDArray[np.intp], ...]) -> pd.DataFrame:
    """Return some trips by strategies as `cost_table` does.

    chosen  rows and columns of the trips, as np.ix_ gives them
    """
    travel = trips.travel[chosen].ravel()
    frame = trip_legs(trips, chosen).frame()
    table = frame[["travel_min"]].copy()
    for impedance, (column, per_unit) in COST_COLUMNS.items():
        table[column] = np.nan
        if impedance in trips.amounts:
            amounts = trips.amounts[impedance][chosen].ravel()
            table[column] = np.where(travel < UNREACHABLE_MS, amounts / per_unit, np.inf)
    return table.assign(mode=frame["mode"])


def cost_table(
    topology: Topology, costs: ArcCosts, trees: Trees, targets: Int32Array
) -> pd.DataFrame:
    """Return one row per tree and target door, trees first.

    trees    times and last arcs of trips over the services that `costs` chose
    returns  travel_min, money_yuan, generalised_cost_yuan, co2_kg (inf where there is no way, NaN
             where the network has no prices), mode as in `leg_table`
    """
    no_marks = np.zeros(len(topology.heads), dtype=np.bool_)
    values = leg_values(topology, costs.times, no_marks)
    table = leg_table(topology, values, trees, targets)[["travel_min", "mode"]]
    for impedance, (column, per_unit) in COST_COLUMNS.items():
        table[column] = np.nan
        if impedance in costs.amounts:
            amounts = costs.amounts[impedance][np.newaxis]
            sums = path_sums(trees[1], topology.tails, amounts, trees[0])[:, 0, targets].ravel()
            table[column] = np.where(sums < 0, np.inf, sums / per_unit)
    return table[["travel_min", *(column for column, _ in COST_COLUMNS.values()), "mode"]]
