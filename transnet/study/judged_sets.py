"""Outcomes of very many sets of projects at once: no state is made of those of a family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from transnet.study.coalitions import FamilySets, Member
from transnet.study.network_state import NetworkState
from transnet.study.opened_sets import OpenedSets
from transnet.study.outcome import Outcome, StateOutcome, arrays_of, joined
from transnet.travel.side_by_side import side_by_side

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.scenario.edits import Edited


class _LaterEach(Sequence[Sequence["Notice"]]):
    """What is said of the edits of each state, made up when somebody reads it."""

    def __init__(self, sets: OpenedSets, edited: Callable[[NetworkState], Edited]) -> None:
        self._sets, self._edited = sets, edited

    @overload
    def __getitem__(self, at: int) -> Sequence[Notice]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[Notice]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[Notice] | Sequence[Sequence[Notice]]:
        if isinstance(at, slice):
            return _LaterEach(self._sets[at], self._edited)
        return self._edited(self._sets[at]).notices

    def __len__(self) -> int:
        return len(self._sets)


def judged_sets(
    sets: OpenedSets,
    families: Sequence[FamilySets],
    one: Callable[[tuple[NetworkState, Member | None]], StateOutcome],
    edited: Callable[[NetworkState], Edited],
    threads: int | None,
) -> Outcome:
    """Return the outcomes of sets of projects, one at least, as `judged_states` does.

    families  which of them are coalitions of a family; the others are judged one by one
    """
    pieces, alone = [], np.ones(len(sets), dtype=np.bool_)
    for parts, rows, own in families:
        alone[rows] = False
        for row, each in zip(rows.tolist(), own, strict=True):
            if not parts.is_checked(each):
                edited(sets[row])
                parts.note_checked(each)
        pieces.append((rows.tolist(), parts.outcomes(own, threads)))
    rest = np.flatnonzero(alone).tolist()
    found = side_by_side(one, [(sets[at], None) for at in rest], threads)
    if found or not pieces:
        pieces.append((rest, arrays_of(found)))
    return Outcome(states=sets, notices=_LaterEach(sets, edited), **joined(len(sets), pieces))
