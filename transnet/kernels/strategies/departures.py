"""What trips by optimal strategies take: from every origin to every destination, and part by part.

Of each origin the options of the first departure are pooled as those after a change are, all of
them or place by place (`first_options.Pools`). What a trip takes of time, money or anything else is
the mean over the options of its sets, by their rates; parts of the time are rounded so that they
add up to the whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Index, Int64Array
from transnet.kernels._chunks import Progress, by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.strategies.first_options import (
    First,
    Onward,
    Problem,
    first_options,
    new_options,
    note_least,
)
from transnet.kernels.strategies.optimal import (
    NEVER,
    Egress,
    Labels,
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
    first: First,
    bounds: Int64Array | None = None,
    progress: Progress | None = None,
) -> Trips:
    """Return the trips from each origin to each destination; arrays are trusted.

    bounds    int64[o, d], what costs so much or more isn't looked for; None for all
    progress  called with (destinations done, destinations) from time to time
    """
    shape = (len(problem.access.first) - 1, len(problem.ends.cost))
    cost, mean, rate = (np.full(shape, NEVER, np.int64) for _ in range(3))
    trips = Trips(cost, mean, rate, np.zeros((*shape, problem.values.entries.shape[1]), np.int64))

    most = np.full(shape, NEVER, np.int64) if bounds is None else bounds

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            share = (rows.start + worker, workers, rows.stop)
            _search_some(problem, first, most, share, trips)

        by_workers(search_some, workers)

    positions = len(problem.supply.pattern)
    steps = 1 + _STEPS_PER_POSITION * positions + len(problem.access.platform)
    in_chunks(search, shape[1], steps, progress)
    return trips


@kernel
def _search_some(
    problem: Problem, first: First, bounds: Int64Array, share: tuple[int, int, int], trips: Trips
) -> None:
    """Fill the destinations of one worker: every share[1]-th from share[0] on."""
    supply, values, access, ends, rules = problem
    labels, options = new_labels(supply), new_options(supply)
    onward = np.empty((len(labels.leave), values.entries.shape[1]), np.int64)
    for end in range(share[0], share[2], share[1]):
        egress = Egress(ends.cost[end], ends.km[end], rules.ratio)
        settle(supply, rules.later, egress, labels)
        note_least(supply, labels, options)
        add_up_onward(problem, egress, ends.values[end], labels, onward)
        for origin in range(len(access.first) - 1):
            trip = (origin, bounds[origin, end])
            count = first_options(problem, first, trip, Onward(egress, labels), options)
            if count == 0:
                continue
            sums = trips.values[origin, end]
            rate, whole = np.int64(0), np.int64(0)
            mark = np.int64(0)
            for at in range(count):
                entry, place = options.entry[at], options.place[at]
                weight = supply.rate[entry]
                rate += weight
                whole += weight * options.cost[at]
                platform = supply.to_platform[entry]
                last = ends_here(egress, supply, labels, entry)
                for c in range(len(sums)):
                    after = ends.values[end, platform, c] if last else onward[platform, c]
                    part = access.values[place, c] + values.entries[entry, c] + after
                    sums[c] += weight * part
                    if c == len(sums) - 1:
                        mark = max(mark, part)
            _take_means(sums, rate, mark, first.wait_ms, first.worth, rules.legs)
            trips.cost[origin, end] = pooled(first.wait, rate, whole)
            trips.mean[origin, end] = divided(whole, rate)
            trips.rate[origin, end] = rate


@kernel
def add_up_onward(
    problem: Problem, egress: Egress, after: Int64Array, labels: Labels, onward: Int64Array
) -> None:
    """Fill what it takes to go on by another ride from each settled platform, int64[q, c].

    after  int64[q, c], what the way on by road takes
    """
    supply, values, rules = problem.supply, problem.values, problem.rules
    channels = onward.shape[1]
    for nth in range(labels.places[0]):
        platform = labels.settled[nth]
        sums = onward[platform]
        sums[:] = 0
        rate, mark = np.int64(0), np.int64(0)
        first = supply.room_first[platform]
        for at in range(first, first + labels.counts[platform]):
            slot = labels.slots[at]
            entry = labels.entry[supply.slot_position[slot]]
            link, end = supply.slot_link[slot], supply.to_platform[entry]
            weight = supply.rate[entry]
            rate += weight
            last = ends_here(egress, supply, labels, entry)
            for c in range(channels):
                rest = after[end, c] if last else onward[end, c]
                part = values.links[link, c] + values.entries[entry, c] + rest
                sums[c] += weight * part
                if c == channels - 1:
                    mark = max(mark, part)
        _take_means(sums, rate, mark, rules.later_ms, rules.later_worth, rules.legs)


@kernel
def _take_means(
    sums: Int64Array, rate: Index, mark: Index, wait: Wait, worth: FloatArray, legs: int
) -> None:
    """Turn sums of rate * value into means, and add what the wait before is worth.

    The first ones, without the wait, add up to the mean of their sum.
    """
    whole, given = np.int64(0), np.int64(0)
    left = np.empty(legs, np.int64)
    for c in range(legs):
        whole += sums[c]
        left[c] = sums[c] % rate
        sums[c] //= rate
        given += sums[c]
    for _ in range(divided(whole, rate) - given):
        most = left.argmax()
        sums[most] += 1
        left[most] = -1
    for c in range(legs, len(sums)):
        sums[c] = divided(sums[c], rate)
    waited = pooled(wait, rate, whole) - divided(whole, rate)
    for c in range(len(sums)):
        sums[c] += np.int64(np.rint(worth[c] * waited))
    sums[-1] = mark
