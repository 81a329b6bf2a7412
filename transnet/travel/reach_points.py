"""How soon one place reaches every point where the network can be left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms, ms_to_minutes
from transnet.kernels.search.dijkstra import earliest_from
from transnet.roads.snapping import NOT_ENTERED
from transnet.supply.kinds import ArcKind, ModeSet
from transnet.travel.leaving_points import leaving_points, minutes_to_nodes

if TYPE_CHECKING:
    from transnet.travel.model import TravelModel


def reach_points(model: TravelModel, origin: str, *, step_km: float = 4.0) -> pd.DataFrame:
    """Return the points where a trip from a place can leave the network, and the minutes to them.

    origin   place_id
    step_km  spacing of the points along roads that can be left anywhere: all but motorways, > 0
    returns  lon, lat (degrees), travel_min (inf where unreached): every road node (parking of a
             drive counted), points between the ends of such roads, and the kerb of every stop
    Raises UnknownNameError for a place that isn't there.
    """
    topology, weights = model.topology, model.times.total
    times = times_to_nodes(model, origin)
    found = leaving_points(model.network, topology, step_km, weights != UNREACHABLE_MS)
    minutes = found.minutes(times, weights)
    points = pd.DataFrame({"lon": found.lon, "lat": found.lat, "travel_min": minutes})
    junctions = list(_junctions(model, minutes_to_nodes(topology, times, weights)))
    if not junctions:
        return points
    both = pd.concat([points, *junctions], ignore_index=True)
    return both.groupby(["lon", "lat"], sort=True)["travel_min"].min().reset_index()


def times_to_nodes(
    model: TravelModel, origin: str, *, using: ModeSet = "best", within_ms: int = UNREACHABLE_MS
) -> Int32Array:
    """Return ms from a place to every node: by road, all the way or after a ride, int32[nodes].

    using      best; drive: all the way only; public: after a ride only; carfree: on own legs
    within_ms  as `TripSearch.to_stops` has it: later arrivals may be left out
    """
    topology, weights = model.topology, arc_times(model, using).copy()
    for kind in (ArcKind.BOARD, ArcKind.TRANSFER_WALK, ArcKind.TRANSFER_AT_STOP, ArcKind.RIDE):
        weights[topology.arcs_of[kind]] = UNREACHABLE_MS
    starts, offsets = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    if using in ("best", "drive", "carfree"):
        starts = topology.nodes("place_out", [origin])
        offsets = np.zeros(1, dtype=np.int32)
    if using != "drive":
        by: ModeSet = "carfree" if using == "carfree" else "best"
        row = model.place_ids.index(origin)
        rides = model.time_search(using).to_stops(row, by, within_ms)
        starts = np.append(starts, topology.nodes("out", topology.stops.ids)).astype(np.int32)
        offsets = np.append(offsets, rides).astype(np.int32)
    return earliest_from(topology.indptr, topology.heads, weights, starts, offsets)[0]


def arc_times(model: TravelModel, using: ModeSet) -> Int32Array:
    """Return the ms of each arc by a way of travelling, UNREACHABLE_MS where it is closed."""
    times: Int32Array = model.time_search(using).costs.times.total
    return times


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
