"""Trees by road of one state, and sums along them, taken from those of another where that may be.

Trees are taken from those of weights that none exceed, sums from ways over the same arcs.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.mended_trees import both_ways, is_mendable, mend_times, mend_trees
from transnet.kernels.search.tree_paths import KnownSums, path_sums_at
from transnet.supply.cheapest_trees import Graph
from transnet.supply.supply_tables import MANY, SupplyTables

_MOST_FASTER = 0.02  # of all arcs: with more, trees are grown anew
_KEPT_SUMS = 4
_EVERY = 9  # of the trees is looked at, to tell which of several are most alike


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


def known_sums(
    tables: SupplyTables,
    name: Hashable,
    tails: Int32Array,
    trees: tuple[Int32Array, Int32Array],
    by: tuple[Int32Array, Int32Array],
) -> npt.NDArray[np.int64]:
    """Return what `path_sums_at` does, the same bytes; nobody may change it.

    name   of these values over these arcs, of which a few are kept
    trees  times and last arcs, as `shortest_trees` returns them
    by     values int32[m, c], what the trees are grown by among them, and targets
    """
    (times, last_arcs), (values, targets) = trees, by
    name = (name, last_arcs.shape, targets.tobytes())
    known = [each for _, each in tables.newest(name)]
    best = min(known, key=lambda each: _unlike(each.pred_arcs, last_arcs), default=None)
    sums = path_sums_at(last_arcs, tails, values, times, targets, best)
    tables.keep(name, KnownSums(last_arcs, values, sums), _KEPT_SUMS)
    return sums


def _unlike(one: Int32Array, other: Int32Array) -> int:
    return int(np.count_nonzero(one[::_EVERY] != other[::_EVERY]))
