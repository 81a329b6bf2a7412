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
from transnet.kernels.search.dijkstra import shortest_times
from transnet.kernels.strategies.departures import Least, all_trips, no_least, no_trips
from transnet.kernels.strategies.optimal import NEVER, Supply
from transnet.kernels.strategies.problem import Access, Ends, Problem
from transnet.kernels.strategies.sums import Trips
from transnet.kernels.strategies.within_reach import within_reach
from transnet.model.network import BoolArray
from transnet.routing.csr import build_csr
from transnet.supply.supply_tables import SupplyTables

_KEPT = 4
_FEW = 10  # destinations that are searched for faster than compared
_MANY = 0.9  # of the destinations anew: then all are, and the state is one more known one
_BY_ROAD = ("cost", "km", "leg_km", "values")

Int64Array = npt.NDArray[np.int64]
_Things = tuple[Int64Array, Int64Array]
"""What differs, k things: cost up to each, int64[k, o], and from there on, int64[k, d]."""


@dataclass(frozen=True, eq=False)
class _Known:
    """Trips that were searched for from nothing, what they were made from, and least labels."""

    problem: Problem
    bounds: Int64Array
    trips: Trips
    least: Least


class _Either(NamedTuple):
    """Cells of a table of two states: the less of both, and whether anything differs."""

    least: Int64Array
    differs: BoolArray


class _Fastest(NamedTuple):
    """Cost from each origin without waits, over all that is open in one of two states.

    board, leave  int64[q, o], to where one boards at a platform, and to where one leaves there
    """

    board: Int64Array
    leave: Int64Array


def known_trips(tables: SupplyTables, problem: Problem, bounds: Int64Array) -> Trips:
    """Return what `all_trips` does, the same bytes.

    tables  of the topology: there the first state that was searched from nothing is kept, and a few
    """
    if len(problem.ends.cost) < _FEW:
        return all_trips(problem, bounds)
    name, anew = ("rides", problem.rules.plans), np.ones(0, dtype=np.bool_)
    best = _nearest([known for _, known in tables.newest(name)], problem)
    if best is not None:
        anew = _differs(tables, best, problem, bounds)
    if best is None or anew.mean() > _MANY:
        least = no_least(problem)
        found = all_trips(problem, bounds, least=least)
        tables.keep(name, _Known(problem, bounds, found, least), _KEPT)
        return found
    # What was a trip is none where less is allowed now.
    stays, rows = best.trips.cost < bounds, np.flatnonzero(anew)
    trips = no_trips(best.trips.values.shape)
    np.copyto(trips.cost, best.trips.cost, where=stays)
    np.copyto(trips.values, best.trips.values, where=stays[..., np.newaxis])
    if len(rows):
        some = problem._replace(ends=problem.ends.some(rows))
        for all_of_them, part in zip(trips, all_trips(some, bounds[:, rows]), strict=True):
            all_of_them[:, rows] = part
    return trips


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
        (each for each in known if _comparable(each.problem, problem)), key=differing, default=None
    )


def _count(one: Int64Array, other: Int64Array) -> int:
    """Return how many numbers differ; of arrays of two lengths, all."""
    if one is other:
        return 0
    return int((one != other).sum()) if one.shape == other.shape else one.size


def _comparable(old: Problem, new: Problem) -> bool:
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


def _differs(
    tables: SupplyTables, known: _Known, problem: Problem, bounds: Int64Array
) -> BoolArray:
    """Return to which destinations trips may differ, bool[d]."""
    old, least = known.problem, known.least
    none_yet = known.trips.cost >= NEVER
    found: BoolArray = np.any(none_yet & (bounds > known.bounds), axis=0)
    found |= np.any(old.ends.leg_km != problem.ends.leg_km, axis=1)
    most = np.ascontiguousarray(np.where(none_yet, known.bounds, known.trips.cost).T)
    access = tables.made(_either_access, old.access, problem.access, len(old.supply.least_km))
    fastest = tables.made(_fastest, tables, old.supply, problem.supply, access)
    ends = _either_end(old.ends, problem.ends)
    for start, rest in (
        _by_way(access, least),
        _by_entry((old, problem), fastest, ends, least),
        _by_link((old, problem), fastest, least),
        _by_end(ends, fastest),
    ):
        within_reach(np.ascontiguousarray(start), np.ascontiguousarray(rest), most, found)
    return found


def _by_way(access: _Either, least: Least) -> _Things:
    """Return ways to platforms that differ."""
    at = np.flatnonzero(access.differs.any(axis=0))
    return np.where(access.differs, access.least, NEVER)[:, at].T, least.board[:, at].T


