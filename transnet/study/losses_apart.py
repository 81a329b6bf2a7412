"""States without one loss or two, told by those parts of an outcome that rest on what is lost.

A part that doesn't rest on a loss is in the state without it what it is in the state with it. So
few states are judged, and of these only the parts that rest on the loss. Without two losses, a part
that rests on the one and, where that is lost, not on the other, is what it is without the first
alone: only where it rests on the second too, once the first is lost, both are taken away together.
That is exact, and holds of all pairs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from transnet.base.units import FloatArray
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.lost_sets import LostSets
from transnet.study.lost_things import lost_things
from transnet.study.outcome_parts import OnCounties
from transnet.study.outcome_rests import Asked, OutcomeParts, Rows, SomeParts
from transnet.study.state import State

Find = Callable[[list[Asked]], list[SomeParts]]


class LossesApart:
    """What is known of states without one loss or two.

    parts   what the parts are, and what the losses take
    usual   all parts with nothing lost
    judged  how many states were judged, the one with nothing lost among them
    """

    def __init__(self, parts: OutcomeParts, usual: SomeParts) -> None:
        self.parts, self._usual = parts, usual
        self._known: dict[tuple[int, ...], SomeParts] = {}

    @property
    def judged(self) -> int:
        """How many states were judged for what is known."""
        return 1 + len(self._known)

    def outcomes(self, sets: Sequence[tuple[int, ...]], find: Find) -> OnCounties:
        """Return what states without some losses amount to, one state at least.

        find  judges parts of states, several at once
        """
        alone = dict.fromkeys((each,) for lost in sets for each in lost)
        self._look_for(find, ((one, self._resting_on(one[0])) for one in alone))
        pairs = dict.fromkeys(tuple(sorted(lost)) for lost in sets if len(lost) == 2)
        self._look_for(find, ((two, self._resting_on_both(*two)) for two in pairs))
        told: dict[bytes, OnCounties] = {}
        found = []
        for lost in sets:
            minutes = self._minutes(tuple(sorted(lost)))
            name = minutes.tobytes()
            if name not in told:
                told[name] = self.parts.on_counties(minutes)
            found.append(told[name])
        return OnCounties.of(found)

    def _look_for(self, find: Find, wanted: Iterable[tuple[tuple[int, ...], Rows]]) -> None:
        asked = [
            Asked(lost, rows) for lost, rows in wanted if len(rows) and lost not in self._known
        ]
        if asked:
            for each, found in zip(asked, find(asked), strict=True):
                self._known[each.lost] = found

    def _resting_on(self, loss: int) -> Rows:
        return np.flatnonzero(self._usual.uses[:, loss])

    def _resting_on_both(self, one: int, other: int) -> Rows:
        """Return the parts that must be found without both."""
        first, second = self._resting_after(one, other), self._resting_after(other, one)
        uses = self._usual.uses
        return np.array(
            sorted(
                (first - set(np.flatnonzero(uses[:, other]).tolist()))
                | (second - set(np.flatnonzero(uses[:, one]).tolist()))
                | (first & second)
            ),
            dtype=np.intp,
        )

    def _resting_after(self, lost: int, loss: int) -> set[int]:
        """Return the parts that rest on one loss and, where it is lost, on another."""
        known = self._known.get((lost,))
        return set() if known is None else set(known.rows[known.uses[:, loss]].tolist())

    def _minutes(self, lost: tuple[int, ...]) -> FloatArray:
        """Return the minutes of all parts; where two ways tell of one, both say the same."""
        minutes = self._usual.minutes.copy()
        # Of a part that rests on both, the loss after which it rests on the other says nothing.
        for one, other in _each_with_other(lost):
            known = self._known.get((one,))
            if known is not None:
                told = np.ones(len(known.rows), np.bool_) if other < 0 else ~known.uses[:, other]
                minutes[known.rows[told]] = known.minutes[told]
        both = self._known.get(lost) if len(lost) == 2 else None
        if both is not None:
            minutes[both.rows] = both.minutes
        return minutes


def losses_apart(usual: State, compiled: CompiledTargets, sets: LostSets) -> LossesApart | None:
    """Return what is known of the losses of some states, nothing but the state without any.

    usual  that state, off the peak, which finds the trips that verdicts and ways to the core take
    None where the network has streets: of these nothing says which ways lead over them.
    """
    topology = usual.model.topology
    if topology.streets is not None:
        return None
    things = lost_things(usual.network, topology, compiled.stops, sets.losses)
    parts = OutcomeParts(usual, compiled, sets.base.traffic, things)
    every = Asked((), np.arange(parts.count))
    return LossesApart(parts, parts.some(every, lambda: usual.network))


def _each_with_other(lost: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    if len(lost) == 1:
        yield lost[0], -1
    elif len(lost) == 2:
        yield lost
        yield lost[1], lost[0]
