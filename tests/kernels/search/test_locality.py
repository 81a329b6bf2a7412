"""Hilbert's order against the curve by its definition, and what it's for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive
from tests.kernels.new_york import NewYork
from transnet.kernels.search.dijkstra import shortest_times
from transnet.kernels.search.locality import hilbert_order


@pytest.mark.parametrize("order", range(6))
def test_cells_come_as_the_curve_meets_them(order: int) -> None:
    cells = np.array(naive.hilbert_cells(order))
    shuffled = np.random.default_rng(order).permutation(cells).astype(np.float64)
    found = shuffled[hilbert_order(shuffled[:, 0], shuffled[:, 1])]
    assert np.array_equal(found, cells)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90))))
def test_every_node_comes_once_and_equal_points_keep_their_order(
    points: list[tuple[float, float]],
) -> None:
    x, y = np.array(points, np.float64).reshape(-1, 2).T
    order = hilbert_order(x, y)
    assert sorted(order.tolist()) == list(range(len(points)))
    doubled = hilbert_order(np.repeat(x, 2), np.repeat(y, 2))
    place = np.argsort(doubled)
    assert np.all(place[0::2] < place[1::2])


def test_new_york_in_this_order_has_the_same_times(new_york: NewYork) -> None:
    order = hilbert_order(new_york.longitude, new_york.latitude)
    offsets, heads, weights = new_york.csr
    tails = np.repeat(np.arange(len(order)), np.diff(offsets))
    place = np.argsort(order)
    arcs = np.lexsort((place[heads], place[tails]))
    moved_offsets = np.searchsorted(place[tails][arcs], np.arange(len(order) + 1))
    moved = moved_offsets.astype(np.int32), place[heads][arcs].astype(np.int32), weights[arcs]
    nodes = np.array([0, 99_999], np.int32)
    times = shortest_times(*moved, place[nodes].astype(np.int32))
    assert np.array_equal(times[:, place], shortest_times(*new_york.csr, nodes))
