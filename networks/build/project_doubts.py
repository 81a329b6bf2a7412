"""Effects of projects, and which of them turn between the ends of the inputs that concern each.

A figure turns where it is something as things are and nothing, or of the other sign, in a
variation, at the decimals that the page shows; the winner turns where another county wins. Varied
are all inputs together, and by themselves, each at either end: what the project brings itself
(assumed headways and measures), the parameters of its kind as groups, and its fuller service plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from transnet.base.cache import Cache
from transnet.base.errors import ScenarioError
from transnet.base.kept_rows import Rows, kept_rows
from transnet.decision.sensitivity import AT_STATIONS_GROUP, SERVICE_PLAN
from transnet.model.network import Network
from transnet.scenario.openings import Open
from transnet.study.effect_readings import EffectReadings, effect_readings
from transnet.study.input_ends import AT_STATIONS, ENDS, HEADWAYS, MEASURES, End, input_names
from transnet.study.kept import Kept
from transnet.study.network_state import NetworkState
from transnet.study.project_effects import Progress, States, effects_between, project_states
from transnet.study.study import Study

FIGURES: Mapping[str, int] = {
    "pairs": 0,
    "largest_min": 1,
    "mean_min": 2,
    "cities_min": 2,
    "public_min": 2,
    "full_wait_min": 2,
    "carfree_min": 2,
    "carfree_pairs": 0,
    "new_pairs": 0,
    "people_core": 0,
    "people_seat": 0,
}
"""Figures of the page of projects, and the decimals that it shows."""
_MODULES = ("transnet.study.project_effects", "transnet.decision.sensitivity")
WINNER, ALL, OWN = "winner", "all", "own"
_KEPT_READINGS = 32  # of 1 MB: the variations of two bases
_ROADS = frozenset(
    {
        *("speed_factor", "speed_limit_kmh", "toll_station_min", "access_speed_kmh"),
        *("parking_min", "spread_speed_kmh", "drive_rest_every_min", "drive_rest_min"),
        "drive_rest_spread_share",
    }
)
_TRAINS = frozenset(
    {
        *("cruise_factor", "acceleration_ms2", "deceleration_ms2", "recovery_share"),
        *("top_speed_kmh", "dwell_min", "junction_dwell_min"),
    }
)
_OWN_LEGS = {"without_car": frozenset({"own_leg_kmh", "own_leg_max_km"})}
_RIDES = {"trains": _TRAINS, AT_STATIONS_GROUP: AT_STATIONS, **_OWN_LEGS}
_OF_THEME: Mapping[str, Mapping[str, frozenset[str]]] = {
    "road": {"roads": _ROADS},
    **dict.fromkeys(("rail", "urban", "freight"), _RIDES),
}
_OTHER_THEMES = {AT_STATIONS_GROUP: AT_STATIONS, **_OWN_LEGS}


def project_rows(
    network: Network, *, progress: Progress | None = None, cache: Cache | None = None
) -> pd.DataFrame:
    """Return the effects of each project as `project_effects` does, with what turns them.

    turned   by figure of FIGURES, or WINNER, what turns it, ';'-separated
    A project's row is kept under what it comes of, so only what has changed is made anew.
    """
    asked = _Asked(Study(network))
    names = [str(name) for name in network["projects"]["project_id"]]
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    rows: Rows = []
    for done, project in enumerate(names):
        if progress:
            progress(project, done, len(names))
        make = partial(_rows, asked, project)
        parts = (network.content_hash, project, own)
        rows += kept_rows(parts, _MODULES, make, cache)
    return pd.DataFrame(rows)


def turning_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return project_id, figure and turned_by of what turns, from `project_rows`."""
    found = [
        (row["project_id"], figure, by)
        for row in rows.to_dict("records")
        for figure, by in row["turned"].items()
    ]
    return pd.DataFrame(found, columns=["project_id", "figure", "turned_by"])


def turned_by(
    usual: Mapping[str, object], varied: Sequence[tuple[str, Mapping[str, object]]]
) -> dict[str, str]:
    """Return by figure the names of the variations in which it is another answer, each once."""
    found: dict[str, dict[str, None]] = {}
    for name, effects in varied:
        for figure, digits in FIGURES.items():
            if _sign(effects[figure], digits) != _sign(usual[figure], digits):
                found.setdefault(figure, {})[name] = None
        if effects[WINNER] != usual[WINNER]:
            found.setdefault(WINNER, {})[name] = None
    return {figure: ";".join(names) for figure, names in found.items()}


def _sign(value: object, digits: int) -> float:
    return float(np.sign(np.nan_to_num(round(float(str(value)), digits))))


class _Asked:
    """A study, and what was read of the newest states without a project: many have one in common.

    study  of the network
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._without: Kept[NetworkState, EffectReadings] = Kept(_KEPT_READINGS)

    def effects(self, states: States) -> dict[str, object]:
        """Return what `state_effects` does."""
        without, with_it = states
        before = self._without.get(without, lambda: effect_readings(self.study, without))
        after = effect_readings(self.study, with_it)
        return effects_between(self.study.network_of(with_it), before, after)


def _rows(asked: _Asked, project: str) -> Rows:
    study = asked.study
    states = project_states(study.network, project)
    usual = asked.effects(states)
    varied = [(name, asked.effects(each)) for name, each in _variations(study, project, states)]
    day = states[1].date.isoformat()
    return [{"project_id": project, "day": day, **usual, "turned": turned_by(usual, varied)}]


def _variations(study: Study, project: str, states: States) -> Iterator[tuple[str, States]]:
    for name, inputs in _groups(study.network, project).items():
        for end in ENDS:
            yield name, _at(study, states, inputs, end)
    projects = study.network["projects"]
    fuller = projects.loc[projects["service_plan_of"] == project, "project_id"].tolist()
    if fuller:
        before, after = states
        edits = (*after.edits, Open(project=tuple(fuller)))
        yield SERVICE_PLAN, (before, replace(after, edits=edits))


def _groups(network: Network, project: str) -> dict[str, list[str]]:
    """Return the inputs that are varied together, by the name of their group."""
    every = input_names(network)
    projects = network["projects"].set_index("project_id")
    theme = str(projects.loc[project, "theme"])
    groups = {ALL: frozenset(every), OWN: frozenset(_own_inputs(network, project))}
    groups |= _OF_THEME.get(theme, _OTHER_THEMES)
    found = {name: [each for each in every if each in group] for name, group in groups.items()}
    return {name: inputs for name, inputs in found.items() if inputs}


def _own_inputs(network: Network, project: str) -> list[str]:
    """Return which of headways and measures the project brings with a range of its own."""
    services, measures = network["services"], network["measures"]
    ranged = {
        HEADWAYS: services[["headway_low_min", "headway_high_min"]].notna().any(axis=1),
        MEASURES: measures["low"] < measures["high"],
    }
    tables = {HEADWAYS: services, MEASURES: measures}
    return [
        name
        for name, table in tables.items()
        if ((table["project"] == project) & ranged[name]).any()
    ]


def _at(study: Study, states: States, inputs: Sequence[str], end: End) -> States:
    """Return the states with some inputs at one end; what the project sets itself stays."""
    before, after = (each.with_inputs(inputs, end) for each in states)
    try:
        for each in (before, after):
            study.edited(each)
    except ScenarioError:  # a measure that can't be made at this end stays as it is
        rest = [name for name in inputs if name != MEASURES]
        before, after = (each.with_inputs(rest, end) for each in states)
    return before, after
