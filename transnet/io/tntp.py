"""TransportationNetworks files (.tntp): a network and its nodes, in.

Format: Transportation Networks for Research Core Team, "Transportation Networks for Research".
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from transnet.errors import Notice
from transnet.io.lines import (
    ROAD_LIMITS,
    Faults,
    RoadLimits,
    TooManyFaultsError,
    number_of,
    read_lines,
    whole_of,
)
from transnet.model.road_graph import Arcs, RoadGraph, build_road_graph
from transnet.units import MS_PER_MIN, UNREACHABLE_MS

_TAG = re.compile(r"\s*<([^>]+)>\s*(.*)")
_COLUMNS = 10  # init, term, capacity, length, time, b, power, speed, toll, type


def read_tntp(
    network: Path,
    nodes: Path | None = None,
    *,
    minutes_per_unit: float = 1.0,
    km_per_unit: float = 1.0,
    limits: RoadLimits = ROAD_LIMITS,
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a _net.tntp file, and notices of what of it a road graph can't hold.

    nodes  _node.tntp file; coordinates that aren't degrees are left out with a notice
    minutes_per_unit, km_per_unit  what a free-flow time or length of 1 stands for: the format
           doesn't say, the README of each network does
    Arcs get the class "type N" of their link type.
    Raises InputError with the line of each fault.
    """
    faults = Faults(network.name, limits.faults)
    try:
        count, links = _read_links(network, faults, limits)
    except TooManyFaultsError:
        raise faults.error() from None
    faults.raise_if_any()
    table = np.array(links, dtype=np.float64).reshape(-1, 5)
    times = np.rint(table[:, 3] * minutes_per_unit * MS_PER_MIN)
    if np.any(times >= UNREACHABLE_MS):
        faults.add(
            "number_overflow", 0, "a time is longer than 24 days: is minutes_per_unit right?"
        )
        raise faults.error()
    faults.warn("left_out", 0, "capacity, b, power, speed and toll aren't kept by a road graph")
    lon = lat = np.full(count, np.nan)
    if nodes is not None:
        lon, lat = _read_nodes(nodes, count, limits, faults)
    classes = [f"type {kind:.0f}" for kind in table[:, 4]]
    arcs = Arcs(table[:, 0] - 1, table[:, 1] - 1, times, table[:, 2] * km_per_unit, classes)
    return build_road_graph(np.arange(1, count + 1), lon, lat, arcs), faults.notices


def _read_links(path: Path, faults: Faults, limits: RoadLimits) -> tuple[int, array[float]]:
    """Return the node count and the links: tail, head, length, time and type in turn."""
    links: array[float] = array("d")
    sizes: dict[str, int] = {}
    for line, text in _rows(path, faults, limits):
        if tag := _TAG.match(text):
            value = whole_of(tag[2].strip())
            if value is not None:
                sizes[tag[1].strip().upper()] = value
            continue
        cells = text.replace(";", " ").split()
        numbers = [number_of(cell) for cell in cells[:_COLUMNS]]
        whole = [number for number in numbers if number is not None]
        if len(whole) < _COLUMNS or len(numbers) < _COLUMNS:
            hint = f"a link has {_COLUMNS} numbers, then a semicolon"
            faults.add("bad_number", line, hint, value=text.strip())
        elif _link_is_right(whole, line, faults, sizes.get("NUMBER OF NODES", 0)):
            links.extend((whole[0], whole[1], whole[3], whole[4], whole[9]))
    nodes, promised = sizes.get("NUMBER OF NODES"), sizes.get("NUMBER OF LINKS")
    if nodes is None or not 0 <= nodes < limits.rows:
        faults.add("bad_header", 0, "it needs a line '<NUMBER OF NODES> …' with a whole number")
    elif promised is not None and promised * 5 != len(links) and not faults.notices:
        hint = f"it promises {promised:,} links but has {len(links) // 5:,}: is the file cut off?"
        faults.add("wrong_count", 0, hint)
    return nodes or 0, links


def _link_is_right(numbers: list[float], line: int, faults: Faults, nodes: int) -> bool:
    for column, node in (("init_node", numbers[0]), ("term_node", numbers[1])):
        if not (1 <= node <= nodes and node == int(node)):
            hint = f"nodes are 1 to {nodes}"
            faults.add("dangling_reference", line, hint, column=column, value=node)
            return False
    for column, value in (("length", numbers[3]), ("free_flow_time", numbers[4])):
        if value < 0:
            faults.add("out_of_range", line, "it is zero or more", column=column, value=value)
            return False
    return True


def _read_nodes(
    path: Path, count: int, limits: RoadLimits, notices: Faults
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    faults = Faults(path.name, limits.faults)
    points = np.full((2, count), np.nan)
    try:
        for line, text in _rows(path, faults, limits):
            cells = text.replace(";", " ").split()
            if cells and cells[0].lower() == "node":
                continue
            numbers = [number_of(cell) for cell in cells[:3]]
            node, x, y = numbers if len(numbers) == 3 else (None, None, None)
            if node is None or x is None or y is None or node != int(node):
                faults.add("bad_number", line, "a node has id, x and y", value=text.strip())
            elif not 1 <= node <= count:
                faults.add("dangling_reference", line, f"nodes are 1 to {count}", value=cells[0])
            else:
                points[:, int(node) - 1] = x, y
    except TooManyFaultsError:
        raise faults.error() from None
    faults.raise_if_any()
    if np.any(np.abs(points[0]) > 180) or np.any(np.abs(points[1]) > 90):
        hint = "coordinates aren't degrees, so they are left out; convert them to WGS-84"
        notices.warn("projected_point", 0, f"{path.name}: {hint}")
        points[:] = np.nan
    return points[0], points[1]


def _rows(path: Path, faults: Faults, limits: RoadLimits) -> Iterator[tuple[int, str]]:
    for line, text in read_lines(path, faults, limits):
        if text.strip() and not text.lstrip().startswith("~"):
            yield line, text
