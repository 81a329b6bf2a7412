"""Areas and lines of equal time from a field of minutes on a grid.

Contours are found by marching squares with linear interpolation (Maple 2003, "Geometric design and
space planning using the marching squares and marching cube algorithms"; contourpy's), in degrees.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from transnet.base.sphere import EARTH_RADIUS_KM
from transnet.base.units import FloatArray
from transnet.roads.isochrones.time_field import Grid

_FAR = 1e6  # minutes, in place of inf


def area_within(grid: Grid, minutes: FloatArray, within_min: float) -> Any:
    """Return what lies within a time, as a MultiPolygon with its holes; empty where nothing does.

    minutes  float64[h, w]
    Its longitudes are -180 to 180: across 180 degrees it comes in parts.
    """
    shapely: Any = import_module("shapely")  # part of it has no types
    rings = rings_within(grid, minutes, within_min)
    polygons = [shapely.Polygon(outer, holes) for outer, *holes in rings]
    return within_180(shapely.union_all(shapely.make_valid(polygons)), "Polygon")


def rings_within(grid: Grid, minutes: FloatArray, within_min: float) -> list[list[FloatArray]]:
    """Return what lies within a time as polygons: float64[p, 2] rings, the outer one and its holes.

    As `area_within`, but as contours come: across 180 degrees longitudes run on.
    """
    from contourpy import FillType, contour_generator

    left = within_min - np.minimum(minutes, _FAR)
    filled = contour_generator(grid.lon, grid.lat, left, fill_type=FillType.OuterOffset)
    return [
        np.split(points, offsets[1:-1])
        for points, offsets in zip(*filled.filled(0.0, np.inf), strict=True)
    ]


def rings_km2(polygons: list[list[FloatArray]]) -> float:
    """Return the square kilometres of such polygons, on the mean sphere."""
    return EARTH_RADIUS_KM**2 * sum(
        abs(_turned(outer)) - sum(abs(_turned(hole)) for hole in holes)
        for outer, *holes in polygons
    )


def _turned(ring: FloatArray) -> float:
    """Return the area of a ring in a projection that keeps areas (Lambert's cylindrical one)."""
    x, y = np.radians(ring[:, 0]), np.sin(np.radians(ring[:, 1]))
    return 0.5 * float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))


def edge_of(grid: Grid, minutes: FloatArray, within_min: float) -> Any:
    """Return the line of equal time, as a MultiLineString within -180 to 180 degrees.

    It is the edge of the area, but for where the grid ends at a pole or after a whole turn.
    """
    from contourpy import contour_generator

    shapely: Any = import_module("shapely")
    left = within_min - np.minimum(minutes, _FAR)
    lines = contour_generator(grid.lon, grid.lat, left).lines(0.0)
    return within_180(shapely.MultiLineString([each for each in lines if len(each) > 1]), "Line")


def within_180(shape: Any, kind: str) -> Any:
    """Return parts of a shape between -180 and 180 degrees, of one kind: "Polygon" or "Line".

    Its longitudes may run on beyond, by up to a whole turn.
    """
    shapely: Any = import_module("shapely")
    wanted, many = {
        "Polygon": (("Polygon",), shapely.MultiPolygon),
        "Line": (("LineString", "LinearRing"), shapely.MultiLineString),
    }[kind]
    west, _, east, _ = shape.bounds if not shape.is_empty else (0.0,) * 4
    parts: list[Any] = []
    for turn in (-360.0, 0.0, 360.0):
        if west >= -180.0 and east <= 180.0:
            moved = shape if turn == 0.0 else shapely.Point()
        else:
            moved = shapely.intersection(shape, shapely.box(turn - 180, -90, turn + 180, 90))
            moved = shapely.transform(moved, lambda xy, turn=turn: xy - (turn, 0.0))
        parts += [each for each in _flat(moved) if each.geom_type in wanted and each.length > 0.0]
    if kind == "Line":  # where a line closes, or was cut, it may have come in two
        parts = _flat(shapely.line_merge(many(parts)))
    return many(parts)


def _flat(shape: Any) -> list[Any]:
    """Return the single parts of a shape, also of a collection within it."""
    shapely: Any = import_module("shapely")
    parts = shapely.get_parts(shape).tolist()
    return [
        single
        for part in parts
        for single in (_flat(part) if part.geom_type.startswith(("Multi", "Geom")) else [part])
    ]
