"""The trains of a network by the minute: those of its timetable, and planned ones by their plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.given import given
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.supply.kinds import Mode
from transnet.supply.overrides import Parameters
from transnet.supply.patterns import StopPatterns
from transnet.supply.runs import RunningRules, gather_hops, hop_minutes
from transnet.supply.supply_tables import SupplyTables
from transnet.supply.topology import Topology, compile_topology
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

DAYS = 28
FIRST_MIN, LAST_MIN = 390.0, 1290.0
"""From 06:30 to 21:30: when trains run whose plan says no hours, as most plans here do."""

_DAY_MIN = 1440.0
_ZONE = "Asia/Shanghai"
_MODES = {Mode.EMU: "rail", Mode.CONVENTIONAL: "rail", Mode.METRO: "subway"}
_MODES |= {Mode.COACH: "coach", Mode.BUS: "bus"}
_Times = tuple[FloatArray, FloatArray]


@dataclass
class _Made:
    """Trips as they are made, one after the other; calls of all in one list of minutes."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    route: list[int] = field(default_factory=list)
    every: list[int] = field(default_factory=list)
    stop: list[npt.NDArray[np.int32]] = field(default_factory=list)
    arrival: list[FloatArray] = field(default_factory=list)
    departure: list[FloatArray] = field(default_factory=list)


def service_timetable(network: Network) -> Timetable:
    """Return the trips of all services that are open on the network's day, for DAYS days from then.

    A train that `timetable` lists keeps its times at the stops of its service. The other departures
    of a service are spread evenly from the first to the last, from 06:30 to 21:30 where no hours
    are given, and run as the model has them run. A service of less than a train a day runs every
    second, third … day. Ids of stops and routes are those of stations and services; a trip is
    "SERVICE:TRAIN" or "SERVICE:NUMBER". To change takes the network's time by mode, the longest of
    those at a station, and ways between stations are those of `transfers`. Flights aren't trips:
    the network knows how many there are, not when.
    """
    network = given(network, Network, "network", said("load_network gives one"))
    topology = compile_topology(network)
    lines = topology.lines
    run, dwell, is_open = _minutes(network, topology)
    stops_open = topology.stops.open(network)
    trains = _listed_trains(network)
    services = network["services"]
    made, routes = _Made(), list[int]()
    open_rows = network.open_rows("services")
    for pattern in range(len(lines.row)):
        part = slice(int(lines.first[pattern]), int(lines.first[pattern + 1]))
        stop = lines.stop[part]
        if lines.flight[pattern] or not open_rows[lines.row[pattern]]:
            continue
        if not (is_open[part].all() and stops_open[stop].all()):
            continue
        service = services.iloc[int(lines.row[pattern])]
        names = _names(network, topology)[stop].tolist()
        for name, times in _runs(service, names, trains, (run[part], dwell[part])):
            made.ids.append(f"{service['service_id']}:{name}")
            made.names.append(name if name in trains else "")
            made.route.append(len(routes))
            made.every.append(max(round(1 / float(service["trains_per_day"])), 1))
            made.stop.append(stop)
            made.arrival.append(times[0])
            made.departure.append(times[1])
        routes.append(pattern)
    return _timetable(network, topology, made, routes)


