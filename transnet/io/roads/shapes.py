"""Lines of roads as features and graphs give them, to the points between their ends."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import Message, said
from transnet.base.sphere import great_circle_km
from transnet.base.units import FloatArray
from transnet.io.features.feature_writer import Geometries
from transnet.io.roads.bounds import with_more
from transnet.roads.arc_shapes import Shapes

Ends = tuple[FloatArray, FloatArray]
Places = npt.NDArray[np.intp]
Where = Callable[[int], tuple[int, str]]

_OFF_KM, _ROUNDED_KM = 1.0, 0.001
_OFF = said(
    "its line ends more than {off_km:g} km from its node; is it the line of another road?",
    off_km=_OFF_KM,
)
_TURNED = said("its line runs from the end of the road to its start; it was turned round")


def inner_points(
    geometry: Geometries,
    ends: tuple[Ends, Ends],
    faults: Notices,
    where: Where,
    *,
    directed: bool = True,
) -> Shapes:
    """Return the points of lines between their ends, packed; lines that run backward are turned.

    geometry  object[m], shapely objects, or None for a straight road
    ends      lon and lat of the node that each road leaves, and of the one it leads to; NaN where
              unknown
    directed  lines ought to lead from the first node to the second
    where     row of a road, 0 where it has none, and its name
    Notes a fault for what isn't one line; warns of lines that were turned, of heights, and of lines
    whose ends lie more than a kilometre from their nodes. After a fault the points are those of the
    lines that could be read.
    """
    lines = _one_line(geometry, faults, where)
    lines, turned, off = _forward(lines, ends)
    if directed:
        _warn_of_first("turned_line", turned, _TURNED, faults, where)
    _warn_of_first("line_off_nodes", off, _OFF, faults, where)
    _note_heights(lines, faults)
    return _between_ends(lines)


def _one_line(geometry: Geometries, faults: Notices, where: Where) -> Geometries:
    """Return each geometry as a LineString; parts that meet are joined, None stays."""
    shapely: Any = import_module("shapely")
    kinds = np.asarray(shapely.get_type_id(geometry))
    empty = np.asarray(shapely.is_empty(geometry))
    lines = geometry.copy()
    lines[empty] = None
    for at in np.flatnonzero((kinds == shapely.GeometryType.MULTILINESTRING) & ~empty).tolist():
        joined = shapely.line_merge(geometry[at], directed=True)
        if joined.geom_type != "LineString":  # or parts that were drawn in either direction
            joined = shapely.line_merge(geometry[at])
        lines[at] = joined
    kinds = np.asarray(shapely.get_type_id(lines))
    bad = (kinds >= 0) & (kinds != shapely.GeometryType.LINESTRING)
    for at in np.flatnonzero(bad).tolist():
        row, name = where(at)
        hint = said(
            "a road is a LineString of one part, this is a {geom_type}",
            geom_type=geometry[at].geom_type,
        )
        faults.add("bad_geometry", hint, row=row, value=name)
    points, of_line = shapely.get_coordinates(lines, return_index=True)
    lost = np.unique(of_line[~np.isfinite(points).all(axis=1)])
    for at in lost[~bad[lost]].tolist():
        row, name = where(at)
        faults.add(
            "bad_geometry",
            said("a point of its line isn't two finite numbers"),
            row=row,
            value=name,
        )
    lines[bad] = None
    lines[lost] = None
    return lines


def _forward(lines: Geometries, ends: tuple[Ends, Ends]) -> tuple[Geometries, Places, Places]:
    """Return lines from the tail's place to the head's, those turned, and those far from either.

    Where a node's place isn't known its line stays as it is.
    """
    shapely: Any = import_module("shapely")
    first, last = (
        (shapely.get_x(point), shapely.get_y(point))
        for point in (shapely.get_point(lines, 0), shapely.get_point(lines, -1))
    )
    tail, head = ends
    with np.errstate(invalid="ignore"):  # points outside degrees, which are a fault of their own
        ahead = np.fmax(great_circle_km(*first, *tail), great_circle_km(*last, *head))
        back = np.fmax(great_circle_km(*first, *head), great_circle_km(*last, *tail))
    turned = back < ahead - _ROUNDED_KM
    turned &= ~np.isnan(tail[0]) & ~np.isnan(head[0])
    lines = lines.copy()
    lines[turned] = shapely.reverse(lines[turned])
    return lines, np.flatnonzero(turned), np.flatnonzero(np.where(turned, back, ahead) > _OFF_KM)


def _warn_of_first(code: str, found: Places, hint: Message, faults: Notices, where: Where) -> None:
    if len(found):
        row, name = where(int(found[0]))
        faults.warn(code, with_more(hint, len(found)), row=row, value=name)


def _note_heights(lines: Geometries, faults: Notices) -> None:
    shapely: Any = import_module("shapely")
    high = int(np.sum(shapely.has_z(lines)))
    if high:
        faults.add(
            "left_out", said("heights of {high:,} lines: a road graph lies in the plane", high=high)
        )


def _between_ends(lines: Geometries) -> Shapes:
    shapely: Any = import_module("shapely")
    sizes = np.maximum(shapely.get_num_coordinates(lines) - 2, 0)
    points, line_of = shapely.get_coordinates(lines, return_index=True)
    edge = np.ones(len(points), dtype=np.bool_)
    edge[1:-1] = (line_of[1:-1] != line_of[:-2]) | (line_of[1:-1] != line_of[2:])
    pointers = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return pointers, points[~edge, 0], points[~edge, 1]
