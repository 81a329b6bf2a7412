"""Fastest ways without waits over all that is open in one of two states: bounds from below.

Those of one state are known. What else is open in the other makes ways faster, never slower, and
only what it makes faster is settled again (Ramalingam & Reps 1996, Journal of Algorithms 21: arcs
that get shorter).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Index, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.problem import Access, Ends


class Hops(NamedTuple):
    """Rides from platform to platform, and changes between them, without waits.

    A platform is two nodes: n of the 2 q is where one boards, q + n where one leaves.

    first, head  int32[2 q + 1], int32[h], hops by the node where they begin
    cost         int64[h]; NEVER where closed
    """

    first: Int32Array
    head: Int32Array
    cost: Int64Array


class _Room(NamedTuple):
    """Nodes whose ways got faster, each but once: bool[2 q], and a ring int32[2 q].

    at  int32[2], where the ring begins, and how many stand in it
    """

    is_queued: BoolArray
    ring: Int32Array
    at: Int32Array


@kernel
def shorten(
    times: Int64Array, access: Int64Array, hops: Hops, changed: tuple[Int32Array, Int32Array]
) -> None:
    """Shorten ways from some origins by what costs less than before, and by what comes after.

    times    int64[o, 2 q], fastest ways as they were; NEVER for none
    access   int64[o, q], what ways to platforms cost now
    changed  int32[k] each, nodes where hops begin that cost less, and which they are
    """
    nodes = len(hops.first) - 1
    room = _Room(np.zeros(nodes, np.bool_), np.empty(nodes, np.int32), np.zeros(2, np.int32))
    for origin in range(len(times)):
        _shorten_from(times[origin], access[origin], hops, changed, room)


@borrowing
def _shorten_from(
    times: Int64Array,
    access: Int64Array,
    hops: Hops,
    changed: tuple[Int32Array, Int32Array],
    room: _Room,
) -> None:
    for platform in range(len(access)):
        _improve(times, platform, access[platform], room)
    for each in range(len(changed[0])):
        at = changed[1][each]
        _improve(times, hops.head[at], times[changed[0][each]] + hops.cost[at], room)
    while room.at[1] > 0:
        node = room.ring[room.at[0]]
        room.at[0] = (room.at[0] + 1) % len(room.ring)
        room.at[1] -= 1
        room.is_queued[node] = False
        for at in range(hops.first[node], hops.first[node + 1]):
            _improve(times, hops.head[at], times[node] + hops.cost[at], room)


@step
def _improve(times: Int64Array, node: Index, time: Index, room: _Room) -> None:
    if time < times[node]:
        times[node] = time
        if not room.is_queued[node]:
            room.is_queued[node] = True
            room.ring[(room.at[0] + room.at[1]) % len(room.ring)] = node
            room.at[1] += 1


@kernel
def compare_access(
    old: Access, new: Access, unlike: BoolArray, least: Int64Array, differs: BoolArray
) -> None:
    """Fill what ways to platforms cost in one of two states at least, and which aren't the same.

    unlike   bool[q], platforms whose step onto them differs
    least    int64[o, q], NEVER till now
    differs  bool[o, q], False till now
    """
    before, ways = np.full(least.shape[1], -1, np.int64), len(new.by_road.roads) // len(least)
    _compare_access(old, new, (unlike, before, np.ones(ways, np.bool_)), least, differs)


@borrowing
def _compare_access(
    old: Access,
    new: Access,
    marks: tuple[BoolArray, Int64Array, BoolArray],
    least: Int64Array,
    differs: BoolArray,
) -> None:
    """Fill the same; marks are `unlike`, the ways there before, -1 till now, and ways that differ.

    What roads take stands side by side for an origin, and is read so, not as platforms have it.
    """
    unlike, before, others = marks
    was, now = old.by_road.roads, new.by_road.roads
    for origin in range(len(least)):
        if was.shape == now.shape:
            _mark_others(was, now, origin * len(others), others)
        for row in range(old.first[origin], old.first[origin + 1]):
            platform = old.platform[row]
            before[platform] = row
            least[origin, platform] = old.cost[row]
            differs[origin, platform] = True
        for way in range(new.first[origin], new.first[origin + 1]):
            platform = new.platform[way]
            row = before[platform]
            same = row >= 0 and not unlike[platform]
            same = same and old.cost[row] == new.cost[way] and old.km[row] == new.km[way]
            same = same and not others[new.way[way] - origin * len(others)]
            differs[origin, platform] = not same
            least[origin, platform] = min(least[origin, platform], new.cost[way])
        for row in range(old.first[origin], old.first[origin + 1]):
            before[old.platform[row]] = -1


@step
def _mark_others(was: Int64Array, now: Int64Array, first: int, others: BoolArray) -> None:
    """Mark which of an origin's ways take something else by road."""
    for at in range(len(others)):
        others[at] = False
        for nth in range(now.shape[1]):
            others[at] |= was[first + at, nth] != now[first + at, nth]


