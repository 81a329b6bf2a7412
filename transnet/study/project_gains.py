"""What projects gain, alone and in their stage: kept by content, worked out in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from transnet.base.cache import Cache
from transnet.base.kept_rows import keep_rows, name_of_rows, rows_under
from transnet.base.progress import Progress
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.project_effects import States
from transnet.study.ranked_states import RankedStates, StatesOfProjects
from transnet.study.state_reading import CUTOFFS_MIN, StateReader, StateReading
from transnet.travel.side_by_side import side_by_side

HOUR_MIN = 60.0
RANGE_MIN = (55.0, 65.0)
"""Thresholds between which the people within the hour are given as a range."""
GAIN_COLUMNS = (
    "people", "people_low", "people_high", "saved_min", "hours", "cities_min", "carless_min",
    "watt_min", "potential_pct",
)  # fmt: skip
_MODULE = "transnet.study.project_gains"
_BATCH = 12  # states, between two tellings of how far the work is

Row = dict[str, Any]
"""A project: lists opened_with, taken_along, left_out; day; alone and stage, each with GAIN_COLUMNS
and people_before and people_after by CUTOFFS_MIN."""


def gains_of_projects(
    network: Network,
    projects: Sequence[str],
    *,
    threads: int | None,
    cache: Cache,
    progress: Progress,
) -> dict[str, Row]:
    """Return what each project gains; a row is kept under the network's content and the code."""
    names = {each: name_of_rows((network.content_hash, each), [_MODULE]) for each in projects}
    found: dict[str, Row] = {}
    for project, name in names.items():
        if kept := rows_under(name, cache):
            found[project] = kept[0]
    missing = [each for each in projects if each not in found]
    if missing:
        made = _made(network, missing, threads, progress)
        found |= {each: keep_rows(names[each], [row], cache)[0] for each, row in made.items()}
    return found


def _made(
    network: Network, projects: Sequence[str], threads: int | None, progress: Progress
) -> dict[str, Row]:
    every = StatesOfProjects(network)
    states = {project: every.of(project) for project in projects}
    pairs = [pair for each in states.values() for pair in (each.alone, each.stage)]
    asked = list(dict.fromkeys(state for pair in pairs for state in pair))
    study = CompiledNetwork(network, targets=network["targets"].iloc[:0])
    read = StateReader(study)
    readings: dict[NetworkState, StateReading] = {}
    for start in range(0, len(asked), _BATCH):
        progress("states", start, len(asked))
        batch = asked[start : start + _BATCH]
        made = side_by_side(read, batch, threads)
        readings |= dict(zip(batch, made, strict=True))
    progress("states", len(asked), len(asked))
    return {project: _row(each, readings) for project, each in states.items()}


def _row(states: RankedStates, readings: Mapping[NetworkState, StateReading]) -> Row:
    def gained(pair: States) -> Row:
        before, after = (readings[state] for state in pair)
        return {
            **gains_between(before, after),
            "people_before": before.reached.tolist(),
            "people_after": after.reached.tolist(),
        }

    return {
        "opened_with": list(states.opened_with),
        "taken_along": list(states.taken_along),
        "left_out": list(states.left_out),
        "day": states.alone[1].date.isoformat(),
        "alone": gained(states.alone),
        "stage": gained(states.stage),
    }


def gains_between(before: StateReading, after: StateReading) -> dict[str, float | None]:
    """Return GAIN_COLUMNS of one state over another; None for a mean of nothing."""
    more = after.reached - before.reached
    cutoffs = np.array(CUTOFFS_MIN)
    near = more[(cutoffs >= RANGE_MIN[0]) & (cutoffs <= RANGE_MIN[1])]
    saved = _mean_saved(before.chosen, after.chosen, before.people)
    potential = [float(each.potential @ each.people) for each in (before, after)]
    return {
        "people": float(more[cutoffs == HOUR_MIN][0]),
        "people_low": float(near.min()),
        "people_high": float(near.max()),
        "saved_min": saved,
        "hours": None if saved is None else saved * float(before.people.sum()) / 60.0,
        "cities_min": _mean_saved(before.to_cities, after.to_cities, before.people, even=True),
        "carless_min": _mean_saved(before.carless, after.carless, before.people),
        "watt_min": _mean_fall(before, after),
        "potential_pct": 100.0 * (potential[1] / potential[0] - 1.0) if potential[0] else None,
    }


def _mean_saved(
    before: FloatArray, after: FloatArray, people: FloatArray, *, even: bool = False
) -> float | None:
    """Return the mean minutes saved over the people of both ends; 0 where a way opens or ends.

    even  all ends count alike, whoever lives there
    """
    both = np.isfinite(before) & np.isfinite(after)
    saved = np.where(both, np.where(both, before, 0.0) - np.where(both, after, 0.0), 0.0)
    at_ends = np.ones(saved.shape[1]) if even else people
    whole = people.sum() * at_ends.sum()
    return float(people @ saved @ at_ends / whole) if whole else None


def _mean_fall(before: StateReading, after: StateReading) -> float | None:
    """Return how much less the mean time to all places is, over those who have one in both."""
    known = np.isfinite(before.average) & np.isfinite(after.average) & (before.people > 0)
    if not known.any():
        return None
    return float(np.average((before.average - after.average)[known], weights=before.people[known]))
