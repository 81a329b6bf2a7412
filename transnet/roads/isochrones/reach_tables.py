"""Tables of isochrones: what one reaches within each time, as areas or as lines of equal time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.given import given, word_given, wrong_type
from transnet.base.language import said
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray
from transnet.roads.isochrones.contours import area_within, edge_of, within_180
from transnet.roads.isochrones.time_field import (
    Grid,
    Onward,
    ReachedPoints,
    grid_around,
    number_given,
    time_field,
)

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

Shape = Literal["areas", "lines"]
SHAPES: tuple[str, ...] = get_args(Shape)
MOST_TIMES = 24
_SHORTEST_MIN = 0.1
_FieldOf = Callable[[float], tuple[Grid, FloatArray] | None]


def isochrones(
    points: ReachedPoints,
    minutes: Sequence[float],
    onward: Onward,
    *,
    shape: Shape = "areas",
    cell_m: float | None = None,
) -> GeoDataFrame:
    """Return what one comes to within each time by going on from reached points.

    minutes  at most 24 times, of 0.1 or more; in any order
    shape    areas, or lines of equal time
    cell_m   side of a cell of the grid; by default so that there are 250,000, of 10 m or more
    returns  GeoDataFrame in WGS-84 (degrees), a row for each time, ascending: within_min, area_km2
             or length_km (on the ellipsoid), and geometry: MultiPolygon or MultiLineString, empty
             where nothing is reached

    The time at any place is that at the soonest of all points to go on from as the crow flies (an
    additively weighted Voronoi diagram: Aurenhammer 1991, "Voronoi diagrams", ACM Computing Surveys
    23(3)), exact at the points of a grid; contours between them are interpolated (marching
    squares). An edge is off by less than a cell, and an area by the edge's length times a small
    part of that: 0.1% of a disk of 100 cells across. What is narrower than a cell, such as the last
    few metres beside a lone road, may be missing.
    Raises InputError for times or a cell that can't be meant, UnknownNameError for another shape.
    """
    given(points, ReachedPoints, "points", said("ReachedPoints(lon, lat, minutes)"))
    given(onward, Onward, "onward", said("such as Onward(speed_kmh=3.6, longest_min=20)"))
    limits = times_given(minutes)
    grid = grid_around(points, onward, limits[-1], cell_given(cell_m))
    whole = onward.longest_min >= limits[-1]
    kept: dict[float, FloatArray] = {}

    def field(within_min: float) -> tuple[Grid, FloatArray] | None:
        if grid is None:
            return None
        until = limits[-1] if whole else within_min  # one field serves all where no time ends it
        if until not in kept:
            kept.clear()
            kept[until] = time_field(grid, points, onward, until)
        return grid, kept[until]

    return isochrone_table(limits, field, shape)


def isochrone_table(limits: Sequence[float], field: _FieldOf, shape: Shape) -> GeoDataFrame:
    """Return the table of some times, ascending, from the field of minutes of each.

    field  gives the grid and float64[h, w] for a time; None where nothing is reached
    """
    shapely: Any = import_module("shapely")
    word_given(shape, SHAPES, said("shape"))
    make, empty = {
        "areas": (area_within, shapely.MultiPolygon),
        "lines": (edge_of, shapely.MultiLineString),
    }[shape]
    found = []
    for limit in limits:
        at = field(limit)
        found.append(empty() if at is None else make(*at, limit))
    return sized(limits, found)


def sized(limits: Sequence[float], shapes: Sequence[Any]) -> GeoDataFrame:
    """Return a table of times and shapes, with the size of each."""
    from geopandas.geodataframe import GeoDataFrame

    are_lines = any("Line" in each.geom_type for each in shapes)
    name, size = ("length_km", _length_km) if are_lines else ("area_km2", area_km2)
    table = {
        "within_min": np.array(limits, dtype=np.float64),
        name: [size(each) for each in shapes],
    }
    return GeoDataFrame(table, geometry=list(shapes), crs=4326)


def intersect_isochrones(isochrone_areas: GeoDataFrame, by: str = "from_id") -> GeoDataFrame:
    """Return what is reached within each time from all of several places.

    isochrone_areas  rows of areas with `within_min` and the place they are reached from
    by               column that names that place
    returns          within_min, area_km2, geometry; empty where the reaches don't cross
    Raises InputError for what isn't such a table.
    """
    columns = getattr(isochrone_areas, "columns", ())
    is_table = getattr(isochrone_areas, "_geometry_column_name", None) is not None
    if not is_table or not isinstance(by, str) or not {by, "within_min"} <= set(columns):
        hint = said("must be rows of areas with within_min and the place they are reached from")
        raise wrong_type(isochrone_areas, "isochrone_areas", hint)
    shapely: Any = import_module("shapely")
    places = isochrone_areas[by].nunique()
    limits, shapes = [], []
    for limit, rows in isochrone_areas.groupby("within_min", sort=True):
        shared = shapely.intersection_all(list(rows.geometry))
        whole = rows[by].nunique() == places
        limits.append(float(str(limit)))
        shapes.append(within_180(shared, "Polygon") if whole else shapely.MultiPolygon())
    return sized(limits, shapes)


def area_km2(shape: Any) -> float:
    """Return the square kilometres of a shape in degrees, on the WGS-84 ellipsoid."""
    from pyproj import Transformer

    # Lambert's cylindrical projection keeps areas, at the poles and at 180 degrees too.
    plane = Transformer.from_crs(4326, "+proj=cea +ellps=WGS84 +units=m", always_xy=True)
    shapely: Any = import_module("shapely")
    fine = shapely.segmentize(shape, 0.1)
    flat = shapely.transform(fine, lambda xy: np.column_stack(plane.transform(*xy.T)))
    return float(shapely.area(flat)) / 1e6


def _length_km(shape: Any) -> float:
    from pyproj import Geod

    return float(Geod(ellps="WGS84").geometry_length(shape)) / 1000.0


def nothing_reached(table: GeoDataFrame, source: str) -> list[Notice]:
    """Return a notice of the times within which nothing is reached; none where there are none.

    source  what the notice names, such as a place
    """
    times = table.loc[table.geometry.is_empty, "within_min"].tolist()
    if not times:
        return []
    shown = ", ".join(f"{each:g}" for each in times)
    hint = said("nothing is reached within so many minutes, so the geometry is empty")
    return [notice("empty_isochrone", source, 0, "minutes", shown, hint)]


def times_given(minutes: Sequence[float], told: str | None = None) -> list[float]:
    """Return times ascending, each once.

    told  first line of the error
    Raises InputError for no or more than 24 times, and for others than 0.1 minutes to 24 days.
    """
    try:
        limits = sorted({float(each) for each in minutes})
        if any(isinstance(each, bool | np.bool_) for each in minutes):
            limits = []
    except (TypeError, ValueError, OverflowError):
        limits = []
    fits = [_SHORTEST_MIN <= each < UNREACHABLE_MS / MS_PER_MIN for each in limits]
    if not limits or not all(fits):
        hint = said("times are 0.1 minutes to 24 days")
        raise _refused("bad_time", "minutes", minutes, hint, told)
    if len(limits) > MOST_TIMES:
        hint = said(
            "at most {most_times} times: a map shows no more areas, and each takes a second",
            most_times=MOST_TIMES,
        )
        shown = f"{len(limits):,} times"
        raise _refused("too_many_times", "minutes", shown, hint, told)
    return limits


def cell_given(cell_m: object) -> float | None:
    """Return the side of a cell in metres, or None; raises InputError for what is none."""
    return None if cell_m is None else number_given(cell_m, "cell_m", (1.0, 100_000.0))


def _refused(
    code: str, column: str, value: object, hint: str, told: str | None = None
) -> InputError:
    message = told or said("isochrones can't be drawn")
    return refusal(message, code, "isochrones", hint, value, column=column)
