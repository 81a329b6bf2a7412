"""How long goods take by truck: handling at both ends, and the road at a truck's speed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from transnet.analysis.sources import weak_arcs
from transnet.analysis.travel import TravelModel
from transnet.graph.kinds import ArcKind
from transnet.graph.parameters import Parameters
from transnet.graph.sphere import chord_km, on_sphere
from transnet.graph.weights import restrict
from transnet.kernels.paths import path_sums
from transnet.kernels.search import shortest_trees
from transnet.units import UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms, ms_to_minutes


def truck_minutes(
    model: TravelModel, origins: Sequence[str], destinations: Sequence[str]
) -> pd.DataFrame:
    """Return the minutes of goods from each origin to each destination by truck.

    origins, destinations  place ids
    returns  from_id, to_id, minutes, truck_min (on the road), handling_min (both ends together),
             weak (rests on a recalled or assumed row), outside (no road of the network leads there)

    A truck takes the car's time on each road, but is never faster than `freight_truck_speed_kmh`;
    `freight_handling_h` is added at each end. Where no road of the network leads, the straight line
    times `detour_factor` stands in.
    """
    network = model.network
    parameters = Parameters(network, model.parameters)
    speed_kmh = parameters("freight_truck_speed_kmh")
    sources, targets = (
        model.topology.nodes(kind, ids)
        for kind, ids in (("place_out", origins), ("place_in", destinations))
    )
    topology = model.topology
    times, last_arcs = shortest_trees(
        topology.indptr, topology.heads, _truck_weights(model, speed_kmh), sources
    )
    weak = weak_arcs(network, topology, model.times)[np.newaxis].astype(np.int32)
    weak_ways = path_sums(last_arcs, topology.tails, weak, times)[:, 0, targets] > 0
    by_road = times[:, targets] < UNREACHABLE_MS
    straight = _straight_km(network["places"], origins, destinations)
    beyond_min = straight * parameters("detour_factor") / speed_kmh * 60.0
    drive_min = np.where(by_road, ms_to_minutes(times[:, targets]), beyond_min).ravel()
    handling_min = 2.0 * parameters("freight_handling_h") * 60.0
    return pd.DataFrame(
        {
            "from_id": np.repeat(np.array(origins, dtype=object), len(destinations)),
            "to_id": np.tile(np.array(destinations, dtype=object), len(origins)),
            "minutes": drive_min + handling_min,
            "truck_min": drive_min,
            "handling_min": handling_min,
            "weak": (weak_ways | ~by_road).ravel(),
            "outside": ~by_road.ravel(),
        }
    )


def _truck_weights(model: TravelModel, speed_kmh: float) -> Int32Array:
    """Drive weights with each road no faster than a truck, and no parking."""
    topology = model.topology
    weights = restrict(model.times, topology, "drive")
    roads = topology.arcs_of[ArcKind.DRIVE]
    length_km = model.network["roads"]["length_km"].to_numpy(np.float64)[topology.arc_row[roads]]
    weights[roads] = np.maximum(weights[roads], minutes_to_ms(length_km / speed_kmh * 60.0))
    if topology.streets is not None:
        parameters = Parameters(model.network, model.parameters)
        slower = topology.streets.times(
            model.network, parameters, top_speed_kmh=speed_kmh, traffic=model.traffic
        )
        arcs = topology.arcs_of[ArcKind.STREET]
        weights[arcs] = slower.between.ravel()[topology.arc_row[arcs]]
    weights[topology.arcs_of[ArcKind.PARK]] = 0
    return weights


def _straight_km(
    places: pd.DataFrame, origins: Sequence[str], destinations: Sequence[str]
) -> FloatArray:
    """Great-circle km between places, float64[origins, destinations]."""
    table = places.set_index("place_id")[["lon", "lat"]]
    starts, ends = (on_sphere(table.loc[list(ids)]) for ids in (origins, destinations))
    chord = np.linalg.norm(starts[:, np.newaxis] - ends[np.newaxis], axis=2)
    return chord_km(chord)
