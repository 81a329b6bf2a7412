"""What the tables say of one state of a network, row by row: all that weights are made of.

With a topology and parameters it gives the time of every arc. States that are alike in some rows
hold the same arrays, so that what hangs on these alone is known (see `SupplyTables`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.model.road_join import replaced_roads
from transnet.supply.arc_records import ARCS, DEPARTURES
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.congestion import Traffic
from transnet.supply.kinds import WALK, ArcKind
from transnet.supply.lookup import Classes, StrArray
from transnet.supply.road_times import RoadTimes
from transnet.supply.runs import RailRows
from transnet.supply.slower_arcs import slower_arcs
from transnet.supply.stops import Stops
from transnet.supply.supply_tables import SupplyTables
from transnet.supply.topology import Topology

Int64Array = npt.NDArray[np.int64]
BY_PLATFORM = {kind: record.at_platform for kind, record in ARCS.items() if record.at_platform}
"""First part of the names of the parameter and of the column behind an arc at a platform."""


@dataclass(frozen=True)
class SupplyRows:
    """One state of a network.

    roads           what each road takes, open or not
    road_open       bool[roads]; False where closed, or where streets replace it
    access_km       f64[access]; access_class  road class of each, or 'walk'
    access_stop     int64[access], stop of each
    transfer_min    f64[transfers]; transfer_stops  int64[transfers] from and to
    stop_open       bool[stops]
    stop_extra      by kind of platform arc f64[stops], minutes beyond the mode's parameter
    service_trains, flight_trains  int64, departures a day in ten-thousandths; 0 where closed
    rail            what is said of trains and tracks
    slower          f64[arcs], factor of the traffic on roads and ways to stops; None off the peak
    traffic         what that is
    """

    roads: RoadTimes
    road_open: BoolArray
    access_km: FloatArray
    access_class: Classes
    access_stop: npt.NDArray[np.intp]
    transfer_min: FloatArray
    transfer_stops: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
    stop_open: BoolArray
    stop_extra: Mapping[ArcKind, FloatArray]
    service_trains: Int64Array
    flight_trains: Int64Array
    rail: RailRows
    slower: FloatArray | None
    traffic: Traffic


def supply_rows(
    network: Network,
    topology: Topology,
    reference: Network | None = None,
    traffic: Traffic = "off_peak",
) -> SupplyRows:
    """Read a state of a network with the rows of a topology; arguments as `arc_inputs` takes them.

    Raises InputError where the network says nothing of a peak that is asked for.
    """
    return in_traffic(_usual_rows(network, topology, reference), network, topology, traffic)


def in_traffic(
    rows: SupplyRows, network: Network, topology: Topology, traffic: Traffic
) -> SupplyRows:
    """Return the rows of a network off the peak as they are in some traffic; raises the same."""
    if traffic == "off_peak":
        return rows
    return replace(rows, slower=slower_arcs(network, topology), traffic=traffic)


def _usual_rows(network: Network, topology: Topology, reference: Network | None) -> SupplyRows:
    tables, stops = topology.tables, topology.stops
    open_stops = (tables.open_rows(network, name) for name in ("stations", "airports"))
    start, end = (tables.texts(network, "transfers", name) for name in ("from_stop", "to_stop"))
    walks = tables.texts(network, "access", "mode"), tables.texts(network, "access", "road_class")
    return SupplyRows(
        roads=RoadTimes.of(network, tables),
        road_open=tables.made(
            _roads_to_drive, tables.open_rows(network, "roads"), _replaced(network, tables)
        ),
        access_km=tables.floats(network, "access", "length_km"),
        access_class=tables.made(_access_classes, *walks),
        access_stop=tables.made(_stops_of, stops, tables.texts(network, "access", "stop_id")),
        transfer_min=tables.floats(network, "transfers", "transfer_min"),
        transfer_stops=(
            tables.made(_stops_of, stops, start),
            tables.made(_stops_of, stops, end),
        ),
        stop_open=tables.made(_open_stops, stops, *open_stops),
        stop_extra={
            kind: tables.made(
                _extra,
                stops,
                *(
                    tables.floats(network, table, f"{name}_extra_min")
                    for table in ("stations", "airports")
                ),
            )
            for kind, name in BY_PLATFORM.items()
        },
        service_trains=_trains(network, tables, "services"),
        flight_trains=_trains(network, tables, "flights"),
        rail=RailRows.of(tables, network, reference),
        slower=None,
        traffic="off_peak",
    )


def _trains(network: Network, tables: SupplyTables, table: str) -> Int64Array:
    per_day = tables.floats(network, table, DEPARTURES[table])
    return tables.made(_open_trains, per_day, tables.open_rows(network, table))


def _open_trains(per_day: FloatArray, is_open: BoolArray) -> Int64Array:
    return np.where(is_open, np.rint(TRAINS_UNIT * per_day), 0).astype(np.int64)


def _replaced(network: Network, tables: SupplyTables) -> BoolArray:
    by = (network.source("roads", "road_id"), network.road_layer)
    return tables.kept("replaced", by, lambda: tables.one("replaced", replaced_roads(network)))


def _roads_to_drive(is_open: BoolArray, replaced: BoolArray) -> BoolArray:
    return is_open & ~replaced


def _access_classes(mode: StrArray, road_class: StrArray) -> Classes:
    return Classes.of(np.where(mode == WALK, WALK, road_class))


def _stops_of(stops: Stops, names: StrArray) -> npt.NDArray[np.intp]:
    """Position in the stops of each id; the ids are known, `require` has seen to it."""
    return stops.index.get_indexer(pd.Index(names, dtype=object))


def _open_stops(stops: Stops, stations: BoolArray, airports: BoolArray) -> BoolArray:
    return stops.pick(stations, airports)


def _extra(stops: Stops, stations: FloatArray, airports: FloatArray) -> FloatArray:
    return np.nan_to_num(stops.pick(stations, airports))
