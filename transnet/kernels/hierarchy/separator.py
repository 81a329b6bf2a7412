"""A few nodes that cut a graph in two: smallest vertex cuts between its far ends.

Inertial flow (Schild & Sommer 2015) without coordinates: nodes are lined up by how much nearer they
lie to one far node than to another, the first and last of the line become source and sink, and a
maximum flow through nodes of capacity one (Ford & Fulkerson 1956; Menger 1927) leaves a smallest
separator. Four lines are tried. In a road network such cuts are the rivers, ridges and railways.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Index, Int32Array
from transnet.kernels._jit import kernel

_END = 0.28  # share of the nodes that each end of a line takes
_HUBS = 1_024  # where no line can be cut, one node in so many is, those with the most neighbours
LINES = ((1, 0), (0, 1), (1, 1), (1, -1))

FIRST, SECOND, CUT = 0, 1, 2


class Cell(NamedTuple):
    """A connected undirected graph over k nodes: indptr int32[k + 1], heads int32[...]."""

    indptr: Int32Array
    heads: Int32Array


class Flow(NamedTuple):
    """Paths that share no node. A node is entered (state v) and left (state k + v).

    end       int32[k], 1 in the source, 2 in the sink, else 0
    border    int32[...], nodes of the source with neighbours outside
    before    int32[k], node before on a path, -1 where none passes
    line      int32[k], place of a node on the way from source to sink
    seen      bool[2k], states that a search has reached
    via       int32[2k], state before in that search
    """

    end: Int32Array
    border: Int32Array
    before: Int32Array
    line: Int32Array
    seen: BoolArray
    via: Int32Array


@kernel
def find_separator(cell: Cell) -> Int32Array:
    """Return FIRST, SECOND or CUT for each node; no arc joins the first part with the second."""
    along, across = _two_lines(cell)
    best, least_cost = np.empty(0, np.int32), np.inf
    for by_along, by_across in LINES:
        parts = _cut_line(cell, line_up(along, across, by_along, by_across), least_cost)
        if len(parts) > 0:
            cost = cost_of(parts)
            if cost < least_cost:
                best, least_cost = parts, cost
    return best if len(best) > 0 else cut_hubs(cell)


@kernel
def cut_hubs(cell: Cell) -> Int32Array:
    """Return CUT for the nodes with the most neighbours, SECOND for all others."""
    nodes = len(cell.indptr) - 1
    parts = np.full(nodes, np.int32(SECOND), np.int32)
    by_degree = np.argsort(cell.indptr[:-1] - cell.indptr[1:], kind="mergesort")
    parts[by_degree[: 1 + nodes // _HUBS]] = CUT
    return parts


@kernel
def cost_of(parts: Int32Array) -> float:
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


def two_lines_in_steps(cell: Cell) -> tuple[Int32Array, Int32Array]:
    """Return for each node how much nearer it is to one of two far nodes; twice, crosswise.

    Called as it is, a row of calls of kernels, for a cell so large that Ctrl-C would have to wait.
    """
    _, west, _ = distances(cell, 0)
    from_west, east, _ = distances(cell, west)
    from_east, _, _ = distances(cell, east)
    south = np.argmax(np.minimum(from_west, from_east))
    from_south, _, _ = distances(cell, south)
    north = np.argmax(np.minimum(np.minimum(from_west, from_east), from_south))
    from_north, _, _ = distances(cell, north)
    return from_west - from_east, from_south - from_north


_two_lines = kernel(two_lines_in_steps)


@kernel
def line_up(along: Int32Array, across: Int32Array, by_along: int, by_across: int) -> Int32Array:
    """Return a line between two, int32 in every mode."""
    line = np.empty_like(along)
    for node in range(len(line)):
        line[node] = by_along * along[node] + by_across * across[node]
    return line


@kernel
def _cut_line(cell: Cell, line: Int32Array, most_cost: float) -> Int32Array:
    """Return the parts of a smallest cut between the ends of a line; empty if it costs too much."""
    flow, room = start_flow(cell, line)
    most, amount = most_amount(line, most_cost), 0
    added = -1
    while added != 0:
        added = add_paths(cell, flow, room)
        amount += added
        if amount > most:
            return np.empty(0, np.int32)
    return parts_of(flow)


@kernel
def most_amount(line: Int32Array, most_cost: float) -> float:
    """Return how many paths there may be between the ends of a line, for a cut of that cost."""
    return float(most_cost * np.sqrt(len(line) / 2))


@kernel
def start_flow(cell: Cell, line: Int32Array) -> tuple[Flow, Int32Array]:
    """Return the ends of a line with no path between them yet, and room to search for some."""
    nodes = len(line)
    order = _sorted(line)
    ends = 1 + int(_END * (nodes - 1))
    end = _ends(cell, order, ends)
    flow = Flow(
        end,
        _border(cell, end, order[:ends]),
        np.full(nodes, np.int32(-1), np.int32),
        line,
        np.zeros(2 * nodes, np.bool_),
        np.empty(2 * nodes, np.int32),
    )
    return flow, np.empty(2 * nodes, np.int32)


@kernel
def parts_of(flow: Flow) -> Int32Array:
    """Return the parts of a smallest cut, once no more paths can be added."""
    nodes = len(flow.end)
    parts = np.full(nodes, np.int32(SECOND), np.int32)
    for node in range(nodes):
        if flow.end[node] == 1 or flow.seen[nodes + node]:
            parts[node] = FIRST
        elif flow.seen[node]:
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
def add_paths(cell: Cell, flow: Flow, stack: Int32Array) -> int:
    """Add paths from each border node in turn as long as some are found; return how many.

    No search enters what another one has seen, on a path or in vain: so a round reads each arc
    once. If no path is found, what is seen is all that the source still reaches.
    """
    added = 0
    flow.seen[:] = False
    for root in flow.border:
        while _add_path_from(cell, flow, np.int64(root), stack):
            added += 1
    return added


@kernel
def _add_path_from(cell: Cell, flow: Flow, root: Index, stack: Int32Array) -> bool:
    """Search depth first, along the line where there is a choice; add the path, if there is one."""
    nodes, count = len(flow.end), 1
    stack[0] = nodes + root
    flow.seen[nodes + root] = True
    while count > 0:
        count -= 1
        state = np.int64(stack[count])
        farthest = np.int32(-(2**31))
        first, last = _moves(cell, flow, state)
        for move in range(first, last):
            following = _move(cell, flow, state, move)
            if following == 2 * nodes:
                _add_path(flow, state, nodes + root)
                for waiting in stack[:count]:  # nobody has gone on from there
                    flow.seen[waiting] = False
                return True
            if following < 0 or flow.seen[following]:
                continue
            flow.seen[following] = True
            flow.via[following] = state
            stack[count] = following
            count += 1
            place = flow.line[following % nodes]
            if place > farthest:
                farthest = place
            else:  # the farthest stays on top
                stack[count - 1], stack[count - 2] = stack[count - 2], stack[count - 1]
    return False


@kernel
def _moves(cell: Cell, flow: Flow, state: Index) -> tuple[Index, Index]:
    """Return the range of moves from a state: along each arc, and back against its own path."""
    nodes = len(flow.end)
    if state < nodes:
        return np.int64(0), np.int64(1)
    return np.int64(cell.indptr[state - nodes]), np.int64(cell.indptr[state - nodes + 1]) + 1


@kernel
def _move(cell: Cell, flow: Flow, state: Index, move: Index) -> Index:
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
def _add_path(flow: Flow, state: Index, root: Index) -> None:
    """Add the path from a root to a state that a search has reached."""
    nodes = len(flow.end)
    while state != root:
        earlier = np.int64(flow.via[state])
        if state < nodes and earlier - nodes == state:
            flow.before[state] = -1
        elif state < nodes:
            flow.before[state] = earlier - nodes
        state = earlier
