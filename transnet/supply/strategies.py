"""Trips by optimal strategies over a topology: the arrays that the kernels take, made from weights.

What an arc or an entry costs may be its time or its generalised cost; what is added up along the
way is anything by arc and by entry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import great_circle_km
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, Int32Array, beyond_range
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.tree_paths import path_sums_at
from transnet.kernels.strategies.optimal import NEVER, Supply, Wait
from transnet.kernels.strategies.problem import Access, Ends, Pools, Values
from transnet.routing.csr import Csr, build_csr
from transnet.supply.boardings import Boardings, Groups
from transnet.supply.cheapest_trees import Graph, cheapest_trees
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.kinds import ArcKind, NodeKind
from transnet.supply.road_limits import RoadLimits
from transnet.supply.topology import Topology

DAY_MIN = 1440.0
_DOORS = ("place_out", "place_in")
_BEFORE = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.STREET, ArcKind.ACCESS, ArcKind.PARK)
_AFTER = (ArcKind.EGRESS, ArcKind.TAXI, ArcKind.STREET_TAXI, ArcKind.ARRIVE)
_LARGEST = np.iinfo(np.int64).max // 4

Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Amounts:
    """What arcs and entries take: int64[m] and int64[e] of cost, int32[c, m] and int64[c, e] more.

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
    length = np.where(cost < UNREACHABLE_MS, metres, UNREACHABLE_MS)
    doors = [topology.nodes(kind, at) for kind, at in zip(_DOORS, places, strict=True)]
    back = topology.tables.made(_backwards, topology)
    out = (topology.indptr, topology.heads, topology.tails)
    lasting = None if duration is None else duration[back.order]
    before, way = (_only(topology, each, _BEFORE) for each in (cost, length))
    times, arcs = _trees(topology, out, before, duration, doors[0])
    out_metres = _times(topology, out, way, doors[0])
    after, way = (_only(topology, each, _AFTER)[back.order] for each in (cost, length))
    into = (back.indptr, back.heads, back.tails)
    back_times, back_arcs = _trees(topology, into, after, lasting, doors[1])
    back_metres = _times(topology, into, way, doors[1])
    back_arcs = np.where(back_arcs >= 0, back.order[back_arcs], -1).astype(np.int32)
    return Roads(times, arcs, back_times, back_arcs, out_metres, back_metres)


def _backwards(topology: Topology) -> Csr:
    return build_csr(len(topology.node_keys), topology.heads, topology.tails)


def _trees(
    topology: Topology,
    graph: Graph,
    cost: Int32Array,
    duration: Int32Array | None,
    doors: Int32Array,
) -> tuple[Int32Array, Int32Array]:
    if duration is not None:
        return cheapest_trees(graph, cost, duration, doors)
    made, one = topology.tables.made, topology.tables.one
    return made(shortest_trees, *graph[:2], one("ways", cost), one("doors", doors))


def _times(topology: Topology, graph: Graph, cost: Int32Array, doors: Int32Array) -> Int32Array:
    made, one = topology.tables.made, topology.tables.one
    return made(shortest_times, *graph[:2], one("ways", cost), one("doors", doors))


def _only(topology: Topology, cost: Int64Array, kinds: tuple[ArcKind, ...]) -> Int32Array:
    weights = np.full(len(cost), UNREACHABLE_MS, dtype=np.int32)
    for kind in kinds:
        arcs = topology.arcs_of[kind]
        weights[arcs] = cost[arcs]
    return weights


def supply_of(
    boardings: Boardings, amounts: Amounts, trains: Int64Array, span_min: FloatArray
) -> Supply:
    """Return what runs in a state.

    trains    int64[e], departures a day in ten-thousandths; 0 where closed
    span_min  f64[modes], minutes of operation a day
    Raises InputError for more departures than can be added up.
    """
    mode = boardings.mode[boardings.to_platform]
    spans = np.where(span_min > 0, span_min, DAY_MIN)[mode]
    rate = np.rint(trains * (DAY_MIN / spans)).astype(np.int64)
    is_open = (rate > 0) & (amounts.entries < NEVER)
    if float(rate[is_open].sum()) * float(NEVER) > _LARGEST * float(len(rate) or 1):
        raise beyond_range("services", "there are more departures a day than can be added up")
    ride = np.where(is_open, amounts.entries, NEVER)
    out_of, into = (
        _open_ones(each, is_open) for each in (boardings.entries_from, boardings.entries_into)
    )
    return Supply(
        pattern=boardings.pattern,
        to_platform=boardings.to_platform,
        from_position=boardings.from_position,
        entry_km=boardings.entry_km,
        least_km=boardings.least_km,
        from_first=out_of.first,
        from_entries=out_of.members,
        into_first=into.first,
        into_entries=into.members,
        into_position=boardings.from_position[into.members],
        into_ride=ride[into.members],
        into_km=boardings.entry_km[into.members],
        position_platform=boardings.platform,
        position_nth=boardings.nth,
        at_first=boardings.positions_at.first,
        at_positions=boardings.positions_at.members,
        link_first=boardings.links_into.first,
        link_from=boardings.link_from,
        slot_first=boardings.slot_first,
        slot_link=boardings.slot_link,
        slot_position=boardings.slot_position,
        slot_pattern=boardings.pattern[boardings.slot_position],
        room_first=boardings.room_first,
        rate=np.where(is_open, rate, 0),
        ride=ride,
        link_cost=_link_sums(boardings, np.minimum(amounts.arcs, NEVER)[np.newaxis])[:, 0],
    )


