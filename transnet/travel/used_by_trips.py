"""Which of some things, such as lines, stations and roads, trips between places use.

What closes one of them leaves a trip that uses it not as it is: see `kernels.strategies
.marked_trips` for what counts as use, and why nothing else matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels._arrays import read_only
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.strategies.marked_trips import (
    RideThings,
    Things,
    Tree,
    mark_trips,
    mark_ways,
)
from transnet.kernels.strategies.optimal import NEVER
from transnet.model.network import BoolArray
from transnet.supply.boardings import boardings_of, doors_into
from transnet.supply.known_trees import known_trees
from transnet.supply.searched_roads import SearchedGraph
from transnet.travel.freight import truck_ways
from transnet.travel.model import TravelModel
from transnet.travel.train_rides import TrainRide
from transnet.travel.trip_table import TripTable
from transnet.travel.trips import TripSearch

_MARGIN_MS = 1_000  # for what rounding takes off the mean of several departures

Pairs = tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]]
"""Rows of the places at both ends, int[n] each."""


@dataclass(frozen=True, eq=False)
class PartsOf:
    """The parts of a topology that each of k things is of, sparse bool: [m, k], [e, k] and [l, k].

    arcs, entries, links  rides left out; entries of the ride pairs; changes between platforms
    """

    arcs: Any
    entries: Any
    links: Any

    @property
    def count(self) -> int:
        """How many things there are."""
        return int(self.arcs.shape[1])

    @cached_property
    def of_rides(self) -> tuple[Things, Things]:
        """The things of entries and of changes."""
        return _things(self.entries), _things(self.links)

    @cached_property
    def of_all_arcs(self) -> Things:
        """The things of all arcs."""
        return _things(self.arcs)

    def of_arcs(self, arcs: npt.NDArray[np.integer]) -> Things:
        """Return the things of some arcs of the topology, in their order; of the same known."""
        known = self._of_arcs.get(id(arcs))
        if known is None:
            known = self._of_arcs[id(arcs)] = arcs, _things(self.arcs[arcs])
        return known[1]

    @cached_property
    def _of_arcs(self) -> dict[int, tuple[npt.NDArray[np.integer], Things]]:
        return {}


def _things(parts: Any) -> Things:
    found = parts.tocsr()
    return Things(*(read_only(each.astype(np.int32)) for each in (found.indptr, found.indices)))


def used_by_trips(search: TripSearch, trips: TripTable, pairs: Pairs, things: PartsOf) -> BoolArray:
    """Return which things the trips of some pairs use, bool[n, k].

    trips  the table that holds them, of the same search; all ways of travelling may be taken
    pairs  rows of the table, and columns; none leads to where it begins
    All things where a ride takes no time: then more than what a trip uses may decide it.
    """
    found = np.zeros((len(pairs[0]), things.count), dtype=np.bool_)
    drives = np.flatnonzero(trips.drives[pairs])
    rides = np.flatnonzero(~trips.drives[pairs] & (trips.travel[pairs] < UNREACHABLE_MS))
    if len(rides):
        if search.ready("best").supply.ride.min(initial=NEVER) <= 0:
            found[rides] = True
        else:
            rides = rides[np.argsort(pairs[1][rides], kind="stable")]
            ridden = pairs[0][rides], pairs[1][rides]
            most = trips.choice[ridden] + _MARGIN_MS
            found[rides] = _of_rides(search, ridden, most, things)
    goals = doors_into(search.topology)[pairs[1][drives]]
    found[drives] = used_by_ways(search, (pairs[0][drives], goals), things)
    return found


def _of_rides(
    search: TripSearch, pairs: Pairs, most: npt.NDArray[np.int64], things: PartsOf
) -> BoolArray:
    """Return what trips by some ride use, those to one place side by side; what each costs most."""
    at = boardings_of(search.topology)
    steps = (things.of_arcs(each) for each in (at.board, at.alight))
    of_rides = RideThings(*things.of_rides, *steps)
    to = np.arange(len(search.network.place_ids)) if search.to is None else search.to
    ends = np.searchsorted(to, pairs[1]).astype(np.int32)
    found = np.zeros((len(ends), things.count), dtype=np.bool_)
    starts = np.ascontiguousarray(pairs[0], dtype=np.int32)
    asked = starts, ends, most.astype(np.int64)
    mark_trips(search.ready("best"), asked, of_rides, _trees(search, things), found)
    return found


def _trees(search: TripSearch, things: PartsOf) -> tuple[Tree, Tree]:
    """Return the ways by road to platforms and from them."""
    topology, roads = search.topology, search.roads("best")
    at, ids = boardings_of(topology), topology.stops.ids.tolist()
    graphs = search.searched_graphs("best")
    out, back = (
        Tree(
            read_only(fastest),
            read_only(_shortest(search, searched, kind)),
            read_only(searched.ways.graph[2]),
            read_only(searched.ways.of_node[topology.nodes(end, ids)][at.stop]),
            things.of_arcs(searched.ways.arcs),
        )
        for searched, fastest, kind, end in (
            (graphs[0], roads.out_arcs, "place_out", "in"),
            (graphs[1], roads.back_arcs, "place_in", "out"),
        )
    )
    return out, back


def _shortest(search: TripSearch, searched: SearchedGraph, kind: str) -> Int32Array:
    """Return by which arc each node is entered on the shortest way."""
    ids = np.array(search.network.place_ids, dtype=object)
    rows = search.to if kind == "place_in" else search.froms
    ids = ids if rows is None else ids[rows]
    doors = searched.ways.of_node[search.topology.nodes(kind, ids)]
    return known_trees(search.topology.tables, searched.ways, searched.metres, doors)[1]


def used_by_ways(search: TripSearch, ways: Pairs, things: PartsOf) -> BoolArray:
    """Return which things the fastest ways by road from places use, bool[n, k].

    ways  int32[n] each, which of the places that the search leads from each begins at, and nodes of
          the topology that they lead to
    """
    roads, graph = search.roads("best"), search.roads("best").out_ways
    found = np.zeros((len(ways[0]), things.count), dtype=np.bool_)
    tree = read_only(roads.out_arcs), read_only(graph.graph[2])
    rows, nodes = (each.astype(np.int32) for each in (ways[0], graph.of_node[ways[1]]))
    mark_ways(tree, read_only(rows), read_only(nodes), things.of_arcs(graph.arcs), found)
    return found


def used_by_trucks(model: TravelModel, pairs: Pairs, things: PartsOf) -> BoolArray:
    """Return which things trips of goods between places use, bool[n, k]."""
    weights, sources, of_trip, doors = truck_ways(model, *pairs)
    topology = model.topology
    last_arcs = shortest_trees(topology.indptr, topology.heads, weights, sources)[1]
    found = np.zeros((len(doors), things.count), dtype=np.bool_)
    tree = read_only(last_arcs), read_only(topology.tails)
    mark_ways(tree, read_only(of_trip), read_only(doors), things.of_all_arcs, found)
    return found


def used_by_rides(
    model: TravelModel, rides: Mapping[int, TrainRide], count: int, things: PartsOf
) -> BoolArray:
    """Return which things rides by train use, bool[count, k]; none where there is no ride.

    rides  by row of what is returned
    """
    found = np.zeros((count, things.count), dtype=np.bool_)
    for row, ride in rides.items():
        entries = ride.entries(model.topology, model.times)
        for parts in (things.entries[entries], things.arcs[ride.arcs]):
            found[row, parts.indices] = True
    return found
