# ruff: noqa: D102, the questions are described where Contender asks them
"""The other libraries behind the same questions, each by the fastest of its public ways."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.contenders import Contender, Table
from benchmarks.graphs import Road
from benchmarks.routingkit import (
    RoutingkitBasic,
    RoutingkitCh,
    RoutingkitDijkstra,
    RoutingkitPerfect,
)
from transnet.base.units import FloatArray, Int32Array
from transnet.routing.router import Router

_NO_WAY = 2**31 - 1


class Scipy(Contender):
    """scipy.sparse.csgraph.dijkstra."""

    name = "SciPy"

    def __init__(self, road: Road) -> None:
        self.graph = road.matrix.copy()

    def trees(self, sources: Int32Array) -> Table:
        return dijkstra(self.graph, indices=sources)

    def trees_into(self, sources: Int32Array) -> Table:
        return self.trees(sources)  # takes new memory each time

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        ends = zip(origins, destinations, strict=True)
        return np.array([dijkstra(self.graph, indices=start)[end] for start, end in ends])

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        ends = zip(origins.tolist(), destinations.tolist(), strict=True)
        return [self._path(start, end) for start, end in ends]

    def _path(self, start: int, end: int) -> list[int]:
        _, before = dijkstra(self.graph, indices=start, return_predecessors=True)
        path = [end]
        while path[-1] != start and before[path[-1]] >= 0:
            path.append(int(before[path[-1]]))
        return path[::-1]

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return dijkstra(self.graph, indices=origins)[:, destinations]

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        self.graph.data[arcs] = weights

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        times = (dijkstra(self.graph, indices=origin, limit=limit) for origin in origins)
        return np.array([amounts[row <= limit].sum() for row in times])


class Igraph(Contender):
    """python-igraph; a search to many sources converts its list of weights once."""

    name = "igraph"

    def __init__(self, road: Road) -> None:
        import igraph

        edges = np.column_stack([road.tails, road.heads])
        self.graph = igraph.Graph(n=road.nodes, edges=edges, directed=True)
        self.weights = road.weights.astype(float).tolist()
        self.trail = "arcs"

    def trees(self, sources: Int32Array) -> Table:
        return np.array(self.graph.distances(source=sources.tolist(), weights=self.weights))

    def pair(self, origin: int, destination: int) -> float:
        ends = {"source": int(origin), "target": int(destination)}
        return float(self.graph.distances(**ends, weights=self.weights)[0][0])

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return np.array([self.pair(*ends) for ends in zip(origins, destinations, strict=True)])

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        find, ends = self.graph.get_shortest_path, zip(origins, destinations, strict=True)
        return [find(int(a), int(b), weights=self.weights, output="epath") for a, b in ends]

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        ends = {"source": origins.tolist(), "target": destinations.tolist()}
        return np.array(self.graph.distances(**ends, weights=self.weights))

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        for arc, weight in zip(arcs.tolist(), weights.tolist(), strict=True):
            self.weights[arc] = float(weight)


class Networkit(Contender):
    """NetworKit; its bidirectional search ends the process on such graphs, so it isn't asked."""

    name = "NetworKit"

    def __init__(self, road: Road) -> None:
        import networkit

        self.kit = networkit
        networkit.setNumberOfThreads(1)
        coo = road.matrix.tocoo()
        self.ends = (road.tails, road.heads)
        self.graph = networkit.GraphFromCoo(
            (coo.data, (coo.row, coo.col)), n=road.nodes, weighted=True, directed=True
        )

    def trees(self, sources: Int32Array) -> Table:
        return np.array([self._tree(int(source)) for source in sources])

    def _tree(self, source: int) -> Table:
        run = self.kit.distance.Dijkstra(self.graph, source, False)
        run.run()
        return np.asarray(run.getDistances(asarray=True))

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return np.array([self.pair(*ends) for ends in zip(origins, destinations, strict=True)])

    def pair(self, origin: int, destination: int) -> float:
        ends = (int(origin), False, False, int(destination))
        run = self.kit.distance.Dijkstra(self.graph, *ends)
        run.run()
        return float(run.distance(int(destination)))

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        found = []
        for start, end in zip(origins.tolist(), destinations.tolist(), strict=True):
            run = self.kit.distance.Dijkstra(self.graph, start, True, False, end)
            run.run()
            found.append(run.getPath(end))
        return found

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        run = self.kit.distance.SPSP(self.graph, origins.tolist())
        run.setTargets(destinations.tolist())
        run.run()
        return np.asarray(run.getDistances(asarray=True))

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        for arc, weight in zip(arcs.tolist(), weights.tolist(), strict=True):
            self.graph.setWeight(int(self.ends[0][arc]), int(self.ends[1][arc]), float(weight))


