"""One state of a network, evaluated: all travel times, all places, all verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from transnet.study import groups
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.state import State
from transnet.study.timetable_doubts import verdict_timetables
from transnet.study.verdicts import judge
from transnet.travel.leg_tables import LEGS
from transnet.travel.model import TravelModel
from transnet.travel.people import People

HOUR_MIN = 60.0


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
    model: TravelModel,
    people: People,
    targets: pd.DataFrame,
    labels: tuple[str, str],
    compiled: CompiledTargets | None = None,
) -> Evaluation:
    """Return the evaluation of a network state.

    model    in the traffic of the trips that are shown; targets are judged in their own
    people   where they live, off the peak
    targets  rows of the targets table to judge
    labels   what the state is called in Chinese and in English
    compiled  the targets, compiled; compiled here where it isn't given, or is another network's
    """
    base = State(model.with_traffic("off_peak") if model.traffic == "peak" else model, people)
    verdicts, detail = judge(base, targets, compiled)
    shown = base.in_traffic(model.traffic)
    times = _with_an_end_inside(shown.model, shown.legs)
    places = _places(shown.model, shown.people, times)
    return Evaluation(
        *labels, shown.model, shown.people, times, places, verdicts, detail, targets, base
    )


def _with_an_end_inside(model: TravelModel, times: pd.DataFrame) -> pd.DataFrame:
    inside = groups.residents(model.network, "counties")
    kept = times["from_id"].isin(inside) | times["to_id"].isin(inside)
    return times[kept].reset_index(drop=True)


def _places(model: TravelModel, people: People, times: pd.DataFrame) -> pd.DataFrame:
    network = model.network
    columns = ["place_id", "name_zh", "name_en", "city_id", "kind"]
    table = network["places"][columns].copy()
    to_core = times[times["to_id"] == network.info.core_place_id].set_index("from_id")
    to_core = to_core.loc[table["place_id"]].reset_index(drop=True)
    within = people.within(
        pd.Series(to_core["travel_min"].to_numpy(), index=table["place_id"]), HOUR_MIN
    ).set_index("place_id")
    table["people"] = within["people"].reindex(table["place_id"]).to_numpy()
    table["people_within_60"] = within["people_within"].reindex(table["place_id"]).to_numpy()
    table["core_min"] = to_core["travel_min"]
    legs = to_core[[f"{leg}_min" for leg in LEGS]]
    largest = legs.fillna(0.0).to_numpy().argmax(axis=1)
    moves = (legs.max(axis=1) > 0).to_numpy()
    table["largest_leg"] = np.where(moves, np.array(LEGS, dtype=object)[largest], "")
    table = table.join(legs).join(to_core[["mode", "weak"]])
    return table.merge(_to_seats(model, times), on="place_id", how="left")


def _to_seats(model: TravelModel, times: pd.DataFrame) -> pd.DataFrame:
    network = model.network
    counties = groups.residents(network, "counties")
    seats = [groups.destination_of(network, "own_seat", county) for county in counties]
    pairs = pd.DataFrame({"from_id": counties, "to_id": seats}, dtype="str")
    found = pairs.merge(times[["from_id", "to_id", "travel_min"]], how="left")
    return pd.DataFrame({"place_id": found["from_id"], "seat_min": found["travel_min"]})