def _minutes(
    network: Network, topology: Topology
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    hops = gather_hops(network, topology.lines)
    rules = RunningRules.of(Parameters(network), topology.modes)
    run, dwell = hop_minutes(SupplyTables(), hops, rules)
    return run, dwell, hops.is_open


def _names(network: Network, topology: Topology) -> npt.NDArray[np.object_]:
    """Return the Chinese name of each stop, by which the timetable calls it."""
    stops = topology.stops
    names = [network[table]["name_zh"].to_numpy(object) for table in ("stations", "airports")]
    made = np.empty(len(stops.ids), dtype=object)
    for at, (row, flown) in enumerate(zip(stops.row.tolist(), stops.airport.tolist(), strict=True)):
        made[at] = names[int(flown)][row]
    return made


def _listed_trains(network: Network) -> dict[str, pd.DataFrame]:
    """Return the rows of each train of the timetable by any of its numbers, in their order."""
    table = network["timetable"].sort_values(["train_id", "seq"])
    whole = dict(tuple(table.groupby("train_id")))
    found: dict[str, pd.DataFrame] = {}
    for train, number in zip(table["train_id"], table["train_no"], strict=True):
        found.setdefault(str(number), whole[train])
    return found


def _runs(
    service: pd.Series,
    names: Sequence[str],
    trains: dict[str, pd.DataFrame],
    minutes: _Times,
) -> Iterator[tuple[str, _Times]]:
    """Yield each departure of a service: its train or number, arrivals and departures, minutes."""
    known = [each for each in str(service["trains"] or "").split(";") if each in trains]
    listed = 0
    for train in known:
        times = _times_of(trains[train], names)
        if times is not None:
            listed += 1
            yield train, times
    arrival, departure = _modelled(minutes)
    count = max(round(float(service["trains_per_day"])), 1)
    for number, first in enumerate(_departures(service, count - listed), start=1):
        yield str(number), (arrival + first, departure + first)


def _times_of(train: pd.DataFrame, names: Sequence[str]) -> _Times | None:
    """Return when a train is at stops, None unless it calls at all of them in this order."""
    listed = train["station_zh"].tolist()
    rows, at = [], 0
    for name in names:
        if name not in listed[at:]:
            return None
        at = listed.index(name, at) + 1
        rows.append(at - 1)
    arrival, departure = (
        train[each].to_numpy(np.float64)[rows].copy() for each in ("arrival_min", "departure_min")
    )
    arrival = np.where(np.isnan(arrival), departure, arrival)
    departure = np.where(np.isnan(departure), arrival, departure)
    arrival[0] = departure[0]
    departure[-1] = arrival[-1]
    if np.isnan(arrival).any():
        return None
    day = departure[0] // _DAY_MIN * _DAY_MIN
    return arrival - day, departure - day


def _modelled(minutes: _Times) -> _Times:
    """Return arrivals and departures of a train that leaves at 0."""
    run, dwell = minutes
    stays = dwell.copy()
    stays[0] = stays[-1] = 0.0
    departure = np.cumsum(np.concatenate([[0.0], run[1:]]) + stays)
    return departure - stays, departure


def _departures(service: pd.Series, count: int) -> FloatArray:
    """Return departures spread evenly over the hours of a service, minutes of the day."""
    first, last = (_clock(service[each]) for each in ("first_departure", "last_departure"))
    if np.isnan(first) or np.isnan(last):
        first, last = FIRST_MIN, LAST_MIN
    last = last + _DAY_MIN if last < first else last
    return np.linspace(first, last, max(count, 0)) if count != 1 else np.array([first])


def _clock(text: object) -> float:
    """Return HH:MM as minutes, NaN for an empty cell."""
    if not isinstance(text, str) or not text:
        return np.nan
    hours, minutes = text.split(":")
    return 60.0 * int(hours) + int(minutes)


def _timetable(
    network: Network, topology: Topology, made: _Made, routes: Sequence[int]
) -> Timetable:
    lines, services = topology.lines, network["services"]
    called = np.unique(np.concatenate([*made.stop, np.zeros(0, np.int32)]))
    place = np.full(len(topology.stops.ids), -1, dtype=np.int32)
    place[called] = np.arange(len(called))
    stop = place[np.concatenate([*made.stop, np.zeros(0, np.int32)])]
    arrival, departure = (
        np.rint(60 * np.concatenate([*each, np.zeros(0)])).astype(np.int32)
        for each in (made.arrival, made.departure)
    )
    lon, lat = (topology.stops.column(network, each)[called] for each in ("lon", "lat"))
    rows = services.iloc[[int(lines.row[pattern]) for pattern in routes]]
    modes = [_MODES[Mode(int(lines.mode[pattern]))] for pattern in routes]
    ids, service = _services(made.every)
    everywhere = np.ones(len(stop), dtype=np.bool_)
    return build_timetable(
        Stops(
            topology.stops.ids[called].tolist(),
            _names(network, topology)[called].tolist(),
            lon,
            lat,
        ),
        Routes(rows["service_id"].tolist(), rows["name_zh"].tolist(), modes),
        Trips(
            made.ids,
            made.names,
            made.route,
            service,
            np.full(len(made.ids), -1),
            np.cumsum([0, *map(len, made.stop)]),
        ),
        Calls(stop, arrival, departure, everywhere, everywhere),
        Services(
            [f"every {each} days" if each > 1 else "daily" for each in ids],
            network.when,
            _days(ids),
            _ZONE,
        ),
        _transfers(network, topology, place, lines),
    )


def _change_min(parameters: Parameters, mode: Mode) -> float:
    """Return the least minutes to change to or from a mode, 0 where the network gives none."""
    named = {mode for name, mode in parameters.rows if name == "transfer_min"}
    return parameters("transfer_min", mode.label) if {mode.label, "all"} & named else 0.0


def _services(every: Sequence[int]) -> tuple[list[int], npt.NDArray[np.intp]]:
    ids, place = np.unique(np.array(every, dtype=np.int64), return_inverse=True)
    return ids.tolist(), place


def _days(every: Sequence[int]) -> npt.NDArray[np.bool_]:
    days = np.arange(DAYS)
    runs = [days % each == 0 for each in every]
    return np.array(runs, dtype=np.bool_).reshape(len(every), DAYS)


def _transfers(
    network: Network, topology: Topology, place: npt.NDArray[np.int32], lines: StopPatterns
) -> Transfers:
    """Return ways between stations where trips call, and the time to change at each."""
    extra = topology.stops.column(network, "transfer_extra_min")
    parameters = Parameters(network)
    by_mode = {int(mode): _change_min(parameters, mode) for mode in topology.modes}
    change = np.zeros(len(place))
    of_position = np.array([by_mode[each] for each in lines.mode.tolist()])[lines.of_position]
    np.maximum.at(change, lines.stop, of_position)
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
