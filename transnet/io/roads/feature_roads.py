"""Road graphs as features: GeoPackage, GeoParquet and GeoJSON, out and in.

Two layers hold a graph: `nodes` (points) and `roads` (a line for each directed arc). Exact numbers
are in columns; of a line only the points between its ends count when it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import Notice
from transnet.base.given import path_given
from transnet.base.language import Message, said
from transnet.base.units import LONGEST_KM, UNREACHABLE_MS, FloatArray
from transnet.io.coordinates import check_degrees
from transnet.io.features.feature_columns import (
    id_texts,
    is_empty,
    marks,
    numbers,
    oneway_marks,
    whole_numbers,
)
from transnet.io.features.feature_files import read_layers
from transnet.io.features.feature_writer import Geometries, Layer, write_features
from transnet.io.features.layer_table import LayerTable
from transnet.io.lines import ROAD_LIMITS, RoadLimits
from transnet.io.roads.bounds import note_suspects
from transnet.io.roads.doubtful import note_places
from transnet.io.roads.shapes import inner_points
from transnet.io.roads.way_cells import WAY_COLUMNS, WayCells, way_columns
from transnet.roads.arc_ways import ArcWays
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph, largest_component, plain_ids
from transnet.roads.names import NameList, RoadNames

_POINT, _LINE, _POINTS = 0, 1, 4  # shapely's numbers of geometry types
NODE_COLUMNS = ("node_id", "in_main", "copy_of")
ROAD_COLUMNS = (
    "from_node",
    "to_node",
    "length_km",
    "road_class",
    "oneway",
    "way_id",
    "time_ms",
    "name",
    "name_en",
    "free_kmh",
    *WAY_COLUMNS,
)
_NAME_COLUMNS = ("name", "name_en")


def write_road_features(
    graph: RoadGraph, path: str | Path, *, source: str = "", force: bool = False
) -> list[Notice]:
    """Write nodes and roads into a .gpkg, .parquet or .geojson file, whole or not at all.

    source  who the roads come from, repeated in a column of each road; empty: no such column
    force   replace a file that is there; without it that is refused
    `read_road_features` gives the same graph back; what it can't is in the notices returned: a
    point has both coordinates or none. Raises what `write_features` does.
    """
    path = path_given(path)
    write_features([_node_layer(graph), _road_layer(graph, source)], path, force=force)
    half = int(np.sum(np.isnan(graph.lon) != np.isnan(graph.lat)))
    if not half:
        return []
    hint = said(
        "{half:,} nodes with a longitude or a latitude alone lose it: a point has both", half=half
    )
    return [notice("left_out", path.name, 0, "", "", hint)]


def read_road_features(
    path: str | Path, *, limits: RoadLimits = ROAD_LIMITS
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a .gpkg, .parquet or .geojson file, and notices of what was left out.

    Raises InputError with the row of each fault (the first feature of a layer is row 1).
    """
    path = path_given(path)
    faults = Notices(path.name, limits.faults)
    try:
        layers = read_layers(path, {"nodes": NODE_COLUMNS, "roads": ROAD_COLUMNS}, faults, limits)
        graph = _graph(layers["nodes"], layers["roads"], faults)
    except TooManyErrorsError:
        raise faults.error() from None
    return graph, faults.notices


def _node_layer(graph: RoadGraph) -> Layer:
    import shapely

    names = np.array(list(map(str, graph.unique_names())), dtype=object)
    originals = np.where(graph.is_copy, names[graph.copy_of], "")
    table = pd.DataFrame(
        {
            "node_id": pd.array(names, dtype="str"),
            "in_main": largest_component(graph),
            "copy_of": pd.array(originals, dtype="str"),
        }
    )
    known = np.isfinite(graph.lon) & np.isfinite(graph.lat)
    geometry = np.full(graph.node_count, None, dtype=object)
    geometry[known] = shapely.points(graph.lon[known], graph.lat[known])
    return Layer("nodes", table, geometry, "Point")


def _road_layer(graph: RoadGraph, source: str) -> Layer:
    names = np.array(list(map(str, graph.unique_names())), dtype=object)
    table = pd.DataFrame(
        {
            "from_node": pd.array(names[graph.tails], dtype="str"),
            "to_node": pd.array(names[graph.heads], dtype="str"),
            "length_km": graph.length_km,
            "road_class": pd.array(graph.road_class, dtype="str"),
            "oneway": graph.oneway,
            "way_id": graph.way_ids,
            "time_ms": graph.time_ms,
            "free_kmh": graph.free_kmh,
        }
    )
    for column, cells in way_columns(graph.ways).items():
        table[column] = pd.array(cells, dtype="str")
    if graph.has_names:
        called = graph.name_table[graph.name_codes]
        for column, texts in zip(_NAME_COLUMNS, called.T, strict=True):
            table[column] = pd.array(texts, dtype="str")
    if source:
        table["source"] = source
    return Layer("roads", table, _lines(graph), "LineString")


