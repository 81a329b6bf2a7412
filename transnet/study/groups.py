"""Groups of places and stations that targets speak of, resolved for a network on its day."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.base.sphere import distances_km
from transnet.base.units import FloatArray
from transnet.model.checks.target_rules import PLACE_GROUPS
from transnet.model.network import Network
from transnet.model.target_members import Members
from transnet.scenario.select import split_ids

OTHER = "other"


class PlaceGroups:
    """The groups of places of one network: words of PLACE_GROUPS, and ids of its groups table.

    Methods raise UnknownNameError for a word that isn't a group of places.
    """

    def __init__(self, network: Network) -> None:
        self._own = [str(group) for group in network["groups"]["group_id"].tolist()]
        self._known = {*PLACE_GROUPS, *self._own}
        self._all = Members(network.tables, network.info.core_place_id)

    def of(self, group: str, origin: str = "") -> list[str]:
        """Return the places of a group; origin decides what is its own."""
        if group not in self._known:
            raise UnknownNameError(said("group of places"), group, (*PLACE_GROUPS, *self._own))
        return self._all.of(group, origin)

    def pairs(self, from_group: str, to_group: str) -> list[tuple[str, str]]:
        """Return the pairs of places of two groups, each from a place to another one.

        Each direction is a pair of its own where both groups hold both places.
        """
        starts = self.of(from_group)
        self.of(to_group)
        return [
            (origin, destination)
            for origin in starts
            for destination in self.of(to_group, origin)
            if origin != destination
        ]


def residents(network: Network, group: str) -> list[str]:
    """Return the counties whose people a target counts."""
    return PlaceGroups(network).of(group)


def destination_of(network: Network, group: str, county: str) -> str:
    """Return the one place that a county's people travel to."""
    return PlaceGroups(network).of(group, county)[0]


def city_stations(network: Network, place_id: str) -> list[str]:
    """Return the stations that count as those of a place's city; none outside the cluster."""
    cities = network["cities"].set_index("city_id")["rail_stations"]
    return split_ids(str(cities.get(network.city_of[place_id], "")))


def town_stations(network: Network, place_id: str) -> list[str]:
    """Return those of a city's stations that stand in the town: near the seat, as the crow flies.

    `town_station_km` says how near.
    """
    stations = city_stations(network, place_id)
    near = seat_km(network, place_id, stations) <= network.parameter("town_station_km")
    return [station for station, is_near in zip(stations, near.tolist(), strict=True) if is_near]


def seat_km(network: Network, place_id: str, stations: Sequence[str]) -> FloatArray:
    """Return the km from stations to the seat of a place, as the crow flies, float64[stations]."""
    own, seat = (
        network[table][[key, "lon", "lat"]].set_index(key).loc[ids]
        for table, key, ids in (
            ("stations", "station_id", [*stations]),
            ("places", "place_id", [place_id]),
        )
    )
    return distances_km(own, seat)


def memberships(network: Network) -> pd.DataFrame:
    """Return the groups of each county, by place_id: city, belt (the core among them), cluster.

    returns  ids of cities and of the groups table; OTHER where the plan puts a county in none. A
             county of two belts or two clusters is counted with the first.
    """
    places = network["places"]
    inside = places[places["kind"] != "external"].set_index("place_id")
    table = network["groups"] if "groups" in network.tables else None
    found = {"city": inside["city_id"].astype(object)}
    for column, kinds in (("belt", ("core", "belt")), ("cluster", ("cluster",))):
        groups = pd.Series(OTHER, inside.index, dtype=object)
        rows = [] if table is None else table[table["kind"].isin(kinds)].to_dict("records")
        for row in rows:
            members = inside.index.isin(split_ids(str(row["members"])))
            groups[members & (groups == OTHER)] = str(row["group_id"])
        found[column] = groups
    return pd.DataFrame(found)
