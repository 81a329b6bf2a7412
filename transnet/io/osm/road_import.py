"""What an import of an extract gives: the graph, and what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transnet.base.errors import Notice
from transnet.io.osm.way_tags import OsmOptions
from transnet.roads.graph import BoolArray, RoadGraph


@dataclass(frozen=True)
class RoadImport:
    """What an extract became.

    in_main  bool[n], nodes of the largest part in which each reaches each other one
    counts   whole numbers by name, such as ways_seen, nodes, copies, arcs, nodes_in_main; nodes and
             arcs are those of originals
    notices  what a user should know: roads cut at the border, islands, restrictions not honoured
    from_cache  whether an earlier import of the same file was taken
    """

    graph: RoadGraph
    in_main: BoolArray
    counts: Mapping[str, int]
    notices: tuple[Notice, ...]
    options: OsmOptions
    from_cache: bool = False
