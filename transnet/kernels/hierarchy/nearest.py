"""The nearest few opportunities of many origins, in two passes over the hierarchy.

A fastest path goes up, then down. So each node first gets a short list of the opportunities that it
reaches by going down only, from the bottom up (the buckets of Knopp, Sanders, Schultes, Schulz &
Wagner 2007, kept to the nearest); then, from the top down, the list of a node is merged with those
of its upper neighbours. An opportunity that is not among the nearest of a node, ties by position,
is not among the nearest of any node whose path to it leads through that one: short lists suffice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import UNREACHABLE_MS, Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._chunks import in_chunks
from transnet.kernels._jit import inlined, kernel
from transnet.kernels.hierarchy.elimination import Hierarchy
from transnet.kernels.hierarchy.sweep import nodes_above

_CLOSED = np.int64(UNREACHABLE_MS)


class _Lists(NamedTuple):
    """Some lists of opportunities, each by time and then by position.

    start      int64[l + 1], room of list i: from start[i] to start[i + 1]
    length     int64[l]
    positions  int32[...]
    times      int64[...], milliseconds
    """

    start: Int64Array
    length: Int64Array
    positions: Int32Array
    times: Int64Array


class _Scratch(NamedTuple):
    """Room for one merged list, and the last merge that each opportunity was in.

    positions  int32[count]
    times      int64[count]
    merges     int64[1]
    seen       int64[j]
    """

    positions: Int32Array
    times: Int64Array
    merges: Int64Array
    seen: Int64Array


class _Found(NamedTuple):
    """Origins by number, ascending, their rows, and what was found: int32[k, count] each."""

    origins: Int32Array
    order: Int64Array
    positions: Int32Array
    times: Int32Array


def find_nearest(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    origins: Int32Array,
    opportunities: Int32Array,
    count: int,
    progress: Progress | None = None,
) -> tuple[Int32Array, Int32Array]:
    """Return each origin's nearest opportunities and the times to them, int32[k, count] each.

    shortcuts               uint32[2 * a], basic weights
    origins, opportunities  int32[k], int32[j], numbers in the hierarchy; repeats allowed
    returns                 positions in `opportunities`, -1 where there are no more; milliseconds,
                            UNREACHABLE_MS there. The nearest first, of equally near ones the first
    """
    order = np.argsort(origins, kind="stable")
    found = _Found(
        origins[order],
        order,
        np.full((len(origins), count), -1, np.int32),
        np.full((len(origins), count), UNREACHABLE_MS, np.int32),
    )
    kept = min(count, len(opportunities))
    if kept == 0 or len(origins) == 0:
        return found.positions, found.times
    scratch = _Scratch(
        np.empty(kept, np.int32),
        np.empty(kept, np.int64),
        np.zeros(1, np.int64),
        np.zeros(len(opportunities), np.int64),
    )
    below, nodes = _empty_lists(_rooms_below(hierarchy, opportunities, kept)), len(hierarchy.row)
    _place(below, opportunities)
    above = nodes_above(hierarchy.parent, found.origins)
    rows = _empty_lists(np.arange(hierarchy.rows + 1) * kept)

    def pass_some(part: slice, _workers: int) -> None:
        """Pass up from the last nodes to the first, then down to those above an origin."""
        if part.start < nodes:
            span = (max(0, nodes - part.stop), nodes - part.start)
            _pass_up(hierarchy, shortcuts, below, span, scratch)
        if part.stop > nodes:
            some = above[max(0, part.start - nodes) : part.stop - nodes]
            _pass_down(hierarchy, shortcuts, (below, rows), some, scratch, found)

    arcs_per_node = 1 + len(hierarchy.heads) // nodes
    in_chunks(pass_some, nodes + len(above), arcs_per_node * (2 + kept), progress)
    return found.positions, found.times


def _empty_lists(start: Int64Array) -> _Lists:
    room = int(start[-1])
    lengths = np.zeros(len(start) - 1, np.int64)
    return _Lists(start, lengths, np.empty(room, np.int32), np.empty(room, np.int64))


@kernel
def _rooms_below(hierarchy: Hierarchy, opportunities: Int32Array, count: int) -> Int64Array:
    """Return where the list of each node starts: with room for what its subtree has, or `count`."""
    nodes = len(hierarchy.row)
    inside = np.zeros(nodes, np.int64)
    for node in opportunities:
        inside[node] += 1
    for node in range(nodes - 1, -1, -1):
        if hierarchy.parent[node] >= 0:
            inside[hierarchy.parent[node]] += inside[node]
    start = np.zeros(nodes + 1, np.int64)
    for node in range(nodes):
        start[node + 1] = start[node] + min(inside[node], count)
    return start


@kernel
def _place(below: _Lists, opportunities: Int32Array) -> None:
    """Put each opportunity into the list of its own node."""
    for position in range(len(opportunities)):
        node = opportunities[position]
        slot = below.start[node] + below.length[node]
        if slot < below.start[node + 1]:
            below.positions[slot] = position
            below.times[slot] = 0
            below.length[node] += 1


@kernel
def _pass_up(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    below: _Lists,
    span: tuple[Index, Index],
    scratch: _Scratch,
) -> None:
    """Merge the lists of the nodes of a span, the lowest first, into those of their heads."""
    for node in range(span[1] - 1, span[0] - 1, -1):
        if below.length[node] == 0:
            continue
        for arc in range(np.int64(hierarchy.indptr[node]), np.int64(hierarchy.indptr[node + 1])):
            head, weight = np.int64(hierarchy.heads[arc]), np.int64(shortcuts[2 * arc + 1])
            _merge(below, head, (below, np.int64(node)), weight, scratch)


@kernel
def _pass_down(
    hierarchy: Hierarchy,
    shortcuts: UInt32Array,
    lists: tuple[_Lists, _Lists],
    nodes: Int32Array,
    scratch: _Scratch,
    found: _Found,
) -> None:
    """Merge into the rows of nodes, ascending, what is below them and what their heads have.

    lists  what is below each node; the nearest of each node on the path to the root, by row
    """
    below, rows = lists
    following = np.searchsorted(found.origins, nodes[0])
    for node in nodes:
        row = np.int64(hierarchy.row[node])
        rows.length[row] = 0
        _merge(rows, row, (below, np.int64(node)), np.int64(0), scratch)
        for arc in range(np.int64(hierarchy.indptr[node]), np.int64(hierarchy.indptr[node + 1])):
            head_row = np.int64(hierarchy.row[hierarchy.heads[arc]])
            _merge(rows, row, (rows, head_row), np.int64(shortcuts[2 * arc]), scratch)
        first = rows.start[row]
        while following < len(found.origins) and found.origins[following] == node:
            for i in range(rows.length[row]):
                found.positions[found.order[following], i] = rows.positions[first + i]
                found.times[found.order[following], i] = np.int32(rows.times[first + i])
            following += 1


@inlined
def _merge(
    lists: _Lists, into: Index, other: tuple[_Lists, Index], weight: np.int64, scratch: _Scratch
) -> None:
    """Merge another list, each time longer by a weight, into a list: each opportunity once."""
    one, one_end = lists.start[into], lists.start[into] + lists.length[into]
    two = other[0].start[other[1]]
    two_end = two + other[0].length[other[1]]
    room = lists.start[into + 1] - one
    if two == two_end or weight >= _CLOSED:
        return
    full = one_end - one == room
    if full and other[0].times[two] + weight > lists.times[one_end - 1]:
        return
    scratch.merges[0] += 1
    merge, length = scratch.merges[0], np.int64(0)
    while length < room and (one < one_end or two < two_end):
        time, position = _CLOSED, np.int32(0)
        if two < two_end:
            time, position = other[0].times[two] + weight, other[0].positions[two]
        if one < one_end and (lists.times[one], lists.positions[one]) <= (time, position):
            time, position = lists.times[one], lists.positions[one]
            one += 1
        else:
            two += 1
        if time >= _CLOSED:
            break
        if scratch.seen[position] != merge:
            scratch.seen[position] = merge
            scratch.times[length], scratch.positions[length] = time, position
            length += 1
    first = lists.start[into]
    for i in range(length):
        lists.times[first + i] = scratch.times[i]
        lists.positions[first + i] = scratch.positions[i]
    lists.length[into] = length