def _open_ones(groups: Groups, is_open: npt.NDArray[np.bool_]) -> Groups:
    kept = is_open[groups.members]
    before = np.append(0, np.cumsum(kept)).astype(np.int32)
    return Groups(before[groups.first], groups.members[kept])


_AWAY_KM = 1.0  # farther from the destination, and a ride leads away from it


def wait_of(share: float, cap_min: float, beyond_share: float, cost_per_ms: float = 1.0) -> Wait:
    """Return the cost of a wait by departures a day of 24 hours, in ten-thousandths.

    share, cap_min, beyond_share  as in `pairs.Wait`; a beyond_share of 1 makes all of it count
    """
    full = share * cost_per_ms * DAY_MIN / 2 * MS_PER_MIN * TRAINS_UNIT
    to_cap = share * cost_per_ms * (1 - beyond_share) * cap_min * MS_PER_MIN
    return Wait(round(full), round(beyond_share * full), round(to_cap))


def values_of(boardings: Boardings, amounts: Amounts, transfer: int, legs: int) -> Values:
    """Return the values of entries and links; all time of a link belongs to the leg `transfer`."""
    links = _link_sums(boardings, amounts.arc_values.astype(np.int64))
    time = links[:, :legs].sum(axis=1)
    links[:, :legs] = 0
    links[:, transfer] = time
    return Values(np.ascontiguousarray(amounts.entry_values.T), links)


def _link_sums(boardings: Boardings, values: Int64Array) -> Int64Array:
    """Add up the arcs of each link, int64[l, c]; NEVER at most."""
    padded = np.concatenate([values, np.zeros((len(values), 1), np.int64)], axis=1)
    sums = padded[:, boardings.link_arcs].sum(axis=2).T
    return np.ascontiguousarray(np.minimum(sums, NEVER))


def access_of(
    topology: Topology, boardings: Boardings, roads: Roads, amounts: Amounts, limits: RoadLimits
) -> Access:
    """Return the ways from places to platforms, entry included."""
    stops = _stop_nodes(topology, NodeKind.STOP_IN)
    cost, km = _at_stops(roads.out_times, roads.out_metres, stops)
    by_arc = np.ascontiguousarray(amounts.arc_values.T)
    sums = path_sums_at(roads.out_arcs, topology.tails, by_arc, roads.out_times, stops)
    cost, km = cost[:, boardings.stop], km[:, boardings.stop]
    beyond = limits.beyond(cost, km, boardings.mode)
    whole = cost + beyond + amounts.arcs[boardings.board]
    near = km <= limits.longest_km[boardings.mode]
    origin, platform = np.nonzero((whole < NEVER) & near)
    nearest_first = np.lexsort((platform, whole[origin, platform], origin))
    origin, platform = origin[nearest_first], platform[nearest_first]
    entered = amounts.arc_values[:, boardings.board[platform]].T
    return Access(
        first=np.searchsorted(origin, np.arange(len(cost) + 1)).astype(np.int32),
        platform=platform.astype(np.int32),
        cost=whole[origin, platform],
        km=km[origin, platform],
        values=sums[origin, boardings.stop[platform]] + entered,
    )


