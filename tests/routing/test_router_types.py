"""What is no topology, no weight and no node is refused by name; what only looks odd is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.road_graphs import road_graphs
from transnet.base.errors import InputError
from transnet.base.units import UNREACHABLE_MS
from transnet.kernels.search.calendar import pack
from transnet.kernels.search.dijkstra import earliest_from, shortest_trees
from transnet.roads.graph import RoadGraph
from transnet.routing.choice import Method
from transnet.routing.csr import build_csr, checked_csr, checked_weights
from transnet.routing.metric import Metric
from transnet.routing.router import Router

INDPTR, HEADS, WEIGHTS = [0, 1, 2, 2], [1, 2], [5, 7]

NO_WEIGHTS: list[Any] = [
    [],
    [5],
    [5, 7, 9],
    5,
    None,
    "57",
    ["5", "7"],
    [5.5, 7],
    [np.nan, 7],
    [np.inf, 7],
    [-1, 7],
    [2**31, 7],
    [2**32 + 5, 7],
    [2**70, 7],
    [True, False],
    [None, 7],
    [5, [7]],
    [[5, 7]],
    [5 + 0j, 7],
    [date(2024, 1, 1)] * 2,
    [Decimal("5.5"), 7],
    np.array([5, 7], "m8[ms]"),
    np.array([5, 7], "M8[ms]"),
    np.array([5, True], object),
    np.array([-5, 7], np.int8),
    np.ma.masked_array([5, 7], [False, True]),
    pd.array([5, None], "Int64"),
    pd.to_timedelta([5, 7], unit="ms"),
]

ODD_WEIGHTS: list[Any] = [
    (5, 7),
    [5.0, 7.0],
    np.array([5, 0, 7])[::2],
    np.array([5, 7], ">i4"),
    np.array([5, 7], ">f8"),
    np.array([5, 7], np.uint8),
    np.array([5, 7], np.uint64),
    np.array([5, 7], object),
    pd.Series([5, 7], [9, 8]),
    pd.array([5, 7], "Int64"),
    [Decimal(5), np.int16(7)],
    np.ma.masked_array([5, 7], [False, False]),
]

NO_TOPOLOGIES: list[Any] = [
    (),
    (INDPTR,),
    (INDPTR, HEADS, [0, 0, 0]),
    (INDPTR, HEADS, [0, 0], [0, 0]),
    (INDPTR, HEADS, [0, 0, 0], ["a", "b", "c"]),
    (INDPTR, HEADS, [0, 0, 0], [0, 0, np.inf]),
    (INDPTR, HEADS, [0, 0, 0], [0, 0, 0], [0, 0, 0]),
    ([], []),
    ([0.0, 1.5, 2, 2], HEADS),
    (INDPTR, [1.5, 2]),
    (INDPTR, [1, 3]),
    (INDPTR, [1, -1]),
    (INDPTR, [1, 2 + 2**32]),
    (INDPTR, [True, True]),
    (INDPTR, ["1", "2"]),
    (INDPTR, [[1, 2]]),
    ([0, 2, 1, 2], HEADS),
    ([0, 1, 2, 2 + 2**32], HEADS),
    (None, None),
    None,
    "graph",
    [INDPTR, HEADS],
    7,
]

NO_NODES: list[Any] = [
    [-1],
    [3],
    [2**40],
    [2**70],
    [0.0],
    [np.nan],
    [True],
    ["0"],
    "0",
    None,
    [None],
    [[0], [1, 2]],
    [[0, 1]],
    {0},
    np.array([0], "m8[ms]"),
    np.array([0], "M8[ms]"),
    np.ma.masked_array([0], [True]),
    pd.array([0, None], "Int64"),
]

METHODS: tuple[Method, ...] = ("hierarchy", "search")


def _metric(weights: Any = WEIGHTS) -> Metric:
    return Router((INDPTR, HEADS), cache=False).customize(weights)


@pytest.mark.parametrize("weights", NO_WEIGHTS, ids=repr)
def test_no_weights(weights: Any) -> None:
    router = Router((INDPTR, HEADS), cache=False)
    metric = router.customize(WEIGHTS)
    with pytest.raises(InputError):
        router.customize(weights)
    with pytest.raises(InputError):
        metric.update([0, 1], weights)
    assert metric.travel_times([0]).tolist() == [[0, 5, 12]]


@pytest.mark.parametrize("weights", ODD_WEIGHTS, ids=repr)
@pytest.mark.parametrize("method", METHODS)
def test_odd_weights_are_read(weights: Any, method: Method) -> None:
    metric = _metric(weights)
    assert metric.travel_times([0], method=method).tolist() == [[0, 5, 12]]
    assert _metric([1, 1]).update([0, 1], weights).weights.tolist() == WEIGHTS


@pytest.mark.parametrize("topology", NO_TOPOLOGIES, ids=repr)
def test_no_topologies(topology: Any) -> None:
    with pytest.raises(InputError):
        Router(topology, cache=False)


@pytest.mark.parametrize("kind", [">i4", ">i8", "<u2", object, np.float64])
def test_odd_topologies_are_read(kind: Any) -> None:
    spread = np.repeat(np.array(HEADS, kind), 2)[::2]
    router = Router((np.array(INDPTR, kind), spread), cache=False)
    for method in METHODS:
        assert router.customize(WEIGHTS).pair_time(0, 2, method=method) == 12


@pytest.mark.parametrize("nodes", NO_NODES, ids=repr)
@pytest.mark.parametrize(
    "ask",
    [
        lambda metric, nodes: metric.travel_times(nodes),
        lambda metric, nodes: metric.travel_times([0], nodes),
        lambda metric, nodes: metric.pair_times(nodes, [0]),
        lambda metric, nodes: metric.paths([0], nodes),
        lambda metric, nodes: metric.isochrones(nodes, 5),
        lambda metric, nodes: metric.accumulate(np.ones(3), 5, origins=nodes),
        lambda metric, nodes: metric.nearest(nodes, [0]),
        lambda metric, nodes: metric.nearest([0], nodes),
        lambda metric, nodes: metric.update(nodes, [1]),
    ],
)
def test_no_nodes(ask: Callable[[Metric, Any], object], nodes: Any) -> None:
    if nodes is None and ask(_metric(), [0]) is not None:
        nodes = [None]  # None alone may mean all of them
    with pytest.raises(InputError):
        ask(_metric(), nodes)


@pytest.mark.parametrize("node", [-1, 3, 0.0, "0", None, True, [0], np.timedelta64(0), 2**70])
def test_no_single_node(node: Any) -> None:
    for ends in ((node, 0), (0, node)):
        with pytest.raises(InputError):
            _metric().pair_time(*ends)


@pytest.mark.parametrize(
    "ask",
    [
        lambda metric: metric.travel_times([0], method="dijkstra"),
        lambda metric: metric.pair_time(0, 1, method=None),
        lambda metric: metric.travel_times([0], out=[[0, 0, 0]]),
        lambda metric: metric.isochrones([0], 5.0),
        lambda metric: metric.isochrones([0], True),
        lambda metric: metric.isochrones([0], np.timedelta64(5, "m")),
        lambda metric: metric.isochrones([0], [[1], [2, 3]]),
        lambda metric: metric.accumulate([True] * 3, 5),
        lambda metric: metric.accumulate(["1"] * 3, 5),
        lambda metric: metric.accumulate(np.ones(3, "m8[m]"), 5),
        lambda metric: metric.accumulate(np.ones(3), 5, decay=[-1.0]),
        lambda metric: metric.accumulate(np.ones(3), 5, decay=["x"]),
        lambda metric: metric.nearest([0], [1], 0),
        lambda metric: metric.nearest([0], [1], 1.0),
        lambda metric: metric.nearest([0], [1], 10**12),
        lambda metric: metric.update([0, 0], [1, 2]),
        lambda metric: metric.router.customize([1, 2]).update([5], [1]),
        lambda _: Router((INDPTR, HEADS), cache=3),  # type: ignore[arg-type]
        lambda _: Router((INDPTR, HEADS), order=[0, 1, 9]),
        lambda _: Router((INDPTR, HEADS), order=[0, 1, 1.5]),
        lambda _: Router((INDPTR, HEADS), progress=1),  # type: ignore[arg-type]
    ],
)
def test_questions_that_mean_nothing(ask: Callable[[Metric], object]) -> None:
    with pytest.raises(InputError):
        ask(_metric())


def test_an_arc_may_be_named_twice_with_one_weight() -> None:
    assert _metric().update([0, 0], [1, 1]).weights.tolist() == [1, 7]


def test_a_table_beyond_memory_is_refused_before_work() -> None:
    router = Router((np.zeros(2_000_001, np.int32), []), cache=False)
    metric = router.customize([])
    with pytest.raises(InputError, match="some at a time"):
        metric.travel_times(np.zeros(2_000_000_000 // 1000, np.int32), method="search")


def test_unknown_coordinates_change_no_answer() -> None:
    lon = [112.5, np.nan, 112.6]
    router = Router((INDPTR, HEADS, lon, lon), cache=False)
    assert router.customize(WEIGHTS).pair_time(0, 2) == 12


def test_nobody_changes_a_topology_that_is_proved() -> None:
    heads, weights = np.array(HEADS, np.int32), np.array(WEIGHTS, np.int32)
    router = Router((INDPTR, heads), cache=False)
    metric = router.customize(weights)
    heads[:], weights[:] = 2**30, -1
    assert metric.pair_time(0, 2) == 12
    for array in (router.heads, router.indptr, metric.weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_frozen_arrays_are_shared() -> None:
    heads = np.array(HEADS, np.int32)
    heads.flags.writeable = False
    assert np.shares_memory(checked_csr(INDPTR, heads)[1], heads)


def test_an_order_may_lie_in_a_folder_named_by_text(tmp_path: Path) -> None:
    Router((INDPTR, HEADS), cache=str(tmp_path)).prepare()
    assert list(tmp_path.glob("*.int32"))


@given(road_graphs())
def test_a_road_graph_is_a_topology_unless_it_has_copies(graph: RoadGraph) -> None:
    if graph.is_copy.any():
        with pytest.raises(InputError, match="route_network"):
            Router(graph, cache=False)
        return
    arrays = Router((graph.indptr, graph.heads), cache=False).customize(graph.time_ms)
    direct = Router(graph, cache=False).customize(graph.time_ms)
    every = np.arange(graph.node_count)
    assert np.array_equal(direct.travel_times(every), arrays.travel_times(every))


@given(st.lists(st.integers(-(2**33), 2**33), min_size=2, max_size=2))
def test_weights_are_themselves_or_refused(weights: list[int]) -> None:
    if all(0 <= weight <= UNREACHABLE_MS for weight in weights):
        assert checked_weights(weights, 2).tolist() == weights
    else:
        with pytest.raises(InputError, match="csr_weights"):
            checked_weights(weights, 2)


def test_the_search_itself_refuses_what_would_never_end() -> None:
    loop = [np.array(part, np.int32) for part in ([0, 1, 2], [1, 0], [-1, 0])]
    start = np.zeros(1, np.int32)
    for search in (
        lambda: shortest_trees(*loop, start),
        lambda: earliest_from(*loop, start, start),
        lambda: pack(*loop),
    ):
        with pytest.raises(ValueError, match="never end"):
            search()


@pytest.mark.parametrize("tails", [[0.5], ["0"], [True], [None], [2**70]])
def test_arcs_between_no_nodes(tails: Any) -> None:
    with pytest.raises(InputError, match="csr"):
        build_csr(2, tails, [1])
