"""The options of an origin: what a traveller may board first, and the best set of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Int32Array, Int64Array
from transnet.kernels._jit import kernel
from transnet.kernels.strategies.optimal import (
    NEVER,
    Egress,
    Labels,
    Supply,
    Wait,
    ends_here,
    pooled,
)

_NEARLY = 8  # an eighth longer


class Access(NamedTuple):
    """How one gets from an origin to the platforms that it can board at, before the wait.

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


class Pools(NamedTuple):
    """Which places of `Access` a traveller chooses between before he knows what departs first.

    Departures of one pool are one set, and of the pools the one with the best set is taken; of
    equals the first.

    first   int32[o + 1], pools of origin i: those from first[i] to first[i + 1]
    begins  int32[pools + 1], places of a pool: place[begins[g]:begins[g + 1]]
    place   int32[a], rows of `Access`, the nearest of each pool first
    """

    first: Int32Array
    begins: Int32Array
    place: Int32Array


class First(NamedTuple):
    """How the first departure is chosen.

    pools          whose departures are one set
    wait, wait_ms  for it, in the cost and in milliseconds
    worth          float64[c], what a millisecond of it adds to each value
    """

    pools: Pools
    wait: Wait
    wait_ms: Wait
    worth: FloatArray


class Rules(NamedTuple):
    """How waits after a change count, and what is added up.

    later, later_ms  wait for the next departure, in the cost and in milliseconds
    later_worth      float64[c], what a millisecond of it adds to each value
    ratio            longest way by road next to a ride over the km of the ride
    legs             how many of the c values are parts of the time: the first ones
    """

    later: Wait
    later_ms: Wait
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
    """All but the first departure: what runs, what it takes, both ends, and the rules."""

    supply: Supply
    values: Values
    access: Access
    ends: Ends
    rules: Rules


class Onward(NamedTuple):
    """What is known of a destination: ways by road to it, and labels."""

    egress: Egress
    labels: Labels


class Options(NamedTuple):
    """Room for the options of one origin.

    cost, entry, place  the best set, the best option first: cost, entry, and place in `Access`
    of_pattern  int64[patterns], least cost of each pattern that is found; NEVER for others
    entry_of, place_of  int32[patterns], what it takes
    found, many  int32[patterns], int32[1]: patterns that are found, and how many
    least   int64[q], least cost from boarding at a platform on
    """

    cost: Int64Array
    entry: Int32Array
    place: Int32Array
    of_pattern: Int64Array
    entry_of: Int32Array
    place_of: Int32Array
    found: Int32Array
    many: Int32Array
    least: Int64Array


@kernel
def new_options(supply: Supply) -> Options:
    """Return room for the options of one origin."""
    patterns = np.int64(0)
    for pattern in supply.pattern:
        patterns = max(patterns, np.int64(pattern) + 1)
    return Options(
        np.empty(patterns, np.int64),
        np.empty(patterns, np.int32),
        np.empty(patterns, np.int32),
        np.full(patterns, NEVER, np.int64),
        np.empty(patterns, np.int32),
        np.empty(patterns, np.int32),
        np.empty(patterns, np.int32),
        np.zeros(1, np.int32),
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
    problem: Problem, first: First, trip: tuple[int, int], onward: Onward, options: Options
) -> int:
    """Put the best set of an origin to the front of the options; returns how many there are.

    trip  the origin, and what is no set if it costs so much or more
    """
    origin, least, count = trip[0], np.int64(trip[1]), 0
    for pool in range(first.pools.first[origin], first.pools.first[origin + 1]):
        _look_around(problem, first, (pool, least), onward, options)
        found, cost = _best_set(problem.supply, first.wait, options, least)
        if found > 0:
            count, least = found, cost
    return count


@kernel
def _look_around(
    problem: Problem, first: First, pool: tuple[int, np.int64], onward: Onward, options: Options
) -> None:
    """Note what can be boarded at the places of a pool, as far as it is of use.

    pool  which one, and what is no set if it costs so much or more
    """
    access, places = problem.access, first.pools.place
    begin, end = first.pools.begins[pool[0]], first.pools.begins[pool[0] + 1]
    options.many[0] = 0
    best, limit = places[begin], pool[1]
    for nth in range(begin, end):
        place = places[nth]
        whole = access.cost[place] + options.least[access.platform[place]]
        if whole < access.cost[best] + options.least[access.platform[best]]:
            best = place
    # The best place first: what it takes keeps most of the others from being looked at.
    for nth in range(begin - 1, end):
        place = best if nth < begin else places[nth]
        if nth >= begin and place == best:
            continue
        if access.cost[place] + options.least[access.platform[place]] < limit:
            limit = _look_at(problem, first.wait, (place, limit), onward, options)


