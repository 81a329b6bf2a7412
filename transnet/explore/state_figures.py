"""What a state is to its targets, counties and trips: half of an answer, kept for the next one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.place_arrays import PlaceArrays, evaluate_places, evaluate_sums
from transnet.study.state import State
from transnet.study.verdict_arrays import OnTargets
from transnet.study.wanted import place_ends


@dataclass(frozen=True, eq=False)
class StateFigures:
    """One state.

    shown     in the traffic that is shown
    verdicts  on the study's targets, each in its own traffic
    places    of all places p
    average_min  float64[k], mean minutes of each county to all places, weighted by their people
    """

    state: NetworkState
    shown: State
    verdicts: OnTargets
    places: PlaceArrays
    average_min: FloatArray


def figures_of(study: CompiledNetwork, state: NetworkState) -> StateFigures:
    """Return the figures of a state, as `transnet run` has them; raises what `Study.judge` does."""
    shown = study.shown(state, "sums")  # first: verdicts then take what is found for it
    verdicts = study.verdicts(state).on_targets
    average, _ = evaluate_sums(shown)
    return StateFigures(state, shown, verdicts, evaluate_places(shown), average)


def counties(figures: StateFigures) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return the rows of the counties in the places table, int32[k]."""
    return place_ends(figures.shown.network).inside
