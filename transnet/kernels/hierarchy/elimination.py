"""Contraction of a graph in a given order: shortcuts, elimination tree, and the numbering of both.

Contracting nodes one by one and joining the higher neighbours of each with one another makes the
graph chordal. The lowest higher neighbour of a node is its parent in the elimination tree, and all
its higher neighbours are ancestors (Liu 1990; Dibbelt, Strasser & Wagner 2016). Weights play no
part in any of this.

Nodes get new numbers, from the root down: first the crown, which is what is left of the tree when
subtrees small enough to be one worker's share are cut off; then those subtrees, the branches, each
in preorder. So a head always has a lower number than its tail, a subtree below the crown is a
range, and a sweep needs only one row for each crown node and for each level of a branch.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Index, Int32Array, Int64Array, UInt32Array
from transnet.kernels._jit import kernel

_Tree = tuple[UInt32Array, UInt32Array, Int32Array, Int32Array, Int32Array, UInt32Array]

_GATE_NODES = 128  # a smaller subtree is searched faster than tested
_SHARES = 64  # of the work, one branch has at most one; more shares make the crown larger


class Hierarchy(NamedTuple):
    """A chordal graph over n renumbered nodes, 0 at the top, with a arcs from tail up to head.

    number    int32[n], new number of each node of the graph it was made from
    indptr    uint32[n + 1], arcs of a node
    heads     uint32[a], ascending within a node: the last is its parent
    parent    int32[n], -1 at a root
    depth     int32[n], 0 at a root
    end       int32[n], one past the last node of the subtree; of its part in the crown for a node
              of the crown
    row       uint32[n], the row in which a sweep keeps the label of a node
    branches  int32[b + 1], where each branch starts, then n; the first is the size of the crown
    gates     int32[g + 1], roots of subtrees of some size, ascending, then n
    behind    int32[g], position in `gates` of the first that starts at or behind the end of each
    rows      rows that a sweep needs
    height    most nodes on a path to a root
    """

    number: Int32Array
    indptr: UInt32Array
    heads: UInt32Array
    parent: Int32Array
    depth: Int32Array
    end: Int32Array
    row: UInt32Array
    branches: Int32Array
    gates: Int32Array
    behind: Int32Array
    rows: int
    height: int


def eliminate(
    indptr: Int32Array, heads: Int32Array, order: Int32Array, most_arcs: int
) -> Hierarchy | None:
    """Return the graph contracted in this order, or None if it had more than `most_arcs` arcs.

    indptr  int32[n + 1], heads  int32[m], directed arcs; loops and parallel arcs are allowed
    order   int32[n], nodes, first contracted first
    """
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    up_indptr, up_heads, parent = _contract(*_higher_neighbours(indptr, heads, rank), most_arcs)
    if up_indptr[-1] > most_arcs:
        return None
    number_of_rank, branches = _number(up_indptr, parent)
    tree = _renumber(number_of_rank, branches, up_indptr, up_heads, parent)
    depth, end, row = tree[3:]
    gates = np.append(np.flatnonzero(end - np.arange(len(end)) >= _GATE_NODES), len(end))
    behind = np.searchsorted(gates, end[gates[:-1]])
    number = number_of_rank[rank]
    far = (gates.astype(np.int32), behind.astype(np.int32))
    sizes = (int(row.max(initial=0)) + 1, int(depth.max(initial=0)) + 1)
    return Hierarchy(number, *tree, branches, *far, *sizes)


@kernel
def _higher_neighbours(
    indptr: Int32Array, heads: Int32Array, rank: Int32Array
) -> tuple[Int64Array, Int32Array]:
    """Return the neighbours of higher rank for each rank, either direction, some of them twice."""
    nodes = len(rank)
    start = np.zeros(nodes + 2, np.int64)
    for node in range(nodes):
        for arc in range(indptr[node], indptr[node + 1]):
            if heads[arc] != node:
                start[min(rank[node], rank[heads[arc]]) + 2] += 1
    for i in range(2, nodes + 2):
        start[i] += start[i - 1]
    neighbours = np.empty(start[nodes + 1], np.int32)
    for node in range(nodes):
        for arc in range(indptr[node], indptr[node + 1]):
            if heads[arc] != node:
                low = min(rank[node], rank[heads[arc]])
                neighbours[start[low + 1]] = max(rank[node], rank[heads[arc]])
                start[low + 1] += 1
    return start[: nodes + 1], neighbours


@kernel
def _contract(
    start: Int64Array, neighbours: Int32Array, most_arcs: int
) -> tuple[Int64Array, Int32Array, Int32Array]:
    """Return indptr and heads of the chordal graph and the parents, all by rank.

    A node's higher neighbours are its own and, itself excepted, those of its children. Stops once
    there are more than `most_arcs` arcs: the last entry of indptr is then above it.
    """
    nodes = len(start) - 1
    indptr = np.zeros(nodes + 1, np.int64)
    heads = np.empty(4 * len(neighbours) + nodes, np.int32)
    parent = np.full(nodes, -1, np.int32)
    first_child = np.full(nodes, -1, np.int32)
    next_child = np.full(nodes, -1, np.int32)
    seen_by = np.full(nodes, -1, np.int32)
    arcs = 0
    for node in range(nodes):
        if arcs > most_arcs:
            indptr[nodes] = arcs
            return indptr, heads[:arcs], parent
        if arcs + nodes > len(heads):
            longer = np.empty(2 * len(heads) + nodes, np.int32)
            longer[:arcs] = heads[:arcs]
            heads = longer
        seen_by[node] = node
        for i in range(start[node], start[node + 1]):
            if seen_by[neighbours[i]] != node:
                seen_by[neighbours[i]] = node
                heads[arcs] = neighbours[i]
                arcs += 1
        child = first_child[node]
        while child >= 0:
            for arc in range(indptr[child], indptr[child + 1]):
                if seen_by[heads[arc]] != node:
                    seen_by[heads[arc]] = node
                    heads[arcs] = heads[arc]
                    arcs += 1
            child = next_child[child]
        indptr[node + 1] = arcs
        if arcs > indptr[node]:
            heads[indptr[node] : arcs].sort()
            parent[node] = heads[indptr[node]]
            next_child[node] = first_child[parent[node]]
            first_child[parent[node]] = node
    return indptr, heads[:arcs].copy(), parent


@kernel
def _work(indptr: Int64Array, parent: Int32Array) -> tuple[Int64Array, Index]:
    """Return the pairs of higher neighbours in the subtree of each rank, and a branch's share."""
    nodes = len(parent)
    work, total = np.empty(nodes, np.int64), np.int64(0)
    for node in range(nodes):
        degree = indptr[node + 1] - indptr[node]
        work[node] = 1 + degree * (degree + 1) // 2
        total += work[node]
    for node in range(nodes):
        if parent[node] >= 0:
            work[parent[node]] += work[node]
    return work, total // _SHARES


