"""Results as plain values, ready for JSON: what isn't a finite number is None."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.number_kinds import is_whole


def plain(value: object) -> Any:
    """Return a cell as a JSON value: numbers of NumPy as Python's, inf and NaN as None."""
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.bool_):
        return bool(value)
    if is_whole(value):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain values."""
    return [
        {str(name): plain(value) for name, value in row.items()} for row in table.to_dict("records")
    ]