def _lines(graph: RoadGraph) -> Geometries:
    """Return each arc's line; None where fewer than two of its points are known."""
    import shapely

    sizes = np.diff(graph.shape_ptr) + 2
    starts = np.concatenate(([0], np.cumsum(sizes)))
    points = np.empty((int(starts[-1]), 2))
    inner = np.ones(len(points), dtype=np.bool_)
    for places, nodes in ((starts[:-1], graph.tails), (starts[1:] - 1, graph.heads)):
        points[places] = np.column_stack((graph.lon[nodes], graph.lat[nodes]))
        inner[places] = False
    points[inner] = np.column_stack((graph.shape_lon, graph.shape_lat))
    # Shapely takes no NaN: an end of unknown place repeats the point next to it.
    for places, step in ((starts[:-1], 1), (starts[1:] - 1, -1)):
        lost = places[np.isnan(points[places]).any(axis=1)]
        points[lost] = points[lost + step]
    arc_of = np.repeat(np.arange(graph.arc_count), sizes)
    whole = np.ones(graph.arc_count, dtype=np.bool_)
    whole[arc_of[np.isnan(points).any(axis=1)]] = False
    geometry = np.full(graph.arc_count, None, dtype=object)
    if whole.any():
        kept = whole[arc_of]
        _, index = np.unique(arc_of[kept], return_inverse=True)
        geometry[whole] = shapely.linestrings(points[kept], indices=index)
    return geometry


def _graph(nodes: LayerTable, roads: LayerTable, faults: Notices) -> RoadGraph:
    _check_columns("nodes", nodes, ("node_id",), faults)
    _check_columns("roads", roads, ("from_node", "to_node", "time_ms"), faults)
    faults.raise_if_any()
    names = id_texts(nodes.table["node_id"], "node_id", faults)
    index = pd.Index(names, dtype=object)
    for row in np.flatnonzero(index.duplicated()).tolist():
        faults.add(
            "duplicate_id", said("an earlier node has this id"), row=row + 1, value=names[row]
        )
    faults.raise_if_any()
    copy_of = _copies(nodes.table, index, faults)
    if "in_main" in nodes.table:  # written for other programs; what it says follows from the roads
        marks(nodes.table["in_main"], "in_main", faults)
    lon, lat = _node_points(nodes.geometry, faults)
    check_degrees(lon, lat, faults)
    faults.raise_if_any()
    arcs = _arcs(roads, index, (lon, lat), faults)
    faults.raise_if_any()
    note_suspects(arcs, lon, lat, faults, _where(roads.table))
    note_places(lon, lat, names, faults, rows=1)
    plain = plain_ids([names[place] for place in copy_of.tolist()])
    return build_road_graph(plain, lon, lat, arcs, copy_of)


def _arcs(
    roads: LayerTable, index: pd.Index[Any], nodes: tuple[FloatArray, FloatArray], faults: Notices
) -> Arcs:
    import shapely

    table, lines = roads.table, roads.geometry
    tails, heads = (_ends(table, name, index, faults) for name in ("from_node", "to_node"))
    oneway, against = _oneway(table, faults)
    if against.any():
        tails, heads = np.where(against, heads, tails), np.where(against, tails, heads)
        turnable = against & (np.asarray(shapely.get_type_id(lines)) == _LINE)
        lines = lines.copy()
        lines[turnable] = shapely.reverse(lines[turnable])
        hint = said(
            "{sum:,} roads with oneway -1 lead against their line; they were turned",
            sum=int(against.sum()),
        )
        faults.add("turned_road", hint, row=int(np.flatnonzero(against)[0]) + 1)
    faults.raise_if_any()
    places = [(nodes[0][end], nodes[1][end]) for end in (tails, heads)]
    shapes = inner_points(lines, (places[0], places[1]), faults, _where(table))
    check_degrees(*shapes[1:], faults)
    times = numbers(table["time_ms"], "time_ms", faults, needed=True, most=UNREACHABLE_MS - 1)
    lengths, free = None, None
    if "free_kmh" in table:
        free = numbers(table["free_kmh"], "free_kmh", faults)
    if "length_km" in table:
        lengths = numbers(table["length_km"], "length_km", faults, most=LONGEST_KM)
    way_ids = whole_numbers(table["way_id"], "way_id", faults) if "way_id" in table else None
    return Arcs(
        tails=tails,
        heads=heads,
        time_ms=np.rint(times),
        length_km=lengths,
        road_class=_classes(table),
        oneway=oneway,
        free_kmh=free,
        way_ids=way_ids,
        ways=_ways(table, way_ids, faults),
        shapes=shapes,
        names=_names(table),
    )


def _ways(
    table: pd.DataFrame, way_ids: npt.NDArray[np.int64] | None, faults: Notices
) -> ArcWays | None:
    """Return all ways and tags of arcs; None where no column tells more than way_id."""
    if not {*WAY_COLUMNS} & {*table.columns}:
        return None
    found = WayCells()
    first = [0] * len(table) if way_ids is None else way_ids.tolist()
    texts = [_texts(table, column, "") for column in WAY_COLUMNS]
    for row, (way, ids, tags) in enumerate(zip(first, *texts, strict=True), start=1):
        found.take(way, ids, tags, partial(_fault_at, faults, row))
    return found.ways()