class Rustworkx(Contender):
    """rustworkx; it asks Python for the weight of each arc, which `float` answers fastest."""

    name = "rustworkx"

    def __init__(self, road: Road) -> None:
        import rustworkx

        self.kit = rustworkx
        self.graph = rustworkx.PyDiGraph()
        self.graph.add_nodes_from(range(road.nodes))
        weights = road.weights.astype(float).tolist()
        arcs = zip(road.tails.tolist(), road.heads.tolist(), weights, strict=True)
        self.graph.add_edges_from(list(arcs))

    def trees(self, sources: Int32Array) -> Table:
        return np.array([self._tree(int(source)) for source in sources])

    def _tree(self, source: int) -> Table:
        lengths = self.kit.digraph_dijkstra_shortest_path_lengths(self.graph, source, float)
        times = np.full(self.graph.num_nodes(), np.inf)
        places = np.fromiter(lengths.keys(), np.intp, len(lengths))
        times[places] = np.fromiter(lengths.values(), float, len(lengths))
        times[source] = 0
        return times

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return np.array([self.pair(*ends) for ends in zip(origins, destinations, strict=True)])

    def pair(self, origin: int, destination: int) -> float:
        if origin == destination:
            return 0.0
        search, ends = self.kit.digraph_dijkstra_shortest_path_lengths, (int(origin), float)
        return float(dict(search(self.graph, *ends, int(destination))).get(destination, np.inf))

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        search, found = self.kit.digraph_dijkstra_shortest_paths, []
        for start, end in zip(origins.tolist(), destinations.tolist(), strict=True):
            paths = dict(search(self.graph, start, target=end, weight_fn=float))
            found.append(list(paths.get(end, [end])))
        return found

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return self.trees(origins)[:, destinations]

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        for arc, weight in zip(arcs.tolist(), weights.tolist(), strict=True):
            self.graph.update_edge_by_index(arc, float(weight))


class RoutingkitCch(Contender):
    """RoutingKit's CCH; where nobody knows coordinates it is given the node order we found."""

    name = "routingkit-cch"
    counts = (1, 2)
    entire = ("pairs", "paths", "matrix", "change", "customize")
    trail = "arcs"

    def __init__(self, road: Road) -> None:
        import routingkit_cch

        self.kit, self.threads = routingkit_cch, 1
        self.arcs = (road.tails.tolist(), road.heads.tolist())
        self.points = None if road.points is None else road.points.T.tolist()
        self.nodes = road.nodes
        self.cch = self.order() if self.points else self._in_our_order(road)
        self.updater = self.kit.CCHMetricPartialUpdater(self.cch)
        self.metric = self.kit.CCHMetric(self.cch, road.weights.tolist())

    def use(self, threads: int) -> None:
        self.threads = threads

    def order(self) -> Any:
        if self.points is None:
            raise NotImplementedError("its inertial flow asks for coordinates")
        lon, lat = self.points
        order = self.kit.compute_order_inertial(self.nodes, *self.arcs, lat, lon)
        return self.kit.CCH(order, *self.arcs, False)

    def _in_our_order(self, road: Road) -> Any:
        prepared = Router(road.topology, cache=False).prepare()
        return self.kit.CCH(prepared.node_of[::-1].tolist(), *self.arcs, False)

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        rows = self._spread(self._some_pairs, origins, destinations)
        return np.array([_number(time) for row in rows for time in row])

    def _some_pairs(self, origins: Int32Array, destinations: Int32Array) -> list[int | None]:
        query = self.kit.CCHQuery(self.metric)
        ends = zip(origins.tolist(), destinations.tolist(), strict=True)
        return [query.run(*pair).distance for pair in ends]

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        parts = self._spread(self._some_paths, origins, destinations)
        return [path for part in parts for path in part]

    def _some_paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        query = self.kit.CCHQuery(self.metric)
        ends = zip(origins.tolist(), destinations.tolist(), strict=True)
        return [query.run(*pair).arc_path for pair in ends]

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        targets = destinations.tolist()

        def some_rows(sources: Int32Array, _also: Int32Array) -> list[Any]:
            many = self.kit.CCHOneToMany(self.metric, targets)
            return [many.distances_from(source) for source in sources.tolist()]

        rows = [row for part in self._spread(some_rows, origins, origins) for row in part]
        table = np.array(rows, dtype=float)  # None becomes NaN
        return np.where(np.isnan(table), np.inf, table)

    def _spread(self, call: Any, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        if self.threads == 1:
            return [call(origins, destinations)]
        parts = (np.array_split(each, self.threads) for each in (origins, destinations))
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(call, *parts))

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        changes = dict(zip(arcs.tolist(), weights.tolist(), strict=True))
        self.updater.apply(self.metric, changes)

    def customize(self, weights: Int32Array) -> None:
        self.metric.reset(weights.tolist())


