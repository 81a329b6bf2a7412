"""Figures of many draws of a scenario's inputs, judged a part at a time and kept if asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from transnet.base.progress import Progress
from transnet.base.units import FloatArray
from transnet.decision.drawn_states import DrawnStates
from transnet.decision.resident_means import resident_shares, watt_min
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.target_measures import PEOPLE_MEASURES

AT_A_TIME = 64  # draws between two steps of progress; what is kept is kept in these parts
_HEADLINE = ("people", "watt_min")
_UNITS = {"people": "people", "watt_min": "min"}


class DrawnFigures:
    """What draws come to: people within the hour, WATT, and each target's verdict and value.

    study, states  of the scenario
    names     inputs, in the order of the draws' columns
    progress  called with ("draws", draws judged, draws in all)
    """

    def __init__(
        self, study: CompiledNetwork, states: DrawnStates, names: Sequence[str], progress: Progress
    ) -> None:
        self._study, self._states, self._names = study, states, names
        self._progress = progress
        self.targets: pd.DataFrame = study.targets
        self._ids = [str(each) for each in study.targets["target_id"]]
        self._known: dict[NetworkState, FloatArray] = {}

    def varied(self) -> Iterator[tuple[int, str, str]]:
        """Yield column, figure and target of what inputs decide: people, watt_min, met."""
        yield from ((at, figure, "") for at, figure in enumerate(_HEADLINE))
        yield from ((len(_HEADLINE) + at, "met", target) for at, target in enumerate(self._ids))

    def banded(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield column, figure, target and unit of what has bands: people, watt_min, value."""
        yield from ((at, each, "", _UNITS[each]) for at, each in enumerate(_HEADLINE))
        first = len(_HEADLINE) + len(self._ids)
        of_people = self.targets["measure"].isin(PEOPLE_MEASURES).tolist()
        for at, (target, is_share) in enumerate(zip(self._ids, of_people, strict=True)):
            yield first + at, "value", target, "%" if is_share else "min"

    def of(
        self, draws: FloatArray, days: Sequence[dt.date]
    ) -> dict[dt.date, tuple[FloatArray, FloatArray]]:
        """Return the figures as things are and those of draws, by day.

        draws    float64[draws, inputs]
        returns  float64[figures] and float64[draws, figures]
        Raises what `study.judge` raises.
        """
        found: dict[dt.date, tuple[FloatArray, FloatArray]] = {}
        done, whole = 0, len(days) * len(draws)
        for day in days:
            parts = [self._judged([self._states.as_it_is(day)])]
            for first in range(0, len(draws), AT_A_TIME):
                rows = draws[first : first + AT_A_TIME]
                parts.append(self._judged(self._states.states(self._names, rows, day)))
                done += len(rows)
                self._progress("draws", done, whole)
            found[day] = parts[0][0], np.vstack(parts[1:])
        return found

    def _judged(self, states: list[NetworkState]) -> FloatArray:
        figures: FloatArray = self._study.answers.get("draws", states, lambda: self._new(states))
        return figures

    def _new(self, states: list[NetworkState]) -> FloatArray:
        """Return the figures of states; draws that come to the same state are judged once."""
        if fresh := [each for each in dict.fromkeys(states) if each not in self._known]:
            self._known.update(zip(fresh, self._figures(fresh), strict=True))
        return np.array([self._known[each] for each in states])

    def _figures(self, states: list[NetworkState]) -> FloatArray:
        outcome = self._study.judge(states)
        shares = np.array([resident_shares(self._study.network_of(each)) for each in states])
        headline = outcome.people_within_60, watt_min(outcome, shares)
        verdicts = outcome.met.astype(np.float64), outcome.value
        return np.hstack([*(each[:, None] for each in headline), *verdicts])
