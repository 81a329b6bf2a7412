"""Units: integer milliseconds inside, minutes outside; unreachable is infinite outside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Int32Array = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]

MS_PER_MIN = 60_000
MS_PER_HOUR = 3_600_000

UNREACHABLE_MS = int(np.iinfo(np.int32).max)
"""Weight of a closed arc and time of an unreachable node, in kernels only."""


def minutes_to_ms(minutes: npt.ArrayLike) -> Int32Array:
    """Return minutes as int32 milliseconds, rounded to nearest; inf and NaN become UNREACHABLE_MS.

    Raises OverflowError for a negative time or a finite one that int32 can't hold (24.8 days).
    """
    values = np.asarray(minutes, dtype=np.float64)
    finite = np.isfinite(values)
    ms = np.where(finite, np.rint(np.where(finite, values, 0.0) * MS_PER_MIN), UNREACHABLE_MS)
    if np.any(ms < 0) or np.any(finite & (ms >= UNREACHABLE_MS)):
        raise OverflowError("a time in minutes is negative or longer than 24 days")
    return ms.astype(np.int32)


def ms_to_minutes(ms: npt.ArrayLike) -> FloatArray:
    """Return int32 milliseconds as float64 minutes; UNREACHABLE_MS becomes inf."""
    values = np.asarray(ms)
    return np.where(values == UNREACHABLE_MS, np.inf, values / MS_PER_MIN)
