"""An OpenStreetMap extract to plain arrays: only roads and a table of points are in memory.

Relations are read before all else, since a ferry's ways may have their tags from one; then ways,
and the places of the points that they name. So the order of a file's elements doesn't matter.
"""

from __future__ import annotations

from pathlib import Path

from transnet.base.collector import Notices
from transnet.io.osm.file_kind import kind_of
from transnet.io.osm.gather import Gathered
from transnet.io.osm.node_tags import delays
from transnet.io.osm.osmium_reader import read_pbf
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.osm.ways import OsmExtract
from transnet.io.osm.xml_reader import read_xml


def read_extract(path: Path, options: OsmOptions, faults: Notices) -> OsmExtract:
    """Return what an extract (.osm.pbf, .osm, .osm.gz, .osm.bz2) holds for cars.

    Raises InputError when the file isn't an extract, is cut off, has a road through a point that
    lies nowhere, or has no way that a car may use.
    """
    gathered = Gathered(options, delays(options.delays))
    if kind_of(path, faults) == "pbf":
        read_pbf(path, gathered, faults)
    else:
        _read_xml(path, gathered, faults)
    return gathered.extract(faults)


def _read_xml(path: Path, gathered: Gathered, faults: Notices) -> None:
    for thing in read_xml(path, faults):
        gathered.take_relation(thing)
    gathered.relations.take_all()
    # The second reading would say again what the first one said.
    for thing in read_xml(path, Notices(faults.source), gathered.nodes):
        if thing.kind == "w":
            gathered.ways.seen += "highway" in thing.tags and not thing.deleted
            gathered.take_way(thing, thing.refs)
        elif thing.kind == "n":
            gathered.take_node(thing)
