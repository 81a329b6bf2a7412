"""Coalitions told apart by some of their projects, and few of them in which all such sets stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.study.distinct_coalitions import covering, distinct, inside_of, mask_of

COALITIONS = st.integers(1, 90).flatmap(
    lambda projects: st.tuples(
        st.just(projects),
        st.lists(st.integers(0, (1 << projects) - 1), min_size=1, max_size=60),
        st.lists(st.integers(0, (1 << projects) - 1), min_size=1, max_size=5),
    )
)


@pytest.mark.hypothesis
@given(drawn=COALITIONS)
def test_coalitions_are_told_apart_by_a_mask_alone(drawn: tuple[int, list[int], list[int]]) -> None:
    projects, coalitions, masks = drawn
    inside = inside_of(coalitions, projects)
    assert [mask_of(row) for row in inside] == coalitions
    for mask in (0, (1 << projects) - 1, *masks):
        sets = distinct(inside, mask)
        own = [each & mask for each in coalitions]
        assert [own[sets.first[each]] for each in sets.of.tolist()] == own
        assert sorted(own[at] for at in sets.first.tolist()) == sorted(set(own))
        assert all(own.index(own[at]) == at for at in sets.first.tolist())


@pytest.mark.hypothesis
@given(drawn=COALITIONS, seed=st.integers(0, 9))
def test_few_coalitions_have_every_set_that_lacks(
    drawn: tuple[int, list[int], list[int]], seed: int
) -> None:
    projects, coalitions, masks = drawn
    rng = np.random.default_rng(seed)
    sets = [distinct(inside_of(coalitions, projects), mask) for mask in masks]
    lacking = [rng.random(len(each.first)) < 0.5 for each in sets]
    found = covering(sets, [each.copy() for each in lacking])
    assert found == sorted(set(found))
    for each, lacks in zip(sets, lacking, strict=True):
        assert set(np.flatnonzero(lacks)) <= set(each.of[found].tolist())
    assert len(found) <= sum(int(each.sum()) for each in lacking)


def test_sets_that_stand_in_one_coalition_take_one() -> None:
    coalitions = list(range(16))
    sets = [distinct(inside_of(coalitions, 4), mask) for mask in (0b0011, 0b1100)]
    found = covering(sets, [np.ones(4, dtype=np.bool_)] * 2)
    assert len(found) == 4
