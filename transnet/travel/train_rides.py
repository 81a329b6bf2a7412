"""Fastest rides by train, between platforms: minutes in trains and of changes inside a station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.given import names_given, wrong_type
from transnet.base.language import said
from transnet.base.units import UNREACHABLE_MS, Int32Array, ms_to_minutes
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.search.tree_paths import unpack_path
from transnet.model.network import Network
from transnet.supply.kinds import TRAIN_MODES, ArcKind
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes, restrict
from transnet.travel.paths import Graph, read_path
from transnet.travel.provenance import ride_entries
from transnet.travel.trip_path import Path


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

    def entries(self, topology: Topology, times: ArcTimes) -> npt.NDArray[np.int64]:
        """Return the entries of the ride pairs that it takes, int64[k] in order."""
        rides = self.arcs[topology.arc_kind[self.arcs] == ArcKind.RIDE]
        taken = [
            entry
            for pair in topology.arc_row[rides].tolist()
            for entry in ride_entries(topology, times, pair, fastest=True)
        ]
        return np.unique(np.array(taken, dtype=np.int64))


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

    def least_min(self, ends: Int32Array) -> float:
        """Return the minutes of the fastest ride from any of the platforms searched from.

        ends  int32[b], arrival nodes; inf where no ride leads to any of them
        """
        times = self._times[:, ends]
        return float(ms_to_minutes(times.min(initial=UNREACHABLE_MS)))

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


def ride_between(
    network: Network,
    topology: Topology,
    times: ArcTimes,
    from_stations: Sequence[str],
    to_stations: Sequence[str],
) -> TrainRide | None:
    """Return the fastest ride between any two of two lists of stations; None without one.

    Raises UnknownNameError for a station that isn't known.
    """
    known = set(network["stations"]["station_id"])
    ends = tuple(
        names_given(names, f"{word}_stations")
        for word, names in (("from", from_stations), ("to", to_stations))
    )
    if not all(ends):
        raise wrong_type([], "stations", said("must name a station at both ends, at least"))
    for station in (*ends[0], *ends[1]):
        if station not in known:
            topology.node("in", station)
    starts, arrivals = (
        np.concatenate([topology.platforms(kind, each, TRAIN_MODES) for each in names])
        for kind, names in zip(("dep", "arr"), ends, strict=True)
    )
    return TrainRides(topology, times, starts).fastest(starts, arrivals)


def train_path(graph: Graph, from_stations: Sequence[str], to_stations: Sequence[str]) -> Path:
    """Return the same with its legs; without any where no train leads there."""
    network, topology = graph.network, graph.topology
    ride = ride_between(network, topology, graph.times, from_stations, to_stations)
    if ride is None:
        start, end = (topology.node("in", of[0]) for of in (from_stations, to_stations))
        return read_path(graph, np.zeros(0, np.int32), (start, end), "in_train")
    return read_path(graph, ride.arcs, (ride.start, ride.end), "in_train")
