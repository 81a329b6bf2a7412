"""What trips by optimal strategies take: from every origin to every destination, and part by part.

Of each origin the options of the first departure are pooled as those after a change are. What a
trip takes of time, money or anything else is the mean over the options of its sets, by their
rates; parts of the time are rounded so that they add up to the whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Index, Int32Array, Int64Array
from transnet.kernels._chunks import Progress, by_workers, in_chunks
from transnet.kernels._jit import kernel
from transnet.kernels.strategies import (
    NEVER,
    Egress,
    Labels,
    Supply,
    Wait,
    divided,
    ends_here,
    new_labels,
    pooled,
    settle,
)

_STEPS_PER_POSITION = 20  # labels and their queue, roughly


class Access(NamedTuple):
    """How one gets from an origin to the platforms it can board at, before the wait.

    first, platform  int32[o + 1], int32[a], platforms of origin i: platform[first[i]:first[i + 1]],
                     the nearest first
    cost, km         int64[a], float64[a], km by road
    values           int64[a, c]
    """

    first: Int32Array
    platform: Int32Array
    cost: Int64Array
    km: FloatArray
    values: Int64Array


class Ends(NamedTuple):
    """How one gets from each platform to each destination.

    cost, km  int64[d, q] (NEVER where one doesn't), float64[d, q], km by road
    values    int64[d, q, c]
    """

    cost: Int64Array
    km: FloatArray
    values: Int64Array


class Rules(NamedTuple):
    """How waits count, and what is added up.

    first, later        wait for the first departure, and after a change, in the cost
    first_ms, later_ms  the same in milliseconds
    first_worth, later_worth  float64[c], what a millisecond of it adds to each value
    ratio               longest way by road next to a ride over the km of the ride
    legs                how many of the c values are parts of the time: the first ones
    """

    first: Wait
    later: Wait
    first_ms: Wait
    later_ms: Wait
    first_worth: FloatArray
    later_worth: FloatArray
    ratio: float
    legs: int


class Values(NamedTuple):
    """What parts of a trip take: int64[e, c] of entries, int64[l, c] of links.

    The last of the c values is no amount but a mark: a set bears it if one of its options does.
    """

    entries: Int64Array
    links: Int64Array


class Problem(NamedTuple):
    """All of it: what runs, what it takes, both ends, and the rules."""

    supply: Supply
    values: Values
    access: Access
    ends: Ends
    rules: Rules


class Options(NamedTuple):
    """Room for the options of one origin: cost, entry, and place in `Access`; best ones first.

    seen   int32[patterns], 1 for those in the set
    least  int64[q], least cost from boarding at a platform on
    """

    cost: Int64Array
    entry: Int32Array
    place: Int32Array
    seen: Int32Array
    least: Int64Array


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
    problem: Problem, bounds: Int64Array | None = None, progress: Progress | None = None
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
            _search_some(problem, most, share, trips)

        by_workers(search_some, workers)

    positions = len(problem.supply.pattern)
    steps = 1 + _STEPS_PER_POSITION * positions + len(problem.access.platform)
    in_chunks(search, shape[1], steps, progress)
    return trips


@kernel
def _search_some(
    problem: Problem, bounds: Int64Array, share: tuple[int, int, int], trips: Trips
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
            bound = bounds[origin, end]
            count = first_options(problem, origin, bound, egress, labels, options)
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
            _take_means(sums, rate, mark, rules.first_ms, rules.first_worth, rules.legs)
            trips.cost[origin, end] = pooled(rules.first, rate, whole)
            trips.mean[origin, end] = divided(whole, rate)
            trips.rate[origin, end] = rate


@kernel
def new_options(supply: Supply) -> Options:
    """Return room for the options of one origin."""
    positions = len(supply.pattern)
    patterns = np.int64(0)
    for pattern in supply.pattern:
        patterns = max(patterns, np.int64(pattern) + 1)
    return Options(
        np.empty(positions, np.int64),
        np.empty(positions, np.int32),
        np.empty(positions, np.int32),
        np.zeros(patterns, np.int32),
        np.empty(len(supply.room_first) - 1, np.int64),
    )


@kernel
def note_least(supply: Supply, labels: Labels, options: Options) -> None:
    """Fill what boarding at each platform costs at least."""
    for platform in range(len(options.least)):
        least = NEVER
        for at in range(supply.at_first[platform], supply.at_first[platform + 1]):
            least = min(least, labels.board[supply.at_positions[at]])
        options.least[platform] = least


@kernel
def first_options(
    problem: Problem,
    origin: int,
    bound: np.int64,
    egress: Egress,
    labels: Labels,
    options: Options,
) -> int:
    """Put the best set of an origin to the front of the options; returns how many there are.

    bound  a set that costs so much or more is none
    """
    supply, access, wait = problem.supply, problem.access, problem.rules.first
    found, most = 0, bound
    for place in range(access.first[origin], access.first[origin + 1]):
        platform = access.platform[place]
        if access.cost[place] >= bound:
            break
        if access.cost[place] + options.least[platform] >= bound:
            continue
        for at in range(supply.at_first[platform], supply.at_first[platform + 1]):
            position = supply.at_positions[at]
            rest, entry = np.int64(labels.board[position]), np.int64(labels.entry[position])
            if access.cost[place] + rest >= bound:
                continue
            if access.km[place] / egress.ratio > supply.entry_km[entry]:
                rest, entry = _farther(supply, position, access.km[place], egress, labels)
            whole = access.cost[place] + rest
            if whole >= bound:
                continue
            options.cost[found] = whole
            options.entry[found] = entry
            options.place[found] = place
            found += 1
            alone = pooled(wait, supply.rate[entry], supply.rate[entry] * whole)
            bound = min(bound, np.int64(alone))
    return _best_set(supply, wait, options, found, most)


@kernel
def _farther(
    supply: Supply, position: int, road_km: float, egress: Egress, labels: Labels
) -> tuple[np.int64, np.int64]:
    """Best of the entries from a position that are worth so long a way by road, and its cost."""
    least, best = NEVER, np.int64(-1)
    for at in range(supply.from_first[position], supply.from_first[position + 1]):
        entry = np.int64(supply.from_entries[at])
        if supply.ride[entry] == NEVER or road_km / egress.ratio > supply.entry_km[entry]:
            continue
        platform = supply.to_platform[entry]
        rest = labels.leave[platform]
        if ends_here(egress, supply, labels, entry):
            rest = egress.cost[platform]
        whole = supply.ride[entry] + rest
        if whole < least:
            least, best = whole, entry
    return least, best


@kernel
def _best_set(supply: Supply, wait: Wait, options: Options, found: int, most: np.int64) -> int:
    """Sort some options and keep the best prefix, of each pattern the best one.

    Returns 0 where it costs `most` or more.
    """
    order = np.argsort(options.cost[:found], kind="mergesort")
    cost, entry = options.cost[:found][order], options.entry[:found][order]
    place = options.place[:found][order]
    best, count, held = np.int64(most), 0, 0
    rate, whole = np.int64(0), np.int64(0)
    for at in range(found):
        if cost[at] >= best:
            break
        pattern = supply.pattern[supply.from_position[entry[at]]]
        if options.seen[pattern] != 0:
            continue
        options.seen[pattern] = 1
        options.cost[held], options.entry[held] = cost[at], entry[at]
        options.place[held] = place[at]
        held += 1
        rate += supply.rate[entry[at]]
        whole += supply.rate[entry[at]] * cost[at]
        least = np.int64(pooled(wait, rate, whole))
        if least < best:
            best, count = least, held
    for at in range(held):
        options.seen[supply.pattern[supply.from_position[options.entry[at]]]] = 0
    return count


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
