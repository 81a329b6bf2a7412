"""Minutes of the rows behind targets in many states; what coalitions know isn't found anew."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from transnet.base.units import FloatArray
from transnet.study.coalitions import Member
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.travel.side_by_side import side_by_side


def row_minutes(study: CompiledNetwork, states: Sequence[NetworkState]) -> FloatArray:
    """Return the minutes of each row behind a study's targets, float64[s, r]; inf for no way.

    Rows are those of `study.verdicts(state).detail`. Raises what `study.judge` raises.
    """
    pairs = zip(states, study.members(states), strict=True)
    found = side_by_side(partial(_minutes, study), pairs)
    return np.array(found).reshape(len(states), -1)


def _minutes(study: CompiledNetwork, asked: tuple[NetworkState, Member | None]) -> FloatArray:
    state, member = asked
    if member is None:
        return study.verdicts(state).detail.legs.minutes
    member.outcome(lambda: study.edited(state))  # finds its parts, or what is wrong with its edits
    return member.minutes()
