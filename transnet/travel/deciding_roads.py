"""Which projects decide ways by road: those over whose roads one may be as short as it is without.

Of a family of states, one has none of some projects and takes longest, and one has all of them. A
way that leads over a road of a project takes at least what it takes with all of them. Where that is
more than the way takes with none, no part of them makes it lead there. Stops are open in both here:
which projects open them is another question.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_times
from transnet.model.network import BoolArray
from transnet.supply.kinds import ArcKind
from transnet.travel.trips import TripSearch

_ROADS = (ArcKind.DRIVE, ArcKind.TAXI)
Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RoadReading:
    """Ways by road of two states: without any of some projects, and with all of them.

    own  bool[k, m], arcs of each project
    """

    usual: TripSearch
    whole: TripSearch
    own: BoolArray

    @property
    def never_longer(self) -> bool:
        """Whether no way takes longer, nor is longer, with all of the projects."""
        pair = self.usual.roads("best"), self.whole.roads("best")
        names = ("out_times", "back_times", "out_metres", "back_metres")
        return all((getattr(pair[1], name) <= getattr(pair[0], name)).all() for name in names)

    def from_places(self, nodes: Int32Array) -> BoolArray:
        """Return which projects may decide ways from places to some nodes, bool[k, p, nodes]."""
        roads = self.whole.roads("best")
        return self._either(nodes, 0, (roads.out_times, roads.out_metres))

    def to_places(self, nodes: Int32Array) -> BoolArray:
        """Return which projects may decide ways to places from some nodes, bool[k, p, nodes]."""
        roads = self.whole.roads("best")
        return self._either(nodes, 1, (roads.back_times, roads.back_metres))

    def _either(
        self, nodes: Int32Array, which: int, ways: tuple[Int32Array, Int32Array]
    ) -> BoolArray:
        """Return what decides the fastest ways, or the shortest."""
        usual, whole = (each.searched_graphs("best")[which] for each in (self.usual, self.whole))
        (indptr, heads, tails), _, arcs_of, at_node = whole.ways
        is_road = np.isin(self.whole.topology.arc_kind, _ROADS)[arcs_of]
        own, goals = self.own[:, arcs_of] & is_road, at_node[nodes]
        doors = at_node[self._doors(which)]
        found = np.zeros((len(own), len(ways[0]), len(nodes)), dtype=np.bool_)
        for before, now, so_far in zip(usual[1:], whole[1:], ways, strict=True):
            longest = np.where(is_road, before, now)
            others = shortest_times(indptr, heads, longest, doors)[:, goals]
            arcs = np.flatnonzero(own.any(axis=0) & (now < UNREACHABLE_MS))
            onward = shortest_times(indptr, heads, now, heads[arcs])[:, goals]
            start = so_far[:, tails[arcs]].astype(np.int64) + now[arcs]
            for at, of_project in enumerate(own[:, arcs]):
                least = _least(start[:, of_project], onward[of_project])
                found[at] |= (least <= others) & (least < UNREACHABLE_MS)
        return found

    def _doors(self, which: int) -> Int32Array:
        """Return where the ways begin, or where they end."""
        ids = self.whole.network["places"]["place_id"].astype(str).to_numpy(dtype=object)
        if which == 0:
            return self.whole.topology.nodes("place_out", ids)
        return self.whole.topology.nodes(
            "place_in", ids if self.whole.to is None else ids[self.whole.to]
        )


def _least(start: Int64Array, onward: Int32Array) -> Int64Array:
    """Return the least sum over arcs, int64[p, nodes], of int64[p, arcs] and int32[arcs, nodes]."""
    least = np.full((len(start), onward.shape[1]), np.iinfo(np.int64).max)
    for at, rest in enumerate(onward):
        np.minimum(least, start[:, at, np.newaxis] + rest, out=least)
    return least
