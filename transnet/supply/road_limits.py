"""How far one goes by road to a ride or from it, by way of travelling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.kernels.strategies.nearest_platforms import Counted
from transnet.supply.kinds import Impedance, Mode, ModeSet
from transnet.supply.overrides import Parameters

_WEIGHT = "long_road_leg_weight"
_USUAL_DETOUR = 1.3  # road over great circle
_LOCAL = (Mode.METRO, Mode.BUS)

Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RoadLimits:
    """How far one goes by road to a ride or from it.

    longest_km  f64[modes], by the mode that is boarded or left
    ratio       over the km of the ride next to it
    usual_km    f64[modes]; of a longer way, the part beyond counts `weight` times in the choice
    of_trip     over the km between the two places of the trip, as the crow flies
    weight      1 and more
    """

    longest_km: FloatArray
    ratio: float
    usual_km: FloatArray
    of_trip: float = np.inf
    weight: float = 1.0

    def reach_km(self, mode: npt.NDArray[np.integer]) -> FloatArray:
        """Return how near a stop is within reach of a place, as the crow flies; -1 where none is.

        Local lines wind through their town, and who may drive all the way rides as he likes. It
        doesn't ask what roads there are, for a new road must not bar any ride.
        """
        limited = np.isfinite(self.longest_km) & ~np.isin(np.arange(len(Mode)), _LOCAL)
        found: FloatArray = np.where(limited, self.longest_km / _USUAL_DETOUR, -1.0)[mode]
        return found

    def leg_km(self, between_km: FloatArray) -> FloatArray:
        """Return how far one goes by road at either end of trips, like `between_km`.

        between_km  from place to place, as the crow flies
        """
        if np.isinf(self.of_trip):
            return np.full_like(between_km, np.inf)
        return self.of_trip * between_km

    def counted(self, mode: npt.NDArray[np.integer], steps: Int64Array) -> Counted:
        """Return what ways count for in the choice, as `platform_costs` takes it.

        mode, steps  of each platform: what is boarded there, and what the step onto it costs
        """
        return Counted(self.longest_km[mode], self.usual_km[mode], float(self.weight), steps.copy())


def road_limits(read: Parameters, using: ModeSet, impedance: Impedance) -> RoadLimits:
    """Return the limits of a way of travelling; without a row there is none.

    Who may drive all the way may drive to any ride, but what is beyond the limit counts for more
    than its minutes when trips are chosen by time. By other impedances its kilometres cost.
    """
    names = ["road_leg_max_km", *(["own_leg_max_km"] if using == "carfree" else [])]
    longest, unlimited = (np.full(len(Mode), np.inf) for _ in range(2))
    for mode in Mode:
        known = [name for name in names if read.has(name, mode.label)]
        longest[mode] = min((read(name, mode.label) for name in known), default=np.inf)
    share = read("road_leg_max_share") if read.has("road_leg_max_share") else 1.0
    ratio = share / (1.0 - share) if share < 1.0 else np.inf
    if using != "best":
        return RoadLimits(longest, ratio, longest, ratio)
    weighs = impedance == "time" and read.has(_WEIGHT)
    return RoadLimits(unlimited, ratio, longest, weight=read(_WEIGHT) if weighs else 1.0)
