"""Blocks of four arcs, and what a search over them may not show."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive
from tests.kernels.new_york import NewYork
from tests.naive import Graph, Int32Array
from tests.strategies import graphs, graphs_and_nodes
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels.search import calendar
from transnet.kernels.search.calendar import pack, times_over
from transnet.kernels.search.locality import hilbert_order


def _nodes(*nodes: int) -> Int32Array:
    return np.array(nodes, np.int32)


@pytest.mark.parametrize("degree", range(14))
def test_the_arcs_of_a_node_fill_as_many_blocks_as_they_need(degree: int) -> None:
    """Of four places a block that isn't the last gives one to the way on."""
    graph = Graph.of(degree + 1, [(0, node, 10 * node) for node in range(1, degree + 1)])
    blocks = pack(*graph.csr)
    own = len(blocks.arcs) // 4 - degree
    assert own == max(1, -(-(degree - 1) // 3))
    expected = [0, *range(10, 10 * degree + 1, 10)]
    assert times_over(blocks, _nodes(0))[0].tolist() == expected


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_blocks_does_not_show(graph: Graph, random: object) -> None:
    order = np.arange(graph.nodes, dtype=np.int32)
    random.shuffle(order)  # type: ignore[attr-defined]
    sources = np.arange(graph.nodes, dtype=np.int32)
    found = times_over(pack(*graph.csr, order), sources)
    assert found.tolist() == [naive.shortest_times(graph, source) for source in sources.tolist()]


@given(graphs_and_nodes(5), st.integers(0, 30))
def test_neither_widths_of_buckets_nor_room_show(case: tuple[Graph, list[int]], shift: int) -> None:
    graph, sources = case
    blocks = pack(*graph.csr)
    expected = times_over(blocks, _nodes(*sources))
    with patch.object(calendar, "_ENTRIES_PER_BLOCK", 0):
        found = times_over(blocks._replace(shift=shift), _nodes(*sources))
    assert found.tobytes() == expected.tobytes()


@given(graphs(), st.sampled_from([0, 1, 59_999, 60_000, 10**9, 2**31 - 2]))
def test_beyond_the_limit_nothing_is_reached(graph: Graph, limit: int) -> None:
    sources = np.arange(graph.nodes, dtype=np.int32)
    everything = times_over(pack(*graph.csr), sources)
    found = times_over(pack(*graph.csr), sources, limit)
    assert np.array_equal(found, np.where(everything <= limit, everything, UNREACHABLE_MS))


def test_a_line_is_longer_than_the_calendar() -> None:
    """A bucket of one ms, arcs of 0 to 5,000: the calendar starts anew again and again."""
    weights = np.random.default_rng(4).integers(0, 5_000, 400)
    arcs = [(node, node + 1, int(weight)) for node, weight in enumerate(weights)]
    arcs += [(0, node, 10**9 + node) for node in range(0, 400, 7)]
    blocks = pack(*Graph.of(401, arcs).csr)._replace(shift=0)
    assert np.array_equal(times_over(blocks, _nodes(0))[0][1:], np.cumsum(weights))


def test_new_york_in_blocks_has_the_same_times(new_york: NewYork) -> None:
    order = hilbert_order(new_york.longitude, new_york.latitude).astype(np.int32)
    sources = (new_york.reference["source_1based"] - 1).astype(np.int32)
    times = times_over(pack(*new_york.csr, order), sources).astype(np.int64)
    assert np.array_equal(times.sum(axis=1), new_york.reference["sum_of_distances"])
    assert np.array_equal(times.max(axis=1), new_york.reference["max_distance"])
