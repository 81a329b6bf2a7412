"""Isochrones by timetable: times at the points of a grid, asked of the router, and contours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.units import FloatArray
from transnet.roads.isochrones.reach_tables import (
    Shape,
    cell_given,
    isochrone_table,
    times_given,
)
from transnet.roads.isochrones.time_field import (
    Grid,
    Onward,
    ReachedPoints,
    grid_around,
    time_field,
)
from transnet.transit.walking import Walking

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_USUAL_NODES = 20_000
ROUNDED_UP_MIN = 0.5  # times are begun minutes: half of one too many in the mean
_BEST = 1e-6  # percentile of the soonest of all departures


@dataclass(frozen=True)
class WindowTimes:
    """Who knows minutes over a window of departures, from one place.

    origin   lon, lat
    stops    lon and lat of all stops
    times    minutes to places with lon and lat, by their percentile, up to a longest time
    """

    origin: tuple[float, float]
    stops: pd.DataFrame
    walking: Walking
    times: Callable[[pd.DataFrame, float, int], FloatArray]


def window_isochrones(
    known: WindowTimes,
    minutes: Sequence[float],
    percentile: float,
    shape: Shape,
    cell_m: float | None,
) -> GeoDataFrame:
    """Return what is reached within each time in a percentile of departures; see the network's.

    Asked are the points of the grid that one might walk to from a stop or from the start after the
    soonest of all departures; no other is reached.
    """
    limits = times_given(minutes)
    asked = _grid(known, limits[-1], cell_given(cell_m))
    if asked is None:
        return isochrone_table(limits, lambda _: None, shape)
    grid, soonest, beyond_min = asked
    rows, columns = np.nonzero(soonest <= limits[-1] + beyond_min)
    points = pd.DataFrame({"lon": grid.lon[columns], "lat": grid.lat[rows]})
    points["lon"] = (points["lon"] + 180.0) % 360.0 - 180.0
    found = np.full(soonest.shape, np.inf)
    longest = math.ceil(limits[-1] + beyond_min)
    found[rows, columns] = known.times(points, percentile, longest) - ROUNDED_UP_MIN
    return isochrone_table(limits, lambda limit: (grid, closed_field(found, limit)), shape)


def _grid(
    known: WindowTimes, longest_min: float, cell_m: float | None
) -> tuple[Grid, FloatArray, float] | None:
    """Return a grid, the soonest minutes at its points, and those of a walk across a cell."""
    walking = known.walking
    onward = Onward(walking.speed_kmh, max(walking.longest_min, 0.1))
    at_stops = known.times(known.stops, _BEST, math.ceil(longest_min))
    points = ReachedPoints(
        np.append(known.stops["lon"].to_numpy(), known.origin[0]),
        np.append(known.stops["lat"].to_numpy(), known.origin[1]),
        np.append(np.maximum(at_stops - 1.0, 0.0), 0.0),
    )
    grid = grid_around(points, onward, longest_min, cell_m, usual_nodes=_USUAL_NODES)
    if grid is None:
        return None
    beyond_min = grid.cell_km / walking.speed_kmh * 60.0
    return grid, time_field(grid, points, onward, longest_min + beyond_min), beyond_min


def closed_field(minutes: FloatArray, limit: float) -> FloatArray:
    """Return minutes with values where none are known, so that edges lie midway or nearer.

    Beside a point that is reached in t the unknown one counts as so much too late as t is early.
    """
    padded = np.pad(np.where(minutes <= limit, minutes, np.inf), 1, constant_values=np.inf)
    height, width = minutes.shape
    beside = np.min(
        [padded[up : up + height, right : right + width] for up in range(3) for right in range(3)],
        axis=0,
    )
    late = np.maximum(2.0 * limit - np.where(np.isfinite(beside), beside, 0.0), limit + 0.5)
    return np.where(np.isfinite(minutes), minutes, late)
