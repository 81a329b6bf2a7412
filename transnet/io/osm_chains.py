"""Segments between neighbouring points of roads, joined into arcs between junctions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Chains:
    """Arcs between kept nodes, each made of segments in travel order.

    members   int64[segments], segments sorted by chain and place in it
    pointers  int64[chains + 1], those of chain c are members[pointers[c] : pointers[c + 1]]
    """

    members: Ints
    pointers: Ints

    def total(self, values: Floats) -> Floats:
        """Return float64[chains], the sum of a value over each chain's segments."""
        if not len(self.members):
            return np.empty(0)
        sums: Floats = np.add.reduceat(values[self.members], self.pointers[:-1])
        return sums

    def first(self) -> Ints:
        """Return int64[chains], the segment each chain begins with."""
        return self.members[self.pointers[:-1]]

    def last(self) -> Ints:
        """Return int64[chains], the segment each chain ends with."""
        return self.members[self.pointers[1:] - 1]

    def inner(self) -> tuple[Ints, Ints]:
        """Return the segments whose heads are a chain's inner points, and pointers to them."""
        mask = np.ones(len(self.members), dtype=np.bool_)
        mask[self.pointers[1:] - 1] = False
        pointers = self.pointers - np.arange(len(self.pointers))
        return self.members[mask], pointers


def join_segments(node_count: int, tails: Ints, heads: Ints, kinds: Ints) -> Chains:
    """Return the chains that begin and end where roads meet, end or change their kind.

    tails, heads  integers [m], ends of directed segments, never the same node
    kinds         integers [m]; a node stays where they differ
    A node is passed through when it has two neighbours and every segment that comes from one goes
    on to the other. A ring that nothing joins keeps its lowest node. Every segment is in one chain.
    """
    passed = _passed_nodes(node_count, tails, heads, kinds)
    follower = _followers(node_count, tails, heads, passed)
    joined = np.flatnonzero(follower >= 0)
    leader = np.arange(len(tails), dtype=np.int32)
    leader[follower[joined]] = joined
    rank = np.zeros(len(tails), dtype=np.int32)
    rank[follower[joined]] = 1
    # Pointer doubling: after step k each segment knows the one 2^k before it, or the first.
    while np.any(rank[leader] > 0):
        rank, leader = rank + rank[leader], leader[leader]
    members = np.lexsort((rank, leader))
    starts = np.flatnonzero(rank[members] == 0)
    return Chains(members, np.append(starts, len(members)).astype(np.int64))


def _passed_nodes(node_count: int, tails: Ints, heads: Ints, kinds: Ints) -> Bools:
    """Return bool[n], the nodes that are no end of a chain."""
    leaving, entering = np.lexsort((heads, tails)), np.lexsort((tails, heads))
    out_degree = np.bincount(tails, minlength=node_count)
    in_degree = np.bincount(heads, minlength=node_count)
    out_start, in_start = np.cumsum(out_degree) - out_degree, np.cumsum(in_degree) - in_degree
    passed = np.zeros(node_count, dtype=np.bool_)
    single = np.flatnonzero((out_degree == 1) & (in_degree == 1))
    ahead, back = leaving[out_start[single]], entering[in_start[single]]
    passed[single] = (heads[ahead] != tails[back]) & (kinds[ahead] == kinds[back])
    double = np.flatnonzero((out_degree == 2) & (in_degree == 2))
    ahead, ahead_2 = leaving[out_start[double]], leaving[out_start[double] + 1]
    back, back_2 = entering[in_start[double]], entering[in_start[double] + 1]
    passed[double] = (
        (heads[ahead] != heads[ahead_2])
        & (heads[ahead] == tails[back])
        & (heads[ahead_2] == tails[back_2])
        & (kinds[ahead] == kinds[ahead_2])
        & (kinds[ahead] == kinds[back])
        & (kinds[ahead] == kinds[back_2])
    )
    return passed & ~_ring_starts(node_count, tails, heads, passed)


def _ring_starts(node_count: int, tails: Ints, heads: Ints, passed: Bools) -> Bools:
    """Return bool[n], the lowest node of each part whose nodes are all passed through."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(tails), dtype=np.int8)
    matrix = csr_array((ones, (tails, heads)), shape=(node_count, node_count))
    count, labels = connected_components(matrix, directed=False)
    kept = np.bincount(labels, weights=~passed, minlength=count)
    lowest = np.full(count, node_count, dtype=np.int64)
    np.minimum.at(lowest, labels, np.arange(node_count))
    starts = np.zeros(node_count, dtype=np.bool_)
    starts[lowest[kept == 0]] = True
    return starts


def _followers(node_count: int, tails: Ints, heads: Ints, passed: Bools) -> Ints:
    """Return int32[m], the segment that goes on where each one ends at a passed node, else -1."""
    leaving = np.argsort(tails, kind="stable")
    degree = np.bincount(tails, minlength=node_count)
    start = np.cumsum(degree) - degree
    follower = np.full(len(tails), -1, dtype=np.int32)
    ending = np.flatnonzero(passed[heads])
    first = leaving[start[heads[ending]]]
    second = leaving[start[heads[ending]] + degree[heads[ending]] - 1]
    follower[ending] = np.where(heads[first] == tails[ending], second, first)
    return follower
