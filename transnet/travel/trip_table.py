"""Trips between all places in one state, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.shown import Shown
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, ms_to_minutes
from transnet.supply.kinds import Impedance

Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TripTable(Shown):
    """Trips from each place to each, in table order.

    travel    int64[o, d], ms; UNREACHABLE_MS where there is none
    displaced  int64[o, d], ms from the wished departure to the planned one, in the mean over all
              that is planned for; 0 where nothing is
    choice    int64[o, d], ms that trips are chosen by: travel and, by their weights, displacement
              and long roads. By time it never grows where more runs, to the last unit
    drives    bool[o, d]; without a car, trips all the way by `own_mode`
    sums      int64[12, o, d], as `leg_values`
    amounts   by impedance int64[o, d]: fen, grams; as far as the network has prices
    displacement_weight  what a minute of displacement counts for in the choice
    own_mode  how one goes without a car, bus/cycle or walk; empty with one
    carless   bool[o, d], on which pairs those who must ride go as those without a car do; None for
              other ways of travelling
    """

    travel: Int64Array
    displaced: Int64Array
    choice: Int64Array
    drives: npt.NDArray[np.bool_]
    sums: Int64Array
    amounts: Mapping[Impedance, Int64Array]
    displacement_weight: float = 1.0
    own_mode: str = ""
    carless: npt.NDArray[np.bool_] | None = None

    def __repr__(self) -> str:
        return f"<TripTable: {' x '.join(map(str, self.travel.shape))} places>"

    @property
    def displacement_min(self) -> FloatArray:
        """Mean minutes from the wished departure to the one that is planned for, [o, d].

        0 for drives, and where one waits instead; NaN where there is no trip. At most half the day
        over which wishes are spread: so far is the mean wish from one train at the beginning or end
        of it.
        """
        return np.where(self.travel < UNREACHABLE_MS, self.displaced / MS_PER_MIN, np.nan)

    @property
    def choice_min(self) -> FloatArray:
        """Minutes that trips are chosen by, [o, d]; inf where there is none."""
        return ms_to_minutes(self.choice)
