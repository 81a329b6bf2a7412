"""Arc lists to compressed sparse rows, and the proof that kernels may trust them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import Refuse, int32_between, whole_numbers
from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import code_digest
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.units import UNREACHABLE_MS, Int32Array

IntArray = npt.NDArray[np.int64]

_LARGEST = int(np.iinfo(np.int32).max)


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
    tail_of, head_of = (
        np.asarray(whole_numbers(ends, refuser("csr_shape", what)), np.int64)
        for ends, what in ((tails, "tails"), (heads, "heads"))
    )
    if tail_of.shape != head_of.shape:
        raise _broken("csr_shape", said("tails and heads must be two lists of the same length"))
    if max(node_count, len(tail_of)) >= np.iinfo(np.int32).max:
        raise _broken("csr_size", said("more nodes or arcs than int32 can count"))
    for ends in (tail_of, head_of):
        if len(ends) and (ends.min() < 0 or ends.max() >= node_count):
            raise _broken(
                "csr_range",
                said("an arc ends outside the nodes 0 to {number}", number=node_count - 1),
            )
    order = np.lexsort((head_of, tail_of))
    indptr = np.zeros(node_count + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail_of, minlength=node_count), out=indptr[1:])
    return Csr(indptr, head_of[order].astype(np.int32), tail_of[order].astype(np.int32), order)


def checked_csr(indptr: npt.ArrayLike, heads: npt.ArrayLike) -> tuple[Int32Array, Int32Array]:
    """Return a topology as int32 arrays of one's own, frozen, which kernels may trust for good.

    indptr  [n + 1], whole numbers from 0 to m without a step down
    heads   [m], whole numbers in 0..n-1
    Raises InputError for anything else, and for more nodes or arcs than int32 counts.
    """
    pointers, ends = (
        _kept(int32_between(part, 0, _LARGEST, refuser("csr_dtype", name)), part)
        for name, part in (("indptr", indptr), ("heads", heads))
    )
    if len(pointers) >= _LARGEST or len(ends) >= _LARGEST:
        raise _broken("csr_size", said("more nodes or arcs than int32 can count"))
    prove_csr(pointers, ends)
    return pointers, ends


def checked_weights(weights: npt.ArrayLike, arcs: int) -> Int32Array:
    """Return the weights of arcs as int32[arcs], an array of one's own.

    weights  whole milliseconds, 0 or more; UNREACHABLE_MS is a closed arc
    Raises InputError for another number of them, and for anything that isn't such a time: searches
    over negative weights would never end.
    """
    found = int32_between(weights, 0, UNREACHABLE_MS, _refuse_weight)
    if len(found) != arcs:
        raise _broken(
            "csr_weights",
            said(
                "there must be one weight per arc: {arcs}, not {count}", arcs=arcs, count=len(found)
            ),
        )
    return np.array(found)


def prove_csr(indptr: npt.NDArray[Any], heads: npt.NDArray[Any]) -> None:
    """Raise InputError unless kernels may read the arrays without bounds checks.

    indptr   int32[n + 1], from 0 to m without a step down
    heads    int32[m], each in 0..n-1
    """
    for name, array in (("indptr", indptr), ("heads", heads)):
        if array.dtype != np.int32 or array.ndim != 1:
            raise _broken("csr_dtype", said("{name} must be a list of int32", name=name))
    if len(indptr) == 0 or indptr[0] != 0 or indptr[-1] != len(heads):
        raise _broken("csr_indptr", said("indptr must run from 0 to the number of arcs"))
    if np.any(indptr[1:] < indptr[:-1]):
        raise _broken("csr_indptr", said("indptr must never step down"))
    if len(heads) and (heads.min() < 0 or heads.max() >= len(indptr) - 1):
        raise _broken(
            "csr_range", said("a head lies outside the nodes 0 to {number}", number=len(indptr) - 2)
        )


def refuser(code: str, what: str) -> Refuse:
    """Return what makes the error of a value in one of the graph's arrays."""
    return lambda value, hint: _broken(code, said("{what} {hint}", what=what, hint=hint), value)


def _refuse_weight(value: str, hint: Message) -> InputError:
    remedy = said(
        "a weight is whole milliseconds, 0 or more; {unreachable_ms} is a closed arc",
        unreachable_ms=UNREACHABLE_MS,
    )
    return _broken("csr_weights", said("weight {hint}; {remedy}", hint=hint, remedy=remedy), value)


def _kept(array: Int32Array, given: npt.ArrayLike) -> Int32Array:
    """Return an array that its caller can't change any more."""
    frozen = isinstance(given, np.ndarray) and not given.flags.writeable
    own = array.view() if frozen else array.copy()
    own.flags.writeable = False
    return own


def locality_order(
    node_count: int, tails: npt.ArrayLike, heads: npt.ArrayLike, cache: Cache | None = None
) -> IntArray:
    """Return a new number for each node such that neighbours lie close to each other in memory.

    Reverse Cuthill-McKee on the graph without directions (Cuthill & McKee 1969; George 1971).
    cache    where to look for the numbers, and to keep them; None finds them anew
    returns  int64[n], new number by old number; the same for the same input
    """
    ends = (np.asarray(tails, dtype=np.int64), np.asarray(heads, dtype=np.int64))
    if cache is None:
        return _locality_order(node_count, *ends)
    parts = (code_digest(__name__, "numpy", "scipy"), str(node_count))
    name = content_name("locality", *parts, *(each.astype(np.int32) for each in ends))
    kept = cache.get(name)
    if kept is not None and is_permutation(kept, node_count):
        return kept.astype(np.int64)
    found = _locality_order(node_count, *ends)
    cache.put(name, found.astype(np.int32))
    return found


def _locality_order(node_count: int, tails: IntArray, heads: IntArray) -> IntArray:
    from scipy.sparse import csr_array  # 0.3 s to import, for what the cache mostly knows
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    both_ways = (np.concatenate([tails, heads]), np.concatenate([heads, tails]))
    ones = np.ones(len(both_ways[0]), dtype=np.int32)
    graph = csr_array((ones, both_ways), shape=(node_count, node_count))
    old_by_new = reverse_cuthill_mckee(graph, symmetric_mode=True)
    new_by_old = np.empty(node_count, dtype=np.int64)
    new_by_old[old_by_new] = np.arange(node_count)
    return new_by_old


def is_permutation(order: npt.NDArray[Any], count: int) -> bool:
    """Return whether an order names each of so many things once."""
    return order.shape == (count,) and bool(np.all(np.sort(order) == np.arange(count)))


def _broken(code: str, hint: Message, value: str = "") -> InputError:
    return refusal(said("the graph can't be searched"), code, "graph", hint, value)