@kernel
def _sizes(parent: Int32Array, crown: BoolArray) -> Int64Array:
    """Return the nodes in the subtree of each rank, or in its part within the crown."""
    size = np.ones(len(parent), np.int64)
    for node in range(len(parent)):
        above = parent[node]
        if above >= 0 and crown[node] == crown[above]:
            size[above] += size[node]
    return size


@kernel
def _number(indptr: Int64Array, parent: Int32Array) -> tuple[Int32Array, Int32Array]:
    """Return the new number of each rank and where branches start, n at the end."""
    nodes = len(parent)
    work, share = _work(indptr, parent)
    crown = work > share
    size = _sizes(parent, crown)
    number, following = np.empty(nodes, np.int32), np.empty(nodes, np.int64)
    branches, count = np.empty(nodes + 1, np.int32), 0
    next_root, next_branch = np.int64(0), np.int64(np.sum(crown))
    for node in range(nodes - 1, -1, -1):
        above = parent[node]
        if above >= 0 and crown[node] == crown[above]:
            number[node] = following[above]
            following[above] += size[node]
        elif crown[node]:
            number[node] = next_root
            next_root += size[node]
        else:
            number[node] = next_branch
            branches[count] = next_branch
            count += 1
            next_branch += size[node]
        following[node] = number[node] + 1
    branches[count] = nodes
    return number, branches[: count + 1].copy()


