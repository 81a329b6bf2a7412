"""The roads and marked points of an extract as arrays."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.io.osm.relations import OsmRelations
from transnet.io.osm.speeds import Remark, Tags
from transnet.io.osm.things import Bools, packed
from transnet.io.osm.way_tags import WayRule, way_names
from transnet.roads.arc_ways import NOT_TAGGED
from transnet.roads.names import NameList

_ROW_ARRAYS = (
    "ids",
    "ahead_kmh",
    "back_kmh",
    "duration_min",
    "ferry",
    "oneway",
    "spare",
    "limited",
    "classes",
)
_POINT_ARRAYS = ("refs", "x", "y")


@dataclass(slots=True)
class OsmWays:
    """The ways a car may use.

    refs      node ids of all ways, one way after the other
    x, y      their places in 1e-7 degrees; UNKNOWN_PLACE where the extract doesn't hold the node
    pointers  those of way w are refs[pointers[w] : pointers[w + 1]]
    ferry     route whose duration counts for the way, else -1
    spare     whether the way is kept only where it joins what nothing else joins
    limited   whether a tag says anything of the way's speed
    classes   positions in class_names
    tag_keys  tags that are kept of each way
    tags      rows of tag_values of each way, one for each of tag_keys, one way after the other
    seen      ways with a highway tag, drivable or not
    remarks   rows of ways that have a tag whose value isn't honoured, by what it is, key and value
    left_out  ids of ways that are left out for such a tag
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    pointers: array[int] = field(default_factory=lambda: array("q", [0]))
    ahead_kmh: array[float] = field(default_factory=lambda: array("d"))
    back_kmh: array[float] = field(default_factory=lambda: array("d"))
    duration_min: array[float] = field(default_factory=lambda: array("d"))
    ferry: array[int] = field(default_factory=lambda: array("i"))
    oneway: array[int] = field(default_factory=lambda: array("b"))
    spare: array[int] = field(default_factory=lambda: array("b"))
    limited: array[int] = field(default_factory=lambda: array("b"))
    classes: array[int] = field(default_factory=lambda: array("h"))
    class_names: dict[str, int] = field(default_factory=dict)
    names: NameList = field(default_factory=NameList)
    tag_keys: tuple[str, ...] = ()
    tags: array[int] = field(default_factory=lambda: array("i"))
    tag_values: dict[str, int] = field(default_factory=lambda: {NOT_TAGGED: 0})
    seen: int = 0
    remarks: dict[Remark, array[int]] = field(default_factory=dict)
    left_out: dict[Remark, set[int]] = field(default_factory=dict)

    def add(self, way: int, rule: WayRule, tags: Tags, ferry: int) -> int:
        """Append a way whose points are already in `refs`, and return its row."""
        row = len(self.ids)
        self.ids.append(way)
        self.pointers.append(len(self.refs))
        self.ahead_kmh.append(rule.speed_kmh[0])
        self.back_kmh.append(rule.speed_kmh[1])
        self.duration_min.append(rule.duration_min)
        self.ferry.append(ferry)
        self.oneway.append(rule.oneway)
        self.spare.append(rule.spare)
        self.limited.append(any("maxspeed" in key for key in tags))
        self.names.add(*way_names(tags))
        values = (tags.get(key, NOT_TAGGED).strip() for key in self.tag_keys)
        self.tags.extend(self.tag_values.setdefault(each, len(self.tag_values)) for each in values)
        self.classes.append(self.class_names.setdefault(rule.road_class, len(self.class_names)))
        for remark in rule.remarks:
            self.remarks.setdefault(remark, array("q")).append(row)
        return row

    def keep(self, kept: Bools) -> None:
        """Leave out all ways but those that are marked: bool[ways]."""
        if kept.all():
            return
        sizes = np.diff(np.array(self.pointers))
        for name in _ROW_ARRAYS:
            _keep(self, name, kept)
        for name in _POINT_ARRAYS:
            _keep(self, name, np.repeat(kept, sizes))
        _keep(self, "tags", np.repeat(kept, len(self.tag_keys)))
        self.names.keep(kept)
        self.pointers = packed(np.append(0, np.cumsum(sizes[kept])), "q")
        moved = np.cumsum(kept) - 1
        for remark, rows in self.remarks.items():
            there = np.array(rows)
            self.remarks[remark] = packed(moved[there[kept[there]]], "q")

    def tag_codes(self) -> npt.NDArray[np.int32]:
        """Return int32[ways, tag_keys], the row of tag_values that each way has."""
        return np.array(self.tags, dtype=np.int32).reshape(len(self.ids), len(self.tag_keys))


@dataclass(slots=True)
class OsmMarks:
    """Points that are closed to cars or cost time; seconds ahead and back along their way.

    versions  those of their nodes
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    versions: array[int] = field(default_factory=lambda: array("i"))
    closed: array[int] = field(default_factory=lambda: array("b"))
    ahead_s: array[float] = field(default_factory=lambda: array("f"))
    back_s: array[float] = field(default_factory=lambda: array("f"))

    def keep(self, kept: Bools) -> None:
        """Leave out all marks but some: bool[marks]."""
        for each in fields(self):
            _keep(self, each.name, kept)


@dataclass(frozen=True)
class OsmExtract:
    """What an extract holds for cars.

    repeated  ids of nodes, ways and relations that are there more than once, by kind
    twice     kind, id and key of tags that are there more than once, with the value that counts
    """

    ways: OsmWays
    marks: OsmMarks
    relations: OsmRelations
    repeated: dict[str, list[int]] = field(default_factory=dict)
    twice: Mapping[tuple[str, int, str], str] = field(default_factory=dict)


def _keep(table: Any, name: str, kept: Bools) -> None:
    values = getattr(table, name)
    setattr(table, name, packed(np.array(values, dtype=values.typecode)[kept], values.typecode))
