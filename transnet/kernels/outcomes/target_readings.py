"""What the rows behind targets amount to: minutes of pairs of places, or people of counties."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, FloatArray, Int32Array
from transnet.kernels._jit import inlined, kernel

_BLOCK, _LANES = 128, 8


class Asked(NamedTuple):
    """Targets t, and the rows r behind them.

    first         int32[t + 1], rows behind target i are first[i] to first[i + 1]; one at least
    of_people     bool[t], whether people are counted, not pairs
    within_min, required_pct  float64[t]
    """

    first: Int32Array
    of_people: BoolArray
    within_min: FloatArray
    required_pct: FloatArray


class Behind(NamedTuple):
    """The rows r behind the targets of one state.

    minutes, people, people_within  float64[r]
    """

    minutes: FloatArray
    people: FloatArray
    people_within: FloatArray


class Read(NamedTuple):
    """What is read, as `study.verdict_arrays.Readings` has it.

    value, mean, share, shortfall  float64[t]
    worst, failing  int32[t]; worst counts from the first of all rows
    within          bool[r]
    """

    value: FloatArray
    mean: FloatArray
    share: FloatArray
    shortfall: FloatArray
    worst: Int32Array
    failing: Int32Array
    within: BoolArray


@kernel
def read_rows(asked: Asked, rows: Behind, read: Read) -> int:
    """Write what the rows amount to; return the first target that has nobody to count, or -1."""
    for at in range(len(asked.of_people)):
        first, last = asked.first[at], asked.first[at + 1]
        minutes, limit = rows.minutes[first:last], asked.within_min[at]
        failing = 0
        for row in range(first, last):
            read.within[row] = rows.minutes[row] <= limit
            failing += not read.within[row]
        read.failing[at] = failing
        if asked.of_people[at]:
            people, within = rows.people[first:last], rows.people_within[first:last]
            if not _has_people(people):
                return at
            total, there = pairwise_sum(people), pairwise_sum(within)
            read.mean[at] = pairwise_sum(minutes * people) / total
            read.share[at] = read.value[at] = 100.0 * there / total
            missing = asked.required_pct[at] / 100.0 * total - there
            read.shortfall[at] = max(0.0, missing)
            read.worst[at] = first + np.argmax(people - within)
        else:
            count, worst = last - first, np.argmax(minutes)
            read.value[at] = minutes[worst]
            read.mean[at] = pairwise_sum(minutes) / count
            read.share[at] = 100.0 * ((count - failing) / count)
            needed = math.ceil(asked.required_pct[at] / 100.0 * count - 1e-9)
            needed_min = np.sort(minutes)[needed - 1] if needed else 0.0
            read.shortfall[at] = max(0.0, needed_min - limit)
            read.worst[at] = first + worst
    return -1


@inlined
def _has_people(people: FloatArray) -> bool:
    total = 0.0
    for each in people:
        if not np.isnan(each):
            total += each
    return total > 0.0


@kernel
def pairwise_sum(values: FloatArray) -> float:
    """Return the sum of values to the last bit as NumPy adds them up.

    Blocks of at most 128 are added up in eight lanes, and their sums two by two (Higham 1993, The
    accuracy of floating point summation, SIAM J. Sci. Comput. 14): no rounding adds up over rows.
    """
    count = len(values)
    if count < _LANES:
        total = 0.0
        for each in values:
            total += each
        return total
    if count <= _BLOCK:
        return _block_sum(values)
    half = count // 2
    half -= half % _LANES
    return pairwise_sum(values[:half]) + pairwise_sum(values[half:])


@inlined
def _block_sum(values: FloatArray) -> float:
    r0, r1, r2, r3 = values[0], values[1], values[2], values[3]
    r4, r5, r6, r7 = values[4], values[5], values[6], values[7]
    whole = len(values) - len(values) % _LANES
    for at in range(_LANES, whole, _LANES):
        r0 += values[at]
        r1 += values[at + 1]
        r2 += values[at + 2]
        r3 += values[at + 3]
        r4 += values[at + 4]
        r5 += values[at + 5]
        r6 += values[at + 6]
        r7 += values[at + 7]
    total: float = ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7))
    for at in range(whole, len(values)):
        total += values[at]
    return 0.0 + total  # NumPy begins with 0, which is no -0
