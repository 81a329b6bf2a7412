"""Road networks in the forms they are published in, as CSR arrays with milliseconds for weights."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from transnet.units import FloatArray, Int32Array


@dataclass(frozen=True)
class Road:
    """A directed graph without parallel arcs or loops.

    indptr, heads, weights  int32, arcs by tail and head, weights in ms
    points                  float64[n, 2], degrees or other units; None where nobody knows
    """

    name: str
    indptr: Int32Array
    heads: Int32Array
    weights: Int32Array
    points: FloatArray | None

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.indptr) - 1

    @cached_property
    def tails(self) -> Int32Array:
        """Tail of each arc."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def matrix(self) -> csr_array:
        """The weights as SciPy takes them."""
        shape = (self.nodes, self.nodes)
        return csr_array((self.weights.astype(float), self.heads, self.indptr), shape=shape)

    def ball(self, size: int, start: int = 0) -> Road:
        """Return the part within the first `size` nodes of a breadth-first search."""
        found = breadth_first_order(self.matrix, start, return_predecessors=False)[:size]
        kept = np.sort(found)
        new = np.full(self.nodes, -1)
        new[kept] = np.arange(len(kept))
        inside = (new[self.tails] >= 0) & (new[self.heads] >= 0)
        arcs = (new[self.tails[inside]], new[self.heads[inside]], self.weights[inside])
        points = None if self.points is None else self.points[kept]
        return from_arcs(f"{self.name}, {len(kept)} nodes", len(kept), arcs, points)


def from_arcs(
    name: str,
    nodes: int,
    arcs: tuple[np.ndarray, np.ndarray, np.ndarray],
    points: FloatArray | None = None,
) -> Road:
    """Return the graph of (tails, heads, weights); of parallel arcs the fastest stays."""
    tails, heads, weights = arcs
    order = np.lexsort((weights, heads, tails))
    tails, heads, weights = tails[order], heads[order], weights[order]
    kept = tails != heads
    kept[1:] &= (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    indptr = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(tails[kept], minlength=nodes), out=indptr[1:])
    return Road(name, indptr, heads[kept].astype(np.int32), weights[kept].astype(np.int32), points)


def made_up(side: int, seed: int = 1) -> Road:
    """Return a city of square blocks, side x side crossings, with drives of 5 to 60 s between."""
    rng = np.random.default_rng(seed)
    places = np.arange(side * side).reshape(side, side)
    steps = [(places[:, :-1], places[:, 1:]), (places[:-1], places[1:])]
    one = np.concatenate([start.ravel() for start, _ in steps])
    other = np.concatenate([end.ravel() for _, end in steps])
    weights = rng.integers(5_000, 60_000, 2 * len(one))
    arcs = (np.concatenate([one, other]), np.concatenate([other, one]), weights)
    points = np.stack(np.divmod(np.arange(side * side), side), axis=1).astype(float)
    return from_arcs(f"made-up grid of {side} x {side}", side * side, arcs, points)


def read_dimacs(graph: Path, coordinates: Path | None, ms_per_unit: float) -> Road:
    """Read the 9th DIMACS challenge's .gr and .co, or PACE's "u v" lines (weights are invented)."""
    rows = np.array(list(_numbers(graph)), dtype=np.int64)
    if rows.shape[1] == 2:
        lengths = np.random.default_rng(9).integers(2_000, 60_000, len(rows))
        ends = np.concatenate([rows, rows[:, ::-1]])
        rows = np.column_stack([ends, np.tile(lengths, 2)])
        ms_per_unit = 1.0
    points = None
    if coordinates is not None:
        points = np.array(list(_numbers(coordinates)), float)[:, 1:] / 1e6
    nodes = int(rows[:, :2].max())
    weights = np.rint(rows[:, 2] * ms_per_unit)
    name = graph.name.split(".gr")[0]
    return from_arcs(name, nodes, (rows[:, 0] - 1, rows[:, 1] - 1, weights), points)


def read_pairs(graph: Path, coordinates: Path) -> Road:
    """Read int32 pairs of nodes and of x, y: two-way streets at 36 km/h; only the largest part."""
    pairs = np.fromfile(graph, "<i4").reshape(-1, 2) - 1
    points = np.fromfile(coordinates, "<i4").reshape(-1, 2).astype(float)
    lengths = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    weights = np.maximum(1, np.rint(np.tile(lengths, 2) * 100))
    whole = from_arcs(graph.name.split(".gr")[0], len(points), (*ends.T, weights), points)
    balls = (whole.ball(whole.nodes, start) for start in range(0, whole.nodes, whole.nodes // 20))
    return max(balls, key=lambda part: part.nodes)


def _numbers(path: Path) -> Iterator[list[str]]:
    with _opened(path) as lines:
        for line in lines:
            first = line[:1]
            if first in "av" and first:
                yield line.split()[1:]
            elif first.isdigit():
                yield line.split()


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt")
    if path.suffix == ".xz":
        return lzma.open(path, "rt")
    return path.open()
