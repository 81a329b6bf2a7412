# ruff: noqa: D102, the questions are described where Contender asks them
"""Each library behind the same few questions; one that isn't installed stays out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import set_num_threads
from scipy.sparse.csgraph import dijkstra

from benchmarks.graphs import Road
from transnet.graph.router import Router
from transnet.units import FloatArray, Int32Array

Table = Any  # of times or sums, whatever kind of number the library returns


class Contender:
    """A library ready to answer; `scale` tells how much more work was asked for than was done."""

    name = ""

    def tree(self, source: int) -> Table:
        """Return the times from a node to all nodes."""
        raise NotImplementedError

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        """Return the times between pairs."""
        raise NotImplementedError

    def matrix(self, origins: Int32Array, destinations: Int32Array | None) -> Table:
        """Return the table of times, to all nodes without destinations."""
        raise NotImplementedError

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        """Give some arcs other weights."""
        raise NotImplementedError

    def customize(self, weights: Int32Array) -> None:
        """Take other weights for all arcs."""
        raise NotImplementedError

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        """Return what lies within the limit of each origin."""
        raise NotImplementedError


class Transnet(Contender):
    """Our hierarchy."""

    def __init__(self, road: Road, threads: int = 1, router: Router | None = None) -> None:
        self.name = f"transnet, {threads} thread{'s' * (threads > 1)}"
        self.threads = threads
        points = () if road.points is None else tuple(road.points.T)
        self.router = router or Router((road.indptr, road.heads, *points), cache=False)
        self.metric = self.router.customize(road.weights)

    def tree(self, source: int) -> Table:
        return self.matrix(np.array([source]), None)[0]

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        set_num_threads(self.threads)
        return self.metric.pair_times(origins, destinations, method="hierarchy")

    def matrix(self, origins: Int32Array, destinations: Int32Array | None) -> Table:
        set_num_threads(self.threads)
        return self.metric.travel_times(origins, destinations, method="hierarchy")

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        self.metric = self.metric.update(arcs, weights)

    def customize(self, weights: Int32Array) -> None:
        set_num_threads(self.threads)
        self.metric = self.router.customize(weights).prepare()

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        set_num_threads(self.threads)
        sums = self.metric.accumulate(amounts, limit, origins=origins, method="hierarchy")
        return sums[:, 0]


class TransnetSearch(Transnet):
    """Our Dijkstra, without preparation."""

    def __init__(self, road: Road, threads: int = 1, router: Router | None = None) -> None:
        super().__init__(road, threads, router)
        self.name = "transnet, search"

    def matrix(self, origins: Int32Array, destinations: Int32Array | None) -> Table:
        set_num_threads(self.threads)
        return self.metric.travel_times(origins, destinations, method="search")


class Scipy(Contender):
    """scipy.sparse.csgraph.dijkstra."""

    name = "SciPy"

    def __init__(self, road: Road) -> None:
        self.graph = road.matrix.copy()

    def tree(self, source: int) -> Table:
        return dijkstra(self.graph, indices=[source])[0]

    def matrix(self, origins: Int32Array, destinations: Int32Array | None) -> Table:
        return dijkstra(self.graph, indices=origins)[:, _given(destinations)]

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        self.graph.data[arcs] = weights

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        times = (dijkstra(self.graph, indices=origin, limit=limit) for origin in origins)
        return np.array([amounts[row <= limit].sum() for row in times])


class Igraph(Contender):
    """python-igraph."""

    name = "igraph"

    def __init__(self, road: Road) -> None:
        import igraph

        edges = np.column_stack([road.tails, road.heads])
        self.graph = igraph.Graph(n=road.nodes, edges=edges, directed=True)
        self.weights = road.weights.tolist()

    def tree(self, source: int) -> Table:
        return np.array(self.graph.distances(source=int(source), weights=self.weights)[0])


class Networkit(Contender):
    """NetworKit."""

    name = "NetworKit"

    def __init__(self, road: Road) -> None:
        import networkit

        self.kit = networkit
        networkit.setNumberOfThreads(1)
        coo = road.matrix.tocoo()
        self.graph = networkit.GraphFromCoo(
            (coo.data, (coo.row, coo.col)), n=road.nodes, weighted=True, directed=True
        )

    def tree(self, source: int) -> Table:
        run = self.kit.distance.Dijkstra(self.graph, int(source), False)
        run.run()
        return np.asarray(run.getDistances(asarray=True))


class Rustworkx(Contender):
    """rustworkx."""

    name = "rustworkx"

    def __init__(self, road: Road) -> None:
        import rustworkx

        self.search = rustworkx.digraph_dijkstra_shortest_path_lengths
        self.graph = rustworkx.PyDiGraph()
        self.graph.add_nodes_from(range(road.nodes))
        arcs = zip(road.tails.tolist(), road.heads.tolist(), road.weights.tolist(), strict=True)
        self.graph.add_edges_from(list(arcs))

    def tree(self, source: int) -> Table:
        lengths = self.search(self.graph, int(source), float)
        times = np.full(self.graph.num_nodes(), np.inf)
        times[list(lengths.keys())] = list(lengths.values())
        times[source] = 0
        return times


class RoutingkitCch(Contender):
    """RoutingKit's CCH in the Python package of that name."""

    name = "routingkit-cch"

    def __init__(self, road: Road) -> None:
        import routingkit_cch as kit

        if road.points is None:
            raise ImportError("inertial flow asks for coordinates")
        tails, heads = road.tails.tolist(), road.heads.tolist()
        lon, lat = road.points.T.tolist()
        self.kit, self.road = kit, road
        order = kit.compute_order_inertial(road.nodes, tails, heads, lat, lon)
        self.cch = kit.CCH(order, tails, heads, False)
        self.updater = kit.CCHMetricPartialUpdater(self.cch)
        self.metric = kit.CCHMetric(self.cch, road.weights.tolist())

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        query = self.kit.CCHQuery(self.metric)
        ends = zip(origins.tolist(), destinations.tolist(), strict=True)
        return np.array([_number(query.run(*pair).distance) for pair in ends])

    def matrix(self, origins: Int32Array, destinations: Int32Array | None) -> Table:
        many = self.kit.CCHOneToMany(self.metric, _given(destinations).tolist())
        rows = (many.distances_from(origin) for origin in origins.tolist())
        return np.array([[_number(time) for time in row] for row in rows])

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        changes = dict(zip(arcs.tolist(), weights.tolist(), strict=True))
        self.updater.apply(self.metric, changes)

    def customize(self, weights: Int32Array) -> None:
        self.metric.reset(weights.tolist())


