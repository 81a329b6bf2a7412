"""Graphs that ways by road are searched in: what a topology has of nodes and arcs for them alone.

Of a topology's nodes and arcs, ways by road take the fewest: most are platforms and rides. Nodes
and arcs stand in the topology's order, so of several equally fast ways the same one is found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.search.tree_paths import unpack_path
from transnet.routing.csr import build_csr
from transnet.supply.cheapest_trees import Graph
from transnet.supply.kinds import STREET_KINDS, ArcKind, NodeKind
from transnet.supply.topology import Topology

_BEFORE = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.STREET, ArcKind.ACCESS, ArcKind.PARK)
_AFTER = (ArcKind.EGRESS, ArcKind.TAXI, ArcKind.STREET_TAXI, ArcKind.ARRIVE)
_ENDS_BEFORE = (NodeKind.DOOR_OUT, NodeKind.ACCESS_ROAD, NodeKind.STOP_IN, NodeKind.DOOR_IN)
_ENDS_AFTER = (NodeKind.STOP_OUT, NodeKind.EGRESS_ROAD, NodeKind.DOOR_IN)
Int64Array = npt.NDArray[np.int64]


class WayGraph(NamedTuple):
    """The part of a topology that ways by road take in one direction; nodes w, arcs k.

    graph       indptr, heads and tails, by nodes of its own
    street_end  int32[w], where the arcs over streets end that each node has first
    arcs        int64[k], which arc of the topology each of its arcs is
    of_node     int32[n], which of its nodes each node of the topology is; -1 for one that it lacks
    """

    graph: Graph
    street_end: Int32Array
    arcs: Int64Array
    of_node: Int32Array

    @property
    def has_streets(self) -> bool:
        """Whether any of its arcs leads over streets."""
        return bool((self.street_end > self.graph[0][:-1]).any())

    def way(self, tree: Int32Array, node: int) -> Int32Array:
        """Return the arcs of the topology from the root of a tree to a node of the topology."""
        arcs = unpack_path(tree, self.graph[2], int(self.of_node[node]))
        return self.arcs[arcs].astype(np.int32)


def way_graphs(topology: Topology) -> tuple[WayGraph, WayGraph]:
    """Return the graph of ways from places and that of ways to places, whose arcs lead back."""
    return topology.tables.made(_way_graphs, topology)


def _way_graphs(topology: Topology) -> tuple[WayGraph, WayGraph]:
    own = np.arange(len(topology.heads))
    back = build_csr(len(topology.node_keys), topology.heads, topology.tails)
    return (
        _part(topology, _BEFORE, _ENDS_BEFORE, (own, topology.tails, topology.heads)),
        _part(topology, _AFTER, _ENDS_AFTER, (back.order, back.tails, back.heads)),
    )


def _part(
    topology: Topology,
    kinds: tuple[ArcKind, ...],
    ends: tuple[NodeKind, ...],
    arcs: tuple[Int64Array, Int32Array, Int32Array],
) -> WayGraph:
    """Return the part of a graph that has nodes and arcs of some kinds alone.

    arcs  int[m] each, sorted by tail: which arc of the topology each is, its tail and its head
    """
    order, tails, heads = arcs
    nodes = np.flatnonzero(np.isin(topology.node_kind, ends))
    of_node = np.full(len(topology.node_kind), -1, dtype=np.int32)
    of_node[nodes] = np.arange(len(nodes))
    taken = np.flatnonzero(np.isin(topology.arc_kind[order], kinds))
    on_street = np.isin(topology.arc_kind[order[taken]], STREET_KINDS)
    tails = of_node[tails[taken]]
    taken = taken[np.lexsort((~on_street, tails))]
    first, streets = (
        np.append(0, np.cumsum(np.bincount(each, minlength=len(nodes))))
        for each in (tails, tails[on_street])
    )
    street_end = (first[:-1] + np.diff(streets)).astype(np.int32)
    graph = first.astype(np.int32), of_node[heads[taken]], tails
    return WayGraph(graph, street_end, order[taken], of_node)
