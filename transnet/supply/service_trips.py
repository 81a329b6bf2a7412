"""Trips of all services that could ever run: real trains as listed, others by their plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import BoolArray, Network
from transnet.supply.kinds import Mode
from transnet.supply.overrides import Parameters
from transnet.supply.runs import InterstopRuns, RunningRules, gather_hops, hop_minutes
from transnet.supply.topology import Topology
from transnet.supply.trip_phases import DepartureHours, KnownTrains, timed_departures

FIRST_MIN, LAST_MIN = 390.0, 1290.0
"""From 06:30 to 21:30: when trains run whose plan says no hours, as most plans here do."""

_DAY_MIN = 1440.0
_SERVICE = ("trains", "trains_per_day", "first_departure", "last_departure", "project")
_STATION = ("name_zh", "city_id", "transfer_extra_min")
_READ = [*(("services", each) for each in _SERVICE), *(("stations", each) for each in _STATION)]
_Times = tuple[FloatArray, FloatArray]
_TimedCalls = tuple[Int32Array, FloatArray, FloatArray, Int32Array]


@dataclass(frozen=True, eq=False)
class ServiceTrips:
    """Trips t with their calls c, by the order of patterns.

    pattern    int32[t], position in the topology's patterns
    listed     str[t], the train of the timetable that a trip is, "" for others
    number     int32[t], which of its service's trips by plan it is, from 1 on; 0 for those that
               keep the times of the timetable
    every      int32[t], a trip runs every so many days
    first      int32[t + 1], calls of trip i are first[i] to first[i + 1]
    stop       int32[c], position in the topology's stops
    arrival_min, departure_min  float64[c], minutes of the day
    """

    pattern: Int32Array
    listed: npt.NDArray[np.object_]
    number: Int32Array
    every: Int32Array
    first: Int32Array
    stop: Int32Array
    arrival_min: FloatArray
    departure_min: FloatArray

    @property
    def of_call(self) -> Int32Array:
        """Trip of each call, int32[c]."""
        return np.repeat(np.arange(len(self.pattern), dtype=np.int32), np.diff(self.first))

    def some(self, chosen: BoolArray) -> ServiceTrips:
        """Return some of the trips, bool[t]."""
        calls = np.repeat(chosen, np.diff(self.first))
        sizes = np.diff(self.first)[chosen]
        return ServiceTrips(
            self.pattern[chosen],
            self.listed[chosen],
            self.number[chosen],
            self.every[chosen],
            np.append(0, np.cumsum(sizes)).astype(np.int32),
            self.stop[calls],
            self.arrival_min[calls],
            self.departure_min[calls],
        )


def open_trips(network: Network, topology: Topology, trips: ServiceTrips) -> ServiceTrips:
    """Return the trips of services, stops and tracks that are open on the network's day."""
    lines, hops = topology.lines, gather_hops(network, topology.lines, tables=topology.tables)
    services = topology.tables.open_rows(network, "services")
    runs = np.zeros(len(lines.row), dtype=np.bool_)
    runs[~lines.flight] = services[lines.row[~lines.flight]]
    closed = ~(hops.is_open & topology.stops.open(network)[lines.stop])
    runs[np.unique(lines.of_position[closed])] = False
    return trips.some(runs[trips.pattern])


def service_trips(
    network: Network, topology: Topology, reference: Network | None = None
) -> ServiceTrips:
    """Return the trips of all services, open or not: what opens moves no other trip.

    A train that `timetable` lists keeps its times at the stops of its service; one whose service
    opened after that timetable's day, over other tracks, leaves its first stop as listed and runs
    as the model has it (`moved_services`). The other departures of a service are spread evenly over
    its hours, 06:30 to 21:30 where it has none, run as the model has them run, in whole minutes,
    and leave at the phase that `trip_phases` finds. Flights aren't trips: the network knows how
    many there are, not when.

    reference  network whose tracks the observed runs were seen on, as `TravelModel` takes it
    """
    tables = topology.tables
    hops = gather_hops(network, topology.lines, reference, tables=tables)
    rules = RunningRules.of(Parameters(network), topology.modes).shared(topology.tables)
    read = [tables.cells(network, *each) for each in _READ]
    runs = hops.given_min, hops.sections, hops.dwell_min, hops.scaled_now, hops.scaled_then
    moved = tables.one(("services", "is moved"), moved_services(network))
    by = (*read, *runs, network["timetable"], moved, rules.key, _changes(network))
    return tables.kept("service trips", by, lambda: _made(network, topology, hops, rules, moved))


