"""Verdicts that rest on the timetable of another day than the one they are given for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from transnet.study.state import State
from transnet.travel.paths import Path
from transnet.travel.timetable_days import timetables_behind

_ON_ROADS = frozenset({"drive", "truck", "walk", ""})


def verdict_timetables(
    base: State, targets: pd.DataFrame, judged: tuple[pd.DataFrame, pd.DataFrame]
) -> dict[str, tuple[str, ...]]:
    """Return the days of the timetables that each verdict rests on, by target_id.

    A verdict rests on the trips that decide it: where it's met those within the limit, where it
    isn't those beyond. Days are those of `timetables_behind`; none where these trips take no
    service, or only such that come from elsewhere.

    base             what they were judged on: the state off the peak
    targets, judged  rows of the targets table, and what `judge` found of them
    """
    verdicts, detail = judged
    met = dict(zip(verdicts["target_id"], verdicts["met"], strict=True))
    found = {}
    for target in targets.to_dict("records"):
        rows = detail[detail["target_id"] == target["target_id"]]
        within = rows["within"].to_numpy(dtype=bool)
        decisive = within if met[target["target_id"]] else ~within
        trips = _trips(base.for_target(target), target, rows[decisive])
        found[str(target["target_id"])] = timetables_behind(base.network, trips)
    return found


def _trips(state: State, target: Mapping[Any, Any], rows: pd.DataFrame) -> Iterator[Path]:
    """Yield those of a target's trips that ride."""
    ridden = rows[~rows["mode"].isin(_ON_ROADS)]
    for origin, destination in ridden[["from_id", "to_id"]].itertuples(index=False):
        if target["measure"].startswith("in_train"):
            in_town = target["measure"] == "in_train_town"
            trip = state.ride(origin, destination, in_town=in_town)
            if trip is not None:
                yield trip
        else:
            model = state.waited if target["schedule_delay"] else state.timed
            yield model.path(origin, destination)
