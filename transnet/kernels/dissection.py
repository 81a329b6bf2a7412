"""A good order to contract nodes in: separators last, and within each part the same again.

Nested dissection (George 1973): what is contracted on one side of a separator never meets what is
contracted on the other, so the elimination tree stays shallow. Cells too small to be worth a
separator are ordered by least degree.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.kernels._arrays import Index, Int32Array, Int64Array
from transnet.kernels._chunks import Progress, by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.separator import CUT, FIRST, SECOND, Cell, find_separator

UInt64Array = npt.NDArray[np.uint64]

_LEAF = 64  # nodes, at most 64: as many as a word has bits
_SHARES = 16  # cells below this share of the graph are left to the workers
_STEPS_PER_NODE = 500


def dissection_order(
    indptr: Int32Array, heads: Int32Array, progress: Progress | None = None
) -> Int32Array:
    """Return the nodes in an order to contract them in, first contracted first.

    indptr    int32[n + 1], heads  int32[m], directed arcs; loops and parallel arcs are allowed
    progress  called with (cells done, cells) once the graph is in pieces
    The same for the same graph, whatever the number of threads.
    """
    nodes = len(indptr) - 1
    graph = _undirected(indptr, heads)
    order, place = np.arange(nodes, dtype=np.int32), np.arange(nodes, dtype=np.int32)
    large: list[tuple[Index, Index]] = [(0, nodes)]
    small: list[tuple[Index, Index]] = []
    while large:
        start, end = large.pop()
        if end - start > max(_LEAF, nodes // _SHARES):
            large += _split_cell(graph, order, place, start, end)
        elif end > start:
            small.append((start, end))
    cells = np.array(small, np.int64).reshape(-1, 2)

    def dissect_some(part: slice, workers: int) -> None:
        def dissect(worker: int) -> None:
            _dissect_some(graph, order, place, cells[part], (worker, workers))

        by_workers(dissect, workers)

    steps = 1 + _STEPS_PER_NODE * nodes // max(1, len(cells))
    in_chunks(dissect_some, len(cells), steps, progress)
    return order


@kernel
def _undirected(indptr: Int32Array, heads: Int32Array) -> Cell:
    """Return each arc both ways, without loops; some neighbours appear twice."""
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
    return Cell(start[: nodes + 1].copy(), neighbours)


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
    first, second = _arrange(order, place, start, end, _split(cell))
    middle = np.int64(start + first)
    return [(np.int64(start), middle), (middle, middle + np.int64(second))]


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
def _split(cell: Cell) -> Int32Array:
    """Return FIRST, SECOND or CUT for each node; of a cell in pieces, half to either side."""
    nodes = len(cell.indptr) - 1
    parts = np.full(nodes, np.int32(SECOND), np.int32)
    room = np.empty(nodes, np.int32)
    reached = 0
    for start in range(nodes):
        if parts[start] != FIRST:
            found = _piece(cell, start, parts, room)
            if found == nodes:
                return find_separator(cell)
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
) -> tuple[Index, Index]:
    """Sort a range by part; returns the sizes of the first and the second."""
    sizes = np.zeros(3, np.int64)
    for part in parts:
        sizes[part] += 1
    nodes = order[start:end].copy()
    following = np.array([start, start + sizes[FIRST], end - sizes[CUT]])
    for i in range(len(nodes)):
        order[following[parts[i]]] = nodes[i]
        place[nodes[i]] = following[parts[i]]
        following[parts[i]] += 1
    return sizes[FIRST], sizes[SECOND]


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
