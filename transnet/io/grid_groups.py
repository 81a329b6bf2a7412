"""Points put together by squares of a grid, so small that no more squares than wanted hold some."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray

KM_PER_DEGREE = 111.195
_FIRST_KM, _STEP = 0.2, 1.25

IntArray = npt.NDArray[np.intp]


def grid_groups(
    lon: FloatArray, lat: FloatArray, most: int, apart: IntArray
) -> tuple[IntArray, float]:
    """Return the group of each point, intp[n] from 0 on, and the side of the squares in km.

    lon, lat  degrees, finite
    most      so many groups at most, or as few as `apart` allows; with no more points each stays
              alone, and the side is 0
    apart     intp[n], points of different numbers are never put together
    """
    if len(lon) <= most:
        return np.arange(len(lon)), 0.0
    east = (lon - lon.min()) * KM_PER_DEGREE * np.cos(np.radians(lat.mean()))
    north = (lat - lat.min()) * KM_PER_DEGREE
    side = _FIRST_KM
    least = max(most, len(np.unique(apart)))
    while True:
        cells = np.column_stack([apart, np.floor(east / side), np.floor(north / side)])
        _, group = np.unique(cells, axis=0, return_inverse=True)
        if group.max() < least:
            return group.ravel(), round(side, 2)
        side *= _STEP
