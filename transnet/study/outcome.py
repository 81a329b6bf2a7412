"""What states of a study amount to, as arrays over states and targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from transnet.base.shown import Shown
from transnet.study.verdict_arrays import OnTargets

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.base.units import FloatArray
    from transnet.study.network_state import NetworkState


class LaterNotices(Sequence["Notice"]):
    """What is said of a state's edits, made up when somebody reads it; a tuple once pickled."""

    def __init__(self, make: Callable[[], tuple[Notice, ...]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Notice, ...]:
        return self._make()

    @overload
    def __getitem__(self, at: int) -> Notice: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Notice, ...]: ...
    def __getitem__(self, at: int | slice) -> Notice | tuple[Notice, ...]:
        return self._made[at]

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made == tuple(other)

    def __hash__(self) -> int:
        return hash(self._made)

    def __repr__(self) -> str:
        return repr(self._made)

    def __reduce__(self) -> tuple[type, tuple[list[Notice]]]:
        return tuple, (list(self._made),)


@dataclass(frozen=True, eq=False)
class StateOutcome(Shown):
    """One state.

    verdicts           on the targets, in the order of the study's
    people_within_60   residents within the hour of the core
    average_time_min   float64[k], mean minutes to all places, weighted by their mass, of each
                       county; inf where one of them isn't reached
    potential          float64[k], mass over minutes, added up over all places that are reached
    notices            what is said of the state's edits, made up when it is read
    """

    verdicts: OnTargets
    people_within_60: float
    average_time_min: FloatArray
    potential: FloatArray
    notices: Sequence[Notice] = ()

    def __repr__(self) -> str:
        met = self.verdicts.met
        return f"<StateOutcome: {met.sum()} of {len(met)} targets met>"


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome(OnTargets):
    """Verdicts on the study's targets in all states s, in the order given, and beside them sums.

    people_within_60  float64[s], residents within the hour of the core
    average_time_min, potential  float64[s, k], as in `StateOutcome`, of counties k in the order of
                      `Result.counties`
    notices      of each state, what is said of its edits: what opens along with a project, say
    """

    states: Sequence[NetworkState]
    notices: Sequence[Sequence[Notice]]
    people_within_60: FloatArray
    average_time_min: FloatArray
    potential: FloatArray

    def __repr__(self) -> str:
        states, targets = self.met.shape
        return f"<Outcome of {states:,} states on {targets} targets>"


_OF_STATE = ("people_within_60", "average_time_min", "potential")
_OF_TARGETS = [each.name for each in fields(OnTargets)]


Arrays = dict[str, npt.NDArray[Any]]
"""What some states amount to by its name in `Outcome`, arrays over the states."""


def arrays_of(found: Sequence[StateOutcome]) -> Arrays:
    """Return the outcomes of some states as arrays; there must be one at least."""
    of_targets = {
        name: np.stack([getattr(each.verdicts, name) for each in found]) for name in _OF_TARGETS
    }
    of_state = {name: np.array([getattr(each, name) for each in found]) for name in _OF_STATE}
    return of_targets | of_state


def stack(states: Sequence[NetworkState], found: Sequence[StateOutcome]) -> Outcome:
    """Return the outcomes of some states as one; there must be one at least."""
    notices = tuple(each.notices for each in found)
    return Outcome(states=tuple(states), notices=notices, **arrays_of(found))


def joined(count: int, pieces: Sequence[tuple[Sequence[int], Arrays]]) -> Arrays:
    """Return the arrays of states whose outcomes were found in pieces.

    pieces  which states each has, and what they amount to; all states among them
    """
    found = {}
    for name in (*_OF_TARGETS, *_OF_STATE):
        column = pieces[0][1][name]
        found[name] = np.empty((count, *column.shape[1:]), dtype=column.dtype)
        for at, arrays in pieces:
            found[name][at] = arrays[name]
    return found
