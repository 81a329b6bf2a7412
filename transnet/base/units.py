"""Units: whole milliseconds, fen and grams inside; minutes, yuan and kilograms outside.

Unreachable is infinite outside.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import said

Int32Array = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]

MS_PER_MIN = 60_000
MS_PER_HOUR = 3_600_000

FEN_PER_YUAN = 100
GRAMS_PER_KG = 1000

UNREACHABLE_MS = int(np.iinfo(np.int32).max)
"""Weight of a closed arc and time or cost of an unreachable node, in kernels only."""

LONGEST_KM = 1e6
"""The longest length that is taken, 25 times round the Earth: sums and speeds can't run over."""


def minutes_to_ms(minutes: npt.ArrayLike) -> Int32Array:
    """Return minutes as ms, int32 of their shape, rounded; inf and NaN become UNREACHABLE_MS.

    Raises InputError for a negative time or a finite one that int32 can't hold (24.8 days).
    """
    values = np.asarray(minutes, dtype=np.float64)
    finite = np.isfinite(values)
    with np.errstate(over="ignore"):
        whole = np.rint(np.where(finite, values, 0.0) * MS_PER_MIN)
    ms = np.where(finite, whole, UNREACHABLE_MS)
    if np.any(ms < 0) or np.any(finite & (ms >= UNREACHABLE_MS)):
        raise beyond_range("minutes", "a time is negative or longer than 24 days")
    return ms.astype(np.int32)


def ms_to_minutes(ms: npt.ArrayLike) -> FloatArray:
    """Return milliseconds as minutes, float64 of their shape; UNREACHABLE_MS becomes inf."""
    values = np.asarray(ms)
    return np.where(values == UNREACHABLE_MS, np.inf, values / MS_PER_MIN)


def to_whole(amounts: npt.ArrayLike, per_unit: float) -> Int32Array:
    """Return amounts in a smaller unit, such as yuan in fen: int32 of their shape, rounded.

    Raises InputError for an amount that is negative, not finite, or more than int32 can hold.
    """
    with np.errstate(over="ignore"):
        values = np.rint(np.asarray(amounts, dtype=np.float64) * per_unit)
    if not np.all((values >= 0) & (values < UNREACHABLE_MS)):
        raise beyond_range("costs", "a cost is negative, endless or beyond 20 million yuan")
    return values.astype(np.int32)


def sum_of_whole(*parts: Int32Array) -> Int32Array:
    """Return the sum of whole amounts, int32 of their shape; InputError where it can't hold it."""
    total = np.sum([np.asarray(part, dtype=np.int64) for part in parts], axis=0)
    if not np.all((total >= 0) & (total < UNREACHABLE_MS)):
        raise beyond_range("costs", "a cost is negative or beyond 20 million yuan")
    return np.asarray(total, dtype=np.int32)


def beyond_range(what: str, why: str) -> InputError:
    """Return the error for amounts that whole numbers inside can't hold."""
    hint = said("{why}; look for a length, time or number of trains in another unit", why=why)
    return refusal(said("the network can't be reckoned"), "out_of_range", what, hint)
