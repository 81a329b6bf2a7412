"""Minutes from one place to every point of a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.longitudes import near
from transnet.base.units import FloatArray
from transnet.report.maps.frame import KM_PER_DEGREE, Frame

_BEYOND_KM = 60.0
_PART = 20  # rows and columns that are worked out at a time
_ROUNDED = 1.0001  # more than what single precision rounds off

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reach:
    """Minutes on a grid, inf where unreached, and how far each point is from the network.

    lon float64[w], lat float64[h], degrees; minutes, off_network_km float64[h, w]
    """

    lon: FloatArray
    lat: FloatArray
    minutes: FloatArray
    off_network_km: FloatArray


def reach_on_grid(points: pd.DataFrame, speed_kmh: float, frame: Frame, *, width: int) -> Reach:
    """Return minutes at grid points: the best of going to any point of the network and on from it.

    points     lon, lat (degrees), travel_min: where the network can be left, and when; on both
               sides of 180 degrees, too
    speed_kmh  great-circle speed of what is left of the way, detours counted, > 0
    width      grid columns; rows follow from the frame's shape
    Distances are taken on a plane scaled at mid-frame, within 1% over a map of 500 km.
    """
    height = max(2, round(width * frame.height_km / frame.width_km))
    lon = np.linspace(frame.west, frame.east, width)
    lat = np.linspace(frame.south, frame.north, height)
    beside = points.assign(lon=near(points["lon"], frame.middle_lon))
    known = _near(beside[np.isfinite(beside["travel_min"])], frame)
    start = known["travel_min"].to_numpy(dtype=np.float32)
    scale = KM_PER_DEGREE * frame.shortening
    east_km = np.subtract.outer(lon, known["lon"].to_numpy()) * scale
    north_km = np.subtract.outer(lat, known["lat"].to_numpy()) * KM_PER_DEGREE
    best, nearest = (np.full((height, width), np.inf, dtype=np.float32) for _ in range(2))
    pace = np.float32(60.0 / speed_kmh)
    for rows in _parts(height):
        for columns in _parts(width):
            offsets = east_km[columns], north_km[rows]
            nearest[rows, columns], best[rows, columns] = _in_part(*offsets, start, pace)
    return Reach(lon, lat, best.astype(np.float64), nearest.astype(np.float64))


def _parts(size: int) -> list[slice]:
    return [slice(first, first + _PART) for first in range(0, size, _PART)]


def _in_part(
    east_km: FloatArray, north_km: FloatArray, start: Float32Array, pace: np.float32
) -> tuple[Float32Array, Float32Array]:
    """Return the distance to the nearest point and the least minutes, float32[h, w] each.

    east_km, north_km  offsets of w columns and h rows from the points, float64[w, p], [h, p]
    Points that can't be the best one anywhere in the part are left out: most of them.
    """
    sides = np.abs(east_km), np.abs(north_km)
    least_km, most_km = (
        np.hypot(*(end(side, axis=0) for side in sides)).astype(np.float32)
        for end in (np.min, np.max)
    )
    # Single precision keeps a tenth of a second in a day, and takes half the time.
    east, north = (np.square(km).astype(np.float32) for km in (east_km, north_km))
    found = []
    for rate, offset in ((np.float32(1.0), np.zeros_like(start)), (pace, start)):
        surely = (most_km * rate + offset).min(initial=np.inf)
        chosen = np.flatnonzero(least_km * rate + offset <= surely * _ROUNDED + _ROUNDED)
        km = np.sqrt(east[np.newaxis, :, chosen] + north[:, np.newaxis, chosen])
        found.append((km * rate + offset[chosen]).min(axis=2, initial=np.inf))
    return found[0], found[1]


def _near(points: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Points in the frame or so close to it that they could be the best way to its edge."""
    dlat = _BEYOND_KM / KM_PER_DEGREE
    dlon = dlat / frame.shortening
    inside = points["lon"].between(frame.west - dlon, frame.east + dlon)
    return points[inside & points["lat"].between(frame.south - dlat, frame.north + dlat)]
