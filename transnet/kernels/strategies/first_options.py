"""The options of an origin: what a traveller may board first, and the best set of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.egress import Egress
from transnet.kernels.strategies.optimal import (
    NEVER,
    Labels,
    Supply,
    Wait,
    ends_here,
    pooled,
)
from transnet.kernels.strategies.problem import Access, Onward, Pools, Problem, Start

_NEARLY = 8  # an eighth longer
_FARTHER = np.int64(4) * NEVER  # than any place that is of use


class Options(NamedTuple):
    """Room for the options of one origin.

    cost, entry, place  the best set, the best option first: cost, entry, and place in `Access`
    of_pattern  int64[patterns], least cost of each pattern that is found; NEVER for others
    entry_of, place_of  int32[patterns], what it takes
    found   int32[patterns], patterns that are found
    sorted  int64[patterns], costs of those, once they are in order
    least   int64[q], least cost from boarding at a platform on
    fewest  int64[1], the least of these
    nearest  int64[a], the same from the origin on, by places in the order of the pools; of a pool's
           places those from _FARTHER on are of no use
    of_pool  int64[pools], least of those of a pool, with the least wait there
    """

    cost: Int64Array
    entry: Int32Array
    place: Int32Array
    of_pattern: Int64Array
    entry_of: Int32Array
    place_of: Int32Array
    found: Int32Array
    sorted: Int64Array
    least: Int64Array
    fewest: Int64Array
    nearest: Int64Array
    of_pool: Int64Array


@kernel
def new_options(supply: Supply, access: Access) -> Options:
    """Return room for the options of one origin."""
    patterns, places = np.int64(0), len(access.platform)
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
        np.empty(patterns, np.int64),
        np.empty(len(supply.room_first) - 1, np.int64),
        np.empty(1, np.int64),
        np.empty(places, np.int64),
        np.empty(places, np.int64),
    )


@borrowing
def note_least(supply: Supply, labels: Labels, options: Options) -> None:
    """Fill what boarding at each platform costs at least."""
    options.fewest[0] = NEVER
    for platform in range(len(options.least)):
        options.least[platform] = NEVER
        if labels.reached[platform] > 0:
            first = labels.ordered[supply.at_first[platform]]
            options.least[platform] = labels.board[first]
            options.fewest[0] = min(options.fewest[0], labels.board[first])


@borrowing
def first_options(
    problem: Problem, start: Start, trip: tuple[int, np.int64], onward: Onward, options: Options
) -> tuple[int, np.int64]:
    """Put the best set of an origin to the front of the options.

    trip     the origin, and what is no set if it costs so much or more
    returns  how many options there are, and what they cost: as much as is no set where there are 0
    """
    pools, least = start.pools, np.int64(trip[1])
    begin, end = pools.first[trip[0]], pools.first[trip[0] + 1]
    if begin == end:
        return 0, least
    best = _look_out(problem.access, pools, (begin, end, least), options)
    bounds = onward.egress.leg_km[trip[0]], onward.egress.is_near[trip[0]]
    chosen, count = best, 0
    # The nearest pool first: what it takes keeps most of the others from being looked at.
    for nth in range(begin - 1, end):
        pool = best if nth < begin else nth
        bound = least + 1 if count > 0 and pool < chosen else least
        if options.of_pool[pool] >= bound or (nth >= begin and pool == best):
            continue
        found = _look_around(problem, start, (pool, bound, *bounds), onward, options)
        size, cost = _best_set(problem.supply, start.waiting.wait, found, bound, options)
        if size > 0:
            chosen, least, count = pool, cost, size
    return count, least


@step
def _look_out(
    access: Access, pools: Pools, of_origin: tuple[int, int, np.int64], options: Options
) -> int:
    """Fill what a ride takes at least, by places and by pools; returns the best pool of some.

    of_origin  first of the pools, where they end, and what is no set if it costs so much or more
    """
    best, far = of_origin[0], of_origin[2] - options.fewest[0]
    for pool in range(of_origin[0], of_origin[1]):
        of_pool = 2 * NEVER
        options.of_pool[pool] = of_pool
        if pools.nearest[pool] + pools.least_wait[pool] >= far:
            continue
        for nth in range(pools.begins[pool], pools.begins[pool + 1]):
            place = pools.place[nth]
            if access.cost[place] >= far:
                options.nearest[nth] = _FARTHER
                break
            whole = access.cost[place] + options.least[access.platform[place]]
            options.nearest[nth] = whole
            of_pool = min(of_pool, whole)
        options.of_pool[pool] = of_pool + pools.least_wait[pool]
        if options.of_pool[pool] < options.of_pool[best]:
            best = pool
    return int(best)


@step
def _look_around(
    problem: Problem,
    start: Start,
    pool: tuple[int, np.int64, float, bool],
    onward: Onward,
    options: Options,
) -> int:
    """Note what can be boarded at the places of a pool, as far as it is of use.

    pool     which one, what is no set if it costs so much or more, km by road at most, and whether
             the origin lies near
    returns  how many patterns there are
    """
    places, nearest, wait = start.pools.place, options.nearest, start.waiting.wait
    begin, end = start.pools.begins[pool[0]], start.pools.begins[pool[0] + 1]
    best, limit = begin, pool[1]
    for nth in range(begin, end):
        if nearest[nth] >= _FARTHER:
            end = nth
            break
        if nearest[nth] < nearest[best]:
            best = nth
    # The best place first, as above.
    found = _look_at(problem, (places[best], limit, pool[2], pool[3]), 0, onward, options)
    limit = min(limit, _cost_of_near(problem.supply, wait, found, options) + 1)
    for nth in range(begin, end):
        if nearest[nth] < limit and nth != best:
            found = _look_at(
                problem, (places[nth], limit, pool[2], pool[3]), found, onward, options
            )
    return found


@step
def _look_at(
    problem: Problem,
    place: tuple[int, np.int64, float, bool],
    found: int,
    onward: Onward,
    options: Options,
) -> int:
    """Note what can be boarded at one place; returns how many patterns are found then.

    place  which one, the cost from which on an option is of no use, km by road at most, and whether
           the origin lies near
    """
    supply, access, labels = problem.supply, problem.access, onward.labels
    row, limit, leg_km, is_near = place
    if access.km[row] > leg_km:
        return found
    so_far, nearest_km = access.cost[row], access.km[row] / onward.egress.ratio
    near_km = onward.egress.near_km[access.platform[row]]
    if is_near:
        near_km = onward.egress.first_km[access.platform[row]]
    first = supply.at_first[access.platform[row]]
    for at in range(first, first + labels.reached[access.platform[row]]):
        position = labels.ordered[at]
        rest, entry = np.int64(labels.board[position]), np.int64(labels.entry[position])
        if so_far + rest >= limit:
            break
        pattern = supply.pattern[position]
        known = options.of_pattern[pattern]
        if so_far + rest >= known:
            continue
        if not _may_be_first(supply, onward.egress, entry, (nearest_km, near_km)):
            rest, entry = _other_entry(supply, position, (nearest_km, near_km), onward)
            if so_far + rest >= min(limit, known):
                continue
        if known == NEVER:
            options.found[found] = pattern
            found += 1
        options.of_pattern[pattern] = so_far + rest
        options.entry_of[pattern], options.place_of[pattern] = entry, row
    return found


@step
def _may_be_first(supply: Supply, egress: Egress, entry: np.int64, km: tuple[float, float]) -> bool:
    """Whether a ride is long enough, and doesn't lead away or back.

    km  of the ride at least, and from its end to the destination at most, as the crow flies
    """
    platform = supply.to_platform[entry]
    if km[0] > supply.entry_km[entry] or km[1] <= egress.crow_km[platform]:
        return False
    start = supply.position_platform[supply.from_position[entry]]
    return not (egress.is_bound and egress.back_km[platform] <= egress.from_km[start])


@step
def _other_entry(
    supply: Supply, position: int, km: tuple[float, float], onward: Onward
) -> tuple[np.int64, np.int64]:
    """Best of the entries from a position that may be the first, and its cost; `km` as there."""
    egress, labels = onward.egress, onward.labels
    least, best = NEVER, np.int64(-1)
    for at in range(supply.from_first[position], supply.from_first[position + 1]):
        entry = np.int64(supply.from_entries[at])
        if not _may_be_first(supply, egress, entry, km):
            continue
        platform = supply.to_platform[entry]
        rest = labels.leave[platform]
        if ends_here(egress, supply, labels, entry):
            rest = egress.cost[platform]
        whole = supply.ride[entry] + rest
        if whole < least:
            least, best = whole, entry
    return least, best


@step
def _best_set(
    supply: Supply, wait: Wait, found: int, bound: np.int64, options: Options
) -> tuple[int, np.int64]:
    """Sort the options that are found and put the best prefix to the front, if it costs less.

    Returns how many there are and what they cost; 0 and the bound where they cost as much or more.
    Forgets what was found of each pattern.
    """
    kept = _sort(min(_cost_of_near(supply, wait, found, options), bound), found, options)
    best, count = bound, 0
    rate, whole = np.int64(0), np.int64(0)
    for at in range(kept):
        cost, entry = options.sorted[at], options.entry_of[options.found[at]]
        if cost >= best:
            break
        rate += supply.rate[entry]
        whole += supply.rate[entry] * cost
        least = np.int64(pooled(wait, rate, whole))
        if least < best:
            best, count = least, at + 1
    for at in range(count):
        pattern = options.found[at]
        options.cost[at], options.entry[at] = options.sorted[at], options.entry_of[pattern]
        options.place[at] = options.place_of[pattern]
    return count, best


@step
def _sort(within: np.int64, found: int, options: Options) -> int:
    """Bring the patterns that are found into the order of their costs, as far as these go.

    Returns how many are left. Those that cost the same stay in their order.
    """
    kept = 0
    for each in range(found):
        pattern = options.found[each]
        cost, options.of_pattern[pattern] = options.of_pattern[pattern], NEVER
        if cost > within:
            continue
        at = kept
        while at > 0 and options.sorted[at - 1] > cost:
            options.sorted[at], options.found[at] = options.sorted[at - 1], options.found[at - 1]
            at -= 1
        options.sorted[at], options.found[at] = cost, pattern
        kept += 1
    return kept


@step
def _cost_of_near(supply: Supply, wait: Wait, found: int, options: Options) -> np.int64:
    """Cost of the set of all options that are nearly as good as the best: no better set costs more.

    So what takes longer needs no sorting. NEVER where nothing is found.
    """
    least = NEVER
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
