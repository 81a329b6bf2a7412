"""Trips by optimal strategies from every origin to every destination.

Of each origin the options of the first departure are pooled as those after a change are, all of
them or place by place (`problem.Pools`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import Int64Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import borrowing, kernel
from transnet.kernels.strategies.first_options import (
    Options,
    first_options,
    new_options,
    note_least,
)
from transnet.kernels.strategies.optimal import NEVER, Labels, new_labels
from transnet.kernels.strategies.planned_departures import settle
from transnet.kernels.strategies.problem import (
    ANYWHERE,
    Access,
    Layers,
    Onward,
    Problem,
    Sums,
    egress_of,
)
from transnet.kernels.strategies.sums import Chosen, Trips, add_up_trip, new_sums
from transnet.kernels.strategies.trip_bounds import keeps_bounds

_STEPS_PER_POSITION = 40  # labels of both layers and their queues, roughly


class Least(NamedTuple):
    """Least cost to each destination from each platform, planned for or not; NEVER for none.

    leave, board  int64[d, q], of going on by another ride after leaving there, and from boarding on
    """

    leave: Int64Array
    board: Int64Array


def all_trips(
    problem: Problem,
    bounds: Int64Array | None = None,
    progress: Progress | None = None,
    *,
    least: Least | None = None,
) -> Trips:
    """Return the trips from each origin to each destination; arrays are trusted.

    bounds    int64[o, d], what costs so much or more isn't looked for; None for all
    least     filled too
    progress  called with ("searching", destinations done, destinations) from time to time
    """
    shape = (len(problem.access.first) - 1, len(problem.ends.cost))
    channels = problem.values.entries.shape[1]
    trips = no_trips((*shape, channels))
    most = np.full(shape, NEVER, np.int64) if bounds is None else bounds
    limits = _limits(problem.access, most)
    labels = no_least(problem) if least is None else least

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (rows.start + worker, workers, rows.stop)
            _search_some(problem, (most, limits), share, labels, trips)

        by_workers(search_some, workers)

    positions = len(problem.supply.pattern)
    steps = 1 + _STEPS_PER_POSITION * positions + 2 * len(problem.access.platform)
    in_chunks(search, shape[1], steps, progress)
    return trips


def no_trips(shape: tuple[int, int, int]) -> Trips:
    """Return no trips between origins and destinations, with (o, d, c) of values."""
    return Trips(np.full(shape[:2], NEVER, np.int64), np.zeros(shape, np.int64))


def no_least(problem: Problem) -> Least:
    """Return room for the least costs of a problem."""
    return Least(*np.full((2, *problem.ends.cost.shape), NEVER))


def _limits(access: Access, bounds: Int64Array) -> Int64Array:
    """Return what costs too much from boarding on, for whatever origin, int64[d]."""
    served = np.diff(access.first) > 0
    nearest = access.cost[access.first[:-1][served]]
    left = bounds[served] - nearest[:, np.newaxis]
    limits: Int64Array = np.minimum(left.max(axis=0, initial=0), NEVER)
    return limits


class _Room(NamedTuple):
    """Room for a worker: for options of those who turn up and plan, for labels, and for sums."""

    turn_up: Options
    planned: Options
    labels: tuple[Labels, Labels]
    sums: tuple[Sums, Sums]


@kernel
def _search_some(
    problem: Problem,
    most: tuple[Int64Array, Int64Array],
    share: tuple[int, int, int],
    kept: Least,
    trips: Trips,
) -> None:
    """Fill the destinations of one worker: every share[1]-th from share[0] on.

    most  what costs too much, by trip and from boarding on, as `bounds` and `_limits`
    """
    supply, values, access, ends, _, rules = problem
    labels = new_labels(supply), new_labels(supply)
    shape = (len(supply.least_km), values.entries.shape[1], rules.legs)
    sums = new_sums(shape), new_sums(shape)
    room = _Room(new_options(supply, access), new_options(supply, access), labels, sums)
    origins = len(access.first) - 1
    again = np.empty(origins, np.bool_)
    for end in range(share[0], share[2], share[1]):
        layers = _settled(problem, (ANYWHERE, end), most[1][end], room)
        _note(layers[0].labels, room.turn_up, kept, end)
        if rules.plans:
            _note(layers[1].labels, room.planned, kept, end)
        farthest_km = -1.0
        for platform in range(len(supply.least_km)):
            if ends.cost[end, platform] < NEVER:
                farthest_km = max(farthest_km, ends.km[end, platform])
        for origin in range(origins):
            chosen = _chosen(problem, (origin, end), most[0], layers, room)
            again[origin] = False
            if chosen.size > 0:
                is_bound = ends.is_near[end, origin] or ends.leg_km[end, origin] < farthest_km
                if is_bound and not keeps_bounds(problem, layers, chosen, (origin, end)):
                    again[origin] = True
                else:
                    add_up_trip(problem, layers, chosen, (origin, end), trips)
        for nth in np.flatnonzero(again):
            origin = int(nth)
            layers = _settled(problem, (origin, end), most[1][end], room)
            chosen = _chosen(problem, (origin, end), most[0], layers, room)
            if chosen.size > 0:
                add_up_trip(problem, layers, chosen, (origin, end), trips)


@kernel
def _settled(problem: Problem, place: tuple[int, int], limit: np.int64, room: _Room) -> Layers:
    """Settle a destination, for all trips to it or for one: `place` is its origin and itself."""
    supply, ends, rules = problem.supply, problem.ends, problem.rules
    (first, second), (origin, end) = room.labels, place
    egress = egress_of(ends, end, origin, rules.ratio, limit)
    settle(supply, rules, egress, first, second)
    for sums in room.sums:
        sums.is_known[:] = False
    before = Onward(egress, first, ends.values[end], room.sums[0])
    after = Onward(egress, second, ends.values[end], room.sums[1])
    note_least(supply, first, room.turn_up)
    if rules.plans:
        note_least(supply, second, room.planned)
    return before, after


@kernel
def _chosen(
    problem: Problem,
    place: tuple[int, int],
    bounds: Int64Array,
    layers: Layers,
    room: _Room,
) -> Chosen:
    """Return what one boards first on the way from an origin to a destination."""
    starts, trip = problem.starts, (place[0], np.int64(bounds[place]))
    count, least = first_options(problem, starts.planned, trip, layers[1], room.planned)
    chosen = Chosen(room.planned, count, 1, starts.planned.waiting)
    trip = (place[0], least)
    more, _ = first_options(problem, starts.turn_up, trip, layers[0], room.turn_up)
    if more > 0:
        chosen = Chosen(room.turn_up, more, 0, starts.turn_up.waiting)
    return chosen


@borrowing
def _note(labels: Labels, options: Options, least: Least, end: int) -> None:
    """Let the least costs to a destination be those of a layer where these are less."""
    for platform in range(len(labels.leave)):
        least.leave[end, platform] = min(least.leave[end, platform], labels.leave[platform])
        least.board[end, platform] = min(least.board[end, platform], options.least[platform])
