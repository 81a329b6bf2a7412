# ruff: noqa: D102, the questions are described where Contender asks them
"""RoutingKit's C++ code behind the same questions: its Dijkstra, its CH and its CCH.

Its answers are written into arrays of NumPy's. A query of its serves one thread: on two, each
thread has its own and half of the work.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from benchmarks.contenders import Contender, Table
from benchmarks.graphs import Road
from benchmarks.routingkit_driver import Held, driver
from transnet.base.units import FloatArray, Int32Array
from transnet.routing.router import Router

_POOL = ThreadPoolExecutor(2)


class _Routingkit(Contender):
    """What they share: a graph, and a worker for each thread, made when it is first needed."""

    counts = (1, 2)
    entire: ClassVar[tuple[str, ...]] = ("trees", "trees_into")
    trail = "arcs"

    def __init__(self, road: Road) -> None:
        self.kit, self.road, self.threads = driver(), road, 1
        arrays = (road.indptr.ctypes, road.heads.ctypes, road.weights.ctypes)
        self.graph = Held(self.kit, "graph_new", road.nodes, *arrays)
        self.workers: list[Held] = []
        self.kept: Int32Array | None = None

    def use(self, threads: int) -> None:
        self.threads = threads

    def trees(self, sources: Int32Array) -> Table:
        return self._trees(sources, np.empty((len(sources), self.road.nodes), np.int32))

    def trees_into(self, sources: Int32Array) -> Table:
        if self.kept is None or len(self.kept) != len(sources):
            self.kept = np.empty((len(sources), self.road.nodes), np.int32)
        return self._trees(sources, self.kept)

    def _trees(self, sources: Int32Array, table: Int32Array) -> Table:
        raise NotImplementedError

    def _worker(self) -> Held:
        raise NotImplementedError

    def _spread(self, call: Callable[..., Any], *arrays: np.ndarray) -> list[Any]:
        """Call for each thread's worker, with its part of the arrays."""
        while len(self.workers) < self.threads:
            self.workers.append(self._worker())
        if self.threads == 1:
            return [call(self.workers[0], *arrays)]
        parts = (np.array_split(each, self.threads) for each in arrays)
        return list(_POOL.map(call, self.workers, *parts))


class RoutingkitDijkstra(_Routingkit):
    """Its Dijkstra, with a k-ary heap."""

    name = "RoutingKit Dijkstra"

    def _worker(self) -> Held:
        return Held(self.kit, "search_new", self.graph)

    def _trees(self, sources: Int32Array, table: Int32Array) -> Table:
        def some(search: Held, sources: Int32Array, rows: Int32Array) -> None:
            self.kit.search_trees(search, len(sources), sources.ctypes, rows.ctypes)

        self._spread(some, np.ascontiguousarray(sources), table)
        return table

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        """Stop at the first node beyond the limit."""
        sums = np.empty(len(origins))

        def some(search: Held, origins: Int32Array, sums: FloatArray) -> None:
            ends = (len(origins), origins.ctypes, sums.ctypes)
            self.kit.search_within(search, amounts.ctypes, limit, *ends)

        self._spread(some, np.ascontiguousarray(origins), sums)
        return sums


class _Hierarchy(_Routingkit):
    """What its CH and CCH are asked in the same words; a tree is a row to all nodes, all pinned."""

    entire = (
        *("order", "trees", "trees_into", "pairs", "paths", "matrix"),
        *("change", "customize"),
    )
    prepares = True

    def _trees(self, sources: Int32Array, table: Int32Array) -> Table:
        def some(route: Held, sources: Int32Array, rows: Int32Array) -> None:
            sizes = (self.road.nodes, len(sources))
            self.kit.route_trees(route, *sizes, sources.ctypes, rows.ctypes)

        self._spread(some, np.ascontiguousarray(sources), table)
        return table

    def pair(self, origin: int, destination: int) -> float:
        if not self.workers:
            self.workers.append(self._worker())
        return float(self.kit.route_time(self.workers[0], int(origin), int(destination)))

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        times = np.empty(len(origins), np.int32)

        def some(route: Held, *ends: Int32Array) -> None:
            self.kit.route_times(route, len(ends[0]), *(each.ctypes for each in ends))

        self._spread(some, origins, destinations, times)
        return times

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        def some(route: Held, *between: Int32Array) -> list[Int32Array]:
            ends = np.zeros(len(between[0]) + 1, np.int32)
            given = (*(each.ctypes for each in between), ends[1:].ctypes)
            self.kit.route_paths(route, len(between[0]), *given)
            arcs = np.empty(ends[-1], np.int32)
            self.kit.route_arcs(route, arcs.ctypes)
            return [arcs[start:end] for start, end in pairwise(ends.tolist())]

        return [path for part in self._spread(some, origins, destinations) for path in part]

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        table = np.empty((len(origins), len(destinations)), np.int32)

        def some(route: Held, origins: Int32Array, rows: Int32Array) -> None:
            columns = (len(destinations), destinations.ctypes)
            self.kit.route_table(route, *columns, len(origins), origins.ctypes, rows.ctypes)

        self._spread(some, origins, table)
        return table


