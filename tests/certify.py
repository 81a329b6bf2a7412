"""Proofs that an answer is right, without a second algorithm to be wrong in the same way."""

from __future__ import annotations

import numpy as np

from tests.naive import Graph, Int32Array
from transnet.base.units import UNREACHABLE_MS


def certify_times(graph: Graph, source: int, times: Int32Array) -> None:
    """Prove that these are the fastest times from the source.

    No arc can improve a time, so none is too long; and every time below UNREACHABLE_MS adds up
    along arcs that start at the source, so none is too short. A tight arc into each node would not
    do: on a cycle that takes no time each node could call on the one before.
    """
    assert times[source] == 0
    arrivals = _arrivals(graph, times)
    _, heads, _ = graph.csr
    assert np.all(times[heads] <= arrivals), "an arc improves a time"
    tight = (times[heads] == arrivals) & (arrivals < UNREACHABLE_MS)
    proved = np.arange(graph.nodes) == source
    while np.any(fresh := tight & proved[graph.tails] & ~proved[heads]):
        proved[heads[fresh]] = True
    assert np.all(proved == (times < UNREACHABLE_MS)), "a time doesn't add up from the source"


def certify_tree(graph: Graph, source: int, times: Int32Array, pred_arcs: Int32Array) -> None:
    """Prove the times, and that the arcs are a tree which takes these times."""
    certify_times(graph, source, times)
    _, heads, _ = graph.csr
    inner = np.flatnonzero((times < UNREACHABLE_MS) & (np.arange(graph.nodes) != source))
    assert np.array_equal(np.flatnonzero(pred_arcs >= 0), inner), "an arc too many or too few"
    entered = pred_arcs[inner]
    assert np.array_equal(heads[entered], inner), "an arc enters another node"
    assert np.array_equal(_arrivals(graph, times)[entered], times[inner]), "an arc isn't tight"
    ancestors = np.full(graph.nodes, source)
    ancestors[inner] = graph.tails[entered]
    for _ in range(graph.nodes.bit_length()):
        ancestors = ancestors[ancestors]
    assert np.all(ancestors == source), "arcs go round in a circle"


def _arrivals(graph: Graph, times: Int32Array) -> Int32Array:
    """Time at the end of each arc, UNREACHABLE_MS where the arc is closed or never entered."""
    _, _, weights = graph.csr
    arrivals = times[graph.tails].astype(np.int64) + weights
    saturated: Int32Array = np.minimum(arrivals, UNREACHABLE_MS).astype(np.int32)
    return saturated


def tell(done: int, count: int) -> None:
    """Print how many graphs are certified, a few times in a run too long for a change."""
    if count > 10_000 and done % (count // 20) == 0:
        print(f"{done:,} of {count:,} graphs certified", flush=True)  # noqa: T201
