"""Verdicts that rest on the timetable of another day than the one they are given for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.travel.provenance import days_of_services
from transnet.travel.timetable_days import days_of_entries

if TYPE_CHECKING:
    from transnet.study.state import State
    from transnet.travel.trips import Int64Array

_ON_ROADS = frozenset({"drive", "truck", "walk", ""})


def verdict_timetables(
    base: State, targets: pd.DataFrame, judged: tuple[pd.DataFrame, pd.DataFrame]
) -> dict[str, tuple[str, ...]]:
    """Return the days of the timetables that each verdict rests on, by target_id.

    A verdict rests on the trips that decide it: where it's met those within the limit, where it
    isn't those beyond. Days are as `timetables_behind` has them; none where these trips take no
    service, or only such that come from elsewhere.

    base             what they were judged on: the state off the peak
    targets, judged  rows of the targets table, and what `judge` found of them
    """
    verdicts, detail = judged
    met = dict(zip(verdicts["target_id"], verdicts["met"], strict=True))
    network, topology = base.network, base.model.topology
    every = days_of_services(network, np.arange(len(network["services"])))
    rows_of = detail.groupby("target_id").indices
    within = detail["within"].to_numpy(dtype=bool)
    rides = ~detail["mode"].isin(_ON_ROADS).to_numpy()
    ends = list(zip(detail["from_id"].tolist(), detail["to_id"].tolist(), strict=True))
    found = {}
    for target in targets.to_dict("records"):
        rows = rows_of.get(target["target_id"], np.zeros(0, dtype=np.intp))
        decisive = rides[rows] & (within[rows] == met[target["target_id"]])
        ridden = [ends[row] for row in rows[decisive]]
        days: set[str] = set()
        for entries in _boarded(base.for_target(target), target, ridden):
            if len(days) == len(every):  # no trip could add another
                break
            days.update(days_of_entries(network, topology, entries))
        found[str(target["target_id"])] = tuple(sorted(days))
    return found


def _boarded(
    state: State, target: Mapping[Any, Any], ridden: Iterable[tuple[str, str]]
) -> Iterator[Int64Array]:
    """Yield the entries of the ride pairs that each of a target's trips by some ride takes."""
    for origin, destination in ridden:
        if target["measure"].startswith("in_train"):
            yield state.boarded_in_train(
                origin, destination, in_town=target["measure"] == "in_train_town"
            )
        else:
            model = state.waited if target["schedule_delay"] else state.timed
            yield model.boarded(origin, destination)