class Pandana(Contender):
    """pandana, with the two threads it takes."""

    name = "pandana"

    def __init__(self, road: Road) -> None:
        import pandana
        import pandas as pd

        points = np.zeros((road.nodes, 2)) if road.points is None else road.points
        weights = pd.DataFrame({"ms": road.weights})
        ends = (pd.Series(road.tails), pd.Series(road.heads))
        columns = (pd.Series(points[:, 0]), pd.Series(points[:, 1]))
        self.pandas = pd
        self.network = pandana.Network(*columns, *ends, weights, twoway=False)

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return np.array(self.network.shortest_path_lengths(origins, destinations, imp_name="ms"))

    def matrix(self, origins: Int32Array, destinations: Int32Array | None) -> Table:
        given = _given(destinations)
        ends = (np.repeat(origins, len(given)), np.tile(given, len(origins)))
        return self.pairs(*ends).reshape(len(origins), -1)

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        nodes = self.pandas.Series(np.arange(len(amounts)))
        self.network.set(nodes, variable=self.pandas.Series(amounts), name="amounts")
        sums = self.network.aggregate(limit, type="sum", decay="flat", name="amounts")
        return np.asarray(sums)[origins]


PEERS: dict[str, type[Contender]] = {
    "scipy": Scipy,
    "igraph": Igraph,
    "networkit": Networkit,
    "rustworkx": Rustworkx,
    "pandana": Pandana,
    "routingkit-cch": RoutingkitCch,
}


def make(name: str, road: Road) -> Contender | None:
    """Return a peer over a graph, None if it isn't installed or can't take the graph."""
    try:
        return PEERS[name](road)  # type: ignore[call-arg]
    except ImportError:
        return None


def offers(contender: Contender, question: str) -> bool:
    """Tell whether a library answers a question at all."""
    return getattr(type(contender), question) is not getattr(Contender, question)


def _given(destinations: Int32Array | None) -> Int32Array:
    if destinations is None:
        raise NotImplementedError("only we are asked for whole rows at once")
    return destinations


def _number(time: Any) -> float:
    return np.inf if time is None else time


def all_of(names: list[str], road: Road) -> Iterator[Contender]:
    """Yield the peers that are there."""
    for name in names:
        contender = make(name, road)
        if contender is not None:
            yield contender
