"""Stops that nothing runs to or from, and weights as if some stops were closed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels._arrays import read_only
from transnet.kernels.weights.arc_weights import Ends, close_stops
from transnet.kernels.weights.open_entries import mark_served
from transnet.model.network import BoolArray
from transnet.supply.kinds import NodeKind
from transnet.supply.topology import Topology
from transnet.supply.weights import entries_of

_OF_STOPS = (NodeKind.STOP_IN, NodeKind.STOP_OUT, NodeKind.DEP, NodeKind.ARR)


def idle_stops(topology: Topology, trains: npt.NDArray[np.int64], in_use: BoolArray) -> BoolArray:
    """Return the stops where nothing runs and that aren't in use otherwise, bool[stops].

    trains  int64[e], departures of the entries of the ride pairs
    """
    served = in_use.copy()
    mark_served(topology.tables.made(entries_of, topology), read_only(trains), served)
    return read_only(~served)


def without_stops(topology: Topology, total: Int32Array, closed: BoolArray) -> Int32Array:
    """Return the weights of arcs, int32[m], those at some stops as if the stops were closed."""
    found = np.empty(len(topology.heads), dtype=np.int32)
    close_stops(read_only(total), topology.tables.made(_ends, topology), closed, found)
    return found


def _ends(topology: Topology) -> Ends:
    """Return both ends of each arc, and the stop of each node."""
    at_stop = np.isin(topology.node_kind, _OF_STOPS)
    stop = np.where(at_stop, topology.node_row, np.int32(-1)).astype(np.int32)
    return Ends(read_only(topology.tails), read_only(topology.heads), read_only(stop))
