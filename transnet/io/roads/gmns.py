"""GMNS, the General Modeling Network Specification: node and link tables, in and out.

Format: Zephyr Foundation, "General Modeling Network Specification" 0.96 (node, link and config).
What GMNS has no field for is in columns of ours beside its own: link.oneway, link.way_id,
link.way_ids, link.tags, link.time_ms, link.delay_ms and link.name_en, node.in_main, node.copy_of.
So a graph that is written and read again is the same one.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import Notice
from transnet.base.given import given, path_given
from transnet.base.language import said
from transnet.base.units import FloatArray, Int32Array
from transnet.io.coordinates import check_declared, in_wgs84, point_problem
from transnet.io.folder import write_folder
from transnet.io.formulas import escaped
from transnet.io.lines import ROAD_LIMITS, RoadLimits, number_of
from transnet.io.roads.bounds import note_suspects
from transnet.io.roads.csv_rows import CsvRows
from transnet.io.roads.digests import ROADS_INFO, check_tables
from transnet.io.roads.doubtful import note_places
from transnet.io.roads.gmns_config import read_config
from transnet.io.roads.gmns_link import LINK_COLUMNS, LinkReader
from transnet.io.roads.way_cells import way_columns
from transnet.model.cells import REWRITTEN_ID, is_rewritten
from transnet.model.datum import Datum
from transnet.roads.graph import BoolArray, RoadGraph, build_road_graph, plain_ids

_NODE = ("node_id", "x_coord", "y_coord", "in_main", "copy_of")
_PIECE_ROWS = 20_000
_CONFIG = {
    "dataset_name": "transnet road graph",
    "long_length": "km",
    "speed": "km/h",
    "crs": "EPSG:4326",
    "geometry_field_format": "wkt",
    "version_number": "0.96",
}


def write_gmns(
    graph: RoadGraph, folder: str | Path, *, in_main: BoolArray | None = None, force: bool = False
) -> list[Path]:
    """Write config.csv, node.csv and link.csv into a folder, all or none, and return their paths.

    in_main  bool[n], marks the nodes of the largest part (node.in_main)
    force    replace files that are there; without it they are refused
    Where it replaces the tables of an import, roads.json goes, since it speaks of them.
    Raises InputError when a file is there or can't be written; none is then changed.
    """
    given(graph, RoadGraph, "graph", said("read_roads and from_networkx give one"))
    files = gmns_files(graph, in_main=in_main)
    return write_folder(path_given(folder, "folder"), files, force=force, stale=[ROADS_INFO])


def gmns_files(graph: RoadGraph, *, in_main: BoolArray | None = None) -> dict[str, Iterable[bytes]]:
    """Return the three tables by file name, in pieces; takes what `write_gmns` does.

    node.copy_of names the node that each is a copy of; the column is there when there are copies.
    """
    return {
        "config.csv": [_table([tuple(_CONFIG), tuple(_CONFIG.values())])],
        "node.csv": _node_pieces(graph, in_main),
        "link.csv": _link_pieces(graph),
    }


def read_gmns(
    folder: str | Path,
    *,
    long_length: str = "km",
    crs: Datum | None = None,
    limits: RoadLimits = ROAD_LIMITS,
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a folder with node.csv and link.csv, and notices of what was left out.

    long_length  unit of link.length when there is no config.csv: "km" or "mile"; speeds then are
                 km/h or mph
    crs          coordinates of the points, where config.csv doesn't say; GCJ-02 and BD-09 are moved
                 to WGS-84
    A link that isn't directed becomes two arcs; one that allowed_uses keeps cars from is left out.
    Its time is time_ms, or else length / free_speed. Lines run as dir_flag says.
    Raises InputError with the row of each fault, and for tables that aren't those which roads.json
    names.
    """
    folder = path_given(folder, "folder")
    check_tables(folder)
    units, declared, notices = read_config(folder, long_length, limits)
    datum = crs or declared
    faults = Notices("node.csv", limits.faults)
    rows = CsvRows(folder / "node.csv", faults, limits, needed=_NODE[:3], known=_NODE)
    try:
        ids, table, origins = _read_nodes(rows, faults)
    except TooManyErrorsError:
        raise faults.error() from None
    places = {node: place for place, node in enumerate(ids)}
    copy_of = _copies(ids, places, origins, faults)
    check_declared(datum, table[0::2], table[1::2], faults)
    faults.raise_if_any()
    note_places(table[0::2], table[1::2], ids, faults, rows=2)
    notices += faults.notices
    faults = Notices("link.csv", limits.faults)
    reader = LinkReader(places, table, units, faults)
    arcs = reader.read(folder / "link.csv", limits)
    note_suspects(arcs, table[0::2], table[1::2], faults, reader.where)
    notices += faults.notices
    plain = plain_ids([ids[place] for place in copy_of])
    graph = build_road_graph(plain, table[0::2], table[1::2], arcs, copy_of)
    return in_wgs84(graph, datum), notices


def _copies(
    ids: list[str], places: dict[str, int], origins: dict[str, tuple[int, str]], faults: Notices
) -> list[int]:
    """Return the position of the node that each is a copy of, else its own."""
    copy_of = list(range(len(ids)))
    for node, (line, origin) in origins.items():
        if origin not in places or origin in origins:
            hint = said("it names a node that isn't a copy itself")
            faults.add("dangling_reference", hint, row=line, column="copy_of", value=origin)
        else:
            copy_of[places[node]] = places[origin]
    return copy_of


