"""What trips take of time, money and CO2, as tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FEN_PER_YUAN, GRAMS_PER_KG, UNREACHABLE_MS
from transnet.supply.kinds import Impedance
from transnet.travel.leg_tables import TripLegs, trip_arrays
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
