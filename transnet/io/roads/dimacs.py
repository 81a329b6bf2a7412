"""DIMACS shortest-path files: .gr arcs and .co coordinates, plain or gzip, in and out.

Format: 9th DIMACS Implementation Challenge (Demetrescu, Goldberg & Johnson 2006). Nodes are 1 to
n, weights whole numbers, coordinates millionths of a degree.
"""

from __future__ import annotations

import gzip
import re
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from transnet.base.codes import notice
from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import Notice
from transnet.base.given import given, path_given
from transnet.base.language import said
from transnet.base.units import UNREACHABLE_MS, FloatArray
from transnet.io.lines import ROAD_LIMITS, RoadLimits, check_promise, read_lines, whole_of
from transnet.io.outputs import write_outputs
from transnet.io.roads.bounds import note_graph, refuse_long, scaled
from transnet.io.roads.doubtful import note_places
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph

_DEGREE = 1_000_000
_METRE_KM = 0.001
_UNIT = re.compile(
    r"\b(milli|micro)?(seconds?|secs?|minutes?|mins?|hours?|hrs?|ms|met(re|er)s?|miles?|km"
    r"|kilomet(re|er)s?|feet|tenths?|hundredths?|distances?|lengths?|units?)\b",
    re.IGNORECASE,
)


