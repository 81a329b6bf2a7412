"""Trips that cost least by an impedance in which no wait counts: money, CO2, time worth nothing.

Such a trip takes one service after another: where a wait costs nothing, a set of departures gains
nothing. Roads and rides are searched apart, as for strategies, so that the bounds of the road hold:
which platforms a place is joined to, and over which first and last rides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels.search.tree_paths import path_sums, unpack_path
from transnet.kernels.strategies.optimal import NEVER
from transnet.model.network import BoolArray
from transnet.routing.csr import build_csr
from transnet.supply.cheapest_trees import Graph, cheapest_trees
from transnet.supply.kinds import ArcKind, ModeSet
from transnet.supply.weights import restrict
from transnet.travel.leg_names import LEGS, MEANS
from transnet.travel.trip_table import TripTable
from transnet.travel.trips import TripSearch

Int64Array = npt.NDArray[np.int64]
_MOVES = (
    ArcKind.BOARD,
    ArcKind.RIDE,
    ArcKind.TRANSFER_AT_STOP,
    ArcKind.ALIGHT,
    ArcKind.TRANSFER_WALK,
)
_SUMMED = len(LEGS) + len(MEANS)


class _Moves(NamedTuple):
    """Rides and changes, the first ride of a trip apart; k arcs.

    Nodes are those of the topology, then each platform again for who boards his first ride there,
    then the one where all begin.

    graph     indptr, heads, tails
    arc       int64[k], arc of the topology; of an entry from the beginning its BOARD arc
    platform  int64[k], of entries and first rides; -1 of all else
    enters    bool[k], entries from the beginning
    """

    graph: Graph
    arc: Int64Array
    platform: Int64Array
    enters: BoolArray


class _Starts(NamedTuple):
    """The best ways from an origin to where each ride starts; r rides.

    cost, ms   int64[r]; NEVER where there is none
    node       int64[r], node of `_Moves` that it leads to
    taken      int64[c, nodes], what it takes
    last_arcs  int32[nodes]
    """

    cost: Int64Array
    ms: Int64Array
    node: Int64Array
    taken: Int64Array
    last_arcs: Int32Array


class _LastRides(NamedTuple):
    """Rides that may end trips to a destination, int64[k] each.

    cost, ms  of the ride and from there on
    """

    rides: Int64Array
    cost: Int64Array
    ms: Int64Array


class CheapestTrips:
    """The cheapest trips from each place to each, by one way of travelling.

    Of equally cheap ones the fastest, wait for each service included.
    """

    def __init__(self, search: TripSearch, using: ModeSet) -> None:
        self._search, self._using = search, using
        topology, boardings = search.topology, search.boardings
        self._rides = topology.arcs_of[ArcKind.RIDE]
        self._cost, self._duration = _weights(search, using)
        self._moves = _moves_of(search)
        at = np.full(len(topology.node_keys), -1)
        at[topology.tails[boardings.alight]] = at[topology.heads[boardings.board]] = np.arange(
            len(boardings.stop)
        )
        self._start, self._end = at[topology.tails[self._rides]], at[topology.heads[self._rides]]
        self._ride_km = np.empty(len(search.topology.pairs))
        self._ride_km[topology.pairs.of_entry] = boardings.entry_km
        self._ride_km = self._ride_km[topology.arc_row[self._rides]]
        self._ready = search.ready(using)
        places = len(self._ready.ends.cost)
        self._is_ride = np.isin(self._moves.arc, self._rides)
        self._bound_trees: dict[tuple[int, int], Int32Array] = {}
        self._trees = np.full((places, len(self._moves.graph[0]) - 1), -1, dtype=np.int32)
        self._node, self._last = (np.full((places, places), -1) for _ in range(2))
        self.table = self._table()

    def arcs(self, origin: int, destination: int) -> Int32Array:
        """Return the arcs of a trip that rides, by the rows of its ends, in travel order."""
        topology, boardings = self._search.topology, self._search.boardings
        roads, pair = self._search.roads(self._using), (origin, destination)
        tree, node = self._bound_trees.get(pair, self._trees[origin]), int(self._node[pair])
        ride = int(self._last[pair])
        moves = unpack_path(tree, self._moves.graph[2], node)
        on = self._moves.arc[moves]
        out = roads.way_from(origin, int(topology.tails[on[0]]))
        leave = boardings.alight[self._end[ride]]
        back = roads.way_to(destination, int(topology.heads[leave]))
        return np.concatenate([out, on, [self._rides[ride], leave], back]).astype(np.int32)

    def _table(self) -> TripTable:
        """Return all trips, drives where they take less."""
        cost, drive = self._search.drives(self._using)
        if self._using == "drive":
            return drive
        ridden, values = self._ridden(len(self._search.names))
        ms = values[: len(LEGS)].sum(axis=0)
        drives = (cost < ridden) | ((cost == ridden) & (drive.travel <= ms))
        drives &= cost < NEVER
        reached = drives | (ridden < NEVER)
        sums = np.where(drives, drive.sums, np.concatenate([values[:_SUMMED], values[-1:]]))
        travel = np.where(reached, sums[: len(LEGS)].sum(axis=0), UNREACHABLE_MS)
        return TripTable(
            travel=travel,
            displaced=np.zeros_like(cost),
            choice=travel,
            drives=drives,
            sums=sums,
            amounts={
                name: np.where(drives, drive.amounts[name], values[at])
                for at, name in enumerate(self._search.priced_by, start=_SUMMED)
            },
            own_mode=self._search.costs.own_mode,
        )

    def _ridden(self, count: int) -> tuple[Int64Array, Int64Array]:
        """Return what the cheapest rides cost, int64[o, d], and take, int64[c, o, d]."""
        ends, last_rides = self._ready.ends, self._last_rides()
        of_rides = self._search.amounts.arc_values.at(self._rides)
        cost = np.full(self._last.shape, NEVER)
        values = np.zeros((count, *cost.shape), dtype=np.int64)
        for origin in range(len(cost)):
            starts = self._starts(origin)
            self._trees[origin] = starts.last_arcs
            for to, last in enumerate(last_rides):
                if ends.leg_km[to, origin] < 0:
                    continue
                least, ride = _best(starts, last)
                pair, found = (origin, to), starts
                if least < NEVER and self._breaks_rules(pair, starts, ride):
                    found = self._starts(origin, to)
                    self._bound_trees[pair] = found.last_arcs
                    may_end = self._may_be_last(*pair)[last[0]]
                    least, ride = _best(found, _LastRides(*(each[may_end] for each in last)))
                if least >= NEVER:
                    continue
                cost[pair], self._last[pair], self._node[pair] = least, ride, found.node[ride]
                taken = found.taken[:, found.node[ride]] + of_rides[:, ride]
                at = self._end[ride]
                values[:, origin, to] = taken + ends.by_road.at([at], ([to], [at]))[0]
        return cost, values

    def _away(self, to: int, *, first: bool = False) -> BoolArray:
        """Return which rides lead away from a destination within reach, bool[r].

        first  of whoever lives near and hasn't ridden yet
        """
        ends = self._ready.ends
        most_km = ends.first_km if first else ends.near_km
        away: BoolArray = most_km[to, self._start] <= ends.crow_km[to, self._end]
        return away

    def _not_first(self, origin: int, to: int) -> BoolArray:
        """Return which rides are no first ones: boarded too far off, or leading away, bool[r]."""
        access = self._ready.access
        rows = slice(*access.first[origin : origin + 2])
        km = np.full(len(self._search.boardings.stop), np.inf)
        km[access.platform[rows]] = access.km[rows]
        ends = self._ready.ends
        too_far: BoolArray = km[self._start] > ends.leg_km[to, origin]
        return too_far | self._away(to, first=True) if ends.is_near[to, origin] else too_far

    def _back(self, origin: int, to: int, *, last: bool = False) -> BoolArray:
        """Return which rides lead back to an origin near the destination, bool[r].

        last  of those that end the trip
        """
        ends = self._ready.ends
        least_km = ends.last_km if last else ends.back_km
        back: BoolArray = least_km[origin, self._end] <= ends.from_km[origin, self._start]
        return back if ends.is_near[to, origin] else np.zeros_like(back)

    def _may_be_last(self, origin: int, to: int) -> BoolArray:
        """Return which rides end near enough to a destination and don't lead back, bool[r]."""
        ends = self._ready.ends
        too_far: BoolArray = ends.km[to, self._end] > ends.leg_km[to, origin]
        may_end: BoolArray = ~(too_far | self._back(origin, to, last=True))
        return may_end

    def _breaks_rules(self, pair: tuple[int, int], starts: _Starts, last: int) -> bool:
        """Whether a ride leads away or back, or the road to the first or from the last is long."""
        moves = unpack_path(starts.last_arcs, self._moves.graph[2], int(starts.node[last]))
        taken = self._moves.arc[moves[self._is_ride[moves]]]
        rides = np.append(np.searchsorted(self._rides, taken), last)
        if self._away(pair[1])[rides].any() or self._back(*pair)[rides].any():
            return True
        return bool(self._not_first(*pair)[rides[0]] or not self._may_be_last(*pair)[last])

    def _last_rides(self) -> list[_LastRides]:
        """Return for each destination the rides that may be the last."""
        ends, ratio = self._ready.ends, self._ready.rules.ratio
        platforms = np.arange(ends.cost.shape[1])
        taken = ends.by_road.at(np.broadcast_to(platforms, ends.cost.shape), ...)
        rest_ms = taken[:, :, : len(LEGS)].sum(axis=2)
        cost, ms = self._cost[self._rides].astype(np.int64), self._duration[self._rides]
        found = []
        for to, leaving in enumerate(ends.cost):
            near = ends.km[to, self._end] / ratio <= self._ride_km
            near &= ~self._away(to)
            rides = np.flatnonzero(near & (leaving[self._end] < NEVER) & (cost < NEVER))
            at = self._end[rides]
            whole = cost[rides] + leaving[at], ms[rides] + rest_ms[to, at]
            found.append(_LastRides(rides, *whole))
        return found

    def _starts(self, origin: int, to: int | None = None) -> _Starts:
        """Return the best ways from an origin; those of a destination by rides that lead to it."""
        moves, access = self._moves, self._ready.access
        rows = slice(*access.first[origin : origin + 2])
        entered = np.full(len(self._search.boardings.stop), -1)
        entered[access.platform[rows]] = np.arange(rows.start, rows.stop)
        first_row = entered[self._start]
        near = first_row >= 0
        near[near] = access.km[first_row[near]] / self._ready.rules.ratio <= self._ride_km[near]
        cost, duration = self._cost[moves.arc], self._duration[moves.arc]
        if to is not None:
            away = self._away(to) | self._back(origin, to)
            near &= ~away & ~self._not_first(origin, to)
            closed = self._is_ride.copy()
            closed[closed] = away[np.searchsorted(self._rides, moves.arc[closed])]
            cost[closed] = duration[closed] = UNREACHABLE_MS
        cost[moves.enters] = duration[moves.enters] = UNREACHABLE_MS
        is_first = (moves.platform >= 0) & ~moves.enters
        of_ride = np.searchsorted(self._rides, moves.arc[is_first])
        cost[is_first] = np.where(near[of_ride], cost[is_first], UNREACHABLE_MS)
        values = self._search.amounts.arc_values.at(moves.arc)
        entries = np.flatnonzero(moves.enters)
        entries = entries[entered[moves.platform[entries]] >= 0]
        at = entered[moves.platform[entries]]
        cost[entries] = access.cost[at]
        values[:, entries] = access.by_road.at(access.platform[at], access.way[at]).T
        duration[entries] = values[: len(LEGS), entries].sum(axis=0)
        begin = np.array([len(moves.graph[0]) - 2], dtype=np.int32)
        least, last_arcs = cheapest_trees(moves.graph, cost, duration, begin)
        taken = path_sums(last_arcs, moves.graph[2], values, least)[0]
        return self._starts_of_rides(least[0].astype(np.int64), taken, last_arcs[0], near)

    def _starts_of_rides(
        self, least: Int64Array, values: Int64Array, last_arcs: Int32Array, near: BoolArray
    ) -> _Starts:
        """Choose for each ride whether one boards it first, where one may, or after another."""
        ms = values[: len(LEGS)].sum(axis=0)
        topology = self._search.topology
        first = len(topology.node_keys) + self._start
        later = topology.tails[self._rides].astype(np.int64)
        cost = np.where(near, least[first], NEVER)
        sooner = (cost < least[later]) | ((cost == least[later]) & (ms[first] <= ms[later]))
        node = np.where(sooner, first, later)
        return _Starts(np.where(sooner, cost, least[later]), ms[node], node, values, last_arcs)


