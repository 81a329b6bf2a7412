"""Which projects have to do with each other: groups that never meet are looked at apart.

Found, not assumed: two projects meet where what they bring together isn't what they bring apart,
with none of the others open or with all of them. Sets that are drawn then hold the groups to what
they claim, and those that fail are joined.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.decision.shapley import Worth
from transnet.model.network import BoolArray


def components(
    worth: Worth,
    projects: int,
    tolerance: FloatArray,
    *,
    bound: Iterable[tuple[int, int]] = (),
    drawn: int = 64,
    seed: int = 0,
) -> list[tuple[int, ...]]:
    """Return groups of projects such that what a set is worth is the sum over the groups.

    worth      of sets; asked for all pairs, with none and with all of the others
    tolerance  float64[m], what a figure may be off and still count as no effect
    bound      pairs that belong together whatever they are worth
    drawn      sets by which the groups are tested
    returns    positions, groups in order of their first; all figures agree on them
    """
    meet = _meet(worth, projects, tolerance)
    for first, second in bound:
        meet[first, second] = True
    groups = _groups(meet)
    sets = np.random.default_rng(seed).random((drawn, projects)) < 0.5
    while len(groups) > 1:
        off = _misfit(worth, sets, groups)
        wrong = np.flatnonzero((off > tolerance * len(groups)).any(axis=1))
        if not wrong.size:
            break
        first, second = _worst_pair(worth, sets[wrong[0]], groups)
        meet[groups[first][0], groups[second][0]] = True
        groups = _groups(meet)
    return groups


def _meet(worth: Worth, projects: int, tolerance: FloatArray) -> BoolArray:
    """Return which pairs of projects meet, bool[n, n], the upper half."""
    pairs = np.array(np.triu_indices(projects, 1)).T
    meet = np.zeros((projects, projects), dtype=np.bool_)
    for ground in (False, True):
        ends = np.full((1, projects), ground)
        singles = np.full((projects, projects), ground)
        np.fill_diagonal(singles, not ground)
        both = np.full((len(pairs), projects), ground)
        rows = np.arange(len(pairs))
        for side in (0, 1):
            both[rows, pairs[:, side]] = not ground
        nobody, alone = worth(ends), worth(singles)
        together = worth(both) if len(pairs) else np.zeros((0, nobody.shape[1]))
        second = together - alone[pairs[:, 0]] - alone[pairs[:, 1]] + nobody
        meet[pairs[:, 0], pairs[:, 1]] |= (np.abs(second) > tolerance).any(axis=1)
    return meet


def _groups(meet: BoolArray) -> list[tuple[int, ...]]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    labels: npt.NDArray[np.int32] = connected_components(
        csr_array(meet.astype(np.int8)), directed=False
    )[1]
    found: dict[int, list[int]] = {}
    for project, label in enumerate(labels.tolist()):
        found.setdefault(label, []).append(project)
    return [tuple(each) for each in found.values()]


def _within(sets: BoolArray, group: Iterable[int]) -> BoolArray:
    """Return what of some sets is in a group."""
    found = np.zeros_like(sets)
    own = list(group)
    found[:, own] = sets[:, own]
    return found


def _misfit(worth: Worth, sets: BoolArray, groups: list[tuple[int, ...]]) -> FloatArray:
    """Return how far sets are from the sum over their groups, float64[s, m]."""
    nobody = worth(np.zeros((1, sets.shape[1]), dtype=np.bool_))
    apart = sum((worth(_within(sets, group)) - nobody for group in groups), np.zeros(1))
    found: FloatArray = np.abs(worth(sets) - nobody - apart)
    return found


def _worst_pair(worth: Worth, one: BoolArray, groups: list[tuple[int, ...]]) -> tuple[int, int]:
    """Return the two groups that are furthest from standing apart in a set.

    Where no two of them meet, three do: the first two are joined then.
    """
    sets = one[None, :]
    pairs = [(a, b) for a in range(len(groups)) for b in range(a + 1, len(groups))]
    off = [
        _misfit(worth, _within(sets, groups[a] + groups[b]), [groups[a], groups[b]]).max()
        for a, b in pairs
    ]
    return pairs[int(np.argmax(off))]
