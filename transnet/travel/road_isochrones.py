"""Isochrones of a road graph: areas, lines of equal time, or the roads that one reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import Notice
from transnet.base.given import given, word_given
from transnet.base.language import said
from transnet.base.number_kinds import is_number
from transnet.base.units import MS_PER_MIN, FloatArray, Int32Array
from transnet.roads.graph import RoadGraph, largest_component
from transnet.roads.identity import roads_of
from transnet.roads.isochrones.contours import within_180
from transnet.roads.isochrones.links import (
    Links,
    cut_links,
    lines_of,
    points_along,
    reached_links,
)
from transnet.roads.isochrones.reach_tables import (
    cell_given,
    isochrones,
    nothing_reached,
    sized,
    times_given,
)
from transnet.roads.isochrones.time_field import (
    USUAL_NODES,
    Onward,
    ReachedPoints,
    grid_around,
)
from transnet.roads.snapping import NOT_ENTERED, SnappedPoints, arc_points, tie_points
from transnet.supply.street_pieces import SplitGraph, cut_pieces
from transnet.travel.driven_roads import (
    Driven,
    drive_times,
    driven_km,
    driven_once,
    driven_parts,
    driven_pieces,
)

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

RoadShape = Literal["areas", "lines", "roads"]
BESIDE_ROADS = Onward(speed_kmh=3.6, longest_min=20.0)
"""On foot away from the road: the walking speed and longest walk of `Walking`."""
FARTHEST_KM = 5.0
_HOW = said("such as Onward(speed_kmh=3.6, longest_min=20)")
_STEP = 0.5  # of a cell, or of a minute's way beside the road: between points along it


def road_isochrones(
    graph: RoadGraph,
    origin: tuple[float, float],
    minutes: Sequence[float],
    *,
    shape: RoadShape = "areas",
    onward: Onward | None = None,
    cell_m: float | None = None,
) -> GeoDataFrame:
    """Return what one reaches from a point over the roads of a graph, at its free-flow times.

    origin   (lon, lat), degrees WGS-84; the clock starts where the nearest road that can be
             entered passes it, of the largest part of the graph
    minutes  at most 24 times, of 0.1 or more
    shape    areas; lines of equal time; or roads: the reached roads themselves, the last ones cut
             where the time runs out, each once whatever its directions
    onward   how one goes on beside the roads; None for on foot, 3.6 km/h, at most 20 minutes.
             Motorways, their ramps and ferries can't be left on the way
    cell_m   side of a cell of the grid that areas and lines are drawn on (see `isochrones`)
    returns  GeoDataFrame: from_id ("lon, lat"), within_min, area_km2, length_km or road_km, and
             geometry, empty where no road is near (5 km); its attrs["notices"] say so

    Times along a road run evenly between its ends (Gamper and others, CIKM 2011); the area is the
    union of what one comes to from each point of a reached road in the time that is left there, a
    surface about the links as of Marciuska and Gamper, "Determining objects within isochrones in
    spatial networks" (ADBIS 2010), but of a width that the time left decides. Roads are taken as
    points so close that a way beside them is off by no more than a quarter of a minute. No hull is
    drawn around what is reached: blocks that can't be walked into stay holes.
    Raises InputError for a point, times or cell that can't be meant.
    """
    given(graph, RoadGraph, "graph", said("read_roads and from_networkx give one"))
    word_given(shape, get_args(RoadShape), said("shape"))
    limits = times_given(minutes)
    how = BESIDE_ROADS if onward is None else given(onward, Onward, "onward", _HOW)
    lon, lat = _point(origin)
    name = f"{lon:g}, {lat:g}"
    ties = tie_points(graph, [lon], [lat], FARTHEST_KM, inside=largest_component(graph))
    notices: list[Notice] = []
    if not ties.tied[0]:
        hint = said(
            "{away:.1f} km from the nearest street (at most {limit:g}; {classes} don't count)",
            away=float(ties.distance_km[0]),
            limit=FARTHEST_KM,
            classes=", ".join(NOT_ENTERED),
        )
        notices.append(notice("far_from_road", "isochrones", 0, "origin", name, hint))
    reach = RoadReach.over(graph, ties, limits[-1])
    if shape == "roads":
        table = reach.roads(limits)
    else:
        points = reach.points(limits[-1], how, cell_given(cell_m))
        table = isochrones(points, limits, how, shape=shape, cell_m=cell_m)
    table.insert(0, "from_id", name)
    notices += nothing_reached(table, name)
    table.attrs["notices"] = [each.as_dict() for each in notices]
    return table


@dataclass(frozen=True, eq=False)
class RoadReach:
    """Times from a point over a graph in which it is a node; none where it isn't tied.

    times  float64[n] ms, weights int32[m] of the pieces
    """

    graph: RoadGraph
    pieces: SplitGraph | None
    times: FloatArray
    weights: Int32Array

    @classmethod
    def over(cls, graph: RoadGraph, ties: SnappedPoints, longest_min: float) -> RoadReach:
        """Return the times up to the longest from a point that may be tied to the graph."""
        if not ties.tied[0]:
            return cls(graph, None, np.zeros(0), np.zeros(0, dtype=np.int32))
        pieces = cut_pieces(graph, ties, np.zeros(1, dtype=np.int64))
        return cls(graph, pieces, *drive_times(graph, pieces, longest_min))

    def roads(self, limits: Sequence[float]) -> GeoDataFrame:
        """Return the roads driven on within each time."""
        shapely: Any = import_module("shapely")
        roads = roads_of(self.graph)
        shapes, lengths = [], []
        for limit in limits:
            if self.pieces is None:
                shapes.append(shapely.MultiLineString())
                lengths.append(0.0)
                continue
            own = (self.pieces, self.times, self.weights)
            once = driven_once(roads, driven_parts(*own, limit * MS_PER_MIN))
            lines = lines_of(_parts_of(self.graph, once))
            shapes.append(within_180(shapely.MultiLineString(list(lines)), "Line"))
            lengths.append(driven_km(self.graph, roads, once))
        table = sized(limits, shapes)
        table[str(table.columns[1])] = lengths  # those that the graph gives, not of the drawing
        return table.rename(columns={"length_km": "road_km"})

    def points(
        self, longest_min: float, how: Onward, cell_m: float | None, nodes: int = USUAL_NODES
    ) -> ReachedPoints:
        """Return points of the roads that can be left, close enough for the grid they need.

        nodes  of the grid, where no cell is given
        """
        none = np.zeros(0)
        if self.pieces is None:
            return ReachedPoints(none, none, none)
        piece = driven_pieces(self.pieces, self.times, self.weights, longest_min * MS_PER_MIN)
        classes = self.graph.road_class[self.pieces.arc[piece]].astype(str)
        piece = piece[~np.isin(classes, NOT_ENTERED)]
        start = self.times[self.pieces.tails[piece]]
        links = _links(
            self.graph,
            Driven(self.pieces.arc[piece], self.pieces.low[piece], self.pieces.high[piece]),
            (start / MS_PER_MIN, (start + self.weights[piece]) / MS_PER_MIN),
        )
        reached = reached_links(links, longest_min)
        ends = points_along(reached, np.inf)
        grid = grid_around(ends, how, longest_min, cell_m, usual_nodes=nodes)
        minute_km = how.speed_kmh / 60.0
        step_km = np.inf if grid is None else _STEP * min(grid.cell_km, minute_km)
        return points_along(reached, step_km)


def _links(graph: RoadGraph, parts: Driven, minutes: tuple[FloatArray, FloatArray]) -> Links:
    """Return parts of arcs as links with the minutes at their ends; those of unknown place fall."""
    lon, lat, of_arc = arc_points(graph, parts.arc)
    lost = np.zeros(len(parts.arc), dtype=np.bool_)
    lost[of_arc[~(np.isfinite(lon) & np.isfinite(lat))]] = True
    kept = ~lost[of_arc]
    number = np.cumsum(~lost) - 1
    low, high = parts.low[~lost], parts.high[~lost]
    first, last = (each[~lost] for each in minutes)
    cut = cut_links(Links(lon[kept], lat[kept], number[of_arc[kept]], first, last), low, high)
    return replace(cut, start_min=first, end_min=last)  # those of the part, not of the arc


def _parts_of(graph: RoadGraph, parts: Driven) -> Links:
    nothing = np.zeros(len(parts.arc))
    return _links(graph, parts, (nothing, nothing))


def _point(origin: object) -> tuple[float, float]:
    told = said("isochrones can't be drawn")
    lon: Any = None
    lat: Any = None
    if isinstance(origin, tuple | list | np.ndarray) and len(origin) == 2:
        lon, lat = origin
    plain = is_number(lon) and is_number(lat)
    if not plain or not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        swapped = plain and abs(lat) <= 180.0 and abs(lon) <= 90.0
        hint = said("longitude and latitude are swapped")
        hint = hint if swapped else said("a point is LON,LAT in degrees")
        raise refusal(told, "bad_point", "isochrones", hint, origin, column="origin")
    return float(lon), float(lat)
