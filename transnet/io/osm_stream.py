"""An OpenStreetMap extract to plain arrays: only roads and a table of points are in memory.

Relations come first, since a ferry's ways may have their tags from one; then points and ways. The
table of points takes 16 bytes for each node of the extract and is given back at the end.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from transnet.errors import InputError
from transnet.io.lines import Faults
from transnet.io.osm_nodes import delays, node_rule
from transnet.io.osm_relations import OsmRelations
from transnet.io.osm_tags import OsmOptions, Tags, WayRule, is_conditional, way_names, way_rule
from transnet.model.road_names import NameList

_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2", ".xml")
UNKNOWN_PLACE = int(np.iinfo(np.int32).max)
PLACES_PER_DEGREE = 1e7


@dataclass(slots=True)
class OsmWays:
    """The ways a car may use.

    refs      node ids of all ways, one way after the other
    x, y      their places in 1e-7 degrees; UNKNOWN_PLACE where the extract doesn't hold the node
    pointers  those of way w are refs[pointers[w] : pointers[w + 1]]
    ferry     route whose duration counts for the way, else -1
    classes   positions in class_names
    seen      ways with a highway tag, drivable or not
    conditional  ways in use with conditional tags
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
    classes: array[int] = field(default_factory=lambda: array("h"))
    class_names: dict[str, int] = field(default_factory=dict)
    names: NameList = field(default_factory=NameList)
    seen: int = 0
    conditional: int = 0

    def add(self, way: Any, rule: WayRule, tags: Tags, ferry: int = -1) -> None:
        """Append a way as osmium gives it, with the places of its nodes, and its tags."""
        self.ids.append(way.id)
        for node in way.nodes:
            self.refs.append(node.ref)
            self.x.append(node.x)
            self.y.append(node.y)
        self.pointers.append(len(self.refs))
        self.ahead_kmh.append(rule.speed_kmh[0])
        self.back_kmh.append(rule.speed_kmh[1])
        self.duration_min.append(rule.duration_min)
        self.ferry.append(ferry)
        self.oneway.append(rule.oneway)
        self.names.add(*way_names(tags))
        self.classes.append(self.class_names.setdefault(rule.road_class, len(self.class_names)))


@dataclass(slots=True)
class OsmMarks:
    """Points that are closed to cars or cost time; seconds ahead and back along their way."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    closed: array[int] = field(default_factory=lambda: array("b"))
    ahead_s: array[float] = field(default_factory=lambda: array("f"))
    back_s: array[float] = field(default_factory=lambda: array("f"))


@dataclass(frozen=True)
class OsmExtract:
    """What an extract holds for cars."""

    ways: OsmWays
    marks: OsmMarks
    relations: OsmRelations


def read_extract(path: Path, options: OsmOptions, faults: Faults) -> OsmExtract:
    """Return what an extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) holds for cars.

    Raises InputError when the file isn't an extract, is cut off, or has no way that a car may use.
    """
    seconds = delays(options.delays)
    osmium = _osmium(path, faults)
    found = OsmExtract(OsmWays(), OsmMarks(), OsmRelations())
    with _messages(faults):
        relations = osmium.FileProcessor(str(path), osmium.osm.RELATION)
        for relation in relations.with_filter(osmium.filter.KeyFilter("type")):
            found.relations.take(relation)
        left = set(found.relations.ferry_of)
        for thing in _points_and_ways(path, osmium):
            if thing.is_node():
                _take_node(thing, found.marks, seconds)
            else:
                left.discard(thing.id)
                _take_way(thing, dict(thing.tags), found, options)
        for way in _ways_of(path, osmium, left):
            _take_way(way, {"route": "ferry", **dict(way.tags)}, found, options)
    if not len(found.ways.ids):
        hint = "it has no road that a car may use: was it filtered, or is the area empty?"
        faults.add("no_roads", 0, hint)
        raise faults.error()
    return found


def _points_and_ways(path: Path, osmium: Any) -> Any:
    points = osmium.filter.KeyFilter("highway", "barrier", "railway")
    ways = osmium.filter.KeyFilter("highway", "route")
    return (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations("sparse_mem_array")
        .with_filter(points.enable_for(osmium.osm.NODE))
        .with_filter(ways.enable_for(osmium.osm.WAY))
    )


def _ways_of(path: Path, osmium: Any, ids: set[int]) -> Any:
    """Return ferries that only their relation knows as such; most extracts have none."""
    if not ids:
        return ()
    return (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations("sparse_mem_array")
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.IdFilter(ids))
    )


def _take_node(node: Any, marks: OsmMarks, seconds: Mapping[str, float]) -> None:
    rule = node_rule(dict(node.tags), seconds)
    if rule is not None:
        marks.ids.append(node.id)
        marks.closed.append(rule.closed)
        marks.ahead_s.append(rule.ahead_s)
        marks.back_s.append(rule.back_s)


def _take_way(way: Any, tags: dict[str, str], found: OsmExtract, options: OsmOptions) -> None:
    ways, ferry = found.ways, -1
    if "highway" in tags:
        ways.seen += 1
    elif way.id in found.relations.ferry_of:
        ferry = found.relations.ferry_of[way.id]
        tags = {**found.relations.ferries[ferry].tags, **tags}
    rule = way_rule(tags, options)
    if rule is not None:
        ways.conditional += is_conditional(tags)
        ways.add(way, rule, tags, ferry)


def _osmium(path: Path, faults: Faults) -> Any:
    """Return the reader's module, once the file looks like something it can read."""
    try:
        import osmium
        import osmium.filter
    except ImportError as error:
        message = "reading OpenStreetMap needs osmium: pip install 'transnet[roads]'"
        raise InputError(message) from error
    name = path.name.lower()
    if not path.is_file():
        faults.add("missing_file", 0, "there is no such file")
    elif not name.endswith(_SUFFIXES):
        faults.add("unknown_file", 0, f"the name of an extract ends in {', '.join(_SUFFIXES)}")
    elif not path.stat().st_size:
        faults.add("empty_file", 0, "the file has no bytes; fetch it again")
    faults.raise_if_any()
    return osmium


@contextmanager
def _messages(faults: Faults) -> Iterator[None]:
    """Turn what the reader's library raises into a message with a remedy."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        text = str(error)
        cut = "EOF" in text or "truncated" in text.lower()
        remedy = "it is cut off; fetch it again" if cut else "it isn't an OpenStreetMap extract"
        faults.add("broken_osm", 0, f"{remedy} ({text.splitlines()[0] if text else 'no reason'})")
        raise faults.error() from error
