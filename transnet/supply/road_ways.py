"""Ways by road of one state: between places, from places to platforms and back.

Each is known again by the weights that it was made from: what opens elsewhere costs nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import great_circle_km
from transnet.base.units import FloatArray, Int32Array
from transnet.kernels.strategies.nearest_platforms import (
    Columns,
    Ways,
    nearest_first,
    platform_costs,
)
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.problem import Access, ByRoad, Ends
from transnet.supply.boardings import Boardings, boardings_of
from transnet.supply.kinds import NodeKind
from transnet.supply.known_trees import known_sums
from transnet.supply.road_limits import RoadLimits
from transnet.supply.searched_roads import Roads
from transnet.supply.topology import Topology
from transnet.supply.way_graphs import way_graphs

_AWAY_KM = 1.0  # farther from the destination, and a ride leads away from it
BoolArray = npt.NDArray[np.bool_]
Int64Array = npt.NDArray[np.int64]
_Apart = tuple[FloatArray, FloatArray, FloatArray]
_Steps = tuple[Int64Array, Int32Array]


class ArcValues(Protocol):
    """What arcs take beside their cost, c values: made for those that are asked about."""

    def at(self, arcs: npt.NDArray[np.integer]) -> Int32Array:
        """Return what some arcs take, int32[c, k]."""


@dataclass(frozen=True, eq=False)
class Amounts:
    """What arcs and entries take: int64[m] and int64[e] of cost, and c values more of each.

    Costs of closed arcs and entries are UNREACHABLE_MS. Rides have no cost by arc. Values of
    entries are int64[e, c].
    """

    arcs: Int64Array
    entries: Int64Array
    arc_values: ArcValues
    entry_values: Int64Array


def drive_sums(
    topology: Topology, roads: Roads, doors: Int32Array, amounts: Amounts
) -> tuple[Int64Array, Int64Array]:
    """Return what ways by road between places take, int64[o, d, u], and which values those are.

    doors    int32[d], where they end
    returns  int64[u], the values that any road takes, and their sums; -1 where there is no way
    """
    made, ends = topology.tables.made, topology.tables.one("ends", doors)
    sums = made(_out_sums, topology, roads, ends, road_values(topology, amounts))
    return sums.used, sums.ways[:, sums.ways.shape[1] - len(doors) :]


class _OutSums(NamedTuple):
    """What ways by road from places take.

    used  int64[u], which of the values any road takes
    ways  int64[places, t, u], to the way in of each stop and, behind these, to places
    """

    used: Int64Array
    ways: Int64Array


def _out_sums(topology: Topology, roads: Roads, doors: Int32Array, by_road: RoadValues) -> _OutSums:
    """Walk up each tree once, for drives and for ways to platforms."""
    stops, ways = _stop_nodes(topology, NodeKind.STOP_IN), roads.out_ways
    nodes = ways.of_node[np.concatenate([stops, doors])]
    trees, by = (roads.out_times, roads.out_arcs), (by_road.out, nodes)
    name = "from places", by_road.out_used.tobytes()
    sums = known_sums(topology.tables, name, ways.graph[2], trees, by)
    return _OutSums(by_road.out_used, sums)


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
    nodes = roads.out_ways.of_node[_stop_nodes(topology, NodeKind.STOP_IN)[at.stop[served]]]
    counted = limits.counted(at.mode[served], steps[0][served])
    whole, km = platform_costs(roads.out_times, roads.out_metres, nodes, counted)
    # In the order of cost and, where that is equal, of platforms.
    count = whole.shape[1]
    in_order = np.sort(whole * count + np.arange(count), axis=1)
    columns = Columns(served.astype(np.int32), at.stop[served], sums.ways.shape[1])
    first, platform, cost, far_km, way = nearest_first(
        Ways(in_order, int(NEVER) * count, km), columns
    )
    by_road = sums.ways.reshape(sums.ways.shape[0] * sums.ways.shape[1], len(sums.used))
    return Access(first, platform, cost, far_km, _taken(steps, sums.used, by_road), way)


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
    nodes = roads.back_ways.of_node[_stop_nodes(topology, NodeKind.STOP_OUT)[at.stop]]
    counted = limits.counted(at.mode, steps[0])
    cost, km = platform_costs(roads.back_times, roads.back_metres, nodes, counted)
    trees, by = (roads.back_times, roads.back_arcs), (by_road.back, nodes)
    name = "to places", by_road.back_used.tobytes()
    sums = known_sums(topology.tables, name, roads.back_ways.graph[2], trees, by)
    nearest_km = np.where(cost < NEVER, km, np.inf).min(axis=1, initial=np.inf)
    near = topology.tables.made(_near, topology, limits, apart)
    leg_km = np.where(nearest_km[:, np.newaxis] <= near.leg_km, near.leg_km, -1.0)
    toward, away = (near.crow_km, near.near_km, near.first_km), (near.from_km, *near.back)
    return Ends(
        cost, km, *toward, *away, near.is_near, leg_km, _taken(steps, by_road.back_used, sums)
    )


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
    values = np.ascontiguousarray(amounts.arc_values.at(arcs).T)
    costs = amounts.arcs[arcs]
    return topology.tables.one("step costs", costs), topology.tables.one("step values", values)


class RoadValues(NamedTuple):
    """What arcs of ways by road take: most of what trips are made of isn't made by road.

    out_used, back_used  int64[u], which of the values any way from places takes, or to them
    out, back            int32[k, u], of these, by arcs of `Roads.out_ways` and `Roads.back_ways`
    """

    out_used: Int64Array
    out: Int32Array
    back_used: Int64Array
    back: Int32Array


def road_values(topology: Topology, amounts: Amounts) -> RoadValues:
    """Return what arcs of ways by road take; like ones are the same arrays."""
    return topology.tables.made(_by_road, topology, amounts.arc_values)


def _by_road(topology: Topology, arc_values: ArcValues) -> RoadValues:
    out, back = (arc_values.at(ways.arcs) for ways in way_graphs(topology))
    return RoadValues(*_used(topology, "out", out), *_used(topology, "back", back))


def _used(topology: Topology, name: str, values: Int32Array) -> tuple[Int64Array, Int32Array]:
    """Return which of the values any arc takes, int64[u], and these, int32[k, u]."""
    used, one = np.flatnonzero(values.any(axis=1)), topology.tables.one
    taken = np.ascontiguousarray(values[used].T)
    return one(("used", name), used), one(("values", name), taken)


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
