"""Who can go to work and come back by timetable within a budget, and between which cities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray
from transnet.study.state import State
from transnet.study.timed.timed_minutes import TimedState
from transnet.study.wanted import PlaceEnds, place_ends
from transnet.supply.congestion import TABLE as CONGESTION

CORE, OWN_SEAT, CITY_PAIRS = "core", "own_seat", "city_pairs"


@dataclass(frozen=True, eq=False)
class Commutes:
    """Minutes to work and back, the longer of the two ways, float64[home, work] of all places.

    by_ride  inf where either way has no ride in time, and at home itself
    by_any   by ride or by road, whichever takes less, each way; 0 at home
    to_work, back  the two ways by ride, float64[home, work]
    """

    by_ride: FloatArray
    by_any: FloatArray
    to_work: FloatArray
    back: FloatArray


def commuting_state(timed: TimedState) -> TimedState:
    """Return the trips with the roads that commuters have: the peak's, where they are known."""
    network = timed.state.network
    if not len(network[CONGESTION]):
        return timed
    return timed.in_traffic(timed.state.in_traffic("peak"))


def commutes(timed: TimedState) -> Commutes:
    """Return the ways to work and back: there in time in the morning, home again in the evening."""
    there, back = timed.to_work.fastest, timed.evening.fastest.T
    drive = timed.ways.drive_min
    by_ride = np.maximum(there, back)
    np.fill_diagonal(by_ride, np.inf)
    by_any = np.maximum(np.minimum(there, drive), np.minimum(back, drive.T))
    np.fill_diagonal(by_any, 0.0)
    return Commutes(by_ride, by_any, there, back)


@dataclass(frozen=True)
class CommuteShare:
    """Who can commute: residents, or ordered pairs of seats.

    to      core or own_seat, of residents; city_pairs
    means   ride: by train, metro or bus; or any: that or by road
    able, total  people, or pairs
    """

    to: str
    means: str
    budget_min: int
    able: float
    total: float


def commute_shares(
    found: Commutes, state: State, budgets_min: tuple[int, ...]
) -> list[CommuteShare]:
    """Return who can commute within each budget."""
    ends = place_ends(state.network)
    return [
        CommuteShare(to, means, budget, *counted)
        for means, minutes in (("ride", found.by_ride), ("any", found.by_any))
        for budget in budgets_min
        for to, counted in _counted(minutes, state, ends, budget)
    ]


def seat_rows(state: State) -> list[int]:
    """Return the seats of the cluster's cities, by their rows in the places table."""
    rows: list[int] = np.unique(place_ends(state.network).seats).tolist()
    return rows


def _counted(
    minutes: FloatArray, state: State, ends: PlaceEnds, budget_min: int
) -> Iterator[tuple[str, tuple[float, float]]]:
    goals = ((CORE, np.full_like(ends.seats, ends.core)), (OWN_SEAT, ends.seats))
    for to, goal in goals:
        yield to, _people(minutes[ends.inside, goal], state, ends, budget_min)
    seats = np.unique(ends.seats)
    pairs = minutes[np.ix_(seats, seats)][~np.eye(len(seats), dtype=np.bool_)]
    yield CITY_PAIRS, (float((pairs <= budget_min).sum()), float(len(pairs)))


def _people(
    minutes: FloatArray, state: State, ends: PlaceEnds, budget_min: int
) -> tuple[float, float]:
    people, ids = state.people, state.model.place_ids
    at_places = np.full(len(people.place_ids) + 1, np.inf)
    at_places[people.positions([ids[row] for row in ends.inside.tolist()])] = minutes
    within = people.within_each(at_places[:-1], float(budget_min))
    return float(within.sum()), people.total
