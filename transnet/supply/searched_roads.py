"""Ways by road of one state: trees from places and to places.

Trees of a state that differs little from another are mended, not grown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.supply.cheapest_trees import cheapest_trees
from transnet.supply.known_trees import known_times, known_trees
from transnet.supply.lookup import StrArray
from transnet.supply.supply_tables import MANY
from transnet.supply.topology import Topology
from transnet.supply.way_graphs import WayGraph, way_graphs

_DOORS = ("place_out", "place_in")
Int64Array = npt.NDArray[np.int64]
_Trees = tuple[Int32Array, Int32Array]


class SearchedGraph(NamedTuple):
    """A graph that ways by road are searched in, and what its arcs take.

    cost, metres  int32[k]; UNREACHABLE_MS where closed
    """

    ways: WayGraph
    cost: Int32Array
    metres: Int32Array


@dataclass(frozen=True, eq=False)
class Roads:
    """Ways over the roads of one state, from places and to places.

    out_ways, back_ways    the graphs that they lead over; that of ways back has its arcs turned
    out_times, out_arcs    int32[places, w], trees from the doors of places, by nodes and arcs of
                           their graph
    back_times, back_arcs  int32[places, w], trees to the doors; each arc leads on to the door
    out_metres, back_metres  int32[places, w], by the shortest way: a road more makes none longer,
                           as a fast one might make the fastest
    """

    out_ways: WayGraph
    out_times: Int32Array
    out_arcs: Int32Array
    back_ways: WayGraph
    back_times: Int32Array
    back_arcs: Int32Array
    out_metres: Int32Array
    back_metres: Int32Array

    def times_from(self, nodes: Int32Array) -> Int32Array:
        """Return the ms from places to some nodes of the topology, int32[places, nodes]."""
        return self.out_times[:, self.out_ways.of_node[nodes]]

    def metres_from(self, nodes: Int32Array) -> Int32Array:
        """Return the metres from places to some nodes by the shortest way, likewise."""
        return self.out_metres[:, self.out_ways.of_node[nodes]]

    def way_from(self, place: int, node: int) -> Int32Array:
        """Return the arcs of the fastest way from a place to a node, in travel order."""
        return self.out_ways.way(self.out_arcs[place], node)

    def way_to(self, place: int, node: int) -> Int32Array:
        """Return the arcs of the fastest way from a node to a place, in travel order."""
        return self.back_ways.way(self.back_arcs[place], node)[::-1]


def search_roads(
    topology: Topology,
    cost: Int64Array,
    metres: Int64Array,
    places: tuple[StrArray, StrArray],
    duration: Int32Array | None = None,
) -> Roads:
    """Return the ways by road from places to platforms and places, and from platforms to places.

    cost      int64[m], of every arc
    metres    int64[m], 0 off the roads
    places    ids of those that ways begin and end at, known again by which arrays they are
    duration  int32[m], ms: of ways that cost alike the fastest; None leaves it open
    Searches over the same weights as one of the last few states' are known already.
    """
    made = topology.tables.made
    graphs = searched_graphs(topology, cost, metres)
    found = []
    for searched, kind, names in zip(graphs, _DOORS, places, strict=True):
        doors = made(_doors, topology, searched.ways, kind, names)
        trees = _trees(topology, searched, duration, doors)
        lengths = known_times(topology.tables, searched.ways, searched.metres, doors)
        found.append((searched.ways, trees, lengths))
    (out, out_trees, out_metres), (back, back_trees, back_metres) = found
    by = (out, *out_trees, back, *back_trees, out_metres, back_metres)
    return topology.tables.kept(Roads, by, lambda: Roads(*by), MANY)


def _doors(topology: Topology, ways: WayGraph, kind: str, names: StrArray) -> Int32Array:
    return ways.of_node[topology.nodes(kind, names)]


def searched_graphs(
    topology: Topology, cost: Int64Array, metres: Int64Array
) -> tuple[SearchedGraph, SearchedGraph]:
    """Return the graph of ways from places, and that of ways to places, whose arcs lead back.

    cost, metres  as of `search_roads`
    """
    length = np.where(cost < UNREACHABLE_MS, metres, UNREACHABLE_MS)
    out, back = (
        SearchedGraph(ways, *(each[ways.arcs].astype(np.int32) for each in (cost, length)))
        for ways in way_graphs(topology)
    )
    return out, back


def _trees(
    topology: Topology, searched: SearchedGraph, duration: Int32Array | None, doors: Int32Array
) -> _Trees:
    ways = searched.ways
    if duration is not None:
        return cheapest_trees(ways.graph, searched.cost, duration[ways.arcs], doors)
    return known_trees(topology.tables, ways, searched.cost, doors)
