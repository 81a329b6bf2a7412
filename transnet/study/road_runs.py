"""Scenarios on roads alone, from a file or made in Python, to their results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import Notice
from transnet.base.given import given
from transnet.base.language import said
from transnet.base.progress import Progress
from transnet.base.units import FloatArray
from transnet.io.place_files import read_places
from transnet.io.road_formats import is_extract, read_roads
from transnet.roads.graph import RoadGraph
from transnet.scenario.file import scenario_refusal
from transnet.scenario.road_scenario import RoadScenario, read_road_scenario
from transnet.scenario.street_edits import StreetEdit, tags_asked
from transnet.scenario.toml_places import at_spots, edit_words
from transnet.study.road_result import RoadResult
from transnet.travel.road_states import RoadStates

_STAGES = ("reading roads", "travel times before", "travel times after")


def run_roads(
    scenario: str | Path | RoadScenario,
    *,
    roads: RoadGraph | None = None,
    progress: Progress | None = None,
) -> RoadResult:
    """Return what a scenario on roads alone does to travel times between places.

    scenario  a TOML file; see docs/roads.md
    roads     in place of those that the scenario names
    progress  called with what is done, how far it is, and of how many steps
    Raises ScenarioError with everything that is wrong with the file and its edits, and InputError
    for roads and places that can't be read.
    """
    asked = scenario if isinstance(scenario, RoadScenario) else read_road_scenario(scenario)
    places, destinations = _places(asked)
    _report(progress, 0)
    graph, told = (roads, []) if roads is not None else _roads(asked)
    given(graph, RoadGraph, "roads", said("read_roads gives one"))
    states = changed_roads(graph, asked)
    minutes, notices = [], list(told)
    for at, state in enumerate((states.before, states.after), start=1):
        _report(progress, at)
        found, more = _minutes(state, places, destinations, asked)
        minutes.append(found)
        notices += [each for each in more if each not in notices]
    return RoadResult(
        asked,
        states,
        places,
        destinations,
        minutes[0],
        minutes[1],
        (*asked.notices, *notices),
    )


def changed_roads(graph: RoadGraph, scenario: RoadScenario) -> RoadStates:
    """Return the roads before and after a scenario's edits, made in order.

    Raises ScenarioError that names each edit that can't be made, or changes nothing.
    """
    states, errors = RoadStates.of(graph), Notices(scenario.file, limit=None)
    for number, edit in enumerate(scenario.edit, start=1):
        findings = Notices(scenario.file, limit=None)
        findings.where = edit_words(number)
        if isinstance(edit, StreetEdit):
            states = edit.changed(states, findings)
        errors.notices += findings.notices
    if errors.errors:
        errors.notices = at_spots(errors.notices, scenario.spots or {})
        raise scenario_refusal(errors)
    return states


def _roads(scenario: RoadScenario) -> tuple[RoadGraph, list[Notice]]:
    path = scenario.path(scenario.roads)
    if not is_extract(path):
        return read_roads(path, country=scenario.country, profile=scenario.profile)
    speeds = scenario.path(scenario.speeds) if scenario.speeds else None
    return read_roads(
        path,
        country=scenario.country,
        profile=scenario.profile,
        speeds=speeds,
        tags=tags_asked(scenario.edit),
    )


def _places(scenario: RoadScenario) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return places with people, and destinations with jobs."""
    jobs = scenario.jobs or scenario.people
    own = not scenario.destinations
    wanted = [each for each in (scenario.people, jobs if own else "") if each]
    places = read_places(scenario.path(scenario.places), list(dict.fromkeys(wanted)))
    ends = places
    if not own:
        counted = [scenario.jobs] if scenario.jobs else []
        ends = read_places(scenario.path(scenario.destinations), counted)
        jobs = scenario.jobs
    return _counted(places, scenario.people, "people"), _counted(ends, jobs, "jobs")


def _counted(table: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    amounts = table[column].to_numpy(np.float64) if column else np.ones(len(table))
    return table[["id", "name", "lon", "lat"]].assign(**{name: amounts})


def _minutes(
    roads: RoadGraph, places: pd.DataFrame, destinations: pd.DataFrame, scenario: RoadScenario
) -> tuple[FloatArray, Sequence[Notice]]:
    beside = scenario.beside_kmh if scenario.beside_kmh > 0 else None
    table = roads.travel_times(places, destinations, snap_m=scenario.snap_m, beside_kmh=beside)
    times = table["travel_min"].to_numpy(np.float64).reshape(len(places), len(destinations))
    return times, table.attrs["notices"]


def _report(progress: Progress | None, stage: int) -> None:
    if progress is not None:
        progress(_STAGES[stage], stage, len(_STAGES))
