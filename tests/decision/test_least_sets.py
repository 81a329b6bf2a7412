"""The least that passes, held against every set."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.decision.coalition_rule import members, sizes, subsets
from transnet.decision.least_sets import by_members, is_monotone, least_set, minimal_sets
from transnet.model.network import BoolArray

_PROJECTS = 6


def _monotone(seeds: list[int]) -> BoolArray:
    """Return a target that is met by a set of which one of some sets is a part."""
    every = subsets(_PROJECTS)
    met: BoolArray = np.zeros(len(every), dtype=np.bool_)
    for seed in seeds:
        met |= (every & seed) == seed
    return met


@given(
    st.lists(st.integers(0, 63), max_size=4),
    st.lists(st.integers(1, 9), min_size=_PROJECTS, max_size=_PROJECTS),
)
@settings(max_examples=60)
def test_nothing_lighter_passes(seeds: list[int], weights: list[int]) -> None:
    met, bits = _monotone(seeds), 1 << np.arange(_PROJECTS)
    found = least_set(lambda chosen: met[chosen @ bits], np.array(weights, dtype=np.float64))
    passing = np.flatnonzero(met)
    if not len(passing):
        assert found.chosen is None
        return
    assert found.chosen is not None
    assert met[sum(1 << each for each in found.chosen)]
    lightest = (members(passing, _PROJECTS) @ np.array(weights)).min()
    assert sum(weights[each] for each in found.chosen) == lightest
    for proof in found.proofs:
        needed = sum(1 << each for each in proof)
        assert all(each & needed for each in passing.tolist())


@given(st.lists(st.integers(0, 63), max_size=4))
@settings(max_examples=30)
def test_minimal_sets_are_those_that_no_member_can_leave(seeds: list[int]) -> None:
    met = _monotone(seeds)
    assert is_monotone(met)
    found = minimal_sets(met).tolist()
    expected = [
        each
        for each in np.flatnonzero(met).tolist()
        if not any(each >> at & 1 and met[each & ~(1 << at)] for at in range(_PROJECTS))
    ]
    assert sorted(found) == expected
    assert sizes(np.array(found, dtype=np.int64)).tolist() == sorted(map(int.bit_count, found))


def test_a_project_that_takes_a_target_away_is_seen() -> None:
    met = np.array([False, True, False, False])
    assert not is_monotone(met)
    assert by_members(minimal_sets(met), 2) == [(0,)]
