"""Points tied to a road graph: the nearest arc that can be entered, and where on it.

The nearest road is looked for in a Mercator plane of the sphere. It keeps shapes, so that the
nearest road there is the nearest on the ground; lengths, and shares of an arc, are great circles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.longitudes import middle_of, near
from transnet.base.sphere import EARTH_RADIUS_KM, great_circle_km
from transnet.base.units import UNREACHABLE_MS, FloatArray
from transnet.roads.graph import BoolArray, RoadGraph

IntArray = npt.NDArray[np.int64]

NOT_ENTERED = ("motorway", "motorway_link", "ferry")
"""Classes that can't be entered from the side."""

_ARCS_AT_ONCE = 100_000  # lines in memory at a time
_END_KM = 1e-4
_SAME_PLACE = _END_KM / EARTH_RADIUS_KM  # ten centimetres, in the plane


@dataclass(frozen=True, eq=False)
class SnappedPoints:
    """Where points meet the roads.

    distance_km  float64[k], great circle to the road, however far; inf where there is none at all
    tied         bool[k], whether that is within the limit; the others have no entries
    lon, lat     float64[k], the point on the road, degrees; NaN where there is none
    point        int64[e], point of each entry, ascending
    arc          int64[e], arc that the point lies on; both directions, and every copy of them
    share        float64[e], part of the arc that lies before the point
    """

    distance_km: FloatArray
    tied: BoolArray
    lon: FloatArray
    lat: FloatArray
    point: IntArray
    arc: IntArray
    share: FloatArray

    def some(self, first: int, stop: int) -> SnappedPoints:
        """Return some of the points, which follow one another."""
        low, high = np.searchsorted(self.point, (first, stop))
        return SnappedPoints(
            distance_km=self.distance_km[first:stop],
            tied=self.tied[first:stop],
            lon=self.lon[first:stop],
            lat=self.lat[first:stop],
            point=self.point[low:high] - first,
            arc=self.arc[low:high],
            share=self.share[low:high],
        )


@dataclass(frozen=True, eq=False)
class _Candidates:
    """Pairs of a point and an arc near it, with their distance in the plane."""

    point: IntArray
    arc: IntArray
    away: FloatArray
    share: FloatArray
    x: FloatArray
    y: FloatArray


def tie_points(
    graph: RoadGraph,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    limit_km: npt.ArrayLike,
    *,
    inside: BoolArray | None = None,
) -> SnappedPoints:
    """Return where points meet the roads of a graph.

    lon, lat  float64[k], degrees WGS-84
    limit_km  float64[k] or one for all, > 0: what lies farther from the road isn't tied
    inside    bool[n], nodes whose roads count, such as those of `largest_component`; by default all

    A point is tied to the nearest arc whose class can be entered from the side, at the nearest
    point of its line; of arcs equally near (within 10 cm) to the first. It enters each arc between
    the same two places that passes that point: the other direction, and copies for banned turns.
    Memory doesn't grow with the graph but for one flag an arc.
    """
    return _tied(graph, (lon, lat), limit_km, _trees(graph, inside))


class RoadTies:
    """Roads that points are tied to one after the other: `tie_points`, made ready once.

    Takes the graph and the nodes that count as it does, and keeps a line for each arc.
    """

    def __init__(self, graph: RoadGraph, inside: BoolArray | None = None) -> None:
        self._graph = graph
        self._trees = list(_trees(graph, inside))

    def tie(self, lon: npt.ArrayLike, lat: npt.ArrayLike, limit_km: npt.ArrayLike) -> SnappedPoints:
        """Return where points meet the roads; see `tie_points`."""
        return _tied(self._graph, (lon, lat), limit_km, self._trees)


