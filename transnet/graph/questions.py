"""Checks of what a metric is asked, before kernels that trust their input see it."""

from __future__ import annotations

from operator import index
from typing import SupportsIndex

import numpy as np
import numpy.typing as npt

from transnet.errors import InputError, Notice
from transnet.units import UNREACHABLE_MS, FloatArray, Int32Array


def checked_names(values: npt.ArrayLike, count: int, what: str = "node") -> Int32Array:
    """Return nodes (or arcs) as int32[k]; raises InputError for one outside 0 to count - 1."""
    names = np.atleast_1d(np.asarray(values))
    if names.size == 0:
        return np.empty(0, np.int32)
    if names.ndim != 1 or not np.issubdtype(names.dtype, np.integer):
        raise _refused(what, "must be a list of whole numbers")
    if names.min() < 0 or names.max() >= count:
        raise _refused(what, f"lies outside 0 to {count - 1}")
    return names.astype(np.int32)


def checked_name(value: SupportsIndex, count: int) -> int:
    """Return a node as a number; raises InputError for one outside 0 to count - 1."""
    try:
        name = index(value)
    except TypeError:
        raise _refused("node", "must be a whole number") from None
    if not 0 <= name < count:
        raise _refused("node", f"lies outside 0 to {count - 1}")
    return name


def checked_pairs(
    origins: npt.ArrayLike, destinations: npt.ArrayLike, count: int
) -> tuple[Int32Array, Int32Array]:
    """Return two lists of nodes of the same length."""
    sources, targets = checked_names(origins, count), checked_names(destinations, count)
    if len(sources) != len(targets):
        raise _refused("node", "must have a destination for each origin")
    return sources, targets


def checked_out(out: Int32Array | None, shape: tuple[int, int]) -> Int32Array:
    """Return the memory to write a table to, a new one for None."""
    if out is None:
        return np.empty(shape, np.int32)
    if out.dtype != np.int32 or out.shape != shape or not out.flags.c_contiguous:
        raise _refused("out", f"must be int32{list(shape)}, row by row in memory")
    if not out.flags.writeable:
        raise _refused("out", "must be writable")
    return out


def checked_limits(limits_ms: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Return limits in ms, uint32[c]; raises InputError for none, or one that isn't a time."""
    limits = np.atleast_1d(np.asarray(limits_ms))
    if limits.size == 0 or limits.ndim != 1 or not np.issubdtype(limits.dtype, np.integer):
        raise _refused("limit", "must be whole milliseconds")
    if limits.min() < 0 or limits.max() >= UNREACHABLE_MS:
        raise _refused("limit", f"must lie in 0 to {UNREACHABLE_MS - 1} ms")
    return limits.astype(np.uint32)


def checked_amounts(opportunities: npt.ArrayLike, nodes: int) -> FloatArray:
    """Return what there is at each node, float64[n]."""
    amounts = np.asarray(opportunities, np.float64)
    if amounts.shape != (nodes,) or not np.all(np.isfinite(amounts)):
        raise _refused("opportunities", "must be one finite number for each node")
    return amounts


def checked_decay(decay: npt.ArrayLike | None, limits: int) -> FloatArray:
    """Return the factors of a decay, float64[d]; empty without one."""
    if decay is None:
        return np.empty(0)
    factors = np.asarray(decay, np.float64)
    if factors.ndim != 1 or len(factors) == 0 or not np.all(np.isfinite(factors)):
        raise _refused("decay", "must be a list of finite factors")
    if limits != 1:
        raise _refused("decay", "goes with a single limit")
    return factors


def _refused(what: str, hint: str) -> InputError:
    notice = Notice("bad_question", "error", what, 0, "", "", hint)
    return InputError("the router can't answer this", [notice])
