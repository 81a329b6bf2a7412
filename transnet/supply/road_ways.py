"""Ways by road of one state: between places, from places to platforms and back.

Each is known again by the weights that it was made from: what opens elsewhere costs nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import great_circle_km
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array
from transnet.kernels.strategies.nearest_platforms import (
    Taken,
    Ways,
    nearest_first,
    platform_costs,
)
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.problem import Access, ByRoad, Ends
from transnet.routing.csr import Csr, build_csr
from transnet.supply.boardings import Boardings, boardings_of
from transnet.supply.cheapest_trees import Graph, cheapest_trees
from transnet.supply.kinds import ArcKind, NodeKind
from transnet.supply.known_trees import known_sums, known_times, known_trees
from transnet.supply.road_limits import RoadLimits
from transnet.supply.supply_tables import MANY
from transnet.supply.topology import Topology

_DOORS = ("place_out", "place_in")
_BEFORE = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.STREET, ArcKind.ACCESS, ArcKind.PARK)
_AFTER = (ArcKind.EGRESS, ArcKind.TAXI, ArcKind.STREET_TAXI, ArcKind.ARRIVE)
_AWAY_KM = 1.0  # farther from the destination, and a ride leads away from it
BoolArray = npt.NDArray[np.bool_]
Int64Array = npt.NDArray[np.int64]
_Trees = tuple[Int32Array, Int32Array]
_Apart = tuple[FloatArray, FloatArray, FloatArray]
_Steps = tuple[Int64Array, Int32Array]


@dataclass(frozen=True, eq=False)
class Amounts:
    """What arcs and entries take: int64[m] and int64[e] of cost, int32[c, m] and int64[e, c] more.

    Costs of closed arcs and entries are UNREACHABLE_MS. Rides have no cost by arc.
    """

    arcs: Int64Array
    entries: Int64Array
    arc_values: Int32Array
    entry_values: Int64Array


@dataclass(frozen=True, eq=False)
class Roads:
    """Ways over the roads of one state, from places and to places.

    out_times, out_arcs    int32[places, n], trees from the doors of places
    back_times, back_arcs  int32[places, n], trees to the doors; each arc leads on to the door
    out_metres, back_metres  int32[places, n], by the shortest way: a road more makes none longer,
                           as a fast one might make the fastest
    """

    out_times: Int32Array
    out_arcs: Int32Array
    back_times: Int32Array
    back_arcs: Int32Array
    out_metres: Int32Array
    back_metres: Int32Array


def search_roads(
    topology: Topology,
    cost: Int64Array,
    metres: Int64Array,
    places: tuple[list[str], list[str]],
    duration: Int32Array | None = None,
) -> Roads:
    """Return the ways by road from places to platforms and places, and from platforms to places.

    cost      int64[m], of every arc
    metres    int64[m], 0 off the roads
    places    that ways begin and end at
    duration  int32[m], ms: of ways that cost alike the fastest; None leaves it open
    Searches over the same weights as one of the last few states' are known already.
    """
    made, nodes = topology.tables.made, Topology.nodes
    doors = [made(nodes, topology, *by) for by in zip(_DOORS, map(tuple, places), strict=True)]
    out, into = searched_graphs(topology, cost, metres)
    lasting = None if duration is None else duration[into.order]
    out_trees = _trees(topology, out.graph, out.cost, duration, doors[0])
    out_metres = known_times(topology.tables, out.graph, out.metres, doors[0])
    back_trees = _trees(topology, into.graph, into.cost, lasting, doors[1])
    metres_of = out_metres, known_times(topology.tables, into.graph, into.metres, doors[1])
    by = (out_trees, back_trees, into.order, *metres_of)
    return topology.tables.kept(_roads, by, lambda: _roads(*by), MANY)


class SearchedGraph(NamedTuple):
    """A graph that ways by road are searched in.

    graph         indptr, heads and tails of its arcs
    order         int64[m], which arc of the topology each of its arcs is
    cost, metres  int32[m] of its arcs; UNREACHABLE_MS where closed, or no arc by road
    """

    graph: Graph
    order: Int64Array
    cost: Int32Array
    metres: Int32Array


def searched_graphs(
    topology: Topology, cost: Int64Array, metres: Int64Array
) -> tuple[SearchedGraph, SearchedGraph]:
    """Return the graph of ways from places, and that of ways to places, whose arcs lead back.

    cost, metres  as of `search_roads`
    """
    length = np.where(cost < UNREACHABLE_MS, metres, UNREACHABLE_MS)
    back = topology.tables.made(_backwards, topology)
    before, after = (
        [_only(topology, each, kinds) for each in (cost, length)] for kinds in (_BEFORE, _AFTER)
    )
    own = (topology.indptr, topology.heads, topology.tails)
    return (
        SearchedGraph(own, np.arange(len(cost)), *before),
        SearchedGraph(
            (back.indptr, back.heads, back.tails),
            back.order,
            *(each[back.order] for each in after),
        ),
    )


def _backwards(topology: Topology) -> Csr:
    return build_csr(len(topology.node_keys), topology.heads, topology.tails)


def _roads(
    out: _Trees, back: _Trees, order: Int64Array, out_metres: Int32Array, back_metres: Int32Array
) -> Roads:
    """Return ways by road; order says which arc of the topology each of the way back is."""
    back_arcs = np.append(order.astype(np.int32), np.int32(-1))[back[1]]
    return Roads(*out, back[0], back_arcs, out_metres, back_metres)


def _trees(
    topology: Topology,
    graph: Graph,
    cost: Int32Array,
    duration: Int32Array | None,
    doors: Int32Array,
) -> tuple[Int32Array, Int32Array]:
    if duration is not None:
        return cheapest_trees(graph, cost, duration, doors)
    return known_trees(topology.tables, graph, cost, doors)


def _only(topology: Topology, cost: Int64Array, kinds: tuple[ArcKind, ...]) -> Int32Array:
    weights = np.full(len(cost), UNREACHABLE_MS, dtype=np.int32)
    for kind in kinds:
        arcs = topology.arcs_of[kind]
        weights[arcs] = cost[arcs]
    return weights


def drive_sums(
    topology: Topology, roads: Roads, doors: Int32Array, amounts: Amounts
) -> tuple[Int64Array, Int64Array]:
    """Return what ways by road between places take, int64[o, d, u], and which values those are.

    doors    int32[d], where they end
    returns  int64[u], the values that any road takes, and their sums; -1 where there is no way
    """
    made, ends = topology.tables.made, topology.tables.one("ends", doors)
    sums = made(_out_sums, topology, roads, ends, road_values(topology, amounts))
    return sums.used, sums.doors


class _OutSums(NamedTuple):
    """What ways by road from places take: int64[places, t, used].

    used    int64[used], which of the values any road takes
    stops   to the way in of each stop
    doors   to places
    """

    used: Int64Array
    stops: Int64Array
    doors: Int64Array


def _out_sums(topology: Topology, roads: Roads, doors: Int32Array, by_road: RoadValues) -> _OutSums:
    """Walk up each tree once, for drives and for ways to platforms."""
    stops = _stop_nodes(topology, NodeKind.STOP_IN)
    nodes = np.concatenate([stops, doors])
    trees, by = (roads.out_times, roads.out_arcs), (by_road.values, nodes)
    name = "from places", by_road.used.tobytes()
    sums = known_sums(topology.tables, name, topology.tails, trees, by)
    return _OutSums(by_road.used, sums[:, : len(stops)], sums[:, len(stops) :])


def access_of(
    topology: Topology, roads: Roads, amounts: Amounts, limits: RoadLimits, doors: Int32Array
) -> Access:
    """Return the ways from places to platforms, entry included; `doors` as of `drive_sums`."""
    made, ends = topology.tables.made, topology.tables.one("ends", doors)
    return made(
        _access,
        topology,
        roads,
        _steps(topology, amounts, boardings_of(topology).board),
        made(_out_sums, topology, roads, ends, road_values(topology, amounts)),
        _known(topology, limits),
    )


def _access(
    topology: Topology,
    roads: Roads,
    steps: _Steps,
    sums: _OutSums,
    limits: RoadLimits,
) -> Access:
    """Return the same; `steps` are those onto platforms."""
    at = boardings_of(topology)
    served = np.flatnonzero(steps[0] < NEVER)  # most platforms of a plan aren't open yet
    nodes = _stop_nodes(topology, NodeKind.STOP_IN)[at.stop[served]]
    counted = limits.counted(at.mode[served], steps[0][served])
    whole, km = platform_costs(roads.out_times, roads.out_metres, nodes, counted)
    # In the order of cost and, where that is equal, of platforms.
    count = whole.shape[1]
    in_order = np.sort(whole * count + np.arange(count), axis=1)
    taken = Taken(served.astype(np.int32), at.stop[served], sums.stops)
    first, platform, cost, far_km, by_road = nearest_first(
        Ways(in_order, int(NEVER) * count, km), taken
    )
    return Access(first, platform, cost, far_km, _taken(steps, sums.used, by_road))


def ends_of(
    topology: Topology,
    boardings: Boardings,
    roads: Roads,
    amounts: Amounts,
    limits: RoadLimits,
    doors: tuple[Int32Array, Int32Array],
) -> Ends:
    """Return the ways from platforms to places, exit included.

    doors  nodes of the destinations and of the origins

    Nobody goes farther by road to his first ride than `limits.of_trip` of the way between his two
    places, nor from his last: else a trip to the next county would board and leave far off for a
    ride's sake. Where no platform is as near the destination there is none. Rides of trips between
    neighbours lead neither away from the destination nor back to the origin.
    """
    one = topology.tables.one
    return topology.tables.made(
        _ends,
        topology,
        roads,
        _steps(topology, amounts, boardings.alight),
        road_values(topology, amounts),
        _known(topology, limits),
        topology.tables.made(_apart, topology, (one("ends", doors[0]), one("starts", doors[1]))),
    )


def _ends(
    topology: Topology,
    roads: Roads,
    steps: _Steps,
    by_road: RoadValues,
    limits: RoadLimits,
    apart: _Apart,
) -> Ends:
    """Return the same.

    steps    off platforms
    by_road  of arcs that are taken backwards
    """
    at = boardings_of(topology)
    nodes = _stop_nodes(topology, NodeKind.STOP_OUT)[at.stop]
    counted = limits.counted(at.mode, steps[0])
    cost, km = platform_costs(roads.back_times, roads.back_metres, nodes, counted)
    trees, by = (roads.back_times, roads.back_arcs), (by_road.values, nodes)
    name = "to places", by_road.used.tobytes()
    sums = known_sums(topology.tables, name, topology.heads, trees, by)
    nearest_km = np.where(cost < NEVER, km, np.inf).min(axis=1, initial=np.inf)
    near = topology.tables.made(_near, topology, limits, apart)
    leg_km = np.where(nearest_km[:, np.newaxis] <= near.leg_km, near.leg_km, -1.0)
    toward, away = (near.crow_km, near.near_km, near.first_km), (near.from_km, *near.back)
    return Ends(cost, km, *toward, *away, near.is_near, leg_km, _taken(steps, by_road.used, sums))


class _Near(NamedTuple):
    """What limits say of ways from platforms whatever roads there are, as of `Ends`.

    back    `back_km` and `last_km`
    leg_km  float64[d, o], where some platform is as near
    """

    crow_km: FloatArray
    near_km: FloatArray
    first_km: FloatArray
    from_km: FloatArray
    back: tuple[FloatArray, FloatArray]
    is_near: BoolArray
    leg_km: FloatArray


def _near(topology: Topology, limits: RoadLimits, apart: _Apart) -> _Near:
    crow_km, from_km, apart_km = apart
    reach_km = limits.reach_km(boardings_of(topology).mode)
    first_km = np.where(reach_km >= 0, crow_km + _AWAY_KM, np.inf)
    near_km = np.where(crow_km <= reach_km, first_km, np.inf)
    last_km = np.where(reach_km >= 0, from_km + _AWAY_KM, np.inf)
    back_km = np.where(from_km <= reach_km, last_km, np.inf)
    is_near = apart_km <= reach_km.max(initial=-1.0)
    leg_km = limits.leg_km(apart_km)
    # Each destination's row side by side, for the searches.
    crow_km, from_km = (np.ascontiguousarray(each) for each in (crow_km, from_km))
    return _Near(crow_km, near_km, first_km, from_km, (back_km, last_km), is_near, leg_km)


def _taken(steps: _Steps, used: Int64Array, roads: Int64Array) -> ByRoad:
    """Return what ways take; kernels are compiled for arrays that can be written."""
    return ByRoad(steps[1].astype(np.int64), used.copy(), roads)


def _steps(topology: Topology, amounts: Amounts, arcs: Int32Array) -> _Steps:
    """Return what the arcs onto platforms take, or those off them: int64[q] and int32[q, c]."""
    values = np.ascontiguousarray(amounts.arc_values[:, arcs].T)
    costs = amounts.arcs[arcs]
    return topology.tables.one("step costs", costs), topology.tables.one("step values", values)


class RoadValues(NamedTuple):
    """What arcs of ways by road take: most of what trips are made of isn't made by road.

    used    int64[u], which of the values any road takes
    values  int32[m, u], of these; 0 off the roads
    """

    used: Int64Array
    values: Int32Array


def road_values(topology: Topology, amounts: Amounts) -> RoadValues:
    """Return what arcs of ways by road take; like ones are the same arrays."""
    return topology.tables.made(_by_road, topology, amounts.arc_values)


def _by_road(topology: Topology, arc_values: Int32Array) -> RoadValues:
    tables = topology.tables
    arcs = tables.made(_road_arcs, topology)
    of_roads = [each[arcs] for each in arc_values]
    used = np.flatnonzero([each.any() for each in of_roads])
    values = np.zeros((arc_values.shape[1], len(used)), dtype=np.int32)
    for at, channel in enumerate(used.tolist()):
        values[arcs, at] = of_roads[channel]
    return RoadValues(tables.one("roads take", used), tables.one("road values", values))


def _road_arcs(topology: Topology) -> Int32Array:
    arcs: Int32Array = np.concatenate([topology.arcs_of[kind] for kind in (*_BEFORE, *_AFTER)])
    return arcs


def _apart(topology: Topology, doors: tuple[Int32Array, Int32Array]) -> _Apart:
    """Return great circles from destinations, origins and both: [d, q], [o, q] and [d, o] km."""
    nodes = _stop_nodes(topology, NodeKind.STOP_OUT)[boardings_of(topology).stop]
    to_km, from_km = (_crow_km(topology, each, nodes) for each in doors)
    return to_km, from_km, _crow_km(topology, *doors)


def _crow_km(topology: Topology, starts: Int32Array, ends: Int32Array) -> FloatArray:
    """Great circle between nodes, f64[starts, ends]."""
    lon, lat = topology.node_lon, topology.node_lat
    start, end = starts[:, np.newaxis], ends[np.newaxis]
    return great_circle_km(lon[start], lat[start], lon[end], lat[end])


def _known(topology: Topology, limits: RoadLimits) -> RoadLimits:
    """Return the object that stands for all limits like these."""
    one, made = topology.tables.one, topology.tables.made
    longest, usual = (one("limits", each) for each in (limits.longest_km, limits.usual_km))
    return made(RoadLimits, longest, limits.ratio, usual, limits.of_trip, limits.weight)


def _stop_nodes(topology: Topology, kind: NodeKind) -> Int32Array:
    """Node of each stop, by its position."""
    nodes = np.flatnonzero(topology.node_kind == kind).astype(np.int32)
    return nodes[np.argsort(topology.node_row[nodes])]
