"""Trees of least cost that are fastest where costs are equal."""

from __future__ import annotations

import numpy as np

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_trees

Graph = tuple[Int32Array, Int32Array, Int32Array]
"""indptr, heads and tails of arcs sorted by tail."""


def cheapest_trees(
    graph: Graph, cost: Int32Array, duration: Int32Array, sources: Int32Array
) -> tuple[Int32Array, Int32Array]:
    """Return the least cost from each source to each node, and the last arcs, int32[k, n] each.

    cost      int32[m]; UNREACHABLE_MS where closed
    duration  int32[m], ms
    Of equally cheap ways it is the fastest: a second search, for time, along the arcs that lie on
    cheapest ways. Many arcs cost no money, so without it a trip could ramble.
    """
    indptr, heads, tails = graph
    found, _ = shortest_trees(indptr, heads, cost, sources)
    last_arcs = np.empty_like(found)
    for row, least in enumerate(found.astype(np.int64)):
        tight = least[tails] + cost == least[heads]
        tight &= (cost < UNREACHABLE_MS) & (least[heads] < UNREACHABLE_MS)
        along = np.where(tight, duration, UNREACHABLE_MS).astype(np.int32)
        last_arcs[row] = shortest_trees(indptr, heads, along, sources[[row]])[1][0]
    return found, last_arcs
