"""Road graphs after a change: roads chosen by what they are, closed, at another speed, or added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.number_kinds import is_number, is_whole
from transnet.base.sphere import great_circle_km
from transnet.base.units import MS_PER_HOUR, UNREACHABLE_MS, FloatArray, Int32Array
from transnet.roads.graph import Arcs, BoolArray, RoadGraph, build_road_graph, largest_component
from transnet.roads.identity import roads_of
from transnet.roads.names import RoadNames
from transnet.roads.snapping import arc_points
from transnet.routing.query_checks import checked_names
from transnet.travel.road_numbers import number_up_to

Ints = npt.NDArray[np.int64]

_FASTEST_KMH = 1_000.0
_MOST_FACTOR = 100.0
_FARTHEST_M = 100_000.0


def select_arcs(
    graph: RoadGraph,
    *,
    name: object = None,
    road_class: object = None,
    ways: object = None,
    crossing: object = None,
    **tags: object,
) -> BoolArray:
    """Return arcs of a graph; see `RoadGraph.select`."""
    own = {"name": name, "road_class": road_class, "ways": ways, "crossing": crossing}
    asked = {key: value for key, value in {**own, **tags}.items() if value is not None}
    if not asked:
        raise _refused("select", "", said("say which: name, road_class, ways, crossing or a tag"))
    tests = {"name": _named, "road_class": _of_class, "ways": _of_ways, "crossing": _crossing}
    found = np.ones(graph.arc_count, dtype=np.bool_)
    for key, value in asked.items():
        found &= tests[key](graph, value) if key in tests else _tagged(graph, key, value)
    if not found.any():
        told = ", ".join(f"{key}={str(value)[:60]}" for key, value in asked.items())
        raise _refused("select", told, said("no road is such"))
    return found


def close_arcs(graph: RoadGraph, which: object) -> RoadGraph:
    """Return the graph with some arcs closed; see `RoadGraph.close`."""
    times = graph.time_ms.copy()
    times[_arcs(graph, which)] = UNREACHABLE_MS
    return _timed(graph, times)


def with_speed(
    graph: RoadGraph, which: object, *, kmh: object = None, factor: object = None
) -> RoadGraph:
    """Return the graph with some arcs at another speed; see `RoadGraph.set_speed`."""
    if (kmh is None) == (factor is None):
        raise _refused("set_speed", "", said("give kmh or factor, one of the two"))
    some = np.zeros(graph.arc_count, dtype=np.bool_)
    some[_arcs(graph, which)] = True
    some &= graph.time_ms != UNREACHABLE_MS
    driven = _driven_ms(graph)
    free = graph.free_kmh.copy()
    if kmh is None:
        times_as_fast = number_up_to(factor, _MOST_FACTOR, partial(_refused, "factor"))
        wanted = driven / times_as_fast
        free[some] *= times_as_fast
    else:
        free[some] = number_up_to(kmh, _FASTEST_KMH, partial(_refused, "kmh"))
        wanted = graph.length_km / free * MS_PER_HOUR
        lacking = int(np.isnan(wanted[some]).sum())
        if lacking:
            hint = said("{count:,} of these arcs have no length; give a factor", count=lacking)
            raise _refused("kmh", "", hint)
    times = graph.time_ms.astype(np.float64)
    times[some] += np.rint(wanted[some]) - driven[some]
    free.flags.writeable = False
    changed = replace(graph, free_kmh=free)
    return _timed(changed, np.clip(times, 0, UNREACHABLE_MS).astype(np.int32))


@dataclass(frozen=True)
class _NewRoad:
    """What a new road is."""

    kmh: float
    oneway: bool = False
    road_class: str = "unclassified"
    name: str = ""
    snap_m: float = 100.0

    def __post_init__(self) -> None:
        number_up_to(self.kmh, _FASTEST_KMH, partial(_refused, "kmh"))
        number_up_to(self.snap_m, _FARTHEST_M, partial(_refused, "snap_m"))
        for each in (self.road_class, self.name):
            if not isinstance(each, str):
                raise _refused("add_road", repr(each)[:80], said("class and name are texts"))
        if not isinstance(self.oneway, bool):
            raise _refused("oneway", repr(self.oneway)[:80], said("must be True or False"))


def with_road(graph: RoadGraph, points: object, kmh: float, **what: Any) -> RoadGraph:
    """Return the graph with one more road; see `RoadGraph.add_road`."""
    return road_added(graph, points, kmh, **what)[0]


def road_added(
    graph: RoadGraph, points: object, kmh: float, **what: Any
) -> tuple[RoadGraph, BoolArray]:
    """Return the graph with one more road, and its arcs, bool[m]; see `RoadGraph.add_road`."""
    road = _NewRoad(kmh, **what)
    lon, lat = _line(points)
    start, end = (_junction(graph, lon[at], lat[at], road.snap_m) for at in (0, -1))
    if start == end:
        raise _refused("points", "", said("both ends lie nearest to the same junction"))
    lon[[0, -1]], lat[[0, -1]] = graph.lon[[start, end]], graph.lat[[start, end]]
    km = float(great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())
    members = np.arange(graph.node_count, dtype=np.int32)
    # Who comes to a copy of a junction may go on by the new road as well.
    tails = [members[graph.copy_of == start]]
    heads = [np.full(len(tails[0]), end)]
    inner = [(lon[1:-1], lat[1:-1])] * len(tails[0])
    if not road.oneway:
        tails.append(members[graph.copy_of == end])
        heads.append(np.full(len(tails[1]), start))
        inner += [(lon[-2:0:-1], lat[-2:0:-1])] * len(tails[1])
    added = (np.concatenate(tails), np.concatenate(heads))
    return _with_arcs(graph, added, (km, road), inner)


def _with_arcs(
    graph: RoadGraph,
    ends: tuple[npt.NDArray[Any], npt.NDArray[Any]],
    what: tuple[float, _NewRoad],
    inner: list[tuple[FloatArray, FloatArray]],
) -> tuple[RoadGraph, BoolArray]:
    count = len(ends[0])
    km, road = what
    takes = round(km / road.kmh * MS_PER_HOUR)
    table = np.array([*graph.name_table.tolist(), (road.name, "")], dtype=object)
    sizes = np.array([len(lon) for lon, _ in inner])
    shapes = (
        np.append(graph.shape_ptr, graph.shape_ptr[-1] + np.cumsum(sizes)),
        np.concatenate([graph.shape_lon, *(lon for lon, _ in inner)]),
        np.concatenate([graph.shape_lat, *(lat for _, lat in inner)]),
    )
    codes = np.append(graph.name_codes, np.full(count, len(table) - 1)).astype(np.int32)
    arcs = Arcs(
        tails=np.append(graph.tails, ends[0]),
        heads=np.append(graph.heads, ends[1]),
        time_ms=np.append(graph.time_ms, np.full(count, takes)),
        length_km=np.append(graph.length_km, np.full(count, km)),
        road_class=np.append(graph.road_class, np.full(count, road.road_class, dtype=object)),
        oneway=np.append(graph.oneway, np.full(count, road.oneway)),
        free_kmh=np.append(graph.free_kmh, np.full(count, float(road.kmh))),
        way_ids=np.append(graph.way_ids, np.zeros(count, dtype=np.int64)),
        ways=graph.ways.of(np.append(np.arange(graph.arc_count), np.full(count, -1))),
        shapes=shapes,
        names=RoadNames(codes, table),
    )
    is_new: BoolArray = np.lexsort((arcs.heads, arcs.tails)) >= graph.arc_count  # type: ignore[arg-type]
    made = build_road_graph(graph.node_ids, graph.lon, graph.lat, arcs, graph.copy_of)
    return made, is_new


def _driven_ms(graph: RoadGraph) -> FloatArray:
    """Return what driving takes on each arc, without signals and the turn into it.

    Where its speed isn't known it takes as long as the quickest arc of its road.
    """
    driven = np.rint(graph.length_km / graph.free_kmh * MS_PER_HOUR)
    return np.where(np.isnan(driven), _quickest_ms(graph), driven)


def _quickest_ms(graph: RoadGraph) -> FloatArray:
    road, first_way = roads_of(graph)
    side = 2 * road + first_way
    least = np.full(int(side.max(initial=0)) + 1, np.inf)
    np.minimum.at(least, side, graph.time_ms.astype(np.float64))
    found: FloatArray = least[side]
    return found


def _timed(graph: RoadGraph, times: Int32Array) -> RoadGraph:
    times.flags.writeable = False
    return replace(graph, time_ms=times)


def _arcs(graph: RoadGraph, which: object) -> Int32Array:
    """Return positions of arcs that are marked or named."""
    if isinstance(which, np.ndarray) and which.dtype == np.bool_:
        if which.shape != (graph.arc_count,):
            hint = said("must be one mark for each of {count:,} arcs", count=graph.arc_count)
            raise _refused("which", str(which.shape), hint)
        return np.flatnonzero(which).astype(np.int32)
    return checked_names(which, graph.arc_count, "arc")  # type: ignore[arg-type]


def _named(graph: RoadGraph, name: object) -> BoolArray:
    if not isinstance(name, str) or not name.strip():
        raise _refused("name", repr(name)[:80], said("must be a text"))
    part = name.strip().casefold()
    rows = [any(part in each.casefold() for each in row) for row in graph.name_table.tolist()]
    found: BoolArray = np.array(rows, dtype=np.bool_)[graph.name_codes]
    return found


def _of_class(graph: RoadGraph, road_class: object) -> BoolArray:
    wanted = [road_class] if isinstance(road_class, str) else road_class
    if not isinstance(wanted, Iterable) or not all(isinstance(each, str) for each in wanted):
        raise _refused(
            "road_class", repr(road_class)[:80], said("must be a text or a list of them")
        )
    return np.isin(graph.road_class.astype(str), list(wanted))


def _of_ways(graph: RoadGraph, ways: object) -> BoolArray:
    try:
        wanted = np.atleast_1d(np.asarray(list(ways) if isinstance(ways, Iterable) else ways))
    except ValueError:
        wanted = np.zeros(0)
    if wanted.ndim != 1 or wanted.dtype.kind not in "iu":
        raise _refused("ways", repr(ways)[:80], said("must be whole numbers"))
    found: BoolArray = np.isin(graph.way_ids, wanted) | graph.ways.any_of(wanted)
    return found


def _tagged(graph: RoadGraph, key: str, value: object) -> BoolArray:
    keys = graph.ways.keys
    if key not in keys:
        hint = said("no tags are kept: read the roads with tags=({key!r},)", key=key)
        if keys:
            kept = ", ".join(keys)
            hint = said("isn't a tag that was kept ({kept}); name it in tags= too", kept=kept)
        raise _refused(key, str(value)[:60], hint)
    if isinstance(value, bool):
        return graph.ways.having(key, value)
    several = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    words = list(several)
    if not words or not all(isinstance(each, str) or is_whole(each) for each in words):
        hint = said("must be True, False, a text, a whole number or a list of them")
        raise _refused(key, repr(value)[:60], hint)
    return graph.ways.having(key, [str(each) for each in words])


def _crossing(graph: RoadGraph, geometry: object) -> BoolArray:
    shapely: Any = import_module("shapely")
    if not isinstance(geometry, shapely.Geometry):
        hint = said("must be a shapely geometry, such as LineString([(lon, lat), (lon, lat)])")
        raise _refused("crossing", repr(geometry)[:80], hint)
    lon, lat, of_arc = arc_points(graph, np.arange(graph.arc_count))
    known = np.ones(graph.arc_count, dtype=np.bool_)
    known[of_arc[~np.isfinite(lon + lat)]] = False
    found = np.zeros(graph.arc_count, dtype=np.bool_)
    kept = known[of_arc]
    arcs, row = np.unique(of_arc[kept], return_inverse=True)
    lines = shapely.linestrings(lon[kept], lat[kept], indices=row)
    found[arcs] = shapely.intersects(lines, geometry)
    return found


def _line(points: object) -> tuple[FloatArray, FloatArray]:
    hint = said("a road is two or more (lon, lat) in degrees")
    try:
        pairs = [tuple(each) for each in points]  # type: ignore[attr-defined]
    except TypeError:
        raise _refused("points", repr(points)[:80], hint) from None
    fit = [len(each) == 2 and all(is_number(part) for part in each) for each in pairs]
    if len(pairs) < 2 or not all(fit):
        raise _refused("points", repr(points)[:80], hint)
    lon, lat = (np.array(each, dtype=np.float64) for each in zip(*pairs, strict=True))
    if not (np.all(np.abs(lon) <= 180) and np.all(np.abs(lat) <= 90)):
        raise _refused("points", repr(points)[:80], hint)
    return lon, lat


def _junction(graph: RoadGraph, lon: float, lat: float, limit_m: float) -> int:
    """Return the nearest node of the largest part; raises InputError for one beyond the limit."""
    known = largest_component(graph) & ~graph.is_copy & np.isfinite(graph.lon + graph.lat)
    nodes = np.flatnonzero(known)
    away = great_circle_km(graph.lon[nodes], graph.lat[nodes], lon, lat) * 1000.0
    least = float(away.min(initial=np.inf))
    if least > limit_m:
        hint = said(
            "the nearest junction is {away:,.0f} m away, more than snap_m={limit:g}",
            away=least,
            limit=limit_m,
        )
        raise _refused("points", f"{lon:g}, {lat:g}", hint)
    return int(nodes[np.argmin(away)])


def _refused(column: str, value: str, hint: Message) -> InputError:
    told = said("the roads can't be changed so")
    return refusal(told, "bad_graph", "roads", hint, value, column=column)