@kernel
def _renumber(
    number_of_rank: Int32Array,
    branches: Int32Array,
    rank_indptr: Int64Array,
    rank_heads: Int32Array,
    rank_parent: Int32Array,
) -> _Tree:
    """Return indptr, heads, parent, depth, end and row by new number."""
    nodes, crown = len(number_of_rank), branches[0]
    rank_of_number = np.empty(nodes, np.int32)
    for i in range(nodes):
        rank_of_number[number_of_rank[i]] = i
    indptr, heads = np.zeros(nodes + 1, np.uint32), np.empty(len(rank_heads), np.uint32)
    parent, depth = np.full(nodes, -1, np.int32), np.zeros(nodes, np.int32)
    row, end = np.empty(nodes, np.uint32), np.arange(1, nodes + 1).astype(np.int32)
    arcs = 0
    for node in range(nodes):
        old = rank_of_number[node]
        first = arcs
        for arc in range(rank_indptr[old], rank_indptr[old + 1]):
            heads[arcs] = number_of_rank[rank_heads[arc]]
            arcs += 1
        heads[first:arcs].sort()
        indptr[node + 1] = arcs
        row[node] = node
        if rank_parent[old] >= 0:
            parent[node] = number_of_rank[rank_parent[old]]
            depth[node] = depth[parent[node]] + 1
        if node >= crown:
            row[node] = crown if parent[node] < crown else row[parent[node]] + np.uint32(1)
    for node in range(nodes - 1, -1, -1):
        above = parent[node]
        if above >= 0 and (node < crown or above >= crown):
            end[above] = max(end[above], end[node])
    return indptr, heads, parent, depth, end, row


class ArcsByHead(NamedTuple):
    """The arcs of a hierarchy by their head, and the tail of each.

    indptr  int32[n + 1]
    arcs    int32[a], ascending within a head
    nodes   int32[a], the tails of `arcs`: ascending within a head, too
    tails   int32[a], by arc
    """

    indptr: Int32Array
    arcs: Int32Array
    nodes: Int32Array
    tails: Int32Array


@kernel
def find_below(hierarchy: Hierarchy) -> ArcsByHead:
    """Return the arcs that end at each node."""
    nodes = len(hierarchy.number)
    indptr, tails = np.zeros(nodes + 2, np.int32), np.empty(len(hierarchy.heads), np.int32)
    for head in hierarchy.heads:
        indptr[head + 2] += 1
    for i in range(2, nodes + 2):
        indptr[i] += indptr[i - 1]
    arcs = np.empty(len(hierarchy.heads), np.int32)
    for node in range(nodes):
        for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
            head = hierarchy.heads[arc]
            tails[arc] = node
            arcs[indptr[head + 1]] = arc
            indptr[head + 1] += 1
    return ArcsByHead(indptr[: nodes + 1].copy(), arcs, tails[arcs], tails)


@kernel
def find_arc(hierarchy: Hierarchy, tail: Index, head: Index) -> Index:
    """Return the arc from a node up to another, -1 if there is none."""
    low, last = np.int64(hierarchy.indptr[tail]), np.int64(hierarchy.indptr[tail + 1])
    high = last
    while low < high:
        middle = (low + high) >> 1
        if hierarchy.heads[middle] < head:
            low = middle + 1
        else:
            high = middle
    return low if low < last and hierarchy.heads[low] == head else -1
