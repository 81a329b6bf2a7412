"""A scenario, run: the network before and after, judged, compared, and fit to be repeated."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pandas as pd

from transnet.base.errors import Notice, ScenarioError
from transnet.base.progress import Progress, ignore_progress
from transnet.base.version import __version__
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.scenario.edits import Edited
from transnet.scenario.file import Scenario, checked, network_of, read_scenario
from transnet.study.compiled import Study
from transnet.study.evaluate import Evaluation
from transnet.study.layer_guards import layer_manifest
from transnet.study.result import Comparison, Result
from transnet.study.scenario_notices import base_notices, scenario_notices, traffic_notices
from transnet.study.verdicts import choose_targets, no_targets
from transnet.travel.model import TravelModel

Source = Scenario | str | Path

__all__ = ["Comparison", "Result", "compare", "evaluate_models", "run"]


def run(
    scenario: Source,
    *,
    network: Network | None = None,
    points: pd.DataFrame | str | Path | None = None,
    points_crs: Datum | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario, and return the network before and after it with the verdicts on both.

    scenario  a scenario, a TOML file, or the name of a bundled scenario
    network   used in place of the network that the scenario names
    points    table or CSV of one's own population points (id, lon, lat, people) in place of the
              counties' spread
    points_crs  coordinates of the points, which a CSV can't say: WGS-84, GCJ-02 or BD-09
    progress  called with (what is being done, steps done, steps)

    Raises UnknownNameError for a scenario or network that isn't there, ScenarioError for edits or
    targets that can't be resolved, InputError for tables or points with errors, and where nobody
    lives in the network.
    """
    tell = progress or ignore_progress
    started = time.perf_counter()
    chosen = _scenario(scenario)
    tell("network", 0, 4)
    base = network if network is not None else network_of(chosen)
    study = Study(base, targets=_targets(chosen, base), points=points, points_crs=points_crs)
    return _run(study, chosen, tell, started)


def _targets(scenario: Scenario, network: Network) -> pd.DataFrame:
    return choose_targets(network, scenario.targets, scenario.file or scenario.id)


def _run(study: Study, scenario: Scenario, tell: Progress, started: float) -> Result:
    """Return the result of a scenario in a study of its network and targets."""
    early, late = study.states_of(scenario)
    tell("edits", 1, 4)
    edited = study.edited(late)
    labels = _labels(scenario, edited)
    tell("before", 2, 4)
    before = study.evaluation(early, labels[0])
    tell("after", 3, 4)
    after = study.evaluation(late, labels[1])
    tell("done", 4, 4)
    return Result(
        scenario=scenario,
        before=before,
        after=after,
        targets=study.targets,
        study=study,
        effects=edited.effects,
        notices=tuple(
            dict.fromkeys(
                (
                    *no_targets(study.network, study.targets),
                    *traffic_notices(study.model(late)),
                    *scenario_notices(scenario, edited),
                    *after.people.notices,
                )
            )
        ),
        manifest=_manifest(scenario, study.network, edited, (before, after)),
        run_seconds=time.perf_counter() - started,
    )


def compare(
    scenarios: Sequence[Source],
    *,
    network: Network | None = None,
    points: pd.DataFrame | str | Path | None = None,
    points_crs: Datum | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run several scenarios and set their outcomes side by side; arguments as `run` takes them.

    Raises ScenarioError for scenarios that share an id, by which the tables tell them apart.
    """
    tell = progress or ignore_progress
    chosen = distinct(scenarios)
    studies: dict[str, Study] = {}
    results = []
    for done, scenario in enumerate(chosen):
        tell(scenario.id, done, len(chosen))
        started = time.perf_counter()
        if scenario.network not in studies:
            base = network_of(scenario) if network is None else network
            studies[scenario.network] = Study(base, points=points, points_crs=points_crs)
        study = studies[scenario.network]
        study = study.with_targets(_targets(scenario, study.network))
        results.append(_run(study, scenario, ignore_progress, started))
    tell("done", len(chosen), len(chosen))
    return Comparison(tuple(results))


def evaluate_models(
    scenario: Source, *, network: Network | None = None
) -> tuple[TravelModel, TravelModel]:
    """Return the travel models before and after a scenario, without judging its targets."""
    chosen = _scenario(scenario)
    study = Study(network if network is not None else network_of(chosen))
    before, after = study.states_of(chosen)
    return study.model(before), study.model(after)


def model_of(scenario: Source, *, before: bool = False) -> tuple[TravelModel, tuple[Notice, ...]]:
    """Return the travel model of one of a scenario's states, and what is said of that state."""
    chosen = _scenario(scenario)
    study = Study(network_of(chosen))
    state = study.states_of(chosen)[0 if before else 1]
    say = base_notices if before else scenario_notices
    return study.model(state), say(chosen, study.edited(state))


def distinct(sources: Sequence[Source]) -> list[Scenario]:
    """Return scenarios whose ids all differ; raises ScenarioError for two with one id, or none."""
    if not isinstance(sources, Sequence) or isinstance(sources, str | bytes) or not len(sources):
        hint = "give a list of scenarios, files or names, with one in it at least"
        found = Notice("wrong_type", "error", "scenarios", 0, "", str(sources)[:80], hint)
        raise ScenarioError("there is nothing to compare", [found])
    chosen = [_scenario(source) for source in sources]
    seen: dict[str, Scenario] = {}
    notices = []
    for scenario in chosen:
        file = scenario.file or scenario.id
        if scenario.id in seen:
            first = seen[scenario.id]
            hint = f"{first.file or first.id} has this id too; give each scenario one of its own"
            if (first.file, first.sha256) == (scenario.file, scenario.sha256):
                hint = "is given twice: leave one out"
            notices.append(Notice("duplicate_id", "error", file, 0, "id", scenario.id, hint))
        seen.setdefault(scenario.id, scenario)
    if notices:
        raise ScenarioError("scenarios can't be told apart; nothing was run", notices)
    return chosen


def _scenario(source: Source) -> Scenario:
    return checked(source) if isinstance(source, Scenario) else read_scenario(source)


def _labels(scenario: Scenario, edited: Edited) -> tuple[tuple[str, str], tuple[str, str]]:
    before, after = _state_labels(scenario, edited)
    if scenario.traffic != "peak":
        return before, after
    peak = ("，工作日早高峰", ", weekday peak")
    return (before[0] + peak[0], before[1] + peak[1]), (after[0] + peak[0], after[1] + peak[1])


def _state_labels(scenario: Scenario, edited: Edited) -> tuple[tuple[str, str], tuple[str, str]]:
    info = edited.after.info
    before = _day_label(scenario.base or scenario.date, scenario.base_day(info).isoformat())
    day = scenario.day(info).isoformat()
    if scenario.edits:
        return before, (f"情景({day})", f"scenario ({day})")
    return before, _day_label(scenario.date, day)


def _day_label(named: str, day: str) -> tuple[str, str]:
    if named == "base":
        return f"规划时({day})", f"day of the plan ({day})"
    if named == "today":
        return f"现状({day})", f"today ({day})"
    return day, day


def _manifest(
    scenario: Scenario, network: Network, edited: Edited, states: tuple[Evaluation, Evaluation]
) -> dict[str, Any]:
    """Return what made the result: the same inputs and versions give the same manifest."""
    info = network.info
    parameters = network["parameters"].to_csv(index=False).encode()
    return {
        "transnet": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "pandas": pd.__version__,
        "network": info.network_id,
        "network_sha256": network.content_hash,
        **layer_manifest(network),
        "edited_network_sha256": edited.after.content_hash,
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
