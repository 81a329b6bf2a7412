"""Shifted coordinates of Chinese maps: published points, round trips, and nothing elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.model.datum import DATUMS, Datum, from_wgs84, to_wgs84

INSIDE = st.tuples(st.floats(74, 135), st.floats(4, 53))
OUTSIDE = st.tuples(st.floats(-180, 71), st.floats(-90, 90))


def test_beijing_station_is_where_the_published_pair_says() -> None:
    # WGS-84 (116.42079, 39.90105) and GCJ-02 (116.42703, 39.90245): example of R's geoChina 1.3.0.
    np.testing.assert_allclose(
        from_wgs84(116.42079, 39.90105, "GCJ-02"), (116.42703, 39.90245), atol=1e-5
    )


def test_baidu_lies_the_published_way_beside_amap() -> None:
    # Baidu's function moves a point by 0.0065 and 0.006 degrees and two waves: 0.00002 degrees in
    # the distance from 0, 0 and 0.000003 in the angle there, which is 0.0004 degrees here.
    gcj = np.array(from_wgs84(112.55, 37.87, "GCJ-02"))
    baidu = np.array(from_wgs84(112.55, 37.87, "BD-09"))
    np.testing.assert_allclose(baidu - gcj, (0.0065, 0.006), atol=0.0005)


@pytest.mark.parametrize("datum", DATUMS)
@given(point=INSIDE)
def test_there_and_back_is_the_same_point(datum: Datum, point: tuple[float, float]) -> None:
    there = from_wgs84(*point, datum)
    np.testing.assert_allclose(to_wgs84(*there, datum), point, atol=1e-9, rtol=0)


@given(point=INSIDE)
def test_the_state_shift_is_between_nothing_and_a_kilometre_and_a_half(
    point: tuple[float, float],
) -> None:
    moved = np.abs(np.array(from_wgs84(*point, "GCJ-02")) - point)
    assert 0 < moved.max() < 0.015


@pytest.mark.parametrize("datum", DATUMS)
@given(point=OUTSIDE)
def test_points_elsewhere_stay(datum: Datum, point: tuple[float, float]) -> None:
    assert from_wgs84(*point, datum) == point
    assert to_wgs84(*point, datum) == point


def test_arrays_keep_their_shape_and_their_gaps() -> None:
    lon, lat = to_wgs84([[112.5, np.nan]], [[37.8, 37.8]], "GCJ-02")
    assert lon.shape == lat.shape == (1, 2)
    assert np.isnan(lon[0, 1])
    assert to_wgs84([], [], "BD-09")[0].shape == (0,)


def test_cgcs2000_is_taken_as_it_is() -> None:
    assert to_wgs84(112.5, 37.8, "CGCS2000") == from_wgs84(112.5, 37.8, "CGCS2000") == (112.5, 37.8)


def test_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="CGCS2000"):
        to_wgs84(1.0, 2.0, "Xian-80")  # type: ignore[arg-type]
