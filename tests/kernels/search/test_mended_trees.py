"""Trees that are mended where arcs take less are those of a search from nothing, to the byte."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.naive import Graph
from tests.strategies import graphs
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.mended_trees import (
    both_ways,
    is_mendable,
    lengthen_times,
    lengthen_trees,
    mend_times,
    mend_trees,
)


@given(graphs(), st.integers(0, 2**32 - 1), st.booleans(), st.integers(1, 60))
def test_mended_trees_are_those_of_a_search(
    graph: Graph, seed: int, takes_time: bool, most: int
) -> None:
    indptr, heads, weights = graph.csr
    rng = np.random.default_rng(seed)
    # Few different weights, so that many ways are equally fast.
    now = np.where(weights < UNREACHABLE_MS, weights % most + takes_time, weights).astype(np.int32)
    more = rng.choice([0, 0, 1, most, 2**31 - 1], len(now))
    before = np.minimum(now.astype(np.int64) + more, int(UNREACHABLE_MS)).astype(np.int32)
    faster = np.flatnonzero(now < before).astype(np.int32)
    sources = np.arange(graph.nodes, dtype=np.int32)
    both = both_ways(indptr, heads, graph.tails)
    known = shortest_trees(indptr, heads, before, sources)
    as_it_was = [each.tobytes() for each in known]
    times = mend_times(both, now, faster, known[0])
    assert times.tobytes() == shortest_times(indptr, heads, now, sources).tobytes()
    if takes_time:
        assert is_mendable(both, now)
    if is_mendable(both, now):
        expected = shortest_trees(indptr, heads, now, sources)
        for found, wanted in zip(mend_trees(both, now, faster, known), expected, strict=True):
            assert found.tobytes() == wanted.tobytes()
    assert [each.tobytes() for each in known] == as_it_was


@given(graphs(), st.integers(0, 2**32 - 1), st.booleans(), st.integers(1, 60))
def test_trees_that_are_lengthened_are_those_of_a_search(
    graph: Graph, seed: int, takes_time: bool, most: int
) -> None:
    indptr, heads, weights = graph.csr
    rng = np.random.default_rng(seed)
    before = np.where(weights < UNREACHABLE_MS, weights % most + takes_time, weights)
    more = rng.choice([0, 0, 0, 1, most, 2**31 - 1], len(before))
    now = np.minimum(before.astype(np.int64) + more, int(UNREACHABLE_MS)).astype(np.int32)
    both_weights = before.astype(np.int32), now
    slower = np.flatnonzero(now > before).astype(np.int32)
    sources = np.arange(graph.nodes, dtype=np.int32)
    both = both_ways(indptr, heads, graph.tails)
    known = shortest_trees(indptr, heads, both_weights[0], sources)
    as_it_was = [each.tobytes() for each in known]
    expected = shortest_trees(indptr, heads, now, sources)
    times, left = lengthen_times(both, both_weights, slower, sources, known[0])
    np.testing.assert_array_equal(times, np.where(left[:, None], known[0], expected[0]))
    if all(is_mendable(both, each) for each in both_weights):
        *found, left = lengthen_trees(both, both_weights, slower, sources, known)
        for each, was, wanted in zip(found, known, expected, strict=True):
            np.testing.assert_array_equal(each, np.where(left[:, None], was, wanted))
    assert [each.tobytes() for each in known] == as_it_was


def test_arcs_that_take_no_time_may_lead_out_of_doors_and_into_ends_only() -> None:
    """A door 0 to a road of 1 and 2, from which one leaves to an end 3."""
    indptr, heads, tails = (
        np.array(each, np.int32) for each in ([0, 1, 2, 4, 4], [1, 2, 1, 3], [0, 1, 2, 2])
    )
    both = both_ways(indptr, heads, tails)
    assert is_mendable(both, np.array([0, 1, 1, 0], np.int32))
    assert not is_mendable(both, np.array([0, 0, 1, 0], np.int32))
    assert is_mendable(both, np.array([0, UNREACHABLE_MS, 1, 0], np.int32))
