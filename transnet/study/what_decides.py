"""What decides the outcome of a state: two states that are alike in it have the same outcome.

Most of what tables say comes down to the weights of arcs, to what runs, and to how far either can
be trusted. A project that changes none of that, such as an airport for goods, or one more lane of a
road that is no faster for it, leaves every trip as it is. So does a stop that opens where nothing
runs yet, unless a target asks for the way to such stops.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.model.network import BoolArray
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.state import State
from transnet.supply.congestion import Traffic
from transnet.supply.idle_stops import idle_stops, without_stops
from transnet.supply.road_metres import road_metres
from transnet.supply.supply_tables import MANY
from transnet.supply.topology import Topology
from transnet.travel.provenance import weak_entries
from transnet.travel.unchanged_trips import read_whole


class _Itself:
    """An object that is the same as itself alone, and stays while it is somewhere in a key."""

    def __init__(self, held: object) -> None:
        self._held = held

    def __hash__(self) -> int:
        return id(self._held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other._held is self._held


def what_decides(base: State, compiled: CompiledTargets, shown: Traffic) -> Hashable | None:
    """Return what decides an outcome, the state's notices left out; small beside the state.

    base   the state off the peak
    shown  traffic of the trips that are shown
    None where the network has a road layer, whose streets decide too: no two states count as alike.
    """
    network, topology = base.network, base.model.topology
    if topology.streets is not None:
        return None
    digest = hashlib.sha256()
    for total in _totals(base, compiled, shown):
        digest.update(_digest(total))
    for array in _arrays(base, compiled):
        digest.update(topology.tables.kept(_digest, (array,), partial(_digest, array), MANY))
    whole = read_whole(network)
    held = (compiled, topology, base.people, network.info, *whole)
    return digest.digest(), network.when, shown, *map(_Itself, held)


def _digest(array: npt.NDArray[Any]) -> bytes:
    digest = hashlib.sha256(repr((array.shape, array.dtype)).encode())
    digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.digest()


def _totals(base: State, compiled: CompiledTargets, shown: Traffic) -> Iterator[Int32Array]:
    """Yield the weights that an outcome hangs on, those at idle stops as if they were closed.

    How near a stop is matters to trips that it begins or ends a ride of, and to no other: who may
    drive all the way has no limit by the nearest stop (see `road_limits`).
    """
    topology, idle = base.model.topology, _idle_stops(base, compiled)
    yield without_stops(topology, base.model.times.total, idle)
    if compiled.at_peak.any() or shown == "peak":
        yield without_stops(topology, base.in_traffic("peak").model.times.total, idle)


def _idle_stops(base: State, compiled: CompiledTargets) -> BoolArray:
    """Return where nothing runs, at stops that no target asks for the way to, bool[stops]."""
    tables, stops, network = base.model.topology.tables, compiled.stops, base.network
    trains = base.model.times.pairs.departures.trains
    goals = stops.hubs(network), stops.fast_transport(network)
    return tables.made(_without_use, base.model.topology, trains, *goals)


def _without_use(
    topology: Topology, trains: npt.NDArray[np.int64], hubs: BoolArray, fast: BoolArray
) -> BoolArray:
    in_use = (hubs.any(axis=0) | fast)[: len(topology.stops.ids)]
    return idle_stops(topology, trains, in_use)


def _arrays(base: State, compiled: CompiledTargets) -> Iterator[npt.NDArray[Any]]:
    """Yield all else that an outcome takes from the tables that are left out of the rest."""
    model, network, topology = base.model, base.network, base.model.topology
    departures = model.times.pairs.departures
    yield departures.trains
    yield departures.ride_ms
    yield model.weak_arcs
    yield weak_entries(network, topology)
    yield road_metres(network, topology, None)
    yield topology.tables.floats(network, "roads", "length_km")
    yield compiled.stops.fast_transport(network)
    yield compiled.stops.hubs(network)