def trip_ids(topology: Topology, trips: ServiceTrips) -> list[str]:
    """Return "SERVICE:TRAIN" of trips with listed times and "SERVICE:NUMBER" of others."""
    services = topology.lines.ids[trips.pattern].tolist()
    named = zip(services, trips.listed.tolist(), trips.number.tolist(), strict=True)
    return [f"{service}:{number or train}" for service, train, number in named]


def stop_names(network: Network, topology: Topology) -> npt.NDArray[np.object_]:
    """Return the Chinese name of each stop, by which the timetable calls it."""
    names = [network[table]["name_zh"].to_numpy(object) for table in ("stations", "airports")]
    return topology.stops.pick(*names)


def change_minutes(network: Network, topology: Topology) -> FloatArray:
    """Return the least minutes to change to or from each mode, by Mode; 0 where none are given."""
    read, found = Parameters(network), np.zeros(len(Mode))
    named = {mode for name, mode in read.rows if name == "transfer_min"}
    for mode in topology.modes:
        if {mode.label, "all"} & named:
            found[mode] = read("transfer_min", mode.label)
    return found


def _changes(network: Network) -> tuple[float, ...]:
    rows = network["parameters"]
    return tuple(rows["value"][rows["parameter"] == "transfer_min"].tolist())


def moved_services(network: Network) -> BoolArray:
    """Return bool[services], which opened after the day of the timetable of their trains."""
    services = network["services"]
    moved: BoolArray = (services["opened"] > services["timetable"]).to_numpy()
    return moved


def _made(
    network: Network,
    topology: Topology,
    hops: InterstopRuns,
    rules: RunningRules,
    moved: BoolArray,
) -> ServiceTrips:
    lines, tables = topology.lines, topology.tables
    run, dwell = hop_minutes(tables, replace(hops, is_open=np.ones_like(hops.is_open)), rules)
    names, trains = stop_names(network, topology), _listed_trains(network)
    found = _Found(network, topology)
    rows = np.flatnonzero(~lines.flight)
    parts = [
        (pattern, slice(int(lines.first[pattern]), int(lines.first[pattern + 1])))
        for pattern in rows[np.argsort(lines.row[rows])].tolist()
    ]
    for pattern, part in parts:
        called, service = names[lines.stop[part]].tolist(), found.service(pattern)
        modelled = _modelled((run[part], dwell[part]))
        if moved[lines.row[pattern]]:
            found.leave(pattern, _left(service, called[0], trains), modelled)
        else:
            for train, times in _known(service, called, trains):
                found.list_one(pattern, train, times)
    found.know()
    for pattern, part in parts:
        found.spread(pattern, _modelled((run[part], dwell[part])))
    return found.trips()


