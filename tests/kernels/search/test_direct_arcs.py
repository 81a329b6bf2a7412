"""Trees that leave out direct arcs after direct ones are those of a search over all arcs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transnet.kernels._arrays import UNREACHABLE_MS, Int32Array
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.direct_arcs import DirectGraph, direct_graph, direct_trees


def _graph(
    direct: list[tuple[int, int]], others: list[tuple[int, int]], nodes: int
) -> tuple[DirectGraph, Int32Array]:
    """Return a graph, and which of the arcs given each of its arcs is, direct ones first."""
    tails, heads = np.array([*direct, *others], dtype=np.int32).reshape(-1, 2).T
    order = np.lexsort((np.arange(len(tails)) >= len(direct), tails))
    indptr = np.append(0, np.cumsum(np.bincount(tails, minlength=nodes))).astype(np.int32)
    count = np.bincount(tails[: len(direct)], minlength=nodes)
    end = (indptr[:-1] + count).astype(np.int32)
    return direct_graph((indptr, heads[order], tails[order]), end), order.astype(np.int32)


@given(
    st.integers(2, 6),
    st.integers(0, 4),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["fastest", "rounded", "any"]),
    st.integers(1, 40),
)
def test_trees_are_those_of_a_search_over_all_arcs(
    joined: int, more: int, seed: int, kind: str, most: int
) -> None:
    """Direct arcs are as fast as any way, but for rounding, or take what they like."""
    rng, nodes = np.random.default_rng(seed), joined + more
    direct = [(a, b) for a in range(joined) for b in range(joined) if a != b]
    own = rng.integers(0, most, len(direct))
    own[rng.random(len(own)) < 0.2] = UNREACHABLE_MS
    if kind != "any":
        indptr, heads = np.arange(joined + 1) * (joined - 1), [b for _, b in direct]
        inner = np.array(indptr, np.int32), np.array(heads, np.int32)
        fastest = shortest_times(*inner, own.astype(np.int32), np.arange(joined, dtype=np.int32))
        own = np.array([fastest[pair] for pair in direct], dtype=np.int64)
        if kind == "rounded":
            own = np.maximum(own - rng.integers(0, 2, len(own)) * (own < UNREACHABLE_MS), 0)
    others = rng.integers(0, nodes, (3 * nodes, 2)).tolist()
    graph, order = _graph(direct, others, nodes)
    both = np.concatenate([own, rng.integers(0, most, len(others))])
    weights, sources = both[order].astype(np.int32), np.arange(nodes, dtype=np.int32)
    expected = shortest_trees(graph.indptr, graph.heads, weights, sources)
    for found, wanted in zip(direct_trees(graph, weights, sources), expected, strict=True):
        assert found.tobytes() == wanted.tobytes()


def test_arcs_out_of_a_node_are_left_out_only_where_two_steps_are_no_shorter() -> None:
    """From 0 to 2 takes 5, over 1 but 4; where times are too long to be added up, none is."""
    pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    graph, _ = _graph(pairs, [(0, 3)], 4)
    source = np.zeros(1, np.int32)
    weights = np.array([2, 5, 1, 2, 2, 4, 2], dtype=np.int32)  # 0 to 3 stands behind 0 to 2
    assert direct_trees(graph, weights, source)[0].tolist() == [[0, 2, 4, 1]]
    weights[3] = UNREACHABLE_MS - 1
    assert direct_trees(graph, weights, source)[0].tolist() == [[0, 2, 4, 1]]
