"""What projects gain, alone and in their stage: kept by content, worked out in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from transnet.base.cache import Cache
from transnet.base.kept_rows import keep_rows, name_of_rows, rows_under
from transnet.base.progress import Progress
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.ranked_states import RankedStates, StatesOfProjects
from transnet.study.readers_apart import each_reading, processes_for
from transnet.study.state_reading import StateReading

GAIN_COLUMNS = (
    "reach", "people", "people_low", "people_high", "saved_min", "hours", "cities_min",
    "carless_min", "watt_min", "potential_pct",
)  # fmt: skip
_MODULE = "transnet.study.project_gains"

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
    for project, row in _made(network, missing, threads, progress):
        found[project] = keep_rows(names[project], [row], cache)[0]
    return found


def _made(
    network: Network, projects: Sequence[str], threads: int | None, progress: Progress
) -> Iterator[tuple[str, Row]]:
    """Yield projects and their rows, each as soon as its states are read."""
    if not projects:
        return
    every = StatesOfProjects(network)
    states = {project: every.of(project) for project in projects}
    places: dict[NetworkState, int] = {}
    at = {
        name: [places.setdefault(state, len(places)) for state in (*each.alone, *each.stage)]
        for name, each in states.items()
    }
    lacking = {name: set(own) for name, own in at.items()}
    study = CompiledNetwork(network, targets=network["targets"].iloc[:0])
    readings: dict[int, StateReading] = {}
    progress("states", 0, len(places))
    for place, reading in each_reading(study, list(places), processes_for(len(places), threads)):
        readings[place] = reading
        progress("states", len(readings), len(places))
        for name in [name for name, own in lacking.items() if own <= readings.keys()]:
            del lacking[name]
            yield name, _row(states[name], [readings[each] for each in at[name]])


def _row(states: RankedStates, readings: Sequence[StateReading]) -> Row:
    """Return the row of a project, by what its states alone and in its stage read as."""

    def gained(before: StateReading, after: StateReading) -> Row:
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
        "alone": gained(*readings[:2]),
        "stage": gained(*readings[2:]),
    }


def gains_between(before: StateReading, after: StateReading) -> dict[str, float | None]:
    """Return GAIN_COLUMNS of one state over another; None for a mean of nothing.

    People within the hour are a mean over all thresholds about it, CUTOFFS_MIN: at one alone, a
    minute takes in a whole town, or nobody.
    """
    more = after.reached - before.reached
    saved = _mean_saved(before.chosen, after.chosen, before.people)
    potential = [float(each.potential @ each.people) for each in (before, after)]
    return {
        "reach": float((after.in_reach - before.in_reach).mean()),
        "people": float(more.mean()),
        "people_low": float(more.min()),
        "people_high": float(more.max()),
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
