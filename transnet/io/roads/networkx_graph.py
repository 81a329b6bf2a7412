"""NetworkX graphs in and out, those of OSMnx among them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import Notice
from transnet.base.given import given
from transnet.base.language import said
from transnet.base.number_kinds import is_whole
from transnet.base.units import FloatArray
from transnet.io.coordinates import DATUM_NAMES, check_declared, check_degrees, in_wgs84
from transnet.io.roads.bounds import note_suspects
from transnet.io.roads.doubtful import note_places
from transnet.io.roads.networkx_edges import Edges, is_missing, number_in
from transnet.io.roads.way_cells import way_columns
from transnet.model.cells import LONGEST_ID
from transnet.model.datum import Datum
from transnet.roads.graph import RoadGraph, build_road_graph, plain_ids

if TYPE_CHECKING:
    import networkx as nx

_MS_PER_S, _M_PER_KM = 1000, 1000
_NODE_KEYS = {"x", "y", "in_main", "copy_of"}
_PLACE_KEYS = {"lon", "lat", "lng", "long", "longitude", "latitude", "pos", "X", "Y", "geometry"}
_NO_PLACE = said("of nodes aren't read: a node's place is in x (longitude) and y (latitude)")
_ACCESS_KEYS = {"access", "vehicle", "motor_vehicle", "motorcar"}
_OPEN = said("of edges aren't honoured: roads that are closed to cars count as open")


def to_networkx(graph: RoadGraph) -> nx.MultiDiGraph[Any]:
    """Return the graph as a MultiDiGraph with the attribute names of OSMnx beside our own.

    Nodes have x, y (degrees). Edges have highway, oneway, osmid, length (m), travel_time (s),
    geometry (a LineString, where the arc isn't straight), and name and name_en where known;
    length_km, time_ms and free_kmh (without signals) are exact; way_ids and tags are texts. A copy
    has a name of its own, and the name of its original in copy_of: NetworkX takes it for a node, so
    a way to a place ends at the nearest of all nodes with its name there, and places are counted
    without copies.
    """
    given(graph, RoadGraph, "graph", said("read_roads and from_networkx give one"))
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
        graph.free_kmh.tolist(),
        graph.name_table[graph.name_codes].tolist(),
        strict=True,
    )
    cells = way_columns(graph.ways)
    for arc, (tail, head, time, length, kind, oneway, way, free, called) in enumerate(columns):
        data: dict[str, Any] = {"highway": kind, "oneway": oneway, "osmid": way}
        data |= {key: text for key, text in zip(("name", "name_en"), called, strict=True) if text}
        data |= {column: texts[arc] for column, texts in cells.items()}
        data |= {"time_ms": time, "travel_time": time / _MS_PER_S}
        if not math.isnan(free):
            data["free_kmh"] = free
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
    return read_networkx(graph, speed_kmh, crs)


def read_networkx(
    graph: nx.Graph[Any],
    speed_kmh: Callable[[Mapping[str, Any]], float] | None,
    crs: Datum | None,
    *,
    used: frozenset[str] = frozenset(),
) -> tuple[RoadGraph, list[Notice]]:
    """Return what `from_networkx` does.

    used  attributes of edges that speed_kmh reads, which are not lost then
    """
    faults = Notices("graph")
    try:
        names = _nodes(graph, faults)
        places = {name: place for place, name in enumerate(names)}
        copy_of = _copies(graph, places, faults)
        originals = [
            name for name, origin in zip(names, copy_of, strict=True) if places[name] == origin
        ]
        _check_ids(originals, plain_ids(list(map(_id_text, originals))).tolist(), faults)
        lon, lat = _points(graph, names, crs, faults)
        edges = _edges(graph, Edges(places, faults, speed_kmh))
        arcs = edges.arcs((lon, lat))
        faults.raise_if_any()
        check_degrees(*arcs.shapes[1:] if arcs.shapes else (lon, lat), faults)
    except TooManyErrorsError:
        raise faults.error() from None
    faults.raise_if_any()
    _note_losses(graph, edges, used, faults)
    note_suspects(arcs, lon, lat, faults, edges.where)
    note_places(lon, lat, names, faults)
    ids = plain_ids([_id_text(names[origin]) for origin in copy_of])
    made = build_road_graph(ids, lon, lat, arcs, copy_of)
    return in_wgs84(made, crs or _declared(graph, faults)), faults.notices


def _nodes(graph: nx.Graph[Any], faults: Notices) -> list[Hashable]:
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        hint = said("a NetworkX graph is needed: a Graph, DiGraph, MultiGraph or MultiDiGraph")
        faults.add("bad_type", hint, value=type(graph).__name__)
        raise faults.error()
    return list(graph.nodes)


def _points(
    graph: nx.Graph[Any], names: list[Hashable], crs: Datum | None, faults: Notices
) -> tuple[FloatArray, FloatArray]:
    """Return x and y of the nodes, NaN where unknown, in coordinates that someone vouches for."""
    columns = [
        [
            number_in(graph.nodes[name], axis, said("node {name}", name=name), faults)
            for name in names
        ]
        for axis in "xy"
    ]
    faults.raise_if_any()
    lon, lat = (np.array(column, dtype=np.float64) for column in columns)
    check_declared(crs or _declared(graph, faults), lon, lat, faults)
    check_degrees(lon, lat, faults)
    faults.raise_if_any()
    return lon, lat


def _edges(graph: nx.Graph[Any], edges: Edges) -> Edges:
    directed = graph.is_directed()
    for tail, head, data in graph.edges(data=True):
        edges.add(tail, head, data)
        if not directed:
            edges.add(head, tail, data, back=True)
    return edges


def _declared(graph: nx.Graph[Any], faults: Notices) -> Datum | None:
    """Return the datum that graph.graph["crs"] names; a fault where it is another one."""
    named = graph.graph.get("crs")
    if named is None:
        return None
    datum = DATUM_NAMES.get(str(named).upper())
    if datum is None and not _is_wgs84(named):
        hint = said("x and y aren't WGS-84 degrees; project the graph to EPSG:4326")
        faults.add("bad_crs", hint, column="crs", value=named)
        faults.raise_if_any()
    return datum or "WGS-84"


def _is_wgs84(named: object) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(named).equals(CRS.from_epsg(4326), ignore_axis_order=True)
    except (CRSError, TypeError, ValueError):
        return False


def _copies(graph: nx.Graph[Any], places: Mapping[Hashable, int], faults: Notices) -> list[int]:
    """Return the position of the node that each is a copy of, else its own."""
    copy_of = list(range(len(places)))
    by_text = {_id_text(name): name for name in places}  # GraphML makes all ids texts
    for name, data in graph.nodes(data=True):
        origin = data.get("copy_of")
        if is_missing(origin):
            continue
        origin = _named(origin, by_text)
        if origin is None or not is_missing(graph.nodes[origin].get("copy_of")):
            hint = said("copy of node {name}: it names a node that isn't a copy itself", name=name)
            faults.add("dangling_reference", hint, column="copy_of", value=data["copy_of"])
        else:
            copy_of[places[name]] = places[origin]
    faults.raise_if_any()
    return copy_of


def _known(place: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return other if math.isnan(place[0]) or math.isnan(place[1]) else place


def _named(origin: Any, by_text: Mapping[str, Hashable]) -> Hashable:
    return by_text.get(_id_text(origin) if isinstance(origin, Hashable) else repr(origin))


def _id_text(name: Hashable) -> str:
    """Return an id as text; a whole float, as tables make of numbers, is a number."""
    if isinstance(name, float | np.floating) and float(name).is_integer():
        return str(int(name))
    return str(int(name)) if is_whole(name) and not isinstance(name, int) else str(name)


def _check_ids(names: list[Hashable], ids: list[object], faults: Notices) -> None:
    for name, each in zip(names, ids, strict=True):
        if _is_no_id(name, str(each)):
            hint = said(
                "a node's id has 1 to {longest_id} characters, no semicolon or line end and no "
                "space around it; it isn't NaN, a mark or bytes",
                longest_id=LONGEST_ID,
            )
            faults.add("bad_id", hint, value=repr(name))
    faults.raise_if_any()
    if len(set(ids)) != len(ids):
        twice = next(each for each, count in Counter(ids).items() if count > 1)
        hint = said("two nodes have the same id as text, such as 1 and '1'; rename one")
        faults.add("duplicate_id", hint, value=repr(twice))
        raise faults.error()
    changed = [name for name, each in zip(names, ids, strict=True) if name != each]
    if changed:
        hint = said("{count:,} node ids became plain numbers or texts", count=len(changed))
        faults.add("left_out", hint, value=repr(changed[0]))


def _is_no_id(name: Hashable, text: str) -> bool:
    if isinstance(name, bool | np.bool_ | bytes) or is_missing(name):
        return True
    if not text or text != text.strip() or ";" in text:
        return True
    return not text.isprintable() or len(text) > LONGEST_ID


def _note_losses(graph: nx.Graph[Any], edges: Edges, used: frozenset[str], faults: Notices) -> None:
    """Note the attributes that a road graph has no place for, and marks that can't count."""
    if edges.joined:
        hint = said(
            "{joined:,} edges of several joined roads keep the first class and name, and are "
            "one-way where a part is",
            joined=edges.joined,
        )
        faults.add("left_out", hint)
    if edges.renumbered:
        hint = said(
            "{renumbered:,} edges lose an osmid that isn't a whole number",
            renumbered=edges.renumbered,
        )
        faults.add("left_out", hint)
    if edges.turned:
        hint = said(
            "{turned:,} edges with oneway -1 lead against their line; they were turned",
            turned=edges.turned,
        )
        faults.add("turned_road", hint)
    if edges.both_ways:
        hint = said(
            "{both_ways:,} one-way edges can be driven in both directions here: the graph has no "
            "directions; give a DiGraph or MultiDiGraph",
            both_ways=edges.both_ways,
        )
        faults.add("oneway_lost", hint)
    more = {key for _, data in graph.nodes(data=True) for key in data} - _NODE_KEYS
    whole = {str(key) for key in graph.graph} - {"crs"}
    parts = ((said("nodes"), more), (said("edges"), edges.extra - used), (said("the graph"), whole))
    for what, keys in parts:
        if keys:
            listed = ", ".join(sorted(map(str, keys)))
            hint = said(
                "attributes of {what} that a road graph doesn't keep: {listed}",
                what=what,
                listed=listed,
            )
            faults.add("left_out", hint)
    for keys, follows in ((more & _PLACE_KEYS, _NO_PLACE), (edges.extra & _ACCESS_KEYS, _OPEN)):
        if keys:
            faults.add(
                "left_out",
                said("{listed} {follows}", listed=", ".join(sorted(keys)), follows=follows),
            )
