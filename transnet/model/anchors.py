"""Which coordinates points are really in: held against stations and places that are known.

A table in GCJ-02 or BD-09 looks like any other; but its points lie some 500 m, or over a kilometre,
to one side of the same points in WGS-84, all by nearly the same vector. So points that a network
has too, by id or by name, tell them apart: the median of their offsets is near zero in one datum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import Notice
from transnet.base.language import Message, said
from transnet.base.sphere import EARTH_RADIUS_KM
from transnet.base.units import FloatArray
from transnet.model.datum import DATUMS, UNSHIFTED, Datum, equal_datum, from_wgs84
from transnet.model.network import Network

Anchors = Mapping[str, tuple[float, float]]

FEWEST_PAIRS = 3
_NEAR_M = 200.0  # stations are mapped to within that; the shifts are 300 m and more apart
_FAR_DEG = 2.0
_ANCHOR_TABLES = ("stations", "airports", "places", "nodes")


@dataclass(frozen=True)
class DatumFit:
    """What points shared with anchors say.

    pairs            how many points there were to compare
    east_m, north_m  median offset of the points from the anchors as both are given; NaN: no pairs
    misfit_m         what is left of the median offset when the points are read in each datum
    datum            the datum in which they fit; None when none does or the pairs are too few
    """

    pairs: int
    east_m: float
    north_m: float
    misfit_m: Mapping[Datum, float]
    datum: Datum | None


def anchors_of(network: Network) -> Anchors:
    """Return the WGS-84 points of stations, airports, places and nodes by id and by name.

    A name that stands for points more than 200 m apart is left out.
    """
    found: dict[str, tuple[float, float]] = {}
    twice: set[str] = set()
    for name in _ANCHOR_TABLES:
        table = network[name]
        for column in (str(table.columns[0]), "name_zh", "name_en"):
            for key, lon, lat in zip(table[column], table["lon"], table["lat"], strict=True):
                known = found.setdefault(str(key), (lon, lat))
                if known != (lon, lat):
                    east, north = _metres(*(np.array([each]) for each in (lon, lat, *known)))
                    twice |= {str(key)} if np.hypot(east, north)[0] > _NEAR_M else set()
    return {key: point for key, point in found.items() if key and key not in twice}


def fit_datum(lon: FloatArray, lat: FloatArray, anchor: tuple[FloatArray, FloatArray]) -> DatumFit:
    """Return the datum in which points lie on their anchors.

    lon, lat  degrees of the points as given
    anchor    WGS-84 longitudes and latitudes of the same points
    """
    count = len(lon)
    if not count:
        return DatumFit(0, np.nan, np.nan, {}, None)
    offsets = {datum: _median_m(lon, lat, from_wgs84(*anchor, datum)) for datum in DATUMS}
    misfit = {datum: float(np.hypot(*offset)) for datum, offset in offsets.items()}
    best = min(misfit, key=misfit.__getitem__)
    fits = count >= FEWEST_PAIRS and misfit[best] <= _NEAR_M
    return DatumFit(count, *offsets["WGS-84"], misfit, best if fits else None)


def datum_notices(
    points: pd.DataFrame, declared: Datum, anchors: Anchors, table: str
) -> list[Notice]:
    """Return what points shared with a network say of the coordinates that were declared.

    points   lon, lat in degrees as given; its other columns may hold ids and names
    declared the datum that they are said to be in
    table    table or file that the notices name
    returns  a warning `datum_mismatch` when they fit another datum or none, an info
             `datum_unchecked` when fewer than 3 points are shared
    Raises InputError when longitudes and latitudes are swapped: far from all anchors as given,
    among them the other way round.
    """
    lon, lat = (points[axis].to_numpy(dtype=np.float64) for axis in ("lon", "lat"))
    _refuse_swapped(lon, lat, anchors, table)
    rows, keys = _shared(points, anchors)
    known = np.array([anchors[key] for key in keys]).reshape(-1, 2)
    fit = fit_datum(lon[rows], lat[rows], (known[:, 0], known[:, 1]))
    equal = equal_datum(declared, table)
    if fit.datum == ("WGS-84" if declared in UNSHIFTED else declared):
        return equal
    if fit.pairs < FEWEST_PAIRS:
        hint = said(
            "only {pairs} points are the network's too: {declared} couldn't be checked",
            pairs=fit.pairs,
            declared=declared,
        )
        return [*equal, notice("datum_unchecked", table, 0, "", declared, hint)]
    where = said(
        "{count} points that the network has too lie {east_west} and {north_south} of it (median)",
        count=fit.pairs,
        east_west=_east_west(fit.east_m),
        north_south=_north_south(fit.north_m),
    )
    remedy = (
        said("as {datum} would: name it as crs", datum=fit.datum)
        if fit.datum
        else said("which no known datum does")
    )
    hint = said(
        "{where}, {remedy}; they were read as {declared}",
        where=where,
        remedy=remedy,
        declared=declared,
    )
    return [*equal, notice("datum_mismatch", table, 0, "", declared, hint)]


def network_datum_notices(network: Network, anchors: Network) -> list[Notice]:
    """Return what another network says of the coordinates of stations, airports and places."""
    known = anchors_of(anchors)
    found: list[Notice] = []
    for name in _ANCHOR_TABLES[:-1]:
        found += datum_notices(network[name], "WGS-84", known, name)
    return found


def _east_west(metres: float) -> Message:
    return said("{m:,.0f} m east" if metres >= 0 else "{m:,.0f} m west", m=abs(metres))


def _north_south(metres: float) -> Message:
    return said("{m:,.0f} m north" if metres >= 0 else "{m:,.0f} m south", m=abs(metres))


def _shared(points: pd.DataFrame, anchors: Anchors) -> tuple[list[int], list[str]]:
    """Return the rows that have an anchor, and its key: the first of their cells that is one."""
    texts = [column for column in points if points[column].dtype.kind not in "fib"]
    cells: Iterable[tuple[object, ...]] = zip(*(points[column] for column in texts), strict=True)
    rows, keys = [], []
    for row, row_cells in enumerate(cells):
        key = next((str(cell) for cell in row_cells if str(cell) in anchors), None)
        if key is not None:
            rows.append(row)
            keys.append(key)
    return rows, keys


def _median_m(
    lon: FloatArray, lat: FloatArray, known: tuple[FloatArray, FloatArray]
) -> tuple[float, float]:
    east, north = _metres(lon, lat, *known)
    return float(np.median(east)), float(np.median(north))


def _metres(
    lon: FloatArray, lat: FloatArray, known_lon: FloatArray, known_lat: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return metres east and north from known points, on the plane that touches them."""
    metre = np.radians(1.0) * EARTH_RADIUS_KM * 1000.0
    east = (lon - known_lon) * metre * np.cos(np.radians(known_lat))
    return east, (lat - known_lat) * metre


def _refuse_swapped(lon: FloatArray, lat: FloatArray, anchors: Anchors, table: str) -> None:
    known = np.array(list(anchors.values())).reshape(-1, 2)
    if not len(known) or not len(lon):
        return
    low, high = known.min(axis=0) - _FAR_DEG, known.max(axis=0) + _FAR_DEG

    def share_inside(x: FloatArray, y: FloatArray) -> float:
        points = np.column_stack((x, y))
        return float(np.mean(np.all((points >= low) & (points <= high), axis=1)))

    if share_inside(lat, lon) > 0.5 > share_inside(lon, lat):
        hint = said(
            "longitude and latitude are swapped: the other way round they lie in the network"
        )
        raise refusal(
            said("{table}: 1 error; nothing was read.", table=table),
            "swapped_point",
            table,
            hint,
            column="lon",
        )
