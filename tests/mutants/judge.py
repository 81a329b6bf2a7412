"""What a mutant has to survive: a few minutes of the compiled tests in seconds, interpreted."""

from __future__ import annotations

import numpy as np

from tests.kernels.hierarchy_sample import hold, random_graphs, town
from transnet.graph.prepared import prepare
from transnet.kernels import elimination
from transnet.kernels.separator import FIRST, SECOND, Cell, find_separator


def main() -> None:
    """Raise AssertionError for a wrong answer."""
    random = np.random.default_rng(2)
    elimination._GATE_NODES = 3  # so that small graphs have gates, in the crown too
    for _ in range(6):
        hold(random_graphs(random, 10), random)
    for side in (8, 13):
        hold(town(random, side), random)
    _hold_separator()
    star = [np.array([0, 199, *[199] * 199], np.int32), np.arange(1, 200, dtype=np.int32)]
    assert len(prepare(*star).hierarchy.heads) == 199


def _hold_separator() -> None:
    side = 12
    steps = [(i, i + 1) for i in range(side * side) if i % side < side - 1]
    steps += [(i, i + side) for i in range(side * side - side)]
    tails, heads = np.array(sorted(steps + [pair[::-1] for pair in steps]), np.int32).T
    indptr = np.searchsorted(tails, np.arange(side * side + 1)).astype(np.int32)
    parts = find_separator(Cell(indptr, heads.copy()))
    assert not np.any((parts[tails] == FIRST) & (parts[heads] == SECOND))
    assert 0 < np.sum(parts == 2) <= side + 2
    assert min(np.sum(parts == FIRST), np.sum(parts == SECOND)) > side


if __name__ == "__main__":
    main()