def read_dimacs(
    times: str | Path,
    *,
    lengths: str | Path | None = None,
    coordinates: str | Path | None = None,
    ms_per_unit: float | None = None,
    km_per_unit: float = _METRE_KM,
    limits: RoadLimits = ROAD_LIMITS,
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a .gr file of travel times, and notices of what is doubtful in it.

    lengths      .gr file with the same arcs in the same order, weighted by length
    coordinates  .co file of the same nodes
    ms_per_unit, km_per_unit  what a weight of 1 stands for; without, a millisecond, with a notice,
                 and a metre
    Raises InputError with the line of each fault, for example a weight that is negative, an arc
    to a node that isn't there or fewer arcs than the problem line promises.
    """
    times = path_given(times, "times")
    count, ends, weights = _read_arcs(times, limits)
    faults = Notices(times.name)
    time_ms = np.rint(scaled(weights, 1.0 if ms_per_unit is None else ms_per_unit))
    if not np.all(time_ms < UNREACHABLE_MS):
        faults.add("number_overflow", said("a time is longer than 24 days: is ms_per_unit right?"))
        raise faults.error()
    length_km = (
        None
        if lengths is None
        else _read_lengths(path_given(lengths, "lengths"), count, ends, limits)
    )
    if length_km is not None:
        length_km = scaled(length_km, km_per_unit)
        refuse_long(length_km, Notices(Path(lengths or times).name), "(km_per_unit)")
    lon = lat = np.full(count, np.nan)
    if coordinates is not None:
        lon, lat = _read_coordinates(path_given(coordinates, "coordinates"), count, limits)
    arcs = Arcs(ends[0::2] - 1, ends[1::2] - 1, time_ms, length_km)
    graph = build_road_graph(np.arange(1, count + 1), lon, lat, arcs)
    if ms_per_unit is None:
        _note_unit(times, lengths is not None, faults)
    note_graph(graph, faults)
    note_places(graph.lon, graph.lat, graph.node_ids.tolist(), faults)
    return graph, faults.notices


def write_dimacs(
    graph: RoadGraph,
    times: str | Path,
    *,
    lengths: str | Path | None = None,
    coordinates: str | Path | None = None,
    force: bool = False,
) -> list[Notice]:
    """Write a graph as .gr (and .co) files, gzip where the name ends in .gz, all or none.

    times        arcs weighted by milliseconds
    lengths      the same arcs weighted by metres
    coordinates  .co file; a node without coordinates is left out of it
    returns      a notice for each thing that the format can't hold
    force        replace files that are there; without it they are refused
    Raises InputError when a file is there or can't be written; none is then changed.
    """
    given(graph, RoadGraph, "graph", said("read_roads and from_networkx give one"))
    target = path_given(times, "times")
    files = {target: _arc_bytes(graph, graph.time_ms)}
    if lengths is not None:
        files[path_given(lengths, "lengths")] = _arc_bytes(
            graph, np.rint(np.nan_to_num(graph.length_km) / _METRE_KM)
        )
    if coordinates is not None:
        files[path_given(coordinates, "coordinates")] = _coordinate_bytes(graph)
    write_outputs({path: _packed(path, data) for path, data in files.items()}, force=force)
    return _losses(graph, target.name, lengths is not None, coordinates is not None)


def _note_unit(path: Path, with_lengths: bool, faults: Notices) -> None:
    told = _unit_comment(path)
    hint = said("the format names no unit: a weight of 1 is taken for a millisecond")
    if told:
        hint = said("a comment names a unit: a weight of 1 is taken for a millisecond all the same")
    if not with_lengths:
        hint = said("{hint}, and no lengths are known", hint=hint)
    hint = said("{hint}; read_dimacs(ms_per_unit=, lengths=) takes others", hint=hint)
    faults.add("missing_unit", hint, value=told)


def _unit_comment(path: Path) -> str:
    """Return the first comment before the arcs of a .gr file that names a unit, or ""."""
    for _, text in read_lines(path, Notices(path.name), ROAD_LIMITS):
        if text.startswith("a"):
            break
        if text.startswith("c") and _UNIT.search(text):
            return text[1:].strip()
    return ""


def _read_arcs(path: Path, limits: RoadLimits) -> tuple[int, npt.NDArray[np.int64], FloatArray]:
    """Return node count, tails and heads in turn (from 1), and weights of a .gr file."""
    faults, ends, weights = Notices(path.name, limits.faults), array("q"), array("q")
    nodes = promised = -1
    try:
        for line, cells in _records(path, faults, limits):
            if cells[0] == "p":
                nodes, promised = _problem(cells, line, faults, "sp", nodes, limits)
            elif cells[0] == "a":
                numbers = _numbers(cells, line, faults, nodes)
                if numbers and _arc_is_right(numbers, line, faults, nodes):
                    ends.extend(numbers[:2])
                    weights.append(numbers[2])
            else:
                faults.add(
                    "unknown_line", said("a line begins with c, p or a"), row=line, value=cells[0]
                )
        if nodes < 0:
            faults.add("missing_header", said("no line 'p sp NODES ARCS' was found"))
        elif len(weights) != promised and not faults.notices:
            hint = said(
                "it promises {promised:,} arcs but has {count:,}: is the file cut off?",
                promised=promised,
                count=len(weights),
            )
            faults.add("wrong_count", hint)
        elif not faults.notices:
            check_promise(nodes, promised, faults)
    except TooManyErrorsError:
        raise faults.error() from None
    faults.raise_if_any()
    return nodes, np.array(ends, dtype=np.int64), np.array(weights, dtype=np.float64)


def _read_lengths(
    path: Path, nodes: int, ends: npt.NDArray[np.int64], limits: RoadLimits
) -> FloatArray:
    count, others, lengths = _read_arcs(path, limits)
    if count != nodes or not np.array_equal(others, ends):
        faults = Notices(path.name)
        faults.add("other_arcs", said("its arcs aren't those of the time file, in the same order"))
        raise faults.error()
    return lengths


def _read_coordinates(path: Path, nodes: int, limits: RoadLimits) -> tuple[FloatArray, FloatArray]:
    faults = Notices(path.name, limits.faults)
    lon, lat = np.full(nodes, np.nan), np.full(nodes, np.nan)
    promised = -1
    try:
        for line, cells in _records(path, faults, limits):
            if cells[0] == "p":
                promised, _ = _problem(["p", *cells[3:], "0"], line, faults, "co", promised, limits)
            elif cells[0] == "v":
                numbers = _numbers(cells, line, faults, promised)
                if numbers and _point_is_right(numbers, line, faults, nodes):
                    lon[numbers[0] - 1] = numbers[1] / _DEGREE
                    lat[numbers[0] - 1] = numbers[2] / _DEGREE
            else:
                faults.add(
                    "unknown_line", said("a line begins with c, p or v"), row=line, value=cells[0]
                )
        if promised >= 0 and promised != nodes:
            hint = said(
                "it is for {promised:,} nodes, but the graph has {nodes:,}",
                promised=promised,
                nodes=nodes,
            )
            faults.add("wrong_count", hint)
    except TooManyErrorsError:
        raise faults.error() from None
    faults.raise_if_any()
    return lon, lat


def _records(path: Path, faults: Notices, limits: RoadLimits) -> Iterator[tuple[int, list[str]]]:
    for line, text in read_lines(path, faults, limits):
        if not text.startswith("c") and (cells := text.split()):
            yield line, cells


def _problem(
    cells: list[str], line: int, faults: Notices, kind: str, before: int, limits: RoadLimits
) -> tuple[int, int]:
    sizes = [whole_of(cell) for cell in cells[2:4]]
    if before >= 0:
        faults.add("second_header", said("a file has one problem line"), row=line)
    elif cells[1:2] != [kind] or len(sizes) != 2 or sizes[0] is None or sizes[1] is None:
        usage = "p sp NODES ARCS" if kind == "sp" else "p aux sp co NODES"
        faults.add(
            "bad_header",
            said("the problem line is '{usage}'", usage=usage),
            row=line,
            value=" ".join(cells),
        )
    elif not 0 <= sizes[0] <= limits.rows or sizes[1] < 0:
        faults.add("bad_header", said("so many nodes aren't read"), row=line, value=sizes[0])
    else:
        return sizes[0], sizes[1]
    raise faults.error()


def _numbers(cells: list[str], line: int, faults: Notices, nodes: int) -> list[int] | None:
    if nodes < 0:
        faults.add("missing_header", said("the problem line must come first"), row=line)
        raise faults.error()
    numbers = [whole_of(cell) for cell in cells[1:]]
    whole = [number for number in numbers if number is not None]
    if len(whole) != 3 or len(numbers) != 3:
        hint = said("three whole numbers follow the letter")
        faults.add("bad_number", hint, row=line, value=" ".join(cells))
        return None
    return whole


def _arc_is_right(numbers: list[int], line: int, faults: Notices, nodes: int) -> bool:
    tail, head, weight = numbers
    if not (1 <= tail <= nodes and 1 <= head <= nodes):
        hint = said("nodes are 1 to {nodes}", nodes=nodes)
        faults.add("dangling_reference", hint, row=line, value=f"{tail} {head}")
        return False
    if weight < 0:
        faults.add("out_of_range", said("a weight is zero or more"), row=line, value=weight)
        return False
    return True


def _point_is_right(numbers: list[int], line: int, faults: Notices, nodes: int) -> bool:
    node, lon, lat = numbers
    if not 1 <= node <= nodes:
        faults.add(
            "dangling_reference", said("nodes are 1 to {nodes}", nodes=nodes), row=line, value=node
        )
        return False
    if abs(lon) > 180 * _DEGREE or abs(lat) > 90 * _DEGREE:
        hint = said("coordinates are millionths of a degree, longitude first")
        faults.add("out_of_range", hint, row=line, value=f"{lon} {lat}")
        return False
    return True


def _arc_bytes(graph: RoadGraph, weights: npt.NDArray[np.generic]) -> bytes:
    rows = zip(
        (graph.tails + 1).tolist(),
        (graph.heads + 1).tolist(),
        weights.astype(np.int64).tolist(),
        strict=True,
    )
    body = "".join(f"a {tail} {head} {weight}\n" for tail, head, weight in rows)
    return f"p sp {graph.node_count} {graph.arc_count}\n{body}".encode()


def _coordinate_bytes(graph: RoadGraph) -> bytes:
    known = np.flatnonzero(np.isfinite(graph.lon) & np.isfinite(graph.lat))
    lon = np.rint(graph.lon[known] * _DEGREE).astype(np.int64).tolist()
    lat = np.rint(graph.lat[known] * _DEGREE).astype(np.int64).tolist()
    rows = zip((known + 1).tolist(), lon, lat, strict=True)
    body = "".join(f"v {node} {x} {y}\n" for node, x, y in rows)
    return f"p aux sp co {graph.node_count}\n{body}".encode()


def _packed(path: Path, data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0) if path.suffix == ".gz" else data


def _losses(graph: RoadGraph, name: str, with_lengths: bool, with_points: bool) -> list[Notice]:
    plain = np.arange(1, graph.node_count + 1)
    metres = graph.length_km / _METRE_KM
    points = np.concatenate((graph.lon, graph.lat)) * _DEGREE
    rounded = np.abs(points - np.rint(points)) > 1e-3
    checks = (
        (not np.array_equal(graph.node_ids, plain), said("node ids become 1 to n")),
        (bool(np.any(graph.road_class != "unknown")), said("road classes are left out")),
        (bool(np.any(graph.way_ids != 0)), said("way ids are left out")),
        (graph.has_names, said("names are left out")),
        (bool(graph.is_copy.any()), said("copies of nodes become nodes of their own")),
        (bool(len(graph.shape_lon)), said("shapes are left out: arcs become straight")),
        (not with_lengths and bool(np.isfinite(metres).any()), said("lengths are left out")),
        (
            with_lengths and bool(np.any(np.abs(metres - np.rint(metres)) > 1e-6)),
            said("lengths are rounded to a metre"),
        ),
        (with_lengths and bool(np.isnan(metres).any()), said("unknown lengths become 0")),
        (not with_points and bool(np.isfinite(points).any()), said("coordinates are left out")),
        (with_points and bool(rounded.any()), said("coordinates are rounded to 0.000001 degrees")),
        (not _oneway_follows(graph), said("the one-way mark becomes: no arc leads back")),
    )
    return [
        notice("left_out", name, 0, "", "", said("DIMACS can't say it: {words}", words=words))
        for lost, words in checks
        if lost
    ]


def _oneway_follows(graph: RoadGraph) -> bool:
    bare = Arcs(graph.tails, graph.heads, graph.time_ms)
    plain = build_road_graph(np.arange(graph.node_count), graph.lon, graph.lat, bare)
    return np.array_equal(plain.oneway, graph.oneway)
