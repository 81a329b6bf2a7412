"""Coordinates of Chinese maps: GCJ-02 and BD-09 to WGS-84 and back.

Maps sold in China are shifted by law: Amap's and Tencent's (GCJ-02) lie some 500 m beside GPS, and
Baidu's (BD-09) some 900 m beside those. The law's function isn't published; what is used here is
its well-known approximation (found in 2010 and since then in every open tool; see
https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China), good to a metre or two.
BD-09 from GCJ-02 is Baidu's own function, as published. Both inverses are found by iteration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import real_numbers
from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.language import joined, said
from transnet.base.units import FloatArray

Datum = Literal["WGS-84", "GCJ-02", "BD-09", "CGCS2000"]
DATUMS: tuple[Datum, ...] = ("WGS-84", "GCJ-02", "BD-09")
"""Those that differ by more than a metre; CGCS2000, China's own since 2008, is WGS-84 to it."""

UNSHIFTED: tuple[Datum, ...] = ("WGS-84", "CGCS2000")

# The ellipsoid of Krasovsky (1940) and the squared eccentricity that the approximation uses.
_RADIUS_M = 6_378_245.0
_ECCENTRICITY_2 = 0.00669342162296594323
# The box in which the approximation shifts points; it is far larger than China.
_LON_SPAN, _LAT_SPAN = (72.004, 137.8347), (0.8293, 55.8271)
_BAIDU_WAVE = np.pi * 3000.0 / 180.0
_BAIDU_LON, _BAIDU_LAT = 0.0065, 0.006
_ROUNDS = 30
_CLOSE_DEG = 1e-12

_Points = tuple[FloatArray, FloatArray]


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> _Points:
    """Return WGS-84 longitudes and latitudes of points given in a datum.

    lon, lat  degrees, of equal shape; NaN stays NaN, points outside the box stay where they are
    datum     WGS-84, GCJ-02 or BD-09; CGCS2000 is WGS-84 to the metre
    `from_wgs84` gives the points back to 1e-9 degrees. Raises InputError for another datum.
    """
    _check(datum)
    start = _degrees(lon, lat)
    if datum == "BD-09":
        start = _inverse(_baidu_shift, start)
    return start if datum in UNSHIFTED else _inverse(_state_shift, start)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> _Points:
    """Return the longitudes and latitudes that a map of a datum gives WGS-84 points.

    Takes and raises what `to_wgs84` does.
    """
    _check(datum)
    found = _degrees(lon, lat)
    if datum not in UNSHIFTED:
        found = _moved(found, _state_shift(*found))
    return _moved(found, _baidu_shift(*found)) if datum == "BD-09" else found


def equal_datum(datum: str | None, table: str) -> list[Notice]:
    """Return what is to be said where points are in CGCS2000: that they are taken as they are."""
    if datum != "CGCS2000":
        return []
    hint = said("CGCS2000 is WGS-84 to the metre: the points are taken as they are")
    return [notice("datum_equal", table, 0, "crs", datum, hint)]


def _degrees(lon: npt.ArrayLike, lat: npt.ArrayLike) -> _Points:
    points = tuple(real_numbers(each, _refuse) for each in (lon, lat))
    if points[0].shape != points[1].shape:
        raise _refuse(
            "",
            said(
                "lon and lat differ: {first} and {second}",
                first=points[0].shape,
                second=points[1].shape,
            ),
        )
    return points[0], points[1]


def _refuse(value: str, hint: str) -> InputError:
    return refusal(
        said("the points can't be placed"),
        "not_a_number",
        "points",
        hint,
        value,
        column="lon, lat",
    )


def _check(datum: str) -> None:
    known = (*DATUMS, *UNSHIFTED[1:])
    if not isinstance(datum, str) or datum not in known:
        hint = said("name one of {known}", known=joined(known))
        raise refusal(
            said("{datum!r} isn't one of {known}", datum=datum, known=joined(known)),
            "unknown_choice",
            "crs",
            hint,
            repr(datum),
        )


def _moved(points: _Points, shift: _Points) -> _Points:
    return points[0] + shift[0], points[1] + shift[1]


def _inverse(shift: Callable[[FloatArray, FloatArray], _Points], goal: _Points) -> _Points:
    """Return the points that a shift moves to the goal: each round takes off the shift there.

    A shift changes by less than a hundredth from a point to the next, so a round gains two digits.
    """
    found = goal
    for _ in range(_ROUNDS):
        reached = _moved(found, shift(*found))
        gap = (goal[0] - reached[0], goal[1] - reached[1])
        found = _moved(found, gap)
        if not np.any(np.maximum(np.abs(gap[0]), np.abs(gap[1])) > _CLOSE_DEG):
            break
    return found


def _state_shift(lon: FloatArray, lat: FloatArray) -> _Points:
    """Return the degrees by which GCJ-02 moves WGS-84 points east and north."""
    x, y = lon - 105.0, lat - 35.0
    both = _waves(x, (20.0, 6.0), (20.0, 2.0))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east_m += both + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m += both + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    # Metres to degrees: radii of curvature across and along the meridian.
    bulge = 1.0 - _ECCENTRICITY_2 * np.sin(np.radians(lat)) ** 2
    across_m = _RADIUS_M / np.sqrt(bulge) * np.cos(np.radians(lat))
    along_m = _RADIUS_M * (1.0 - _ECCENTRICITY_2) / bulge**1.5
    inside = _within(lon, _LON_SPAN) & _within(lat, _LAT_SPAN)
    return (
        np.where(inside, np.degrees(east_m / across_m), 0.0),
        np.where(inside, np.degrees(north_m / along_m), 0.0),
    )


def _baidu_shift(lon: FloatArray, lat: FloatArray) -> _Points:
    """Return the degrees by which BD-09 moves GCJ-02 points east and north."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_WAVE)
    inside = _within(lon, _LON_SPAN) & _within(lat, _LAT_SPAN)
    return (
        np.where(inside, radius * np.cos(angle) + _BAIDU_LON - lon, 0.0),
        np.where(inside, radius * np.sin(angle) + _BAIDU_LAT - lat, 0.0),
    )


def _waves(value: FloatArray, *terms: tuple[float, float]) -> FloatArray:
    """Return the sum of 2/3 height · sin(π frequency value) over (height, frequency)."""
    total = sum(height * np.sin(np.pi * pace * value) for height, pace in terms)
    return np.asarray(2.0 / 3.0 * total)


def _within(values: FloatArray, span: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= span[0]) & (values <= span[1])
