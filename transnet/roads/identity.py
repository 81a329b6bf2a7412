"""Which arcs are one road: its two directions, and the arcs of copies for banned turns.

Streets between the same crossings are told apart by their lines, so the halves of a roundabout, a
crescent and its mirror image, and two carriageways are roads of their own; equal links without a
line are as many roads as there are of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.roads.graph import BoolArray, RoadGraph

IntArray = npt.NDArray[np.int64]

_SAME_KM = 0.001  # lengths of the two directions of one road differ by rounding
_DEGREE_UNITS = 1e7  # a centimetre
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def roads_of(graph: RoadGraph) -> tuple[IntArray, BoolArray]:
    """Return the road of each arc, int64[m], and whether it runs the road's first way, bool[m].

    Two arcs are one road when they run between the same two places in opposite directions along the
    same line and neither is one-way, or when one is that of a copy of the other's node.
    """
    tail, head = graph.copy_of[graph.tails], graph.copy_of[graph.heads]
    ahead, back = _line_digests(graph)
    first_way = (tail < head) | ((tail == head) & (ahead <= back))
    line = np.where(first_way, ahead, back)
    # A one-way road is one for itself: what leads back beside it is another.
    side = np.where(graph.oneway, np.where(first_way, 1, 2), 0)
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    length = np.nan_to_num(graph.length_km, nan=-1.0)
    alike = _alike((low, high, line, side), length)
    nth = _nth(alike, graph.tails.astype(np.int64), first_way, graph.way_ids)
    _, road = np.unique(np.column_stack((alike, nth)), axis=0, return_inverse=True)
    return road.ravel().astype(np.int64), first_way


def _line_digests(graph: RoadGraph) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return a digest of each arc's inner points from tail to head, and from head to tail."""
    sizes = np.diff(graph.shape_ptr)
    start = np.repeat(graph.shape_ptr[:-1], sizes)
    place = np.arange(len(graph.shape_lon)) - start
    east, north = (
        np.rint(each * _DEGREE_UNITS).astype(np.int64).view(np.uint64)
        for each in (graph.shape_lon, graph.shape_lat)
    )
    point = _mixed(east * _MIX[0] ^ _mixed(north * _MIX[1]))
    found = []
    for order in (place, np.repeat(sizes, sizes) - 1 - place):
        weighed = _mixed(point + (order.astype(np.uint64) + np.uint64(1)) * _MIX[1])
        total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(weighed, dtype=np.uint64)))
        found.append(total[graph.shape_ptr[1:]] - total[graph.shape_ptr[:-1]])
    return found[0], found[1]


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _alike(keys: tuple[npt.NDArray[np.generic], ...], length: FloatArray) -> IntArray:
    """Return a number for each group of arcs with equal keys and lengths within a metre."""
    order = np.lexsort((length, *keys))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.diff(length[order]) > _SAME_KM
    for key in keys:
        new[1:] |= key[order][1:] != key[order][:-1]
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(new)
    return group


def _nth(alike: IntArray, tail: IntArray, first_way: BoolArray, way: IntArray) -> IntArray:
    """Return which of the equal arcs that leave a node each is, from 0."""
    order = np.lexsort((way, first_way, tail, alike))
    same = np.zeros(len(order), dtype=np.bool_)
    same[1:] = True
    for key in (alike, tail, first_way):
        part = key[order]
        same[1:] &= part[1:] == part[:-1]
    place = np.arange(len(order))
    begin = np.maximum.accumulate(np.where(same, 0, place))
    nth = np.empty(len(order), dtype=np.int64)
    nth[order] = place - begin
    return nth
