"""How long goods take by truck: handling at both ends, and the road at a truck's speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import chord_km, on_sphere
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms, ms_to_minutes
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.kernels.search.tree_paths import paths_marked
from transnet.model.network import BoolArray
from transnet.supply.kinds import ArcKind
from transnet.supply.overrides import Parameters
from transnet.supply.topology import Topology
from transnet.supply.weights import restrict
from transnet.travel.model import TravelModel

IntArray = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class TruckTrips:
    """Trips of goods, k of them.

    drive_min     float64[k], on the road
    handling_min  at both ends together
    weak          bool[k], whether it rests on a recalled or assumed row
    outside       bool[k], whether no road of the network leads there
    """

    drive_min: FloatArray
    handling_min: float
    weak: BoolArray
    outside: BoolArray


def truck_trips(model: TravelModel, froms: IntArray, tos: IntArray) -> TruckTrips:
    """Return the trips of goods between places, each from one to the one beside it.

    froms, tos  int[k], rows of the places table

    A truck takes the car's time on each road, but is never faster than `freight_truck_speed_kmh`;
    `freight_handling_h` is added at each end. Where no road of the network leads, the straight line
    times `detour_factor` stands in.
    """
    topology, parameters = model.topology, Parameters(model.network, model.parameters)
    speed_kmh, tables = parameters("freight_truck_speed_kmh"), topology.tables
    ends, rides = _known_ends(model, froms, tos), topology.arc_kind == ArcKind.RIDE
    found, weak = tables.made(
        _ways,
        topology,
        tables.one("truck weights", _road_weights(model, speed_kmh)),
        tables.one("weak roads", model.weak_arcs & ~rides),
        ends.sources,
        (ends.of_trip, ends.doors),
    )
    outside = found == UNREACHABLE_MS
    beyond_min = ends.straight_km * parameters("detour_factor") / speed_kmh * 60.0
    return TruckTrips(
        drive_min=np.where(outside, beyond_min, ms_to_minutes(found)),
        handling_min=2.0 * parameters("freight_handling_h") * 60.0,
        weak=weak | outside,
        outside=outside,
    )


def truck_ways(
    model: TravelModel, froms: IntArray, tos: IntArray
) -> tuple[Int32Array, Int32Array, Int32Array, Int32Array]:
    """Return what the fastest ways of `truck_trips` are found by.

    returns  int32[m] weights of arcs, int32[s] nodes that ways begin at, int32[k] which of those
             each trip begins at, and int32[k] nodes that they end at
    """
    parameters = Parameters(model.network, model.parameters)
    weights, ends = (
        _road_weights(model, parameters("freight_truck_speed_kmh")),
        _known_ends(model, froms, tos),
    )
    return weights, ends.sources, ends.of_trip, ends.doors


class _Ends(NamedTuple):
    """Where k trips of goods begin and end.

    sources      int32[s], nodes that they begin at; of_trip  int32[k], position of each's
    doors        int32[k], nodes that they end at
    straight_km  float64[k], as the crow flies
    """

    sources: Int32Array
    of_trip: Int32Array
    doors: Int32Array
    straight_km: FloatArray


def _known_ends(model: TravelModel, froms: IntArray, tos: IntArray) -> _Ends:
    by = model.topology, model.network["places"], froms, tos
    return model.topology.tables.kept("truck ends", by, lambda: _ends(model, froms, tos))


def _road_weights(model: TravelModel, speed_kmh: float) -> Int32Array:
    """Return the weights without rides: states with the same roads share the ways."""
    rides = model.topology.arc_kind == ArcKind.RIDE
    weights = np.where(rides, UNREACHABLE_MS, _truck_weights(model, speed_kmh))
    return weights.astype(np.int32)


def _ends(model: TravelModel, froms: IntArray, tos: IntArray) -> _Ends:
    topology, places, ids = model.topology, model.network["places"], model.place_ids
    starts, of_trip = np.unique(froms, return_inverse=True)
    points = on_sphere(places)
    return _Ends(
        topology.nodes("place_out", [ids[row] for row in starts.tolist()]),
        of_trip.astype(np.int32),
        topology.nodes("place_in", [ids[row] for row in tos.tolist()]),
        chord_km(np.linalg.norm(points[froms] - points[tos], axis=1)),
    )


def _ways(
    topology: Topology,
    weights: Int32Array,
    weak: BoolArray,
    sources: Int32Array,
    ends: tuple[Int32Array, Int32Array],
) -> tuple[Int32Array, BoolArray]:
    """Return what ways take, ms, and whether they rest on a weak row.

    ends  int32[k] each, the source of each way by its position, and where it leads
    """
    times, last_arcs = shortest_trees(topology.indptr, topology.heads, weights, sources)
    return times[ends], paths_marked(last_arcs, topology.tails, weak, *ends)


def _slowest(topology: Topology, length_km: FloatArray, speed_kmh: float) -> Int32Array:
    """Return the ms of a truck at its own speed on each arc over a road."""
    return minutes_to_ms(length_km[topology.rows_of[ArcKind.DRIVE]] / speed_kmh * 60.0)


def _truck_weights(model: TravelModel, speed_kmh: float) -> Int32Array:
    """Drive weights with each road no faster than a truck, and no parking."""
    topology = model.topology
    weights = restrict(model.times, topology, "drive")
    roads = topology.arcs_of[ArcKind.DRIVE]
    length_km = topology.tables.floats(model.network, "roads", "length_km")
    slowest = topology.tables.made(_slowest, topology, length_km, speed_kmh)
    weights[roads] = np.maximum(weights[roads], slowest)
    if topology.streets is not None:
        parameters = Parameters(model.network, model.parameters)
        slower = topology.streets.times(
            model.network, parameters, top_speed_kmh=speed_kmh, traffic=model.traffic
        )
        arcs = topology.arcs_of[ArcKind.STREET]
        weights[arcs] = slower.between.ravel()[topology.arc_row[arcs]]
    weights[topology.arcs_of[ArcKind.PARK]] = 0
    return weights
