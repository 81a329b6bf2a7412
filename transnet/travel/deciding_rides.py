"""Which projects decide trips by some ride: those whose things a trip may take for what it costs.

As in `travel.known_rides`: up to a thing a trip costs the fastest way there without any wait, or
more, and from there on the least label, or more, both with all of the projects. Where that is more
than the trip costs with none of them, no part of them makes it take the thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.kernels.strategies.departures import Least, Nearest, all_trips, no_least
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.problem import Access, Problem
from transnet.kernels.strategies.within_reach import within_reach
from transnet.model.network import BoolArray
from transnet.supply.supply_tables import SupplyTables
from transnet.travel.known_rides import comparable, fastest_ways, link_ends

Int64Array = npt.NDArray[np.int64]
_Things = tuple[Int64Array, Int64Array]
"""Some things: cost up to each, int64[h, o], and from there on, int64[h, d]."""


@dataclass(frozen=True, eq=False)
class RideReading:
    """Trips by some ride in two states: without any of some projects, and with all of them.

    tables  of the topology
    usual, whole  what the searches are given
    most    int64[o, d], what trips cost at most in the first; -1 where none is asked about
    bounds  int64[o, d], what they cost less than there; 0 where none is asked about
    """

    tables: SupplyTables
    usual: Problem
    whole: Problem
    most: Int64Array
    bounds: Int64Array

    @property
    def never_dearer(self) -> bool:
        """Whether nothing that a trip may take costs more or runs less with all of the projects."""
        old, new = self.usual, self.whole
        if not comparable(old, new) or not np.array_equal(old.ends.leg_km, new.ends.leg_km):
            return False
        (before, before_km), (now, now_km) = (
            _dense(each.access, len(each.supply.least_km)) for each in (old, new)
        )
        return bool(
            (new.supply.ride <= old.supply.ride).all()
            and (new.supply.rate >= old.supply.rate).all()
            and (new.supply.link_cost <= old.supply.link_cost).all()
            and (new.ends.cost <= old.ends.cost).all()
            and (new.ends.km <= old.ends.km).all()
            and (now <= before).all()
            and (now_km <= before_km).all()
        )

    def deciding(
        self, entries: BoolArray, links: BoolArray, access: BoolArray, ends: BoolArray
    ) -> BoolArray:
        """Return which projects may decide trips by some ride, bool[k, o, d].

        entries, links  bool[k, e] and bool[k, l], rides and changes that each decides
        access, ends    bool[k, o, q] and bool[k, d, q], ways to platforms and from them
        """
        most = np.ascontiguousarray(self.most.T)
        found = np.zeros((len(entries), *most.shape), dtype=np.bool_)
        for at, of_project in enumerate(found):
            for start, rest in (
                self._by_entry(entries[at]),
                self._by_link(links[at]),
                *self._by_way(access[at], ends[at]),
            ):
                begin, onward = map(np.ascontiguousarray, (start, rest))
                within_reach(begin, onward, most, of_project)
        return found.transpose(0, 2, 1) & (self.bounds > 0)

    @cached_property
    def _least(self) -> Least:
        least = no_least(self.whole)
        all_trips(self.whole, self.bounds, least=least)
        return least

    @cached_property
    def _fastest(self) -> Nearest:
        return fastest_ways(self.tables, self.whole.supply, self.whole.access)

    @cached_property
    def _access(self) -> Int64Array:
        return _dense(self.whole.access, len(self.whole.supply.least_km))[0]

    def _by_entry(self, own: BoolArray) -> _Things:
        supply = self.whole.supply
        entries = np.flatnonzero(own & (supply.ride < NEVER))
        start = supply.position_platform[supply.from_position[entries]]
        order = np.argsort(start, kind="stable")
        entries, start = entries[order], start[order]
        onward = np.minimum(self.whole.ends.cost, self._least.leave)[:, supply.to_platform[entries]]
        first = np.flatnonzero(np.diff(start, prepend=-1))
        rest = onward + supply.ride[entries]
        if len(first):
            rest = np.minimum.reduceat(rest, first, axis=1)
        return self._fastest.board[:, start[first]].T, rest.T

    def _by_link(self, own: BoolArray) -> _Things:
        supply = self.whole.supply
        at, ends = np.flatnonzero(own & (supply.link_cost < NEVER)), link_ends(supply)
        onward = self._least.board[:, ends[at]] + supply.link_cost[at]
        return self._fastest.leave[:, supply.link_from[at]].T, onward.T

    def _by_way(self, access: BoolArray, ends: BoolArray) -> Iterator[_Things]:
        at = np.flatnonzero(access.any(axis=0))
        yield np.where(access, self._access, NEVER)[:, at].T, self._least.board[:, at].T
        at = np.flatnonzero(ends.any(axis=0))
        yield self._fastest.leave[:, at].T, np.where(ends, self.whole.ends.cost, NEVER)[:, at].T


def _dense(access: Access, platforms: int) -> tuple[Int64Array, FloatArray]:
    """Return cost and km of the way from each origin to each platform, [o, q].

    NEVER and inf where one doesn't go there.
    """
    shape = len(access.first) - 1, platforms
    at = np.repeat(np.arange(shape[0]), np.diff(access.first)), access.platform
    cost, km = np.full(shape, NEVER), np.full(shape, np.inf)
    cost[at], km[at] = access.cost, access.km
    return cost, km
