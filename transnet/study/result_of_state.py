"""Two states of a study as a result: labels, verdicts, effects, notices, and what made them."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.code_digest import installed_version
from transnet.base.given import given
from transnet.base.language import said
from transnet.base.progress import Progress, ignore_progress
from transnet.base.version import __version__
from transnet.model.content_hashes import content_hashes
from transnet.scenario.edits import Edited
from transnet.scenario.file import Scenario
from transnet.study.compiled import CompiledNetwork
from transnet.study.evaluate import Evaluation
from transnet.study.layer_guards import layer_manifest
from transnet.study.network_state import NetworkState, scenario_of
from transnet.study.outcome_notices import outcome_notices
from transnet.study.result import Result
from transnet.study.scenario_notices import scenario_notices, traffic_notices
from transnet.study.verdicts import no_targets


def result_of_state(
    study: CompiledNetwork, state: NetworkState, base: dt.date | str | None = None
) -> Result:
    """Return what `Study.result` does."""
    started = time.perf_counter()
    given(state, NetworkState, "state", said("study.state gives one"))
    day = study.network.at(state.date if base is None else base).when
    scenario = scenario_of(state, study.network, day)
    before, after = (replace(each, inputs=state.inputs) for each in study.states_of(scenario))
    return result_of(study, scenario, (before, after), ignore_progress, started)


def result_of(
    study: CompiledNetwork,
    scenario: Scenario,
    states: tuple[NetworkState, NetworkState],
    tell: Progress,
    started: float,
) -> Result:
    """Return the result of a scenario in a study of its network and targets.

    states   before and after
    started  `time.perf_counter()` when it was asked for
    """
    early, late = states
    tell("edits", 1, 4)
    edited = study.edited(late)
    labels = _labels(scenario, edited)
    tell("before", 2, 4)
    before = study.evaluation(early, labels[0])
    tell("after", 3, 4)
    after = study.evaluation(late, labels[1])
    tell("done", 4, 4)
    known = scenario_notices(scenario, edited)
    return Result(
        scenario=scenario,
        before=before,
        after=after,
        targets=study.targets,
        study=study,
        states=states,
        effects=edited.effects,
        notices=tuple(
            dict.fromkeys(
                (
                    *study.network.readings,
                    *no_targets(study.network, study.targets),
                    *traffic_notices(study.network_of(late), late.traffic),
                    *known,
                    *outcome_notices(scenario, before, after, known),
                    *after.people.notices,
                )
            )
        ),
        manifest=_manifest(scenario, study, late, (before, after)),
        run_seconds=time.perf_counter() - started,
    )


def _labels(scenario: Scenario, edited: Edited) -> tuple[tuple[str, str], tuple[str, str]]:
    before, after = _state_labels(scenario, edited)
    if scenario.traffic != "peak":
        return before, after
    peak = ("，工作日早高峰", ", weekday peak")
    return (before[0] + peak[0], before[1] + peak[1]), (after[0] + peak[0], after[1] + peak[1])


def _state_labels(scenario: Scenario, edited: Edited) -> tuple[tuple[str, str], tuple[str, str]]:
    info = edited.after.info
    plan = "plan_items" in edited.after.tables and len(edited.after["plan_items"]) > 0
    before = _day_label(
        scenario.base or scenario.date, scenario.base_day(info).isoformat(), plan=plan
    )
    day = scenario.day(info).isoformat()
    if scenario.edits:
        return before, (f"情景({day})", f"scenario ({day})")
    return before, _day_label(scenario.date, day, plan=plan)


def _day_label(named: str, day: str, *, plan: bool) -> tuple[str, str]:
    if named == "base" and not plan:
        return f"基期({day})", f"base day ({day})"
    if named == "base":
        return f"规划时({day})", f"day of the plan ({day})"
    if named == "today":
        return f"现状({day})", f"today ({day})"
    return day, day


def _manifest(
    scenario: Scenario,
    study: CompiledNetwork,
    late: NetworkState,
    states: tuple[Evaluation, Evaluation],
) -> dict[str, Any]:
    """Return what made the result: the same inputs and versions give the same manifest."""
    network, info = study.network, study.network.info
    parameters = network["parameters"].to_csv(index=False).encode()
    before, after = study.answers.get(
        "content hashes",
        [late],
        lambda: content_hashes(network, study.edited(late).after),
        by=late.edits,
    )
    return {
        "transnet": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": installed_version("numba"),
        "pandas": pd.__version__,
        "network": info.network_id,
        "network_sha256": before,
        **layer_manifest(network),
        "edited_network_sha256": after,
        "parameters_sha256": hashlib.sha256(parameters).hexdigest(),
        "scenario": scenario.id,
        "scenario_sha256": scenario.sha256,
        "day_before": states[0].when.isoformat(),
        "day_after": states[1].when.isoformat(),
        "timetable_date": info.timetable_date.isoformat(),
        "known_until": info.known_until.isoformat(),
        "traffic": scenario.traffic,
        "accessibility": str(scenario.accessibility),
        "people": states[1].people.source,
        "people_total": round(states[1].people.total),
    }
