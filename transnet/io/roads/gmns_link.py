"""Rows of a GMNS link table to arcs."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.language import Message, said
from transnet.base.marks import MARK_TEXTS
from transnet.base.units import LONGEST_KM, MS_PER_HOUR, UNREACHABLE_MS, FloatArray
from transnet.io.lines import RoadLimits, number_of, whole_of
from transnet.io.roads.bounds import TOO_LONG
from transnet.io.roads.csv_rows import CsvRows
from transnet.io.roads.gmns_config import Units
from transnet.io.roads.gmns_rules import LinkRules
from transnet.io.roads.way_cells import WAY_COLUMNS, WayCells
from transnet.roads.graph import Arcs
from transnet.roads.names import NameList

LINK_COLUMNS = (
    "link_id",
    "from_node_id",
    "to_node_id",
    "directed",
    "geometry",
    "length",
    "facility_type",
    "free_speed",
    "oneway",
    "way_id",
    "time_ms",
    "name",
    "name_en",
    *WAY_COLUMNS,
    "delay_ms",
)
_HONOURED = ("dir_flag", "allowed_uses")
_TIMED_BY = ("time_ms", "length", "free_speed")


@dataclass(slots=True)
class _Columns:
    """Arcs found so far; flat arrays take a tenth of the memory that lists of objects would."""

    tails: array[int] = field(default_factory=lambda: array("q"))
    heads: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    lengths: array[float] = field(default_factory=lambda: array("d"))
    free: array[float] = field(default_factory=lambda: array("d"))
    cells: WayCells = field(default_factory=WayCells)
    ways: array[int] = field(default_factory=lambda: array("q"))
    oneway: array[int] = field(default_factory=lambda: array("b"))
    sizes: array[int] = field(default_factory=lambda: array("q", [0]))
    points: array[float] = field(default_factory=lambda: array("d"))
    classes: list[str] = field(default_factory=list)
    names: NameList = field(default_factory=NameList)
    rows: array[int] = field(default_factory=lambda: array("q"))


@dataclass(slots=True)
class LinkReader:
    """Reads link.csv against the nodes that are there.

    places  node id as text -> position
    points  x and y of the nodes, in turn
    """

    places: Mapping[str, int]
    points: FloatArray
    units: Units
    faults: Notices
    _columns: _Columns = field(default_factory=_Columns)
    _names: dict[str, str] = field(default_factory=dict)
    _marked: bool = False
    _rules: LinkRules = field(init=False)
    _guessed: int = 0
    _undirected: int = 0
    _ids: array[int] = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        self._rules = LinkRules(self.faults)

    def read(self, path: Path, limits: RoadLimits) -> Arcs:
        """Return the file's arcs; raises InputError with the row of each fault."""
        needed, known = ("from_node_id", "to_node_id"), (*LINK_COLUMNS, *_HONOURED)
        rows = CsvRows(path, self.faults, limits, needed=needed, known=known)
        extra: set[str] = set()
        try:
            for line, row in rows:
                extra = extra or set(row) - set(LINK_COLUMNS) - set(_HONOURED)
                self._marked = "oneway" in row
                self._rules.note_columns(row)
                self._undirected += not row.get("directed", "").strip()
                if "link_id" in row:
                    self._ids.append(hash(row["link_id"]))
                if self._rules.carries_cars(row):
                    self._add(line, row)
        except TooManyErrorsError:
            raise self.faults.error() from None
        self.faults.raise_if_any()
        if extra:
            hint = said(
                "columns that a road graph doesn't keep: {listed}", listed=", ".join(sorted(extra))
            )
            self.faults.add("left_out", hint)
        self._rules.note()
        self._note_guesses()
        return self._arcs()

    def _note_guesses(self) -> None:
        if self._guessed and self.units.guess:
            self.faults.add("missing_unit", self.units.guess)
        if self._undirected:
            hint = said(
                "{undirected:,} links don't say if they are directed: taken for one-way",
                undirected=self._undirected,
            )
            self.faults.warn("missing_value", hint, value="directed")
        twice = len(self._ids) - len(np.unique(np.array(self._ids, dtype=np.int64)))
        if twice:
            hint = said(
                "{twice:,} link_id are there more than once; each row counts as a link", twice=twice
            )
            self.faults.warn("duplicate_id", hint, value="link_id")

    def where(self, arc: int) -> tuple[int, str]:
        """Return the row of an arc in the file, and the ids of its ends."""
        ids = {self._columns.tails[arc], self._columns.heads[arc]}
        names = {place: name for name, place in self.places.items() if place in ids}
        tail, head = self._columns.tails[arc], self._columns.heads[arc]
        return self._columns.rows[arc], f"{names[tail]} → {names[head]}"

    def _add(self, line: int, row: Mapping[str, str]) -> None:
        ends = [self._place(line, row, column) for column in ("from_node_id", "to_node_id")]
        length = self._length(line, row)
        free = self._free_kmh(line, row)
        time = self._time(line, row, length, free)
        directed = self._flag(line, row, "directed", default=True)
        oneway = self._flag(line, row, "oneway", default=False)
        way = whole_of(row.get("way_id") or "0")
        if way is None:
            hint = said("a whole number is needed")
            self.faults.add("bad_number", hint, row=line, column="way_id", value=row["way_id"])
        tail, head = ends
        if tail is None or head is None or time is None or way is None:
            return
        kind = row.get("facility_type", "").strip() or "unknown"
        inner = self._rules.inner(line, row, (self._point(tail), self._point(head)))
        arcs = [(tail, head, inner)]
        if not directed:
            arcs.append((head, tail, inner[::-1]))
        texts = [row.get(column, "").strip() for column in WAY_COLUMNS]
        for start, end, points in arcs:
            columns = self._columns
            columns.cells.take(way, texts[0], texts[1], partial(self._fault_at, line))
            columns.free.append(float("nan") if free is None else free)
            columns.rows.append(line)
            columns.tails.append(start)
            columns.heads.append(end)
            columns.times.append(time)
            columns.lengths.append(float("nan") if length is None else length)
            columns.ways.append(way)
            columns.oneway.append(oneway)
            columns.names.add(row.get("name", ""), row.get("name_en", ""))
            columns.classes.append(self._names.setdefault(kind, kind))
            columns.points.extend(value for point in points for value in point)
            columns.sizes.append(len(columns.points) // 2)

    def _fault_at(self, line: int, code: str, column: str, value: str, hint: Message) -> None:
        self.faults.add(code, hint, row=line, column=column, value=value)

    def _place(self, line: int, row: Mapping[str, str], column: str) -> int | None:
        place = self.places.get(row[column])
        if place is None:
            hint = said("node.csv has no such node{near}", near=self._near(row[column]))
            self.faults.add("dangling_reference", hint, row=line, column=column, value=row[column])
        return place

    def _near(self, node: str) -> str:
        """Return a hint when the node is there but for zeros before it, else nothing."""
        bare = node.lstrip("0")
        known = [name for name in self.places if name.lstrip("0") == bare] if bare.isdigit() else []
        return (
            said(", but {known}: were the zeros before it lost?", known=known[0]) if known else ""
        )

    def _number(self, line: int, row: Mapping[str, str], column: str) -> float | None:
        """Return a number that is zero or more; None for an empty cell or, noted, no such."""
        text = row.get(column, "").strip()
        if not text:
            return None
        value = number_of(text)
        if value is None or value < 0:
            code = "bad_number" if value is None else "out_of_range"
            hint = said("a number that is zero or more is needed")
            self.faults.add(code, hint, row=line, column=column, value=text)
            return None
        return value

    def _length(self, line: int, row: Mapping[str, str]) -> float | None:
        """Return km; None for an empty cell or, noted, one that can't be a length."""
        length = self._number(line, row, "length")
        if length is None:
            return None
        km = length * self.units.length_km
        if km > LONGEST_KM:
            value = row["length"]
            self.faults.add("number_overflow", TOO_LONG, row=line, column="length", value=value)
            return None
        return km

    def _free_kmh(self, line: int, row: Mapping[str, str]) -> float | None:
        speed = self._number(line, row, "free_speed")
        return min(max(speed * self.units.speed_kmh, 1e-300), 1e300) if speed else None

    def _time(
        self, line: int, row: Mapping[str, str], length: float | None, free: float | None
    ) -> int | None:
        time = self._number(line, row, "time_ms")
        if time is None and length is not None and free:
            time = length / free * MS_PER_HOUR + (self._number(line, row, "delay_ms") or 0.0)
            self._guessed += 1
        if time is None and not self._is_told(line):
            hint = said("a link needs time_ms, or length and free_speed above zero")
            self.faults.add("missing_value", hint, row=line, column="free_speed")
        elif time is not None and time >= UNREACHABLE_MS:
            hint = said("the link takes longer than 24 days")
            column = "time_ms" if row.get("time_ms", "").strip() else "free_speed"
            self.faults.add("number_overflow", hint, row=line, column=column, value=row[column])
            time = None
        return None if time is None else round(time)

    def _is_told(self, line: int) -> bool:
        """Return whether a cell that the time of this row needs was just said to be at fault."""
        last = self.faults.notices[-1:]
        return any(each.row == line and each.column in _TIMED_BY for each in last)

    def _point(self, node: int) -> tuple[float, float]:
        return float(self.points[2 * node]), float(self.points[2 * node + 1])

    def _flag(self, line: int, row: Mapping[str, str], column: str, *, default: bool) -> bool:
        text = row.get(column, "").strip().lower()
        if not text:
            return default
        if text not in MARK_TEXTS:
            self.faults.add(
                "bad_bool", said("1 or 0 is needed"), row=line, column=column, value=text
            )
        return MARK_TEXTS.get(text, default)

    def _arcs(self) -> Arcs:
        columns = self._columns
        points = np.array(columns.points, dtype=np.float64)
        return Arcs(
            tails=np.array(columns.tails, dtype=np.int64),
            heads=np.array(columns.heads, dtype=np.int64),
            time_ms=np.array(columns.times, dtype=np.int64),
            length_km=np.array(columns.lengths, dtype=np.float64),
            road_class=columns.classes,
            oneway=np.array(columns.oneway, dtype=np.bool_) if self._marked else None,
            free_kmh=np.array(columns.free, dtype=np.float64),
            way_ids=np.array(columns.ways, dtype=np.int64),
            ways=columns.cells.ways(),
            shapes=(np.array(columns.sizes, dtype=np.int64), points[0::2], points[1::2]),
            names=columns.names.names(),
        )
