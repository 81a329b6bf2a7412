"""Holds the cut of a line against the smallest there is, as NetworkX finds it."""

from __future__ import annotations

import networkx as nx
import numpy as np

from transnet.kernels._arrays import Int32Array
from transnet.kernels.hierarchy import dissection, separator
from transnet.kernels.hierarchy.separator import CUT, FIRST, SECOND, Cell


def cell_of(nodes: int, pairs: set[tuple[int, int]]) -> Cell:
    """Return a graph as the separator takes it, each arc both ways."""
    both = sorted({(t, h) for t, h in pairs if t != h} | {(h, t) for t, h in pairs if t != h})
    tails, heads = np.array(both, np.int32).reshape(-1, 2).T
    indptr = np.searchsorted(tails, np.arange(nodes + 1)).astype(np.int32)
    return Cell(indptr, heads.copy())


def tails_of(cell: Cell) -> Int32Array:
    """Return the tail of each arc."""
    return np.repeat(np.arange(len(cell.indptr) - 1, dtype=np.int32), np.diff(cell.indptr))


def hold_neighbours(indptr: Int32Array, heads: Int32Array) -> None:
    """Prove that a cut sees each neighbour once, whichever way and however often arcs lead."""
    tails = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    expected = cell_of(len(indptr) - 1, set(zip(tails.tolist(), heads.tolist(), strict=True)))
    found = dissection._undirected(indptr, heads)
    assert np.array_equal(found.indptr, expected.indptr)
    for node in range(len(indptr) - 1):
        span = slice(found.indptr[node], found.indptr[node + 1])
        assert np.array_equal(np.sort(found.heads[span]), expected.heads[span])


def hold_cuts(random: np.random.Generator, count: int) -> None:
    """Prove cuts of grids with gaps along crooked lines: they part the ends, none is smaller."""
    for _ in range(count):
        long, wide = int(random.integers(12, 25)), int(random.integers(2, 6))
        nodes = np.arange(long * wide)
        across = {(int(i), int(i) + 1) for i in nodes if i % wide < wide - 1}
        along = {(int(i), int(i) + wide) for i in nodes[:-wide]}
        kept = {pair for pair in sorted(across | along) if random.random() < 0.9}
        line = nodes // wide + random.integers(-2, 3, len(nodes))
        new = random.permutation(len(nodes))
        cell = cell_of(len(nodes), {(int(new[t]), int(new[h])) for t, h in kept})
        _hold_cut(cell, line[np.argsort(new)].astype(np.int32))


def _hold_cut(cell: Cell, line: Int32Array) -> None:
    parts = separator._cut_line(cell, line, np.inf)
    tails, heads = tails_of(cell), cell.heads
    assert not np.any((parts[tails] == FIRST) & (parts[heads] == SECOND))
    ends = 1 + int(separator._END * (len(line) - 1))
    end = separator._ends(cell, np.argsort(line, kind="stable").astype(np.int32), ends)
    assert np.all(parts[end == 1] == FIRST)
    assert np.all(parts[end == 2] == SECOND)
    name = np.where(end == 1, -1, np.where(end == 2, -2, np.arange(len(line))))
    graph = nx.Graph(zip(name[tails], name[heads], strict=True))
    graph.add_nodes_from([-1, -2])
    fewest = len(nx.minimum_node_cut(graph, -1, -2)) if nx.has_path(graph, -1, -2) else 0
    assert np.sum(parts == CUT) == fewest, "a smaller cut exists"
    for spare in (0.5, -0.5):  # nodes that the cut may have beyond the fewest
        most_cost = (fewest + spare) / np.sqrt(len(line) / 2)
        assert (len(separator._cut_line(cell, line, most_cost)) > 0) == (spare > 0)
