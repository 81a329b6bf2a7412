"""What trips by optimal strategies take, part by part.

What a trip takes of time, money or anything else is the mean over the options of its sets, by their
rates; parts of the time are rounded so that they add up to the whole. Only what somebody takes is
added up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.first_options import Options
from transnet.kernels.strategies.optimal import Supply, divided, ends_here, pooled
from transnet.kernels.strategies.problem import (
    Layers,
    Onward,
    Problem,
    Sums,
    Values,
    Waiting,
    fill_way,
)


class Trips(NamedTuple):
    """The trips from each origin to each destination.

    cost    int64[o, d], with waits and displacement; NEVER where one can't ride
    values  int64[o, d, c]
    """

    cost: Int64Array
    values: Int64Array


class Chosen(NamedTuple):
    """What an origin boards first.

    size     how many options are in the best set
    layer    of `Layers`, that they lead into
    waiting  for the first of them
    """

    options: Options
    size: int
    layer: int
    waiting: Waiting


@kernel
def new_sums(shape: tuple[int, int, int]) -> Sums:
    """Return room for a number of platforms, of values, and of legs among these."""
    return Sums(
        np.empty((shape[0], shape[1]), np.int64),
        np.zeros(shape[0], np.bool_),
        np.empty(shape[2], np.int64),
        np.empty(2 * shape[0] + 1, np.int32),
        np.empty(shape[1], np.int64),
        np.empty(shape[1], np.int64),
    )


@borrowing
def add_up_trip(
    problem: Problem, layers: Layers, chosen: Chosen, place: tuple[int, int], trips: Trips
) -> None:
    """Fill the trip from an origin to a destination, by the first options that are chosen."""
    supply, values, access = problem.supply, problem.values, problem.access
    options, onward, sums = chosen.options, layers[chosen.layer], trips.values[place]
    rate, whole = np.int64(0), np.int64(0)
    for at in range(chosen.size):
        entry, row = options.entry[at], options.place[at]
        weight = supply.rate[entry]
        rate += weight
        whole += weight * options.cost[at]
        if not ends_here(onward.egress, supply, onward.labels, entry):
            add_up_onward(problem, layers, chosen.layer, supply.to_platform[entry])
        fill_way(access.by_road, access.platform[row], access.way[row], onward.sums.before)
        _add_option(supply, values, onward, entry, onward.sums.before, sums)
    _take_means(sums, rate, chosen.waiting, onward.sums.left)
    trips.cost[place] = pooled(chosen.waiting.wait, rate, whole)


@borrowing
def add_up_onward(problem: Problem, layers: Layers, layer: Index, platform: Index) -> None:
    """Fill what it takes to go on by another ride from a platform, and from all that this needs.

    Each step leads to a platform that was settled before, so the stack holds each but once.
    """
    stack, platforms = layers[0].sums.stack, len(layers[0].labels.leave)
    stack[0], height = layer * platforms + platform, 1
    while height > 0:
        here, at = stack[height - 1] // platforms, stack[height - 1] % platforms
        needed = -1
        if not layers[here].sums.is_known[at]:
            needed = _first_needed(problem, layers, here, at)
        if needed >= 0:
            stack[height] = needed
            height += 1
            continue
        if not layers[here].sums.is_known[at]:
            _add_up_set(problem, layers, here, at)
            layers[here].sums.is_known[at] = True
        height -= 1


@step
def set_at(layers: Layers, layer: Index, platform: Index) -> tuple[int, int, bool]:
    """Return which layer the set at a platform leads into, its size, and whether it is planned."""
    planned = layers[layer].labels.plans[platform]
    if planned > 0:
        return 1, int(planned), True
    return int(layer), int(layers[layer].labels.counts[platform]), False


@step
def _first_needed(problem: Problem, layers: Layers, layer: Index, platform: Index) -> int:
    """Return a platform that the set at another needs and that isn't known; -1 where all are.

    Platforms of the second layer are counted on behind those of the first.
    """
    supply = problem.supply
    to, count, _ = set_at(layers, layer, platform)
    onward = layers[to]
    labels, first = onward.labels, supply.room_first[platform]
    for at in range(first, first + count):
        entry = labels.entry[supply.slot_position[labels.slots[at]]]
        end = supply.to_platform[entry]
        known = onward.sums.is_known[end]
        if not known and not ends_here(onward.egress, supply, labels, entry):
            return int(to * len(labels.leave) + end)
    return -1


@step
def _add_up_set(problem: Problem, layers: Layers, layer: Index, platform: Index) -> None:
    """Fill what it takes to change at a platform to the first departure of the set there."""
    to, count, planned = set_at(layers, layer, platform)
    supply, values, onward = problem.supply, problem.values, layers[to]
    labels, sums = onward.labels, layers[layer].sums.by_ride[platform]
    sums[:] = 0
    rate, first = np.int64(0), supply.room_first[platform]
    for at in range(first, first + count):
        slot = labels.slots[at]
        entry = labels.entry[supply.slot_position[slot]]
        rate += supply.rate[entry]
        _add_option(supply, values, onward, entry, values.links[supply.slot_link[slot]], sums)
    waiting = problem.rules.planned if planned else problem.rules.later
    _take_means(sums, rate, waiting, onward.sums.left)


@step
def _add_option(
    supply: Supply,
    values: Values,
    onward: Onward,
    entry: Index,
    before: Int64Array,
    sums: Int64Array,
) -> None:
    """Add what an option takes by its rate, and bear its mark.

    before  int64[c], what comes before its ride
    """
    weight, platform = supply.rate[entry], supply.to_platform[entry]
    last = ends_here(onward.egress, supply, onward.labels, entry)
    amounts, after = len(sums) - 1, onward.sums.after
    if last:
        fill_way(onward.by_road, platform, platform, after)
    for c in range(len(sums)):
        rest = after[c] if last else onward.sums.by_ride[platform, c]
        part = before[c] + values.entries[entry, c] + rest
        if c < amounts:
            sums[c] += weight * part
        else:
            sums[c] = max(sums[c], part)


@borrowing
def _take_means(sums: Int64Array, rate: Index, waiting: Waiting, left: Int64Array) -> None:
    """Turn sums of rate * value into means, and add what the wait before is worth.

    The first ones, without the wait, add up to the mean of their sum: what rounding down leaves
    goes to those that lost most, of equals to the first. The last, a mark, stays as it is.

    left  int64[legs], room to work in
    """
    legs, amounts = len(left), len(sums) - 1
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
    for c in range(legs, amounts):
        sums[c] = divided(sums[c], rate)
    waited = pooled(waiting.wait_ms, rate, whole) - mean
    for c in range(amounts):
        sums[c] += np.int64(np.rint(waiting.worth[c] * waited))
