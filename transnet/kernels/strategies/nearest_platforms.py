"""Ways by road from places to platforms and back: what they cost, and the nearest first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import UNREACHABLE_MS, FloatArray, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, kernel
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.problem import Access

_SHORTEST_KM = 1e-3


class Ways(NamedTuple):
    """Ways from o origins to s platforms in the order of their cost.

    keys  int64[o, s], cost times s and column, ascending
    end   from which key on there is no way
    km    float64[o, s], by column
    """

    keys: Int64Array
    end: int
    km: FloatArray


class Columns(NamedTuple):
    """Where the ways of each column of `Ways` lead: int32[s] each.

    way   the way to its stop among those of an origin, which has `ways` of them
    """

    platform: Int32Array
    way: Int32Array
    ways: int


class Counted(NamedTuple):
    """What ways to platforms or from them count for in the choice.

    longest_km  float64[s], nobody goes farther
    usual_km    float64[s]; of a longer way, the part beyond counts `weight` times
    weight      1 and more
    steps       int64[s], cost of the step onto each platform, or off it
    """

    longest_km: FloatArray
    usual_km: FloatArray
    weight: float
    steps: Int64Array


@kernel
def platform_costs(
    times: Int32Array, metres: Int32Array, nodes: Int32Array, counted: Counted
) -> tuple[Int64Array, FloatArray]:
    """Return cost and km of the ways between places and platforms, int64[k, s] and float64[k, s].

    times, metres  int32[k, n], of the ways by road
    nodes          int32[s], where they lead to, or come from
    The cost is NEVER where there is none, or it is too long.
    """
    shape = len(times), len(nodes)
    cost, km = np.empty(shape, np.int64), np.empty(shape, np.float64)
    _fill_costs((times, metres), nodes, counted, cost, km)
    return cost, km


@borrowing
def _fill_costs(
    by_road: tuple[Int32Array, Int32Array],
    nodes: Int32Array,
    counted: Counted,
    cost: Int64Array,
    km: FloatArray,
) -> None:
    times, metres = by_road
    more = counted.weight - 1.0
    for place in range(len(times)):
        for at in range(len(nodes)):
            time, far_km = np.int64(times[place, nodes[at]]), metres[place, nodes[at]] / 1000.0
            share = max(0.0, 1.0 - counted.usual_km[at] / max(far_km, _SHORTEST_KM))
            known = time if time < UNREACHABLE_MS else np.int64(0)
            whole = time + np.int64(np.rint(more * share * known)) + counted.steps[at]
            if far_km > counted.longest_km[at]:
                whole = NEVER
            cost[place, at], km[place, at] = min(whole, NEVER), far_km


@kernel
def nearest_first(
    ways: Ways, columns: Columns
) -> tuple[Int32Array, Int32Array, Int64Array, FloatArray, Int32Array]:
    """Return the ways from each origin to the platforms that it gets to.

    returns  first, platform, cost, km and way as of `Access`
    """
    origins = len(ways.keys)
    first = np.zeros(origins + 1, np.int32)
    _count_ways(ways, first)
    rows = first[origins]
    platforms, cost = np.empty(rows, np.int32), np.empty(rows, np.int64)
    km, way = np.empty(rows, np.float64), np.empty(rows, np.int32)
    _fill_ways(ways, columns, (first, platforms, cost, km, way))
    return first, platforms, cost, km, way


@borrowing
def _count_ways(ways: Ways, first: Int32Array) -> None:
    for origin in range(len(ways.keys)):
        count = first[origin]
        for nth in range(ways.keys.shape[1]):
            count += ways.keys[origin, nth] < ways.end
        first[origin + 1] = count


@borrowing
def _fill_ways(
    ways: Ways,
    columns: Columns,
    found: tuple[Int32Array, Int32Array, Int64Array, FloatArray, Int32Array],
) -> None:
    first, platforms, cost, km, way = found
    count = ways.keys.shape[1]
    for origin in range(len(ways.keys)):
        for row in range(first[origin], first[origin + 1]):
            key = ways.keys[origin, row - first[origin]]
            whole = key // count
            column = key - whole * count
            platforms[row], cost[row] = columns.platform[column], whole
            km[row] = ways.km[origin, column]
            way[row] = origin * columns.ways + columns.way[column]


@kernel
def pools_by_place(
    access: Access, place: Int32Array, places: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Return which ways of each origin lead to one place, places ascending, the nearest first.

    place    int32[q], which of the places each platform belongs to
    returns  first, begins and place as of `problem.Pools`
    """
    origins, rows = len(access.first) - 1, len(access.platform)
    first, order = np.zeros(origins + 1, np.int32), np.empty(rows, np.int32)
    begins, counts = np.empty(rows + 1, np.int32), np.zeros(places, np.int32)
    pools = _fill_pools(access, place, counts, (first, begins, order))
    return first, begins[: pools + 1].copy(), order


@borrowing
def _fill_pools(
    access: Access,
    place: Int32Array,
    counts: Int32Array,
    found: tuple[Int32Array, Int32Array, Int32Array],
) -> int:
    """Fill the same, and return how many pools there are; counts are all 0, as they are then."""
    first, begins, order = found
    pools = 0
    for origin in range(len(first) - 1):
        start, end = access.first[origin], access.first[origin + 1]
        for row in range(start, end):
            counts[place[access.platform[row]]] += 1
        at = start
        for each in range(len(counts)):
            if counts[each] > 0:
                begins[pools], at = at, at + counts[each]
                counts[each] = begins[pools]
                pools += 1
        for row in range(start, end):
            each = place[access.platform[row]]
            order[counts[each]] = row
            counts[each] += 1
        for row in range(start, end):
            counts[place[access.platform[row]]] = 0
        first[origin + 1] = pools
    begins[pools] = len(order)
    return pools
