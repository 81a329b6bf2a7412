"""A good order to contract nodes in: separators last, and within each part the same again.

Nested dissection (George 1973): what is contracted on one side of a separator never meets what is
contracted on the other, so the elimination tree stays shallow. Cells too small to be worth a
separator are ordered by least degree.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from transnet.base.progress import Progress
from transnet.kernels._arrays import Index, Int32Array, Int64Array
from transnet.kernels._chunks import aside, by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.large_cells import find_large_separator
from transnet.kernels.hierarchy.separator import CUT, FIRST, SECOND, Cell, find_separator

UInt64Array = npt.NDArray[np.uint64]

_LEAF = 64  # nodes, at most 64: as many as a word has bits
_SHARES = 16  # cells below this share of the graph are left to the workers,
_MOST_AT_ONCE = 65_536  # but none with more nodes than these, which take half a second
_STEPS_PER_NODE = 500


def dissection_order(
    indptr: Int32Array, heads: Int32Array, progress: Progress | None = None
) -> Int32Array:
    """Return the nodes in an order to contract them in, first contracted first.

    indptr    int32[n + 1], heads  int32[m], directed arcs; loops and parallel arcs are allowed
    progress  called with ("ordering nodes", work done, work) after each cut of a large cell and
              some small ones
    The same for the same graph, whatever the number of threads.
    """
    nodes = len(indptr) - 1
    graph = aside(partial(_undirected, indptr, heads))
    order, place = np.arange(nodes, dtype=np.int32), np.arange(nodes, dtype=np.int32)
    at_once = max(_LEAF, min(nodes // _SHARES, _MOST_AT_ONCE))
    large, small = [(0, nodes)], [(0, 0)]
    work = _work([*large, *small])

    def tell(left: int) -> None:
        if progress is not None:
            progress("ordering nodes", work - left, work)

    while large:
        start, end = large.pop()
        if end - start > at_once:
            large += _split_in_steps(graph, order, place, start, end)
            tell(_work([*large, *small]))
        else:
            small.append((start, end))
    cells = np.array(small, np.int64)

    def dissect_some(part: slice, workers: int) -> None:
        def dissect(worker: int) -> None:
            _dissect_some(graph, order, place, cells[part], (worker, workers))

        by_workers(dissect, workers)

    steps = 1 + _STEPS_PER_NODE * nodes // len(cells)
    in_chunks(dissect_some, len(cells), steps, lambda _, done, __: tell(_work(small[done:])))
    return order


def _work(cells: list[tuple[int, int]]) -> int:
    """Return how much there is to do: for each node, the times that its cell can be halved."""
    return sum((end - start) * (end - start).bit_length() for start, end in cells)


def _split_in_steps(
    graph: Cell, order: Int32Array, place: Int32Array, start: int, end: int
) -> list[tuple[int, int]]:
    """Do what `_split_cell` does in calls so short that Ctrl-C works."""
    cell = aside(partial(_cell, graph, order, place, start, end))
    parts = aside(partial(_half_the_pieces, cell))
    if len(parts) == 0:
        parts = find_large_separator(cell)
    cells = aside(partial(_arrange, order, place, start, end, parts))
    return [(int(first), int(last)) for first, last in cells]


@kernel
def _undirected(indptr: Int32Array, heads: Int32Array) -> Cell:
    """Return the neighbours of each node, either direction, each once and none of them itself."""
    nodes = len(indptr) - 1
    start = np.zeros(nodes + 2, np.int32)
    for node in range(nodes):
        for arc in range(indptr[node], indptr[node + 1]):
            if heads[arc] != node:
                start[node + 2] += 1
                start[heads[arc] + 2] += 1
    for i in range(2, nodes + 2):
        start[i] += start[i - 1]
    neighbours = np.empty(start[nodes + 1], np.int32)
    for node in range(nodes):
        for arc in range(indptr[node], indptr[node + 1]):
            head = heads[arc]
            if head != node:
                neighbours[start[node + 1]] = head
                neighbours[start[head + 1]] = node
                start[node + 1] += 1
                start[head + 1] += 1
    return _each_once(start[: nodes + 1], neighbours)


@kernel
def _each_once(start: Int32Array, neighbours: Int32Array) -> Cell:
    """Return the graph without what repeats among the neighbours of a node."""
    nodes = len(start) - 1
    seen_by = np.full(nodes, np.int32(-1), np.int32)
    indptr, count = np.zeros(nodes + 1, np.int32), 0
    for node in range(nodes):
        for i in range(start[node], start[node + 1]):
            if seen_by[neighbours[i]] != node:
                seen_by[neighbours[i]] = node
                neighbours[count] = neighbours[i]
                count += 1
        indptr[node + 1] = count
    return Cell(indptr, neighbours[:count].copy())


@kernel
def _dissect_some(
    graph: Cell, order: Int32Array, place: Int32Array, cells: Int64Array, share: tuple[int, int]
) -> None:
    """Order the nodes of every share[1]-th cell from share[0] on."""
    for i in range(share[0], len(cells), share[1]):
        _dissect(graph, order, place, cells[i, 0], cells[i, 1])


@kernel
def _dissect(graph: Cell, order: Int32Array, place: Int32Array, start: Index, end: Index) -> None:
    """Order the nodes of a range of `order`; `place` says where in it each node stands."""
    stack: list[tuple[Index, Index]] = [(np.int64(start), np.int64(end))]
    while len(stack) > 0:
        first, last = stack.pop()
        if last - first <= _LEAF:
            _order_leaf(graph, order, place, first, last)
        else:
            for cell in _split_cell(graph, order, place, first, last):
                stack.append(cell)  # noqa: PERF402, numba lists know no extend with tuples


@kernel
def _split_cell(
    graph: Cell, order: Int32Array, place: Int32Array, start: Index, end: Index
) -> list[tuple[Index, Index]]:
    """Sort a range into two cells and what separates them; return the ranges of the cells."""
    cell = _cell(graph, order, place, start, end)
    parts = _half_the_pieces(cell)
    if len(parts) == 0:
        parts = find_separator(cell)
    return _arrange(order, place, start, end, parts)


@kernel
def _cell(graph: Cell, order: Int32Array, place: Int32Array, start: Index, end: Index) -> Cell:
    """Return the part of the graph between nodes of a range, which get numbers from 0."""
    indptr = np.zeros(end - start + 1, np.int32)
    for i in range(start, end):
        degree = 0
        for arc in range(graph.indptr[order[i]], graph.indptr[order[i] + 1]):
            degree += start <= place[graph.heads[arc]] < end
        indptr[i - start + 1] = indptr[i - start] + degree
    heads, arcs = np.empty(indptr[-1], np.int32), 0
    for i in range(start, end):
        for arc in range(graph.indptr[order[i]], graph.indptr[order[i] + 1]):
            if start <= place[graph.heads[arc]] < end:
                heads[arcs] = place[graph.heads[arc]] - start
                arcs += 1
    return Cell(indptr, heads)


@kernel
def _half_the_pieces(cell: Cell) -> Int32Array:
    """Return FIRST or SECOND for each node of a cell in pieces; empty if it is in one."""
    nodes = len(cell.indptr) - 1
    parts = np.full(nodes, np.int32(SECOND), np.int32)
    room = np.empty(nodes, np.int32)
    reached = 0
    for start in range(nodes):
        if parts[start] != FIRST:
            found = _piece(cell, start, parts, room)
            if found == nodes:
                return parts[:0]
            reached += found
            if reached == nodes:  # the last piece has to go to the other side
                for i in range(found):
                    parts[room[i]] = SECOND
            if 2 * reached >= nodes:
                break
    return parts


@kernel
def _piece(cell: Cell, start: int, parts: Int32Array, queue: Int32Array) -> int:
    """Put all that hangs together with a node into the FIRST part; returns how much that is."""
    parts[start] = FIRST
    queue[0] = start
    count, i = 1, 0
    while i < count:
        node = queue[i]
        i += 1
        for arc in range(cell.indptr[node], cell.indptr[node + 1]):
            if parts[cell.heads[arc]] != FIRST:
                parts[cell.heads[arc]] = FIRST
                queue[count] = cell.heads[arc]
                count += 1
    return count


@kernel
def _arrange(
    order: Int32Array, place: Int32Array, start: Index, end: Index, parts: Int32Array
) -> list[tuple[Index, Index]]:
    """Sort a range by part; returns the ranges of the first and the second."""
    sizes = np.zeros(3, np.int64)
    for part in parts:
        sizes[part] += 1
    nodes = order[start:end].copy()
    following = np.array([start, start + sizes[FIRST], end - sizes[CUT]])
    for i in range(len(nodes)):
        order[following[parts[i]]] = nodes[i]
        place[nodes[i]] = following[parts[i]]
        following[parts[i]] += 1
    middle, stop = following[FIRST], following[SECOND]
    return [(np.int64(start), middle), (middle, stop)]


@kernel
def _order_leaf(
    graph: Cell, order: Int32Array, place: Int32Array, start: Index, end: Index
) -> None:
    """Order a small cell by least degree (Tinney & Walker 1967), neighbours as bits of a word."""
    size, one = end - start, np.uint64(1)
    neighbours: UInt64Array = np.zeros(size, np.uint64)
    nodes = order[start:end].copy()
    for i in range(size):
        for arc in range(graph.indptr[nodes[i]], graph.indptr[nodes[i] + 1]):
            other = place[graph.heads[arc]] - start
            if 0 <= other < size:
                neighbours[i] |= one << np.uint64(other)
    remaining = np.ones(size, np.bool_)
    for position in range(start, end):
        best = 0
        least: Index = 65
        for i in range(size):
            if remaining[i] and _bits(neighbours[i]) < least:
                best, least = i, _bits(neighbours[i])
        remaining[best] = False
        for i in range(size):
            if (neighbours[best] >> np.uint64(i)) & one:
                joined = neighbours[i] | neighbours[best]
                neighbours[i] = joined & ~(one << np.uint64(i)) & ~(one << np.uint64(best))
        order[position] = nodes[best]
    for i in range(start, end):
        place[order[i]] = i


@kernel
def _bits(word: np.uint64) -> Index:
    """Return how many bits are set."""
    count = 0
    while word:
        word &= word - np.uint64(1)
        count += 1
    return count
