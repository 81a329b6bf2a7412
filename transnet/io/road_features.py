"""Road graphs as features: GeoPackage, GeoParquet and GeoJSON, out and in.

Two layers hold a graph: `nodes` (points) and `roads` (a line for each directed arc). Exact numbers
are in columns; of a line only the points between its ends count when it is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.errors import Notice
from transnet.io.coordinates import check_degrees
from transnet.io.feature_files import LayerTable, read_layers
from transnet.io.features import Geometries, Layer, write_features
from transnet.io.lines import ROAD_LIMITS, Faults, RoadLimits, TooManyFaultsError
from transnet.model.cells import REWRITTEN_ID, is_rewritten
from transnet.model.road_graph import (
    Arcs,
    RoadGraph,
    build_road_graph,
    largest_component,
    plain_ids,
)
from transnet.model.road_names import NameList, RoadNames
from transnet.units import UNREACHABLE_MS, FloatArray

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
)
_NAME_COLUMNS = ROAD_COLUMNS[-2:]


def write_road_features(
    graph: RoadGraph, path: Path, *, source: str = "", force: bool = False
) -> list[Notice]:
    """Write nodes and roads into a .gpkg, .parquet or .geojson file, whole or not at all.

    source  who the roads come from, repeated in a column of each road; empty: no such column
    force   replace a file that is there; without it that is refused
    `read_road_features` gives the same graph back; what it can't is in the notices returned: a
    point has both coordinates or none. Raises what `write_features` does.
    """
    write_features([_node_layer(graph), _road_layer(graph, source)], path, force=force)
    half = int(np.sum(np.isnan(graph.lon) != np.isnan(graph.lat)))
    if not half:
        return []
    hint = f"{half:,} nodes with a longitude or a latitude alone lose it: a point has both"
    return [Notice("left_out", "warning", path.name, 0, "", "", hint)]


def read_road_features(
    path: Path, *, limits: RoadLimits = ROAD_LIMITS
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a .gpkg, .parquet or .geojson file, and notices of what was left out.

    Raises InputError with the row of each fault (the first feature of a layer is row 1).
    """
    faults = Faults(path.name, limits.faults)
    try:
        layers = read_layers(path, ("nodes", "roads"), faults, limits)
        graph = _graph(layers["nodes"], layers["roads"], faults)
    except TooManyFaultsError:
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
        }
    )
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


def _graph(nodes: LayerTable, roads: LayerTable, faults: Faults) -> RoadGraph:
    _check_columns("nodes", nodes.table, ("node_id",), set(NODE_COLUMNS), faults)
    _check_columns(
        "roads", roads.table, ("from_node", "to_node", "time_ms"), set(ROAD_COLUMNS), faults
    )
    faults.raise_if_any()
    names = id_texts(nodes.table["node_id"], "node_id", faults)
    index = pd.Index(names)
    for row in np.flatnonzero(index.duplicated()).tolist():
        faults.add("duplicate_id", row + 1, "an earlier node has this id", value=names[row])
    faults.raise_if_any()
    copy_of = _copies(nodes.table, index, faults)
    faults.raise_if_any()
    lon, lat = _node_points(nodes.geometry)
    shapes = _inner_points(roads.geometry, faults)
    for longitudes, latitudes in ((lon, lat), shapes[1:]):
        check_degrees(longitudes, latitudes, faults)
    table = roads.table
    arcs = Arcs(
        tails=_ends(table, "from_node", index, faults),
        heads=_ends(table, "to_node", index, faults),
        time_ms=_numbers(table, "time_ms", faults, most=UNREACHABLE_MS - 1),
        length_km=_numbers(table, "length_km", faults) if "length_km" in table else None,
        road_class=_classes(table),
        oneway=_marks(table),
        way_ids=_way_ids(table, faults),
        shapes=shapes,
        names=_names(table),
    )
    faults.raise_if_any()
    plain = plain_ids([names[place] for place in copy_of.tolist()])
    return build_road_graph(plain, lon, lat, arcs, copy_of)


def id_texts(column: pd.Series[Any], name: str, faults: Faults) -> list[str]:
    """Return ids as texts; an id that a spreadsheet or a database made a fraction is a fault."""
    texts = []
    for row, value in enumerate(column.tolist(), start=1):
        if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
            faults.add("missing_value", row, "an id is needed", column=name)
        elif isinstance(value, float) or is_rewritten(str(value)):
            faults.add("bad_id", row, REWRITTEN_ID, column=name, value=value)
        texts.append(str(value))
    return texts


