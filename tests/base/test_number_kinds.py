"""Numbers of Python and NumPy, and what only looks like one."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from transnet.base.errors import InputError
from transnet.base.number_kinds import is_number, is_whole
from transnet.io.csv_text import to_csv_text
from transnet.travel.population_points import read_points

WHOLE = [0, -3, 10**30, np.int8(4), np.uint64(2**63)]
BROKEN = [0.5, 2.0, np.float32(1), float("inf"), np.nan]
NEITHER = [True, np.True_, np.timedelta64(3, "m"), timedelta(1), "3", None, pd.NA, 1j, [1]]


def test_marks_and_durations_are_no_numbers() -> None:
    assert all(map(is_whole, WHOLE))
    assert all(map(is_number, WHOLE + BROKEN))
    assert not any(map(is_whole, BROKEN + NEITHER))
    assert not any(map(is_number, NEITHER))


def test_a_duration_is_not_taken_for_a_whole_number() -> None:
    three = np.timedelta64(3, "m")
    column = pd.Series([three, 3], dtype=object)
    assert to_csv_text(pd.DataFrame({"a": column})) == "a\n3 minutes\n3\n"
    points = pd.DataFrame({"id": ["a"], "lon": [112.5], "lat": [37.8], "people": column[:1]})
    with pytest.raises(InputError, match="3 minutes"):
        read_points(points)
