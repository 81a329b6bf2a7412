"""Minutes on a grid: the nearest way out of the network, computed the slow way as a twin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from transnet.report.maps.frame import KM_PER_DEGREE, Frame
from transnet.report.maps.grid import Reach, reach_on_grid

FRAME = Frame(112.0, 37.0, 113.0, 38.0)


def naive(points: pd.DataFrame, speed_kmh: float, reach: Reach) -> list[list[float]]:
    rows = []
    for lat in reach.lat:
        row = []
        for lon in reach.lon:
            best = np.inf
            for point in points.to_dict("records"):
                east = (lon - point["lon"]) * KM_PER_DEGREE * FRAME.shortening
                north = (lat - point["lat"]) * KM_PER_DEGREE
                best = min(best, point["travel_min"] + 60 * np.hypot(east, north) / speed_kmh)
            row.append(best)
        rows.append(row)
    return rows


def test_the_grid_equals_its_twin() -> None:
    random = np.random.default_rng(7)
    points = pd.DataFrame(
        {
            "lon": random.uniform(111.9, 113.1, 40),
            "lat": random.uniform(36.9, 38.1, 40),
            "travel_min": random.uniform(0, 200, 40),
        }
    )
    reach = reach_on_grid(points, 30.0, FRAME, width=25)
    assert reach.minutes.shape == (len(reach.lat), 25)
    np.testing.assert_allclose(reach.minutes, naive(points, 30.0, reach), rtol=2e-6)


def test_a_point_of_the_network_has_its_own_minutes() -> None:
    points = pd.DataFrame({"lon": [112.0], "lat": [37.0], "travel_min": [42.0]})
    reach = reach_on_grid(points, 60.0, FRAME, width=5)
    assert reach.minutes[0, 0] == 42.0
    assert reach.off_network_km[0, 0] == 0.0
    assert reach.minutes[-1, 0] == pytest.approx(42.0 + KM_PER_DEGREE, rel=1e-6)


def test_nothing_reached_is_infinite_and_far_points_do_not_count() -> None:
    points = pd.DataFrame({"lon": [112.5, 130.0], "lat": [37.5, 20.0], "travel_min": [np.inf, 0.0]})
    reach = reach_on_grid(points, 30.0, FRAME, width=4)
    assert np.isinf(reach.minutes).all()
    assert np.isinf(reach.off_network_km).all()
