"""What counts as a number: neither a mark nor a duration, which NumPy calls an integer."""

from __future__ import annotations

from typing import Any, TypeGuard

import numpy as np

_NONE = (bool, np.bool_, np.timedelta64)


def is_whole(value: object) -> TypeGuard[int | np.integer[Any]]:
    """Return whether a value is of a kind of whole numbers."""
    return isinstance(value, int | np.integer) and not isinstance(value, _NONE)


def is_number(value: object) -> TypeGuard[Any]:
    """Return whether a value is of a kind of numbers, whole or not."""
    return is_whole(value) or isinstance(value, float | np.floating)
