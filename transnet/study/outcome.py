"""What states of a study amount to, as arrays over states and targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from transnet.base.errors import Notice
from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import BoolArray
from transnet.study.network_state import NetworkState
from transnet.study.verdict_arrays import VerdictArrays


@dataclass(frozen=True, eq=False)
class StateOutcome:
    """One state.

    verdicts           on the targets, in the order of the study's
    people_within_60   residents within the hour of the core
    average_time_min   float64[k], mean minutes to all places, weighted by their mass, of each
                       county; inf where one of them isn't reached
    potential          float64[k], mass over minutes, added up over all places that are reached
    notices            what is said of the state's edits
    """

    verdicts: VerdictArrays
    people_within_60: float
    average_time_min: FloatArray
    potential: FloatArray
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, eq=False)
class Outcome:
    """All states s, in the order given, with the study's targets t and counties k.

    met          bool[s, t]
    value        float64[s, t], minutes of the worst pair (inf where there is no way), or percent of
                 people
    shortfall    float64[s, t], minutes that are missing, or people
    mean, share  float64[s, t], as in `VerdictArrays`
    binding_leg  int8[s, t], position in LEGS; -1 where no leg takes time
    worst_from, worst_to, count, failing  int32[s, t], as in `VerdictArrays`
    people_within_60  float64[s], residents within the hour of the core
    average_time_min, potential  float64[s, k], as in `StateOutcome`
    notices      of each state, what is said of its edits: what opens along with a project, say
    """

    states: tuple[NetworkState, ...]
    notices: tuple[tuple[Notice, ...], ...]
    met: BoolArray
    value: FloatArray
    shortfall: FloatArray
    mean: FloatArray
    share: FloatArray
    binding_leg: npt.NDArray[np.int8]
    worst_from: Int32Array
    worst_to: Int32Array
    count: Int32Array
    failing: Int32Array
    people_within_60: FloatArray
    average_time_min: FloatArray
    potential: FloatArray


_OF_STATE = ("people_within_60", "average_time_min", "potential")
_OF_TARGETS = [
    each.name for each in fields(Outcome) if each.name not in ("states", "notices", *_OF_STATE)
]


def stack(states: Sequence[NetworkState], found: Sequence[StateOutcome]) -> Outcome:
    """Return the outcomes of some states as one; there must be one at least."""
    of_targets = {
        name: np.stack([getattr(each.verdicts, name) for each in found]) for name in _OF_TARGETS
    }
    of_state = {name: np.array([getattr(each, name) for each in found]) for name in _OF_STATE}
    notices = tuple(each.notices for each in found)
    return Outcome(tuple(states), notices, **of_targets, **of_state)
