"""Longitudes across 180 degrees: moved by whole turns, so that what is near lies near."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray

_BINS = 3600  # of a tenth of a degree
_TURN = 360.0


def middle_of(lon: FloatArray) -> float:
    """Return the longitude, -180 to 180, opposite the middle of the widest gap between points.

    lon  degrees; NaN counts as no point
    Points moved `near` it lie side by side, whether or not 180 degrees runs between them.
    """
    known = lon[np.isfinite(lon)]
    taken = np.unique(np.floor((known + 180.0) * (_BINS / _TURN)).astype(np.int64) % _BINS)
    if not len(taken):
        return 0.0
    gaps = np.diff(np.append(taken, taken[0] + _BINS))
    widest = int(np.argmax(gaps))
    gap_middle = (taken[widest] + 1 + (gaps[widest] - 1) / 2) * (_TURN / _BINS) - 180.0
    return float(gap_middle % _TURN - 180.0)


def near(lon: npt.ArrayLike, other: npt.ArrayLike) -> FloatArray:
    """Return longitudes, degrees float64[k], by whole turns to within half a turn of others."""
    found, beside = np.asarray(lon, dtype=np.float64), np.asarray(other, dtype=np.float64)
    moved: FloatArray = found - _TURN * np.rint((found - beside) / _TURN)
    return moved
