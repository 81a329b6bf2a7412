"""What a file says of its coordinates, and what its numbers say: declared, projected, swapped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.datum import UNSHIFTED, Datum, to_wgs84
from transnet.roads.graph import RoadGraph

DATUM_NAMES: dict[str, Datum] = {
    "EPSG:4326": "WGS-84",
    "4326": "WGS-84",
    "OGC:CRS84": "WGS-84",
    "WGS84": "WGS-84",
    "WGS 84": "WGS-84",
    "WGS-84": "WGS-84",
    "EPSG:4490": "CGCS2000",
    "4490": "CGCS2000",
    "CGCS2000": "CGCS2000",
    "GCJ02": "GCJ-02",
    "GCJ-02": "GCJ-02",
    "BD09": "BD-09",
    "BD-09": "BD-09",
}
CHOICES = said("WGS-84 (GPS, OpenStreetMap) or CGCS2000, GCJ-02 (Amap, Tencent) or BD-09 (Baidu)")


def check_declared(datum: Datum | None, lon: FloatArray, lat: FloatArray, faults: Notices) -> None:
    """Note a fault where there are points but nothing says in which coordinates they are."""
    if datum is None and bool(np.any(np.isfinite(lon) & np.isfinite(lat))):
        hint = said(
            "nothing says in which coordinates the points are; name it as crs: {choices}",
            choices=CHOICES,
        )
        faults.add("missing_crs", hint)


def check_degrees(lon: FloatArray, lat: FloatArray, faults: Notices) -> None:
    """Note points that can't be longitude and latitude in degrees: projected or swapped ones."""
    bad = np.flatnonzero((np.abs(lat) > 90) | (np.abs(lon) > 180))
    if not len(bad):
        return
    value = f"{lon[bad[0]]:g}, {lat[bad[0]]:g}"
    code, hint = point_problem(lon[bad], lat[bad])
    told = said(
        "{count:,} points, the first {value}: {hint}", count=len(bad), value=value, hint=hint
    )
    faults.add(code, told, value=value)


def point_problem(lon: FloatArray, lat: FloatArray) -> tuple[str, str]:
    """Return the code and remedy of points outside the bounds of degrees."""
    if np.all((np.abs(lon) <= 90) & (np.abs(lat) <= 180)):
        return "swapped_point", said("longitude and latitude are swapped; x is the longitude")
    hint = said("these look like projected metres; convert them to WGS-84 degrees (EPSG:4326)")
    return "projected_point", hint


def in_wgs84(graph: RoadGraph, datum: Datum | None) -> RoadGraph:
    """Return the graph with nodes and shapes moved from a datum to WGS-84; lengths stay."""
    if datum is None or datum in UNSHIFTED:
        return graph
    lon, lat = to_wgs84(graph.lon, graph.lat, datum)
    shape_lon, shape_lat = to_wgs84(graph.shape_lon, graph.shape_lat, datum)
    moved = (lon, lat, shape_lon, shape_lat)
    for each in moved:
        each.flags.writeable = False
    return replace(graph, lon=lon, lat=lat, shape_lon=shape_lon, shape_lat=shape_lat)
