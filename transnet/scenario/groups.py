"""Groups of places, stations and stops that targets speak of, resolved for a network on its day."""

from __future__ import annotations

import pandas as pd

from transnet.errors import UnknownNameError
from transnet.graph.sphere import distances_km
from transnet.model.checks_targets import PLACE_GROUPS, STOP_GROUPS
from transnet.model.network import Network
from transnet.model.target_members import Members
from transnet.scenario.select import split_ids

OTHER = "other"
OWN_STOP_GROUPS = ("hubs",)
"""Those of the groups of stops that each city has its own of."""


def place_pairs(network: Network, from_group: str, to_group: str) -> pd.DataFrame:
    """Return the pairs of places of two groups, each from a place to another one.

    Groups are those named here and those of the groups table.

    A group is a word of PLACE_GROUPS, or an id of the network's groups table.
    returns  from_id, to_id; each direction is a pair of its own where both groups hold both places
    Raises UnknownNameError for a word that isn't a group of places.
    """
    starts, ends = _members(network, from_group), _members(network, to_group)
    pairs = [
        (origin, destination)
        for origin in starts.of(from_group)
        for destination in ends.of(to_group, origin)
        if origin != destination
    ]
    return pd.DataFrame(pairs, columns=["from_id", "to_id"], dtype="str")


def residents(network: Network, group: str) -> list[str]:
    """Return the counties whose people a target counts."""
    return _members(network, group).of(group)


def destination_of(network: Network, group: str, county: str) -> str:
    """Return the one place that a county's people travel to."""
    return _members(network, group).of(group, county)[0]


def city_stations(network: Network, place_id: str) -> list[str]:
    """Return the stations that count as those of a place's city; none outside the cluster."""
    cities = network["cities"].set_index("city_id")["rail_stations"]
    return split_ids(str(cities.get(network.city_of[place_id], "")))


def town_stations(network: Network, place_id: str) -> list[str]:
    """Return those of a city's stations that stand in the town: near the seat, as the crow flies.

    `town_station_km` says how near.
    """
    own, seat = (
        network[table][[key, "lon", "lat"]].set_index(key).loc[ids]
        for table, key, ids in (
            ("stations", "station_id", city_stations(network, place_id)),
            ("places", "place_id", [place_id]),
        )
    )
    if own.empty:
        return []
    near = distances_km(own, seat) <= network.parameter("town_station_km")
    return [str(station) for station in own.index[near]]


def stops_of(network: Network, group: str, county: str) -> tuple[list[str], list[str]]:
    """Return the stops and road nodes that a county's people may go to.

    fast_transport  stations where an EMU calls, passenger airports, motorway entries
    hubs            the own city's stations and passenger airports
    Open ones only. Raises UnknownNameError for another word.
    """
    if group == "fast_transport":
        return _emu_stations(network) + _airports(network), motorway_entries(network)
    if group == "hubs":
        city = network.city_of[county]
        stations = network["stations"].loc[network.open_rows("stations"), "station_id"]
        own = set(city_stations(network, county))
        return [stop for stop in stations if stop in own] + _airports(network, city), []
    raise UnknownNameError("group of stops", group, STOP_GROUPS)


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


def motorway_entries(network: Network) -> list[str]:
    """Return the nodes where an open motorway meets an open road of another class."""
    roads = network["roads"]
    is_open = network.open_rows("roads")
    motorway = (roads["road_class"] == "motorway").to_numpy()
    on, off = (
        {*roads.loc[rows, "from_node"], *roads.loc[rows, "to_node"]}
        for rows in (is_open & motorway, is_open & ~motorway)
    )
    return sorted(on & off)


def _members(network: Network, group: str) -> Members:
    """Return the places of groups, once a group is known to be one of places."""
    table = network["groups"]["group_id"]
    if group not in PLACE_GROUPS and group not in set(table):
        raise UnknownNameError("group of places", group, (*PLACE_GROUPS, *table))
    return Members(network.tables, network.info.core_place_id)


def _emu_stations(network: Network) -> list[str]:
    """Open stations at which a running EMU calls."""
    services = network["services"]
    running = services.loc[
        network.open_rows("services") & (services["mode"] == "emu").to_numpy(), "service_id"
    ]
    stops = network["stops"]
    called = set(stops.loc[stops["service_id"].isin(running), "station_id"])
    stations = network["stations"].loc[network.open_rows("stations"), "station_id"]
    return [str(station) for station in stations if station in called]


def _airports(network: Network, city: str | None = None) -> list[str]:
    airports = network["airports"]
    chosen = network.open_rows("airports") & (airports["kind"] == "passenger").to_numpy()
    if city is not None:
        chosen &= (airports["city_id"] == city).to_numpy()
    return [str(airport) for airport in airports.loc[chosen, "airport_id"]]
