# ruff: noqa: D102, the questions are described where Contender asks them
"""What is asked of every library, and ours behind it; the others are in `peers`."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numba import set_num_threads

from benchmarks.graphs import Road
from transnet.base.units import FloatArray, Int32Array
from transnet.routing.choice import Method
from transnet.routing.router import Router

Table = Any  # of times or sums, whatever kind of number the library returns


class Contender:
    """A library that is ready to answer over one graph.

    name     as the tables print it
    counts   numbers of threads it can use
    entire   questions that it is asked in full; of others it may do a part, whose time is scaled
    prepares whether it is asked what is headed prepared, or only what is headed unprepared; None
             is both, for one that knows no preparation
    trail    what its paths are made of: arcs, or nodes
    """

    name = ""
    counts: ClassVar[tuple[int, ...]] = (1,)
    entire: ClassVar[tuple[str, ...]] = ()
    prepares: ClassVar[bool | None] = None
    trail = "nodes"

    def use(self, threads: int) -> None:
        """Take so many threads from now on."""

    def order(self) -> Any:
        """Prepare from the topology alone, anew."""
        raise NotImplementedError

    def trees(self, sources: Int32Array) -> Table:
        """Return the times from each source to all nodes."""
        raise NotImplementedError

    def trees_into(self, sources: Int32Array) -> Table:
        """Return the same, in memory kept from before where the library can be given any."""
        raise NotImplementedError

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        """Return the times between pairs."""
        raise NotImplementedError

    def pair(self, origin: int, destination: int) -> float:
        """Return the time between one pair."""
        return float(self.pairs(np.array([origin]), np.array([destination]))[0])

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        """Return a fastest path between each pair."""
        raise NotImplementedError

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        """Return the table of times."""
        raise NotImplementedError

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        """Give some arcs other weights."""
        raise NotImplementedError

    def undo(self, arcs: Int32Array, weights: Int32Array) -> None:
        """Go back to how it was before the change."""
        self.change(arcs, weights)

    def customize(self, weights: Int32Array) -> None:
        """Take other weights for all arcs."""
        raise NotImplementedError

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        """Return what lies within the limit of each origin."""
        raise NotImplementedError


class Transnet(Contender):
    """Our hierarchy."""

    name = "transnet"
    counts = (1, 2)
    entire = (
        *("order", "trees", "trees_into", "pairs", "paths", "matrix"),
        *("change", "customize", "within"),
    )
    trail = "arcs"
    prepares = True
    method: Method = "hierarchy"

    def __init__(self, road: Road, router: Router) -> None:
        self.road, self.router = road, router
        self.metric = self.usual = router.customize(road.weights)
        self.table: Int32Array | None = None

    def use(self, threads: int) -> None:
        set_num_threads(threads)

    def order(self) -> Any:
        return Router(self.road.topology, cache=False).prepare()

    def trees(self, sources: Int32Array) -> Table:
        return self.metric.travel_times(sources, method=self.method)

    def trees_into(self, sources: Int32Array) -> Table:
        shape = (len(sources), self.road.nodes)
        if self.table is None or self.table.shape != shape:
            self.table = np.empty(shape, np.int32)
        return self.metric.travel_times(sources, out=self.table, method=self.method)

    def pair(self, origin: int, destination: int) -> float:
        return float(self.metric.pair_time(origin, destination, method=self.method))

    def pairs(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return self.metric.pair_times(origins, destinations, method=self.method)

    def paths(self, origins: Int32Array, destinations: Int32Array) -> list[Any]:
        return self.metric.paths(origins, destinations, method=self.method)

    def matrix(self, origins: Int32Array, destinations: Int32Array) -> Table:
        return self.metric.travel_times(origins, destinations, method=self.method)

    def change(self, arcs: Int32Array, weights: Int32Array) -> None:
        self.metric = self.metric.update(arcs, weights)

    def undo(self, _arcs: Int32Array, _weights: Int32Array) -> None:
        self.metric = self.usual

    def customize(self, weights: Int32Array) -> None:
        self.metric = self.usual = self.router.customize(weights).prepare()

    def within(self, amounts: FloatArray, limit: int, origins: Int32Array) -> Table:
        sums = self.metric.accumulate(amounts, limit, origins=origins, method=self.method)
        return sums[:, 0]


class TransnetSearch(Transnet):
    """Our Dijkstra, without preparation: asked for trees only."""

    prepares = False
    method: Method = "search"


def offers(contender: Contender, question: str) -> bool:
    """Tell whether a library answers a question at all."""
    return getattr(type(contender), question) is not getattr(Contender, question)
