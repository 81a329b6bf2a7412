"""What a mutant has to survive: a few minutes of the compiled tests in seconds, interpreted."""

from __future__ import annotations

import numpy as np

from tests.kernels.hierarchy.hierarchy_sample import certify, hold, random_graphs, town
from tests.kernels.hierarchy.separator_sample import cell_of, hold_cuts, hold_neighbours, tails_of
from tests.naive import Graph
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels.hierarchy import elimination, unpack
from transnet.kernels.hierarchy.separator import FIRST, SECOND, find_separator
from transnet.kernels.search import calendar
from transnet.kernels.search.calendar import pack, times_over
from transnet.routing.prepared import prepare


def main() -> None:
    """Raise AssertionError for a wrong answer."""
    random = np.random.default_rng(2)
    elimination._GATE_NODES = 3  # so that small graphs have gates, in the crown too
    for _ in range(6):
        hold(random_graphs(random, 10), random)
    unpack._ARCS_AT_FIRST = 1
    hold(Graph.of(240, [(i, i + 1, 5) for i in range(239)]), random)
    for side in (8, 13):
        hold(town(random, side), random)
    _hold_separator()
    _hold_search(random)
    star = [np.array([0, 199, *[199] * 199], np.int32), np.arange(1, 200, dtype=np.int32)]
    assert len(prepare(*star).hierarchy.heads) == 199


def _hold_search(random: np.random.Generator) -> None:
    """Few slots and no room at first: calendars begin anew, and more room has to be made."""
    calendar._SLOTS, calendar._ENTRIES_PER_BLOCK = 16, 0
    arcs = [arc for i in range(1, 30) for arc in ((0, i, 7 * i % 31), (i, 29 + i, 1), (29, 0, 1))]
    hub = Graph.of(59, arcs)
    graphs = [hub, hub, *(random_graphs(random, 10) for _ in range(4))]
    for shift, graph in zip((0, 30, 0, 2, 14, 30), graphs, strict=True):
        blocks = pack(*graph.csr)._replace(shift=shift)
        everywhere = np.arange(graph.nodes, dtype=np.int32)
        times = times_over(blocks, everywhere)
        certify(graph, times)
        for limit in (0, 5, 60_000):
            within = np.where(times <= limit, times, UNREACHABLE_MS)
            assert np.array_equal(times_over(blocks, everywhere, limit), within)


def _hold_separator() -> None:
    side = 12
    steps = {(i, i + 1) for i in range(side * side) if i % side < side - 1}
    cell = cell_of(side * side, steps | {(i, i + side) for i in range(side * side - side)})
    parts = find_separator(cell)
    assert not np.any((parts[tails_of(cell)] == FIRST) & (parts[cell.heads] == SECOND))
    assert 0 < np.sum(parts == 2) <= side + 2
    assert min(np.sum(parts == FIRST), np.sum(parts == SECOND)) > side
    hold_cuts(np.random.default_rng(7), 60)
    hold_neighbours(*random_graphs(np.random.default_rng(3), 10).csr[:2])


if __name__ == "__main__":
    main()
