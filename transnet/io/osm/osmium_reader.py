"""A PBF extract, read with osmium; places of nodes are read as arrays beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.osm.dense import read_places
from transnet.io.osm.gather import Gathered
from transnet.io.osm.pbf import check_blocks, check_pbf
from transnet.io.osm.things import EMBEDDED, UNKNOWN_PLACE, Thing, distinct
from transnet.io.osm.way_tags import MARK_KEYS

_EMBEDDED, _HISTORY = "LocationsOnWays", "HistoricalInformation"


def read_pbf(path: Path, gathered: Gathered, faults: Notices) -> None:
    """Gather the roads of a PBF extract.

    Raises InputError when osmium isn't installed, or the file is damaged or cut off.
    """
    osmium = _osmium()
    features = check_pbf(path, faults)
    check_blocks(path, faults)
    history = _HISTORY in features
    with _messages(faults):
        extract = _Pbf(osmium, path)
        # What was deleted has no tags left: of a history all things are looked at.
        typed = () if history else (osmium.filter.KeyFilter("type"),)
        for relation in extract.things(osmium.osm.RELATION, *typed):
            members = [(each.type, each.ref, each.role) for each in relation.members]
            gathered.take_relation(_thing("r", relation, members=members))
        gathered.relations.take_all()
        _take_ways(extract, gathered, everything=history, embedded=_EMBEDDED in features)
        _take_places(extract, gathered, faults)
        if not history and gathered.has_repeated():
            # A road's newest version may have no tag by which it was found.
            gathered.forget_ways()
            _take_ways(extract, gathered, everything=True, embedded=_EMBEDDED in features)
            _take_places(extract, gathered, faults)
        for node in extract.things(osmium.osm.NODE, osmium.filter.KeyFilter(*MARK_KEYS)):
            gathered.take_node(_thing("n", node))


class _Pbf:
    """A PBF file, read in parts."""

    def __init__(self, osmium: Any, path: Path) -> None:
        self.osmium, self.path = osmium, path

    def things(self, kind: Any, *filters: Any) -> Any:
        """Return the things of a kind that pass all filters, in the file's order."""
        processor = self.osmium.FileProcessor(str(self.path), kind)
        for each in filters:  # the processor keeps them alive
            processor.with_filter(each)
        return processor


def _thing(kind: str, found: Any, **more: Any) -> Thing:
    thing = Thing(kind, found.id, found.version, not found.visible, dict(found.tags), **more)
    if len(thing.tags) < len(found.tags):
        thing.tags.clear()
        for each in found.tags:
            thing.tag(each.k, each.v)
    return thing


def _take_ways(extract: _Pbf, gathered: Gathered, *, everything: bool, embedded: bool) -> None:
    """Take the ways that are tagged as roads or ferries, or all, and those of ferry routes.

    embedded  whether the ways have their nodes' places
    """
    osmium, left = extract.osmium, set(gathered.relations.ferry_of)
    tagged = () if everything else (osmium.filter.KeyFilter("highway", "route"),)
    for way in extract.things(osmium.osm.WAY, *tagged):
        left.discard(way.id)
        _take_way(way, gathered, embedded=embedded)
    if left and not everything:
        known = {each for each in left if each >= 0}
        ids = osmium.filter.IdFilter(known) if known == left else osmium.filter.EmptyTagFilter()
        for way in extract.things(osmium.osm.WAY, ids):
            if way.id in left:
                _take_way(way, gathered, embedded=embedded)


def _take_way(way: Any, gathered: Gathered, *, embedded: bool) -> None:
    thing = _thing("w", way)
    gathered.ways.seen += "highway" in thing.tags
    taken = gathered.take_way(thing, (node.ref for node in way.nodes))
    if taken and embedded:
        for node in way.nodes:
            gathered.nodes.add(node.ref, EMBEDDED, node.x, node.y)


def _take_places(extract: _Pbf, gathered: Gathered, faults: Notices) -> None:
    nodes = gathered.nodes
    needed = distinct(np.array(gathered.ways.refs, dtype=np.int64))
    if read_places(extract.path, needed, nodes, faults):
        return
    wanted = set(needed.tolist())  # node by node, where blocks are packed by LZ4
    for node in extract.things(extract.osmium.osm.NODE):
        if node.id in wanted:
            place = node.location
            x, y = (place.x, place.y) if node.visible else (UNKNOWN_PLACE,) * 2
            nodes.add(node.id, node.version, x, y)


def _osmium() -> Any:
    try:
        import osmium
        import osmium.filter
    except ImportError as error:
        message = said("reading OpenStreetMap's PBF needs osmium: pip install 'transnet[roads]'")
        raise InputError(message) from error
    return osmium


@contextmanager
def _messages(faults: Notices) -> Iterator[None]:
    """Turn what the reader's library raises into a message with a remedy."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # the library raises what it likes, of no common base
        text = str(error)
        cut = "EOF" in text or "truncated" in text.lower()
        remedy = (
            said("it is cut off; fetch it again")
            if cut
            else said("it isn't an OpenStreetMap extract")
        )
        faults.add(
            "broken_osm",
            said(
                "{remedy} ({value})",
                remedy=remedy,
                value=text.splitlines()[0] if text else "no reason",
            ),
        )
        raise faults.error() from error
