"""GMNS, the General Modeling Network Specification: node and link tables, in and out.

Format: Zephyr Foundation, "General Modeling Network Specification" 0.96 (node, link and config).
What GMNS has no field for is in columns of ours beside its own: link.oneway, link.way_id and
link.time_ms, node.in_main. So a graph that is written and read again is the same one.
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np

from transnet.errors import Notice
from transnet.io.gmns_link import KM_PER_LENGTH, LINK_COLUMNS, LinkReader, Units
from transnet.io.lines import ROAD_LIMITS, Faults, RoadLimits, TooManyFaultsError, number_of
from transnet.io.road_csv import CsvRows
from transnet.io.text import write_together
from transnet.model.road_graph import BoolArray, RoadGraph, build_road_graph, plain_ids
from transnet.units import FloatArray

_NODE = ("node_id", "x_coord", "y_coord", "in_main")
_CONFIG = {
    "dataset_name": "transnet road graph",
    "long_length": "km",
    "speed": "km/h",
    "crs": "EPSG:4326",
    "geometry_field_format": "wkt",
    "version_number": "0.96",
}


def write_gmns(graph: RoadGraph, folder: Path, *, in_main: BoolArray | None = None) -> list[Path]:
    """Write config.csv, node.csv and link.csv into a folder, all or none, and return their paths.

    in_main  bool[n], marks the nodes of the largest part (node.in_main)
    Raises OSError when a file can't be written; none is then changed.
    """
    contents = gmns_files(graph, in_main=in_main)
    folder.mkdir(parents=True, exist_ok=True)
    write_together({folder / name: data for name, data in contents.items()})
    return [folder / name for name in contents]


def gmns_files(graph: RoadGraph, *, in_main: BoolArray | None = None) -> dict[str, bytes]:
    """Return the three tables as bytes by file name; takes what `write_gmns` does."""
    marks = [""] * graph.node_count if in_main is None else in_main.astype(np.int8).tolist()
    nodes = zip(graph.node_ids.tolist(), _texts(graph.lon), _texts(graph.lat), marks, strict=True)
    return {
        "config.csv": _table(tuple(_CONFIG), [tuple(_CONFIG.values())]),
        "node.csv": _table(_NODE, list(nodes)),
        "link.csv": _table(LINK_COLUMNS, _link_rows(graph)),
    }


def read_gmns(
    folder: Path, *, long_length: str = "km", limits: RoadLimits = ROAD_LIMITS
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a folder with node.csv and link.csv, and notices of what was left out.

    long_length  unit of link.length when there is no config.csv: "km" or "mile"; speeds then are
                 km/h or mph
    A link that isn't directed becomes two arcs. Its time is time_ms, or else length / free_speed.
    Raises InputError with the row of each fault.
    """
    notices: list[Notice] = []
    units = _read_config(folder, long_length, limits, notices)
    faults = Faults("node.csv", limits.faults)
    rows = CsvRows(folder / "node.csv", faults, limits, needed=("node_id", "x_coord", "y_coord"))
    try:
        ids, lon, lat = _read_nodes(rows, faults)
    except TooManyFaultsError:
        raise faults.error() from None
    faults.raise_if_any()
    faults = Faults("link.csv", limits.faults)
    reader = LinkReader({node: place for place, node in enumerate(ids)}, units, faults)
    arcs = reader.read(folder / "link.csv", limits)
    notices += faults.notices
    return build_road_graph(plain_ids(ids), lon, lat, arcs), notices


def _read_config(
    folder: Path, long_length: str, limits: RoadLimits, notices: list[Notice]
) -> Units:
    faults = Faults("config.csv", limits.faults)
    first: dict[str, str] = {}
    if (folder / "config.csv").exists():
        rows = CsvRows(folder / "config.csv", faults, limits, needed=())
        first = next((cells for _, cells in rows), {})
    else:
        faults.warn("missing_file", 0, f"lengths are taken to be in {long_length}: is that right?")
    length = first.get("long_length", "").strip().lower() or long_length
    speed = first.get("speed", "").strip().lower()
    crs = first.get("crs", "").strip().upper()
    if length not in KM_PER_LENGTH:
        faults.add("unknown_choice", 2, "it is km, mile or m", column="long_length", value=length)
    if crs and crs not in ("EPSG:4326", "WGS84", "WGS 84", "4326", "OGC:CRS84"):
        faults.add("bad_crs", 2, "convert the network to EPSG:4326", column="crs", value=crs)
    faults.raise_if_any()
    notices += faults.notices
    miles = speed in ("mph", "mi/h", "miles/h") or (not speed and length.startswith("mi"))
    return Units(KM_PER_LENGTH[length], KM_PER_LENGTH["mile"] if miles else 1.0)


def _read_nodes(rows: CsvRows, faults: Faults) -> tuple[list[str], FloatArray, FloatArray]:
    ids: list[str] = []
    lines: dict[str, int] = {}
    points: list[float] = []
    for line, row in rows:
        node = row["node_id"]
        if not node or node != node.strip() or len(node) > 64:
            hint = "an id has 1 to 64 characters and no space around it"
            faults.add("bad_id", line, hint, column="node_id", value=node)
        elif node in lines:
            hint = f"row {lines[node]} has this id too"
            faults.add("duplicate_id", line, hint, column="node_id", value=node)
        else:
            lines[node] = line
            ids.append(node)
            points.append(_degrees(row["x_coord"], 180, line, "x_coord", faults))
            points.append(_degrees(row["y_coord"], 90, line, "y_coord", faults))
    table = np.array(points, dtype=np.float64)
    return ids, table[0::2], table[1::2]


def _degrees(text: str, most: int, line: int, column: str, faults: Faults) -> float:
    if not text.strip():
        return float("nan")
    value = number_of(text)
    if value is None:
        faults.add("bad_number", line, "a number is needed", column=column, value=text)
    elif abs(value) > most:
        hint = "coordinates are WGS-84 degrees, x is longitude; convert the table"
        faults.add("projected_point", line, hint, column=column, value=text)
    return float("nan") if value is None else value


def _link_rows(graph: RoadGraph) -> list[tuple[object, ...]]:
    names = graph.node_ids.tolist()
    tails, heads = graph.tails.tolist(), graph.heads.tolist()
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.round(graph.length_km / (graph.time_ms / 3_600_000), 3)
    columns = zip(
        _texts(graph.length_km),
        graph.road_class.tolist(),
        _texts(np.where(np.isfinite(speed), speed, np.nan)),
        graph.oneway.astype(np.int8).tolist(),
        graph.way_ids.tolist(),
        graph.time_ms.tolist(),
        strict=True,
    )
    return [
        (arc + 1, names[tails[arc]], names[heads[arc]], 1, _wkt(graph, arc, tails[arc]), *rest)
        for arc, rest in enumerate(columns)
    ]


def _wkt(graph: RoadGraph, arc: int, tail: int) -> str:
    """Return an arc's line as WKT; empty when it is straight."""
    inner = graph.shape(arc)
    if not inner:
        return ""
    head = int(graph.heads[arc])
    first = (float(graph.lon[tail]), float(graph.lat[tail]))
    last = (float(graph.lon[head]), float(graph.lat[head]))
    points = ", ".join(f"{lon!r} {lat!r}" for lon, lat in (first, *inner, last))
    return f"LINESTRING ({points})"


def _texts(values: FloatArray) -> list[str]:
    return ["" if math.isnan(value) else repr(value) for value in values.tolist()]


def _table(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")
