"""What a state is to each of its places, as arrays: the way to the core, and to the own seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.accessibility.location import potential_sums, weighed_mean
from transnet.base.units import FloatArray, ms_to_minutes
from transnet.model.network import Network
from transnet.model.residents import residents_of
from transnet.study.state import State
from transnet.study.verdict_arrays import largest_leg
from transnet.study.wanted import PlaceEnds, place_ends
from transnet.travel.leg_tables import TripLegs
from transnet.travel.people import People, count_within, rows_of_places
from transnet.travel.trip_costs import trip_legs

HOUR_MIN = 60.0


@dataclass(frozen=True, eq=False)
class PlaceArrays:
    """Values of the places p of a network, in table order.

    people, people_within_60  float64[p], who lives there, and who gets to the core within an hour;
                 NaN outside the cluster
    to_core      legs to the core, [p]
    largest_leg  int8[p], position in LEGS of the largest; -1 where no leg takes time
    seat_min     float64[p], to the own city's seat; NaN outside the cluster
    """

    people: FloatArray
    people_within_60: FloatArray
    to_core: TripLegs
    largest_leg: npt.NDArray[np.int8]
    seat_min: FloatArray


def evaluate_places(state: State) -> PlaceArrays:
    """Return what a state is to its places, for those who know the timetable."""
    network, people, trips = state.network, state.people, state.trips(waits=False)
    places = state.model.place_ids
    rows, core = np.arange(len(places)), place_ends(network).core
    to_core = trip_legs(trips, (rows, np.full_like(rows, core))).staying(rows == core)
    there = people_within_hour(people, places, to_core.minutes)
    found, home = place_ends(network), people.positions(places)
    ends = found.inside, found.seats
    seat_min = np.full(len(places), np.nan)
    seat_min[ends[0]] = trip_legs(trips, ends).staying(ends[0] == ends[1]).minutes
    return PlaceArrays(
        np.append(people.by_place(), np.nan)[home],
        there,
        to_core,
        largest_leg(to_core.legs),
        seat_min,
    )


def people_in_reach(state: State) -> float:
    """Return how many people get to the core within an hour, who know the timetable."""
    travel, core = state.trips(waits=False).travel, place_ends(state.network).core
    minutes = ms_to_minutes(travel[:, core])
    minutes[core] = 0.0
    there = people_within_hour(state.people, state.network.place_ids, minutes)
    return float(np.nansum(there))


def people_within_hour(people: People, places: Sequence[str], minutes: FloatArray) -> FloatArray:
    """Return how many people of each place get there within an hour; NaN where nobody is counted.

    minutes  float64[p], from each place; inf where there is no way
    """
    home = rows_of_places(people, tuple(places))
    of_homes = np.full(len(people.place_ids) + 1, np.inf)
    of_homes[home] = minutes
    return np.append(count_within(people, of_homes[:-1], HOUR_MIN), np.nan)[home]


def evaluate_sums(state: State) -> tuple[FloatArray, FloatArray]:
    """Return the weighted mean time to all places, and the potential, of each county."""
    return sums_between(*masses_of(state.network), state.trips(waits=False).travel)


def masses_of(network: Network) -> tuple[PlaceEnds, FloatArray]:
    """Return the places that sums are made between, and the people of those that have any."""
    ends = place_ends(network)
    return ends, residents_of(network)[ends.massive]


def sums_between(
    ends: PlaceEnds, people: FloatArray, travel: npt.NDArray[np.integer]
) -> tuple[FloatArray, FloatArray]:
    """Return what `evaluate_sums` does by the ms between all places, int[p, p]."""
    return sums_over(ends, people, travel[np.ix_(ends.inside, ends.massive)])


def sums_over(
    ends: PlaceEnds, people: FloatArray, travel: npt.NDArray[np.integer]
) -> tuple[FloatArray, FloatArray]:
    """Return the same by the ms from counties to the places that have any people, int[k, massive].

    Or in states s, int[s, k, massive] to float64[s, k]. What a county's row comes to hangs on that
    row alone, and to the last bit on its place among the rows of a state.
    """
    minutes = ms_to_minutes(travel)
    # A county counts for others, not for itself.
    own = ends.inside[:, np.newaxis] == ends.massive
    minutes[..., own] = np.inf
    mean = weighed_mean(minutes, np.where(own, 0.0, people))
    return mean, potential_sums(minutes, people)
