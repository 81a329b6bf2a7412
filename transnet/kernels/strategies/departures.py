"""Trips by optimal strategies from every origin to every destination.

Of each origin the options of the first departure are pooled as those after a change are, all of
them or place by place (`problem.Pools`).
"""

from __future__ import annotations

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import Int64Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.strategies.first_options import first_options, new_options, note_least
from transnet.kernels.strategies.optimal import NEVER, Egress, new_labels
from transnet.kernels.strategies.planned_departures import settle
from transnet.kernels.strategies.problem import Access, Onward, Problem
from transnet.kernels.strategies.sums import Chosen, Trips, add_up_trip, new_sums

_STEPS_PER_POSITION = 40  # labels of both layers and their queues, roughly


def all_trips(
    problem: Problem, bounds: Int64Array | None = None, progress: Progress | None = None
) -> Trips:
    """Return the trips from each origin to each destination; arrays are trusted.

    bounds    int64[o, d], what costs so much or more isn't looked for; None for all
    progress  called with ("searching", destinations done, destinations) from time to time
    """
    shape = (len(problem.access.first) - 1, len(problem.ends.cost))
    channels = problem.values.entries.shape[1]
    trips = no_trips((*shape, channels))
    most = np.full(shape, NEVER, np.int64) if bounds is None else bounds
    limits = _limits(problem.access, most)

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (rows.start + worker, workers, rows.stop)
            _search_some(problem, (most, limits), share, trips)

        by_workers(search_some, workers)

    positions = len(problem.supply.pattern)
    steps = 1 + _STEPS_PER_POSITION * positions + 2 * len(problem.access.platform)
    in_chunks(search, shape[1], steps, progress)
    return trips


def no_trips(shape: tuple[int, int, int]) -> Trips:
    """Return no trips between origins and destinations, with (o, d, c) of values."""
    return Trips(np.full(shape[:2], NEVER, np.int64), np.zeros(shape, np.int64))


def _limits(access: Access, bounds: Int64Array) -> Int64Array:
    """Return what costs too much from boarding on, for whatever origin, int64[d]."""
    served = np.diff(access.first) > 0
    nearest = access.cost[access.first[:-1][served]]
    left = bounds[served] - nearest[:, np.newaxis]
    limits: Int64Array = np.minimum(left.max(axis=0, initial=0), NEVER)
    return limits


@kernel
def _search_some(
    problem: Problem,
    most: tuple[Int64Array, Int64Array],
    share: tuple[int, int, int],
    trips: Trips,
) -> None:
    """Fill the destinations of one worker: every share[1]-th from share[0] on.

    most  what costs too much, by trip and from boarding on, as `bounds` and `_limits`
    """
    supply, values, access, ends, starts, rules = problem
    labels_before, labels_after = new_labels(supply), new_labels(supply)
    turn_up, planned = new_options(supply, access), new_options(supply, access)
    shape = (len(labels_before.leave), values.entries.shape[1], rules.legs)
    sums_before, sums_after = new_sums(shape), new_sums(shape)
    for end in range(share[0], share[2], share[1]):
        km = ends.km[end], ends.crow_km[end], ends.near_km[end], ends.first_km[end]
        bounds = ends.is_near[end], ends.leg_km[end], rules.ratio, most[1][end]
        egress = Egress(ends.cost[end], *km, *bounds)
        settle(supply, rules, egress, labels_before, labels_after)
        sums_before.is_known[:] = False
        sums_after.is_known[:] = False
        before = Onward(egress, labels_before, ends.values[end], sums_before)
        after = Onward(egress, labels_after, ends.values[end], sums_after)
        note_least(supply, labels_before, turn_up)
        if rules.plans:
            note_least(supply, labels_after, planned)
        for origin in range(len(access.first) - 1):
            place = (origin, end)
            trip = (origin, np.int64(most[0][place]))
            count, least = first_options(problem, starts.planned, trip, after, planned)
            chosen = Chosen(planned, count, 1, starts.planned.waiting)
            trip = (origin, least)
            more, _ = first_options(problem, starts.turn_up, trip, before, turn_up)
            if more > 0:
                chosen = Chosen(turn_up, more, 0, starts.turn_up.waiting)
            if chosen.size > 0:
                add_up_trip(problem, (before, after), chosen, place, trips)
