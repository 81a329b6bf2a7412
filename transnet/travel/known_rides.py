"""Trips of a state taken from a known one, as far as nothing that differs can matter to them.

A trip is the best of all strategies. Where no strategy that costs as much or less takes anything
that differs between two states, the same one is the best in both. Whether one does is found by a
bound from below. Of the things that differ and that it takes, look at one after which it takes
none: from there on it costs what it did in the known state, or more. Up to there it costs the
fastest way over whatever is open in one of the two states, without any wait, or more. Where both
together cost more than the known trip, it isn't taken; where there was no trip, more than was
allowed. Where in doubt, a destination is searched for anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.strategies.departures import (
    Least,
    Nearest,
    all_trips,
    find_trips,
    no_least,
)
from transnet.kernels.strategies.lower_bounds import (
    Hops,
    compare_access,
    compare_ends,
    entries_differ,
    least_onward,
    rows_differ,
    shorten,
)
from transnet.kernels.strategies.optimal import NEVER, Supply
from transnet.kernels.strategies.problem import Access, ByRoad, Ends, Problem
from transnet.kernels.strategies.sums import Trips
from transnet.kernels.strategies.trip_tables import take_over
from transnet.kernels.strategies.within_reach import within_reach
from transnet.model.network import BoolArray
from transnet.routing.csr import build_csr
from transnet.supply.supply_tables import SupplyTables

_KEPT = 4
_MANY = 0.5  # of the trips anew: then all are, and the state is one more known one
_LOOSE = 75  # percent of the fastest ways that keep a search from nothing close
_DEARER = 20  # trips that cost more than before are first sought up to a twentieth more
_FEW = 0.25  # of the trips of a known state asked about: then a state isn't worth to be known
_FEW_OF_ALL = 0.02  # of all pairs asked about: looking for them takes less than making them known
_ENDS_OF_WAYS = ("position_platform", "from_position", "to_platform", "link_from", "link_first")
_BY_ROAD = ("cost", "km", "leg_km", "by_road")

Int64Array = npt.NDArray[np.int64]
_NO_VALUES: Int64Array = np.zeros((0, 0), dtype=np.int64)
_Things = tuple[Int64Array, Int64Array]
"""What differs, k things: cost up to each, int64[k, o], and from there on, int64[k, d]."""


@dataclass(frozen=True, eq=False)
class _Known:
    """Trips that were searched for from nothing, what they were made from, and least labels.

    origin  row of the one place that all of them start from; None for those from all places
    """

    problem: Problem
    bounds: Int64Array
    trips: Trips
    least: Least
    origin: int | None


class _Either(NamedTuple):
    """Cells of a table of two states: the less of both, and whether anything differs."""

    least: Int64Array
    differs: BoolArray


class _Anew(NamedTuple):
    """What is searched for anew: bool[o, d], and what keeps that close, over two states."""

    pairs: BoolArray
    nearest: Nearest


def known_trips(
    tables: SupplyTables, problem: Problem, bounds: Int64Array, origin: int | None = None
) -> Trips:
    """Return what `all_trips` does, the same bytes; nobody may change it.

    tables  of the topology: there the first state that was searched from nothing is kept, and a few
    origin  row of the one place that all trips start from; None for trips from all places
    """
    name = "rides", problem.rules.plans, problem.ends.cost.shape
    known = [each for _, each in tables.newest(name) if each.origin == origin]
    best = _nearest(known, problem)
    anew = None if best is None else _differs(tables, best, problem, bounds)
    if best is None or anew is None or _is_worth_knowing(best, anew, bounds):
        least = no_least(problem)
        nearest = _loosely(fastest_ways(tables, problem.supply, problem.access))
        found = all_trips(problem, bounds, least=least, nearest=nearest)
        tables.keep(name, _Known(problem, bounds, found, least, origin), _KEPT)
        return found
    # What was a trip is none where less is allowed now.
    stays = (best.trips.cost < bounds) & ~anew.pairs
    if not anew.pairs.any() and (stays == (best.trips.cost < NEVER)).all():
        return best.trips
    trips = Trips(*map(np.empty_like, best.trips))
    take_over(best.trips, stays, trips)
    _search_anew(problem, bounds, (anew, best.trips.cost), trips)
    return trips


def _is_worth_knowing(best: _Known, anew: _Anew, bounds: Int64Array) -> bool:
    """Return whether a state is searched from nothing though one like it is known.

    To stops nothing bounds a ride but what it took before: from nothing it takes ten times as long.
    """
    asked = int((bounds > 0).sum())
    few = asked < _FEW * (best.bounds > 0).sum() or asked < _FEW_OF_ALL * bounds.size
    return best.origin is None and not few and anew.pairs.sum() > _MANY * asked


def _loosely(nearest: Nearest) -> Nearest:
    """Return what keeps a search from nothing close whose labels are to bound other states' trips.

    What a way there leaves no use for gets no label. As other states have faster ways and new ones,
    labels that are known by the bare limit would have nearly all of their trips looked for.
    """
    return Nearest(*(np.where(way < NEVER, way * _LOOSE // 100, 0) for way in nearest))


def _search_anew(
    problem: Problem, bounds: Int64Array, known: tuple[_Anew, Int64Array], trips: Trips
) -> None:
    """Fill trips that may differ: those that cost no more than before, hardly more, then the rest.

    known  which they are, and what they cost in the known state, int64[o, d]
    The closer the bound, the less is searched: half as long as up to a twentieth more.
    """
    (pairs, nearest), cost = known
    for dearer in (cost + 1, cost + cost // _DEARER + 1, bounds):
        most = np.where(pairs, np.minimum(bounds, dearer), 0)
        find_trips(problem, most, nearest, trips)
        pairs = pairs & (trips.cost >= NEVER) & (most < bounds)
        if not pairs.any():
            return


def _nearest(known: list[_Known], problem: Problem) -> _Known | None:
    """Return what differs in the fewest rides and ways by road of all that can be compared."""

    def differing(each: _Known) -> int:
        old = each.problem
        ways = (old.access.cost, problem.access.cost), (old.ends.cost, problem.ends.cost)
        pairs = (
            (old.supply.ride, problem.supply.ride),
            (old.supply.rate, problem.supply.rate),
            *ways,
        )
        return sum(_count(*pair) for pair in pairs)

    return min(
        (each for each in known if comparable(each.problem, problem)), key=differing, default=None
    )


def _count(one: Int64Array, other: Int64Array) -> int:
    """Return how many numbers differ; of arrays of two lengths, all."""
    if one is other:
        return 0
    return int(np.count_nonzero(one != other)) if one.shape == other.shape else one.size


def comparable(old: Problem, new: Problem) -> bool:
    """Return whether two problems differ at most in what runs, ways by road, and what they take."""
    same_lines = all(
        getattr(old.supply, name) is getattr(new.supply, name)
        for name in ("pattern", "link_from", "slot_position")
    )
    ways = (
        (getattr(old.ends, name), getattr(new.ends, name))
        for name in Ends._fields
        if name not in _BY_ROAD
    )
    rules = [(problem.rules, *(each.waiting for each in problem.starts)) for problem in (old, new)]
    return same_lines and _same(*rules) and all(_same(*each) for each in ways)


def _same(one: Any, other: Any) -> bool:
    """Return whether two numbers, arrays, or lists of such are the same."""
    if isinstance(one, np.ndarray):
        return one is other or np.array_equal(one, other)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _differs(tables: SupplyTables, known: _Known, problem: Problem, bounds: Int64Array) -> _Anew:
    """Return which trips may differ."""
    old, least = known.problem, known.least
    none_yet = known.trips.cost >= NEVER
    found = np.ascontiguousarray((none_yet & (bounds > known.bounds)).T)
    found |= old.ends.leg_km != problem.ends.leg_km
    most = np.where(none_yet, known.bounds - 1, known.trips.cost)
    most = np.ascontiguousarray(np.minimum(most, bounds - 1).T)
    access = tables.made(_either_access, old.access, problem.access, len(old.supply.least_km))
    both = old.supply, problem.supply
    fastest = tables.made(_fastest, tables, both, old.access, access)
    ends = tables.made(_either_end, old.ends, problem.ends)
    for start, rest in (
        _by_way(access, least),
        _by_entry((old, problem), fastest, ends, least),
        _by_link((old, problem), fastest, least),
        _by_end(ends, fastest),
    ):
        within_reach(np.ascontiguousarray(start), np.ascontiguousarray(rest), most, found)
    return _Anew(found.T & (bounds > 0), fastest)


def _by_way(access: _Either, least: Least) -> _Things:
    """Return ways to platforms that differ."""
    at = np.flatnonzero(access.differs.any(axis=0))
    ways = np.where(access.differs[:, at], access.least[:, at], NEVER)
    return ways.T, least.board[:, at].T


def _by_entry(
    both: tuple[Problem, Problem], fastest: Nearest, ends: _Either, least: Least
) -> _Things:
    """Return entries of rides that differ, those that are boarded at one platform together."""
    old, new = both
    rides, values = (old.supply.ride, new.supply.ride), (old.values.entries, new.values.entries)
    if values[0] is values[1]:
        values = (_NO_VALUES, _NO_VALUES)
    entries = entries_differ((old.supply.rate, new.supply.rate), rides, values)
    ride = np.minimum(*(each[entries] for each in rides))
    start = old.supply.position_platform[old.supply.from_position[entries]]
    order = np.argsort(start, kind="stable")
    entries, start, ride = entries[order], start[order], ride[order]
    is_first = np.diff(start, prepend=-1) != 0
    groups, to = np.cumsum(is_first) - 1, old.supply.to_platform[entries]
    rest = least_onward(groups.astype(np.int32), ride, to, (ends.least, least.leave))
    return fastest.board[:, start[is_first]].T, rest


def _by_link(both: tuple[Problem, Problem], fastest: Nearest, least: Least) -> _Things:
    """Return links that differ."""
    old, new = both
    cost = np.minimum(old.supply.link_cost, new.supply.link_cost)
    differs = (old.supply.link_cost != new.supply.link_cost) & (cost < NEVER)
    if old.values.links is not new.values.links:
        differs |= rows_differ(old.values.links, new.values.links) & (cost < NEVER)
    at, start, end = np.flatnonzero(differs), old.supply.link_from, link_ends(old.supply)
    return fastest.leave[:, start[at]].T, (least.board[:, end[at]] + cost[at]).T


def _by_end(ends: _Either, fastest: Nearest) -> _Things:
    """Return ways from platforms that differ."""
    at = np.flatnonzero(ends.differs.any(axis=0))
    return fastest.leave[:, at].T, np.where(ends.differs[:, at], ends.least[:, at], NEVER).T


def link_ends(supply: Supply) -> Int32Array:
    """Return the platform that each link leads to, int32[l]."""
    counts = np.diff(supply.link_first)
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _either_end(old: Ends, new: Ends) -> _Either:
    if old.cost is new.cost:
        return _Either(new.cost, np.zeros(new.cost.shape, dtype=np.bool_))
    either = _Either(np.empty_like(new.cost), np.empty(new.cost.shape, dtype=np.bool_))
    compare_ends(old, new, _unlike_steps(old.by_road, new.by_road), *either)
    return either


def _either_access(old: Access, new: Access, platforms: int) -> _Either:
    """Return the ways to platforms of two states, [o, q]."""
    shape = len(new.first) - 1, platforms
    either = _Either(np.full(shape, NEVER, dtype=np.int64), np.zeros(shape, dtype=np.bool_))
    compare_access(old, new, _unlike_steps(old.by_road, new.by_road), *either)
    return either


def _unlike_steps(old: ByRoad, new: ByRoad) -> BoolArray:
    """Return platforms whose step takes something else, bool[q]; all where roads take other things.

    Then ways can't be held against each other.
    """
    if not np.array_equal(old.used, new.used):
        return np.ones(len(new.steps), dtype=np.bool_)
    return rows_differ(old.steps, new.steps)


def _fastest(
    tables: SupplyTables, both: tuple[Supply, Supply], known: Access, access: _Either
) -> Nearest:
    """Return what one gets to from each origin over all that is open in one of two states.

    known   ways to platforms in the first of them
    access  the same in one of both
    """
    ways = tables.made(_ways, *(getattr(both[0], name) for name in _ENDS_OF_WAYS))
    times = tables.made(_times, ways, both[0], known).copy()
    before, now = (tables.made(_cost, ways, each.ride, each.link_cost) for each in both)
    cost = np.minimum(before, now)
    faster = np.flatnonzero(cost < before).astype(np.int32)
    hops = Hops(ways.first, ways.head, cost)
    shorten(times, access.least, hops, (ways.tail[faster], faster))
    return Nearest(*map(np.ascontiguousarray, np.split(times, 2, axis=1)))


def fastest_ways(tables: SupplyTables, supply: Supply, access: Access) -> Nearest:
    """Return what one gets to from each origin in one state, without any wait."""
    ways = tables.made(_ways, *(getattr(supply, name) for name in _ENDS_OF_WAYS))
    times = tables.made(_times, ways, supply, access)
    return Nearest(*map(np.ascontiguousarray, np.split(times, 2, axis=1)))


class _Ways(NamedTuple):
    """Rides and changes between platforms, as `Hops`.

    tail   int32[h], where each begins
    order  int64[h], which of the pairs of platforms that rides join, and behind them of the links
    entries, pairs  int64[e], entries by the pair that they join, and the first of each pair
    """

    first: Int32Array
    head: Int32Array
    tail: Int32Array
    order: Int64Array
    entries: npt.NDArray[np.intp]
    pairs: npt.NDArray[np.intp]


def _ways(
    platform: Int32Array,
    from_position: Int32Array,
    to_platform: Int32Array,
    link_from: Int32Array,
    link_first: Int32Array,
) -> _Ways:
    start, platforms = platform[from_position], len(link_first) - 1
    entries = np.lexsort((to_platform, start))
    start, end = start[entries], to_platform[entries]
    pairs = np.flatnonzero(np.diff(start, prepend=-1) | np.diff(end, prepend=-1))
    link_to = np.repeat(np.arange(platforms), np.diff(link_first))
    tails = np.concatenate([start[pairs], platforms + link_from]).astype(np.int32)
    heads = np.concatenate([platforms + end[pairs], link_to]).astype(np.int32)
    graph = build_csr(2 * platforms, tails, heads)
    return _Ways(graph.indptr, graph.heads, tails[graph.order], graph.order, entries, pairs)


def _cost(ways: _Ways, ride: Int64Array, link_cost: Int64Array) -> Int64Array:
    if len(ways.pairs):
        ride = np.minimum.reduceat(ride[ways.entries], ways.pairs)
    found: Int64Array = np.concatenate([ride, link_cost])[ways.order]
    return found


def _times(ways: _Ways, supply: Supply, access: Access) -> Int64Array:
    """Return the fastest ways in one state, int64[o, 2 q]."""
    shape = len(access.first) - 1, len(ways.first) - 1
    times, least = np.full(shape, NEVER), np.full((shape[0], shape[1] // 2), NEVER)
    alike = np.zeros(shape[1] // 2, dtype=np.bool_)
    compare_access(access, access, alike, least, np.zeros(least.shape, dtype=np.bool_))
    none = np.zeros(0, dtype=np.int32)
    hops = Hops(ways.first, ways.head, _cost(ways, supply.ride, supply.link_cost))
    shorten(times, least, hops, (none, none))
    return times
