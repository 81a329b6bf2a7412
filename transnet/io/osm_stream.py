"""An OpenStreetMap extract to plain arrays: one pass, only roads and a table of points in memory.

The table of points takes 16 bytes for each node of the extract and is given back at the end.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.errors import InputError
from transnet.io.lines import Faults
from transnet.io.osm_tags import OsmOptions, WayRule, way_rule

_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2", ".xml")


@dataclass(slots=True)
class OsmWays:
    """The ways a car may use.

    refs      node ids of all ways, one way after the other
    lon, lat  their places in degrees; NaN where the extract doesn't hold the node
    pointers  those of way w are refs[pointers[w] : pointers[w + 1]]
    signals   ids of the nodes that are traffic signals
    seen      ways with a highway tag, drivable or not
    """

    ids: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    signals: array[int] = field(default_factory=lambda: array("q"))
    pointers: array[int] = field(default_factory=lambda: array("q", [0]))
    ahead_kmh: array[float] = field(default_factory=lambda: array("d"))
    back_kmh: array[float] = field(default_factory=lambda: array("d"))
    duration_min: array[float] = field(default_factory=lambda: array("d"))
    oneway: array[int] = field(default_factory=lambda: array("b"))
    classes: list[str] = field(default_factory=list)
    seen: int = 0
    restrictions: int = 0

    def add(self, way: Any, rule: WayRule) -> None:
        """Append a way as osmium gives it, with the places of its nodes."""
        self.ids.append(way.id)
        for node in way.nodes:
            place = node.location
            known = place.valid()
            self.refs.append(node.ref)
            self.lon.append(place.lon if known else math.nan)
            self.lat.append(place.lat if known else math.nan)
        self.pointers.append(len(self.refs))
        self.ahead_kmh.append(rule.speed_kmh[0])
        self.back_kmh.append(rule.speed_kmh[1])
        self.duration_min.append(rule.duration_min)
        self.oneway.append(rule.oneway)
        self.classes.append(rule.road_class)


@dataclass(frozen=True)
class OsmPoints:
    """Nodes of those ways.

    ids     int64[n], sorted
    lon, lat  float64[n], degrees; NaN where the extract doesn't hold the node
    signal  bool[n], traffic signals
    """

    ids: npt.NDArray[np.int64]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    signal: npt.NDArray[np.bool_]


def read_ways(path: Path, options: OsmOptions, faults: Faults) -> OsmWays:
    """Return the ways of an extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) that a car may use.

    Raises InputError when the file isn't an extract, is cut off, or has no such way.
    """
    osmium = _osmium(path, faults)
    ways = OsmWays()
    with _messages(faults):
        objects = osmium.FileProcessor(str(path)).with_locations("sparse_mem_array")
        wanted = osmium.filter.KeyFilter("highway", "route", "restriction")
        for thing in objects.with_filter(wanted):
            _take(thing, ways, options)
    if not len(ways.ids):
        hint = "it has no road that a car may use: was it filtered, or is the area empty?"
        faults.add("no_roads", 0, hint)
        raise faults.error()
    return ways


def points_of(ways: OsmWays) -> OsmPoints:
    """Return the distinct nodes that the ways pass; takes their places out of `ways`."""
    ids, first = np.unique(np.frombuffer(ways.refs, dtype=np.int64), return_index=True)
    lon, lat = (np.frombuffer(each, dtype=np.float64)[first] for each in (ways.lon, ways.lat))
    ways.lon, ways.lat = array("d"), array("d")  # large, and no longer needed
    return OsmPoints(ids, lon, lat, np.isin(ids, np.array(ways.signals, dtype=np.int64)))


def _take(thing: Any, ways: OsmWays, options: OsmOptions) -> None:
    """Take what concerns cars of one object that has a highway, route or restriction tag."""
    if thing.is_node():
        if thing.tags.get("highway") == "traffic_signals":
            ways.signals.append(thing.id)
    elif thing.is_relation():
        ways.restrictions += "restriction" in thing.tags
    else:
        tags = dict(thing.tags)
        ways.seen += "highway" in tags
        rule = way_rule(tags, options)
        if rule is not None:
            ways.add(thing, rule)


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