class Pandana(Contender):
    """pandana, in seconds: it counts thousandths of a unit in 32 bits.

    It cuts off what lies beyond a thousandth, so that a quarter of a millisecond on each arc keeps
    whole milliseconds whole.
    """

    name = "pandana"
    counts = (1, 2)
    entire = ("within",)

    def __init__(self, road: Road) -> None:
        import pandana
        import pandas as pd
        import threadpoolctl

        self.pandas, self.kit = pd, pandana
        self.threads, self.limit = threadpoolctl, None
        points = np.zeros((road.nodes, 2)) if road.points is None else road.points
        ends = (pd.Series(road.tails), pd.Series(road.heads))
        self.columns = (pd.Series(points[:, 0]), pd.Series(points[:, 1]), *ends)
        self.weights = road.weights
        self.network = self.usual = self.order()

    def use(self, threads: int) -> None:
        self.threads.threadpool_limits(threads, user_api="openmp")

    def order(self) -> Any:
        # Its queries may not use more threads than it was built with.
        with self.threads.threadpool_limits(os.cpu_count(), user_api="openmp"):
            return self._over(self.weights)

    def _over(self, weights: Int32Array) -> Any:
        seconds = self.pandas.DataFrame({"s": (weights + 0.25) / 1000})
        return self.kit.Network(*self.columns, seconds, twoway=False)

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        """Build it anew: it has no way to give arcs other weights."""
        changed = self.weights.copy()
        changed[arcs] = weights
        self.network = self._over(changed)

    def undo(self, _arcs: Int32Array, _weights: Int32Array) -> None:
        self.network = self.usual

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return _ms(self.network.shortest_path_lengths(origins, destinations))

    def pair(self, origin: int, destination: int) -> float:
        return float(_ms(self.network.shortest_path_length(int(origin), int(destination))))

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        return list(self.network.shortest_paths(origins, destinations))

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        ends = (np.repeat(origins, len(destinations)), np.tile(destinations, len(origins)))
        return self.pairs(*ends).reshape(len(origins), -1)

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        return self.aggregate(amounts, limit, "flat")[origins]

    def aggregate(self, amounts: FloatArray, limit: int, decay: str) -> Table:
        """Return the sums of all nodes; it has no way to ask for some only."""
        nodes = self.pandas.Series(np.arange(len(amounts)))
        self.network.set(nodes, variable=self.pandas.Series(amounts), name="amounts")
        radius = (limit + 0.5) / 1000
        return np.asarray(self.network.aggregate(radius, type="sum", decay=decay, name="amounts"))


PEERS: dict[str, type[Contender]] = {
    "scipy": Scipy,
    "igraph": Igraph,
    "networkit": Networkit,
    "rustworkx": Rustworkx,
    "pandana": Pandana,
    "routingkit-cch": RoutingkitCch,
    "routingkit-dijkstra": RoutingkitDijkstra,
    "routingkit-ch": RoutingkitCh,
    "routingkit-c++": RoutingkitBasic,
    "routingkit-perfect": RoutingkitPerfect,
}


def make(name: str, road: Road) -> Contender:
    """Return a peer over a graph; raises ImportError, which says why, if it isn't installed."""
    return PEERS[name](road)  # type: ignore[call-arg]


def _number(time: Any) -> float:
    return np.inf if time is None else time


def _ms(seconds: Any) -> Table:
    """Return whole milliseconds; the largest number of 32 bits is pandana's word for no way."""
    found = np.rint(np.asarray(seconds) * 1000)
    return np.where(found >= _NO_WAY * 2, np.inf, found)
