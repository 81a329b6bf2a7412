"""Groups of projects that have nothing to do with each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.base.units import FloatArray
from transnet.decision.project_groups import components, joined_up_to, meetings, misfit
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


def test_no_more_than_so_many_are_joined_and_what_is_left_out_is_told() -> None:
    """Of three that meet, two by two, the strongest pair is joined; the rest is the misfit."""
    pairs = {(0, 1): 5.0, (1, 2): -2.0}

    def worth(chosen: BoolArray) -> FloatArray:
        found = chosen.sum(axis=1).astype(float)
        for (one, other), more in pairs.items():
            found += more * (chosen[:, one] & chosen[:, other])
        return found[:, None]

    meeting = meetings(worth, 4)[:, :, 0]
    assert {pair: meeting[pair] for pair in pairs} == pairs
    assert np.count_nonzero(meeting) == len(pairs)
    assert joined_up_to(meeting, 4) == [(0, 1, 2), (3,)]
    groups = joined_up_to(meeting, 2)
    assert groups == [(0, 1), (2,), (3,)]
    sets = np.array([[True] * 4, [True, True, False, False]])
    assert misfit(worth, sets, groups).tolist() == [[-2.0], [0.0]]
    assert joined_up_to(meeting, 2, [(2, 3), (1, 2)]) == [(0,), (1, 2, 3)]


def test_pairs_that_are_known_not_to_meet_are_not_looked_at() -> None:
    asked: list[BoolArray] = []

    def worth(chosen: BoolArray) -> FloatArray:
        asked.append(chosen)
        return chosen.sum(axis=1, dtype=float)[:, None]

    nobody = np.zeros((3, 3), dtype=np.bool_)
    assert not meetings(worth, 3, nobody).any()
    assert sum(map(len, asked)) == 1
