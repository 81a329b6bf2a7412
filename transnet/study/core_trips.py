"""From the core to the other seats, by every means: the table that a planner asks for first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.units import ms_to_minutes
from transnet.study.groups import PlaceGroups
from transnet.travel.leg_names import TRIP_MODES
from transnet.travel.no_way import has_roads

if TYPE_CHECKING:
    from transnet.study.accessibility import TwoStates
    from transnet.study.city_rides import CityStations
    from transnet.supply.kinds import ModeSet
    from transnet.travel.model import TravelModel

    Stations = Mapping[int, CityStations]

_MEANS: dict[str, ModeSet] = {"door": "best", "drive": "drive", "carfree": "carfree"}
OF_STATE = (
    "train_min", "train_town_min", "far_station", "far_km", "median_min", "trains", "at_fastest",
    "first_train", "last_train", "untimed", "door_min", "mode", "drive_min", "carfree_min",
    "has_roads",
)  # fmt: skip


def core_trips(result: TwoStates) -> pd.DataFrame:
    """Return the trips from the core to the seat of each other city, before and after.

    returns  place_id, name_zh, name_en of the seat; then of each state, with _before and _after:
             train_min, the fastest ride from any station of the one city to any of the other,
             changes counted (inf without one); train_town_min, the same by stations in town;
             far_station and far_km, the station of that ride which lies farthest from its seat,
             where that is beyond `town_station_km` (empty and NaN elsewhere); of the direct trains
             their median_min, trains a day, at_fastest (how many are as fast as the fastest),
             first_train and last_train ("HH:MM", of those whose timetable is known) and untimed,
             how many have none; door_min with its mode, drive_min, carfree_min: door to door by the
             fastest means, by car and without one (inf where there is no way); has_roads, whether
             the network holds roads at both ends at all, open or not

    Each in the traffic that is shown, for those who know the timetable. No rows in a network of one
    city.
    """
    network = result.after.network
    core = network.info.core_place_id
    seats = [end for _, end in PlaceGroups(network).pairs("core", "other_seats")]
    places = network["places"].set_index("place_id").loc[seats]
    table = pd.DataFrame(
        {"place_id": seats, **{name: places[name].to_numpy() for name in ("name_zh", "name_en")}}
    )
    if not seats:
        return table
    stations: Stations | None = None
    for name, state in (("before", result.before), ("after", result.after)):
        if stations is None or state.model.topology is not result.before.model.topology:
            stations = _stations(state.model, (core, *seats))
        found = _of_state(state.model, stations, core, seats).add_suffix(f"_{name}")
        table = pd.concat([table, found], axis=1)
    return table


def _stations(model: TravelModel, places: tuple[str, ...]) -> Stations:
    """Return the stations of some places' cities by row of the place."""
    from transnet.study.city_rides import compile_stations

    found = compile_stations(model.network, model.topology, places)
    return {model.place_ids.index(place): each for place, each in found.items()}


def _of_state(model: TravelModel, stations: Stations, core: str, seats: list[str]) -> pd.DataFrame:
    from transnet.study.city_rides import city_rides
    from transnet.study.direct_trains import TrainsBetween
    from transnet.travel.trip_costs import trip_legs

    ids = model.place_ids
    start, ends = ids.index(core), [ids.index(seat) for seat in seats]
    count = len(ends)
    pairs = np.full(2 * count, start, dtype=np.int32), np.array([*ends, *ends], dtype=np.int32)
    rides = city_rides(model, stations, pairs, np.arange(2 * count) >= count)
    trains = TrainsBetween(model)
    direct = [trains.between(stations[start], stations[end]) for end in ends]
    stops = [*model.topology.stops.ids.tolist(), ""]
    best = trip_legs(model.trips(), (np.full(count, start), np.array(ends)))
    found: dict[str, object] = {
        "train_min": rides.legs.minutes[:count],
        "train_town_min": rides.legs.minutes[count:],
        "far_station": [str(stops[at]) for at in rides.far_station[:count].tolist()],
        "far_km": rides.far_km[:count],
        "median_min": [each.median_min for each in direct],
        "trains": [each.trains for each in direct],
        "at_fastest": [each.at_fastest for each in direct],
        "first_train": [each.first for each in direct],
        "last_train": [each.last for each in direct],
        "untimed": [each.untimed for each in direct],
        "mode": [TRIP_MODES[mode] for mode in best.mode.tolist()],
    }
    for name, using in _MEANS.items():
        found[f"{name}_min"] = ms_to_minutes(model.trips(using).travel[start, ends])
    reached = has_roads(model.network)
    found["has_roads"] = [bool(reached[start] and reached[end]) for end in ends]
    return pd.DataFrame(found, columns=list(OF_STATE))
