"""Verdicts and minutes of the rows behind targets in many states, and nothing else of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray
from transnet.study.coalitions import Member
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.travel.on_executor import on_executor
from transnet.travel.side_by_side import side_by_side


def on_rows(study: CompiledNetwork, states: Sequence[NetworkState]) -> tuple[BoolArray, FloatArray]:
    """Return which targets states meet, bool[s, t], and minutes of each row behind them, [s, r].

    Rows are those of `study.verdicts(state).detail`; inf where there is no way. There must be one
    state at least. Raises what `study.judge` raises.
    """
    asked = list(states)
    found = (
        on_executor(study.executor, study, _some_on_rows, asked)
        if study.executor
        else _some_on_rows(study, asked)
    )
    met, minutes = zip(*found, strict=True)
    return np.array(met), np.array(minutes)


def _some_on_rows(
    study: CompiledNetwork, states: list[NetworkState]
) -> list[tuple[BoolArray, FloatArray]]:
    pairs = zip(states, study.members(states), strict=True)
    return side_by_side(partial(_on_rows, study), pairs)


def _on_rows(
    study: CompiledNetwork, asked: tuple[NetworkState, Member | None]
) -> tuple[BoolArray, FloatArray]:
    state, member = asked
    if member is not None:
        return member.on_rows(lambda: study.edited(state))
    found = study.verdicts(state)
    return found.met, found.detail.legs.minutes
