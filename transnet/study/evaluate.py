"""One state of a network, evaluated: all travel times, all places, all verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.study import groups
from transnet.supply.congestion import Traffic

if TYPE_CHECKING:
    from transnet.study.compiled_targets import CompiledTargets
    from transnet.study.state import State
    from transnet.supply.kinds import ModeSet
    from transnet.travel.model import TravelModel
    from transnet.travel.people import People

_Value = TypeVar("_Value")
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""Travel times, places, verdicts and their detail, as `Evaluation` has them."""


class AskedState(Protocol):
    """A state of a study, which finds what it's asked for when it's asked."""

    @property
    def network(self) -> Network:
        """The network in the state, on its day."""

    @property
    def traffic(self) -> Traffic:
        """Of the trips that are shown."""

    def base(self) -> State:
        """Return the state off the peak and its people."""

    def people(self) -> People:
        """Return who lives there, in the traffic that is shown."""

    def known(self, what: str, make: Callable[[], _Value]) -> _Value:
        """Return a plain answer on the state as it was found before, or find it."""


@dataclass(frozen=True, eq=False)
class Evaluation(Shown):
    """What a network state amounts to.

    label_zh, label_en  what the state is called
    travel_times  every pair of places with an end in the cluster: from_id, to_id, travel_min,
                  displacement_min, legs, mode, weak, for those who know the timetable. It holds the
                  trains that call in the cluster, so times between two places outside would
                  mislead.
    places        every place: names, city_id, kind, people, people_within_60 (of the core),
                  core_min (to the core) with its legs, largest_leg, mode and weak, and seat_min (to
                  the own city's seat); people and seat_min are NaN outside the cluster
    verdicts, detail  see `judge`
    targets       rows of the targets table that were judged
    asked         the state, as its study has it
    """

    label_zh: str
    label_en: str
    travel_times: pd.DataFrame
    places: pd.DataFrame
    verdicts: pd.DataFrame
    detail: pd.DataFrame
    targets: pd.DataFrame
    asked: AskedState

    @cached_property
    def network(self) -> Network:
        """The network in this state, on its day."""
        return self.asked.network

    @cached_property
    def model(self) -> TravelModel:
        """Trips in the traffic that is shown."""
        return self.judged_on.in_traffic(self.asked.traffic).model

    @cached_property
    def people(self) -> People:
        """Who lives there, in the traffic that is shown."""
        return self.asked.people()

    @cached_property
    def judged_on(self) -> State:
        """The state off the peak that the targets were judged on."""
        return self.asked.base()

    @cached_property
    def timetables(self) -> dict[str, tuple[str, ...]]:
        """Days of the timetables that stand for this one, by the targets that rest on them."""
        return self.asked.known("timetables", self._timetables)

    @cached_property
    def recalled_drives_pct(self) -> list[float]:
        """By how much drives are longer than the observed ones that are recalled, per cent."""
        return self.asked.known("recalled drives", self._recalled_drives)

    def _recalled_drives(self) -> list[float]:
        from transnet.travel.validation.road_errors import compare_roads

        if not (self.network["observed_roads"]["basis"] == "recalled").any():
            return []
        model = self.judged_on.model
        drives = compare_roads(model.network, model.topology, model.times)
        errors = drives.loc[drives["basis"] == "recalled", "error_pct"]
        return [float(each) for each in errors if np.isfinite(each)]

    def points_reached(self, origin: str) -> pd.DataFrame:
        """Return the minutes from a place to where trips can leave the network: `reach_points`."""
        return self.asked.known(f"points reached from {origin}", lambda: self._points(origin))

    def _points(self, origin: str) -> pd.DataFrame:
        from transnet.travel.reach_points import reach_points

        return reach_points(self.model, origin)

    def _timetables(self) -> dict[str, tuple[str, ...]]:
        from transnet.study.timetable_doubts import verdict_timetables

        judged = (self.verdicts, self.detail)
        return verdict_timetables(self.judged_on, self.targets, judged)

    @cached_property
    def place_ids(self) -> list[str]:
        """Ids of all places, in table order."""
        return [str(place) for place in self.network["places"]["place_id"]]

    def minutes(self, using: ModeSet = "best") -> FloatArray:
        """Return the travel times between all places, float64[p, p]; inf where there is no way."""
        if using not in self._minutes:
            self._minutes[using] = self.asked.known(
                f"minutes {using}", lambda: _minutes_between_all(self.model, using)
            )
        return self._minutes[using]

    def minutes_table(self, using: ModeSet = "best") -> pd.DataFrame:
        """Return the same, one row a pair: from_id, to_id, travel_min."""
        ids, minutes = np.array(self.place_ids), self.minutes(using)
        ends = {"from_id": np.repeat(ids, len(ids)), "to_id": np.tile(ids, len(ids))}
        return pd.DataFrame({**ends, "travel_min": minutes.ravel()})

    @cached_property
    def _minutes(self) -> dict[str, FloatArray]:
        return {}

    @cached_property
    def choice_min(self) -> npt.NDArray[np.float64]:
        """What trips between all places are chosen by, float64[p, p]; inf where there is no way."""
        return self.asked.known("choice_min", lambda: self.model.trips().choice_min)

    @property
    def when(self) -> date:
        """The day of the network."""
        return self.network.when

    def __repr__(self) -> str:
        met = int(self.verdicts["met"].sum())
        return f"<Evaluation {self.label_en}: {met} of {len(self.verdicts)} targets met>"


def evaluated_tables(base: State, traffic: Traffic, targets: CompiledTargets) -> Tables:
    """Return what a network state amounts to.

    base     the state off the peak; targets are judged in their own traffic
    traffic  of the trips that are shown
    """
    from transnet.study.verdicts import judge

    verdicts, detail = judge(base, targets.table, targets)
    shown = base.in_traffic(traffic)
    times = _with_an_end_inside(shown.network, shown.legs)
    return times, _places(shown), verdicts, detail


def _minutes_between_all(model: TravelModel, using: ModeSet) -> FloatArray:
    count, table = len(model.place_ids), model.travel_times(using=using)
    minutes: FloatArray = table["travel_min"].to_numpy(np.float64).reshape(count, count)
    return minutes


def _with_an_end_inside(network: Network, times: pd.DataFrame) -> pd.DataFrame:
    inside = groups.residents(network, "counties")
    kept = times["from_id"].isin(inside) | times["to_id"].isin(inside)
    return times[kept].reset_index(drop=True)


def _places(state: State) -> pd.DataFrame:
    from transnet.study.place_arrays import evaluate_places
    from transnet.travel.leg_names import LEGS

    found = evaluate_places(state)
    columns = ["place_id", "name_zh", "name_en", "city_id", "kind"]
    table = state.network["places"][columns].copy()
    table["people"], table["people_within_60"] = found.people, found.people_within_60
    to_core = found.to_core.frame()
    table["core_min"] = to_core.pop("travel_min")
    table["largest_leg"] = np.array([*LEGS, ""], dtype=object)[found.largest_leg]
    return table.join(to_core).assign(seat_min=found.seat_min)
