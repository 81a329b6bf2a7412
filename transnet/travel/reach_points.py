"""How soon one place reaches every point where the network can be left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.longitudes import near
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms, ms_to_minutes
from transnet.kernels.search.dijkstra import earliest_from
from transnet.roads.snapping import NOT_ENTERED
from transnet.supply.arc_records import kinds_over
from transnet.supply.kinds import ArcKind, NodeKind
from transnet.supply.topology import Topology

if TYPE_CHECKING:
    from transnet.travel.model import TravelModel

IntArray = npt.NDArray[np.int64]
_NO_STOPPING = ("motorway",)


def reach_points(model: TravelModel, origin: str, *, step_km: float = 4.0) -> pd.DataFrame:
    """Return the points where a trip from a place can leave the network, and the minutes to them.

    origin   place_id
    step_km  spacing of the points along roads that can be left anywhere: all but motorways, > 0
    returns  lon, lat (degrees), travel_min (inf where unreached): every road node (parking of a
             drive counted), points between the ends of such roads, and the kerb of every stop
    Raises UnknownNameError for a place that isn't there.
    """
    topology, weights = model.topology, model.times.total
    times = _times_to_nodes(model, origin)
    parking = weights[topology.arcs_of[ArcKind.PARK]].min(initial=UNREACHABLE_MS)
    # Milliseconds as float64 are exact, and unreached stays infinite under any sum.
    minutes = ms_to_minutes(times) + np.where(
        topology.node_kind == NodeKind.ACCESS_ROAD, ms_to_minutes(parking), 0.0
    )
    leave = np.isin(
        topology.node_kind, (NodeKind.ACCESS_ROAD, NodeKind.EGRESS_ROAD, NodeKind.STOP_OUT)
    )
    nodes = pd.DataFrame(
        {
            "lon": topology.node_lon[leave],
            "lat": topology.node_lat[leave],
            "travel_min": minutes[leave],
        }
    )
    between = _between(model, minutes, weights, step_km)
    points = pd.concat([nodes, between, *_junctions(model, minutes)], ignore_index=True)
    return points.groupby(["lon", "lat"], sort=True)["travel_min"].min().reset_index()


def _times_to_nodes(model: TravelModel, origin: str) -> Int32Array:
    """Return times from a place to every node: by road, all the way or after a ride."""
    topology, weights = model.topology, model.times.total.copy()
    for kind in (ArcKind.BOARD, ArcKind.TRANSFER_WALK, ArcKind.TRANSFER_AT_STOP, ArcKind.RIDE):
        weights[topology.arcs_of[kind]] = UNREACHABLE_MS
    ridden = model.times_to_stops(origin)
    starts = np.append(
        topology.nodes("place_out", [origin]), topology.nodes("out", topology.stops.ids)
    )
    offsets = np.append(0, ridden).astype(np.int32)
    return earliest_from(topology.indptr, topology.heads, weights, starts, offsets)[0]


def _junctions(model: TravelModel, minutes: FloatArray) -> Iterator[pd.DataFrame]:
    """Junctions of the streets where one can leave the road, reached from the tied nodes."""
    streets, times = model.topology.streets, model.times.streets
    if streets is None or times is None:
        return
    tied = model.network["nodes"]["node_id"].iloc[streets.rows]
    layers = [minutes[model.topology.nodes(kind, tied)] for kind in ("access_road", "egress_road")]
    first = minutes_to_ms(np.minimum(*layers)).astype(np.int64) + times.stretch_ms
    weights = times.metric.weights.copy()
    weights[streets.pieces.of_hub] = np.minimum(first, UNREACHABLE_MS)
    found = streets.router.customize(weights).travel_times([streets.pieces.hub], method="search")[0]
    graph = streets.layer.graph
    on_foot = ~np.isin(graph.road_class.astype(str), NOT_ENTERED)
    nodes = np.unique(graph.tails[on_foot])
    points = {"lon": graph.lon[nodes], "lat": graph.lat[nodes]}
    yield pd.DataFrame({**points, "travel_min": ms_to_minutes(found[nodes])})


def _between(
    model: TravelModel, minutes: FloatArray, weights: Int32Array, step_km: float
) -> pd.DataFrame:
    """Points inside the roads that can be left anywhere, reached from either end."""
    roads = model.network["roads"]
    stopping = ~roads["road_class"].isin(_NO_STOPPING).to_numpy()
    topology = model.topology
    arcs = np.concatenate([topology.arcs_of[kind] for kind in kinds_over("roads")])
    rows = topology.arc_row[arcs]
    arcs = arcs[stopping[rows] & (weights[arcs] != UNREACHABLE_MS)]
    length = roads["length_km"].to_numpy(dtype=np.float64)[topology.arc_row[arcs]]
    parts = np.maximum(np.ceil(length / step_km).astype(np.int64), 1)
    arc, share = _inner_shares(arcs, parts)
    return pd.DataFrame(
        {
            "lon": _across_180(_along(topology.node_lon, topology, arc, share, turns=True)),
            "lat": _along(topology.node_lat, topology, arc, share),
            "travel_min": minutes[topology.tails[arc]] + share * ms_to_minutes(weights[arc]),
        }
    )


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
