"""Fastest rides by train, between platforms: minutes in trains and of changes inside a station."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.search.tree_paths import unpack_path
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes, restrict


@dataclass(frozen=True, eq=False)
class TrainRide:
    """A ride from a departure node to an arrival node.

    ms    what it takes
    arcs  int32[k], arcs in travel order
    """

    start: int
    end: int
    ms: int
    arcs: Int32Array


class TrainRides:
    """Rides by train in one state, from some platforms to all others; searched all at once.

    starts  int32[k], departure nodes
    weights  int32[m], ms of each arc as these rides take it
    """

    def __init__(self, topology: Topology, times: ArcTimes, starts: Int32Array) -> None:
        self._topology = topology
        self.weights = restrict(times, topology, "in_train")
        self._starts = np.unique(starts)
        self._times, self._last_arcs = shortest_trees(
            topology.indptr, topology.heads, self.weights, self._starts
        )

    def fastest(self, starts: Int32Array, ends: Int32Array) -> TrainRide | None:
        """Return the fastest ride from any of some platforms to any of others; None without one.

        starts  int32[a], departure nodes among those that were searched from
        ends    int32[b], arrival nodes
        Of rides that take equally long it is that from the first start, and to the first end.
        """
        rows = np.searchsorted(self._starts, starts)
        times = self._times[np.ix_(rows, ends)]
        if times.size == 0 or times.min() == UNREACHABLE_MS:
            return None
        row, column = divmod(int(times.argmin()), len(ends))
        end = int(ends[column])
        arcs = unpack_path(self._last_arcs[rows[row]], self._topology.tails, end)
        return TrainRide(int(starts[row]), end, int(times[row, column]), arcs)