def _by_entry(
    both: tuple[Problem, Problem], fastest: _Fastest, ends: _Either, least: Least
) -> _Things:
    """Return entries of rides that differ, those that are boarded at one platform together."""
    old, new = both
    differs = (old.supply.rate != new.supply.rate) | (old.supply.ride != new.supply.ride)
    differs |= (old.values.entries != new.values.entries).any(axis=1)
    ride = np.minimum(old.supply.ride, new.supply.ride)
    entries = np.flatnonzero(differs & (ride < NEVER))
    start = old.supply.position_platform[old.supply.from_position[entries]]
    order = np.argsort(start, kind="stable")
    entries, start = entries[order], start[order]
    onward = np.minimum(ends.least, least.leave)[:, old.supply.to_platform[entries]]
    first = np.flatnonzero(np.diff(start, prepend=-1))
    rest = np.minimum.reduceat(onward + ride[entries], first, axis=1) if len(first) else onward
    return fastest.board[start[first]], rest.T


def _by_link(both: tuple[Problem, Problem], fastest: _Fastest, least: Least) -> _Things:
    """Return links that differ."""
    old, new = both
    cost = np.minimum(old.supply.link_cost, new.supply.link_cost)
    differs = (old.supply.link_cost != new.supply.link_cost) & (cost < NEVER)
    differs |= (old.values.links != new.values.links).any(axis=1) & (cost < NEVER)
    at, start, end = np.flatnonzero(differs), old.supply.link_from, _link_ends(old.supply)
    return fastest.leave[start[at]], (least.board[:, end[at]] + cost[at]).T


def _by_end(ends: _Either, fastest: _Fastest) -> _Things:
    """Return ways from platforms that differ."""
    at = np.flatnonzero(ends.differs.any(axis=0))
    return fastest.leave[at], np.where(ends.differs, ends.least, NEVER)[:, at].T


def _link_ends(supply: Supply) -> Int32Array:
    """Return the platform that each link leads to, int32[l]."""
    counts = np.diff(supply.link_first)
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _either_end(old: Ends, new: Ends) -> _Either:
    if old.cost is new.cost:
        return _Either(new.cost, np.zeros(new.cost.shape, dtype=np.bool_))
    differs = (old.cost != new.cost) | (old.km != new.km) | (old.values != new.values).any(axis=2)
    return _Either(np.minimum(old.cost, new.cost), differs)


def _either_access(old: Access, new: Access, platforms: int) -> _Either:
    """Return the ways to platforms of two states, [o, q]."""
    shape = len(new.first) - 1, platforms
    least = np.full(shape, NEVER, dtype=np.int64)
    rows = np.full((2, *shape), -1, dtype=np.int64)
    for at, access in zip(rows, (old, new), strict=True):
        origin = np.repeat(np.arange(shape[0]), np.diff(access.first))
        at[origin, access.platform] = np.arange(len(origin))
        least[origin, access.platform] = np.minimum(least[origin, access.platform], access.cost)
    differs = (rows[0] < 0) != (rows[1] < 0)
    in_both = np.nonzero((rows[0] >= 0) & (rows[1] >= 0))
    before, now = rows[0][in_both], rows[1][in_both]
    other = (old.cost[before] != new.cost[now]) | (old.km[before] != new.km[now])
    differs[in_both] = other | (old.values[before] != new.values[now]).any(axis=1)
    return _Either(least, differs)


def _fastest(tables: SupplyTables, old: Supply, new: Supply, access: _Either) -> _Fastest:
    """Search for what one gets to from each origin over all that is open in one of two states."""
    origins, platforms = access.least.shape
    ends, order, first = tables.made(
        _rides, old.position_platform, old.from_position, old.to_platform
    )
    ride = (
        np.minimum.reduceat(np.minimum(old.ride, new.ride)[order], first)
        if len(first)
        else old.ride
    )
    change = np.minimum(old.link_cost, new.link_cost)
    origin, platform = np.nonzero(access.least < NEVER)
    # Where one boards, then where one leaves, then the origins.
    tails = np.concatenate([ends[0], platforms + old.link_from, 2 * platforms + origin])
    heads = np.concatenate([platforms + ends[1], _link_ends(old), platform])
    cost = np.concatenate([ride, change, access.least[origin, platform]]).astype(np.int32)
    graph = build_csr(2 * platforms + origins, tails.astype(np.int32), heads.astype(np.int32))
    sources = np.arange(2 * platforms, 2 * platforms + origins, dtype=np.int32)
    times = shortest_times(graph.indptr, graph.heads, cost[graph.order], sources).astype(np.int64).T
    return _Fastest(
        np.ascontiguousarray(times[:platforms]),
        np.ascontiguousarray(times[platforms : 2 * platforms]),
    )


def _rides(
    platform: Int32Array, from_position: Int32Array, to_platform: Int32Array
) -> tuple[tuple[Int32Array, Int32Array], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which platforms rides join, entries in the order of these, and the first of each."""
    start = platform[from_position]
    order = np.lexsort((to_platform, start))
    start, end = start[order], to_platform[order]
    first = np.flatnonzero(np.diff(start, prepend=-1) | np.diff(end, prepend=-1))
    return (start[first], end[first]), order, first
