"""The trains of a network by the minute: those of its timetable, and planned ones by their plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.given import given
from transnet.base.language import said
from transnet.model.network import Network
from transnet.supply.kinds import Mode
from transnet.supply.patterns import StopPatterns
from transnet.supply.service_trips import (
    ServiceTrips,
    change_minutes,
    open_trips,
    service_trips,
    stop_names,
    trip_ids,
)
from transnet.supply.topology import Topology, compile_topology
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

DAYS = 28
ZONE = "Asia/Shanghai"
RIDDEN = {Mode.EMU: "rail", Mode.CONVENTIONAL: "rail", Mode.METRO: "subway"}
RIDDEN |= {Mode.COACH: "coach", Mode.BUS: "bus"}
"""What feeds call the modes."""


def service_timetable(network: Network) -> Timetable:
    """Return the trips of all services that are open on the network's day, for DAYS days from then.

    A train that `timetable` lists keeps its times at the stops of its service. The other departures
    of a service are spread evenly over its hours, 06:30 to 21:30 where none are given, so that one
    changes to and from them with little wait (`trip_phases`), and run as the model has them run, in
    whole minutes. A service of less than a train a day runs every second, third … day. Ids of stops
    and routes are those of stations and services; a trip is "SERVICE:TRAIN" or "SERVICE:NUMBER". To
    change takes the network's time by mode, the longest of those at a station, and ways between
    stations are those of `transfers`. Flights aren't trips: the network knows how many there are,
    not when.
    """
    network = given(network, Network, "network", said("load_network gives one"))
    topology = compile_topology(network)
    trips = open_trips(network, topology, service_trips(network, topology))
    return _timetable(network, topology, trips)


def _timetable(network: Network, topology: Topology, trips: ServiceTrips) -> Timetable:
    lines, services = topology.lines, network["services"]
    called = np.unique(trips.stop)
    place = np.full(len(topology.stops.ids), -1, dtype=np.int32)
    place[called] = np.arange(len(called))
    arrival, departure = (
        np.rint(60 * each).astype(np.int32) for each in (trips.arrival_min, trips.departure_min)
    )
    lon, lat = (topology.stops.column(network, each)[called] for each in ("lon", "lat"))
    patterns, route = np.unique(trips.pattern, return_inverse=True)
    rows = services.iloc[lines.row[patterns]]
    modes = [RIDDEN[Mode(mode)] for mode in lines.mode[patterns].tolist()]
    every, service = np.unique(trips.every, return_inverse=True)
    everywhere = np.ones(len(trips.stop), dtype=np.bool_)
    return build_timetable(
        Stops(
            topology.stops.ids[called].tolist(),
            stop_names(network, topology)[called].tolist(),
            lon,
            lat,
        ),
        Routes(rows["service_id"].tolist(), rows["name_zh"].tolist(), modes),
        Trips(
            trip_ids(topology, trips),
            trips.listed.tolist(),
            route,
            service,
            np.full(len(trips.pattern), -1),
            trips.first,
        ),
        Calls(place[trips.stop], arrival, departure, everywhere, everywhere),
        Services(
            [f"every {each} days" if each > 1 else "daily" for each in every.tolist()],
            network.when,
            _days(every.tolist()),
            ZONE,
        ),
        _transfers(network, topology, place, lines),
    )


def _days(every: Sequence[int]) -> npt.NDArray[np.bool_]:
    days = np.arange(DAYS)
    runs = [days % each == 0 for each in every]
    return np.array(runs, dtype=np.bool_).reshape(len(every), DAYS)


def _transfers(
    network: Network, topology: Topology, place: npt.NDArray[np.int32], lines: StopPatterns
) -> Transfers:
    """Return ways between stations where trips call, and the time to change at each."""
    extra = topology.stops.column(network, "transfer_extra_min")
    change = np.zeros(len(place))
    of_mode = change_minutes(network, topology)
    np.maximum.at(change, lines.stop, of_mode[lines.mode[lines.of_position]])
    own = np.flatnonzero(place >= 0)
    table = network["transfers"][network.open_rows("transfers")]
    ends = [
        topology.stops.index.get_indexer(pd.Index(table[each])) for each in ("from_stop", "to_stop")
    ]
    there = (ends[0] >= 0) & (ends[1] >= 0)
    there &= (place[ends[0]] >= 0) & (place[ends[1]] >= 0)
    return Transfers(
        np.concatenate([place[own], place[ends[0][there]]]),
        np.concatenate([place[own], place[ends[1][there]]]),
        np.rint(
            60 * np.concatenate([(change + extra)[own], table["transfer_min"].to_numpy()[there]])
        ).astype(np.int32),
    )
