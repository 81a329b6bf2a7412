"""What the router refuses to answer, and what it answers to nothing at all."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from tests.naive import Graph
from transnet.base.errors import InputError
from transnet.routing.choice import Method
from transnet.routing.metric import Metric
from transnet.routing.router import Router

METHODS: tuple[Method, ...] = ("hierarchy", "search")


def _metric(graph: Graph) -> Metric:
    indptr, heads, weights = graph.csr
    return Router((indptr, heads), cache=False).customize(weights)


@pytest.mark.parametrize(
    "out",
    [
        np.empty((2, 4), np.int32),
        np.empty((2, 3), np.int64),
        np.empty((3, 2), np.int32).T,
        np.broadcast_to(np.int32(0), (2, 3)),
    ],
    ids=["shape", "type", "layout", "broadcast"],
)
def test_memory_that_does_not_fit_is_refused(out: np.ndarray) -> None:
    metric = Router(([0, 1, 2, 2], [1, 2]), cache=False).customize([1, 1])
    with pytest.raises(InputError, match=r"out.*memory"):
        metric.travel_times([0, 1], out=out)


def test_memory_that_may_not_be_written_is_refused() -> None:
    metric = Router(([0, 1, 2, 2], [1, 2]), cache=False).customize([1, 1])
    out = np.empty((2, 3), np.int32)
    out.flags.writeable = False
    with pytest.raises(InputError, match="writable"):
        metric.travel_times([0, 1], out=out)


@pytest.mark.parametrize("nodes", [[-1], [9], [0.5], [[0]]])
def test_nodes_that_are_not_there_are_refused(nodes: Any) -> None:
    metric = _metric(Graph.of(9, [(0, 1, 5)]))
    with pytest.raises(InputError, match="bad_question"):
        metric.travel_times(nodes)


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        (lambda metric: metric.pair_times([0], [1, 2]), "each origin"),
        (lambda metric: metric.isochrones([0], -1), "limit"),
        (lambda metric: metric.isochrones([0], 2**31 - 1), "limit"),
        (lambda metric: metric.accumulate(np.zeros(9), []), "limit"),
        (lambda metric: metric.accumulate(np.zeros(8), 5), "each node"),
        (lambda metric: metric.accumulate(np.full(9, np.nan), 5), "finite"),
        (lambda metric: metric.accumulate(np.zeros(9), [5, 6], decay=[1]), "single limit"),
        (lambda metric: metric.accumulate(np.zeros(9), 5, decay=[]), "factors"),
        (lambda metric: metric.update([7], [1]), "outside"),
        (lambda metric: metric.update([0], [-1]), "0 or more"),
        (lambda metric: metric.router.customize([1, 2]), "one weight per arc"),
    ],
)
def test_questions_without_an_answer_are_refused(question: Any, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        question(_metric(Graph.of(9, [(0, 1, 5)])))


def test_no_hierarchy_over_a_graph_too_dense_or_in_an_order_that_is_none() -> None:
    indptr, heads, _ = Graph.of(3, [(0, 1, 5), (1, 2, 5)]).csr
    with pytest.raises(InputError, match="each node once"):
        Router((indptr, heads), order=[0, 0, 1]).prepare()
    assert Router((indptr, heads), order=[2, 0, 1]).prepare().hierarchy.number[1] == 0
    with (
        patch("transnet.routing.prepared._MOST_ARCS_PER_ARC", 0),
        pytest.raises(InputError, match="too dense"),
    ):
        Router((indptr, heads), cache=False).prepare()


def test_nothing_asked_is_nothing_answered() -> None:
    for nodes in (0, 3):
        metric = _metric(Graph.of(nodes, []))
        for method in METHODS:
            assert metric.travel_times([], method=method).shape == (0, nodes)
            assert metric.isochrones([], 5, method=method).offsets.tolist() == [0]
            assert metric.accumulate(np.zeros(nodes), 5, method=method).shape == (nodes, 1)
            assert metric.paths([], [], method=method) == []
