"""Points where a trip can leave the network, and the minutes to all of them in any state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.longitudes import near
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, ms_to_minutes
from transnet.model.network import BoolArray, Network
from transnet.supply.arc_records import kinds_over
from transnet.supply.kinds import ArcKind, NodeKind
from transnet.supply.topology import Topology

IntArray = npt.NDArray[np.int64]
_NO_STOPPING = ("motorway",)


@dataclass(frozen=True, eq=False)
class LeavingPoints:
    """Points of a topology: road nodes, kerbs of stops, and points inside roads to stop on.

    lon, lat  float64[n], degrees, each point once, by lon and then lat
    nodes     intp[k], nodes of the graph where one may leave
    arc, share  intp[a], float64[a], inner points: arcs, and the share of the way along them
    at        intp[k + a], the point of each of these
    """

    topology: Topology
    lon: FloatArray
    lat: FloatArray
    nodes: IntArray
    arc: IntArray
    share: FloatArray
    at: IntArray

    def minutes(self, times: Int32Array, weights: Int32Array) -> FloatArray:
        """Return the minutes to each point, float64[n]; inf where it isn't reached.

        times    int32[nodes], ms to every node of the graph
        weights  int32[m], ms of each arc, UNREACHABLE_MS where it is closed
        """
        to_nodes = minutes_to_nodes(self.topology, times, weights)
        inside = to_nodes[self.topology.tails[self.arc]]
        inside = inside + self.share * ms_to_minutes(weights[self.arc])
        found = np.full(len(self.lon), np.inf)
        np.minimum.at(found, self.at, np.concatenate([to_nodes[self.nodes], inside]))
        return found


def leaving_points(
    network: Network, topology: Topology, step_km: float, is_open: BoolArray | None = None
) -> LeavingPoints:
    """Return the points of a network's topology.

    step_km  spacing of the points along roads that can be left anywhere: all but motorways, > 0
    is_open  bool[m], arcs that have points; None for all of the roads
    """
    nodes = np.flatnonzero(
        np.isin(topology.node_kind, (NodeKind.ACCESS_ROAD, NodeKind.EGRESS_ROAD, NodeKind.STOP_OUT))
    )
    roads = network["roads"]
    stopping = ~roads["road_class"].isin(_NO_STOPPING).to_numpy()
    arcs = np.concatenate([topology.arcs_of[kind] for kind in kinds_over("roads")])
    arcs = arcs[stopping[topology.arc_row[arcs]]]
    if is_open is not None:
        arcs = arcs[is_open[arcs]]
    length = roads["length_km"].to_numpy(dtype=np.float64)[topology.arc_row[arcs]]
    arc, share = _inner_shares(arcs, np.maximum(np.ceil(length / step_km).astype(np.int64), 1))
    lon = _across_180(_along(topology.node_lon, topology, arc, share, turns=True))
    lat = _along(topology.node_lat, topology, arc, share)
    both = np.stack(
        [
            np.concatenate([topology.node_lon[nodes], lon]),
            np.concatenate([topology.node_lat[nodes], lat]),
        ]
    )
    points, at = np.unique(both, axis=1, return_inverse=True)
    return LeavingPoints(topology, points[0], points[1], nodes, arc, share, at.reshape(-1))


def minutes_to_nodes(topology: Topology, times: Int32Array, weights: Int32Array) -> FloatArray:
    """Return the minutes to every node, parking counted where a drive ends, float64[nodes]."""
    parking = weights[topology.arcs_of[ArcKind.PARK]].min(initial=UNREACHABLE_MS)
    # Milliseconds as float64 are exact, and unreached stays infinite under any sum.
    ends_drive = topology.node_kind == NodeKind.ACCESS_ROAD
    return ms_to_minutes(times) + np.where(ends_drive, ms_to_minutes(parking), 0.0)


def _inner_shares(arcs: IntArray, parts: IntArray) -> tuple[IntArray, FloatArray]:
    """Each arc once for each of its inner points, with the share of the way to it."""
    inner = parts - 1
    arc = np.repeat(arcs, inner)
    first = np.repeat(np.cumsum(inner) - inner, inner)
    return arc, (np.arange(len(arc)) - first + 1) / np.repeat(parts, inner)


def _across_180(lon: FloatArray) -> FloatArray:
    """Return longitudes that run on beyond 180 degrees within -180 to 180."""
    wrapped: FloatArray = np.where(np.abs(lon) > 180.0, near(lon, 0.0), lon)
    return wrapped


def _along(
    degrees: FloatArray,
    topology: Topology,
    arc: IntArray,
    share: FloatArray,
    *,
    turns: bool = False,
) -> FloatArray:
    """Return degrees between the ends of arcs; `turns` takes the short way round the Earth."""
    tail, head = degrees[topology.tails[arc]], degrees[topology.heads[arc]]
    if turns:
        head = near(head, tail)
    # Rounded to about a metre, so that both directions of a road meet in the same points.
    return np.round(tail + share * (head - tail), 5)
