"""What states amount to beside an outcome, as arrays: targets' rows, counties, trips, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, Protocol, Self, get_args

import numpy as np
import pandas as pd

from transnet.base.shown import Shown
from transnet.base.units import FloatArray, ms_to_minutes
from transnet.model.network import BoolArray

if TYPE_CHECKING:
    from transnet.study.evaluate import Evaluation
    from transnet.study.network_state import NetworkState
    from transnet.study.state import State
    from transnet.study.verdict_arrays import VerdictArrays
    from transnet.study.wanted import Extent

Part = Literal["rows", "counties", "places", "tables"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class _OnStates(Shown):
    """Arrays of states s by their names, each with the states in front; of one state without."""

    @classmethod
    def of(cls, found: Sequence[Self]) -> Self:
        """Return the arrays of some states as one; there must be one at least."""
        names = [each.name for each in fields(cls)]
        return cls(**{name: np.stack([getattr(each, name) for each in found]) for name in names})


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class OnRows(_OnStates):
    """The rows r behind the targets t of a study in states s, in the order of their verdicts.

    met        bool[s, t]
    shortfall  float64[s, t], minutes that are missing, or people
    minutes    float64[s, r]; inf where there is no way
    """

    met: BoolArray
    shortfall: FloatArray
    minutes: FloatArray


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class OnCounties(_OnStates):
    """The counties k of a network in states s, for those who know the timetable.

    met      bool[s, t], by target
    people   float64[s, k], who lives there
    within   float64[s, k], who of them gets to the core within the hour
    minutes  float64[s, k], from the seat to the core; inf where there is no way
    """

    met: BoolArray
    people: FloatArray
    within: FloatArray
    minutes: FloatArray


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class OnPlaces(_OnStates):
    """All places p of a network in states s, for those who know the timetable.

    met      bool[s, t], by target
    value    float64[s, t], minutes of the worst pair, or percent of people
    minutes  float64[s, p, p], door to door; 0 to the place itself, inf where there is no way
    belts    float64[s, g, 3], of each belt and cluster the minutes to the core and to the own seat,
             mean over its people, and the people within the hour of the core
    """

    met: BoolArray
    value: FloatArray
    minutes: FloatArray
    belts: FloatArray


@dataclass(frozen=True, eq=False, repr=False)
class InTables(Shown):
    """Verdicts in words in states s, and all pairs and counties behind them, a table a state.

    verdicts, detail  as a result of a run has them
    """

    verdicts: tuple[pd.DataFrame, ...]
    detail: tuple[pd.DataFrame, ...]

    @classmethod
    def of(cls, found: Sequence[Self]) -> Self:
        """Return the tables of some states as one."""
        return cls(*(sum((getattr(one, name) for one in found), ()) for name in _TABLES))


_TABLES = [each.name for each in fields(InTables)]
AnyPart = OnRows | OnCounties | OnPlaces | InTables


class AskedStudy(Protocol):
    """A study that says what one state amounts to."""

    def verdicts(self, state: NetworkState) -> VerdictArrays:
        """Return the verdicts on a state and the rows behind them."""

    def shown(self, state: NetworkState, extent: Extent = ...) -> State:
        """Return a state in the traffic that is shown."""

    def evaluation(self, state: NetworkState, labels: tuple[str, str]) -> Evaluation:
        """Return what a state amounts to as tables with names."""


def part_of(study: AskedStudy, part: Part, state: NetworkState) -> AnyPart:
    """Return a part of what a state amounts to; raises what judging it raises."""
    if part == "rows":
        found = study.verdicts(state)
        legs = found.detail.legs
        return OnRows(met=found.met, shortfall=found.shortfall, minutes=legs.minutes)
    if part == "counties":
        return _on_counties(study, state)
    if part == "places":
        return _on_places(study, state)
    tables = study.evaluation(state, ("", ""))
    return InTables((tables.verdicts,), (tables.detail,))


def stacked(found: Sequence[AnyPart]) -> AnyPart:
    """Return the same part of some states, one at least, as one."""
    return type(found[0]).of(found)  # type: ignore[arg-type]  # all are of one kind


def _on_counties(study: AskedStudy, state: NetworkState) -> OnCounties:
    from transnet.study.place_arrays import evaluate_places
    from transnet.study.wanted import place_ends

    shown = study.shown(state, "core")
    places, inside = evaluate_places(shown), place_ends(shown.network).inside
    people, within = (
        np.nan_to_num(each[inside]) for each in (places.people, places.people_within_60)
    )
    minutes, met = places.to_core.minutes[inside], study.verdicts(state).met
    return OnCounties(met=met, people=people, within=within, minutes=minutes)


def _on_places(study: AskedStudy, state: NetworkState) -> OnPlaces:
    from transnet.study.belts import belt_figures
    from transnet.study.place_arrays import evaluate_places

    shown = study.shown(state)  # finds more trips than verdicts need, so it goes first
    minutes = ms_to_minutes(shown.trips(waits=False).travel)
    np.fill_diagonal(minutes, 0.0)
    belts = belt_figures(shown.network, evaluate_places(shown))
    found = study.verdicts(state)
    return OnPlaces(met=found.met, value=found.value, minutes=minutes, belts=belts)
