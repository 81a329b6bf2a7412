"""A destination settled for all trips to it or for one, and what a trip boards first then."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._jit import kernel, step
from transnet.kernels.strategies.egress import Limits
from transnet.kernels.strategies.first_options import (
    Options,
    first_options,
    new_options,
    note_least,
)
from transnet.kernels.strategies.optimal import NEVER, Labels, new_labels
from transnet.kernels.strategies.planned_departures import settle
from transnet.kernels.strategies.problem import (
    ByRoad,
    Layers,
    Onward,
    Problem,
    Sums,
    egress_of,
)
from transnet.kernels.strategies.sums import Chosen, new_sums


class SearchRoom(NamedTuple):
    """Room for a search: for options of those who turn up and plan, for labels, and for sums.

    limits  filled before a destination is settled
    """

    turn_up: Options
    planned: Options
    labels: tuple[Labels, Labels]
    sums: tuple[Sums, Sums]
    limits: Limits


@kernel
def new_search_room(problem: Problem) -> SearchRoom:
    """Return room for searches, one after the other; nothing is within its limits but by road."""
    supply, values, access, rules = problem.supply, problem.values, problem.access, problem.rules
    platforms = len(supply.least_km)
    labels = new_labels(supply), new_labels(supply)
    shape = (platforms, values.entries.shape[1], rules.legs)
    sums = new_sums(shape), new_sums(shape)
    limits = Limits(
        np.zeros(platforms, np.int64), np.zeros(platforms, np.int64), np.full(platforms, NEVER)
    )
    options = new_options(supply, access), new_options(supply, access)
    return SearchRoom(options[0], options[1], labels, sums, limits)


@kernel
def settled(problem: Problem, place: tuple[int, int], room: SearchRoom) -> Layers:
    """Settle a destination, for all trips to it or for one.

    place  origin of the one or ANYWHERE, and the destination
    """
    supply, ends, rules = problem.supply, problem.ends, problem.rules
    (first, second), (origin, end) = room.labels, place
    egress = egress_of(ends, end, origin, rules.ratio, room.limits)
    settle(supply, rules, egress, first, second)
    for sums in room.sums:
        sums.is_known[:] = False
    taken = ends.by_road
    by_road = ByRoad(taken.steps, taken.used, taken.roads[end])
    before = Onward(egress, first, by_road, room.sums[0])
    after = Onward(egress, second, by_road, room.sums[1])
    note_least(supply, first, room.turn_up)
    if rules.plans:
        note_least(supply, second, room.planned)
    return before, after


@step
def chosen_first(
    problem: Problem, trip: tuple[int, np.int64], layers: Layers, room: SearchRoom
) -> Chosen:
    """Return what one boards first on a trip to a destination that is settled.

    trip  origin, and what it costs less than
    """
    starts = problem.starts
    count, least = first_options(problem, starts.planned, trip, layers[1], room.planned)
    chosen = Chosen(room.planned, count, 1, starts.planned.waiting)
    by_turning_up = (trip[0], least)
    more, _ = first_options(problem, starts.turn_up, by_turning_up, layers[0], room.turn_up)
    if more > 0:
        chosen = Chosen(room.turn_up, more, 0, starts.turn_up.waiting)
    return chosen
