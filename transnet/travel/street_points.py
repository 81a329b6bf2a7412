"""Population points on the streets of a road layer: minutes from each to its nearest seats."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.base.units import FloatArray, ms_to_minutes
from transnet.model.network import BoolArray, Network
from transnet.model.road_join import layer_of, tie_limit_km
from transnet.roads.snapping import NOT_ENTERED, SnappedPoints
from transnet.routing.csr import build_csr
from transnet.supply.overrides import Parameters
from transnet.supply.streets import Streets, StreetTimes, compile_streets

IntArray = npt.NDArray[np.intp]

_NAMED = 100  # points too far from a street that are named one by one


def street_minutes(
    network: Network, points: pd.DataFrame, places: list[str], anchors: IntArray
) -> tuple[FloatArray, list[Notice]]:
    """Return the minutes over the streets from each point to some of the places.

    points   id, lon, lat (degrees)
    places   place ids; anchors  intp[g, k], positions in them
    returns  float64[g, k], stretches to the street at both ends included: inf where no way leads,
             NaN where the point or the seat is too far from a street; and a notice of each such
             point, with its distance
    """
    streets = compile_streets(network)
    limit = tie_limit_km(network, "point")
    ties = layer_of(network).ties(points["lon"].to_numpy(), points["lat"].to_numpy(), limit)
    minutes = np.full(anchors.shape, np.nan)
    if streets is None:
        return minutes, []
    parameters = Parameters(network)
    times = streets.times(network, parameters)
    speed = parameters("access_speed_kmh", "urban")
    stretch_min = 60.0 * ties.distance_km / speed
    seats = _seat_positions(network, streets, places)
    used = np.unique(anchors)
    for place in used[seats[used] >= 0].tolist():
        to_seat = _minutes_to(streets, times, int(seats[place]), ties)
        row, column = np.nonzero(anchors == place)
        minutes[row, column] = (stretch_min + to_seat)[row]
    minutes[~ties.tied] = np.nan
    return minutes, _far_points(points, ties.tied, ties.distance_km, limit)


def _seat_positions(network: Network, streets: Streets, places: list[str]) -> IntArray:
    """Position of each place's road node among the tied nodes; -1 where it isn't tied."""
    owner = network["nodes"]["place_id"].astype(str).to_numpy()[streets.rows]
    position = {place: at for at, place in enumerate(owner.tolist()) if place}
    return np.array([position.get(place, -1) for place in places], dtype=np.intp)


def _minutes_to(streets: Streets, times: StreetTimes, seat: int, ties: SnappedPoints) -> FloatArray:
    """Minutes from where each point meets its street to a seat, the seat's stretch included."""
    from transnet.routing.router import Router  # brings the kernels of large graphs

    pieces, weights = streets.pieces, times.metric.weights
    csr = build_csr(len(pieces.indptr) - 1, pieces.heads, pieces.tails)
    backwards = Router((csr.indptr, csr.heads), cache=False).customize(weights[csr.order])
    found = backwards.travel_times([int(pieces.ins[seat])], method="search")[0]
    to_seat = ms_to_minutes(found)
    count = streets.layer.graph.node_count
    whole = np.flatnonzero((pieces.tails < count) & (pieces.heads < count))
    arc_min = np.full(streets.layer.graph.arc_count, np.inf)
    arc_min[pieces.arc[whole]] = ms_to_minutes(weights[whole])
    heads = streets.layer.graph.heads[ties.arc]
    rest = np.where(ties.share < 1.0, (1.0 - ties.share) * arc_min[ties.arc], 0.0)
    by_entry = rest + to_seat[heads]
    last = np.flatnonzero(pieces.heads == pieces.ins[seat])
    for piece in last[pieces.tails[last] < count].tolist():  # the seat lies on the point's own arc
        ahead = (ties.arc == pieces.arc[piece]) & (ties.share <= pieces.high[piece])
        between = (pieces.high[piece] - ties.share[ahead]) * arc_min[pieces.arc[piece]]
        by_entry[ahead] = np.minimum(by_entry[ahead], between)
    best = np.full(len(ties.tied), np.inf)
    np.minimum.at(best, ties.point, by_entry)
    stretch = float(ms_to_minutes(times.stretch_ms[seat : seat + 1])[0])
    return best + stretch


def _far_points(
    points: pd.DataFrame, tied: BoolArray, away_km: FloatArray, limit: float
) -> list[Notice]:
    far = np.flatnonzero(~tied)
    classes = ", ".join(NOT_ENTERED)
    notices = [
        notice(
            "far_from_road",
            "points",
            int(row) + 2,
            "lon",
            str(points["id"].iloc[row]),
            said(
                "{away_km:.1f} km from the nearest street (at most {limit:g}; "
                "{classes} don't count); its way to the seats is the great circle",
                away_km=away_km[row],
                limit=limit,
                classes=classes,
            ),
        )
        for row in far[:_NAMED].tolist()
    ]
    if len(far) > _NAMED:
        hint = said(
            "{number:,} more points are farther than {limit:g} km from a street",
            number=len(far) - _NAMED,
            limit=limit,
        )
        notices.append(notice("far_from_road", "points", 0, "lon", "", hint))
    return notices