def _check_columns(
    layer: str, table: pd.DataFrame, needed: tuple[str, ...], known: set[str], faults: Faults
) -> None:
    for name in needed:
        if name not in table:
            hint = f"layer {layer} needs this column"
            faults.add("missing_column", 0, hint, column=name)
    extra = sorted(set(map(str, table)) - known - {"layer"})
    # In one table of all layers each has the columns of the others, empty.
    extra = [name for name in extra if table[name].notna().any()]
    if extra:
        hint = f"columns of {layer} that a road graph doesn't keep: {', '.join(extra)}"
        faults.warn("left_out", 0, hint)


def _copies(table: pd.DataFrame, index: pd.Index[Any], faults: Faults) -> npt.NDArray[np.intp]:
    """Return the position of the node that each is a copy of, else its own."""
    own = np.arange(len(index))
    if "copy_of" not in table:
        return own
    texts = table["copy_of"].fillna("").astype(str)
    places = np.where(texts == "", own, index.get_indexer(pd.Index(texts)))
    chained = places[np.maximum(places, 0)] != places
    for row in np.flatnonzero((places < 0) | chained).tolist():
        hint = "it names a node that isn't a copy itself"
        faults.add("dangling_reference", row + 1, hint, column="copy_of", value=texts.iloc[row])
    return places


def _node_points(geometry: Geometries) -> tuple[FloatArray, FloatArray]:
    import shapely

    return shapely.get_x(geometry), shapely.get_y(geometry)


def _inner_points(
    geometry: Geometries, faults: Faults
) -> tuple[npt.NDArray[np.int64], FloatArray, FloatArray]:
    """Return the points of lines between their ends, packed."""
    import shapely

    lines = np.asarray(shapely.get_type_id(geometry))
    for row in np.flatnonzero((lines >= 0) & (lines != shapely.GeometryType.LINESTRING)).tolist():
        faults.add("bad_geometry", row + 1, "a road is a LineString of one part")
    faults.raise_if_any()
    sizes = np.maximum(shapely.get_num_coordinates(geometry) - 2, 0)
    points, line_of = shapely.get_coordinates(geometry, return_index=True)
    edge = np.ones(len(points), dtype=np.bool_)
    edge[1:-1] = (line_of[1:-1] != line_of[:-2]) | (line_of[1:-1] != line_of[2:])
    pointers = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return pointers, points[~edge, 0], points[~edge, 1]


def _ends(
    table: pd.DataFrame, name: str, index: pd.Index[Any], faults: Faults
) -> npt.NDArray[np.intp]:
    texts = id_texts(table[name], name, faults)
    places: npt.NDArray[np.intp] = index.get_indexer(pd.Index(texts))
    for row in np.flatnonzero(places < 0).tolist():
        hint = "layer nodes has no such node"
        faults.add("dangling_reference", row + 1, hint, column=name, value=texts[row])
    return places


def _numbers(
    table: pd.DataFrame, name: str, faults: Faults, most: float = float("inf")
) -> FloatArray:
    """Return numbers from zero to `most`; empty cells are NaN, which a time may not be."""
    values = pd.to_numeric(table[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    bad = (values < 0) | (values > most) | np.isinf(values)
    bad |= np.isnan(values) & (table[name].notna().to_numpy() | (name == "time_ms"))
    for row in np.flatnonzero(bad).tolist():
        hint = "a number that is zero or more is needed"
        faults.add("bad_number", row + 1, hint, column=name, value=table[name].iloc[row])
    return np.where(bad, 0.0, np.rint(values) if name == "time_ms" else values)


def _classes(table: pd.DataFrame) -> list[str] | None:
    if "road_class" not in table:
        return None
    return ["unknown" if pd.isna(each) else str(each) for each in table["road_class"].tolist()]


def _marks(table: pd.DataFrame) -> npt.NDArray[np.bool_] | None:
    if "oneway" not in table or table["oneway"].isna().all():
        return None
    return table["oneway"].fillna(False).to_numpy(dtype=np.bool_)


def _names(table: pd.DataFrame) -> RoadNames:
    texts = [
        table[column].fillna("").astype(str).tolist() if column in table else [""] * len(table)
        for column in _NAME_COLUMNS
    ]
    found = NameList()
    for name, name_en in zip(*texts, strict=True):
        found.add(name, name_en)
    return found.names()


def _way_ids(table: pd.DataFrame, faults: Faults) -> npt.NDArray[np.int64] | None:
    if "way_id" not in table:
        return None
    try:
        return table["way_id"].fillna(0).to_numpy(dtype=np.int64)
    except (TypeError, ValueError, OverflowError):
        faults.add("bad_number", 0, "way ids are whole numbers", column="way_id")
        return None
