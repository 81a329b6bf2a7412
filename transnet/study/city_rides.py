"""Time in the train between two cities, by any of their stations and by those in town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transnet.base.units import MS_PER_MIN, FloatArray, Int32Array
from transnet.model.network import BoolArray, Network
from transnet.study import groups
from transnet.supply.kinds import TRAIN_MODES, ArcKind
from transnet.supply.topology import Topology
from transnet.travel.leg_names import LEGS, TRIP_MODES
from transnet.travel.leg_tables import TripLegs
from transnet.travel.model import TravelModel
from transnet.travel.provenance import ride_entries, weak_entries
from transnet.travel.train_rides import TrainRide, TrainRides

_LEG_OF = {ArcKind.RIDE: LEGS.index("ride"), ArcKind.TRANSFER_AT_STOP: LEGS.index("transfer")}


@dataclass(frozen=True, eq=False)
class CityStations:
    """The stations that count as those of a place's city, in the order of the table.

    stops       int32[k], positions in the topology's stops
    km          float64[k], as the crow flies to the seat of the place
    departures, arrivals  int32 platforms of each, k arrays
    """

    stops: Int32Array
    km: FloatArray
    departures: tuple[Int32Array, ...]
    arrivals: tuple[Int32Array, ...]

    def platforms(self, kind: str, *, within_km: float = np.inf) -> Int32Array:
        """Return the dep or arr nodes of the stations so near to the seat."""
        parts = self.departures if kind == "dep" else self.arrivals
        near = [part for part, km in zip(parts, self.km.tolist(), strict=True) if km <= within_km]
        return np.concatenate([np.zeros(0, dtype=np.int32), *near])

    def first(self, *, within_km: float = np.inf) -> int:
        """Return the first of the stations so near to the seat; -1 without one."""
        near = self.stops[self.km <= within_km]
        return int(near[0]) if len(near) else -1


@dataclass(frozen=True, eq=False)
class CityRides:
    """The fastest rides between k pairs of places, and what the stations are for it.

    legs          minutes; NaN where there is no ride: 0 in all between places of one station
    far_station   int32[k], position in the topology's stops of the station of the ride by any
                  station that lies farthest from its seat, where that is beyond
                  `town_station_km`; -1 elsewhere
    far_place     int32[k], row of the place whose seat that is; -1
    far_km        float64[k], how far that is, as the crow flies; NaN
    any_min, town_min  float64[k], minutes of both readings where a station is far; NaN
    """

    legs: TripLegs
    far_station: Int32Array
    far_place: Int32Array
    far_km: FloatArray
    any_min: FloatArray
    town_min: FloatArray


def compile_stations(
    network: Network, topology: Topology, places: Iterable[str]
) -> dict[str, CityStations]:
    """Return the stations of some places' cities, by place.

    Raises UnknownNameError for a station that the network doesn't have.
    """
    found = {}
    for place in places:
        stations = groups.city_stations(network, place)
        found[place] = CityStations(
            topology.node_row[topology.nodes("in", stations)],
            groups.seat_km(network, place, stations),
            *(
                tuple(topology.platforms(kind, station, TRAIN_MODES) for station in stations)
                for kind in ("dep", "arr")
            ),
        )
    return found


def city_rides(
    model: TravelModel,
    stations: Mapping[int, CityStations],
    pairs: tuple[Int32Array, Int32Array],
    in_town: BoolArray,
) -> CityRides:
    """Return the fastest ride between each of k pairs of places.

    stations  by row of the place
    pairs     int32[k] each, rows of the places at both ends
    in_town   bool[k], whether only stations in town count
    """
    read = _Reading(model, stations, sorted({*pairs[0].tolist()}))
    count = len(pairs[0])
    minutes, weak = np.full(count, np.inf), np.zeros(count, dtype=np.bool_)
    legs = np.full((len(LEGS), count), np.nan)
    mode = np.zeros(count, dtype=np.int8)
    far_station, far_place = np.full((2, count), -1, dtype=np.int32)
    far = np.full((3, count), np.nan)
    for at, ends in enumerate(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)):
        ride = read.ride(ends, in_town=bool(in_town[at]))
        minutes[at] = read.minutes(ends, in_town=bool(in_town[at]))
        if ride is not None:
            legs[:, at] = read.legs(ride)
            mode[at], weak[at] = TRIP_MODES.index("rail"), read.is_weak(ride)
        km, station, place = read.farthest(ends)
        if station >= 0 and km > read.town_km:
            far_station[at], far_place[at] = station, place
            far[:, at] = km, *(read.minutes(ends, in_town=choice) for choice in (False, True))
    return CityRides(TripLegs(minutes, legs, mode, weak), far_station, far_place, *far)


def rides_taken(
    model: TravelModel,
    stations: Mapping[int, CityStations],
    pairs: tuple[Int32Array, Int32Array],
    in_town: BoolArray,
) -> tuple[FloatArray, dict[int, TrainRide]]:
    """Return the minutes of `city_rides`, float64[k], and the rides, by place among the pairs."""
    read = _Reading(model, stations, sorted({*pairs[0].tolist()}))
    minutes, found = np.empty(len(in_town)), {}
    for at, ends in enumerate(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)):
        minutes[at] = read.minutes(ends, in_town=bool(in_town[at]))
        ride = read.ride(ends, in_town=bool(in_town[at]))
        if ride is not None:
            found[at] = ride
    return minutes, found


class _Reading:
    """Rides of one state between the stations of cities, each found once."""

    def __init__(
        self, model: TravelModel, stations: Mapping[int, CityStations], starts: list[int]
    ) -> None:
        self._model, self._stations = model, stations
        platforms = [stations[row].platforms("dep") for row in starts]
        nodes = np.concatenate([np.zeros(0, dtype=np.int32), *platforms])
        self._searched = TrainRides(model.topology, model.times, nodes)
        self._weak_entries = weak_entries(model.network, model.topology)
        self._rides: dict[tuple[int, int, bool], TrainRide | None] = {}

    @cached_property
    def town_km(self) -> float:
        """How far from the seat a station in town may be."""
        return self._model.network.parameter("town_station_km")

    def ride(self, ends: tuple[int, int], *, in_town: bool) -> TrainRide | None:
        """Return the fastest ride between two places, by rows."""
        key = (*ends, in_town)
        if key not in self._rides:
            near = self.town_km if in_town else np.inf
            start, end = (
                self._stations[row].platforms(kind, within_km=near)
                for row, kind in zip(ends, ("dep", "arr"), strict=True)
            )
            self._rides[key] = self._searched.fastest(start, end)
        return self._rides[key]

    def minutes(self, ends: tuple[int, int], *, in_town: bool) -> float:
        """Return the minutes between two places: 0 where no ride leads on from one station."""
        ride = self.ride(ends, in_town=in_town)
        if ride is not None:
            return ride.ms / MS_PER_MIN
        near = self.town_km if in_town else np.inf
        first, last = (self._stations[row].first(within_km=near) for row in ends)
        return 0.0 if first == last >= 0 else np.inf

    def legs(self, ride: TrainRide) -> FloatArray:
        """Return the minutes of a ride by leg, float64[7]."""
        kinds = self._model.topology.arc_kind[ride.arcs]
        found = np.zeros(len(LEGS))
        for kind, leg in _LEG_OF.items():
            found[leg] = self._searched.weights[ride.arcs[kinds == kind]].sum() / MS_PER_MIN
        return found

    def is_weak(self, ride: TrainRide) -> bool:
        """Return whether a train of a ride rests on a recalled or assumed row."""
        topology = self._model.topology
        rides = ride.arcs[topology.arc_kind[ride.arcs] == ArcKind.RIDE]
        return any(
            self._weak_entries[ride_entries(topology, self._model.times, pair, fastest=True)].any()
            for pair in topology.arc_row[rides].tolist()
        )

    def farthest(self, ends: tuple[int, int]) -> tuple[float, int, int]:
        """Return the station of the ride by any station that is farthest from its seat.

        returns  km, position in the stops, row of the place; of stations that are equally far the
                 last by id. 0, -1, -1 where there is no ride.
        """
        ride = self.ride(ends, in_town=False)
        if ride is None:
            return 0.0, -1, -1
        stops = self._model.topology.node_row[[ride.start, ride.end]].tolist()
        found = []
        for row, stop in zip(ends, stops, strict=True):
            own = self._stations[row]
            (at,) = np.flatnonzero(own.stops == stop)[:1].tolist()
            found.append((float(own.km[at]), stop, row))
        return max(found)
