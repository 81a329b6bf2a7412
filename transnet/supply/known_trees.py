"""Trees by road of one state, and sums along them, taken from those of another where that may be.

Trees are taken from those of weights from which few differ, sums from ways over the same arcs.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.direct_arcs import direct_graph, direct_trees
from transnet.kernels.search.mended_trees import (
    both_ways,
    is_mendable,
    lengthen_times,
    lengthen_trees,
    mend_times,
    mend_trees,
)
from transnet.kernels.search.tree_paths import KnownSums, path_sums_at
from transnet.supply.supply_tables import MANY, SupplyTables
from transnet.supply.way_graphs import WayGraph

_MOST_UNLIKE = 0.12  # of all arcs: with more, trees are grown anew
_KEPT_SUMS = 4
_EVERY = 9  # of the trees is looked at, to tell which of several are most alike
_Trees = tuple[Int32Array, Int32Array]


def known_trees(
    tables: SupplyTables, ways: WayGraph, cost: Int32Array, doors: Int32Array
) -> _Trees:
    """Return what `shortest_trees` does, the same bytes; nobody may change it.

    tables  where those of other states are kept
    """
    by = _asked(tables, ways, cost, doors)
    return tables.kept(shortest_trees, by, lambda: _trees(tables, ways, by), MANY)


def known_times(
    tables: SupplyTables, ways: WayGraph, cost: Int32Array, doors: Int32Array
) -> Int32Array:
    """Return what `shortest_times` does, likewise."""
    by = _asked(tables, ways, cost, doors)
    return tables.kept(shortest_times, by, lambda: _times(tables, ways, by), MANY)


def _asked(
    tables: SupplyTables, ways: WayGraph, cost: Int32Array, doors: Int32Array
) -> tuple[Int32Array, ...]:
    """Return the arrays that stand for all like these."""
    return (*ways.graph[:2], tables.one("ways", cost, MANY), tables.one("doors", doors))


def _trees(tables: SupplyTables, ways: WayGraph, by: tuple[Int32Array, ...]) -> _Trees:
    known, both = _nearest(tables, shortest_trees, by), tables.made(both_ways, *ways.graph)
    cost, doors = by[2:]
    if known is None or not all(is_mendable(both, each) for each in (cost, known.cost)):
        return _grown(tables, ways, cost, doors)
    found: _Trees = known.found
    if len(known.slower):
        between = np.maximum(cost, known.cost)
        *grown, left = lengthen_trees(both, (known.cost, between), known.slower, doors, found)
        if left.any():
            anew = _grown(tables, ways, between, doors[left])
            for each, rows in zip(grown, anew, strict=True):
                each[left] = rows
        found = grown[0], grown[1]
    return mend_trees(both, cost, known.faster, found) if len(known.faster) else found


def _times(tables: SupplyTables, ways: WayGraph, by: tuple[Int32Array, ...]) -> Int32Array:
    known, both = _nearest(tables, shortest_times, by), tables.made(both_ways, *ways.graph)
    cost, doors = by[2:]
    if known is None:
        return _grown_times(tables, ways, cost, doors)
    found: Int32Array = known.found
    if len(known.slower):
        between = np.maximum(cost, known.cost)
        found, left = lengthen_times(both, (known.cost, between), known.slower, doors, found)
        if left.any():
            found[left] = _grown_times(tables, ways, between, doors[left])
    return mend_times(both, cost, known.faster, found) if len(known.faster) else found


def _grown(tables: SupplyTables, ways: WayGraph, cost: Int32Array, doors: Int32Array) -> _Trees:
    """Return trees from nothing; over streets a way takes no two of them one after the other."""
    if not ways.has_streets:
        return shortest_trees(*ways.graph[:2], cost, doors)
    return direct_trees(tables.made(direct_graph, ways.graph, ways.street_end), cost, doors)


def _grown_times(
    tables: SupplyTables, ways: WayGraph, cost: Int32Array, doors: Int32Array
) -> Int32Array:
    if not ways.has_streets:
        return shortest_times(*ways.graph[:2], cost, doors)
    return _grown(tables, ways, cost, doors)[0]


class _Known(NamedTuple):
    """What is known of other weights, and the arcs that take less and more than these now."""

    found: Any
    cost: Int32Array
    faster: Int32Array
    slower: Int32Array


def _nearest(tables: SupplyTables, name: Hashable, by: tuple[Int32Array, ...]) -> _Known | None:
    """Return what is known of the weights from which the fewest arcs differ; None for many.

    It stays known as what was asked last does, so that the usual state isn't forgotten.
    """
    indptr, heads, cost, doors = by
    best, fewest = None, int(_MOST_UNLIKE * len(cost)) + 1
    for inputs, found in tables.newest(name):
        if not (inputs[0] is indptr and inputs[1] is heads and inputs[3] is doors):
            continue
        unlike = int(np.count_nonzero(cost != inputs[2]))
        if unlike < fewest:
            best, fewest = (inputs[2], found), unlike
    if best is None:
        return None
    tables.use(name, best[1])
    faster, slower = (np.flatnonzero(each).astype(np.int32) for each in
                      (cost < best[0], cost > best[0]))  # fmt: skip
    return _Known(best[1], best[0], faster, slower)


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
