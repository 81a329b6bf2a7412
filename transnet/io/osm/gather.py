"""Roads, marked points and relations of an extract, gathered one by one in any order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.osm.profiles import leaves_out, may_be_used, point_rule, rule_of_way
from transnet.io.osm.relations import OsmRelations
from transnet.io.osm.things import (
    PLACES_PER_DEGREE,
    UNKNOWN_PLACE,
    NodeTable,
    Thing,
    Versions,
    distinct,
    packed,
)
from transnet.io.osm.way_tags import MARK_KEYS, OsmOptions
from transnet.io.osm.ways import OsmExtract, OsmMarks, OsmWays

_MOST_X, _MOST_Y = round(180 * PLACES_PER_DEGREE), round(90 * PLACES_PER_DEGREE)


@dataclass
class Gathered:
    """What has been read so far.

    versions  of the ways that were seen
    nodes     their places
    twice     tags of roads, marked points and relations that are there with other values too: kind,
              id and key, with the value that counts
    """

    options: OsmOptions
    seconds: Mapping[str, float]
    ways: OsmWays = field(init=False)
    marks: OsmMarks = field(default_factory=OsmMarks)
    relations: OsmRelations = field(default_factory=OsmRelations)
    versions: Versions = field(default_factory=Versions)
    nodes: NodeTable = field(default_factory=NodeTable)
    twice: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ways = OsmWays(tag_keys=self.options.tags)

    def take_relation(self, thing: Thing) -> None:
        """Take a relation, of whatever kind."""
        if thing.tags.get("type", "").startswith(("restriction", "route")):
            self._note_twice(thing)
        self.relations.add(thing)

    def take_way(self, thing: Thing, refs: Iterable[int]) -> bool:
        """Take a way if the profile may use it, and return whether it may.

        refs  its nodes; read only where it is
        """
        tags, ferry = thing.tags, -1
        if "highway" not in tags and thing.id in self.relations.ferry_of:
            ferry = self.relations.ferry_of[thing.id]
            tags = {"route": "ferry", **self.relations.ferries[ferry].tags, **tags}
        rule = None if thing.deleted else rule_of_way(tags, self.options)
        row = -1
        if rule is not None:
            self.ways.refs.extend(refs)
            row = self.ways.add(thing.id, rule, tags, ferry)
        elif not thing.deleted and (why := leaves_out(tags, self.options)):
            self.ways.left_out.setdefault(why, set()).add(thing.id)
        if rule is not None or may_be_used(tags, self.options):
            self._note_twice(thing)
        self.versions.add(thing.id, thing.version, row)
        return rule is not None

    def take_node(self, thing: Thing) -> None:
        """Take a node if it is closed or costs time."""
        rule = None if thing.deleted else point_rule(thing.tags, self.options, self.seconds)
        if rule is not None or not set(thing.twice).isdisjoint(MARK_KEYS):
            self._note_twice(thing)
        if rule is not None:
            self.marks.ids.append(thing.id)
            self.marks.closed.append(rule.closed)
            self.marks.ahead_s.append(rule.ahead_s)
            self.marks.back_s.append(rule.back_s)
            self.marks.versions.append(thing.version)

    def _note_twice(self, thing: Thing) -> None:
        for key in () if thing.deleted else thing.twice:
            self.twice[thing.kind, thing.id, key] = thing.tags[key]

    def has_repeated(self) -> bool:
        """Return whether anything so far is there more than once."""
        ways = np.array(self.versions.ids, dtype=np.int64)
        again = bool(self.relations.repeated) or len(distinct(ways)) < len(ways)
        return again or bool(len(self.nodes.settle().repeated))

    def forget_ways(self) -> None:
        """Forget ways and nodes, to take them anew."""
        self.ways = OsmWays(tag_keys=self.options.tags)
        self.versions, self.nodes = Versions(), NodeTable()

    def extract(self, faults: Notices) -> OsmExtract:
        """Return it all, each thing once and each point with its place.

        Raises InputError when there is no road, or one passes a point that lies nowhere on Earth.
        """
        ways, settled, faulty = self.ways, self.nodes.settle(), self.nodes.faulty
        self.nodes = NodeTable()  # millions of places, which the settled table has too
        refs = np.array(ways.refs, dtype=np.int64)
        x, y = settled.places(refs)
        ways.x, ways.y = packed(x, "i"), packed(y, "i")
        marks = np.array(self.marks.ids), np.array(self.marks.versions)
        self.marks.keep(settled.has(*marks))
        again = settled.repeated[np.isin(settled.repeated, refs)].tolist()
        repeated = {"node": again, "relation": self.relations.repeated}
        kept, repeated["way"] = self.versions.chosen(len(ways.ids))
        ways.keep(kept)
        for ids in ways.left_out.values():
            ids.difference_update(ways.ids)
        if 0 not in ways.spare:
            hint = said("it has no road that a car may use: was it filtered, or is the area empty?")
            if self.options.profile != "car":
                hint = said("it has no way for this profile: was it filtered, or is it empty?")
            if len(ways.ids):
                hint = said(
                    "it has service roads alone: take them (--service, OsmOptions(service=True))"
                )
            faults.add("no_roads", hint)
            raise faults.error()
        _check_places(ways, faulty, faults)
        return OsmExtract(ways, self.marks, self.relations, repeated, self.twice)


def _check_places(ways: OsmWays, faulty: Mapping[int, tuple[str, str]], faults: Notices) -> None:
    """Raise InputError where a road passes a point that lies nowhere on Earth."""
    refs, x, y = (np.array(each) for each in (ways.refs, ways.x, ways.y))
    hint = said("a road passes it, but there is no such place; correct it, or leave the node out")
    for ref in np.unique(refs[x == UNKNOWN_PLACE]).tolist() if faulty else ():
        if ref in faulty:
            key, value = faulty[ref]
            text = (
                hint
                if value
                else said("{key} is missing, though a road passes it; add it", key=key)
            )
            faults.add("out_of_range", text, column=f"node {ref}, {key}", value=value)
    known = x != UNKNOWN_PLACE
    for key, values, most in (("lon", x, _MOST_X), ("lat", y, _MOST_Y)):
        for at in np.flatnonzero(known & (np.abs(values.astype(np.int64)) > most))[:1].tolist():
            value = values[at] / PLACES_PER_DEGREE
            faults.add("out_of_range", hint, column=f"node {refs[at]}, {key}", value=value)
    faults.raise_if_any()
