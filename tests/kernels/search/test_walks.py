"""Bounded walks against whole searches from each place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.kernels.search.dijkstra import shortest_times
from transnet.kernels.search.walks import Entries, WalkGraph, walks_within

Int32Array = npt.NDArray[np.int32]


def _grouped(group: Int32Array, other: Int32Array, ms: Int32Array, groups: int) -> Entries:
    order = np.argsort(group, kind="stable")
    first = np.zeros(groups + 1, np.int32)
    np.cumsum(np.bincount(group, minlength=groups), out=first[1:])
    return Entries(first, other[order].astype(np.int32), ms[order].astype(np.int32))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), limit=st.integers(0, 60))
def test_walks_are_the_short_ones_of_all(seed: int, limit: int) -> None:
    random = np.random.default_rng(seed)
    nodes, arcs, places = (int(random.integers(1, most)) for most in (12, 40, 6))
    tails = np.sort(random.integers(0, nodes, arcs))
    indptr = np.searchsorted(tails, np.arange(nodes + 1)).astype(np.int32)
    heads, weights = random.integers(0, nodes, arcs), random.integers(0, 20, arcs)
    graph = WalkGraph(indptr, heads.astype(np.int32), weights.astype(np.int32))
    (of, out, leaves), (to, into, arrives) = (
        (
            random.integers(0, places, 9).astype(np.int32),
            random.integers(0, nodes, 9).astype(np.int32),
            random.integers(0, 15, 9).astype(np.int32),
        )
        for _ in range(2)
    )
    starts, ends = _grouped(of, out, leaves, places), _grouped(into, to, arrives, nodes)
    found = walks_within(graph, starts, ends, places, limit)
    times = shortest_times(*graph, np.arange(nodes, dtype=np.int32)).astype(np.int64)
    known: dict[tuple[int, int], int] = {}
    for one, node, ms in zip(of.tolist(), out.tolist(), leaves.tolist(), strict=True):
        for other, there, more in zip(to.tolist(), into.tolist(), arrives.tolist(), strict=True):
            taken = ms + int(times[node, there]) + more
            if taken <= min(limit, known.get((one, other), limit)):
                known[one, other] = taken
    assert list(zip(*(each.tolist() for each in found), strict=True)) == [
        (*pair, ms) for pair, ms in sorted(known.items())
    ]


def test_room_grows_with_what_is_found() -> None:
    graph = WalkGraph(np.zeros(2, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32))
    count = 3000
    every, node, at_once = (
        np.arange(count, dtype=np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
    )
    few = np.zeros(3, np.int32)
    starts = _grouped(np.arange(3, dtype=np.int32), few, few, 3)
    of, to, ms = walks_within(graph, starts, _grouped(node, every, at_once, 1), count, 5)
    assert of.tolist() == [0] * count + [1] * count + [2] * count
    assert to.tolist() == [*range(count)] * 3
    assert not ms.any()
