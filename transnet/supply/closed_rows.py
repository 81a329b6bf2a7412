"""Weights of a state in which some rows close, made from those of the state in which they don't."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from transnet.model.network import BoolArray, Network
from transnet.supply.congestion import Traffic
from transnet.supply.overrides import Overrides
from transnet.supply.supply_rows import SupplyRows
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes, arc_inputs, inputs_of


def times_without(
    network: Network,
    topology: Topology,
    closed: Mapping[str, BoolArray],
    *,
    overrides: Overrides | None = None,
    reference: Network | None = None,
    traffic: Traffic = "off_peak",
) -> ArcTimes:
    """Return what `arc_times` does of a network in which some rows are closed, too.

    network, reference, traffic  of the state in which they are open
    closed  rows of tracks, stations, airports, roads, services and flights, bool[rows] by table
    Raises what `arc_times` raises.
    """
    usual = arc_inputs(network, topology, reference=reference, traffic=traffic)
    rows = _without(usual.rows, topology, closed)
    return inputs_of(network, topology, rows).times(overrides)


def _without(rows: SupplyRows, topology: Topology, closed: Mapping[str, BoolArray]) -> SupplyRows:
    """Return rows without some; where none of a table closes they hold the same arrays."""
    stops = topology.stops.pick(closed["stations"], closed["airports"])
    rail = rows.rail
    if closed["tracks"].any():
        rail = replace(rail, track_open=rail.track_open & ~closed["tracks"])
    return replace(
        rows,
        road_open=_but(rows.road_open, closed["roads"]),
        stop_open=_but(rows.stop_open, stops),
        service_trains=_none_of(rows.service_trains, closed["services"]),
        flight_trains=_none_of(rows.flight_trains, closed["flights"]),
        rail=rail,
    )


def _but(is_open: BoolArray, closed: BoolArray) -> BoolArray:
    return is_open & ~closed if closed.any() else is_open


def _none_of(trains: npt.NDArray[np.int64], closed: BoolArray) -> npt.NDArray[np.int64]:
    return np.where(closed, 0, trains) if closed.any() else trains
