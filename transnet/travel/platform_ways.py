"""Ways by road between places and platforms in one state, entry and exit included, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, Int32Array, ms_to_minutes
from transnet.kernels.strategies.optimal import NEVER
from transnet.travel.leg_names import LEGS
from transnet.travel.model import TravelModel


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways w between places and platforms, int32[w] each.

    place     row of the places table
    platform  as `Boardings` counts them
    seconds   begun ones counted
    """

    place: Int32Array
    platform: Int32Array
    seconds: Int32Array

    def of(self, place: int) -> Ways:
        """Return the ways of one place, which is then the first."""
        rows = np.flatnonzero(self.place == place)
        return Ways(np.zeros(len(rows), np.int32), self.platform[rows], self.seconds[rows])


@dataclass(frozen=True, eq=False)
class PlatformWays:
    """How one gets to trains and from them, and how long one drives instead.

    access     ways to platforms, with the time in the station before a departure
    egress     ways from platforms, with the time in the station
    drive_min  float64[o, d], inf where there is no road, 0 to the place itself
    """

    access: Ways
    egress: Ways
    drive_min: FloatArray


def platform_ways(model: TravelModel) -> PlatformWays:
    """Return the ways by road of trips that must ride, by the bounds of `road_leg_max_km`."""
    search = model.bare_search
    ready, legs = search.ready("public"), len(LEGS)
    access, ends = ready.access, ready.ends
    origin = np.repeat(np.arange(len(access.first) - 1), np.diff(access.first))
    place, platform = np.nonzero(ends.cost < NEVER)
    drive_min = ms_to_minutes(search.drives("drive")[1].travel)
    np.fill_diagonal(drive_min, 0.0)
    out = access.by_road.at(access.platform, access.way)
    back = ends.by_road.at(platform, (place, platform))
    return PlatformWays(
        Ways(*_whole(origin, access.platform, out[:, :legs])),
        Ways(*_whole(place, platform, back[:, :legs])),
        drive_min,
    )


def _whole(
    place: npt.NDArray[np.integer],
    platform: npt.NDArray[np.integer],
    values: npt.NDArray[np.integer],
) -> tuple[Int32Array, Int32Array, Int32Array]:
    seconds = -(-values.astype(np.int64).sum(axis=1) // 1000)
    return place.astype(np.int32), platform.astype(np.int32), seconds.astype(np.int32)
