"""Edges of a NetworkX graph to arcs, with attributes in all types that programs leave in them.

GraphML and tables turn numbers, marks and lists into text, and lack values as NaN.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import Message, said
from transnet.base.marks import ONEWAY_HINT, oneway_of
from transnet.base.number_kinds import is_number, is_whole
from transnet.base.units import LONGEST_KM, MS_PER_HOUR, UNREACHABLE_MS, FloatArray
from transnet.io.features.feature_writer import Geometries
from transnet.io.lines import number_of, whole_of
from transnet.io.roads.bounds import TOO_LONG
from transnet.io.roads.shapes import inner_points
from transnet.io.roads.way_cells import WAY_COLUMNS, WayCells
from transnet.roads.graph import Arcs
from transnet.roads.names import NameList, road_label

EDGE_KEYS = {
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
    "free_kmh",
    *WAY_COLUMNS,
}
_MS_PER_S, _M_PER_KM = 1000, 1000
_FIRST_KEYS = ("highway", "oneway", "name", "ref")
_NOTHING = ("", "nan", "none", "<na>")
_LIST = re.compile(r"""\s*\[\s*(['"\d]|True|False|None|nan)""")
_ITEM = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"\[\]]+)""")


def is_missing(value: object) -> bool:
    """Return whether an attribute holds nothing: None, NaN, or such as text."""
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    is_nan = isinstance(value, float | np.floating) and math.isnan(value)
    return value is None or value is pd.NA or value is pd.NaT or is_nan


def parts_of(value: Any) -> list[Any]:
    """Return the values that an attribute holds, one as a rule; those that are missing aren't one.

    OSMnx keeps lists where roads were joined, and its GraphML files keep them as text.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, str) and _LIST.match(value) and value.rstrip().endswith("]"):
        value = ["".join(found) for found in _ITEM.findall(value)]
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    several = value if isinstance(value, list | tuple) else [value]
    return [each for each in several if not is_missing(each)]


def number_in(data: Mapping[str, Any], key: str, what: str, faults: Notices) -> float:
    """Return an attribute as a number; NaN when it is missing or, noted, isn't a finite one.

    what  the node or edge, in the notice
    """
    value = data.get(key)
    if is_missing(value):
        return math.nan
    number: float | None = None
    if isinstance(value, str):
        number = number_of(value.strip())
    elif is_number(value):
        with suppress(OverflowError):
            number = float(value)
    if number is None or not math.isfinite(number):
        faults.add(
            "bad_number", said("{what}: a number is needed", what=what), column=key, value=value
        )
        return math.nan
    return number


class Edges:
    """Columns of arcs, filled edge by edge.

    joined, renumbered, turned, both_ways  edges of several roads, without a whole osmid, against
               their line (oneway -1), and one-way in a graph without directions
    extra      attributes that no column is made of
    """

    def __init__(
        self,
        places: Mapping[Hashable, int],
        faults: Notices,
        speed_kmh: Callable[[Mapping[str, Any]], float] | None,
    ) -> None:
        self._places, self._faults, self._speed = places, faults, speed_kmh
        self._directed = True
        self._ends: list[tuple[int, int]] = []
        self._numbers: list[tuple[int, float, int]] = []
        self._kinds: list[str] = []
        self._oneway: list[bool | None] = []
        self._lines: list[object] = []
        self._called: list[str] = []
        self._names = NameList()
        self._free: list[float] = []
        self._ways = WayCells()
        self.extra: set[str] = set()
        self.joined = self.renumbered = self.turned = self.both_ways = 0

    def add(
        self, tail: Hashable, head: Hashable, data: Mapping[str, Any], *, back: bool = False
    ) -> None:
        """Append one arc; back is the second one of an edge without direction."""
        self._directed &= not back
        self.extra |= {str(key) for key in data.keys() - EDGE_KEYS}
        edge = f"{tail} → {head}"
        length = _length_km(data, edge, self._faults)
        time = self._time(data, length, edge)
        oneway, turned = self._direction(data, edge)
        if time is None:
            return
        osmids = parts_of(data.get("osmid"))
        ways = [_way(each) for each in osmids]
        way = ways[0] if ways else 0
        self.joined += any(len(parts_of(data.get(key))) > 1 for key in _FIRST_KEYS)
        self.renumbered += way == 0 and osmids[:1] not in ([], [0], ["0"])
        self.turned += turned and not back
        self.both_ways += back and oneway is True
        ends = (self._places[tail], self._places[head])
        self._ends.append(ends[::-1] if turned else ends)
        self._numbers.append((time, length, way))
        self._free.append(number_in(data, "free_kmh", said("edge {edge}", edge=edge), self._faults))
        ids = _text(data.get("way_ids")) or ";".join(str(each) for each in ways if each)
        self._ways.take(way, ids, _text(data.get("tags")), partial(self._fault_at, edge))
        self._kinds.append(_text(data.get("highway")) or "unknown")
        ref, name, english = (_text(data.get(key)) for key in ("ref", "name", "name_en"))
        self._names.add(road_label(ref, name) if ref else name, english)
        self._oneway.append(oneway)
        self._lines.append(self._line(data.get("geometry"), edge, turn=back != turned))
        self._called.append(edge)

    def _fault_at(self, edge: str, code: str, column: str, value: str, hint: Message) -> None:
        told = said("edge {edge}: {told}", edge=edge, told=hint)
        self._faults.add(code, told, column=column, value=value)

    def where(self, arc: int) -> tuple[int, str]:
        """Return no row, and what an arc is called: its ends."""
        return 0, self._called[arc]

    def arcs(self, nodes: tuple[FloatArray, FloatArray]) -> Arcs:
        """Return the columns; without a single one-way mark, marks follow from the arcs.

        nodes  lon and lat of the nodes, NaN where unknown
        """
        ends = np.array(self._ends, dtype=np.int64).reshape(-1, 2)
        numbers = np.array(self._numbers, dtype=[("t", "i8"), ("km", "f8"), ("way", "i8")])
        marked = any(mark is not None for mark in self._oneway)
        places = [(nodes[0][end], nodes[1][end]) for end in ends.T]
        shapes = inner_points(
            _objects(self._lines),
            (places[0], places[1]),
            self._faults,
            self.where,
            directed=self._directed,
        )
        return Arcs(
            tails=ends[:, 0],
            heads=ends[:, 1],
            time_ms=numbers["t"],
            length_km=numbers["km"],
            road_class=self._kinds,
            oneway=np.array([mark is True for mark in self._oneway]) if marked else None,
            free_kmh=np.array(self._free, dtype=np.float64),
            way_ids=numbers["way"],
            ways=self._ways.ways(),
            shapes=shapes,
            names=self._names.names(),
        )

    def _direction(self, data: Mapping[str, Any], edge: str) -> tuple[bool | None, bool]:
        """Return the one-way mark, and whether the edge leads against its own direction."""
        marks, turned = [], False
        for value in parts_of(data.get("oneway")):
            try:
                mark, against = oneway_of(value)
            except ValueError:
                hint = said("edge {edge}: {oneway_hint}", edge=edge, oneway_hint=ONEWAY_HINT)
                self._faults.add("bad_bool", hint, column="oneway", value=value)
                continue
            marks.append(mark)
            turned |= against
        return (any(marks) if marks else None), turned

    def _time(self, data: Mapping[str, Any], length_km: float, edge: str) -> int | None:
        what = said("edge {edge}", edge=edge)
        if "time_ms" in data:
            ms = number_in(data, "time_ms", what, self._faults)
        elif "travel_time" in data:
            ms = number_in(data, "travel_time", what, self._faults) * _MS_PER_S
        else:
            speed = number_in(data, "speed_kph", what, self._faults)
            if math.isnan(speed) and self._speed is not None:
                speed = self._speed(data)
            ms = length_km / speed * MS_PER_HOUR if speed > 0 else math.nan
        if not 0 <= ms < UNREACHABLE_MS:
            hint = said(
                "an edge needs time_ms or travel_time (s), or length (m) and speed_kph: a time of "
                "0 to 24 days"
            )
            self._faults.add("missing_value", hint, column="edge", value=edge)
            return None
        return round(ms)

    def _line(self, value: Any, edge: str, *, turn: bool) -> object:
        """Return an edge's geometry as shapely has it; None where there is none."""
        shapely: Any = import_module("shapely")
        if not isinstance(value, shapely.Geometry) and is_missing(value):
            return None
        line = value
        if isinstance(value, str):
            with np.errstate(invalid="ignore"):  # a line of NaN is a fault of its own
                line = shapely.from_wkt(value, on_invalid="ignore")
        if not isinstance(line, shapely.Geometry):
            hint = said("edge {edge}: a LineString is needed, of shapely or as WKT text", edge=edge)
            found = value if isinstance(value, str) else type(value).__name__
            self._faults.add("bad_geometry", hint, column="geometry", value=found)
            return None
        is_line = line.geom_type == "LineString"
        return shapely.reverse(line) if turn and is_line else line


def _length_km(data: Mapping[str, Any], edge: str, faults: Notices) -> float:
    if "length_km" in data:
        length = number_in(data, "length_km", said("edge {edge}", edge=edge), faults)
    else:
        length = number_in(data, "length", said("edge {edge}", edge=edge), faults) / _M_PER_KM
    if length < 0:
        hint = said("edge {edge}: a length is zero or more", edge=edge)
        faults.add("out_of_range", hint, column="length", value=length)
    elif length > LONGEST_KM:
        faults.add(
            "number_overflow",
            said("edge {edge}: {too_long}", edge=edge, too_long=TOO_LONG),
            column="length",
            value=length,
        )
    return length


def _text(value: Any) -> str:
    """Return a merged attribute's first value as text."""
    return str(next(iter(parts_of(value)), ""))


def _way(first: Any) -> int:
    """Return an id, 0 where it isn't a whole number."""
    if isinstance(first, str):
        return whole_of(first.strip()) or 0
    if isinstance(first, float) and first.is_integer():
        first = int(first)
    return int(first) if is_whole(first) and abs(int(first)) < 2**63 else 0


def _objects(values: list[object]) -> Geometries:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
