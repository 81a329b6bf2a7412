"""One state of a network as projects are ranked by it: minutes, people by time, and sums."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, ms_to_minutes
from transnet.model.residents import residents_of
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.own_points import require_people
from transnet.study.place_arrays import evaluate_sums
from transnet.study.state import State
from transnet.study.wanted import Wanted, place_ends
from transnet.supply.structure import structure_of
from transnet.supply.supply_tables import SupplyTables
from transnet.travel.model import TravelModel
from transnet.travel.trip_table import TripTable

IntArray = npt.NDArray[np.integer[Any]]
CUTOFFS_MIN = tuple(float(minute) for minute in range(50, 71))
"""Minutes to the core at which people are counted: a threshold alone would hide how it turns."""


@dataclass(frozen=True, eq=False)
class StateReading:
    """One state, for those who know the timetable.

    people     float64[k], residents of each county k
    chosen     float64[k, k], minutes between counties with displacement, as trips are chosen by
    to_cities  float64[k, c], the same to the main cities c
    carless    float64[k, k], as chosen, for those without a car
    reached    float64[m], people who get to the core within each of CUTOFFS_MIN
    in_reach   float64[m], people of the counties within each of them, mean over residents
    average    float64[k], mean minutes to all places, weighted by their people (WATT)
    potential  float64[k], people over minutes, added up over all places
    """

    people: FloatArray
    chosen: FloatArray
    to_cities: FloatArray
    carless: FloatArray
    reached: FloatArray
    in_reach: FloatArray
    average: FloatArray
    potential: FloatArray


class StateReader:
    """Reads the states of a study; states on which the same runs, at the same times, once.

    Many projects of a plan change nothing that a trip is made of: a field without flights, a line
    for freight, a station where nothing stops.
    """

    def __init__(self, study: CompiledNetwork) -> None:
        self.study = study
        self._columns = SupplyTables()
        self._known: dict[str, StateReading] = {}

    def __call__(self, state: NetworkState) -> StateReading:
        """Return what `read_state` does; threads may ask at the same time."""
        key = supply_print(self.study.model(state), self._columns)
        if key not in self._known:
            self._known[key] = read_state(self.study, state)
        return self._known[key]


def supply_print(model: TravelModel, columns: SupplyTables | None = None) -> str:
    """Return a digest of all that the trips of a model by time come of, and its core.

    columns  what is known of the tables' columns; shared among the models of a study
    """
    times, network = model.times, model.network
    departures = times.pairs.departures
    held = [times.total, times.pairs.chosen, departures.trains, departures.ride_ms]
    held += [network[name]["length_km"].to_numpy(np.float64) for name in ("roads", "access")]
    digest = hashlib.sha256(structure_of(network, columns).encode())
    digest.update(repr(sorted(network.parameter_values.items())).encode())
    digest.update(network.info.core_place_id.encode())
    for each in held:
        digest.update(np.ascontiguousarray(each).data)
    return digest.hexdigest()


def read_state(study: CompiledNetwork, state: NetworkState) -> StateReading:
    """Return what a state is to its counties and to the people around the core.

    Raises what `CompiledNetwork.model` raises, InputError where nobody lives.
    """
    model = study.model(state)
    network, ends = model.network, place_ends(model.network)
    people = require_people(study.count_people(network))
    main = np.flatnonzero(network["places"]["main_city"].to_numpy(np.bool_))
    among, asked = (np.zeros((len(model.place_ids),) * 2, np.bool_) for _ in range(2))
    inside = np.ix_(ends.inside, ends.inside)
    among[inside] = asked[inside] = True
    asked[np.ix_(ends.inside, np.union1d(ends.massive, main))] = True
    held = State.off_peak(model, people, Wanted({("off_peak", False): asked}))
    best = held.trips(waits=False)
    average, potential = evaluate_sums(held)
    residents = residents_of(network)[ends.inside]
    return StateReading(
        np.nan_to_num(residents),
        _between(best, ends.inside, ends.inside),
        _between(best, ends.inside, main),
        _between(model.some_trips(among, "carfree"), ends.inside, ends.inside),
        _reached(held),
        _in_reach(held, np.nan_to_num(residents)),
        average,
        potential,
    )


def _between(trips: TripTable, origins: IntArray, ends: IntArray) -> FloatArray:
    """Return the minutes that trips are chosen by, [origins, ends]; 0 to the place itself."""
    minutes: FloatArray = trips.choice_min[np.ix_(origins, ends)].copy()
    minutes[origins[:, np.newaxis] == ends] = 0.0
    return minutes


def _reached(state: State) -> FloatArray:
    """Return how many people get to the core within each of CUTOFFS_MIN."""
    people, core = state.people, place_ends(state.network).core
    to_core = ms_to_minutes(state.trips(waits=False).travel[:, core])
    to_core[core] = 0.0
    minutes = np.full(len(people.place_ids) + 1, np.inf)
    minutes[people.positions(state.model.place_ids)] = to_core
    return np.array([people.within_each(minutes[:-1], cutoff).sum() for cutoff in CUTOFFS_MIN])


def _in_reach(state: State, residents: FloatArray) -> FloatArray:
    """Return how many people a resident has within each of CUTOFFS_MIN, seat to seat."""
    inside = place_ends(state.network).inside
    minutes = ms_to_minutes(state.trips(waits=False).travel[np.ix_(inside, inside)])
    np.fill_diagonal(minutes, 0.0)
    shares = residents / residents.sum()
    return np.array([shares @ (minutes <= cutoff) @ residents for cutoff in CUTOFFS_MIN])
