"""The least that passes, held against every set."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.decision.coalition_rule import members, subsets
from transnet.decision.least_sets import least_set
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


def test_few_sets_are_judged_where_few_projects_count() -> None:
    """Of 64 projects three are needed: halves find each, where one by one takes 64 a proof."""

    def meets(chosen: BoolArray) -> BoolArray:
        found: BoolArray = chosen[:, [5, 33, 60]].all(axis=1)
        return found

    found = least_set(meets, np.ones(64))
    assert found.chosen == (5, 33, 60)
    assert sorted(found.proofs) == [(5,), (33,), (60,)]
    assert found.judged < 64