def pools_of(access: Access, place: Int32Array, least_wait: Int64Array) -> Pools:
    """Return the pools of departures that leave from one place, places in ascending order.

    place       int32[q], which place each platform belongs to
    least_wait  int64[places], cost of the wait for whatever leaves there, as `least_waits`
    """
    origin = np.repeat(np.arange(len(access.first) - 1), np.diff(access.first))
    at = place[access.platform]
    order = np.lexsort((at, origin)).astype(np.int32)  # stable: the nearest stays first
    is_next = (np.diff(origin[order]) != 0) | (np.diff(at[order]) != 0)
    starts = np.flatnonzero(is_next) + 1
    begins = np.concatenate([[0] if len(order) else [], starts, [len(order)]])
    first = np.searchsorted(begins[:-1], access.first)
    least = least_wait[at[order[begins[:-1].astype(np.int64)]]]
    return Pools(first.astype(np.int32), begins.astype(np.int32), order, least)


def no_pools(access: Access) -> Pools:
    """Return the pools of those who never start so."""
    none = np.zeros(0, dtype=np.int32)
    return Pools(np.zeros_like(access.first), np.zeros(1, np.int32), none, np.zeros(0, np.int64))


def least_waits(supply: Supply, boardings: Boardings, place: Int32Array, wait: Wait) -> Int64Array:
    """Return what the wait for whatever leaves from a place costs, int64[places]; NEVER for none.

    place  int32[q], which place each platform belongs to. No set of departures costs less to wait
           for: of a pattern that stops there twice both departures are counted.
    """
    of_position = np.zeros(len(boardings.pattern), dtype=np.int64)
    np.maximum.at(of_position, boardings.from_position, supply.rate)
    served = boardings.platform >= 0
    rate = np.zeros(int(place.max(initial=-1)) + 1)
    np.add.at(rate, place[boardings.platform[served]], of_position[served])
    each = np.maximum(rate, 1.0)
    least = np.floor(np.minimum(wait.full / each, wait.to_cap + wait.beyond / each))
    return np.where(rate > 0, np.minimum(least, NEVER), NEVER).astype(np.int64)


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
    places, nor from it where it is the only one: else a trip to the next county would board and
    leave far off for a ride's sake. Where no platform is as near the destination there is none.
    """
    stops = _stop_nodes(topology, NodeKind.STOP_OUT)
    cost, km = _at_stops(roads.back_times, roads.back_metres, stops)
    by_arc = np.ascontiguousarray(amounts.arc_values.T)
    sums = path_sums_at(roads.back_arcs, topology.heads, by_arc, roads.back_times, stops)
    cost, km = cost[:, boardings.stop], km[:, boardings.stop]
    cost = cost + limits.beyond(cost, km, boardings.mode) + amounts.arcs[boardings.alight]
    cost = np.where(km <= limits.longest_km[boardings.mode], np.minimum(cost, NEVER), NEVER)
    left = amounts.arc_values[:, boardings.alight].T
    values = sums[:, boardings.stop] + left
    crow_km = _crow_km(topology, doors[0], stops)[:, boardings.stop]
    reach_km = limits.reach_km(boardings.mode)
    first_km = np.where(reach_km >= 0, crow_km + _AWAY_KM, np.inf)
    near_km = np.where(crow_km <= reach_km, first_km, np.inf)
    apart_km = _crow_km(topology, *doors)
    is_near = apart_km <= reach_km.max(initial=-1.0)
    leg_km = limits.leg_km(apart_km)
    nearest_km = np.where(cost < NEVER, km, np.inf).min(axis=1, initial=np.inf)
    leg_km = np.where(nearest_km[:, np.newaxis] <= leg_km, leg_km, -1.0)
    ends = Ends(cost, km, crow_km, near_km, first_km, is_near, leg_km, values)
    # Each destination's row side by side, for the searches.
    return Ends._make(map(np.ascontiguousarray, ends))


def _crow_km(topology: Topology, starts: Int32Array, ends: Int32Array) -> FloatArray:
    """Great circle between nodes, f64[starts, ends]."""
    lon, lat = topology.node_lon, topology.node_lat
    start, end = starts[:, np.newaxis], ends[np.newaxis]
    return great_circle_km(lon[start], lat[start], lon[end], lat[end])


def _at_stops(
    times: Int32Array, metres: Int32Array, stops: Int32Array
) -> tuple[Int64Array, FloatArray]:
    """Cost and km of the ways to some nodes or from them, [places, stops]."""
    return times[:, stops].astype(np.int64), metres[:, stops] / 1000.0


def _stop_nodes(topology: Topology, kind: NodeKind) -> Int32Array:
    """Node of each stop, by its position."""
    nodes = np.flatnonzero(topology.node_kind == kind).astype(np.int32)
    return nodes[np.argsort(topology.node_row[nodes])]
