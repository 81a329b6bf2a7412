"""Minutes on a grid of degrees: the soonest of all reached points to go on from.

The grid runs in longitude and latitude, so that 180 degrees and the poles are places as any other;
distances are great circles on the mean sphere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import Refuse, is_real, real_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.longitudes import middle_of, near
from transnet.base.shown import Shown
from transnet.base.sphere import EARTH_RADIUS_KM
from transnet.base.units import FloatArray

IntArray = npt.NDArray[np.int64]

KM_PER_DEGREE = math.radians(1.0) * EARTH_RADIUS_KM
USUAL_NODES, MOST_NODES = 250_000, 4_000_000
_FINEST_M = 10.0
_EDGE = 2  # rows and columns around what is reached
_APART = 0.25  # of points within so much of a cell, or of a minute's way, the soonest counts


@dataclass(frozen=True, eq=False, repr=False)
class ReachedPoints(Shown):
    """Points that one reaches, and when.

    lon, lat  float64[k], degrees WGS-84, known; longitudes may run on beyond 180
    minutes   float64[k], >= 0; inf where one doesn't come
    Raises InputError for other values, and for lists that differ in length.
    """

    lon: FloatArray
    lat: FloatArray
    minutes: FloatArray

    def __post_init__(self) -> None:
        for name in ("lon", "lat", "minutes"):
            values = real_numbers(getattr(self, name), _refuser(name))
            object.__setattr__(self, name, values)
        shapes = {np.shape(each) for each in (self.lon, self.lat, self.minutes)}
        sound = len(shapes) == 1 and self.lon.ndim == 1
        with np.errstate(invalid="ignore"):
            sound = sound and bool((np.isfinite(self.lon) & (np.abs(self.lat) <= 90.0)).all())
            sound = sound and bool((self.minutes >= 0.0).all())
        if not sound:
            hint = said("must be three lists of one length: degrees, degrees, minutes from 0 on")
            raise _refused("points", "", hint)


@dataclass(frozen=True)
class Onward(Shown):
    """How one goes on from a reached point, away from the network.

    speed_kmh    as the crow flies, detours counted, 0.1 to 300
    longest_min  how long at most, 0.1 or more; inf for as long as there is time
    Raises InputError for other values.
    """

    speed_kmh: float
    longest_min: float = math.inf

    def __post_init__(self) -> None:
        for name, bounds in (("speed_kmh", (0.1, 300.0)), ("longest_min", (0.1, math.inf))):
            object.__setattr__(self, name, number_given(getattr(self, name), name, bounds))

    def km_left(self, points: ReachedPoints, within_min: float) -> FloatArray:
        """Return how far one comes from points within a time; below 0 where it has run out."""
        left = np.minimum(within_min - points.minutes, self.longest_min)
        km: FloatArray = left * self.speed_kmh / 60.0
        return km


@dataclass(frozen=True, eq=False)
class Grid:
    """Points where a parallel of `lat` crosses a meridian of `lon`, degrees, ascending.

    Longitudes run on beyond 180 where the grid lies across it; around a pole they run from -180
    to 180.
    """

    lon: FloatArray
    lat: FloatArray

    @property
    def cell_km(self) -> float:
        """Height of a cell, and its greatest width or nearly so."""
        return float(np.diff(self.lat).max()) * KM_PER_DEGREE


def grid_around(
    points: ReachedPoints,
    onward: Onward,
    within_min: float,
    cell_m: float | None = None,
    *,
    usual_nodes: int = USUAL_NODES,
) -> Grid | None:
    """Return a grid that holds all one comes to within a time; None where no point is reached.

    cell_m  side of a cell; None for so many as is usual, of 10 m or more
    Raises InputError for a cell so small that there would be more than 4 million.
    """
    km = onward.km_left(points, within_min)
    reached = km >= 0.0
    if not reached.any():
        return None
    lon, lat, km = points.lon[reached], points.lat[reached], km[reached]
    west, east, south, north = _box(lon, lat, km)
    widest = math.cos(math.radians(0.0 if south < 0.0 < north else min(abs(south), abs(north))))
    width_km = max((east - west) * KM_PER_DEGREE * widest, 2 * _FINEST_M / 1000.0)
    height_km = max((north - south) * KM_PER_DEGREE, 2 * _FINEST_M / 1000.0)
    cell = max(math.sqrt(width_km * height_km / usual_nodes), _FINEST_M / 1000.0)
    if cell_m is not None:
        cell = cell_m / 1000.0
        if width_km * height_km / cell**2 > MOST_NODES:
            hint = said(
                "at most {most:,} cells; here a cell needs a side of {least:.0f} m or more",
                most=MOST_NODES,
                least=1000.0 * math.sqrt(width_km * height_km / MOST_NODES) + 0.5,
            )
            raise _refused("cell_m", cell_m, hint)
    lats = _axis(south, north, cell / KM_PER_DEGREE)
    lons = _axis(west, east, cell / KM_PER_DEGREE / max(widest, 1e-6), whole_turn=True)
    return Grid(lons, np.unique(np.clip(lats, -90.0, 90.0)))


def time_field(grid: Grid, points: ReachedPoints, onward: Onward, within_min: float) -> FloatArray:
    """Return the minutes at each grid point: the soonest of all points to go on from.

    returns  float64[h, w], inf from some cells beyond what one comes to within the time

    Times of arrival before `longest_min` from the end count as that: what lies within the time is
    then what one comes to in it without going on for longer. Exact at the grid points but for
    points that lie within a quarter of a cell and of a minute's way, of which the soonest counts.
    """
    from transnet.kernels.search.soonest import soonest_on_grid

    edge_min = _EDGE * 2.0 * grid.cell_km * 60.0 / onward.speed_kmh
    known = np.flatnonzero(points.minutes <= within_min)
    lon, lat = near(points.lon[known], float(grid.lon.mean())), points.lat[known]
    minutes = np.maximum(points.minutes[known], within_min - onward.longest_min)
    first = _soonest_apart(_APART * min(grid.cell_km, onward.speed_kmh / 60.0), lon, lat, minutes)
    per_radian = 60.0 / onward.speed_kmh * EARTH_RADIUS_KM
    return soonest_on_grid(
        _unit(*np.meshgrid(grid.lon, grid.lat)),
        _unit(lon[first], lat[first]),
        minutes[first],
        per_radian,
        within_min + edge_min,
    )


def number_given(value: Any, name: str, bounds: tuple[float, float]) -> float:
    """Return a number; raises InputError for one outside of its bounds, and for no number."""
    if not is_real(value) or not bounds[0] <= float(value) <= bounds[1]:
        hint = said("must be a number from {least:g} to {most:g}", least=bounds[0], most=bounds[1])
        raise _refused(name, value, hint)
    return float(value)


def _refuser(name: str) -> Refuse:
    return lambda value, hint: _refused(name, value, hint)


def _refused(name: str, value: object, hint: Message) -> InputError:
    told = said("isochrones can't be drawn")
    return refusal(told, "bad_isochrone", "isochrones", hint, value, column=name)


def _box(lon: FloatArray, lat: FloatArray, km: FloatArray) -> tuple[float, float, float, float]:
    """Return west, east, south, north of all that lies so near to points; a whole turn at poles."""
    radius = np.degrees(km / EARTH_RADIUS_KM)
    south, north = float((lat - radius).min()), float((lat + radius).max())
    if north >= 90.0 or south <= -90.0:
        return -180.0, 180.0, max(south, -90.0), min(north, 90.0)
    beside = near(lon, middle_of(lon))
    across = np.degrees(
        np.arcsin(np.minimum(np.sin(np.radians(radius)) / np.cos(np.radians(lat)), 1.0))
    )
    west, east = float((beside - across).min()), float((beside + across).max())
    return (-180.0, 180.0, south, north) if east - west >= 350.0 else (west, east, south, north)


def _axis(low: float, high: float, step: float, *, whole_turn: bool = False) -> FloatArray:
    """Return ascending degrees from before a low to beyond a high; a whole turn ends as it is."""
    if whole_turn and high - low >= 350.0:
        return np.linspace(low, high, max(8, math.ceil((high - low) / step)) + 1)
    count = math.ceil((high - low) / step) + 2 * _EDGE
    middle = (low + high) / 2.0
    steps = np.arange(count + 1, dtype=np.float64) - count / 2.0
    return np.asarray(middle + step * steps, dtype=np.float64)


def _soonest_apart(
    apart_km: float, lon: FloatArray, lat: FloatArray, minutes: FloatArray
) -> IntArray:
    """Return positions of the soonest point of each box of a side, or narrower."""
    step = apart_km / KM_PER_DEGREE
    column, row = (np.floor(each / step).astype(np.int64) for each in (lon, lat))
    order = np.lexsort((minutes, column, row))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(row[order]) != 0) | (np.diff(column[order]) != 0)
    return order[first]


def _unit(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return unit vectors, float64[3, …], of degrees."""
    east, north = np.radians(lon), np.radians(lat)
    return np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
