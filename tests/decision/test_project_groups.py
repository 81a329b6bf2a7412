"""Groups of projects that have nothing to do with each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.base.units import FloatArray
from transnet.decision.project_groups import components
from transnet.model.network import BoolArray

_NEAR = np.array([1e-9, 1e-9])


@given(st.lists(st.integers(0, 3), min_size=2, max_size=7), st.integers(0, 999))
@settings(max_examples=30)
def test_groups_that_are_there_are_found(labels: list[int], seed: int) -> None:
    """Each group is worth the square of how many of it are open, so all in it meet."""
    marks = np.array(labels)
    factors = np.random.default_rng(seed).integers(1, 9, 4)

    def worth(chosen: BoolArray) -> FloatArray:
        found = np.zeros((len(chosen), 2))
        for label in range(4):
            inside = chosen[:, marks == label].sum(axis=1)
            found[:, 0] += factors[label] * inside**2
            found[:, 1] += inside
        return found

    found = components(worth, len(labels), _NEAR)
    expected: dict[int, list[int]] = {}
    for project, label in enumerate(labels):
        expected.setdefault(label, []).append(project)
    assert found == [tuple(each) for each in expected.values()]


def test_what_only_shows_in_larger_sets_is_found_by_the_drawn_ones() -> None:
    """Three of five bring something, and neither two of them nor the step from four to five do."""

    def worth(chosen: BoolArray) -> FloatArray:
        inside = chosen[:, :5].sum(axis=1)
        found = np.where(inside == 3, 7.0, 0.0) + chosen[:, 5]
        return np.stack([found, found], axis=1)

    found = components(worth, 6, _NEAR)
    assert found[0] == (0, 1, 2, 3, 4)
    assert found[-1] == (5,)
