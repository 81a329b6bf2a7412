"""What there is to know of each kind of arc, in one table that all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from transnet.supply.kinds import ArcKind, NodeKind

DEPARTURES: Mapping[str, str] = MappingProxyType(
    {"services": "trains_per_day", "flights": "flights_per_day"}
)
"""Tables of what runs, and their columns of departures a day."""

STREETS = "road_layer"
"""Stands for a table where an arc runs over the streets of a road layer."""

Key = tuple[str, str]
"""A parameter and its mode; '' stands for the mode that an arc boards or rides."""

_CAR: tuple[Key, ...] = (
    ("fuel_cny_per_km", "petrol_car"),
    ("energy_cny_per_km", "electric_car"),
    ("electric_car_share", "car"),
    ("occupancy_persons", "car"),
)

EXHAUST: tuple[Key, ...] = (
    ("exhaust_gco2_per_km", "petrol_car"),
    ("exhaust_gco2_per_km", "electric_car"),
)

_CAR_EXHAUST: tuple[Key, ...] = (
    *EXHAUST,
    ("electric_car_share", "car"),
    ("occupancy_persons", "car"),
)

_TAXI_EXHAUST: tuple[Key, ...] = (
    *EXHAUST,
    ("electric_car_share", "taxi"),
    ("occupancy_persons", "taxi"),
)

_TAXI: tuple[Key, ...] = (("taxi_cny_per_km", "all"), ("occupancy_persons", "taxi"))

_BUS_RIDE: tuple[Key, ...] = (("off_track_factor", "bus"), ("transfer_walk_min", "all"))

_FARE: Key = ("boarding_fare_cny", "")

RIDE_FARE: Key = ("fare_cny_per_pkm", "")


@dataclass(frozen=True)
class ArcRecord:
    """What there is to know of a kind of arc.

    tail, head  nodes that it leads from and to
    leg         of a trip that rides; a trip that ends with PARK is 'drive' throughout. The wait for
                the next departure is part of a RIDE arc and belongs to leg 'wait'
    table, key  table that `Topology.arc_row` counts in, and its column of ids; '' where it counts
                stops of the topology, ride pairs, or pairs of tied nodes
    vehicle     what one goes by on a road: one's own car, or a taxi
    at_platform  first part of the names of the parameter and of the column behind its minutes, of
                an arc at a platform
    money, co2  parameters that its price is made of; () where it costs nothing
    """

    tail: NodeKind
    head: NodeKind
    leg: str
    table: str = ""
    key: str = ""
    vehicle: Literal["car", "taxi", ""] = ""
    at_platform: str = ""
    money: tuple[Key, ...] = ()
    co2: tuple[Key, ...] = ()


ARCS: Mapping[ArcKind, ArcRecord] = MappingProxyType(
    {
        ArcKind.DRIVE: ArcRecord(
            NodeKind.ACCESS_ROAD, NodeKind.ACCESS_ROAD, "access", "roads", "road_id",
            vehicle="car", money=_CAR, co2=_CAR_EXHAUST,
        ),
        ArcKind.STREET: ArcRecord(
            NodeKind.ACCESS_ROAD, NodeKind.ACCESS_ROAD, "access",
            vehicle="car", money=_CAR, co2=_CAR_EXHAUST,
        ),
        ArcKind.ACCESS: ArcRecord(
            NodeKind.ACCESS_ROAD, NodeKind.STOP_IN, "access", "access", "access_id",
            vehicle="car", money=(*_CAR, ("station_parking_cny", "all")), co2=_CAR_EXHAUST,
        ),
        ArcKind.PARK: ArcRecord(
            NodeKind.ACCESS_ROAD, NodeKind.DOOR_IN, "drive", "places", "place_id",
            vehicle="car", money=(("parking_cny", "all"), ("occupancy_persons", "car")),
        ),
        ArcKind.TAXI: ArcRecord(
            NodeKind.EGRESS_ROAD, NodeKind.EGRESS_ROAD, "egress", "roads", "road_id",
            vehicle="taxi", money=_TAXI, co2=_TAXI_EXHAUST,
        ),
        ArcKind.STREET_TAXI: ArcRecord(
            NodeKind.EGRESS_ROAD, NodeKind.EGRESS_ROAD, "egress",
            vehicle="taxi", money=_TAXI, co2=_TAXI_EXHAUST,
        ),
        ArcKind.EGRESS: ArcRecord(
            NodeKind.STOP_OUT, NodeKind.EGRESS_ROAD, "egress", "access", "access_id",
            vehicle="taxi", money=(("taxi_boarding_cny", "all"), *_TAXI), co2=_TAXI_EXHAUST,
        ),
        ArcKind.BOARD: ArcRecord(
            NodeKind.STOP_IN, NodeKind.DEP, "station", at_platform="entry", money=(_FARE,)
        ),
        ArcKind.TRANSFER_AT_STOP: ArcRecord(
            NodeKind.ARR, NodeKind.DEP, "transfer", at_platform="transfer", money=(_FARE,)
        ),
        ArcKind.RIDE: ArcRecord(
            NodeKind.DEP, NodeKind.ARR, "ride",
            money=(RIDE_FARE,), co2=(("emission_gco2_per_pkm", ""),),
        ),
        ArcKind.TRANSFER_WALK: ArcRecord(
            NodeKind.STOP_OUT, NodeKind.STOP_IN, "transfer", "transfers", "transfer_id",
            money=(("transfer_fare_cny", "all"), ("transfer_walk_min", "all")),
            co2=(("emission_gco2_per_pkm", "bus"), *_BUS_RIDE),
        ),
        ArcKind.ALIGHT: ArcRecord(
            NodeKind.ARR, NodeKind.STOP_OUT, "station", at_platform="exit"
        ),
        ArcKind.DEPART: ArcRecord(
            NodeKind.DOOR_OUT, NodeKind.ACCESS_ROAD, "access", "places", "place_id"
        ),
        ArcKind.ARRIVE: ArcRecord(
            NodeKind.EGRESS_ROAD, NodeKind.DOOR_IN, "egress", "places", "place_id"
        ),
    }
)  # fmt: skip
"""Every kind of arc, the dearer ones first."""


def kinds_over(*tables: str) -> dict[ArcKind, str]:
    """Return the kinds of arcs that stand for rows of some tables, each with its table."""
    return {kind: each.table for kind, each in ARCS.items() if each.table in tables}
