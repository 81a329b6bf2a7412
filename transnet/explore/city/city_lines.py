"""What the map of a city draws: its larger roads, its lines and its stops."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.roads.graph import BoolArray, RoadGraph, largest_component
from transnet.roads.identity import roads_of
from transnet.roads.snapping import arc_points
from transnet.timetable.timetable import Timetable

_RANKS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "residential", "unclassified",
)  # fmt: skip
_MOST_ARCS = 30_000
_COARSE_DEGREES = 5e-5
_DIGITS = 5
_MARGIN = 0.01
_HALF_HOUR_S, _SLOTS, _USUAL = 1800, 48, 15  # of a day; 07:30 is the fifteenth
IntArray = npt.NDArray[np.int64]
Columns = dict[str, list[Any]]


def road_columns(graph: RoadGraph | None) -> Columns:
    """Return the roads of a graph as lines, the larger classes first, as many as a map bears."""
    found: Columns = {"class": [], "line": []}
    if graph is None:
        return found
    shapely: Any = import_module("shapely")
    roads, _ = roads_of(graph)
    _, once = np.unique(roads, return_index=True)
    classes = graph.road_class[once].astype(str)
    left = _MOST_ARCS
    ranks = [each for each in _RANKS if each in classes] or sorted(set(classes))
    for rank in ranks:
        arcs = once[classes == rank]
        left -= len(arcs)
        if left < 0 and found["line"]:
            break
        lon, lat, of_arc = arc_points(graph, arcs)
        known = np.isfinite(lon + lat)
        lines = shapely.linestrings(np.column_stack((lon, lat))[known], indices=of_arc[known])
        merged = shapely.line_merge(shapely.multilinestrings(np.atleast_1d(lines)))
        parts = shapely.get_parts(shapely.simplify(merged, _COARSE_DEGREES))
        for part in parts:
            found["class"].append(rank)
            found["line"].append(np.round(shapely.get_coordinates(part), _DIGITS))
    return found


def route_columns(timetable: Timetable | None) -> Columns:
    """Return the ways between stops that follow each other on a trip, each once for a mode."""
    found: Columns = {"mode": [], "line": []}
    if timetable is None:
        return found
    trip = np.repeat(np.arange(len(timetable.trip_ids)), np.diff(timetable.first_call))
    stop, same = timetable.call_stop, trip[1:] == trip[:-1]
    modes, mode_of = np.unique(timetable.route_modes.astype(str), return_inverse=True)
    low, high = np.minimum(stop[1:], stop[:-1]), np.maximum(stop[1:], stop[:-1])
    mode = mode_of[timetable.trip_route[trip[1:]]]
    hops = np.unique(np.column_stack((mode, low, high))[same & (low != high)], axis=0)
    lon, lat = (np.round(each, _DIGITS) for each in (timetable.stop_lon, timetable.stop_lat))
    known = np.isfinite(lon + lat)
    for at, one, other in hops[known[hops[:, 1]] & known[hops[:, 2]]].tolist():
        found["mode"].append(str(modes[at]))
        found["line"].append([[lon[one], lat[one]], [lon[other], lat[other]]])
    return found


def stop_columns(timetable: Timetable | None, is_served: BoolArray | None) -> Columns:
    """Return the stops that are served and at which something calls."""
    if timetable is None or is_served is None:
        return {"id": [], "name": [], "lon": [], "lat": []}
    calls = np.bincount(timetable.call_stop, minlength=len(timetable.stop_ids))
    known = is_served & (calls > 0)
    return {
        "id": timetable.stop_ids[known].tolist(),
        "name": timetable.stop_names[known].tolist(),
        "lon": np.round(timetable.stop_lon[known], _DIGITS).tolist(),
        "lat": np.round(timetable.stop_lat[known], _DIGITS).tolist(),
        "calls": calls[known].tolist(),
    }


def middle_of(stops: Columns, graph: RoadGraph | None) -> tuple[float, float]:
    """Return where one looks from at first: the stop of most calls, else amid the roads.

    stops  as `stop_columns` gives them
    """
    if stops["lon"]:
        at = int(np.argmax(stops["calls"]))
        return stops["lon"][at], stops["lat"][at]
    if graph is None:
        raise ValueError("a city without streets and stops")
    rows = np.flatnonzero(largest_component(graph) & np.isfinite(graph.lon + graph.lat))
    lon, lat = graph.lon[rows], graph.lat[rows]
    middle = np.median(lon), np.median(lat)
    narrow = np.cos(np.radians(middle[1]))
    at = int(np.argmin(((lon - middle[0]) * narrow) ** 2 + (lat - middle[1]) ** 2))
    return round(float(lon[at]), _DIGITS), round(float(lat[at]), _DIGITS)


def box_of(stops: Columns, graph: RoadGraph | None) -> dict[str, float]:
    """Return the box about what most of a city lies in: stops, else road nodes."""
    lon, lat = np.array(stops["lon"]), np.array(stops["lat"])
    if graph is not None and not len(lon):
        lon, lat = graph.lon, graph.lat
    known = np.isfinite(lon + lat)
    (west, east), (south, north) = (
        np.percentile(each[known], (1.0, 99.0)).tolist() for each in (lon, lat)
    )
    return {"west": west - _MARGIN, "east": east + _MARGIN,
            "south": south - _MARGIN, "north": north + _MARGIN}  # fmt: skip


def busiest_day(timetable: Timetable, *, is_one_feed: bool) -> str:
    """Return the day on which most trips run, YYYY-MM-DD; the first of several.

    is_one_feed  of several each counts alike, so that it is a day on which all of them run
    """
    feed_of, feeds = _feeds(timetable, is_one_feed)
    per_service = np.zeros((feeds, len(timetable.service_ids)), dtype=np.int64)
    np.add.at(per_service, (feed_of, timetable.trip_service), 1)
    trips = per_service @ timetable.service_runs.astype(np.int64)
    share = trips / np.maximum(trips.max(axis=1, keepdims=True), 1)
    day = timetable.first_day + timedelta(days=int(np.argmax(share.sum(axis=0))))
    return day.isoformat()


def usual_time(timetable: Timetable, day: str, *, is_one_feed: bool) -> str:
    """Return 07:30 where trips of all feeds begin in the hour from then on, else when most do.

    day  YYYY-MM-DD, one of the calendar
    """
    feed_of, feeds = _feeds(timetable, is_one_feed)
    column = (timetable.day_given(day) - timetable.first_day).days
    runs = timetable.service_runs[timetable.trip_service, column]
    begins = timetable.departure_s[timetable.first_call[:-1]] // _HALF_HOUR_S
    slots = np.zeros((feeds, _SLOTS))
    on_day = np.flatnonzero(runs & (begins < _SLOTS))
    np.add.at(slots, (feed_of[on_day], begins[on_day]), 1)
    hours = slots + np.roll(slots, -1, axis=1)
    if (hours[:, _USUAL] > 0).all():
        at = _USUAL
    else:
        at = int(np.argmax((hours / np.maximum(hours.max(axis=1, keepdims=True), 1)).sum(axis=0)))
    return f"{at // 2:02}:{30 * (at % 2):02}"


def _feeds(timetable: Timetable, is_one_feed: bool) -> tuple[IntArray, int]:
    """Return the feed of each trip, and how many feeds there are."""
    if is_one_feed:
        return np.zeros(len(timetable.trip_ids), dtype=np.int64), 1
    names = [each.partition(":")[0] for each in timetable.trip_ids.tolist()]
    feeds, feed_of = np.unique(np.array(names, dtype=str), return_inverse=True)
    return feed_of.astype(np.int64), len(feeds)
