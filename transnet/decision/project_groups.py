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

_Groups = list[tuple[int, ...]]


def components(
    worth: Worth,
    projects: int,
    tolerance: FloatArray,
    *,
    bound: Iterable[tuple[int, int]] = (),
    may_meet: BoolArray | None = None,
    drawn: int = 64,
) -> _Groups:
    """Return groups of projects such that what a set is worth is the sum over the groups.

    worth      of sets; asked for all pairs, with none and with all of the others
    tolerance  float64[m], what a figure may be off and still count as no effect
    bound      pairs that belong together whatever they are worth
    may_meet   bool[n, n], pairs that are looked at; the others are known not to meet
    drawn      how many sets are drawn, by which the groups are tested
    returns    positions, groups in order of their first; all figures agree on them
    """
    size = np.abs(meetings(worth, projects, may_meet))
    meet: BoolArray = np.logical_or.reduce(size > tolerance, axis=2)
    for first, second in bound:
        meet[first, second] = True
    groups = _groups(meet)
    sets = drawn_sets(projects, drawn)
    while len(groups) > 1:
        off = np.abs(misfit(worth, sets, groups))
        wrong = np.flatnonzero((off > tolerance * len(groups)).any(axis=1))
        if not wrong.size:
            break
        first, second = _worst_pair(worth, sets[wrong[0]], groups)
        meet[groups[first][0], groups[second][0]] = True
        groups = _groups(meet)
    return groups


def drawn_sets(projects: int, drawn: int) -> BoolArray:
    """Return sets in which each project is open or not by chance, bool[drawn, projects]."""
    sets: BoolArray = np.random.default_rng(0).random((drawn, projects)) < 0.5
    return sets


def meetings(worth: Worth, projects: int, may_meet: BoolArray | None = None) -> FloatArray:
    """Return what each two projects bring together beyond what they bring apart.

    may_meet  bool[n, n], pairs that are looked at; None for all
    returns   float64[n, n, m], the upper half: with none or with all of the others open, whichever
              is larger; 0 for pairs that aren't looked at
    """
    pairs = np.array(np.triu_indices(projects, 1)).T
    if may_meet is not None:
        pairs = pairs[(may_meet | may_meet.T)[pairs[:, 0], pairs[:, 1]]]
    nothing = worth(np.zeros((1, projects), dtype=np.bool_))
    found = np.zeros((projects, projects, nothing.shape[1]))
    if not len(pairs):
        return found
    for ground in (False, True):
        singles = np.full((projects, projects), ground)
        np.fill_diagonal(singles, not ground)
        both = np.full((len(pairs), projects), ground)
        rows = np.arange(len(pairs))
        for side in (0, 1):
            both[rows, pairs[:, side]] = not ground
        nobody, alone = worth(np.full((1, projects), ground)), worth(singles)
        with np.errstate(invalid="ignore"):  # inf less inf: there is no way with or without
            second = worth(both) - alone[pairs[:, 0]] - alone[pairs[:, 1]] + nobody
        before = found[pairs[:, 0], pairs[:, 1]]
        larger = np.abs(second) > np.abs(before)
        found[pairs[:, 0], pairs[:, 1]] = np.where(larger, second, before)
    return found


def joined_up_to(meeting: FloatArray, most: int, bound: Iterable[tuple[int, int]] = ()) -> _Groups:
    """Return groups of no more than so many projects, those joined first that meet most.

    meeting  float64[n, n], as `meetings` gives it for one figure
    bound    pairs that belong together, however many they are then
    What meets across groups is left out: `misfit` tells how much that comes to.
    """
    meet = np.zeros(meeting.shape, dtype=np.bool_)
    for first, second in bound:
        meet[first, second] = True
    of = {each: group for group in _groups(meet) for each in group}
    size = np.abs(meeting)
    rows, columns = np.nonzero(size)
    for at in np.argsort(-size[rows, columns], kind="stable"):
        one, other = of[int(rows[at])], of[int(columns[at])]
        if one != other and len(one) + len(other) <= most:
            joined = tuple(sorted(one + other))
            of |= dict.fromkeys(joined, joined)
    return sorted(set(of.values()))


def _groups(meet: BoolArray) -> _Groups:
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


def misfit(worth: Worth, sets: BoolArray, groups: _Groups) -> FloatArray:
    """Return how much more sets are worth than the sum over their groups, float64[s, m]."""
    nobody = worth(np.zeros((1, sets.shape[1]), dtype=np.bool_))
    apart = sum((worth(_within(sets, group)) - nobody for group in groups), np.zeros(1))
    found: FloatArray = worth(sets) - nobody - apart
    return found


def _worst_pair(worth: Worth, one: BoolArray, groups: _Groups) -> tuple[int, int]:
    """Return the two groups that are furthest from standing apart in a set.

    Where no two of them meet, three do: the first two are joined then.
    """
    sets = one[None, :]
    pairs = [(a, b) for a in range(len(groups)) for b in range(a + 1, len(groups))]
    off = [
        np.abs(misfit(worth, _within(sets, groups[a] + groups[b]), [groups[a], groups[b]])).max()
        for a, b in pairs
    ]
    return pairs[int(np.argmax(off))]
