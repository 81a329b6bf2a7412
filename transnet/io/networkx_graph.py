"""NetworkX graphs in and out, those of OSMnx among them."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.errors import Notice
from transnet.io.coordinates import DATUM_NAMES, check_declared, check_degrees, in_wgs84
from transnet.io.lines import Faults, TooManyFaultsError
from transnet.model.datum import Datum
from transnet.model.road_graph import Arcs, RoadGraph, build_road_graph, plain_ids
from transnet.model.road_names import NameList, road_label
from transnet.units import MS_PER_HOUR, UNREACHABLE_MS

if TYPE_CHECKING:
    import networkx as nx

_MS_PER_S, _M_PER_KM = 1000, 1000
_NODE_KEYS = {"x", "y", "in_main", "copy_of"}
_EDGE_KEYS = {
    "osmid",
    "highway",
    "name",
    "name_en",
    "ref",
    "oneway",
    "length",
    "length_km",
    "travel_time",
    "time_ms",
    "geometry",
    "speed_kph",
    "reversed",
}
_FIRST_KEYS = ("osmid", "highway", "oneway", "name", "ref")


def to_networkx(graph: RoadGraph) -> nx.MultiDiGraph[Any]:
    """Return the graph as a MultiDiGraph with the attribute names of OSMnx beside our own.

    Nodes have x, y (degrees). Edges have highway, oneway, osmid, length (m), travel_time (s),
    geometry (a LineString, where the arc isn't straight), and name and name_en where known;
    length_km and time_ms are exact. A copy has a name of its own, and the name of its original in
    copy_of.
    """
    import networkx as nx
    from shapely.geometry import LineString

    made: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326")
    names = graph.unique_names()
    lon, lat = graph.lon.tolist(), graph.lat.tolist()
    for name, x, y, origin in zip(names, lon, lat, graph.copy_of.tolist(), strict=True):
        place = {"x": x, "y": y}
        made.add_node(name, **{key: value for key, value in place.items() if not math.isnan(value)})
        if name is not names[origin]:
            made.nodes[name]["copy_of"] = names[origin]
    columns = zip(
        graph.tails.tolist(),
        graph.heads.tolist(),
        graph.time_ms.tolist(),
        graph.length_km.tolist(),
        graph.road_class.tolist(),
        graph.oneway.tolist(),
        graph.way_ids.tolist(),
        graph.name_table[graph.name_codes].tolist(),
        strict=True,
    )
    for arc, (tail, head, time, length, kind, oneway, way, called) in enumerate(columns):
        data: dict[str, Any] = {"highway": kind, "oneway": oneway, "osmid": way}
        data |= {key: text for key, text in zip(("name", "name_en"), called, strict=True) if text}
        data |= {"time_ms": time, "travel_time": time / _MS_PER_S}
        if not math.isnan(length):
            data |= {"length_km": length, "length": length * _M_PER_KM}
        if inner := graph.shape(arc):
            # Shapely takes no NaN: an end of unknown place repeats the point next to it.
            first = _known((lon[tail], lat[tail]), inner[0])
            last = _known((lon[head], lat[head]), inner[-1])
            data["geometry"] = LineString([first, *inner, last])
        made.add_edge(names[tail], names[head], **data)
    return made


def from_networkx(
    graph: nx.Graph[Any],
    *,
    speed_kmh: Callable[[Mapping[str, Any]], float] | None = None,
    crs: Datum | None = None,
) -> tuple[RoadGraph, list[Notice]]:
    """Return the road graph of a NetworkX graph, and notices of what it can't hold.

    graph      any kind; an edge without direction becomes two arcs
    speed_kmh  speed of an edge by its attributes, where it has no time_ms, travel_time (s) or
               speed_kph; a length (m) or length_km is then needed
    crs        coordinates of x and y where graph.graph["crs"] doesn't say that they are WGS-84;
               GCJ-02 and BD-09 are moved to WGS-84
    Raises InputError naming each edge without a time, and nodes whose ids are the same as text.
    """
    faults = Faults("graph")
    names = list(graph.nodes)
    places = {name: place for place, name in enumerate(names)}
    copy_of = _copies(graph, places, faults)
    originals = [
        name for name, origin in zip(names, copy_of, strict=True) if places[name] == origin
    ]
    _check_ids(originals, plain_ids(list(map(_id_text, originals))).tolist(), faults)
    ids = plain_ids([_id_text(names[origin]) for origin in copy_of])
    edges = _Edges(places, faults, speed_kmh)
    try:
        for tail, head, data in graph.edges(data=True):
            edges.add(tail, head, data)
            if not graph.is_directed():
                edges.add(head, tail, data, back=True)
    except TooManyFaultsError:
        raise faults.error() from None
    faults.raise_if_any()
    _note_losses(graph, edges, faults)
    nodes = [graph.nodes[name] for name in names]
    try:
        lon, lat = (np.array([_number(data, key, faults) for data in nodes]) for key in "xy")
    except TooManyFaultsError:
        raise faults.error() from None
    datum = crs or _declared(graph, faults)
    check_declared(datum, lon, lat, faults)
    check_degrees(lon, lat, faults)
    faults.raise_if_any()
    made = build_road_graph(ids, lon, lat, edges.arcs(), copy_of)
    return in_wgs84(made, datum), faults.notices


def _declared(graph: nx.Graph[Any], faults: Faults) -> Datum | None:
    """Return the datum that graph.graph["crs"] names; a fault where it is another one."""
    named = graph.graph.get("crs")
    if named is None:
        return None
    datum = DATUM_NAMES.get(str(named).upper())
    if datum is None and not _is_wgs84(named):
        hint = "x and y aren't WGS-84 degrees; project the graph to EPSG:4326"
        faults.add("bad_crs", 0, hint, column="crs", value=named)
        faults.raise_if_any()
    return datum or "WGS-84"


def _is_wgs84(named: object) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(named).equals(CRS.from_epsg(4326), ignore_axis_order=True)
    except CRSError:
        return False


def _copies(graph: nx.Graph[Any], places: Mapping[Hashable, int], faults: Faults) -> list[int]:
    """Return the position of the node that each is a copy of, else its own."""
    copy_of = list(range(len(places)))
    for name, data in graph.nodes(data=True):
        origin = data.get("copy_of")
        if origin is None:
            continue
        if origin not in places or graph.nodes[origin].get("copy_of") is not None:
            hint = "it names a node that isn't a copy itself"
            faults.add("dangling_reference", 0, hint, column="copy_of", value=origin)
        else:
            copy_of[places[name]] = places[origin]
    faults.raise_if_any()
    return copy_of


class _Edges:
    """Columns of arcs, filled edge by edge."""

    def __init__(
        self,
        places: Mapping[Hashable, int],
        faults: Faults,
        speed_kmh: Callable[[Mapping[str, Any]], float] | None,
    ) -> None:
        self._places, self._faults, self._speed = places, faults, speed_kmh
        self._ends: list[tuple[int, int]] = []
        self._numbers: list[tuple[int, float, int]] = []
        self._kinds: list[str] = []
        self._oneway: list[bool | None] = []
        self._points: list[tuple[float, float]] = []
        self._pointers = [0]
        self._names = NameList()
        self.extra: set[str] = set()
        self.joined = self.renumbered = 0

    def add(
        self, tail: Hashable, head: Hashable, data: Mapping[str, Any], *, back: bool = False
    ) -> None:
        """Append one arc; back is the second one of an edge without direction."""
        self.extra |= data.keys() - _EDGE_KEYS
        length = _length_km(data, self._faults)
        time = self._time(data, length, f"{tail} → {head}")
        if time is None:
            return
        way = _way(data.get("osmid"))
        self.joined += any(_several(data.get(key)) for key in _FIRST_KEYS)
        self.renumbered += way == 0 and _first(data.get("osmid")) not in (0, None)
        self._ends.append((self._places[tail], self._places[head]))
        self._numbers.append((time, length, way))
        kind = _first(data.get("highway"))
        self._kinds.append("unknown" if kind is None else str(kind))
        ref, name, english = (_text(data.get(key)) for key in ("ref", "name", "name_en"))
        self._names.add(road_label(ref, name) if ref else name, english)
        self._oneway.append(bool(_first(data["oneway"])) if "oneway" in data else None)
        inner = [(x, y) for x, y, *_ in data["geometry"].coords[1:-1]] if "geometry" in data else []
        self._points += inner[::-1] if back else inner
        self._pointers.append(len(self._points))

    def arcs(self) -> Arcs:
        """Return the columns; without a single one-way mark, marks follow from the arcs."""
        ends = np.array(self._ends, dtype=np.int64).reshape(-1, 2)
        numbers = np.array(self._numbers, dtype=[("t", "i8"), ("km", "f8"), ("way", "i8")])
        points = np.array(self._points, dtype=np.float64).reshape(-1, 2)
        marked = any(mark is not None for mark in self._oneway)
        return Arcs(
            tails=ends[:, 0],
            heads=ends[:, 1],
            time_ms=numbers["t"],
            length_km=numbers["km"],
            road_class=self._kinds,
            oneway=np.array([bool(mark) for mark in self._oneway]) if marked else None,
            way_ids=numbers["way"],
            shapes=(np.array(self._pointers, dtype=np.int64), points[:, 0], points[:, 1]),
            names=self._names.names(),
        )

    def _time(self, data: Mapping[str, Any], length_km: float, edge: str) -> int | None:
        if "time_ms" in data:
            ms = _number(data, "time_ms", self._faults)
        elif "travel_time" in data:
            ms = _number(data, "travel_time", self._faults) * _MS_PER_S
        else:
            speed = _number(data, "speed_kph", self._faults)
            if math.isnan(speed) and self._speed is not None:
                speed = self._speed(data)
            ms = length_km / speed * MS_PER_HOUR if speed > 0 else math.nan
        if not 0 <= ms < UNREACHABLE_MS:
            hint = "an edge needs time_ms or travel_time (s), or length (m) and speed_kph"
            self._faults.add("missing_value", 0, hint, column="edge", value=edge)
            return None
        return round(ms)


def _number(data: Mapping[str, Any], key: str, faults: Faults) -> float:
    """Return an attribute as a number; NaN when it is missing or, noted, isn't one."""
    try:
        return float(data.get(key, math.nan))
    except (TypeError, ValueError):
        faults.add("bad_number", 0, "a number is needed", column=key, value=data[key])
        return math.nan


def _length_km(data: Mapping[str, Any], faults: Faults) -> float:
    if "length_km" in data:
        length = _number(data, "length_km", faults)
    else:
        length = _number(data, "length", faults) / _M_PER_KM
    if length < 0:
        faults.add("out_of_range", 0, "a length is zero or more", column="length", value=length)
    return length


def _known(place: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return other if math.isnan(place[0]) or math.isnan(place[1]) else place


def _id_text(name: Hashable) -> str:
    return str(int(name)) if isinstance(name, np.integer) else str(name)


def _check_ids(names: list[Hashable], ids: list[object], faults: Faults) -> None:
    if len(set(ids)) != len(ids):
        faults.add("duplicate_id", 0, "two nodes have the same id as text, such as 1 and '1'")
        raise faults.error()
    changed = [name for name, each in zip(names, ids, strict=True) if name != each]
    if changed:
        hint = f"{len(changed):,} node ids became plain numbers or texts"
        faults.warn("left_out", 0, hint, value=repr(changed[0]))


def _note_losses(graph: nx.Graph[Any], edges: _Edges, faults: Faults) -> None:
    """Note the attributes that a road graph has no place for."""
    if edges.joined:
        kept = "keep the first class, name, mark and id"
        hint = f"{edges.joined:,} edges of several joined roads {kept}"
        faults.warn("left_out", 0, hint)
    if edges.renumbered:
        hint = f"{edges.renumbered:,} edges lose an osmid that isn't a whole number"
        faults.warn("left_out", 0, hint)
    more = {key for _, data in graph.nodes(data=True) for key in data} - _NODE_KEYS
    whole = {str(key) for key in graph.graph} - {"crs"}
    for what, keys in (("nodes", more), ("edges", edges.extra), ("the graph", whole)):
        if keys:
            listed = ", ".join(sorted(map(str, keys)))
            hint = f"attributes of {what} that a road graph doesn't keep: {listed}"
            faults.warn("left_out", 0, hint)


def _first(value: Any) -> Any:
    """Return a merged attribute's first value: OSMnx keeps lists where roads were joined."""
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str:
    """Return a merged attribute's first value as text; tables leave NaN where there is none."""
    first = _first(value)
    missing = first is None or (isinstance(first, float) and math.isnan(first))
    return "" if missing else str(first)


def _several(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1


def _way(value: Any) -> int:
    first = _first(value)
    return int(first) if isinstance(first, int | np.integer) else 0