def _tied(
    graph: RoadGraph,
    points: tuple[npt.ArrayLike, npt.ArrayLike],
    limit_km: npt.ArrayLike,
    trees: Iterable[_Tree],
) -> SnappedPoints:
    lon, lat = (np.asarray(each, np.float64) for each in points)
    limit = np.broadcast_to(np.asarray(limit_km, np.float64), lon.shape)
    found = _candidates(lon, lat, trees, middle_of(graph.lon))
    best = np.full(len(lon), np.inf)
    np.minimum.at(best, found.point, found.away)
    near = _take(found, found.away <= best[found.point] + _SAME_PLACE)
    near = _take(near, np.lexsort((near.arc, near.point)))
    chosen, first = np.unique(near.point, return_index=True)
    near = _take(near, _passes_where(graph, near, np.repeat(first, _sizes(first, near.point))))
    chosen, first = np.unique(near.point, return_index=True)
    on_lon, on_lat = (np.full(len(lon), np.nan) for _ in range(2))
    on_lon[chosen], on_lat[chosen] = _degrees(near.x[first], near.y[first])
    share = _share_on_ground(graph, near, *_degrees(near.x, near.y))
    distance = great_circle_km(lon, lat, on_lon, on_lat)
    distance = np.where(np.isnan(distance), np.inf, distance)
    tied = distance <= limit
    kept = tied[near.point]
    return SnappedPoints(
        distance_km=distance,
        tied=tied,
        lon=on_lon,
        lat=on_lat,
        point=near.point[kept],
        arc=near.arc[kept],
        share=share[kept],
    )


def _shapely() -> Any:
    """Return the library, imported when it is first used; part of it has no types."""
    return import_module("shapely")


def _sizes(first: IntArray, points: IntArray) -> IntArray:
    return np.diff(np.append(first, len(points)))


def _usable(graph: RoadGraph, inside: BoolArray | None) -> IntArray:
    """Arcs that may be entered: open, class, component, and a known place of both ends."""
    known = np.isfinite(graph.lon) & np.isfinite(graph.lat)
    if inside is not None:
        known = known & inside
    usable = known[graph.tails] & known[graph.heads] & (graph.time_ms != UNREACHABLE_MS)
    for road_class in NOT_ENTERED:
        usable &= graph.road_class != road_class
    return np.flatnonzero(usable)


_Tree = tuple[IntArray, npt.NDArray[np.object_], Any]
"""Arcs, their lines in the plane, and a tree of these."""


def _trees(graph: RoadGraph, inside: BoolArray | None) -> Iterator[_Tree]:
    """Yield the arcs that may be entered, some at a time so that memory stays bounded."""
    shapely = _shapely()
    arcs, beside = _usable(graph, inside), middle_of(graph.lon)
    for start in range(0, len(arcs), _ARCS_AT_ONCE):
        chunk = arcs[start : start + _ARCS_AT_ONCE]
        lines = _lines(graph, chunk, beside)
        has_length = shapely.length(lines) > 0
        chunk, lines = chunk[has_length], lines[has_length]
        yield chunk, lines, shapely.STRtree(lines)


def _candidates(
    lon: FloatArray, lat: FloatArray, trees: Iterable[_Tree], beside: float
) -> _Candidates:
    """Near arcs of each point.

    beside  longitude that lines begin near
    """
    shapely = _shapely()
    points = shapely.points(*_plane(near(lon, beside), lat))
    parts = [_nothing()]
    for chunk, lines, tree in trees:
        (asked, _), away = tree.query_nearest(points, return_distance=True, all_matches=False)
        of_asked, line = tree.query(points[asked], predicate="dwithin", distance=away + _SAME_PLACE)
        point = asked[of_asked]
        share = shapely.line_locate_point(lines[line], points[point], normalized=True)
        on_line = shapely.line_interpolate_point(lines[line], share, normalized=True)
        distance = shapely.distance(points[point], on_line)
        place = (shapely.get_x(on_line), shapely.get_y(on_line))
        parts.append(_Candidates(point, chunk[line], distance, share, *place))
    return _Candidates(*(np.concatenate(each) for each in zip(*map(_columns, parts), strict=True)))


