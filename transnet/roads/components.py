"""The parts of a road graph that its largest part doesn't reach: how many, how large, how far."""

from __future__ import annotations

from typing import Any

import numpy as np

from transnet.base.language import said
from transnet.base.sphere import great_circle_km
from transnet.base.units import FloatArray
from transnet.roads.graph import BoolArray, RoadGraph


def parts_outside(graph: RoadGraph, in_main: BoolArray) -> str:
    """Return a sentence on the nodes outside the largest part; "" where there are none.

    in_main  bool[n], as `largest_component` gives it
    It says how many nodes, parts and kilometres there are, and of the largest part how far from
    the largest of all it lies, and between which nodes.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    own = ~graph.is_copy
    outside = np.flatnonzero(own & ~in_main)
    if not len(outside):
        return ""
    tails, heads = graph.copy_of[graph.tails], graph.copy_of[graph.heads]
    there = ~in_main[tails] & ~in_main[heads]
    ones = np.ones(int(there.sum()), dtype=np.int8)
    matrix = csr_array((ones, (tails[there], heads[there])), shape=(graph.node_count,) * 2)
    _, labels = connected_components(matrix, directed=True, connection="weak")
    parts, sizes = np.unique(labels[outside], return_counts=True)
    lost = ~graph.is_repeated & ~(in_main[tails] & in_main[heads])
    largest = outside[labels[outside] == parts[np.argmax(sizes)]]
    kept, far, km = _nearest(graph, largest, np.flatnonzero(own & in_main))
    share = 100 * len(outside) / int(own.sum())
    ids = graph.node_ids
    return said(
        "{outside:,} nodes ({share:.1f} %) lie outside the largest part; kept and marked: "
        "{parts:,} parts, {km:,.1f} km of arcs; the largest has {largest:,} nodes and lies "
        "{away:,.2f} km from it, node {far} from node {kept}",
        outside=len(outside),
        share=share,
        parts=len(parts),
        km=float(np.nansum(graph.length_km[lost])),
        largest=len(largest),
        away=km,
        far=ids[far],
        kept=ids[kept],
    )


def _nearest(graph: RoadGraph, nodes: np.ndarray, others: np.ndarray) -> tuple[int, int, float]:
    """Return the two nodes of both groups that lie nearest to each other, and their distance."""
    from scipy.spatial import cKDTree

    places = _on_sphere(graph.lon, graph.lat)
    tree: Any = cKDTree(places[others])
    distance, where = tree.query(places[nodes])
    best = int(np.argmin(distance))
    one, other = int(others[where[best]]), int(nodes[best])
    km = float(great_circle_km(graph.lon[one], graph.lat[one], graph.lon[other], graph.lat[other]))
    return one, other, km


def _on_sphere(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return float64[n, 3], points on a sphere of radius 1, where near ones are near."""
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack(
        (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    )
