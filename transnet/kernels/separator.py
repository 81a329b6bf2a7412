"""A few nodes that cut a graph in two: smallest vertex cuts between its far ends.

Inertial flow (Schild & Sommer 2015) without coordinates: nodes are lined up by how much nearer they
lie to one far node than to another, the first and last of the line become source and sink, and a
maximum flow through nodes of capacity one (Ford & Fulkerson 1956; Menger 1927) leaves a smallest
separator. Four lines are tried. In a road network such cuts are the rivers, ridges and railways.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int32Array
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

    end       int32[k], 1 in the source, 2 in the sink, else 0
    border    int32[...], nodes of the source with neighbours outside
    before    int32[k], node before on a path, -1 where none passes
    tree      int32[2k], position in `border` of the root of the tree that a state belongs to, or -1
    via       int32[2k], state before in its tree
    """

    end: Int32Array
    border: Int32Array
    before: Int32Array
    tree: Int32Array
    via: Int32Array


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
    order = _sorted(line)
    ends = 1 + int(_END * (nodes - 1))
    end = _ends(cell, order, ends)
    flow = _Flow(
        end,
        _border(cell, end, order[:ends]),
        np.full(nodes, np.int32(-1), np.int32),
        np.empty(2 * nodes, np.int32),
        np.empty(2 * nodes, np.int32),
    )
    most, amount = most_cost * np.sqrt(nodes / 2), 0
    room = np.empty(2 * nodes, np.int32)
    added = -1
    while added != 0:
        added = _add_paths(cell, flow, room)
        amount += added
        if amount > most:
            return np.empty(0, np.int32)
    parts = np.full(nodes, np.int32(SECOND), np.int32)
    for node in range(nodes):
        if end[node] == 1 or flow.tree[nodes + node] >= 0:
            parts[node] = FIRST
        elif flow.tree[node] >= 0:
            parts[node] = CUT
    return parts


@kernel
def _sorted(line: Int32Array) -> Int32Array:
    """Return the nodes by their place on a line, equal ones by number; counts, for speed."""
    low = line.min()
    start = np.zeros(np.int64(line.max()) - low + 2, np.int32)
    for place in line:
        start[place - low + 1] += 1
    for i in range(1, len(start)):
        start[i] += start[i - 1]
    order = np.empty(len(line), np.int32)
    for node in range(len(line)):
        place = line[node] - low
        order[start[place]] = node
        start[place] += 1
    return order


@kernel
def _ends(cell: Cell, order: Int32Array, ends: int) -> Int32Array:
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
def _border(cell: Cell, end: Int32Array, source: Int32Array) -> Int32Array:
    """Return the nodes of the source that a path may leave it from."""
    border, count = np.empty(len(source), np.int32), 0
    for node in source:
        for arc in range(cell.indptr[node], cell.indptr[node + 1]):
            if end[cell.heads[arc]] != 1:
                border[count] = node
                count += 1
                break
    return border[:count].copy()


@kernel
def _add_paths(cell: Cell, flow: _Flow, queue: Int32Array) -> int:
    """Add paths from trees that grow side by side, one from each border node; return how many.

    A tree that has got across adds its path and grows no more. Trees share no state, so neither do
    their paths. If none gets across, the trees hold all that the source still reaches.
    """
    nodes, count, added = len(flow.end), len(flow.border), 0
    across = np.zeros(count, np.bool_)
    flow.tree[:] = -1
    for i in range(count):
        queue[i] = nodes + flow.border[i]
        flow.tree[queue[i]] = i
    i = 0
    while i < count:
        state = np.int64(queue[i])
        i += 1
        tree = flow.tree[state]
        if across[tree]:
            continue
        first, last = _moves(cell, flow, state)
        for move in range(first, last):
            following = _move(cell, flow, state, move)
            if following == 2 * nodes:
                _add_path(flow, state)
                across[tree] = True
                added += 1
                break
            if following >= 0 and flow.tree[following] < 0:
                flow.tree[following] = tree
                flow.via[following] = state
                queue[count] = following
                count += 1
    return added


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
def _add_path(flow: _Flow, state: Index) -> None:
    """Add the path that leads to a state in its tree."""
    nodes = len(flow.end)
    root = nodes + flow.border[flow.tree[state]]
    while state != root:
        earlier = np.int64(flow.via[state])
        if state < nodes and earlier - nodes == state:
            flow.before[state] = -1
        elif state < nodes:
            flow.before[state] = earlier - nodes
        state = earlier
