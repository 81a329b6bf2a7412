"""Road networks in the forms they are published in, as CSR arrays with milliseconds for weights."""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from transnet.base.errors import InputError, Notice
from transnet.base.units import FloatArray, Int32Array
from transnet.io.roads.dimacs import read_dimacs
from transnet.roads.graph import RoadGraph

_LEAST_NODES = 1_000


@dataclass(frozen=True, eq=False)
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

    @property
    def topology(self) -> tuple[np.ndarray, ...]:
        """What our router takes."""
        return (self.indptr, self.heads, *(() if self.points is None else tuple(self.points.T)))

    @cached_property
    def tails(self) -> Int32Array:
        """Tail of each arc."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def matrix(self) -> csr_array:
        """The weights as SciPy takes them."""
        shape = (self.nodes, self.nodes)
        return csr_array((self.weights.astype(float), self.heads, self.indptr), shape=shape)

    def arc_between(self, tails: Int32Array, heads: Int32Array) -> np.ndarray:
        """Return the arc from each tail to the head beside it; raises ValueError for no arc."""
        keys = self.tails.astype(np.int64) * self.nodes + self.heads
        asked = np.asarray(tails, np.int64) * self.nodes + heads
        found = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        if not np.array_equal(keys[found], asked):
            raise ValueError("a path goes where no arc leads")
        return found

    def ball(self, size: int, start: int | None = None) -> Road:
        """Return the part within the first `size` nodes of a breadth-first search."""
        middle = self.nodes // 2 if start is None else start
        found = breadth_first_order(self.matrix, middle, return_predecessors=False)[:size]
        kept = np.sort(found)
        new = np.full(self.nodes, -1)
        new[kept] = np.arange(len(kept))
        inside = (new[self.tails] >= 0) & (new[self.heads] >= 0)
        arcs = (new[self.tails[inside]], new[self.heads[inside]], self.weights[inside])
        points = None if self.points is None else self.points[kept]
        return from_arcs(f"{self.name}, {len(kept):,} nodes of it", len(kept), arcs, points)


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


def from_road_graph(name: str, graph: RoadGraph) -> Road:
    """Return a graph as our readers read it; coordinates only where each node has them."""
    points = np.stack([graph.lon, graph.lat], axis=1)
    known = points if np.isfinite(points).all() else None
    return from_arcs(name, graph.node_count, (graph.tails, graph.heads, graph.time_ms), known)


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


def read_graph(graph: Path, coordinates: Path | None, ms_per_unit: float) -> Road:
    """Read a DIMACS .gr (and .co), plain or .gz, an .osm.pbf, or a PACE .gr.xz.

    Weights of PACE's graphs are invented; of OpenStreetMap the largest part is kept whole.

    Raises InputError for a file that can't be read, or a graph too small to be timed.
    """
    name = graph.name.split(".gr")[0]
    try:
        if graph.suffix == ".xz":
            road = _read_pace(name, graph)
        elif graph.suffix == ".pbf":
            road = _read_osm(graph)
        else:
            read, _ = read_dimacs(graph, coordinates=coordinates, ms_per_unit=ms_per_unit)
            road = from_road_graph(name, read)
    except (OSError, lzma.LZMAError, EOFError) as error:
        raise _refused(graph, f"can't be read: {error}") from error
    if road.nodes < _LEAST_NODES:
        hint = f"has {road.nodes} nodes; a benchmark takes {_LEAST_NODES:,} or more"
        raise _refused(graph, hint)
    return road


def read_pairs(graph: Path, coordinates: Path) -> Road:
    """Read int32 pairs of nodes and of x, y: two-way streets at 36 km/h; only the largest part.

    Raises InputError for files that can't be read.
    """
    try:
        pairs = np.fromfile(graph, "<i4").reshape(-1, 2) - 1
        points = np.fromfile(coordinates, "<i4").reshape(-1, 2).astype(float)
    except (OSError, ValueError) as error:
        raise _refused(graph, f"can't be read: {error}") from error
    lengths = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    weights = np.maximum(1, np.rint(np.tile(lengths, 2) * 100))
    name = graph.name.split(".gr")[0]
    whole = from_arcs(name, len(points), (*ends.T, weights), points)
    balls = (whole.ball(whole.nodes, start) for start in range(0, whole.nodes, whole.nodes // 20))
    largest = max(balls, key=lambda part: part.nodes)
    return Road(name, largest.indptr, largest.heads, largest.weights, largest.points)


def _read_osm(path: Path) -> Road:
    from transnet.io.osm.extract import read_osm

    name = path.name.split(".osm")[0]
    found = read_osm(path)
    whole = from_road_graph(name, found.graph)
    part = whole.ball(whole.nodes, int(np.flatnonzero(found.in_main)[0]))
    return Road(name, part.indptr, part.heads, part.weights, part.points)


def _read_pace(name: str, path: Path) -> Road:
    """Read "u v" lines: two-way streets of 2 to 60 s each, drawn from a seed."""
    with lzma.open(path, "rt", encoding="ascii") as lines:
        rows = [line.split() for line in lines if line[:1].isdigit()]
    if any(len(row) != 2 for row in rows) or not rows:
        raise _refused(path, "isn't a PACE graph: each line of it has the two ends of an edge")
    pairs = np.array(rows, dtype=np.int64) - 1
    lengths = np.random.default_rng(9).integers(2_000, 60_000, len(pairs))
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    weights = np.tile(lengths, 2)
    return from_arcs(name, int(pairs.max()) + 1, (ends[:, 0], ends[:, 1], weights))


def _refused(path: Path, hint: str) -> InputError:
    return InputError(
        "the benchmark can't run", [Notice("bad_graph", "error", str(path), 0, "", "", hint)]
    )
