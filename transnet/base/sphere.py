"""Distances on the mean sphere (IUGG radius), in kilometres."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FloatArray

IntArray = npt.NDArray[np.intp]

EARTH_RADIUS_KM = 6371.0088


def on_sphere(points: pd.DataFrame) -> FloatArray:
    """Return points with lon and lat in degrees as unit vectors, float64[n, 3]."""
    east, north = (np.radians(points[axis].to_numpy(dtype=np.float64)) for axis in ("lon", "lat"))
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )


def chord_km(chord: FloatArray) -> FloatArray:
    """Return the great-circle km over chords between unit vectors, float64 of their shape."""
    km: FloatArray = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2.0, 0.0, 1.0))
    return km


def nearest_km(
    points: pd.DataFrame, targets: pd.DataFrame, count: int = 1
) -> tuple[FloatArray, IntArray]:
    """Return great-circle km to, and positions of, the nearest targets of each point.

    points, targets  tables with lon and lat in degrees; there must be a target
    returns          float64[points, k], intp[points, k], nearest first; k = min(count, targets)
    """
    from scipy.spatial import cKDTree

    wanted = list(range(1, min(count, len(targets)) + 1))
    chord, nearest = cKDTree(on_sphere(targets)).query(on_sphere(points), k=wanted)
    return chord_km(np.asarray(chord)), np.asarray(nearest, dtype=np.intp)


def distances_km(points: pd.DataFrame, target: pd.DataFrame) -> FloatArray:
    """Return great-circle km from each point to the one target, float64[points].

    points, target  tables with lon and lat in degrees; the target's has one row
    """
    chord = np.linalg.norm(on_sphere(points) - on_sphere(target), axis=1)
    return chord_km(chord)


def hop_lengths_km(points: pd.DataFrame) -> FloatArray:
    """Return the great-circle km from each point to the next, float64[n - 1].

    points  lon and lat in degrees
    """
    vectors = on_sphere(points)
    chord = np.linalg.norm(vectors[1:] - vectors[:-1], axis=1)
    return chord_km(chord)


def great_circle_km(
    lon_from: npt.ArrayLike, lat_from: npt.ArrayLike, lon_to: npt.ArrayLike, lat_to: npt.ArrayLike
) -> FloatArray:
    """Return great-circle km between points in degrees, float64[k] (mean Earth radius).

    Haversine (Sinnott 1984): stable for the short links that most are.
    """
    lon0, lat0, lon1, lat1 = (np.radians(each) for each in (lon_from, lat_from, lon_to, lat_to))
    half = np.sin((lat1 - lat0) / 2) ** 2
    half += np.cos(lat0) * np.cos(lat1) * np.sin((lon1 - lon0) / 2) ** 2
    result: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return result
