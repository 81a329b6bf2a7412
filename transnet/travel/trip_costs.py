"""What trips take of time, money and CO2, as tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FEN_PER_YUAN, GRAMS_PER_KG, UNREACHABLE_MS, Int32Array
from transnet.supply.kinds import WALK, Impedance
from transnet.travel.leg_names import MEANS, TRIP_MODES
from transnet.travel.leg_tables import WHOLE, TripLegs, trip_arrays
from transnet.travel.trip_table import TripTable

COST_COLUMNS: dict[Impedance, tuple[str, float]] = {
    "money": ("money_yuan", FEN_PER_YUAN),
    "generalised_cost": ("generalised_cost_yuan", FEN_PER_YUAN),
    "co2": ("co2_kg", GRAMS_PER_KG),
}
"""Column of each amount, and how many of its whole units make one of the column's."""


def trip_legs(trips: TripTable, chosen: tuple[npt.NDArray[np.integer], ...]) -> TripLegs:
    """Return the legs of some trips.

    chosen  rows and columns of the trips, as np.ix_ gives them or two of a length
    """
    sums = trips.sums[:, chosen[0], chosen[1]].reshape(len(trips.sums), -1)
    drives = trips.drives[chosen].ravel()
    return trip_arrays(trips.travel[chosen].ravel(), sums, drives, trips.own_mode)


def read_legs(
    trips: TripTable,
    ends: tuple[Int32Array, Int32Array],
    rows: npt.NDArray[np.intp],
    into: TripLegs,
) -> None:
    """Write the legs of some trips into rows of others; nothing of a trip to the place itself.

    ends  int[k] each, rows of the places at both ends; rows  intp[k]
    """
    from transnet.kernels._arrays import read_only
    from transnet.kernels.outcomes.trip_readings import AllTrips, Legs, Named, read_trips

    driven = TRIP_MODES.index(trips.own_mode or "drive")
    named = Named(WHOLE, driven, TRIP_MODES.index(WALK), TRIP_MODES.index(MEANS[0]))
    table = AllTrips(read_only(trips.travel), read_only(trips.sums), read_only(trips.drives))
    both = read_only(ends[0]), read_only(ends[1])
    legs = Legs(into.minutes, into.legs, into.mode, into.weak)
    read_trips(table, both, named, read_only(rows), legs)


def trip_costs(trips: TripTable, chosen: tuple[npt.NDArray[np.intp], ...]) -> pd.DataFrame:
    """Return one row per trip: travel_min, money_yuan, generalised_cost_yuan, co2_kg, mode.

    chosen   rows and columns of the trips, as np.ix_ gives them
    returns  inf where there is no way, NaN where the network has no prices; mode as in TRIP_MODES
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
