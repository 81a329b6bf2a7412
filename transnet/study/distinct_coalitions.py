"""Many coalitions by those of their projects that decide something: each such set once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.model.network import BoolArray

Int64Array = npt.NDArray[np.int64]

_BITS = 8
_MOST = 16384


@dataclass(frozen=True, eq=False)
class Distinct:
    """Sets u among coalitions s.

    first  int64[u], the first coalition with each
    of     int64[s], the set of each coalition
    """

    first: Int64Array
    of: Int64Array


def inside_of(coalitions: Sequence[int], projects: int) -> BoolArray:
    """Return which projects are in coalitions, a bit each: bool[s, projects]."""
    size = projects // _BITS + 1
    whole = b"".join([own.to_bytes(size, "little") for own in coalitions])
    by_byte = np.frombuffer(whole, dtype=np.uint8).reshape(len(coalitions), size)
    bits = np.unpackbits(by_byte, axis=1, count=projects, bitorder="little")
    return bits.view(np.bool_)


def numbers_of(inside: BoolArray) -> list[int]:
    """Return coalitions, bool[s, projects], as numbers with a bit for each project."""
    packed = np.packbits(inside, axis=1, bitorder="little")
    if not packed.shape[1]:
        return [0] * len(inside)
    whole = np.ascontiguousarray(packed).view(f"S{packed.shape[1]}").ravel()
    return [int.from_bytes(each, "little") for each in whole.tolist()]  # ends without zeros


def mask_of(own: npt.ArrayLike) -> int:
    """Return a bit for each of some projects, bool[k]."""
    return sum(1 << at for at in np.flatnonzero(own).tolist())


def distinct(inside: BoolArray, mask: int) -> Distinct:
    """Return coalitions, bool[s, k], told apart by the projects of a mask alone."""
    own = [at for at in range(inside.shape[1]) if mask >> at & 1]
    packed = np.packbits(inside[:, own], axis=1, bitorder="little")
    if packed.shape[1] > np.dtype(np.uint64).itemsize:
        _, first, of = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        return Distinct(first, of.reshape(len(inside)))
    wide = np.zeros((len(inside), np.dtype(np.uint64).itemsize), dtype=np.uint8)
    wide[:, : packed.shape[1]] = packed
    codes = wide.view("<u8").ravel()
    if 1 << len(own) > max(len(codes), 1):
        _, first, of = np.unique(codes, return_index=True, return_inverse=True)
        return Distinct(first, of)
    codes = codes.astype(np.int64)  # few sets, many coalitions: places in a table of all sets
    first_of = np.full(1 << len(own), -1, dtype=np.int64)
    first_of[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    there = np.flatnonzero(first_of >= 0)
    number = np.zeros(len(first_of), dtype=np.int64)
    number[there] = np.arange(len(there))
    return Distinct(first_of[there], number[codes])


def covering(sets: Sequence[Distinct], lacking: Sequence[BoolArray]) -> list[int]:
    """Return few coalitions in which each set that is lacking stands, in order.

    sets     of the same coalitions, by one mask each
    lacking  bool[u] of each
    The next is always one with the most of those that still lack (the greedy cover of Chvátal,
    Mathematics of Operations Research 4, 1979), of all coalitions or of an even share of many.
    """
    asked = [(each, lacks.copy()) for each, lacks in zip(sets, lacking, strict=True) if lacks.any()]
    if not asked:
        return []
    count = len(asked[0][0].of)
    firsts = [each.first[lacks] for each, lacks in asked]
    choices = np.unique(np.concatenate([*firsts, np.arange(0, count, -(-count // _MOST))]))
    stands = [(each.of[choices], lacks) for each, lacks in asked]
    gains = np.add.reduce([lacks[own] for own, lacks in stands], dtype=np.int64)
    found = []
    while gains[best := int(gains.argmax())] > 0:
        found.append(int(choices[best]))
        for own, lacks in stands:
            if lacks[own[best]]:
                lacks[own[best]] = False
                gains -= own == own[best]
    return sorted(found)
