"""Inputs that move no figure: found first, so that no draws are spent on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.draws import Range
from transnet.model.network import BoolArray

_RUNS_FOR_ONE = 8
"""Runs that are to come for each that it takes to find out what moves nothing."""


@dataclass(frozen=True)
class Moving:
    """Which inputs are drawn.

    ranges  of those that move a figure
    still   names of the others
    """

    ranges: list[Range]
    still: tuple[str, ...] = ()


def moving_inputs(
    ranges: Sequence[Range], runs: int, figures: Callable[[FloatArray], FloatArray]
) -> Moving:
    """Return which inputs move a figure, where that is worth finding out.

    runs     that are to come
    figures  returns float64[points, m] of inputs, float64[points, inputs]

    An input is still if no bit of any figure differs between its ends and its value with all others
    at their values, nor between its ends with all others at their low ends or all at their high
    ones: four runs an input, and three. Between those corners an input could move
    something all the same; so it is said which are left out.
    """
    points = _points(ranges)
    if len(points) * _RUNS_FOR_ONE > runs:
        return Moving(list(ranges))
    moves = _moves(figures(points), len(ranges))
    if not moves.any():
        return Moving(list(ranges))
    drawn = [each for each, is_in in zip(ranges, moves.tolist(), strict=True) if is_in]
    still = [each.name for each, is_in in zip(ranges, moves.tolist(), strict=True) if not is_in]
    return Moving(drawn, tuple(still))


def _points(ranges: Sequence[Range]) -> FloatArray:
    """Return all at their values, all low, all high; then by input low, high, high, low in these.

    returns  float64[3 + 4 inputs, inputs]
    """
    low, value, high = (
        np.array([getattr(each, name) for each in ranges]) for name in ("low", "value", "high")
    )
    own = [value, value, low, high]
    moved = [low, high, high, low]
    points = [value, low, high]
    for at in range(len(ranges)):
        for ground, end in zip(own, moved, strict=True):
            point = ground.copy()
            point[at] = end[at]
            points.append(point)
    return np.array(points)


def _moves(figures: FloatArray, inputs: int) -> BoolArray:
    """Return which inputs move a figure by what the points of `_points` come to, bool[inputs]."""
    grounds = figures[[0, 0, 1, 2]]
    moved = figures[3:].reshape(inputs, len(grounds), -1)
    same = (moved == grounds) | (np.isnan(moved) & np.isnan(grounds))
    found: BoolArray = ~same.all(axis=(1, 2))
    return found
