"""Networks that planners have and the line world isn't: one city, one place, no railway, nobody."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.worlds import line_world
from transnet.model.network import Network

WORLD = line_world("2024-12-31")

_ON_PLAN = (
    *("observed_rail", "observed_roads", "road_claims", "timetable"),
    *("projects", "measures", "plan_items"),
)
_STOPS = ("stations", "tracks", "services", "stops", "airports", "access", "transfers", "flights")


def kept(network: Network, **ids: str) -> Network:
    """Return a network with the rows of some tables whose first column is one of these ids."""
    for table, wanted in ids.items():
        frame = network[table]
        rows = frame[frame[str(frame.columns[0])].isin(wanted.split())]
        network = network.replace_table(table, rows.reset_index(drop=True))
    return network


def one_city() -> Network:
    """Return Jia and its county alone, with its metro."""
    network = kept(
        WORLD, cities="C1", places="P1 P2", nodes="N1 N2 J1", roads="R1 R5",
        stations="S1 S2 M1 M2", tracks="T1 TM1", services="U1 U2", stops="U1 U2", airports="A1",
        flights="", access="a1 a2 a4 a5", targets="plan-county plan-people nat-access",
        **dict.fromkeys(_ON_PLAN, ""),
    )  # fmt: skip
    return network.replace_table("groups", network["groups"].assign(members="P1;P2", kind="belt"))


def one_place() -> Network:
    """Return Jia alone."""
    network = kept(
        one_city(), places="P1", nodes="N1 J1", roads="R5", stations="S1 M1 M2", tracks="TM1",
        access="a1 a4 a5", targets="plan-people nat-access",
    )  # fmt: skip
    return network.replace_table("groups", network["groups"].assign(members="P1"))


def without_stops() -> Network:
    """Return the line world without a railway or an airport: nobody gets anywhere but by car."""
    network = kept(WORLD, **dict.fromkeys((*_STOPS, *_ON_PLAN), ""), targets="plan-county")
    return network.replace_table("cities", network["cities"].assign(rail_stations=""))


def cut_off_county() -> Network:
    """Return the line world with a county that no stop is near."""
    return kept(WORLD, access="a1 a3 a4 a5 a6")


def empty_county() -> Network:
    """Return the line world with a county in which nobody lives, a belt of its own."""
    places = WORLD["places"]
    empty = places["place_id"] == "P2"
    people = {name: places[name].mask(empty, 0) for name in ("population", "population_urban")}
    network = WORLD.replace_table("places", places.assign(**people))
    belt = network["groups"].assign(group_id="nobody", kind="belt", members="P2")
    return network.replace_table("groups", pd.concat([network["groups"], belt]))


def outside_group() -> Network:
    """Return the line world with a cluster that reaches beyond the counties."""
    groups = WORLD["groups"].assign(group_id="far", kind="cluster", members="P3;X1")
    return WORLD.replace_table("groups", groups)


ODD: dict[str, Callable[[], Network]] = {
    "one city": one_city,
    "one place": one_place,
    "without stops": without_stops,
    "cut-off county": cut_off_county,
    "empty county": empty_county,
    "outside group": outside_group,
}
