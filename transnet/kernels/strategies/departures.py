"""What trips by optimal strategies take: from every origin to every destination, and part by part.

Of each origin the options of the first departure are pooled as those after a change are, all of
them or place by place (`first_options.Pools`). What a trip takes of time, money or anything else is
the mean over the options of its sets, by their rates; parts of the time are rounded so that they
add up to the whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import FloatArray, Index, Int64Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import borrowing, kernel
from transnet.kernels.strategies.first_options import (
    First,
    Onward,
    Options,
    Problem,
    first_options,
    new_options,
    note_least,
)
from transnet.kernels.strategies.optimal import (
    NEVER,
    Egress,
    Wait,
    divided,
    ends_here,
    new_labels,
    pooled,
    settle,
)

_STEPS_PER_POSITION = 20  # labels and their queue, roughly


class Trips(NamedTuple):
    """The trips from each origin to each destination.

    cost    int64[o, d], with the wait for the first departure; NEVER where one can't ride
    mean    int64[o, d], without it
    rate    int64[o, d], departures a day of the first set, in ten-thousandths
    values  int64[o, d, c]
    """

    cost: Int64Array
    mean: Int64Array
    rate: Int64Array
    values: Int64Array


def all_trips(
    problem: Problem,
    firsts: tuple[First, ...],
    bounds: Int64Array | None = None,
    progress: Progress | None = None,
) -> tuple[Trips, ...]:
    """Return the trips from each origin to each destination; arrays are trusted.

    firsts    readings of the first departure: what comes after it is searched once for all of them
    bounds    int64[o, d], what costs so much or more isn't looked for; None for all
    progress  called with ("searching", destinations done, destinations) from time to time
    returns   the trips of each reading
    """
    shape = (len(problem.access.first) - 1, len(problem.ends.cost))
    trips = tuple(no_trips((*shape, problem.values.entries.shape[1])) for _ in firsts)
    most = np.full(shape, NEVER, np.int64) if bounds is None else bounds

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (rows.start + worker, workers, rows.stop)
            _search_some(problem, firsts, most, share, trips)

        by_workers(search_some, workers)

    positions = len(problem.supply.pattern)
    steps = 1 + _STEPS_PER_POSITION * positions + len(firsts) * len(problem.access.platform)
    in_chunks(search, shape[1], steps, progress)
    return trips


def no_trips(shape: tuple[int, int, int]) -> Trips:
    """Return no trips between origins and destinations, with (o, d, c) of values."""
    cost, mean, rate = (np.full(shape[:2], NEVER, np.int64) for _ in range(3))
    return Trips(cost, mean, rate, np.zeros(shape, np.int64))


@kernel
def _search_some(
    problem: Problem,
    firsts: tuple[First, ...],
    bounds: Int64Array,
    share: tuple[int, int, int],
    trips: tuple[Trips, ...],
) -> None:
    """Fill the destinations of one worker: every share[1]-th from share[0] on."""
    supply, values, access, ends, rules = problem
    labels, options = new_labels(supply), new_options(supply, access)
    by_ride = np.empty((len(labels.leave), values.entries.shape[1]), np.int64)
    left = np.empty(rules.legs, np.int64)
    for end in range(share[0], share[2], share[1]):
        egress = Egress(ends.cost[end], ends.km[end], rules.ratio)
        settle(supply, rules.later, egress, labels)
        note_least(supply, labels, options)
        onward = Onward(egress, labels, ends.values[end], by_ride, left)
        add_up_onward(problem, onward)
        for reading in range(len(firsts)):
            first = firsts[reading]
            for origin in range(len(access.first) - 1):
                trip = (origin, bounds[origin, end])
                count = first_options(problem, first, trip, onward, options)
                if count > 0:
                    place = (origin, end)
                    _add_up_trip(problem, first, (options, count), onward, place, trips[reading])


@borrowing
def _add_up_trip(
    problem: Problem,
    first: First,
    chosen: tuple[Options, int],
    onward: Onward,
    place: tuple[int, int],
    trips: Trips,
) -> None:
    """Fill the trip from an origin to a destination, by the first options that are chosen."""
    supply, values, access = problem.supply, problem.values, problem.access
    options, sums = chosen[0], trips.values[place]
    rate, whole, mark = np.int64(0), np.int64(0), np.int64(0)
    channels = len(sums)
    for at in range(chosen[1]):
        entry, row = options.entry[at], options.place[at]
        weight = supply.rate[entry]
        rate += weight
        whole += weight * options.cost[at]
        platform = supply.to_platform[entry]
        last = ends_here(onward.egress, supply, onward.labels, entry)
        for c in range(channels):
            rest = onward.by_road[platform, c] if last else onward.by_ride[platform, c]
            part = access.values[row, c] + values.entries[entry, c] + rest
            sums[c] += weight * part
            if c == channels - 1:
                mark = max(mark, part)
    _take_means(sums, rate, first.wait_ms, first.worth, onward.left)
    sums[-1] = mark
    trips.cost[place] = pooled(first.wait, rate, whole)
    trips.mean[place] = divided(whole, rate)
    trips.rate[place] = rate


@borrowing
def add_up_onward(problem: Problem, onward: Onward) -> None:
    """Fill what it takes to go on by another ride from each settled platform."""
    supply, values, rules = problem.supply, problem.values, problem.rules
    labels, channels = onward.labels, onward.by_ride.shape[1]
    for nth in range(labels.places[0]):
        platform = labels.settled[nth]
        sums = onward.by_ride[platform]
        sums[:] = 0
        rate, mark = np.int64(0), np.int64(0)
        first = supply.room_first[platform]
        for at in range(first, first + labels.counts[platform]):
            slot = labels.slots[at]
            entry = labels.entry[supply.slot_position[slot]]
            link, end = supply.slot_link[slot], supply.to_platform[entry]
            weight = supply.rate[entry]
            rate += weight
            last = ends_here(onward.egress, supply, labels, entry)
            for c in range(channels):
                rest = onward.by_road[end, c] if last else onward.by_ride[end, c]
                part = values.links[link, c] + values.entries[entry, c] + rest
                sums[c] += weight * part
                if c == channels - 1:
                    mark = max(mark, part)
        _take_means(sums, rate, rules.later_ms, rules.later_worth, onward.left)
        sums[-1] = mark


@borrowing
def _take_means(
    sums: Int64Array, rate: Index, wait: Wait, worth: FloatArray, left: Int64Array
) -> None:
    """Turn sums of rate * value into means, and add what the wait before is worth.

    The first ones, without the wait, add up to the mean of their sum: what rounding down leaves
    goes to those that lost most, of equals to the first. The last, a mark, is left to the caller.

    left  int64[legs], room to work in
    """
    legs = len(left)
    whole, given = np.int64(0), np.int64(0)
    for c in range(legs):
        whole += sums[c]
        left[c] = sums[c] % rate
        sums[c] //= rate
        given += sums[c]
    mean = divided(whole, rate)
    for _ in range(mean - given):
        most = 0
        for c in range(1, legs):
            if left[c] > left[most]:
                most = c
        sums[most] += 1
        left[most] = -1
    for c in range(legs, len(sums)):
        sums[c] = divided(sums[c], rate)
    waited = pooled(wait, rate, whole) - mean
    for c in range(len(sums)):
        sums[c] += np.int64(np.rint(worth[c] * waited))
