"""Rows of tables as values that JSON has."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row as values that JSON has; what isn't finite is null, with the reason beside."""
    values: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, float | np.floating) and not math.isfinite(value):
            values[str(key)] = None
            values[f"{key}_null"] = "none" if math.isnan(value) else "no way"
        else:
            values[str(key)] = value.item() if isinstance(value, np.generic) else value
    return values
