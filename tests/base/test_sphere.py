"""Distances on the sphere."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from transnet.base.sphere import (
    EARTH_RADIUS_KM,
    distances_km,
    hop_lengths_km,
    nearest_km,
    on_sphere,
)

DEGREE_KM = math.pi / 180 * EARTH_RADIUS_KM


def _points(*pairs: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["lon", "lat"])


def test_points_lie_on_the_unit_sphere() -> None:
    vectors = on_sphere(_points((0, 0), (90, 0), (13, 90)))
    assert np.allclose(vectors, [[1, 0, 0], [0, 1, 0], [0, 0, 1]], atol=1e-15)


def test_a_degree_of_a_meridian_is_a_degree() -> None:
    assert hop_lengths_km(_points((112, 37), (112, 38), (112, 38))) == pytest.approx([DEGREE_KM, 0])


def test_each_point_is_measured_to_the_one_target() -> None:
    found = distances_km(_points((112, 37), (112, 38), (112, 40)), _points((112, 38)))
    assert found == pytest.approx([DEGREE_KM, 0, 2 * DEGREE_KM])


def test_nearest_come_in_order_and_no_more_than_there_are() -> None:
    distance, position = nearest_km(_points((112, 37)), _points((112, 39), (112, 37.5)), count=4)
    assert position.tolist() == [[1, 0]]
    assert distance[0] == pytest.approx([DEGREE_KM / 2, 2 * DEGREE_KM])
