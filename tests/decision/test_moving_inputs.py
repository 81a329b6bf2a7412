"""Inputs that move no figure aren't drawn; those that move one in some corner are."""

from __future__ import annotations

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.draws import Range
from transnet.decision.moving_inputs import Moving, moving_inputs

RANGES = [Range(name, 0.0, 0.5, 1.0) for name in ("moves", "still", "corner", "at_value")]
ENOUGH = 8 * (3 + 4 * len(RANGES))


def _figures(points: FloatArray) -> FloatArray:
    moves, _, corner, at_value = points.T
    only_there = np.where(moves == 1.0, corner, 0.0)  # nothing unless the first is at its high end
    own = np.where(at_value == 0.5, 0.0, 1.0)  # alike at both ends
    return np.column_stack([moves, only_there, own, np.full(len(points), np.nan)])


def test_what_moves_a_figure_alone_or_beside_others_at_an_end_is_drawn() -> None:
    found = moving_inputs(RANGES, ENOUGH, _figures)
    assert [each.name for each in found.ranges] == ["moves", "corner", "at_value"]
    assert found.still == ("still",)


def test_it_is_not_asked_where_it_takes_more_than_it_spares() -> None:
    def never(points: FloatArray) -> FloatArray:
        raise AssertionError(points)

    assert moving_inputs(RANGES, ENOUGH - 1, never) == Moving(RANGES)


def test_where_nothing_moves_all_are_drawn() -> None:
    found = moving_inputs(RANGES, ENOUGH, lambda points: np.zeros((len(points), 2)))
    assert found == Moving(RANGES)