class _Found:
    """Trips as they are made: listed ones first, then the others of each service."""

    def __init__(self, network: Network, topology: Topology) -> None:
        self._lines = topology.lines
        self._services = network["services"][[*_SERVICE]].to_dict("records")
        self._change_min = change_minutes(network, topology)
        extra = topology.stops.column(network, "transfer_extra_min")
        self._extra_min = np.nan_to_num(extra)
        inside = network["stations"]["city_id"].isin(network["cities"]["city_id"]).to_numpy()
        self._inside = topology.stops.pick(inside, np.zeros(len(network["airports"]), np.bool_))
        self._rows: list[tuple[int, str, int, int, _Times]] = []
        self._listed, self._left = np.zeros((2, len(self._lines.row)), dtype=np.int64)
        self._known: dict[str, KnownTrains] = {}

    def service(self, pattern: int) -> Mapping[Any, Any]:
        """Return the row of a pattern in the services table."""
        return self._services[int(self._lines.row[pattern])]

    def add(self, pattern: int, name: tuple[str, int], times: _Times) -> None:
        per_day = float(self.service(pattern)["trains_per_day"])
        every = max(round(1 / per_day), 1) if per_day > 0 else 1
        self._rows.append((pattern, *name, every, times))

    def list_one(self, pattern: int, train: str, times: _Times) -> None:
        """Add a train that is listed."""
        self.add(pattern, (train, 0), times)
        self._listed[pattern] += 1

    def leave(self, pattern: int, trains: Sequence[tuple[float, str]], times: _Times) -> None:
        """Add trains whose departures alone are known: they run as the model has it."""
        for number, (first, train) in enumerate(trains, 1):
            self.add(pattern, (train, number), _leaving(times, first))
        self._left[pattern] += len(trains)

    def know(self) -> None:
        """Hold the listed trains, by which the others are timed."""
        self._trains = KnownTrains.of(self._calls(self._rows))

    def spread(self, pattern: int, times: _Times) -> None:
        """Add the departures of a service that aren't listed, spread evenly over its hours."""
        service = self.service(pattern)
        left = int(self._left[pattern])
        count = max(round(float(service["trains_per_day"])), 1) - int(self._listed[pattern]) - left
        project = str(service["project"] or "")
        known = self._known.get(project, self._trains) if project else self._trains
        made = []
        leave = self._departures(service, pattern, times, count, known)
        for number, first in enumerate(leave, 1 + left):
            self.add(pattern, ("", number), _leaving(times, first))
            made.append(self._rows[-1])
        if project and made:
            self._known[project] = known.more(self._calls(made))

    def _departures(
        self,
        service: Mapping[Any, Any],
        pattern: int,
        times: _Times,
        count: int,
        known: KnownTrains,
    ) -> FloatArray:
        hours = _hours(service)
        if count <= 1 or not self._listed.any():
            return hours.even(max(count, 0))
        part = slice(int(self._lines.first[pattern]), int(self._lines.first[pattern + 1]))
        stop = self._lines.stop[part]
        change = self._change_min[self._lines.mode[pattern]] + self._extra_min[stop]
        hub = self._inside[stop]
        return timed_departures(known, (stop, *times), (hub, change), (hours, count))

    def _calls(self, rows: Sequence[tuple[int, str, int, int, _Times]]) -> _TimedCalls:
        first = self._lines.first
        stops = [self._lines.stop[first[each[0]] : first[each[0] + 1]] for each in rows]
        none = np.zeros(0)
        return (
            np.concatenate([*stops, np.zeros(0, np.int32)]).astype(np.int32),
            np.concatenate([*(each[-1][0] for each in rows), none]),
            np.concatenate([*(each[-1][1] for each in rows), none]),
            np.append(0, np.cumsum([len(each) for each in stops])).astype(np.int32),
        )

    def trips(self) -> ServiceTrips:
        """Return them by the order of patterns."""
        rows = sorted(self._rows, key=lambda each: each[0])
        stop, arrival, departure, first = self._calls(rows)
        return ServiceTrips(
            np.array([each[0] for each in rows], dtype=np.int32),
            np.array([*(each[1] for each in rows), ""], dtype=object)[:-1],
            np.array([each[2] for each in rows], dtype=np.int32),
            np.array([each[3] for each in rows], dtype=np.int32),
            first,
            stop,
            arrival,
            departure,
        )


def _hours(service: Mapping[Any, Any]) -> DepartureHours:
    first, last = (_clock(service[each]) for each in ("first_departure", "last_departure"))
    if np.isnan(first) or np.isnan(last):
        first, last = FIRST_MIN, LAST_MIN
    return DepartureHours(first, last + _DAY_MIN if last < first else last)


def _clock(text: object) -> float:
    """Return HH:MM as minutes, NaN for an empty cell."""
    if not isinstance(text, str) or not text:
        return np.nan
    hours, minutes = text.split(":")
    return 60.0 * int(hours) + int(minutes)


def _listed_trains(network: Network) -> dict[str, pd.DataFrame]:
    """Return the rows of each train of the timetable by any of its numbers, in their order."""
    table = network["timetable"].sort_values(["train_id", "seq"])
    whole = dict(tuple(table.groupby("train_id")))
    found: dict[str, pd.DataFrame] = {}
    for train, number in zip(table["train_id"], table["train_no"], strict=True):
        found.setdefault(str(number), whole[train])
    return found


def _known(
    service: Mapping[Any, Any], names: Sequence[str], trains: dict[str, pd.DataFrame]
) -> Iterator[tuple[str, _Times]]:
    """Yield the listed trains of a service: number, arrivals and departures, minutes."""
    for train in str(service["trains"] or "").split(";"):
        times = _times_of(trains[train], names) if train in trains else None
        if times is not None:
            yield train, times


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


def _left(
    service: Mapping[Any, Any], name: str, trains: dict[str, pd.DataFrame]
) -> list[tuple[float, str]]:
    """Return when the listed trains of a service leave its first stop, minutes, and which."""
    found = []
    for train in str(service["trains"] or "").split(";"):
        times = _times_of(trains[train], [name]) if train in trains else None
        if times is not None:
            found.append((float(times[1][0]), train))
    return sorted(found)


def _leaving(times: _Times, first: float) -> _Times:
    """Return the times of a train that leaves at a minute rather than at 0, in whole minutes."""
    arrival, departure = (np.rint(each + first) for each in times)
    return arrival, departure


def _modelled(minutes: _Times) -> _Times:
    """Return arrivals and departures of a train that leaves at 0."""
    run, dwell = minutes
    stays = dwell.copy()
    stays[0] = stays[-1] = 0.0
    departure = np.cumsum(np.concatenate([[0.0], run[1:]]) + stays)
    return departure - stays, departure
