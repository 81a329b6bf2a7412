"""What the kernels' arrays have in common."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Int32Array = npt.NDArray[np.int32]
Index = int | np.integer[Any]
UInt32Array = npt.NDArray[np.uint32]
Int64Array = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

UNREACHABLE_MS = np.int32(2**31 - 1)
"""Weight of a closed arc and time of a node without a path; `base.units` has it as an int."""

_Number = TypeVar("_Number", bound=np.generic)


def read_only(array: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return a view that can't be written: numba then compiles once for frozen and other arrays."""
    view = array.view()
    view.flags.writeable = False
    return view


def never_negative(weights: Int32Array) -> Int32Array:
    """Return the weights, read-only; raises ValueError for a negative one: no search would end."""
    if len(weights) and weights.min() < 0:
        raise ValueError("a weight is negative, and a search over it would never end")
    return read_only(weights)
