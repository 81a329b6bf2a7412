"""How far places are by road from the nearest of some stops and road nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.graph.kinds import ArcKind
from transnet.graph.topology import Topology
from transnet.graph.weights import ArcTimes
from transnet.kernels.paths import path_sums
from transnet.kernels.search import shortest_trees
from transnet.model.network import BoolArray
from transnet.units import UNREACHABLE_MS, Int32Array, ms_to_minutes


class WaysByRoad:
    """Times from every place to every node before a boarding, and which of them are weak.

    weak_arcs  bool[m], arcs on a recalled or assumed row
    doors      int32[places], nodes where the places are left
    """

    def __init__(
        self, topology: Topology, times: ArcTimes, weak_arcs: BoolArray, doors: Int32Array
    ) -> None:
        self._topology = topology
        weights = times.total.copy()
        weights[topology.arcs_of[ArcKind.BOARD]] = UNREACHABLE_MS
        self._times, last_arcs = shortest_trees(topology.indptr, topology.heads, weights, doors)
        marks = weak_arcs[np.newaxis].astype(np.int32)
        self._weak = path_sums(last_arcs, topology.tails, marks, self._times)[:, 0] > 0

    def nearest(
        self,
        stops: Iterable[str],
        nodes: Iterable[str],
        rows: npt.NDArray[np.intp],
        names: Sequence[str],
    ) -> pd.DataFrame:
        """Return place_id, target_id, travel_min and weak, as `TravelModel.nearest` does.

        rows, names  of the places, as they are to be called
        """
        stop_ids, node_ids = sorted(set(stops)), sorted(set(nodes))
        ids = np.array([*stop_ids, *node_ids, ""], dtype=object)
        targets = [
            *self._topology.nodes("in", stop_ids),
            *self._topology.nodes("road_pre", node_ids),
        ]
        at = np.array(targets, dtype=np.intp)
        none = np.full((len(rows), 1), UNREACHABLE_MS, dtype=np.int32)
        times = np.concatenate([self._times[np.ix_(rows, at)], none], axis=1)
        best = times.argmin(axis=1)
        shortest = times[np.arange(len(rows)), best]
        reached = shortest < UNREACHABLE_MS
        best = np.where(reached, best, len(at))
        return pd.DataFrame(
            {
                "place_id": list(names),
                "target_id": ids[best],
                "travel_min": ms_to_minutes(shortest),
                "weak": reached & self._weak[rows, np.append(at, 0)[best]],
            }
        )