@kernel
def _look_at(
    problem: Problem, wait: Wait, place: tuple[int, np.int64], onward: Onward, options: Options
) -> np.int64:
    """Note what can be boarded at one place; returns the limit as it is then.

    place  which one, and the limit: no option that costs so much is of use, for the wait for a
           single one is no longer
    """
    supply, access, labels = problem.supply, problem.access, onward.labels
    row, limit = place
    platform, so_far = access.platform[row], access.cost[row]
    for at in range(supply.at_first[platform], supply.at_first[platform + 1]):
        position = supply.at_positions[at]
        pattern = supply.pattern[position]
        most = min(limit, options.of_pattern[pattern])
        rest, entry = np.int64(labels.board[position]), np.int64(labels.entry[position])
        if so_far + rest >= most:
            continue
        if access.km[row] / onward.egress.ratio > supply.entry_km[entry]:
            rest, entry = _farther(supply, position, access.km[row], onward)
            if so_far + rest >= most:
                continue
        if options.of_pattern[pattern] == NEVER:
            options.found[options.many[0]] = pattern
            options.many[0] += 1
        options.of_pattern[pattern] = so_far + rest
        options.entry_of[pattern], options.place_of[pattern] = entry, row
        rate = supply.rate[entry]
        limit = min(limit, np.int64(pooled(wait, rate, rate * (so_far + rest))))
    return limit


@kernel
def _farther(
    supply: Supply, position: int, road_km: float, onward: Onward
) -> tuple[np.int64, np.int64]:
    """Best of the entries from a position that are worth so long a way by road, and its cost."""
    egress, labels = onward
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
def _best_set(
    supply: Supply, wait: Wait, options: Options, bound: np.int64
) -> tuple[int, np.int64]:
    """Sort the options that are found and put the best prefix to the front, if it costs less.

    Returns how many there are and what they cost; 0 and the bound where they cost as much or more.
    Forgets what was found of each pattern.
    """
    found, kept = options.many[0], 0
    within = min(_cost_of_near(supply, wait, options), bound)
    costs = np.empty(found, np.int64)
    for at in range(found):
        pattern = options.found[at]
        if options.of_pattern[pattern] <= within:
            options.found[kept] = pattern
            costs[kept] = options.of_pattern[pattern]
            kept += 1
        options.of_pattern[pattern] = NEVER
    order = np.argsort(costs[:kept], kind="mergesort")
    best, count = bound, 0
    rate, whole = np.int64(0), np.int64(0)
    for at in range(kept):
        cost, entry = costs[order[at]], options.entry_of[options.found[order[at]]]
        if cost >= best:
            break
        rate += supply.rate[entry]
        whole += supply.rate[entry] * cost
        least = np.int64(pooled(wait, rate, whole))
        if least < best:
            best, count = least, at + 1
    for at in range(count):
        pattern = options.found[order[at]]
        options.cost[at], options.entry[at] = costs[order[at]], options.entry_of[pattern]
        options.place[at] = options.place_of[pattern]
    return count, best


@kernel
def _cost_of_near(supply: Supply, wait: Wait, options: Options) -> np.int64:
    """Cost of the set of all options that are nearly as good as the best: no better set costs more.

    So what takes longer needs no sorting.
    """
    found, least = options.many[0], NEVER
    for at in range(found):
        least = min(least, options.of_pattern[options.found[at]])
    rate, whole = np.int64(0), np.int64(0)
    for at in range(found):
        pattern = options.found[at]
        cost = options.of_pattern[pattern]
        if cost <= least + least // _NEARLY:
            of_option = supply.rate[options.entry_of[pattern]]
            rate += of_option
            whole += of_option * cost
    return np.int64(pooled(wait, rate, whole)) if rate > 0 else NEVER
