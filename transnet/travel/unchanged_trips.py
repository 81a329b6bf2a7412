"""Trips of few pairs of places, told to be a known state's before anything is built for them.

At the peak, and of those who wait for what comes, some hundred pairs are asked about, and most of
what opens matters to none of them. A way over something that differs between two states takes no
less than the fastest way there and on without waits, over all that is open in one of both. Where
that is more than the known trip costs, the trips of both states are the same (why this holds of
strategies stands in `travel.known_rides`, which tells more, once all is built).

What ways to stops count for hangs on their kilometres too. So the roads must be as long in both;
stops may open and close, as nothing leads over them by road.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_times
from transnet.kernels.search.mended_trees import BothWays, both_ways, mend_times
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.within_reach import within_reach
from transnet.model.network import BoolArray, Network
from transnet.routing.csr import build_csr
from transnet.supply.kinds import ArcKind
from transnet.supply.road_metres import road_metres
from transnet.supply.supply_tables import SupplyTables
from transnet.supply.topology import Topology
from transnet.travel.model import TravelModel
from transnet.travel.provenance import weak_entries
from transnet.travel.trip_table import TripTable

Int64Array = npt.NDArray[np.int64]
IntArray = npt.NDArray[np.integer]

BY_ARRAYS = frozenset(
    {
        "roads", "stations", "tracks", "services", "stops", "airports", "flights", "access",
        "transfers", "projects",
    }
)  # fmt: skip
"""Tables of which trips take nothing but arrays made of them, and projects no cell."""

_FEW = 0.05  # of all pairs: for more of them too many trees would be grown
_MOST = 0.01  # of all arcs: where more differ, some trip nearly always does
_KEPT = 2  # the first, and the newest
_MARGIN_MS = 1_000  # for what rounding takes off the mean of several departures
_ROADS = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.PARK, ArcKind.TAXI, ArcKind.ARRIVE)


def asked_trips(model: TravelModel, wanted: BoolArray) -> TripTable:
    """Return the best trips between some places, as `TravelModel.some_trips` does.

    wanted  bool[o, d]; where few are, other pairs may have the trips of another state
    """
    tables, topology = model.topology.tables, model.topology
    if topology.streets is not None or wanted.sum() > _FEW * wanted.size:
        return model.some_trips(wanted)
    asked = _Asked(model, wanted)
    name = "asked trips", model.traffic, model.waits
    known = next((each for each in _known(tables, name) if each.asked.is_comparable(asked)), None)
    if known is not None and not known.may_differ(asked):
        return known.trips
    found = model.some_trips(wanted)
    tables.keep(name, _Known(asked, found), _KEPT)
    return found


def _known(tables: SupplyTables, name: Any) -> list[_Known]:
    """Return the known ones, the first of all first."""
    return [known for _, known in reversed(tables.newest(name))]


def read_whole(network: Network) -> list[Any]:
    """Return the tables that trips hang on as a whole."""
    return [network[name] for name in network.tables if name not in BY_ARRAYS]


class _Asked:
    """What the trips of a state between some places hang on.

    total, metres  int32[m], int64[m] of its arcs
    least      int32[m], ms without waits
    weak       bool[m], arcs on a recalled or assumed row; weak_entries  bool[e]
    departures  of the ride pairs
    """

    def __init__(self, model: TravelModel, wanted: BoolArray) -> None:
        self.network, self.topology, self.wanted = model.network, model.topology, wanted
        self.parameters, self.departures = model.parameters, model.times.pairs.departures
        self.total, self.weak = model.times.total, model.weak_arcs
        self.weak_entries = weak_entries(model.network, model.topology)
        self.metres = road_metres(model.network, model.topology, None)
        self.least, rides = self.total.copy(), self.topology.arcs_of[ArcKind.RIDE]
        self.least[rides] = model.times.pairs.fastest[self.topology.rows_of[ArcKind.RIDE]]

    def is_comparable(self, other: _Asked) -> bool:
        """Return whether nothing but arcs and entries may differ, and no road's length."""
        one, network = self.network, other.network
        whole = read_whole(one), read_whole(network)
        return (
            self.wanted is other.wanted
            and self.topology is other.topology
            and self.parameters == other.parameters
            and (one.info, one.when) == (network.info, network.when)
            and len(whole[0]) == len(whole[1])
            and all(ours is theirs for ours, theirs in zip(*whole, strict=True))
            and not self._unlike_roads(other)
        )

    def _unlike_roads(self, other: _Asked) -> bool:
        """Return whether a way by road may be of another length, but to a stop that opens."""
        topology, differs = self.topology, self._length != other._length
        if any(differs[topology.arcs_of[kind]].any() for kind in _ROADS):
            return True
        stops = {ArcKind.ACCESS: topology.heads, ArcKind.EGRESS: topology.tails}
        for kind, ends in stops.items():
            arcs = topology.arcs_of[kind]
            in_both = self._leads_to(arcs, ends) & other._leads_to(arcs, ends)
            if in_both[ends[arcs[differs[arcs]]]].any():
                return True
        return False

    @cached_property
    def _length(self) -> Int64Array:
        return np.where(self.total < UNREACHABLE_MS, self.metres, UNREACHABLE_MS)

    def _leads_to(self, arcs: IntArray, ends: Int32Array) -> BoolArray:
        found = np.zeros(len(self.topology.node_kind), dtype=np.bool_)
        found[ends[arcs[self.total[arcs] < UNREACHABLE_MS]]] = True
        return found

    def differing(self, other: _Asked) -> npt.NDArray[np.intp]:
        """Return the arcs that take something else, or rest on something else."""
        topology = self.topology
        differs = (self.total != other.total) | (self.weak != other.weak)
        ours, theirs = self.departures, other.departures
        entries = (ours.trains != theirs.trains) | (ours.ride_ms != theirs.ride_ms)
        entries |= self.weak_entries != other.weak_entries
        pairs = np.zeros(len(topology.pairs), dtype=np.bool_)
        pairs[topology.pairs.of_entry[entries]] = True
        differs[topology.arcs_of[ArcKind.RIDE]] |= pairs[topology.rows_of[ArcKind.RIDE]]
        return np.flatnonzero(differs & (np.minimum(self.least, other.least) < UNREACHABLE_MS))


