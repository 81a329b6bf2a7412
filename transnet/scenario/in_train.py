"""Time in the train between two cities, by any of their stations and by those in town."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.analysis.sums import LEGS
from transnet.graph.sphere import distances_km
from transnet.model.network import Network
from transnet.scenario import groups

if TYPE_CHECKING:
    from transnet.analysis.legs import Path
    from transnet.scenario.targets import State

NO_FAR_STATION: Mapping[str, Any] = {
    "far_station": "", "far_place": "", "far_km": math.nan, "any_station_min": math.nan,
    "town_station_min": math.nan,
}  # fmt: skip
FAR_COLUMNS = tuple(NO_FAR_STATION)


def in_train_detail(state: State, target: Mapping[Any, Any]) -> pd.DataFrame:
    """Return the fastest ride between each pair of places of a target of measure in_train(_town).

    far_station is the station of the ride by any station that lies farthest from its seat (km as
    the crow flies, of far_place), where that is beyond `town_station_km`; any_station_min and
    town_station_min are then the minutes of both readings. Empty and NaN elsewhere.
    """
    pairs = groups.place_pairs(state.network, target["from_group"], target["to_group"])
    in_town = target["measure"] == "in_train_town"
    rows = []
    for ends in pairs.itertuples(index=False):
        counted = state.ride(*ends, in_town=in_town)
        row: dict[str, Any] = dict.fromkeys((f"{leg}_min" for leg in LEGS), math.nan)
        row |= {"minutes": math.inf, "mode": "", "weak": False}
        if counted is not None:
            row |= {"minutes": counted.travel_min, "mode": counted.mode}
            row["weak"] = counted.uses_recalled
            if not counted.legs.empty:
                sums = counted.legs.groupby("leg")["minutes"].sum()
                row |= {f"{leg}_min": float(sums.get(leg, 0.0)) for leg in LEGS}
        row |= _far_station(state, *ends)
        rows.append({"from_id": ends[0], "to_id": ends[1], **row})
    return pd.DataFrame(rows)


def find_ride(state: State, origin: str, destination: str, *, in_town: bool) -> Path | None:
    """Return the fastest ride between two places' stations; None where one of them has none."""
    stations = groups.town_stations if in_town else groups.city_stations
    ends = [stations(state.network, place) for place in (origin, destination)]
    return state.model.in_train(*ends) if all(ends) else None


def _far_station(state: State, origin: str, destination: str) -> Mapping[str, Any]:
    by_any = state.ride(origin, destination, in_town=False)
    if by_any is None or by_any.legs.empty:
        return NO_FAR_STATION
    called = ((by_any.origin.id, origin), (by_any.destination.id, destination))
    ends = [(_seat_km(state.network, *end), *end) for end in called]
    km, station, place = max(ends)
    if km <= state.network.parameter("town_station_km"):
        return NO_FAR_STATION
    in_town = state.ride(origin, destination, in_town=True)
    return {
        "far_station": station,
        "far_place": place,
        "far_km": km,
        "any_station_min": by_any.travel_min,
        "town_station_min": math.inf if in_town is None else in_town.travel_min,
    }


def _seat_km(network: Network, station: str, place: str) -> float:
    """Kilometres from a station to the seat of a place, as the crow flies."""
    start, end = (
        network[table][["lon", "lat"]].iloc[network[table][key].tolist().index(own)].to_frame().T
        for table, key, own in (("stations", "station_id", station), ("places", "place_id", place))
    )
    return float(distances_km(start, end)[0])