def _share_on_ground(
    graph: RoadGraph, near: _Candidates, lon: FloatArray, lat: FloatArray
) -> FloatArray:
    """Part of each arc's great-circle length before a point on it; an end within 10 cm of it."""
    on_lon, on_lat, of_line = arc_points(graph, near.arc)
    first = np.searchsorted(of_line, np.arange(len(near.arc)))
    last = np.searchsorted(of_line, np.arange(len(near.arc)), side="right") - 1
    inside = of_line[1:] == of_line[:-1]
    x, y = _plane(on_lon, on_lat)
    plane = np.hypot(np.diff(x), np.diff(y))
    ground = great_circle_km(on_lon[:-1], on_lat[:-1], on_lon[1:], on_lat[1:])
    along, km = (np.append(0.0, np.cumsum(np.where(inside, step, 0.0))) for step in (plane, ground))
    target = along[first] + near.share * (along[last] - along[first])
    vertex = np.clip(np.searchsorted(along, target, side="right") - 1, first, last - 1)
    before = km[vertex] - km[first] + great_circle_km(on_lon[vertex], on_lat[vertex], lon, lat)
    whole = km[last] - km[first]
    before = np.where(before < _END_KM, 0.0, np.where(before > whole - _END_KM, whole, before))
    share: FloatArray = np.divide(before, whole, out=np.zeros(len(whole)), where=whole > 0)
    return share


def arc_points(
    graph: RoadGraph, arcs: IntArray, beside: float | None = None
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return points of arcs, tail to head: degrees float64[p] lon, lat, and arc int[p].

    beside  longitude that lines begin near, for lines on both sides of 180 degrees
    A line across 180 degrees runs on beyond it.
    """
    inner = np.diff(graph.shape_ptr)[arcs]
    first = np.zeros(len(arcs) + 1, dtype=np.int64)
    np.cumsum(inner + 2, out=first[1:])
    lon, lat = np.empty(first[-1]), np.empty(first[-1])
    of_line = np.repeat(np.arange(len(arcs)), inner + 2)
    place = np.arange(first[-1]) - first[of_line]
    middle = (place > 0) & (place <= inner[of_line])
    source = graph.shape_ptr[arcs][of_line[middle]] + place[middle] - 1
    for filled, nodes, shapes in (
        (lon, graph.lon, graph.shape_lon),
        (lat, graph.lat, graph.shape_lat),
    ):
        filled[first[:-1]] = nodes[graph.tails[arcs]]
        filled[middle] = shapes[source]
        filled[first[1:] - 1] = nodes[graph.heads[arcs]]
    start = lon[first[:-1]] if beside is None else near(lon[first[:-1]], beside)
    # A line whose start isn't known stays as it is, point by point.
    return near(lon, np.where(np.isnan(start), 0.0, start)[of_line]), lat, of_line


def _lines(graph: RoadGraph, arcs: IntArray, beside: float) -> npt.NDArray[np.object_]:
    """Lines of some arcs in the plane, from tail to head, near a longitude."""
    lon, lat, of_line = arc_points(graph, arcs, beside)
    lines: npt.NDArray[np.object_] = _shapely().linestrings(
        np.column_stack(_plane(lon, lat)), indices=of_line
    )
    return lines


def _passes_where(graph: RoadGraph, near: _Candidates, first: IntArray) -> BoolArray:
    """Whether each candidate joins the same two places as the first one of its point."""
    tails, heads = graph.tails, graph.heads

    def place(nodes: npt.NDArray[np.int32]) -> npt.NDArray[np.complex128]:
        return graph.lon[nodes] + 1j * graph.lat[nodes]

    start, end = place(tails[near.arc]), place(heads[near.arc])
    along = (start == start[first]) & (end == end[first])
    against = (start == end[first]) & (end == start[first])
    same: BoolArray = along | against
    return same


def _plane(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    return np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))


def _degrees(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    return near(np.degrees(x), 0.0), np.degrees(np.arctan(np.sinh(y)))


def _columns(found: _Candidates) -> tuple[npt.NDArray[np.generic], ...]:
    return found.point, found.arc, found.away, found.share, found.x, found.y


def _take(found: _Candidates, which: IntArray | BoolArray) -> _Candidates:
    return _Candidates(*(column[which] for column in _columns(found)))  # type: ignore[arg-type]


def _nothing() -> _Candidates:
    whole, number = np.empty(0, dtype=np.int64), np.empty(0)
    return _Candidates(whole, whole, number, number, number, number)
