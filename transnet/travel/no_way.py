"""Why there is no way between two places, as far as the tables tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.codes import notice
from transnet.base.language import joined, said

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.model.network import BoolArray, Network
    from transnet.travel.trip_path import End, Path

_BEYOND = said(
    "has no road in the model: roads beyond the region and its gateways aren't modelled, so no "
    "drive reaches it; a train or a flight may, with --using best"
)
_APART = said("no roads open on this day join them; --using best also rides")
_NO_RIDE = said(
    "nothing that rides joins them within the limits of ways by road to stations, road_leg_max_km "
    "and road_leg_max_share, and within longest_trip_min; "
    "--using best also drives"
)
_NO_OWN_RIDE = said(
    "nothing that the tables hold joins them without a car within road_leg_max_km, "
    "road_leg_max_share, own_leg_max_km and longest_trip_min; long-distance coaches that the "
    "tables don't list may run; --using best also drives"
)
_NO_TRAIN = said(
    "no trains that run on this day join the two stations, with changes either; between the places "
    "that they serve a trip may go by road: name these"
)
_NOTHING = said("neither roads nor what rides joins them on this day")


def no_way_notices(network: Network, trip: Path) -> list[Notice]:
    """Return what keeps two places apart; nothing where there is a way.

    trip  between places of the network, by any means
    """
    if math.isfinite(trip.travel_min):
        return []
    both = trip.ends
    if trip.using != "drive":
        hints = {"best": _NOTHING, "carfree": _NO_OWN_RIDE, "in_train": _NO_TRAIN}
        return [_notice(both, hints.get(trip.using, _NO_RIDE))]
    beyond = [end for end in (trip.origin, trip.destination) if not _has_road(network, end)]
    if beyond:
        return [_notice(joined([end]), _BEYOND, "not_in_network") for end in beyond]
    return [_notice(both, _APART)]


def has_roads(network: Network) -> BoolArray:
    """Return of each place whether the network holds a road there, open or not, bool[places].

    Between places of which one has none nobody can say how long one drives: the tables don't know.
    """
    places = network["places"]["place_id"]
    if network.road_layer is not None:
        return np.ones(len(places), dtype=np.bool_)
    nodes, roads = network["nodes"], network["roads"]
    met = nodes["node_id"].isin([*roads["from_node"], *roads["to_node"]])
    found: BoolArray = places.isin(nodes.loc[met, "place_id"]).to_numpy(dtype=np.bool_)
    return found


def _notice(value: str, hint: str, code: str = "no_way") -> Notice:
    return notice(code, "path", 0, "", value, hint)


def _has_road(network: Network, end: End) -> bool:
    """Whether a road that is open begins or ends at a node of a place; any street is one."""
    if network.road_layer is not None:
        return True
    nodes = network["nodes"]
    own = nodes.loc[nodes["place_id"] == end.id, "node_id"]
    roads = network["roads"][network.open_rows("roads")]
    return bool(roads["from_node"].isin(own).any() or roads["to_node"].isin(own).any())
