"""Longitudes across 180 degrees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.longitudes import middle_of, near

DEGREES = st.floats(-180, 180, allow_subnormal=False)


@pytest.mark.parametrize(
    ("lon", "moved"),
    [
        ([112.0, 114.0], [112.0, 114.0]),
        ([-10.0, -8.0], [-10.0, -8.0]),
        ([177.0, -178.0], [177.0, 182.0]),
        ([-179.9, 179.8], [180.1, 179.8]),
        ([0.0], [0.0]),
        ([180.0, -180.0], [-180.0, -180.0]),
        ([np.nan, 5.0], [np.nan, 5.0]),
        ([], []),
    ],
)
def test_points_lie_side_by_side(lon: list[float], moved: list[float]) -> None:
    found = near(lon, middle_of(np.array(lon, dtype=np.float64)))
    np.testing.assert_allclose(found, moved)


@given(DEGREES, DEGREES)
def test_near_is_within_half_a_turn_and_the_same_place(lon: float, other: float) -> None:
    found = float(near(lon, other))
    assert abs(found - other) <= 180.0 + 1e-9
    assert (found - lon) % 360.0 == pytest.approx(0.0, abs=1e-9) or found == lon


@given(DEGREES, st.lists(st.floats(0, 90), min_size=1, max_size=6))
def test_what_spans_a_quarter_of_the_earth_spans_it_anywhere(
    start: float, steps: list[float]
) -> None:
    lon = near(start + np.array([0.0, *steps]), 0.0)
    found = near(lon, middle_of(lon))
    assert np.ptp(found) == pytest.approx(max(steps), abs=1e-9)
