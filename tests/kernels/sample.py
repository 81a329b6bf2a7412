"""Prints a digest of what the kernels answer on many small graphs, for runs in other modes."""

from __future__ import annotations

import hashlib
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from tests.naive import Graph
from transnet.kernels import _chunks
from transnet.kernels.search.dijkstra import earliest_from, shortest_times, shortest_trees
from transnet.kernels.search.locality import hilbert_order
from transnet.kernels.search.tree_paths import path_sums, unpack_path

Array = npt.NDArray[np.integer]


def digest(graphs: int = 150) -> str:
    """Return a digest of every kernel's answers, worked out by as many threads as there are."""
    random = np.random.default_rng(31)
    seen = hashlib.sha256()
    for _ in range(graphs):
        graph = random_graph(random)
        sources = random.integers(0, graph.nodes, size=9, dtype=np.int32)
        with patch.object(_chunks, "_LEAST_STEPS_PER_WORKER", 1):
            times, pred_arcs = shortest_trees(*graph.csr, sources)
            sums = path_sums(pred_arcs, graph.tails, graph.csr[2][None, :], times)
            answers: list[Array] = [times, pred_arcs, sums, shortest_times(*graph.csr, sources)]
        answers += earliest_from(*graph.csr, sources, sources)
        answers += [unpack_path(pred_arcs[0], graph.tails, node) for node in range(graph.nodes)]
        answers += [hilbert_order(sources / 7, sources % 3 / 7)]
        for answer in answers:
            seen.update(repr((answer.dtype, answer.shape)).encode() + answer.tobytes())
    return seen.hexdigest()


def random_graph(random: np.random.Generator) -> Graph:
    """One to eight nodes, up to four arcs each, three weights."""
    nodes = int(random.integers(1, 9))
    count = int(random.integers(0, 4 * nodes))
    values = random.choice([0, 1, 2, 5, 60_000, 10**9, 2**31 - 1], size=3)
    ends = random.integers(0, nodes, size=(count, 2)).tolist()
    weights = random.choice(values, size=count).tolist()
    return Graph.of(nodes, [(*pair, weight) for pair, weight in zip(ends, weights, strict=True)])


if __name__ == "__main__":
    print(digest())  # noqa: T201
