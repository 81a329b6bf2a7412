"""A topology as searches and hierarchies read it, made ready once for all weights over it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from transnet.base.cache import Cache
from transnet.base.language import said
from transnet.base.progress import Progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray, Int32Array
from transnet.kernels._chunks import plain_interrupts
from transnet.kernels.search.locality import hilbert_order
from transnet.roads.graph import RoadGraph
from transnet.routing import choice
from transnet.routing.csr import checked_csr, refuser
from transnet.routing.prepared import Prepared, prepare
from transnet.routing.query_checks import checked_order, checked_points, checked_progress


class Arcs(Protocol):
    """Directed arcs by tail: indptr int32[n + 1], heads int32[m]."""

    @property
    def indptr(self) -> Int32Array:
        """Where the arcs of each node start, int32[n + 1]."""

    @property
    def heads(self) -> Int32Array:
        """Where each arc leads, int32[m]."""


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


class SharedGraph(Shown):
    """What all metrics over one topology share: the graph, its order, the hierarchy once built."""

    def __init__(
        self,
        topology: Arcs | RoadGraph | tuple[npt.ArrayLike, ...],
        *,
        order: npt.ArrayLike | None = None,
        cache: Path | str | bool = True,
        progress: Progress | None = None,
    ) -> None:
        parts = topology if isinstance(topology, tuple) else _parts(topology)
        if len(parts) not in (2, 4):
            raise refuser("csr_shape", "topology")(
                "", said("is (indptr, heads) or with lon and lat too")
            )
        self.indptr, self.heads = checked_csr(*parts[:2])
        self._points = checked_points(parts[2:], self.nodes)
        self._order = None if order is None else checked_order(order, self.nodes)
        self._cache = _cache_in(cache)
        self._progress = checked_progress(progress)
        self._lock = Lock()
        self._prepared: Prepared | None = None
        self._search_graph: SearchGraph | None = None
        self._is_due = False

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy in another process is made of: the graph, and its order once known.

        The hierarchy is built of these again where it is first asked, in less time than it takes to
        send: it is six times as large.
        """
        order = self._order if self._prepared is None else self._prepared.order
        state = {**self.__dict__, "_lock": None, "_progress": None, "_order": order}
        return state | {"_prepared": None, "_search_graph": None, "_is_due": self.is_prepared}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = Lock()
        for array in (self.indptr, self.heads):
            array.flags.writeable = False  # which pickle doesn't remember

    def __repr__(self) -> str:
        ready = "prepared" if self.is_prepared else "not prepared"
        return f"<{type(self).__name__}: {self.nodes} nodes, {len(self.heads)} arcs, {ready}>"

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.indptr) - 1

    @property
    def is_prepared(self) -> bool:
        """Whether the hierarchy is there already, or is built at once of an order that is known."""
        return self._prepared is not None or self._is_due

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

    def kept_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what a file keeps: indptr, heads, lon and lat if known, and order once prepared.

        A graph of MIN_PREPARED_NODES nodes or more, or with an order of one's own, is prepared.
        Raises InputError as `prepare` does.
        """
        arrays: dict[str, npt.NDArray[Any]] = {"indptr": self.indptr, "heads": self.heads}
        arrays.update(zip(("lon", "lat"), self._points, strict=False))
        worth_it = self._order is not None or self.nodes >= choice.MIN_PREPARED_NODES
        if self.is_prepared or worth_it:
            arrays["order"] = self.prepare().order
        return arrays

    def select_method(
        self, searches: int, method: choice.Method = "auto"
    ) -> Literal["search", "hierarchy"]:
        """Return how a question that takes so many searches is answered (see `choice`).

        Raises InputError for a method of another name.
        """
        return choice.select_method(self.nodes, self.is_prepared, searches, method)

    def search_graph(self) -> SearchGraph:
        """Return the graph as searches read it."""
        with self._lock:
            if self._search_graph is None:
                self._search_graph = self._renumbered()
            return self._search_graph

    def _renumbered(self) -> SearchGraph:
        identity = np.arange(self.nodes, dtype=np.int32)
        if self.nodes < choice.MIN_PREPARED_NODES or len(self._points) < 2:
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


def _parts(topology: object) -> tuple[Any, ...]:
    if isinstance(topology, RoadGraph):
        if topology.is_copy.any():
            copies = int(topology.is_copy.sum())
            hint = said(
                "has {copies} copies of nodes, where turns are banned or cost time, "
                "and a router would take each for a place of its own; make it ready "
                "with accessibility.route_network(graph) and ask its metric from "
                "`departs` to `arrives`",
                copies=copies,
            )
            raise refuser("turn_copies", "topology")("", hint)
        return (topology.indptr, topology.heads, topology.lon, topology.lat)
    if not (hasattr(topology, "indptr") and hasattr(topology, "heads")):
        hint = said(
            "has indptr and heads, or is a tuple of them; not {name}", name=type(topology).__name__
        )
        raise refuser("csr_dtype", "topology")("", hint)
    points: tuple[FloatArray, ...] = ()
    if hasattr(topology, "node_lon") and hasattr(topology, "node_lat"):
        points = (topology.node_lon, topology.node_lat)
    return (topology.indptr, topology.heads, *points)


def _cache_in(cache: object) -> Cache | None:
    if isinstance(cache, bool):
        return Cache() if cache else None
    if not isinstance(cache, str | Path):
        hint = said("is a folder, True or False; not {name}", name=type(cache).__name__)
        raise refuser("csr_dtype", "cache")("", hint)
    return Cache(Path(cache))
