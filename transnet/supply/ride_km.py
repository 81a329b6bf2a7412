"""How far rides go: along the tracks, and off them the great circle times a factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.sphere import hop_lengths_km
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.supply.kinds import Mode
from transnet.supply.lookup import ids
from transnet.supply.topology import Topology

_FAST_KIND = "G"


@dataclass(frozen=True)
class RideKm:
    """Kilometres of each entry of the ride pairs, f64[e]: what fares and emissions count.

    total     all of them
    fast      those that take the fare of fast lines; the rest is `total - fast`
    off_track bool[e], whether some of them are not along tracks of the network
    """

    total: FloatArray
    fast: FloatArray
    off_track: BoolArray


def ride_km(
    network: Network, topology: Topology, off_track_factor: FloatArray, fast_from_kmh: float
) -> RideKm:
    """Return how far each entry rides.

    off_track_factor  f64[modes], distance over great circle from stop to stop without tracks
    fast_from_kmh     design speed from which tracks count as fast; off the tracks G trains do
    """
    lines, pairs = topology.lines, topology.pairs
    mode = lines.mode[lines.of_position]
    along, fast_along = _track_km(network, topology, fast_from_kmh)
    lost = np.diff(lines.track_first) == 0
    lost[lines.first[:-1]] = False
    straight = np.where(lost, _straight_km(network, topology) * off_track_factor[mode], 0.0)
    emu = mode == Mode.EMU
    fast = np.where(emu, fast_along + np.where(_is_fast_kind(network, topology), straight, 0.0), 0)

    def of_entries(values: FloatArray) -> FloatArray:
        so_far = np.cumsum(values)
        spans: FloatArray = so_far[pairs.to_pos] - so_far[pairs.from_pos]
        return spans

    return RideKm(
        total=of_entries(along + straight),
        fast=of_entries(fast),
        off_track=of_entries(lost.astype(np.float64)) > 0,
    )


def _track_km(
    network: Network, topology: Topology, fast_from_kmh: float
) -> tuple[FloatArray, FloatArray]:
    """Length of the tracks into each stop position, f64[p], and of the fast ones among them."""
    lines, tracks = topology.lines, network["tracks"]
    length = tracks["length_km"].to_numpy(np.float64)[lines.tracks]
    design = tracks["design_speed_kmh"].to_numpy(np.float64)[lines.tracks]
    found = []
    for part in (length, np.where(design >= fast_from_kmh, length, 0.0)):
        so_far = np.append(0.0, np.cumsum(part))
        into = so_far[lines.track_first[1:]] - so_far[lines.track_first[:-1]]
        into[lines.first[:-1]] = 0.0
        found.append(into)
    return found[0], found[1]


def _straight_km(network: Network, topology: Topology) -> FloatArray:
    """Great circle from the stop before to each stop position, f64[p]; 0 at first stops."""
    stops, lines = topology.stops, topology.lines
    points = stops.points(network)
    if points.empty:
        return np.zeros(0)
    hops = np.append(0.0, hop_lengths_km(points.iloc[lines.stop]))
    hops[lines.first[:-1]] = 0.0
    return hops


def _is_fast_kind(network: Network, topology: Topology) -> BoolArray:
    """Whether each stop position belongs to a G train, bool[p]."""
    lines = topology.lines
    kinds = ids(network, "services", "kind").astype(str)
    fast = np.zeros(len(lines.row), dtype=np.bool_)
    fast[~lines.flight] = np.char.startswith(kinds, _FAST_KIND)[lines.row[~lines.flight]]
    return fast[lines.of_position]
