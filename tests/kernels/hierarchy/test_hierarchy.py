"""The hierarchy's parts against what they claim to be, and its answers in every mode."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from numba import get_num_threads, set_num_threads

from tests.certify import tell
from tests.kernels.hierarchy.hierarchy_sample import certify, digest, hold, metric_of, town
from tests.kernels.hierarchy.hierarchy_sample import random_graphs as side_by_side
from tests.kernels.hierarchy.separator_sample import cell_of, hold_cuts, hold_neighbours, tails_of
from tests.naive import Graph
from tests.strategies import graphs
from transnet.kernels._arrays import UNREACHABLE_MS
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy import lanes
from transnet.kernels.hierarchy.dissection import dissection_order
from transnet.kernels.hierarchy.large_cells import find_large_separator
from transnet.kernels.hierarchy.separator import (
    CUT,
    FIRST,
    SECOND,
    Cell,
    find_separator,
)
from transnet.routing.prepared import prepare

ROOT = Path(__file__).parents[3]
MODES = {
    "one thread": {"NUMBA_NUM_THREADS": "1"},
    "eight threads": {"NUMBA_NUM_THREADS": "8"},
    "interpreted": {"NUMBA_DISABLE_JIT": "1"},
}
COMPILED = """
from numba.core import event
from tests.kernels.hierarchy.hierarchy_sample import digest
with event.install_recorder("numba:compile") as compiled:
    digest(5, 1, 3)
