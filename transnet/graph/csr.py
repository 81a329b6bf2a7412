"""Arc lists to compressed sparse rows, and the proof that kernels may trust them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from transnet.errors import InputError, Notice
from transnet.units import Int32Array

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Csr:
    """Arcs grouped by tail: those of node v are arcs indptr[v] to indptr[v + 1].

    indptr  int32[n + 1]
    heads   int32[m]
    tails   int32[m], sorted; within a tail arcs are sorted by head
    order   int64[m], position of each arc in the lists it was built from
    """

    indptr: Int32Array
    heads: Int32Array
    tails: Int32Array
    order: IntArray


def build_csr(node_count: int, tails: npt.ArrayLike, heads: npt.ArrayLike) -> Csr:
    """Return the arcs sorted by tail and head; parallel arcs keep their order, loops are allowed.

    tails, heads  integers [m], each in 0..node_count-1
    Raises InputError for a node out of range or more arcs than int32 counts.
    """
    tail_of, head_of = np.asarray(tails, dtype=np.int64), np.asarray(heads, dtype=np.int64)
    if tail_of.shape != head_of.shape or tail_of.ndim != 1:
        raise _broken("csr_shape", "tails and heads must be two lists of the same length")
    if max(node_count, len(tail_of)) >= np.iinfo(np.int32).max:
        raise _broken("csr_size", "more nodes or arcs than int32 can count")
    for ends in (tail_of, head_of):
        if len(ends) and (ends.min() < 0 or ends.max() >= node_count):
            raise _broken("csr_range", f"an arc ends outside the nodes 0 to {node_count - 1}")
    order = np.lexsort((head_of, tail_of))
    indptr = np.zeros(node_count + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail_of, minlength=node_count), out=indptr[1:])
    return Csr(indptr, head_of[order].astype(np.int32), tail_of[order].astype(np.int32), order)


def prove_csr(
    indptr: npt.NDArray[np.generic],
    heads: npt.NDArray[np.generic],
    weights: npt.NDArray[np.generic] | None = None,
) -> None:
    """Raise InputError unless kernels may read the arrays without bounds checks.

    indptr   int32[n + 1], from 0 to m without a step down
    heads    int32[m], each in 0..n-1
    weights  int32[m], milliseconds, each >= 0 (UNREACHABLE_MS is a closed arc)
    """
    for name, array in (("indptr", indptr), ("heads", heads), ("weights", weights)):
        if array is not None and (array.dtype != np.int32 or array.ndim != 1):
            raise _broken("csr_dtype", f"{name} must be a list of int32")
    if len(indptr) == 0 or indptr[0] != 0 or indptr[-1] != len(heads):
        raise _broken("csr_indptr", "indptr must run from 0 to the number of arcs")
    if np.any(np.diff(indptr.astype(np.int64)) < 0):
        raise _broken("csr_indptr", "indptr must never step down")
    if len(heads) and (heads.min() < 0 or heads.max() >= len(indptr) - 1):
        raise _broken("csr_range", f"a head lies outside the nodes 0 to {len(indptr) - 2}")
    if weights is None:
        return
    if len(weights) != len(heads):
        raise _broken("csr_weights", "there must be one weight per arc")
    if len(weights) and weights.min() < 0:
        raise _broken("csr_weights", "a weight is negative")


def locality_order(node_count: int, tails: npt.ArrayLike, heads: npt.ArrayLike) -> IntArray:
    """Return a new number for each node such that neighbours lie close to each other in memory.

    Reverse Cuthill-McKee on the graph without directions (Cuthill & McKee 1969; George 1971).
    returns  int64[n], new number by old number; the same for the same input
    """
    ends = (np.asarray(tails, dtype=np.int64), np.asarray(heads, dtype=np.int64))
    both_ways = (np.concatenate(ends), np.concatenate(ends[::-1]))
    ones = np.ones(len(both_ways[0]), dtype=np.int32)
    graph = csr_array((ones, both_ways), shape=(node_count, node_count))
    old_by_new = reverse_cuthill_mckee(graph, symmetric_mode=True)
    new_by_old = np.empty(node_count, dtype=np.int64)
    new_by_old[old_by_new] = np.arange(node_count)
    return new_by_old


def _broken(code: str, hint: str) -> InputError:
    return InputError(
        "the graph can't be searched", [Notice(code, "error", "graph", 0, "", "", hint)]
    )
