"""Parts of the roads that one drives within a time: the last ones partway, each road once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import great_circle_km
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, Int32Array
from transnet.roads.graph import RoadGraph
from transnet.roads.snapping import arc_points
from transnet.routing.router import Router
from transnet.supply.street_pieces import SplitGraph

IntArray = npt.NDArray[np.int64]
Roads = tuple[IntArray, npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Driven:
    """Parts of arcs driven within a time: from share low to share high."""

    arc: IntArray
    low: FloatArray
    high: FloatArray


def drive_times(
    graph: RoadGraph, pieces: SplitGraph, longest_min: float
) -> tuple[FloatArray, Int32Array]:
    """Return ms to each node, inf beyond the longest time, and of each piece; from the first out.

    pieces  of the graph with a point tied to it
    """
    share = pieces.high - pieces.low
    weights = np.rint(graph.time_ms[pieces.arc] * share).astype(np.int32)
    weights[pieces.of_hub] = UNREACHABLE_MS
    router = Router((pieces.indptr, pieces.heads), cache=False)
    metric = router.customize(weights)
    found = metric.isochrones(pieces.outs, int(longest_min * MS_PER_MIN), method="search")
    times = np.full(router.nodes, np.inf)
    times[found.nodes] = found.times
    return times, weights


def driven_pieces(
    pieces: SplitGraph, times: FloatArray, weights: Int32Array, limit_ms: float
) -> IntArray:
    """Return the pieces that are entered within a time; not those that end where one began."""
    on_road = (limit_ms > times[pieces.tails]) & (weights != UNREACHABLE_MS)
    return np.flatnonzero(on_road & (pieces.heads != pieces.ins[0]))


def driven_parts(
    pieces: SplitGraph, times: FloatArray, weights: Int32Array, limit_ms: float
) -> Driven:
    """Return what is driven of each arc within a time."""
    piece = driven_pieces(pieces, times, weights, limit_ms)
    left, takes = limit_ms - times[pieces.tails[piece]], weights[piece]
    partly = (takes > left) & (takes > 0)
    share = np.divide(left, takes, out=np.ones(len(piece)), where=partly)
    low, high = pieces.low[piece], pieces.high[piece]
    return Driven(pieces.arc[piece], low, low + (high - low) * share)


def driven_once(roads: Roads, driven: Driven) -> Driven:
    """Return parts that don't overlap: what is driven in both directions, or twice, stands once.

    roads  as `roads_of` gives them
    """
    road, first_way = (each[driven.arc] for each in roads)
    low = np.where(first_way, driven.low, 1.0 - driven.high)
    high = np.where(first_way, driven.high, 1.0 - driven.low)
    order = np.lexsort((low, road))
    road, low, high = road[order], low[order], high[order]
    # Parts of one road, by where they begin: each counts from where those before it have ended.
    covered = np.maximum.accumulate(2.0 * road + high) - 2.0 * road
    before = np.concatenate(([0.0], covered[:-1]))
    before[np.concatenate(([True], road[1:] != road[:-1]))[: len(road)]] = 0.0
    low = np.maximum(low, before[: len(road)])
    arc, along = driven.arc[order], first_way[order]
    low, high = np.where(along, low, 1.0 - high), np.where(along, high, 1.0 - low)
    new = high > low
    return Driven(arc[new], low[new], high[new])


def driven_km(graph: RoadGraph, roads: Roads, driven: Driven) -> float:
    """Return the length of the roads driven on, each part once; NaN lengths count as 0."""
    once = driven_once(roads, driven)
    return float(np.nansum((once.high - once.low) * _lengths_km(graph, once.arc)))


def _lengths_km(graph: RoadGraph, arcs: IntArray) -> FloatArray:
    """Return lengths of arcs; where none is known that of the line on the map, NaN without one."""
    found: FloatArray = graph.length_km[arcs]
    unknown = np.flatnonzero(np.isnan(found))
    if len(unknown):
        lon, lat, line = arc_points(graph, arcs[unknown])
        steps = great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:])
        of_one = line[:-1] == line[1:]
        found[unknown] = np.bincount(line[:-1][of_one], steps[of_one], len(unknown))
    return found
