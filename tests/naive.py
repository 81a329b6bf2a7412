"""Slow, obvious twins of the kernels, on graphs kept as lists of arcs."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS

Int32Array = npt.NDArray[np.int32]
Arc = tuple[int, int, int]  # tail, head, milliseconds


@dataclass(frozen=True)
class Graph:
    """Arcs in CSR order: by tail, otherwise as given."""

    nodes: int
    arcs: tuple[Arc, ...]

    @staticmethod
    def of(nodes: int, arcs: list[Arc]) -> Graph:
        return Graph(nodes, tuple(sorted(arcs, key=lambda arc: arc[0])))

    @cached_property
    def tails(self) -> Int32Array:
        return np.array([tail for tail, _, _ in self.arcs], np.int32)

    @cached_property
    def csr(self) -> tuple[Int32Array, Int32Array, Int32Array]:
        """Offsets, heads and weights, as the kernels take them."""
        offsets = np.searchsorted(self.tails, np.arange(self.nodes + 1)).astype(np.int32)
        heads = np.array([head for _, head, _ in self.arcs], np.int32)
        weights = np.array([weight for _, _, weight in self.arcs], np.int32)
        return offsets, heads, weights

    def arcs_of(self, node: int) -> list[tuple[int, Arc]]:
        return [(index, arc) for index, arc in enumerate(self.arcs) if arc[0] == node]


def shortest_times(graph: Graph, source: int) -> list[int]:
    """Bellman & Ford: relax every arc until nothing changes."""
    times = [UNREACHABLE_MS] * graph.nodes
    times[source] = 0
    changed = True
    while changed:
        changed = False
        for tail, head, weight in graph.arcs:
            if times[tail] + weight < times[head]:
                times[head] = times[tail] + weight
                changed = True
    return times


def earliest_from(
    graph: Graph, sources: list[int], offsets: list[int]
) -> tuple[list[int], list[int], list[int]]:
    """Dijkstra with one heap of (time, node): times, arcs that enter, indices of the starts."""
    times, pred_arcs, origins = ([blank] * graph.nodes for blank in (UNREACHABLE_MS, -1, -1))
    heap: list[tuple[int, int]] = []
    for index, (source, offset) in enumerate(zip(sources, offsets, strict=True)):
        if offset < times[source]:
            times[source], origins[source] = offset, index
            heapq.heappush(heap, (offset, source))
    while heap:
        time, node = heapq.heappop(heap)
        if time > times[node]:
            continue
        for index, (_, head, weight) in graph.arcs_of(node):
            if time + weight < times[head]:
                times[head] = time + weight
                pred_arcs[head], origins[head] = index, origins[node]
                heapq.heappush(heap, (times[head], head))
    return times, pred_arcs, origins


def shortest_tree(graph: Graph, source: int) -> tuple[list[int], list[int]]:
    times, pred_arcs, _ = earliest_from(graph, [source], [0])
    return times, pred_arcs


def path_to(graph: Graph, pred_arcs: list[int], target: int) -> list[int]:
    path: list[int] = []
    while pred_arcs[target] >= 0:
        path.insert(0, pred_arcs[target])
        target = graph.arcs[path[0]][0]
    return path


def hilbert_cells(order: int) -> list[tuple[int, int]]:
    """Hilbert's curve over a square of 2**order cells a side, by its definition.

    Four copies of the curve one order lower: the first and the last turned, so that they join.
    """
    if order == 0:
        return [(0, 0)]
    quarter, half = hilbert_cells(order - 1), 2 ** (order - 1)
    return [
        *((y, x) for x, y in quarter),
        *((x, y + half) for x, y in quarter),
        *((x + half, y + half) for x, y in quarter),
        *((2 * half - 1 - y, half - 1 - x) for x, y in quarter),
    ]
