"""TransportationNetworks files (.tntp): a network and its nodes, in.

Format: Transportation Networks for Research Core Team, "Transportation Networks for Research".
Nodes below FIRST THRU NODE are zones: trips begin and end there, and none passes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import Notice
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray
from transnet.io.lines import ROAD_LIMITS, RoadLimits, check_promise, number_of, read_lines
from transnet.io.roads.bounds import note_graph, refuse_long, scaled
from transnet.io.roads.doubtful import note_places
from transnet.io.roads.tntp_header import Header
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.turns import close_to_through

_NEEDED = ("init_node", "term_node", "length", "free_flow_time", "link_type")
_LEFT = said(
    "capacity, b, power, speed and toll aren't kept: times are those of free flow, without tolls"
)


def read_tntp(
    network: str | Path,
    nodes: str | Path | None = None,
    *,
    minutes_per_unit: float | None = None,
    km_per_unit: float | None = None,
    limits: RoadLimits = ROAD_LIMITS,
) -> tuple[RoadGraph, list[Notice]]:
    """Return the graph of a _net.tntp file, and notices of what of it a road graph can't hold.

    nodes  _node.tntp file; coordinates that aren't degrees are left out with a notice
    minutes_per_unit, km_per_unit  what a free-flow time or length of 1 stands for; else what the
           file's header says, else a minute and a kilometre, with a notice: the README of each
           network knows
    Arcs get the class "type N" of their link type. Nodes below FIRST THRU NODE can't be passed:
    arcs into them end at copies (`graph.copy_of`), from which no arc leaves.
    Raises InputError with the line of each fault.
    """
    source = path_given(network, "network")
    faults = Notices(source.name, limits.faults)
    reading = _Reading(Header(faults, limits.rows), faults)
    try:
        for line, text in read_lines(source, faults, limits):
            reading.add(line, text)
        reading.finish()
    except TooManyErrorsError:
        raise faults.error() from None
    faults.raise_if_any()
    graph = reading.graph(minutes_per_unit, km_per_unit, _points(nodes, reading, limits))
    note_graph(graph, faults)
    note_places(graph.lon, graph.lat, graph.node_ids.tolist(), faults)
    return graph, faults.notices


@dataclass(slots=True)
class _Reading:
    """What was found so far: tail, head, length, time and type of each link, in turn."""

    header: Header
    faults: Notices
    links: array[float] = field(default_factory=lambda: array("d"))
    _longer: int = 0

    def add(self, line: int, text: str) -> None:
        """Take a line: metadata, a comment, or links that each end in a semicolon."""
        rows, _, comment = text.partition("~")
        if rows.lstrip().startswith("<"):
            self.header.add_tag(line, text)
            return
        if comment and not self.links:
            self.header.add_comment(comment)
        for row in rows.split(";"):
            if row.strip():
                self._add_link(line, row)

    def _add_link(self, line: int, row: str) -> None:
        cells = row.split()
        columns = self.header.columns
        self._longer += len(cells) > len(columns)
        numbers = [number_of(cell) for cell in cells[: len(columns)]]
        if len(numbers) < len(columns) or None in numbers:
            hint = said("a link has {count} numbers, then a semicolon", count=len(columns))
            self.faults.add("bad_number", hint, row=line, value=row.strip())
            return
        found = dict(zip(columns, numbers, strict=True))
        values = [float(found.get(name) or 0.0) for name in _NEEDED]
        if self._is_right(values, line):
            self.links.extend(values)

    def _is_right(self, values: list[float], line: int) -> bool:
        nodes = self.header.sizes.get("NUMBER OF NODES", 0)
        for column, value in zip(_NEEDED, values, strict=True):
            node = column.endswith("node")
            if node and not (1 <= value <= nodes and value == int(value)):
                hint = said("nodes are 1 to {nodes}", nodes=nodes)
                self.faults.add("dangling_reference", hint, row=line, column=column, value=value)
                return False
            if value < 0 and column != "link_type":
                hint = said("it is zero or more")
                self.faults.add("out_of_range", hint, row=line, column=column, value=value)
                return False
        return True

    def finish(self) -> None:
        """Hold the header against the links, and note what isn't kept."""
        count = len(self.links) // len(_NEEDED)
        self.header.check(count)
        nodes = self.header.sizes.get("NUMBER OF NODES", 0)
        check_promise(nodes, count, self.faults)
        self.faults.raise_if_any()
        self.faults.add("left_out", _LEFT)
        if self._longer:
            columns = ", ".join(self.header.columns)
            hint = said(
                "{longer:,} links have more cells than there are columns ({columns})",
                longer=self._longer,
                columns=columns,
            )
            self.faults.add("left_out", said("{hint}; the rest isn't read", hint=hint))

    def graph(
        self, minutes: float | None, km: float | None, points: tuple[FloatArray, FloatArray]
    ) -> RoadGraph:
        """Return the road graph, once its units are known."""
        table = np.array(self.links, dtype=np.float64).reshape(-1, len(_NEEDED))
        minutes, km = self.header.units(minutes, km)
        times = np.rint(scaled(table[:, 3], minutes * MS_PER_MIN))
        if not np.all(times < UNREACHABLE_MS):
            hint = said("a time is longer than 24 days: is minutes_per_unit right?")
            self.faults.add("number_overflow", hint)
            raise self.faults.error()
        lengths = scaled(table[:, 2], km)
        refuse_long(lengths, self.faults, "(km_per_unit)")
        self.header.note_guess(lengths, times)
        classes = [f"type {kind:.15g}" for kind in table[:, 4].tolist()]
        arcs = Arcs(table[:, 0] - 1, table[:, 1] - 1, times, lengths, classes)
        made = build_road_graph(np.arange(1, len(points[0]) + 1), *points, arcs)
        zones = np.arange(min(self.header.first_thru - 1, made.node_count))
        return close_to_through(made, zones)


