"""The drive not taken: the fastest drive over some roads, where another way beats it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_trees
from transnet.model.network import Network
from transnet.routing.csr import Csr, build_csr
from transnet.supply.kinds import ArcKind
from transnet.travel.model import TravelModel

Int64Array = npt.NDArray[np.int64]
_OF_DRIVES = (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.STREET, ArcKind.PARK)


@dataclass(frozen=True)
class Drive:
    """A drive over some of the roads.

    road_ids  those of the roads that it takes, in its order
    """

    travel_min: float
    road_ids: tuple[str, ...]


def opened_roads(before: Network, after: Network) -> frozenset[str]:
    """Return the ids of the roads that are open after and not before."""
    was, now = (
        set(each["roads"].loc[each.open_rows("roads"), "road_id"]) for each in (before, after)
    )
    return frozenset(map(str, now - was))


class DrivesOver:
    """The fastest drives of one state that take some roads for a part of the way.

    roads  ids of roads, one at least of which a drive takes

    A drive over a road is the fastest way to its beginning, the road, and the fastest way on. One
    that comes back to where it has been is no way over the road and doesn't count; a longer way
    round that doesn't come back isn't looked for.
    """

    def __init__(self, model: TravelModel, roads: Set[str]) -> None:
        topology = model.topology
        self._topology = topology
        arcs, rows = topology.arcs_of[ArcKind.DRIVE], topology.rows_of[ArcKind.DRIVE]
        self._names = model.network["roads"]["road_id"].to_numpy()
        chosen = np.array([str(name) in roads for name in self._names.tolist()], dtype=np.bool_)
        self._arcs = arcs[chosen[rows]]
        self._cost = np.full(len(topology.heads), UNREACHABLE_MS, dtype=np.int32)
        for kind in _OF_DRIVES:
            of_kind = topology.arcs_of[kind]
            self._cost[of_kind] = model.times.total[of_kind]
        self._roads = {int(arc): str(self._names[row]) for arc, row in zip(arcs, rows, strict=True)}
        self._known: dict[tuple[int, bool], tuple[Int64Array, Int32Array]] = {}

    def best(self, origin: str, destination: str) -> Drive | None:
        """Return the fastest drive from a place to a place over one of the roads; None without."""
        topology = self._topology
        start, end = topology.node("place_out", origin), topology.node("place_in", destination)
        (out, out_arcs), (on, on_arcs) = self._tree(start, back=False), self._tree(end, back=True)
        tails, heads = topology.tails[self._arcs], topology.heads[self._arcs]
        total = out[tails] + self._cost[self._arcs] + on[heads]
        for at in np.argsort(total, kind="stable").tolist():
            if total[at] >= UNREACHABLE_MS:
                break
            there = _chain(out_arcs, topology.tails, int(tails[at]))
            onward = _chain(on_arcs, topology.heads, int(heads[at]))
            way = [*reversed(there), int(self._arcs[at]), *onward]
            nodes = [start, *(int(topology.heads[arc]) for arc in way)]
            if len(set(nodes)) == len(nodes):
                taken = dict.fromkeys(self._roads[arc] for arc in way if arc in self._own)
                return Drive(float(total[at]) / MS_PER_MIN, tuple(taken))
        return None

    @cached_property
    def _own(self) -> frozenset[int]:
        return frozenset(self._arcs.tolist())

    def _tree(self, node: int, *, back: bool) -> tuple[Int64Array, Int32Array]:
        """Return times from a node or to it, and the arc by which each node is entered or left."""
        key = (node, back)
        if key not in self._known:
            graph = self._backwards if back else self._forwards
            source = np.array([node], dtype=np.int32)
            times, arcs = shortest_trees(graph.indptr, graph.heads, self._cost[graph.order], source)
            entered = np.append(graph.order, -1)[arcs[0]].astype(np.int32)
            self._known[key] = times[0].astype(np.int64), entered
        return self._known[key]

    @cached_property
    def _forwards(self) -> Csr:
        topology = self._topology
        return build_csr(len(topology.node_keys), topology.tails, topology.heads)

    @cached_property
    def _backwards(self) -> Csr:
        topology = self._topology
        return build_csr(len(topology.node_keys), topology.heads, topology.tails)


def _chain(arcs: Int32Array, ends: Int32Array, node: int) -> list[int]:
    """Return the arcs from a node of a tree to its root; ends says where each leads."""
    found = []
    while arcs[node] >= 0:
        found.append(int(arcs[node]))
        node = int(ends[arcs[node]])
    return found
