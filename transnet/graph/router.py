"""Fastest times over one topology, for as many weights as one likes.

    router = Router(topology)
    metric = router.customize(weights_ms)
    metric.travel_times(origins, destinations)

Two ways lead to every answer, to the same millisecond: `search`, Dijkstra's algorithm from each
origin, and `hierarchy`, a customisable contraction hierarchy with sweeps for many origins at once.
Unless a call names its method, the size of the question decides:

- below SMALL nodes: search; the machinery of large networks would only get in the way;
- when the hierarchy is there already, from an earlier question or by `prepare()`: hierarchy;
- else by the searches that the question takes: up to FEW of them cost less than preparing, which
  takes half a second or so for each hundred thousand nodes, once for all weights.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from transnet.graph.csr import prove_csr
from transnet.graph.metric import Metric
from transnet.graph.prepared import Prepared, prepare
from transnet.io.cache import Cache
from transnet.kernels._chunks import Progress, plain_interrupts
from transnet.kernels.order import hilbert_order
from transnet.units import FloatArray, Int32Array

Method = Literal["auto", "search", "hierarchy"]

SMALL = 4_000
FEW = 64


class Arcs(Protocol):
    """Directed arcs by tail: indptr int32[n + 1], heads int32[m]."""

    @property
    def indptr(self) -> Int32Array:
        """Where the arcs of each node start."""

    @property
    def heads(self) -> Int32Array:
        """Where each arc leads."""


class SearchGraph(NamedTuple):
    """The graph with its nodes in an order that keeps neighbours near in memory.

    indptr, heads  int32, of the renumbered graph
    arcs   int64[m], arc of the graph behind each of its arcs
    place  int32[n], new number of each node
    nodes  int32[n], node behind each new number
    """

    indptr: Int32Array
    heads: Int32Array
    arcs: npt.NDArray[np.int64]
    place: Int32Array
    nodes: Int32Array


class Router:
    """A topology made ready to answer for any weights.

    topology  has `indptr` and `heads`, and perhaps `node_lon` and `node_lat`; or is a tuple of
              these: (indptr, heads) or (indptr, heads, lon, lat)
    order     int32[n], nodes in the order to contract them in; by default found from the topology
    cache     folder for orders found; True: the user's cache directory; False: none is kept
    progress  called with (work done, work) again and again while the hierarchy is being built

    Raises InputError unless the arrays are a graph (see `prove_csr`).
    """

    def __init__(
        self,
        topology: Arcs | tuple[npt.ArrayLike, ...],
        *,
        order: npt.ArrayLike | None = None,
        cache: Path | bool = True,
        progress: Progress | None = None,
    ) -> None:
        parts = topology if isinstance(topology, tuple) else _parts(topology)
        self.indptr = np.ascontiguousarray(parts[0], np.int32)
        self.heads = np.ascontiguousarray(parts[1], np.int32)
        prove_csr(self.indptr, self.heads)
        self._points = tuple(np.asarray(part, np.float64) for part in parts[2:4])
        self._order = None if order is None else np.asarray(order, np.int32)
        folder = cache if isinstance(cache, Path) else None
        self._cache = Cache(folder) if cache is not False else None
        self._progress = progress
        self._lock = Lock()
        self._prepared: Prepared | None = None
        self._search_graph: SearchGraph | None = None

    def __repr__(self) -> str:
        ready = "prepared" if self.is_prepared else "not prepared"
        return f"<Router: {self.nodes} nodes, {len(self.heads)} arcs, {ready}>"

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.indptr) - 1

    @property
    def is_prepared(self) -> bool:
        """Whether the hierarchy is there already."""
        return self._prepared is not None

    def prepare(self) -> Prepared:
        """Return the hierarchy, which is built the first time.

        Raises InputError for a graph too dense for one, or an order that isn't a permutation.
        """
        with self._lock, plain_interrupts():
            if self._prepared is None:
                self._prepared = prepare(
                    self.indptr,
                    self.heads,
                    order=self._order,
                    cache=self._cache,
                    progress=self._progress,
                )
            return self._prepared

    def customize(self, weights: npt.ArrayLike) -> Metric:
        """Return the metric in which each arc takes its weight.

        weights  int32[m], milliseconds >= 0; UNREACHABLE_MS is a closed arc

        Raises InputError for a weight that is negative or missing.
        """
        checked = np.array(weights, dtype=np.int32)
        prove_csr(self.indptr, self.heads, checked)
        checked.flags.writeable = False
        return Metric(self, checked)

    def choose(self, searches: int, method: Method = "auto") -> Literal["search", "hierarchy"]:
        """Return how a question that takes so many searches is answered (see the module)."""
        if method != "auto":
            return method
        if self.nodes < SMALL or (not self.is_prepared and searches <= FEW):
            return "search"
        return "hierarchy"

    def search_graph(self) -> SearchGraph:
        """Return the graph as searches read it."""
        with self._lock:
            if self._search_graph is None:
                self._search_graph = self._renumbered()
            return self._search_graph

    def _renumbered(self) -> SearchGraph:
        identity = np.arange(self.nodes, dtype=np.int32)
        if self.nodes < SMALL or len(self._points) < 2:
            arcs = np.arange(len(self.heads))
            return SearchGraph(self.indptr, self.heads, arcs, identity, identity)
        nodes = hilbert_order(*self._points).astype(np.int32)
        place = np.empty_like(nodes)
        place[nodes] = identity
        degrees = np.diff(self.indptr)[nodes]
        indptr = np.zeros_like(self.indptr)
        np.cumsum(degrees, out=indptr[1:])
        shift = np.repeat(self.indptr[nodes].astype(np.int64) - indptr[:-1], degrees)
        arcs = np.arange(len(self.heads)) + shift
        return SearchGraph(indptr, place[self.heads[arcs]], arcs, place, nodes)


def _parts(topology: Arcs) -> tuple[npt.ArrayLike, ...]:
    points: tuple[FloatArray, ...] = ()
    if hasattr(topology, "node_lon") and hasattr(topology, "node_lat"):
        points = (topology.node_lon, topology.node_lat)
    return (topology.indptr, topology.heads, *points)