def _fault_at(faults: Notices, row: int, code: str, column: str, value: str, hint: Message) -> None:
    faults.add(code, hint, row=row, column=column, value=value)


def _where(roads: pd.DataFrame) -> Callable[[int], tuple[int, str]]:
    """Return what gives the row and the ends of an arc."""
    ends = [roads[column].tolist() for column in ("from_node", "to_node")]
    return lambda at: (at + 1, f"{ends[0][at]} → {ends[1][at]}")


def _check_columns(layer: str, found: LayerTable, needed: tuple[str, ...], faults: Notices) -> None:
    for name in needed:
        if name not in found.table:
            hint = said("layer {layer} needs this column", layer=layer)
            faults.add("missing_column", hint, column=name)
    if found.extra:
        listed = ", ".join(sorted(map(str, found.extra)))
        faults.add(
            "left_out",
            said(
                "columns of {layer} that a road graph doesn't keep: {listed}",
                layer=layer,
                listed=listed,
            ),
        )


def _copies(table: pd.DataFrame, index: pd.Index[Any], faults: Notices) -> npt.NDArray[np.intp]:
    """Return the position of the node that each is a copy of, else its own."""
    own = np.arange(len(index))
    if "copy_of" not in table:
        return own
    texts = ["" if is_empty(each) else str(each) for each in table["copy_of"].tolist()]
    lone = np.array([text == "" for text in texts], dtype=np.bool_)
    places = np.where(lone, own, index.get_indexer(pd.Index(texts, dtype=object)))
    chained = places[np.maximum(places, 0)] != places
    for row in np.flatnonzero((places < 0) | chained).tolist():
        hint = said("it names a node that isn't a copy itself")
        faults.add("dangling_reference", hint, row=row + 1, column="copy_of", value=texts[row])
    faults.raise_if_any()
    return places


def _node_points(geometry: Geometries, faults: Notices) -> tuple[FloatArray, FloatArray]:
    """Return the places of nodes; NaN where there is none. A MultiPoint of one point is a point."""
    import shapely

    kinds = np.asarray(shapely.get_type_id(geometry))
    empty = np.asarray(shapely.is_empty(geometry))
    parts = np.asarray(shapely.get_num_geometries(geometry))
    many = kinds == _POINTS
    bad = (kinds >= 0) & ~empty & (kinds != _POINT) & ~(many & (parts == 1))
    for row in np.flatnonzero(bad).tolist():
        hint = said(
            "a node is a Point, this is a {geom_type} of {parts:,} parts",
            geom_type=geometry[row].geom_type,
            parts=parts[row],
        )
        faults.add("bad_geometry", hint, row=row + 1)
    points = geometry.copy()
    points[many & ~bad & ~empty] = shapely.get_geometry(geometry[many & ~bad & ~empty], 0)
    points[bad | empty] = None
    if empty.any():
        hint = said(
            "{sum:,} nodes with an empty geometry: their place is unknown", sum=int(empty.sum())
        )
        faults.add("empty_geometry", hint, row=int(np.flatnonzero(empty)[0]) + 1)
    high = int(np.sum(shapely.has_z(points)))
    if high:
        faults.add(
            "left_out", said("heights of {high:,} nodes: a road graph lies in the plane", high=high)
        )
    return shapely.get_x(points), shapely.get_y(points)


def _ends(
    table: pd.DataFrame, name: str, index: pd.Index[Any], faults: Notices
) -> npt.NDArray[np.intp]:
    texts = id_texts(table[name], name, faults)
    places: npt.NDArray[np.intp] = index.get_indexer(pd.Index(texts, dtype=object))
    for row in np.flatnonzero(places < 0).tolist():
        if texts[row]:
            hint = said("layer nodes has no such node")
            faults.add("dangling_reference", hint, row=row + 1, column=name, value=texts[row])
    return places


def _oneway(
    table: pd.DataFrame, faults: Notices
) -> tuple[npt.NDArray[np.bool_] | None, npt.NDArray[np.bool_]]:
    """Return the one-way marks, None without any, and which roads run against their line."""
    if "oneway" not in table:
        return None, np.zeros(len(table), dtype=np.bool_)
    found, against = oneway_marks(table["oneway"], "oneway", faults)
    if all(mark is None for mark in found):
        return None, against
    return np.array([mark is True for mark in found], dtype=np.bool_), against


def _texts(table: pd.DataFrame, name: str, default: str) -> list[str]:
    if name not in table:
        return [default] * len(table)
    return [default if is_empty(each) else str(each) for each in table[name].tolist()]


def _classes(table: pd.DataFrame) -> list[str] | None:
    return _texts(table, "road_class", "unknown") if "road_class" in table else None


def _names(table: pd.DataFrame) -> RoadNames:
    found = NameList()
    for called in zip(*(_texts(table, name, "") for name in _NAME_COLUMNS), strict=True):
        found.add(*called)
    return found.names()