def _points(
    path: str | Path | None, reading: _Reading, limits: RoadLimits
) -> tuple[FloatArray, FloatArray]:
    """Return longitude and latitude of the nodes; NaN where none is given."""
    count = reading.header.sizes["NUMBER OF NODES"]
    points = np.full((2, count), np.nan)
    if path is None:
        return points[0], points[1]
    source = Path(path)
    faults = Notices(source.name, limits.faults)
    seen: dict[int, int] = {}
    try:
        for line, row in _rows(source, faults, limits):
            _add_point(points, seen, line, row, faults)
    except TooManyErrorsError:
        raise faults.error() from None
    faults.raise_if_any()
    if np.any(np.abs(points[0]) > 180) or np.any(np.abs(points[1]) > 90):
        hint = said("coordinates aren't degrees, so they are left out; convert them to WGS-84")
        reading.faults.warn("projected_point", said("{name}: {hint}", name=source.name, hint=hint))
        points[:] = np.nan
    elif len(seen) < count:
        hint = said(
            "{name} has {count:,} of {count2:,} nodes; the others have no coordinates",
            name=source.name,
            count=len(seen),
            count2=count,
        )
        reading.faults.warn("missing_value", hint)
    return points[0], points[1]


def _rows(path: Path, faults: Notices, limits: RoadLimits) -> Iterator[tuple[int, str]]:
    first = True
    for line, text in read_lines(path, faults, limits):
        for row in text.partition("~")[0].split(";"):
            cells = row.split()
            if not cells:
                continue
            if first and number_of(cells[0]) is None:
                names = [each.lower() for each in cells[:3]]
                if names[1:] not in (["x", "y"], ["lon", "lat"], ["longitude", "latitude"]):
                    hint = said("columns are node, x and y, in this order")
                    faults.add("bad_header", hint, row=line, value=row.strip())
            else:
                yield line, row
            first = False


def _add_point(
    points: FloatArray, seen: dict[int, int], line: int, row: str, faults: Notices
) -> None:
    numbers = [number_of(cell) for cell in row.split()[:3]]
    node, x, y = numbers if len(numbers) == 3 else (None, None, None)
    count = points.shape[1]
    if node is None or x is None or y is None or node != int(node):
        faults.add("bad_number", said("a node has id, x and y"), row=line, value=row.strip())
    elif not 1 <= node <= count:
        faults.add(
            "dangling_reference", said("nodes are 1 to {count}", count=count), row=line, value=node
        )
    elif int(node) in seen:
        faults.add(
            "duplicate_id",
            said("line {seen} has this node too", seen=seen[int(node)]),
            row=line,
            value=node,
        )
    else:
        seen[int(node)] = line
        points[:, int(node) - 1] = x, y
