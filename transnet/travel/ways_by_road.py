"""How far places are by road from the nearest of some stops and road nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import Int32Array, ms_to_minutes
from transnet.kernels._arrays import read_only
from transnet.kernels.outcomes.nearest_goals import nearest_of
from transnet.kernels.search.tree_paths import paths_marked
from transnet.model.network import BoolArray
from transnet.supply.searched_roads import Roads
from transnet.supply.topology import Topology

IntArray = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest goal of each of some places.

    at    int32[k], position among the goals; -1 where none can be reached
    ms    int32[k], UNREACHABLE_MS where none can be reached
    weak  bool[k], whether the way rests on a recalled or assumed row
    """

    at: Int32Array
    ms: Int32Array
    weak: BoolArray


@dataclass(frozen=True, eq=False)
class WaysByRoad:
    """Ways by road from every place to every node before a boarding.

    roads      of trips that may drive
    weak_arcs  bool[m], arcs on a recalled or assumed row
    """

    topology: Topology
    roads: Roads
    weak_arcs: BoolArray

    def nearest(self, places: IntArray, goals: Int32Array, allowed: BoolArray) -> Nearest:
        """Return the nearest goal of each place, the first of several that are equally near.

        places   int[k], rows of the places table
        goals    int32[g], nodes: the way in of a stop (`in`), or a road's (`access_road`)
        allowed  bool[k, g], which goals count for which place
        """
        at, shortest = np.empty((2, len(places)), dtype=np.int32)
        times, from_places = read_only(self.roads.out_times), read_only(places.astype(np.int64))
        ends = read_only(self.roads.out_ways.of_node[goals])
        nearest_of(times, from_places, ends, read_only(allowed), (at, shortest))
        reached = at >= 0
        nodes = np.append(goals, 0)[at]
        return Nearest(at, shortest, reached & self.marked(places, nodes))

    def nearest_table(
        self, goals: tuple[Sequence[str], Sequence[str]], rows: IntArray, place_ids: Sequence[str]
    ) -> pd.DataFrame:
        """Return the nearest of some stops and road nodes as `TravelModel.nearest` does.

        goals      ids of stops and of nodes
        rows       of the places
        place_ids  of all places
        """
        stops, nodes = (sorted(set(ids)) for ids in goals)
        ends = [self.topology.nodes("in", stops), self.topology.nodes("access_road", nodes)]
        at = np.concatenate(ends)
        found = self.nearest(rows, at, np.ones((len(rows), len(at)), dtype=np.bool_))
        return pd.DataFrame(
            {
                "place_id": [place_ids[row] for row in rows],
                "target_id": np.array([*stops, *nodes, ""], dtype=object)[found.at],
                "travel_min": ms_to_minutes(found.ms),
                "weak": found.weak,
            }
        )

    def marked(self, places: IntArray, nodes: Int32Array) -> BoolArray:
        """Return whether the way from a place to the node beside it is weak, bool[k]."""
        ways = self.roads.out_ways
        return paths_marked(
            self.roads.out_arcs,
            ways.graph[2],
            self.weak_arcs[ways.arcs],
            places.astype(np.int32),
            ways.of_node[nodes],
        )