def _read_nodes(
    rows: CsvRows, faults: Notices
) -> tuple[list[str], FloatArray, dict[str, tuple[int, str]]]:
    """Return ids, x and y in turn, and the row and original of each copy by its id."""
    ids: list[str] = []
    origins: dict[str, tuple[int, str]] = {}
    lines: dict[str, int] = {}
    points: list[float] = []
    extra: set[str] = set()
    for line, row in rows:
        node = row["node_id"]
        extra = extra or set(row) - set(_NODE)
        if _no_id(node):
            hint = said(
                "an id has 1 to 64 characters, no semicolon or line end, no space around it"
            )
            faults.add("bad_id", hint, row=line, column="node_id", value=node)
        elif is_rewritten(node):
            faults.add("bad_id", REWRITTEN_ID, row=line, column="node_id", value=node)
        elif node in lines:
            hint = said("row {row} has this id too", row=lines[node])
            faults.add("duplicate_id", hint, row=line, column="node_id", value=node)
        else:
            lines[node] = line
            ids.append(node)
            points += _point(row, line, faults)
            if origin := row.get("copy_of"):
                origins[node] = (line, origin)
    if extra:
        hint = said(
            "columns that a road graph doesn't keep: {listed}", listed=", ".join(sorted(extra))
        )
        faults.add("left_out", hint)
    return ids, np.array(points, dtype=np.float64), origins


def _no_id(text: str) -> bool:
    if not text or text != text.strip() or len(text) > 64:
        return True
    return ";" in text or not text.isprintable()


def _point(row: Mapping[str, str], line: int, faults: Notices) -> tuple[float, float]:
    """Return x and y in degrees; NaN for an empty cell or, noted, one that isn't a number."""
    x, y = (_coordinate(row, line, column, faults) for column in ("x_coord", "y_coord"))
    if abs(x) > 180 or abs(y) > 90:
        code, hint = point_problem(np.array([x]), np.array([y]))
        faults.add(code, hint, row=line, column="x_coord", value=f"{x:g}, {y:g}")
    return x, y


def _coordinate(row: Mapping[str, str], line: int, column: str, faults: Notices) -> float:
    value = number_of(row[column]) if row[column].strip() else math.nan
    if value is None:
        faults.add(
            "bad_number", said("a number is needed"), row=line, column=column, value=row[column]
        )
    return math.nan if value is None else value


def _node_pieces(graph: RoadGraph, in_main: BoolArray | None) -> Iterator[bytes]:
    copies = graph.is_copy
    columns = _NODE if copies.any() else _NODE[:-1]
    names = graph.unique_names()
    yield _table([columns])
    for start in range(0, graph.node_count, _PIECE_ROWS):
        part = slice(start, start + _PIECE_ROWS)
        marks = [""] * len(names[part]) if in_main is None else _bits(in_main[part])
        origins = graph.copy_of[part].tolist()
        twins = [
            names[origin] if copy else ""
            for origin, copy in zip(origins, copies[part].tolist(), strict=True)
        ]
        places = (names[part], _texts(graph.lon[part]), _texts(graph.lat[part]))
        rows = zip(*places, marks, twins, strict=True)
        yield _table(row[: len(columns)] for row in rows)


def _link_pieces(graph: RoadGraph) -> Iterator[bytes]:
    """Yield the link table a few rows at a time: as Python objects it is tens of times as large."""
    names, tails = graph.unique_names(), graph.tails
    ways, delays = way_columns(graph.ways), graph.delay_ms.astype(np.int64)
    extra = {**ways, **({"delay_ms": delays.tolist()} if delays.any() else {})}
    kept = LINK_COLUMNS[: LINK_COLUMNS.index("name") + (2 if graph.has_names else 0)]
    yield _table([(*kept, *extra)])
    for start in range(0, graph.arc_count, _PIECE_ROWS):
        part = slice(start, start + _PIECE_ROWS)
        ends = [(names[tail], names[head]) for tail, head in _pairs(tails[part], graph.heads[part])]
        length, time = graph.length_km[part], graph.time_ms[part]
        columns = zip(
            range(start + 1, start + len(ends) + 1),
            ends,
            _lines(graph, tails, part),
            _texts(length),
            graph.road_class[part].tolist(),
            _texts(graph.free_kmh[part]),
            _bits(graph.oneway[part]),
            graph.way_ids[part].tolist(),
            time.tolist(),
            graph.name_table[graph.name_codes[part]].tolist(),
            zip(*(values[part] for values in extra.values()), strict=True)
            if extra
            else repeat((), len(ends)),
            strict=True,
        )
        yield _table(
            (number, *pair, 1, *rest, *(called if graph.has_names else ()), *more)
            for number, pair, *rest, called, more in columns
        )


def _lines(graph: RoadGraph, tails: Int32Array, part: slice) -> list[str]:
    """Return the arcs' lines as WKT; empty where they are straight."""
    pointers = graph.shape_ptr[part.start : part.stop + 1].tolist()
    inner = slice(pointers[0], pointers[-1])
    points = [f"{x!r} {y!r}" for x, y in _pairs(graph.shape_lon[inner], graph.shape_lat[inner])]
    found = []
    ends = _pairs(tails[part], graph.heads[part])
    for (tail, head), first, last in zip(ends, pointers, pointers[1:], strict=False):
        if first == last:
            found.append("")
        else:
            middle = points[first - inner.start : last - inner.start]
            begin, end = (f"{graph.lon[node]} {graph.lat[node]}" for node in (tail, head))
            found.append(f"LINESTRING ({', '.join((begin, *middle, end))})")
    return found


def _pairs(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> list[tuple[Any, Any]]:
    return list(zip(first.tolist(), second.tolist(), strict=True))


def _bits(marks: BoolArray) -> list[int]:
    return list(marks.astype(np.int8).tolist())


def _texts(values: FloatArray) -> list[str]:
    return ["" if math.isnan(value) else repr(value) for value in values.tolist()]


def _table(rows: Iterable[Iterable[object]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        [escaped(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return stream.getvalue().encode("utf-8")