print(len(compiled.buffer))
"""


def _undirected(graph: Graph) -> Cell:
    return cell_of(graph.nodes, {(t, h) for t, h, _ in graph.arcs})


# ---------------------------------------------------------------- answers


def test_ten_thousand_random_graphs_are_certified(random_graphs: tuple[int, int]) -> None:
    seed, count = random_graphs
    random = np.random.default_rng(seed)
    for done in range(0, count, 50):
        graph = side_by_side(random, 50)
        certify(graph, metric_of(graph).travel_times(np.arange(graph.nodes), method="hierarchy"))
        tell(done + 50, count)


def test_every_answer_holds_on_graphs_that_go_wrong() -> None:
    random = np.random.default_rng(11)
    for _ in range(40):
        hold(side_by_side(random, 9), random)
    for side in (1, 2, 9, 20, 33):
        hold(town(random, side), random)
    hold(Graph.of(900, [(i, i + 1, 5) for i in range(899)]), random)  # far longer than high


@pytest.mark.parametrize("mode", MODES)
def test_the_answers_are_the_same_in_every_mode(mode: str) -> None:
    printed = _printed("-m", "tests.kernels.hierarchy.hierarchy_sample", "5", **MODES[mode])
    assert printed == digest(5, 6, 14)


def test_answers_are_certified_with_bounds_checked(nightly: None) -> None:
    """All kernels are compiled anew for this: a minute and more, so `make certify` does it."""
    printed = _printed("-m", "tests.kernels.hierarchy.hierarchy_sample", "5", NUMBA_BOUNDSCHECK="1")
    assert printed == digest(5, 6, 14)


def test_what_one_process_has_compiled_the_next_one_finds() -> None:
    digest(5, 1, 3)
    assert _printed("-c", COMPILED) == "0"


def _printed(*command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


# ---------------------------------------------------------------- vectors


@kernel
def _in_lanes(numbers: np.ndarray, other: np.ndarray, out: np.ndarray) -> None:
    here, there = lanes.load_lanes(numbers, 1), lanes.load_lanes(other, 0)
    lanes.store(out, 0, lanes.least(here, there))
    lanes.store(out, 16, lanes.plus(here, np.uint32(2**31 - 1)))
    lanes.store(out, 32, lanes.add(here, there))
    lanes.store(out, 48, lanes.spread(other[3]))
    lanes.store(out, 64, lanes.swapped(lanes.load_pair(numbers, 5)))


def test_lanes_hold_unsigned_numbers() -> None:
    random = np.random.default_rng(3)
    numbers = random.integers(0, 2**31, 17, dtype=np.uint32)
    other = random.integers(0, 2**31, 16, dtype=np.uint32)
    out = np.zeros(80, np.uint32)
    _in_lanes(numbers, other, out)
    assert np.array_equal(out[:16], np.minimum(numbers[1:], other))
    assert np.array_equal(out[16:32], numbers[1:].astype(np.int64) + 2**31 - 1)
    assert np.array_equal(out[32:48], numbers[1:].astype(np.int64) + other)
    assert np.all(out[48:64] == other[3])
    assert out[64:66].tolist() == [numbers[6], numbers[5]]


@kernel
def _turned(
    table: np.ndarray, rows: np.ndarray, out: np.ndarray, starts: np.ndarray, mask: np.uint32
) -> None:
    lanes.store_transposed(table, rows, 1, out, starts, 2, mask)


@pytest.mark.parametrize("mask", [2**16 - 1, 0, 1, 2**15, 0b0110_0000_1001_0001])
def test_a_square_is_transposed_from_rows_in_any_order(mask: int) -> None:
    table = np.arange(1, 20 * 16 + 1, dtype=np.uint32)
    rows = np.random.default_rng(4).permutation(20)[:17].astype(np.int32)
    out, starts = np.zeros(16 * 18 + 2, np.uint32), np.arange(16)[::-1].copy() * 18
    _turned(table, rows, out, starts, np.uint32(mask))
    chosen = np.array([mask >> i & 1 for i in range(16)])
    expected = table.reshape(20, 16)[rows[1:]].T[::-1] * chosen
    assert np.array_equal(out[:288].reshape(16, 18)[:, 2:], expected)


@kernel
def _taken(counter: np.ndarray) -> int:
    return lanes.take_next(counter) + 10 * lanes.take_next(counter)


def test_a_counter_goes_up_by_one_each_time() -> None:
    counter = np.array([3, 7])
    assert _taken(counter) == 3 + 10 * 4
    assert counter.tolist() == [5, 7]


@kernel
def _summed(times: np.ndarray, limit: np.uint32, out: np.ndarray) -> bool:
    here = lanes.load_lanes(times, 0)
    sums = lanes.plus_within(lanes.load_sums(out, 0), here, limit, 0.5)
    lanes.store(out, 0, sums)
    lanes.store(out, 0, lanes.plus_within(lanes.load_sums(out, 0), here, limit, 2.0))
    return lanes.any_within(here, limit)


@pytest.mark.parametrize("limit", [0, 7, 2**31 - 2])
def test_sums_take_what_is_within_the_limit(limit: int) -> None:
    times = np.array([1, 5, 7, 8, *[2**31 - 1] * 12], np.uint32)
    out = np.full(16, 0.25)
    assert _summed(times, np.uint32(limit), out) == bool((times <= limit).any())
    assert np.array_equal(out, np.where(times <= limit, 2.75, 0.25))


def test_rows_of_lanes_start_on_a_cache_line() -> None:
    for rows in (0, 1, 7):
        room = lanes.room_for_lanes(rows)
        assert len(room) == rows * lanes.LANES
        assert rows == 0 or room.ctypes.data % 64 == 0


# ---------------------------------------------------------------- order


@pytest.mark.parametrize("side", [9, 14, 25])
def test_no_arc_joins_what_a_separator_parts(side: int) -> None:
    random = np.random.default_rng(side)
    cell = _undirected(town(random, side))
    parts = find_separator(cell)
    tails = tails_of(cell)
    assert {FIRST, SECOND, CUT} == set(parts.tolist())
    assert not np.any((parts[tails] == FIRST) & (parts[cell.heads] == SECOND))
    assert np.sum(parts == CUT) <= 1.5 * side
    assert min(np.sum(parts == FIRST), np.sum(parts == SECOND)) > side * side / 5


def test_no_cut_of_a_line_is_smaller() -> None:
    hold_cuts(np.random.default_rng(7), 200)


def test_a_bridge_is_found() -> None:
    """Two dense halves joined through one node: no cut is smaller."""
    both = nx.disjoint_union(nx.grid_2d_graph(6, 6), nx.grid_2d_graph(6, 6))
    both.add_edges_from([(35, 72), (72, 36)])
    arcs = [(t, h, 1) for t, h in both.edges]
    parts = find_separator(_undirected(Graph.of(73, arcs)))
    assert np.sum(parts == CUT) == 1


def test_the_order_is_a_permutation_and_the_same_for_any_threads() -> None:
    indptr, heads, _ = town(np.random.default_rng(8), 40).csr
    threads = get_num_threads()
    try:
        orders = []
        for workers in range(1, threads + 1):
            set_num_threads(workers)
            orders.append(dissection_order(indptr, heads))
    finally:
        set_num_threads(threads)
    assert all(np.array_equal(order, orders[0]) for order in orders)
    assert np.array_equal(np.sort(orders[0]), np.arange(1600))


@given(graphs())
def test_a_cut_sees_each_neighbour_once(graph: Graph) -> None:
    hold_neighbours(*graph.csr[:2])


def test_the_order_tells_how_far_it_is() -> None:
    """After each cut of a large cell, and after each few of the small ones."""
    indptr, heads, _ = town(np.random.default_rng(8), 40).csr
    heard: list[tuple[str, int, int]] = []
    order = dissection_order(indptr, heads, lambda *told: heard.append(told))
    assert np.array_equal(order, dissection_order(indptr, heads))
    done = [part for _, part, _ in heard]
    assert len(heard) > 16
    assert {whole for _, _, whole in heard} == {done[-1]}
    assert all(np.diff(done) >= 0)
    assert done[0] < done[-1] / 2


@pytest.mark.parametrize("seed", range(9))
def test_a_cell_cut_by_workers_falls_into_the_same_parts(seed: int) -> None:
    cell = _undirected(town(np.random.default_rng(seed), 30))
    threads = get_num_threads()
    try:
        for workers in range(1, threads + 1):
            set_num_threads(workers)
            assert np.array_equal(find_large_separator(cell), find_separator(cell))
    finally:
        set_num_threads(threads)


def test_a_star_has_no_line_to_cut() -> None:
    cell = _undirected(Graph.of(300, [(0, leaf, 1) for leaf in range(1, 300)]))
    assert np.array_equal(find_large_separator(cell), find_separator(cell))


def test_a_star_is_not_contracted_from_its_middle() -> None:
    arcs = [(0, leaf, 1) for leaf in range(1, 300)]
    indptr, heads, _ = Graph.of(300, arcs).csr
    assert len(prepare(indptr, heads).hierarchy.heads) == 299


# ---------------------------------------------------------------- shortcuts


@given(graphs())
def test_the_hierarchy_is_chordal_and_numbered_from_the_top(graph: Graph) -> None:
    indptr, heads, _ = graph.csr
    hierarchy = prepare(indptr, heads).hierarchy
    up = [
        set(hierarchy.heads[hierarchy.indptr[v] : hierarchy.indptr[v + 1]].tolist())
        for v in range(graph.nodes)
    ]
    assert sorted(hierarchy.number.tolist()) == list(range(graph.nodes))
    for tail, head, _ in graph.arcs:
        low, high = sorted(hierarchy.number[[tail, head]].tolist())
        assert low == high or low in up[high]
    for node, above in enumerate(up):
        parent = int(hierarchy.parent[node])
        assert parent == max(above, default=-1) < node
        assert above - {parent} <= (up[parent] if parent >= 0 else set())
        path = {node}
        while parent >= 0:
            path.add(parent)
            parent = int(hierarchy.parent[parent])
        assert above <= path
        assert len({int(hierarchy.row[other]) for other in path}) == len(path)


@given(graphs())
def test_perfect_weights_are_distances(graph: Graph) -> None:
    metric = metric_of(graph)
    hierarchy = metric.router.prepare().hierarchy
    nodes = metric.router.prepare().node_of
    table = metric.travel_times(np.arange(graph.nodes), method="search")
    tails = np.repeat(np.arange(graph.nodes), np.diff(hierarchy.indptr).astype(np.int64))
    ends = (nodes[tails], nodes[hierarchy.heads])
    assert np.array_equal(metric._distances[0::2], table[ends])
    assert np.array_equal(metric._distances[1::2], table[ends[::-1]])
    assert np.all(metric._shortcuts >= metric._distances)
    assert np.all(metric._shortcuts <= UNREACHABLE_MS)


@pytest.mark.parametrize("sizes", [(3, 150), (150, 3), (100, 1, 1, 100), (1,) * 200])
def test_a_graph_in_pieces_is_ordered_piece_by_piece(sizes: tuple[int, ...]) -> None:
    """One piece may hold all but a few nodes, first or last, or none more than one."""
    arcs, start = [], 0
    for size in sizes:
        arcs += [(start + i, start + i + 1, 1) for i in range(size - 1)]
        start += size
    indptr, heads, _ = Graph.of(start, arcs).csr
    assert np.array_equal(np.sort(dissection_order(indptr, heads)), np.arange(start))
