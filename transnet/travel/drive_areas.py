"""How far one drives from a point over the streets of a road graph: areas, roads and junctions.

Streets are cut off partway where the time ends. The area of a time is what lies near a reached
street: the streets widened by NEAR_M + GAP_M, then narrowed by GAP_M, so that gaps between streets
of up to twice GAP_M close. It is measured on a grid of 25 m, or coarser where it is very wide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.given import given
from transnet.base.language import Message, said
from transnet.base.longitudes import near
from transnet.base.number_kinds import is_number
from transnet.base.units import MS_PER_MIN, FloatArray
from transnet.roads.graph import RoadGraph, largest_component
from transnet.roads.identity import roads_of
from transnet.roads.isochrones.reach_tables import times_given
from transnet.roads.snapping import NOT_ENTERED, arc_points, tie_points
from transnet.supply.street_pieces import cut_pieces
from transnet.travel.driven_roads import Driven, drive_times, driven_km, driven_parts

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame
    from geopandas.geoseries import GeoSeries

IntArray = npt.NDArray[np.int64]

NEAR_M, GAP_M = 100.0, 200.0
_FARTHEST_KM = 5.0
_NEAREST_POLE = 89.0
_SHORTEST_DEG = 1e-9  # a tenth of a millimetre; shorter lines are a point
_CELL_M, _MOST_CELLS = 25.0, 4_000_000  # of the grid that areas are drawn on; larger for wide ones


@dataclass(frozen=True, eq=False)
class RoadReach:
    """What one reaches from a point.

    lon, lat    the point; road_lon, road_lat  where it meets the nearest street, away_km from it
    bands       GeoDataFrame in WGS-84, one row per time, ascending: within_min, road_km (each road
                once, whatever its directions), area_km2, junctions, of_layer_pct (junctions among
                all of the graph), geometry
    """

    lon: float
    lat: float
    road_lon: float
    road_lat: float
    away_km: float
    bands: GeoDataFrame


def road_reach(graph: RoadGraph, lon: float, lat: float, minutes: Sequence[float]) -> RoadReach:
    """Return what one reaches by car from a point, at the free-flow times of a road graph.

    lon, lat  degrees WGS-84; the clock starts on the nearest street that can be entered, of the
              largest part of the graph
    minutes   at most 24 times, at least 0.1 each; in any order
    A road whose length isn't known counts by its line on the map.
    Raises InputError when the point is farther than 5 km from such a street or a degree from a
    pole, there are no or too many times, or one is shorter or longer than 24 days.
    """
    given(graph, RoadGraph, "graph", said("read_roads and from_networkx give one"))
    limits = times_given(minutes, said("the reach can't be drawn"))
    _check_start(lon, lat)
    ties = tie_points(graph, [lon], [lat], _FARTHEST_KM, inside=largest_component(graph))
    if not ties.tied[0]:
        classes = ", ".join(NOT_ENTERED)
        hint = said(
            "no street with a known place can be entered ({classes} don't count)", classes=classes
        )
        if math.isfinite(away := float(ties.distance_km[0])):
            most = f"at most {_FARTHEST_KM:g} ({classes} don't count)"
            hint = said("{away:.1f} km from the nearest street, {most}", away=away, most=most)
        raise _refused("far_from_road", "from", f"{lon:g},{lat:g}", hint)
    pieces = cut_pieces(graph, ties, np.zeros(1, dtype=np.int64))
    times, weights = drive_times(graph, pieces, limits[-1])
    driven = [driven_parts(pieces, times, weights, limit * MS_PER_MIN) for limit in limits]
    reached = [times[: graph.node_count] <= limit * MS_PER_MIN for limit in limits]
    return RoadReach(
        lon=lon,
        lat=lat,
        road_lon=float(ties.lon[0]),
        road_lat=float(ties.lat[0]),
        away_km=float(ties.distance_km[0]),
        bands=_bands(graph, limits, driven, reached, (float(ties.lon[0]), float(ties.lat[0]))),
    )


def _bands(
    graph: RoadGraph,
    limits: Sequence[float],
    driven: Sequence[Driven],
    reached: Sequence[npt.NDArray[np.bool_]],
    start: tuple[float, float],
) -> GeoDataFrame:
    from geopandas.geodataframe import GeoDataFrame

    areas = _areas(graph, driven, start)
    roads = roads_of(graph)
    junctions = [len(np.unique(graph.copy_of[each])) for each in reached]
    share = 100.0 / max(1, int((~graph.is_copy).sum()))
    table = {
        "within_min": np.array(limits, dtype=np.float64),
        "road_km": [driven_km(graph, roads, each) for each in driven],
        "area_km2": areas.area / 1e6,
        "junctions": junctions,
        "of_layer_pct": [share * count for count in junctions],
    }
    places = areas.to_crs("EPSG:4326")
    return GeoDataFrame(table, geometry=[within_180(each, start[0]) for each in places], crs=4326)


def _areas(graph: RoadGraph, driven: Sequence[Driven], start: tuple[float, float]) -> GeoSeries:
    """Return the areas near the streets driven on, in the metres of a plane around the start.

    driven  parts of streets by time, ascending; each area holds the one before
    The plane keeps areas (Lambert's azimuthal equal-area projection), at a pole and at 180 degrees
    as anywhere.
    """
    from geopandas.geoseries import GeoSeries

    crs = f"+proj=laea +lon_0={start[0]!r} +lat_0={start[1]!r} +datum=WGS84 +units=m"
    series = [GeoSeries(_lines(graph, each, start), crs="EPSG:4326") for each in driven]
    lines = [each.to_crs(crs) for each in series]
    west, south, east, north = lines[-1].total_bounds
    cell = max(_CELL_M, math.sqrt((east - west) * (north - south) / _MOST_CELLS))
    edge = math.ceil((NEAR_M + GAP_M) / cell) + 2
    shape = tuple(int(side // cell) + 2 * edge + 1 for side in (north - south, east - west))
    corner = (west + (0.5 - edge) * cell, south + (0.5 - edge) * cell)
    areas, field = [], np.zeros(shape)
    for each in lines:
        field = np.maximum(field, _inside_m(each, (west, south), shape, cell))
        areas.append(_above(field, GAP_M, corner, cell))
    return GeoSeries(areas, crs=crs)


def _inside_m(
    lines: GeoSeries, origin: tuple[float, float], shape: tuple[int, ...], cell: float
) -> FloatArray:
    """Return how far each cell lies within what is NEAR_M + GAP_M from lines, metres; 0 outside."""
    import shapely
    from scipy.ndimage import distance_transform_edt

    reach = NEAR_M + GAP_M
    edge = math.ceil(reach / cell) + 2
    points = shapely.get_coordinates(shapely.segmentize(lines.to_numpy(), cell / 2))
    column, row = ((points - origin).T // cell + edge).astype(np.int64)
    off = np.ones(shape, dtype=np.bool_)
    off[row, column] = False
    away = distance_transform_edt(off) * cell
    inside, (rows, columns) = distance_transform_edt(away < reach, return_indices=True)
    # The nearest cell outside is outside by a part of a cell, which counts.
    result: FloatArray = np.maximum(inside * cell - (away[rows, columns] - reach), 0.0)
    return np.where(away < reach, result, 0.0)


def _above(field: FloatArray, level: float, corner: tuple[float, float], cell: float) -> Any:
    """Return the part of a grid where a field is above a level, as polygons with their holes."""
    from contourpy import FillType, contour_generator

    shapely: Any = import_module("shapely")  # part of it has no types
    x, y = (
        start + cell * np.arange(size)
        for start, size in zip(corner, field.shape[::-1], strict=True)
    )
    contours = contour_generator(x, y, field, fill_type=FillType.OuterOffset)
    polygons = []
    for points, offsets in zip(*contours.filled(level, np.inf), strict=True):
        outer, *holes = np.split(points, offsets[1:-1])
        polygons.append(shapely.Polygon(outer, holes))
    return shapely.union_all(shapely.make_valid(polygons))


def _lines(graph: RoadGraph, driven: Driven, start: tuple[float, float]) -> npt.NDArray[np.object_]:
    """Lines of the parts driven on, in degrees; a whole road that is driven both ways once.

    Where nothing is long enough to be one, it is the start.
    """
    import shapely
    from shapely.ops import substring

    whole = (driven.low == 0.0) & (driven.high == 1.0)
    part = ~whole & (driven.high > driven.low)
    lon, lat, of_line = arc_points(graph, driven.arc, start[0])
    known = np.isfinite(lon) & np.isfinite(lat)
    lost = np.unique(of_line[~known])  # arcs of unknown place have a length but no line
    lon[~known] = lat[~known] = 0.0
    every = shapely.linestrings(np.column_stack((lon, lat)), indices=of_line)
    whole[lost] = part[lost] = False
    parts = [
        substring(every[at], driven.low[at], driven.high[at], normalized=True)
        for at in np.flatnonzero(part).tolist()
    ]
    _, once = np.unique(shapely.to_wkb(shapely.normalize(every[whole])), return_index=True)
    lines = np.array([*every[whole][once], *parts], dtype=object)
    kept: npt.NDArray[np.object_] = lines[shapely.length(lines) > _SHORTEST_DEG]
    point: npt.NDArray[np.object_] = np.asarray(shapely.points([start]), dtype=object)
    return kept if len(kept) else point


def within_180(area: Any, lon: float) -> Any:
    """Return an area around a longitude as parts between -180 and 180 degrees."""
    shapely: Any = import_module("shapely")
    whole = beside(area, lon)
    west, _, east, _ = whole.bounds
    if -180.0 <= west <= east <= 180.0:
        return whole
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        part = shapely.intersection(
            shapely.make_valid(whole), shapely.box(turn - 180, -90, turn + 180, 90)
        )
        polygons = [each for each in shapely.get_parts(part) if each.area > 0]
        parts += [
            shapely.transform(each, lambda xy, turn=turn: xy - (turn, 0.0)) for each in polygons
        ]
    return shapely.MultiPolygon(parts)


def beside(area: Any, lon: float) -> Any:
    """Return an area with its longitudes moved by whole turns to within half a turn of another."""
    shapely: Any = import_module("shapely")
    return shapely.transform(area, lambda xy: np.column_stack((near(xy[:, 0], lon), xy[:, 1])))


def _check_start(lon: float, lat: float) -> None:
    value = f"{lon},{lat}"
    plain = all(map(is_number, (lon, lat)))
    if not plain or not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        swapped = plain and abs(lat) <= 180.0 and abs(lon) <= 90.0
        hint = (
            said("longitude and latitude are swapped")
            if swapped
            else said("a point is LON,LAT in degrees")
        )
        raise _refused("bad_point", "from", value, hint)
    if abs(lat) > _NEAREST_POLE:
        raise _refused("pole_point", "from", value, said("so near a pole no map can be drawn"))


def _refused(code: str, column: str, value: object, hint: Message) -> InputError:
    return refusal(said("the reach can't be drawn"), code, "reach", hint, value, column=column)
