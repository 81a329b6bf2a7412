"""Where the hour ends on the map: the edge of what one reaches within some minutes, as rings."""

from __future__ import annotations

from typing import Any

import numpy as np

from transnet.base.units import FloatArray
from transnet.explore.address import Address
from transnet.roads.isochrones.contours import rings_within
from transnet.roads.isochrones.time_field import Onward, ReachedPoints, grid_around, time_field
from transnet.supply.overrides import Parameters
from transnet.supply.own_legs import OwnLegs
from transnet.travel.leaving_points import LeavingPoints
from transnet.travel.model import TravelModel
from transnet.travel.place_isochrones import onward_in

_NODES = 20_000
_DIGITS = 4  # of degrees: ten metres, less than a pixel of the region


def edge_within(
    points: LeavingPoints, minutes: FloatArray, onward: Onward, within: float
) -> list[Any]:
    """Return the rings about what one reaches within some minutes, holes among them.

    minutes  float64[n], to each of the points; inf where one doesn't come
    returns  float64[p, 2] each, lon and lat
    """
    known = np.isfinite(minutes)
    reached = ReachedPoints(points.lon[known], points.lat[known], minutes[known])
    grid = grid_around(reached, onward, within, usual_nodes=_NODES)
    if grid is None:
        return []
    field = time_field(grid, reached, onward, within)
    rings = (ring for polygon in rings_within(grid, field, within) for ring in polygon)
    return [np.round(ring, _DIGITS) for ring in rings]


def onward_as_read(model: TravelModel, address: Address) -> Onward | None:
    """Return how one goes on where the network ends, as an address reads trips.

    None in trains: beyond stations nobody is on a train.
    """
    network = model.network
    if address.reading == "train":
        return None
    if address.mode != "carfree":
        return onward_in(network, network.parameter("spread_speed_kmh"))
    own = OwnLegs(network, model.topology, Parameters(network, model.parameters))
    return onward_in(network, own.speed_kmh)
