"""One state of a network, evaluated: all travel times, all places, all verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from transnet.study import groups
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.place_arrays import evaluate_places
from transnet.study.state import State
from transnet.study.timetable_doubts import verdict_timetables
from transnet.study.verdicts import judge
from transnet.supply.congestion import Traffic
from transnet.travel.leg_tables import LEGS
from transnet.travel.model import TravelModel
from transnet.travel.people import People


@dataclass(frozen=True, eq=False)
class Evaluation:
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
    judged_on     the state off the peak that they were judged on
    """

    label_zh: str
    label_en: str
    model: TravelModel
    people: People
    travel_times: pd.DataFrame
    places: pd.DataFrame
    verdicts: pd.DataFrame
    detail: pd.DataFrame
    targets: pd.DataFrame
    judged_on: State

    @cached_property
    def timetables(self) -> dict[str, tuple[str, ...]]:
        """Days of the timetables that stand for this one, by the targets that rest on them."""
        judged = (self.verdicts, self.detail)
        return verdict_timetables(self.judged_on, self.targets, judged)

    @property
    def when(self) -> date:
        """The day of the network."""
        return self.model.network.when

    def __repr__(self) -> str:
        met = int(self.verdicts["met"].sum())
        return f"<Evaluation {self.label_en}: {met} of {len(self.verdicts)} targets met>"


def evaluate(
    base: State, traffic: Traffic, labels: tuple[str, str], targets: CompiledTargets
) -> Evaluation:
    """Return the evaluation of a network state.

    base     the state off the peak; targets are judged in their own traffic
    traffic  of the trips that are shown
    labels   what the state is called in Chinese and in English
    """
    verdicts, detail = judge(base, targets.table, targets)
    shown = base.in_traffic(traffic)
    times = _with_an_end_inside(shown.model, shown.legs)
    places = _places(shown)
    return Evaluation(
        *labels, shown.model, shown.people, times, places, verdicts, detail, targets.table, base
    )


def _with_an_end_inside(model: TravelModel, times: pd.DataFrame) -> pd.DataFrame:
    inside = groups.residents(model.network, "counties")
    kept = times["from_id"].isin(inside) | times["to_id"].isin(inside)
    return times[kept].reset_index(drop=True)


def _places(state: State) -> pd.DataFrame:
    found = evaluate_places(state)
    columns = ["place_id", "name_zh", "name_en", "city_id", "kind"]
    table = state.network["places"][columns].copy()
    table["people"], table["people_within_60"] = found.people, found.people_within_60
    to_core = found.to_core.frame()
    table["core_min"] = to_core.pop("travel_min")
    table["largest_leg"] = np.array([*LEGS, ""], dtype=object)[found.largest_leg]
    return table.join(to_core).assign(seat_min=found.seat_min)
