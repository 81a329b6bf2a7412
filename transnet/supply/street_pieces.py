"""Streets as the search kernels read them: a layer's arcs, and parts of arcs at the tied nodes.

A tied node isn't a junction of the streets: traffic that passes doesn't turn there. It has a way
out, from which the rest of each arc it lies on can be driven, and a way in at the end of the first
part. Two tied nodes on one arc are joined by the part between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, Int32Array
from transnet.roads.graph import RoadGraph
from transnet.roads.snapping import SnappedPoints
from transnet.routing.csr import build_csr

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SplitGraph:
    """A graph of junctions, ways out and in of k tied points, and one hub that leads to all outs.

    indptr, heads  int32, its arcs by tail; tails  int32[m]
    outs, ins      int64[k], nodes; hub  node
    arc            int64[m], arc of the layer that each is a part of; -1 from the hub
    low, high      float64[m], the part: shares of the arc's length
    lon, lat       float64[n], degrees
    """

    indptr: Int32Array
    heads: Int32Array
    tails: Int32Array
    outs: IntArray
    ins: IntArray
    hub: int
    arc: IntArray
    low: FloatArray
    high: FloatArray
    lon: FloatArray
    lat: FloatArray

    @property
    def of_hub(self) -> IntArray:
        """Arcs from the hub, int[k], in the order of `outs`."""
        return np.arange(self.indptr[self.hub], self.indptr[self.hub + 1], dtype=np.int64)


def cut_pieces(graph: RoadGraph, ties: SnappedPoints, points: IntArray) -> SplitGraph:
    """Return the graph in which some tied points can be left and reached.

    points  int64[k], positions of tied points, ascending
    """
    count = len(points)
    entry = np.flatnonzero(np.isin(ties.point, points))
    arc, share = ties.arc[entry], ties.share[entry]
    place = np.searchsorted(points, ties.point[entry])
    outs = graph.node_count + np.arange(count)
    ins, hub = outs + count, graph.node_count + 2 * count
    start, end = _between(arc, share, place)
    every = np.arange(graph.arc_count)
    nothing, whole = np.zeros(len(every)), np.ones(len(every))
    parts = [
        (graph.tails, graph.heads, every, nothing, whole),
        (outs[place], graph.heads[arc], arc, share, np.ones(len(arc))),
        (graph.tails[arc], ins[place], arc, np.zeros(len(arc)), share),
        (outs[place[start]], ins[place[end]], arc[start], share[start], share[end]),
        (np.full(count, hub), outs, np.full(count, -1), np.zeros(count), np.zeros(count)),
    ]
    tails, heads, of_arc, low, high = (np.concatenate(each) for each in zip(*parts, strict=True))
    csr = build_csr(hub + 1, tails, heads)
    return SplitGraph(
        indptr=csr.indptr,
        heads=csr.heads,
        tails=csr.tails,
        outs=outs,
        ins=ins,
        hub=hub,
        arc=of_arc[csr.order].astype(np.int64),
        low=low[csr.order],
        high=high[csr.order],
        lon=np.concatenate((graph.lon, *[ties.lon[points]] * 2, graph.lon[:1])),
        lat=np.concatenate((graph.lat, *[ties.lat[points]] * 2, graph.lat[:1])),
    )


def _between(arc: IntArray, share: FloatArray, place: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of entries on one arc, the first not behind the second; of two different points."""
    order = np.lexsort((share, arc))
    starts, ends = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for same in np.split(order, np.flatnonzero(np.diff(arc[order])) + 1):
        first, last = (each.ravel() for each in np.meshgrid(same, same, indexing="ij"))
        ahead = (share[first] <= share[last]) & (place[first] != place[last])
        starts.append(first[ahead])
        ends.append(last[ahead])
    return np.concatenate(starts), np.concatenate(ends)


@dataclass(frozen=True, eq=False)
class Stretch:
    """What a strategic road is among the streets: parts of arcs, each arc once.

    arc        int64[a]
    low, high  float64[a], shares of the arc's length
    """

    arc: IntArray
    low: FloatArray
    high: FloatArray

    def overlap(self, pieces: SplitGraph) -> FloatArray:
        """Return the share of each piece that is on the stretch, float64[m], 0 to 1."""
        found = np.zeros(len(pieces.arc))
        order = np.argsort(self.arc)
        at = np.searchsorted(self.arc[order], pieces.arc)
        at = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros(0, np.int64)
        mine = np.flatnonzero(self.arc[at] == pieces.arc) if len(order) else np.zeros(0, np.int64)
        at = at[mine]
        both = np.minimum(pieces.high[mine], self.high[at]) - np.maximum(
            pieces.low[mine], self.low[at]
        )
        size = pieces.high[mine] - pieces.low[mine]
        found[mine] = np.divide(
            np.maximum(both, 0.0), size, out=np.zeros(len(mine)), where=size > 0
        )
        return found
