"""A few nodes that cut a graph in two: smallest vertex cuts between its far ends.

Inertial flow (Schild & Sommer 2015) without coordinates: nodes are lined up by how much nearer they
lie to one far node than to another, the first and last of the line become source and sink, and a
maximum flow through nodes of capacity one (Dinic 1970; Menger 1927) leaves a smallest separator.
Four lines are tried. In a road network such separators are the rivers, ridges and railways.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int32Array, Int64Array
from transnet.kernels._jit import kernel

_END = 0.28  # share of the nodes that each end of a line takes
_HUBS = 1_024  # where no line can be cut, one node in so many is, those with the most neighbours
_LINES = ((1, 0), (0, 1), (1, 1), (1, -1))

FIRST, SECOND, CUT = 0, 1, 2


class Cell(NamedTuple):
    """A connected undirected graph over k nodes: indptr int32[k + 1], heads int32[...]."""

    indptr: Int32Array
    heads: Int32Array


class _Flow(NamedTuple):
    """Paths that share no node. A node is entered (state v) and left (state k + v).

    end       int8[k], 1 in the source, 2 in the sink, else 0
    before    int32[k], node before on a path, -1 where none passes
    level     int32[2k], steps from the source in what is left of the capacities, -1 beyond reach
    next_arc  int32[2k], where the search of a state goes on
    """

    end: Int32Array
    before: Int32Array
    level: Int32Array
    next_arc: Int32Array


@kernel
def find_separator(cell: Cell) -> Int32Array:
    """Return FIRST, SECOND or CUT for each node; no arc joins the first part with the second."""
    nodes = len(cell.indptr) - 1
    along, across = _two_lines(cell)
    best, least_cost = np.empty(0, np.int32), np.inf
    for by_along, by_across in _LINES:
        parts = _cut_line(cell, by_along * along + by_across * across, least_cost)
        if len(parts) > 0:
            cost = _cost(parts)
            if cost < least_cost:
                best, least_cost = parts, cost
    if len(best) == 0:
        best = np.full(nodes, np.int32(SECOND), np.int32)
        by_degree = np.argsort(cell.indptr[:-1] - cell.indptr[1:], kind="mergesort")
        best[by_degree[: 1 + nodes // _HUBS]] = CUT
    return best


@kernel
def _cost(parts: Int32Array) -> float:
    """Return how bad a cut is: its size, more if it is uneven."""
    sizes = np.zeros(3, np.int64)
    for part in parts:
        sizes[part] += 1
    smaller = min(sizes[FIRST], sizes[SECOND])
    return sizes[CUT] / np.sqrt(smaller) if smaller > 0 else np.inf


@kernel
def distances(cell: Cell, start: Index) -> tuple[Int32Array, Index, Index]:
    """Return the number of steps from a node, the farthest node, and how many were reached."""
    nodes = len(cell.indptr) - 1
    steps, queue = np.full(nodes, np.int32(-1), np.int32), np.empty(nodes, np.int32)
    steps[start] = 0
    queue[0] = start
    count, i = 1, 0
    while i < count:
        node = queue[i]
        i += 1
        for arc in range(cell.indptr[node], cell.indptr[node + 1]):
            head = cell.heads[arc]
            if steps[head] < 0:
                steps[head] = steps[node] + 1
                queue[count] = head
                count += 1
    return steps, np.int64(queue[count - 1]), count


@kernel
def _two_lines(cell: Cell) -> tuple[Int32Array, Int32Array]:
    """Return for each node how much nearer it is to one of two far nodes; twice, crosswise."""
    _, west, _ = distances(cell, 0)
    from_west, east, _ = distances(cell, west)
    from_east, _, _ = distances(cell, east)
    south = np.argmax(np.minimum(from_west, from_east))
    from_south, _, _ = distances(cell, south)
    north = np.argmax(np.minimum(np.minimum(from_west, from_east), from_south))
    from_north, _, _ = distances(cell, north)
    return from_west - from_east, from_south - from_north


@kernel
def _cut_line(cell: Cell, line: Int32Array, most_cost: float) -> Int32Array:
    """Return the parts of a smallest cut between the ends of a line; empty if it costs too much."""
    nodes = len(line)
    order = np.argsort(line, kind="mergesort")
    ends = 1 + int(_END * (nodes - 1))
    end = _ends(cell, order, ends)
    flow = _Flow(
        end,
        np.full(nodes, np.int32(-1), np.int32),
        np.empty(2 * nodes, np.int32),
        np.empty(2 * nodes, np.int32),
    )
    most, amount = most_cost * np.sqrt(nodes / 2), 0
    room = np.empty(2 * nodes, np.int32)
    while _set_levels(cell, flow, room):
        for source in order[:ends]:
            while _find_path(cell, flow, source, room):
                amount += 1
        if amount > most:
            return np.empty(0, np.int32)
    parts = np.full(nodes, np.int32(SECOND), np.int32)
    for node in range(nodes):
        if end[node] == 1 or flow.level[nodes + node] >= 0:
            parts[node] = FIRST
        elif flow.level[node] >= 0:
            parts[node] = CUT
    return parts


@kernel
def _ends(cell: Cell, order: Int64Array, ends: int) -> Int32Array:
    """Mark the first of a line 1, the source, and the last 2, the sink, but never neighbours."""
    end = np.zeros(len(order), np.int32)
    end[order[:ends]] = 1
    for node in order[len(order) - ends :]:
        end[node] = 2
        for arc in range(cell.indptr[node], cell.indptr[node + 1]):
            if end[cell.heads[arc]] == 1:
                end[node] = 0
    return end


@kernel
def _set_levels(cell: Cell, flow: _Flow, queue: Int32Array) -> bool:
    """Search breadth-first through what is left of the capacities; tell whether it gets across."""
    nodes, count = len(flow.end), 0
    flow.level[:] = -1
    for node in range(nodes):
        flow.next_arc[node] = 0
        flow.next_arc[nodes + node] = cell.indptr[node]
        if flow.end[node] == 1:
            flow.level[nodes + node] = 0
            queue[count] = nodes + node
            count += 1
    across, i = False, 0
    while i < count:
        state = np.int64(queue[i])
        i += 1
        first, last = _moves(cell, flow, state)
        for move in range(first, last):
            following = _move(cell, flow, state, move)
            if following == 2 * nodes:
                across = True
            elif following >= 0 and flow.level[following] < 0:
                flow.level[following] = flow.level[state] + 1
                queue[count] = following
                count += 1
    return across


@kernel
def _moves(cell: Cell, flow: _Flow, state: Index) -> tuple[Index, Index]:
    """Return the range of moves from a state: along each arc, and back against its own path."""
    nodes = len(flow.end)
    if state < nodes:
        return np.int64(0), np.int64(1)
    return np.int64(cell.indptr[state - nodes]), np.int64(cell.indptr[state - nodes + 1]) + 1


@kernel
def _move(cell: Cell, flow: _Flow, state: Index, move: Index) -> Index:
    """Return the state that a move leads to: 2k for the sink, -1 if it leads nowhere."""
    nodes = len(flow.end)
    if state < nodes:
        before = np.int64(flow.before[state])
        return nodes + (state if before < 0 else before)
    node = state - nodes
    if move == cell.indptr[node + 1]:
        return node if flow.before[node] >= 0 else np.int64(-1)
    head = np.int64(cell.heads[move])
    if flow.end[head] == 2:
        return np.int64(2 * nodes)
    return head if flow.end[head] == 0 else np.int64(-1)


@kernel
def _find_path(cell: Cell, flow: _Flow, source: Index, path: Int32Array) -> bool:
    """Add a path from a node of the source, each move one level on; tell whether there was one."""
    nodes = len(flow.end)
    path[0] = nodes + source
    length = 1
    while length > 0:
        state = np.int64(path[length - 1])
        _, last = _moves(cell, flow, state)
        onward = False
        while flow.next_arc[state] < last and not onward:
            following = _move(cell, flow, state, np.int64(flow.next_arc[state]))
            if following == 2 * nodes:
                _add_path(flow, path, length)
                return True
            if following >= 0 and flow.level[following] == flow.level[state] + 1:
                onward = True
                path[length] = following
                length += 1
            else:
                flow.next_arc[state] += 1
        if not onward:
            length -= 1
            if length > 0:
                flow.next_arc[path[length - 1]] += 1
    return False


@kernel
def _add_path(flow: _Flow, path: Int32Array, length: Index) -> None:
    """Add a path of states to the flow; the states are used up for this round of levels."""
    nodes = len(flow.end)
    for i in range(1, length):
        earlier, state = path[i - 1], path[i]
        flow.level[state] = -2
        if state < nodes and earlier - nodes == state:
            flow.before[state] = -1
        elif state < nodes:
            flow.before[state] = earlier - nodes