@dataclass(frozen=True, eq=False)
class _Known:
    """The trips of a state that were searched for."""

    asked: _Asked
    trips: TripTable

    def may_differ(self, other: _Asked) -> bool:
        """Return whether a trip that is asked about may be another in a state."""
        arcs, topology = self.asked.differing(other), self.asked.topology
        if not len(arcs) or len(arcs) > _MOST * len(topology.heads):
            return len(arcs) > 0
        least = np.minimum(self.asked.least, other.least)
        start, rest = (
            _mended(graph, least, self.asked.least, times)[:, ends[arcs]].T.astype(np.int64)
            for graph, times, ends in zip(
                self._graphs, (self._out, self._into), (topology.tails, topology.heads), strict=True
            )
        )
        rest += least[arcs, np.newaxis]
        some = np.ix_(*(self.asked.wanted.any(axis=axis) for axis in (1, 0)))
        most = np.where(self.asked.wanted[some], self.trips.choice[some] + _MARGIN_MS, -1)
        found = np.zeros(most.T.shape, dtype=np.bool_)
        start, rest = (np.ascontiguousarray(np.minimum(each, NEVER)) for each in (start, rest))
        within_reach(start, rest, np.ascontiguousarray(most.T, dtype=np.int64), found)
        return bool(found.any())

    @property
    def _graphs(self) -> tuple[_Graph, _Graph]:
        return self.asked.topology.tables.made(_both_graphs, self.asked.topology)

    @cached_property
    def _out(self) -> Int32Array:
        """Fastest ways without waits from each origin, int32[origins, n]."""
        return self._grown(self._graphs[0], self._doors("place_out", 1))

    @cached_property
    def _into(self) -> Int32Array:
        """The same to each destination, int32[destinations, n]."""
        return self._grown(self._graphs[1], self._doors("place_in", 0))

    def _grown(self, graph: _Graph, doors: Int32Array) -> Int32Array:
        least = self.asked.least[graph.order]
        return shortest_times(graph.both.indptr, graph.both.heads, least, doors)

    def _doors(self, kind: str, axis: int) -> Int32Array:
        ids, rows = self.asked.network.place_ids, np.flatnonzero(self.asked.wanted.any(axis=axis))
        return self.asked.topology.nodes(kind, [ids[row] for row in rows.tolist()])


class _Graph(NamedTuple):
    """A graph by tail and by head; which arc of the topology each arc is, and the other way."""

    both: BothWays
    order: Int64Array
    place: Int64Array


def _both_graphs(topology: Topology) -> tuple[_Graph, _Graph]:
    """Return the graph of a topology, and that in which its arcs lead back."""
    every = np.arange(len(topology.heads))
    back = build_csr(len(topology.node_keys), topology.heads, topology.tails)
    place = np.empty_like(every)
    place[back.order] = every
    there = both_ways(topology.indptr, topology.heads, topology.tails)
    again = both_ways(back.indptr, back.heads, topology.heads[back.order])
    return _Graph(there, every, every), _Graph(again, back.order, place)


def _mended(graph: _Graph, least: Int32Array, known: Int32Array, times: Int32Array) -> Int32Array:
    """Return fastest ways where some arcs take less than in those that are known."""
    faster = np.flatnonzero(least < known)
    if not len(faster):
        return times
    return mend_times(graph.both, least[graph.order], graph.place[faster].astype(np.int32), times)
