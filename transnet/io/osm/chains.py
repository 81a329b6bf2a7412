"""Pieces of ways, joined into arcs between junctions.

Piece i driven in its way's direction is 2i, against it 2i + 1. It leaves through its end of the
same number, and arrives through the other one, which is this number with its last bit turned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_SAME_KM = 9  # decimals: both directions add the same lengths up in another order


@dataclass(frozen=True)
class PieceEnds:
    """Both ends of each piece: that of 2i is where its way begins.

    node  integers [2k], node at the end
    next  integers [2k], the piece's other point nearest to it
    kind  integers [k]; a node stays where they differ
    open  bool[2k], whether a car may leave through the end
    """

    node: Ints
    next: Ints
    kind: Ints
    open: Bools


@dataclass(frozen=True)
class Chains:
    """Arcs between kept nodes, each made of driven pieces in travel order.

    members   int64, driven pieces, sorted by chain and place in it
    pointers  int64[chains + 1], those of chain c are members[pointers[c] : pointers[c + 1]]
    """

    members: Ints
    pointers: Ints

    def total(self, values: Floats) -> Floats:
        """Return float64[chains], the sum of a value over each chain's driven pieces.

        values  float64[2k]
        """
        if not len(self.members):
            return np.empty(0)
        sums: Floats = np.add.reduceat(values[self.members], self.pointers[:-1])
        return sums

    def longest(self, values: Ints, length_km: Floats) -> Ints:
        """Return integers[chains]: of a value over each chain's pieces that with most length.

        values     integers >= 0 of each member; 0 counts only where a chain has no other
        length_km  float64[k], of each piece; of equal lengths that of the lower value counts
        """
        if not len(self.members):
            return np.empty(0, dtype=values.dtype)
        found: Ints = np.maximum.reduceat(values, self.pointers[:-1])
        # The few chains of several values are told by a second look, so that memory stays small.
        unnamed = np.where(values == 0, np.iinfo(values.dtype).max, values)
        several = np.minimum.reduceat(unnamed, self.pointers[:-1]) < found
        chain = np.repeat(np.arange(len(found)), np.diff(self.pointers))
        looked = np.flatnonzero(several[chain] & (values > 0))
        keys = np.column_stack((chain[looked], values[looked]))
        pairs, where = np.unique(keys, axis=0, return_inverse=True)
        total = np.bincount(where.ravel(), length_km[self.members[looked] >> 1], len(pairs))
        order = np.lexsort((-pairs[:, 1], np.round(total, _SAME_KM), pairs[:, 0]))
        found[pairs[order, 0]] = pairs[order, 1]  # of a chain's pairs the last one stays
        return found

    def first(self) -> Ints:
        """Return int64[chains], the driven piece each chain begins with."""
        return self.members[self.pointers[:-1]]

    def last(self) -> Ints:
        """Return int64[chains], the driven piece each chain ends with."""
        return self.members[self.pointers[1:] - 1]


def join_pieces(ends: PieceEnds, stops: Bools) -> Chains:
    """Return the chains that begin and end where roads meet, end or change their kind.

    stops  bool[nodes], nodes at which every chain ends
    A node is passed through when it has two neighbours, two pieces of one kind lead there, and a
    car may go on from either to the other, or one-way. A ring that nothing joins keeps its lowest
    node. Each driven piece that is open is in one chain. Chains are sorted by where they begin,
    then by where they end.
    """
    other = _other_ends(ends, stops)
    count = len(ends.node)
    follower = other[np.arange(count) ^ 1]  # arriving through an end, one leaves by its other one
    follower[~ends.open] = -1
    follower = _without_rings(ends, follower)
    joined = np.flatnonzero(follower >= 0)
    leader = np.arange(count, dtype=np.int32)
    leader[follower[joined]] = joined
    rank = np.zeros(count, dtype=np.int32)
    rank[follower[joined]] = 1
    # Pointer doubling: after step k each piece knows the one 2^k before it, or the first.
    while np.any(rank[leader] > 0):
        rank, leader = rank + rank[leader], leader[leader]
    return _sorted(ends, leader, rank)


def _other_ends(ends: PieceEnds, stops: Bools) -> Ints:
    """Return int32[2k], at a node that is passed through the end of its other piece, else -1."""
    order = np.argsort(ends.node, kind="stable")
    degree = np.bincount(ends.node, minlength=len(stops))
    start = np.cumsum(degree) - degree
    node = np.flatnonzero((degree == 2) & ~stops)
    one, two = order[start[node]], order[start[node] + 1]
    both = ends.open[one] & ends.open[one ^ 1] & ends.open[two] & ends.open[two ^ 1]
    single = (ends.open[one] != ends.open[one ^ 1]) & (ends.open[two] != ends.open[two ^ 1])
    through = both | (single & (ends.open[one] != ends.open[two]))
    passed = through & (ends.kind[one >> 1] == ends.kind[two >> 1])
    passed &= (ends.next[one] != ends.next[two]) & (one >> 1 != two >> 1)
    other = np.full(len(ends.node), -1, dtype=np.int32)
    other[one[passed]] = two[passed]
    other[two[passed]] = one[passed]
    return other


def _without_rings(ends: PieceEnds, follower: Ints) -> Ints:
    """Return the followers, cut at the lowest node of each ring whose nodes are all passed."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    joined = np.flatnonzero(follower >= 0)
    shape = (len(follower), len(follower))
    ones = np.ones(len(joined), dtype=np.int8)
    count, labels = connected_components(
        csr_array((ones, (joined, follower[joined])), shape=shape), directed=False
    )
    finished = np.zeros(count, dtype=np.bool_)
    finished[labels[follower < 0]] = True
    ring = np.flatnonzero(~finished[labels])
    lowest = np.full(count, np.iinfo(np.int64).max)
    arrival = ends.node[ring ^ 1]
    np.minimum.at(lowest, labels[ring], arrival)
    follower[ring[arrival == lowest[labels[ring]]]] = -1
    return follower


def _sorted(ends: PieceEnds, leader: Ints, rank: Ints) -> Chains:
    driven = np.flatnonzero(ends.open)
    order = np.lexsort((rank[driven], leader[driven]))
    members = driven[order]
    starts = np.flatnonzero(rank[members] == 0)
    pointers = np.append(starts, len(members))
    tails = ends.node[members[starts]]
    heads = ends.node[members[pointers[1:] - 1] ^ 1]
    by_ends = np.lexsort((heads, tails))
    sizes = np.diff(pointers)[by_ends]
    sorted_pointers = np.append(0, np.cumsum(sizes))
    places = np.repeat(starts[by_ends] - sorted_pointers[:-1], sizes)
    return Chains(members[places + np.arange(len(members))], sorted_pointers)
