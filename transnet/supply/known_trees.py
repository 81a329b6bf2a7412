"""Trees by road of one state, taken from those of another whose ways take as long or longer."""

from __future__ import annotations

from typing import Any

import numpy as np

from transnet.base.units import Int32Array
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.mended_trees import both_ways, is_mendable, mend_times, mend_trees
from transnet.supply.cheapest_trees import Graph
from transnet.supply.supply_tables import MANY, SupplyTables

_MOST_FASTER = 0.02  # of all arcs: with more, trees are grown anew


def known_trees(
    tables: SupplyTables, graph: Graph, cost: Int32Array, doors: Int32Array
) -> tuple[Int32Array, Int32Array]:
    """Return what `shortest_trees` does, the same bytes; nobody may change it.

    tables  where those of other states are kept
    """
    by = _asked(tables, graph, cost, doors)
    return tables.kept(shortest_trees, by, lambda: _trees(tables, graph, by), MANY)


def known_times(
    tables: SupplyTables, graph: Graph, cost: Int32Array, doors: Int32Array
) -> Int32Array:
    """Return what `shortest_times` does, likewise."""
    by = _asked(tables, graph, cost, doors)
    return tables.kept(shortest_times, by, lambda: _times(tables, graph, by), MANY)


def _asked(
    tables: SupplyTables, graph: Graph, cost: Int32Array, doors: Int32Array
) -> tuple[Int32Array, ...]:
    """Return the arrays that stand for all like these."""
    return (*graph[:2], tables.one("ways", cost, MANY), tables.one("doors", doors))


def _trees(
    tables: SupplyTables, graph: Graph, by: tuple[Int32Array, ...]
) -> tuple[Int32Array, Int32Array]:
    found, faster = _slower(tables.newest(shortest_trees), by)
    both = tables.made(both_ways, *graph)
    if found is None or not is_mendable(both, by[2]):
        return shortest_trees(*by)
    return mend_trees(both, by[2], faster, found)


def _times(tables: SupplyTables, graph: Graph, by: tuple[Int32Array, ...]) -> Int32Array:
    found, faster = _slower(tables.newest(shortest_times), by)
    if found is None:
        return shortest_times(*by)
    return mend_times(tables.made(both_ways, *graph), by[2], faster, found)


def _slower(
    known: list[tuple[Any, Any]], by: tuple[Int32Array, ...]
) -> tuple[Any | None, Int32Array]:
    """Return what is known of weights that none of these exceed, and the arcs that take less.

    Of several, that with the fewest; None where none has few.
    """
    indptr, heads, cost, doors = by
    best, faster = None, np.zeros(0, dtype=np.int32)
    fewest = int(_MOST_FASTER * len(cost)) + 1
    for inputs, found in known:
        others = inputs[0] is indptr and inputs[1] is heads and inputs[3] is doors
        if not others or (cost > inputs[2]).any():
            continue
        less = np.flatnonzero(cost < inputs[2])
        if len(less) < fewest:
            best, faster, fewest = found, less.astype(np.int32), len(less)
    return best, faster