class _Contracted(_Hierarchy):
    """A contraction hierarchy, which holds for one metric: any change builds it anew."""

    def __init__(self, road: Road) -> None:
        super().__init__(road)
        self.usual = self.hierarchy = self._built(road.weights)

    def _built(self, weights: Int32Array) -> Held:
        raise NotImplementedError

    def _worker(self) -> Held:
        return Held(self.kit, "route_new_ch", self.hierarchy)

    def _take(self, hierarchy: Held) -> None:
        self.hierarchy, self.workers = hierarchy, []

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        changed = self.road.weights.copy()
        changed[arcs] = weights
        self._take(self._built(changed))

    def undo(self, _arcs: Int32Array, _weights: Int32Array) -> None:
        self._take(self.usual)


class RoutingkitCh(_Contracted):
    """Its contraction hierarchy; its order depends on the metric."""

    name = "RoutingKit CH"

    def _built(self, weights: Int32Array) -> Held:
        return Held(self.kit, "ch_new", self.graph, weights.ctypes)

    def order(self) -> Any:
        return self._built(self.road.weights)


class RoutingkitPerfect(_Contracted):
    """Its CCH made a contraction hierarchy by perfect customisation, whole after any change."""

    name = "RoutingKit CCH, perfect"

    def __init__(self, road: Road) -> None:
        self.cch: Held | None = None
        super().__init__(road)

    def _built(self, weights: Int32Array) -> Held:
        if self.cch is None:
            self.cch = Held(self.kit, "cch_new", self.graph, _order(self.road).ctypes)
        return Held(self.kit, "ch_new_perfect", self.cch, weights.ctypes)

    def customize(self, weights: Int32Array) -> None:
        self.usual = self._built(weights)
        self._take(self.usual)


class RoutingkitBasic(_Hierarchy):
    """Its CCH after basic customisation, partial after a change of some arcs."""

    name = "RoutingKit CCH"

    def __init__(self, road: Road) -> None:
        super().__init__(road)
        self.cch = Held(self.kit, "cch_new", self.graph, _order(road).ctypes)
        self.customize(road.weights)

    def _worker(self) -> Held:
        return Held(self.kit, "route_new_cch", self.cch)

    def order(self) -> Any:
        if self.road.points is None:
            raise NotImplementedError("its inertial flow asks for coordinates")
        order = _inertial_flow(self.road.points, self.graph)
        return Held(self.kit, "cch_new", self.graph, order.ctypes)

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        self.kit.cch_update(self.cch, len(arcs), arcs.ctypes, weights.ctypes)

    def customize(self, weights: Int32Array) -> None:
        self.kit.cch_customize(self.cch, weights.ctypes, self.threads)


@lru_cache(maxsize=1)
def _order(road: Road) -> Int32Array:
    """Return the order of both CCHs: its own, or ours where nobody knows coordinates."""
    if road.points is None:
        node_of = Router(road.topology, cache=False).prepare().node_of
        return np.ascontiguousarray(node_of[::-1], np.int32)
    arrays = (road.indptr.ctypes, road.heads.ctypes, road.weights.ctypes)
    return _inertial_flow(road.points, Held(driver(), "graph_new", road.nodes, *arrays))


def _inertial_flow(points: FloatArray, graph: Held) -> Int32Array:
    """Return the nodes in RoutingKit's order, the one contracted first in front."""
    lon, lat = np.ascontiguousarray(points.T, np.float32)
    order = np.empty(len(points), np.int32)
    driver().cch_order(graph, lat.ctypes, lon.ctypes, order.ctypes)
    return order
