"""The soonest of many points to go on from, at each point of a grid on the sphere.

The grid is halved again and again: by the triangle inequality a seed that is later at a block's
middle by more than twice the way across half a block is best nowhere in it, and goes no further
down. What is left of thousands are the few seeds about a few nodes.
"""

from __future__ import annotations

from math import acos, pi, sqrt
from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Int32Array, Int64Array
from transnet.kernels._jit import inlined, kernel

_LEAF = 1  # rows and columns that are worked out at once
_SURELY = 1.0 + 1e-12
_LONGER = (pi / 2.0 - 1.0) / 4.0  # of half a turn; in between less, for arcs grow faster than that


class _Ground(NamedTuple):
    """Unit vectors of a grid, float64[3, h, w], those of seeds, float64[3, k], minutes of these."""

    nodes: FloatArray
    seeds: FloatArray
    minutes: FloatArray


def soonest_on_grid(
    nodes: FloatArray, seeds: FloatArray, minutes: FloatArray, per_radian: float, longest: float
) -> FloatArray:
    """Return float64[h, w], the least of minutes and way from any seed; inf far beyond the longest.

    nodes       float64[3, h, w], unit vectors of the grid; neighbours lie beside each other
    seeds       float64[3, k], unit vectors; minutes float64[k] of each
    per_radian  minutes of a way of one radian as the crow flies
    longest     minutes up to which each node has its value
    """
    found = np.full(nodes.shape[1:], np.inf)
    if found.size and len(minutes):
        longer = max(nodes.shape[1], nodes.shape[2])
        halvings = max(1, int(np.ceil(np.log2(longer / _LEAF)))) + 2
        _fill(_Ground(nodes, seeds, minutes), (per_radian, longest), halvings, found)
    return found


@inlined
def _product(
    one: FloatArray, row: int, column: int, other: FloatArray, seed: int
) -> float:  # of unit vectors, so the cosine of the angle between them
    product: float = (
        one[0, row, column] * other[0, seed]
        + one[1, row, column] * other[1, seed]
        + one[2, row, column] * other[2, seed]
    )
    return product


@inlined
def _angle(cosine: float) -> float:
    return acos(min(1.0, max(-1.0, cosine)))


@kernel
def _half_of(nodes: FloatArray, block: Int64Array) -> float:
    """Return the angle from a block's middle to its farthest point, or more."""
    low, high, left, right = block[0], block[1], block[2], block[3]
    middle = np.empty((3, 1))
    for axis in range(3):
        middle[axis, 0] = nodes[axis, (low + high) // 2, (left + right) // 2]
    least = 1.0
    for across in range(left, right):
        least = min(least, _product(nodes, low, across, middle, 0))
        least = min(least, _product(nodes, high - 1, across, middle, 0))
    for up in range(low, high):
        least = min(least, _product(nodes, up, left, middle, 0))
        least = min(least, _product(nodes, up, right - 1, middle, 0))
    # A block of half the sphere may hold what lies opposite.
    return pi if least < 0.0 else _angle(least)


@kernel
def _in_question(
    ground: _Ground,
    scale: tuple[float, float],
    block: Int64Array,
    held: Int32Array,
    away: FloatArray,
) -> int:
    """Write the seeds that may be best in a block behind those of the one around it; their end."""
    nodes, seeds, minutes = ground
    per_radian, longest = scale
    first, end = block[4], block[5]
    row, column = (block[0] + block[1]) // 2, (block[2] + block[3]) // 2
    half = _half_of(nodes, block) * per_radian
    # A chord is no longer than its arc, and this many times as long is longer: far cheaper to find.
    soonest = np.inf
    for at in range(first, end):
        seed = held[at]
        chord = sqrt(max(0.0, 2.0 - 2.0 * _product(nodes, row, column, seeds, seed)))
        away[at - first] = chord * per_radian + minutes[seed]
        most_away = chord * (1.0 + _LONGER * chord * chord) * per_radian + minutes[seed]
        soonest = min(soonest, most_away)
    most = min(soonest + 2.0 * half, longest + half) * _SURELY
    last: int = end
    for at in range(first, end):
        if away[at - first] <= most:
            held[last] = held[at]
            last += 1
    return last


@kernel
def _work_out(
    ground: _Ground,
    per_radian: float,
    block: Int64Array,
    chosen: Int32Array,
    found: FloatArray,
) -> None:
    nodes, seeds, minutes = ground
    for up in range(block[0], block[1]):
        for across in range(block[2], block[3]):
            best = np.inf
            for seed in chosen:
                way = _angle(_product(nodes, up, across, seeds, seed)) * per_radian
                best = min(best, way + minutes[seed])
            found[up, across] = best


@kernel
def _fill(
    ground: _Ground,
    scale: tuple[float, float],
    halvings: int,
    found: FloatArray,
) -> None:
    count = len(ground.minutes)
    held = np.empty((halvings + 1) * count, dtype=np.int32)
    away = np.empty(count)
    for seed in range(count):
        held[seed] = seed
    # Of each block the first and last row and column, and where the seeds lie of the one around it.
    stack = np.empty((4 * halvings + 4, 6), dtype=np.int64)
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = 0, found.shape[0], 0, found.shape[1]
    stack[0, 4], stack[0, 5] = 0, count
    todo = 1
    while todo:
        todo -= 1
        block = stack[todo].copy()
        end = block[5]
        last = _in_question(ground, scale, block, held, away)
        if last == end:
            continue
        high, wide = block[1] - block[0], block[3] - block[2]
        if high <= _LEAF and wide <= _LEAF:
            _work_out(ground, scale[0], block, held[end:last], found)
            continue
        middle = (
            (block[0] + block[1]) // 2 if high > _LEAF else block[1],
            (block[2] + block[3]) // 2 if wide > _LEAF else block[3],
        )
        for quarter in range(4):
            low, top = (block[0], middle[0]) if quarter < 2 else (middle[0], block[1])
            left, right = (block[2], middle[1]) if quarter % 2 == 0 else (middle[1], block[3])
            if low < top and left < right:
                stack[todo, 0], stack[todo, 1] = low, top
                stack[todo, 2], stack[todo, 3] = left, right
                stack[todo, 4], stack[todo, 5] = end, last
                todo += 1