def _best(starts: _Starts, last: _LastRides) -> tuple[int, int]:
    """Return what the best trip by some last rides costs, and that ride; of equals the fastest."""
    rides, rest, rest_ms = last
    whole = starts.cost[rides] + rest
    least = int(whole.min(initial=NEVER))
    if least >= NEVER:
        return least, -1
    tied = np.flatnonzero(whole == least)
    return least, int(rides[tied[np.argmin(starts.ms[rides[tied]] + rest_ms[tied])]])


def _weights(search: TripSearch, using: ModeSet) -> tuple[Int32Array, Int32Array]:
    """Return cost and ms of each arc, int32[m] each; UNREACHABLE_MS where closed."""
    duration = restrict(search.costs.times, search.topology, using)
    is_open = duration < UNREACHABLE_MS
    return np.where(is_open, search.costs.weight, UNREACHABLE_MS).astype(np.int32), duration


def _moves_of(search: TripSearch) -> _Moves:
    topology, board = search.topology, search.boardings.board
    nodes, platforms = len(topology.node_keys), np.arange(len(board))
    at = np.full(nodes, -1)
    at[topology.heads[board]] = platforms
    moves = np.concatenate([topology.arcs_of[kind] for kind in _MOVES])
    rides = topology.arcs_of[ArcKind.RIDE]
    first = at[topology.tails[rides]]
    begin = nodes + len(platforms)
    csr = build_csr(
        begin + 1,
        np.concatenate([topology.tails[moves], nodes + first, np.full(len(platforms), begin)]),
        np.concatenate([topology.heads[moves], topology.heads[rides], nodes + platforms]),
    )
    platform = np.concatenate([np.full(len(moves), -1), first, platforms])
    enters = np.arange(len(platform)) >= len(moves) + len(rides)
    arc = np.concatenate([moves, rides, board])
    return _Moves(
        (csr.indptr, csr.heads, csr.tails), arc[csr.order], platform[csr.order], enters[csr.order]
    )