@borrowing
def compare_ends(
    old: Ends, new: Ends, unlike: BoolArray, least: Int64Array, differs: BoolArray
) -> None:
    """Fill the same of ways from platforms, int64[d, q] and bool[d, q].

    unlike  bool[q], platforms whose step off them differs
    """
    was, now = old.by_road.roads, new.by_road.roads
    for end in range(len(least)):
        for platform in range(least.shape[1]):
            same = not unlike[platform] and old.cost[end, platform] == new.cost[end, platform]
            same = same and old.km[end, platform] == new.km[end, platform]
            for nth in range(now.shape[2]):
                same = same and was[end, platform, nth] == now[end, platform, nth]
            differs[end, platform] = not same
            least[end, platform] = min(old.cost[end, platform], new.cost[end, platform])


@kernel
def rows_differ(old: Int64Array, new: Int64Array) -> BoolArray:
    """Return in which rows two tables differ, bool[k]."""
    found = np.zeros(len(new), np.bool_)
    for row in range(len(new)):
        for column in range(new.shape[1]):
            if old[row, column] != new[row, column]:
                found[row] = True
                break
    return found


@kernel
def entries_differ(
    rates: tuple[Int64Array, Int64Array],
    rides: tuple[Int64Array, Int64Array],
    values: tuple[Int64Array, Int64Array],
) -> Int32Array:
    """Return the entries that are open in one of two states and differ in anything, int32[k].

    rates, rides  int64[e] of each state
    values        int64[e, c] of each
    """
    found = np.empty(len(rates[0]), np.int32)
    return found[: _fill_differing(rates, rides, values, found)].copy()


@borrowing
def _fill_differing(
    rates: tuple[Int64Array, Int64Array],
    rides: tuple[Int64Array, Int64Array],
    values: tuple[Int64Array, Int64Array],
    found: Int32Array,
) -> int:
    count = 0
    for entry in range(len(found)):
        if rides[0][entry] >= NEVER and rides[1][entry] >= NEVER:
            continue
        differs = rates[0][entry] != rates[1][entry] or rides[0][entry] != rides[1][entry]
        for nth in range(values[0].shape[1]):
            differs = differs or values[0][entry, nth] != values[1][entry, nth]
        if differs:
            found[count] = entry
            count += 1
    return count


@kernel
def least_onward(
    groups: Int32Array, ride: Int64Array, to: Int32Array, ways: tuple[Int64Array, Int64Array]
) -> Int64Array:
    """Return what going on costs at least by any ride of each group, int64[groups, d].

    groups  int32[k], which group each ride is of, in order, from 0 on
    ride    int64[k], what it costs; to  int32[k], the platform that it leads to
    ways    int64[d, q] each, what it costs from platforms on, by road and by another ride
    """
    by_road, by_ride = ways
    ends, count = len(by_road), 0
    if len(groups) > 0:
        count = groups[-1] + 1
    onward = np.empty((by_road.shape[1], ends), np.int64)
    for end in range(ends):
        for platform in range(by_road.shape[1]):
            onward[platform, end] = min(by_road[end, platform], by_ride[end, platform])
    found = np.full((count, ends), np.iinfo(np.int64).max)
    for at in range(len(groups)):
        group, platform = groups[at], to[at]
        for end in range(ends):
            found[group, end] = min(found[group, end], onward[platform, end] + ride[at])
    return found
