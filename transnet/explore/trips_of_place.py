"""Minutes from a place to all others and back, as one looks at them; and who gets there by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transnet.base.units import (
    UNREACHABLE_MS,
    FloatArray,
    Int32Array,
    minutes_to_ms,
    ms_to_minutes,
)
from transnet.explore.address import Address
from transnet.explore.state_figures import StateFigures
from transnet.model.network import Network
from transnet.study import groups
from transnet.study.wanted import place_ends
from transnet.supply.kinds import TRAIN_MODES, ModeSet
from transnet.supply.overrides import Parameters
from transnet.supply.own_legs import OwnLegs
from transnet.supply.topology import Topology
from transnet.travel.model import TravelModel
from transnet.travel.people import People, count_within
from transnet.travel.train_rides import TrainRides
from transnet.travel.trip_table import TripTable

CUTOFFS_MIN = np.arange(15.0, 181.0)
"""Minutes at which people are counted for the curve."""
STEPS_MIN = (15, 30, 45, 60, 75, 90, 105, 120, 150, 180)
"""Minutes that can be chosen, at which people are counted by county."""
USING: Mapping[str, ModeSet] = {
    "best": "best",
    "public": "public",
    "car": "drive",
    "carfree": "carfree",
}
"""What the modes of an address are called in the engine."""
_READ = (
    *(("stations", each) for each in ("station_id", "kind", "place_id")),
    *(("cities", each) for each in ("city_id", "seat_place_id", "rail_stations")),
    *(("places", each) for each in ("place_id", "city_id")),
)


@dataclass(frozen=True, eq=False)
class TripsOfPlace:
    """Trips of a place in one state.

    from_there  float64[p], minutes to each place; inf where there is no way
    people      float64[cutoffs], who gets to it within each of CUTOFFS_MIN; NaN where it isn't told
    of_county   float64[steps, k], who of each county does within each of STEPS_MIN; likewise
    """

    from_there: FloatArray
    people: FloatArray
    of_county: FloatArray


def trips_of_place(figures: StateFigures, address: Address, origin: str) -> TripsOfPlace:
    """Return the trips of a place in a state, by the address's means and reading of waits."""
    ids = figures.shown.model.place_ids
    row, inside = ids.index(origin), place_ends(figures.shown.network).inside
    if address.reading == "train":
        untold = (np.full(len(CUTOFFS_MIN), np.nan), np.full((len(STEPS_MIN), len(inside)), np.nan))
        return TripsOfPlace(_in_train(figures, row), *untold)
    travel = _trips(figures, address, row).travel
    there, back = ms_to_minutes(travel[row]), ms_to_minutes(travel[:, row])
    there[row] = back[row] = 0.0
    people = _people(figures, address)
    at_homes = np.full(len(people.place_ids) + 1, np.inf)
    at_homes[people.positions(ids)] = back
    counties = people.positions([ids[each] for each in inside.tolist()])
    by_county = [count_within(people, at_homes[:-1], each)[counties] for each in STEPS_MIN]
    within = people.all_within(at_homes[:-1], CUTOFFS_MIN)
    return TripsOfPlace(there, within, np.array(by_county))


def _trips(figures: StateFigures, address: Address, row: int) -> TripTable:
    """Return trips of which those of one place with all others are there."""
    state = figures.shown
    count = len(state.model.place_ids)
    wanted = np.zeros((count, count), dtype=np.bool_)
    wanted[row] = True
    wanted[place_ends(state.network).inside, row] = True
    if address.mode == "best" and address.wait == "knows":
        if state.wanted is None or state.wanted.pairs(state.model.traffic, False)[wanted].all():
            return state.trips(waits=False)
        return state.timed.some_trips(wanted)
    model = state.timed if address.wait == "knows" else state.waited
    if address.mode == "car":
        return model.bare_search.table("drive", wanted)
    return model.some_trips(wanted, USING[address.mode])


def _people(figures: StateFigures, address: Address) -> People:
    state = figures.shown
    if address.mode != "carfree":
        return state.people
    # As everywhere, they leave home by bus, by cycle or on foot, which keep their time at the peak.
    model = state.model
    own = OwnLegs(model.network, model.topology, Parameters(model.network, model.parameters))
    return People.from_network(model.network).without_car(model.network, own.speed_kmh)


def _in_train(figures: StateFigures, row: int) -> FloatArray:
    """Return the minutes in trains, changes included, from a place's stations to all places'."""
    model = figures.shown.model
    stations = stations_of_places(model.network)
    minutes = np.full(len(stations), np.inf)
    starts = _platforms(model.topology, "dep", stations[row])
    if len(starts):
        rides = TrainRides(model.topology, model.times, starts)
        for at, own in enumerate(stations):
            minutes[at] = rides.least_min(_platforms(model.topology, "arr", own))
    minutes[row] = 0.0
    return minutes


def ride_times(model: TravelModel, origin: str) -> Int32Array:
    """Return ms in trains from a place's stations to the kerb of each station, int32[nodes].

    UNREACHABLE_MS at all other nodes of the graph.
    """
    topology = model.topology
    row = model.place_ids.index(origin)
    found = np.full(len(topology.node_kind), UNREACHABLE_MS, dtype=np.int32)
    own = stations_of_places(model.network)[row]
    starts = _platforms(topology, "dep", own)
    if len(starts):
        rides = TrainRides(topology, model.times, starts)
        for station in topology.stops.ids:
            ends = _platforms(topology, "arr", [station])
            if not len(ends):
                continue
            ms = minutes_to_ms(np.array([rides.least_min(ends)]))[0]
            found[topology.nodes("out", [station])] = 0 if station in own else ms
    return found


def _platforms(topology: Topology, kind: str, stations: Sequence[str]) -> Int32Array:
    found = [topology.platforms(kind, each, TRAIN_MODES) for each in stations]
    return np.concatenate([np.zeros(0, np.int32), *found])


def stations_of_places(network: Network) -> list[list[str]]:
    """Return the stations of trains of each place: for a city's seat those of its city.

    So the plan counts them; elsewhere those that stand in the place.
    """
    return network.made_of(_stations, *_READ)


def _stations(network: Network) -> list[list[str]]:
    table = network["stations"]
    trains = table[table["kind"].isin(["emu", "conventional", "mixed"])]
    own = trains.groupby("place_id")["station_id"].agg(list).to_dict()
    seats = set(network["cities"]["seat_place_id"])
    known = set(table["station_id"])
    found = []
    for place in network.place_ids:
        of_city = groups.city_stations(network, place) if place in seats else []
        found.append([each for each in of_city or own.get(place, []) if each in known])
    return found
