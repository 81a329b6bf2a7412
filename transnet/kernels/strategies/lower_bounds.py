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
from transnet.kernels.strategies.problem import Access


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
def compare_access(old: Access, new: Access, least: Int64Array, differs: BoolArray) -> None:
    """Fill what ways to platforms cost in one of two states at least, and which aren't the same.

    least    int64[o, q], NEVER till now
    differs  bool[o, q], False till now
    """
    before = np.full(least.shape[1], -1, np.int64)
    for origin in range(len(least)):
        for row in range(old.first[origin], old.first[origin + 1]):
            platform = old.platform[row]
            before[platform] = row
            least[origin, platform] = old.cost[row]
            differs[origin, platform] = True
        for now in range(new.first[origin], new.first[origin + 1]):
            platform = new.platform[now]
            row = before[platform]
            same = row >= 0 and old.cost[row] == new.cost[now] and old.km[row] == new.km[now]
            for c in range(new.values.shape[1]):
                same = same and old.values[row, c] == new.values[now, c]
            differs[origin, platform] = not same
            least[origin, platform] = min(least[origin, platform], new.cost[now])
        for row in range(old.first[origin], old.first[origin + 1]):
            before[old.platform[row]] = -1
