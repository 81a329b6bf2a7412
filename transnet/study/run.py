"""A scenario, run: the network before and after, judged, compared, and fit to be repeated."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import said
from transnet.base.progress import Progress, ignore_progress
from transnet.scenario.effect_notices import opened_between
from transnet.scenario.file import Scenario, network_of
from transnet.scenario.targets import choose_targets
from transnet.scenario.timetable_changes import refuse_idle_edits
from transnet.study.compared_results import Comparison
from transnet.study.one_day import Source, scenario_of, scenario_of_one_day
from transnet.study.result import Result
from transnet.study.result_of_state import result_of
from transnet.study.scenario_notices import TIMETABLE_ONLY
from transnet.study.study import Study

if TYPE_CHECKING:
    from transnet.model.datum import Datum
    from transnet.model.network import Network
    from transnet.travel.model import TravelModel

__all__ = ["Comparison", "Result", "compare", "evaluate_models", "run"]


def run(  # noqa: PLR0913, each is a choice of its own
    scenario: Source,
    *,
    network: Network | None = None,
    points: pd.DataFrame | str | Path | None = None,
    points_crs: Datum | None = None,
    progress: Progress | None = None,
    keep: bool = False,
    timetable: bool = False,
) -> Result:
    """Run a scenario, and return the network before and after it with the verdicts on both.

    scenario  a scenario, a TOML file, or the name of a bundled scenario
    network   used in place of the network that the scenario names
    points    table or CSV of one's own population points (id, lon, lat, people) in place of the
              counties' spread
    points_crs  coordinates of the points, which a CSV can't say: WGS-84, GCJ-02 or BD-09
    progress  called with (what is being done, steps done, steps)
    keep      whether what is found is kept on disk and found there again by the next run, as the
              command does; the answers are the same
    timetable  whether reports of the result say what the timetable says too, as
              `Result.by_timetable` has it

    Raises UnknownNameError for a scenario or network that isn't there, ScenarioError for edits or
    targets that can't be resolved, InputError for tables or points with errors, and where nobody
    lives in the network.
    """
    tell = progress or ignore_progress
    started = time.perf_counter()
    chosen = scenario_of_one_day(scenario)
    tell("network", 0, 4)
    base = network if network is not None else network_of(chosen)
    if timetable:
        refuse_idle_edits(chosen, [chosen.day(base.info)])
    targets = _targets(chosen, base)
    study = Study(base, targets=targets, points=points, points_crs=points_crs, keep=keep)
    result = _run(study, chosen, tell, started)
    return _with_timetable(result) if timetable else result


def _with_timetable(result: Result) -> Result:
    """Return a result that says what the timetable says too; its edits are made in it."""
    if not result.scenario.timetable.edit:
        return replace(result, timetable=True)
    study = result.study.with_targets(result.targets)
    told = study.on_timetable(result.states[1]).timed.notices
    others = [each for each in result.notices if each.code != TIMETABLE_ONLY]
    return replace(result, timetable=True, notices=(*others, *told))


def _targets(scenario: Scenario, network: Network) -> pd.DataFrame:
    file = scenario.file or scenario.id
    return choose_targets(network, scenario.targets, file, scenario.spots)


def _run(study: Study, scenario: Scenario, tell: Progress, started: float) -> Result:
    """Return the result of a scenario in a study of its network and targets."""
    return result_of(study, scenario, study.states_of(scenario), tell, started)


def compare(  # noqa: PLR0913, each is a choice of its own
    scenarios: Sequence[Source],
    *,
    network: Network | None = None,
    points: pd.DataFrame | str | Path | None = None,
    points_crs: Datum | None = None,
    progress: Progress | None = None,
    keep: bool = False,
    timetable: bool = False,
) -> Comparison:
    """Run several scenarios and set their outcomes side by side; arguments as `run` takes them.

    A scenario of several days is run on each of them, and what the tables open between one and the
    next is said; with `timetable`, each is judged with the timetable edits that hold on its day.
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
            studies[scenario.network] = Study(base, points=points, points_crs=points_crs, keep=keep)
        study = studies[scenario.network]
        if timetable:
            days = [each.day(study.network.info) for each in chosen if _is_of(each, scenario)]
            refuse_idle_edits(scenario, days)
        study = study.with_targets(_targets(scenario, study.network))
        result = _run(study, scenario, ignore_progress, started)
        results.append(_with_timetable(result) if timetable else result)
    tell("done", len(chosen), len(chosen))
    return Comparison(tuple(_with_between(results)))


def _is_of(one: Scenario, other: Scenario) -> bool:
    """Whether two are days of one scenario."""
    return one.timetable is other.timetable


def _with_between(results: Sequence[Result]) -> list[Result]:
    """Return results of days of one scenario with what the tables open from day to day."""
    found = list(results[:1])
    for earlier, later in pairwise(results):
        notices: list[Notice] = []
        if earlier.scenario.sha256 and earlier.scenario.sha256 == later.scenario.sha256:
            days = (earlier.after.when, later.after.when)
            notices = opened_between(later.network, *days, later.scenario.id)
        found.append(replace(later, notices=tuple(dict.fromkeys((*later.notices, *notices)))))
    return found


def evaluate_models(
    scenario: Source, *, network: Network | None = None
) -> tuple[TravelModel, TravelModel]:
    """Return the travel models before and after a scenario, without judging its targets."""
    chosen = scenario_of_one_day(scenario)
    study = Study(network if network is not None else network_of(chosen))
    before, after = study.states_of(chosen)
    return study.model(before), study.model(after)


def distinct(sources: Sequence[Source]) -> list[Scenario]:
    """Return scenarios whose ids all differ; raises ScenarioError for two with one id, or none."""
    if not isinstance(sources, Sequence) or isinstance(sources, str | bytes) or not len(sources):
        hint = said("give a list of scenarios, files or names, with one in it at least")
        found = notice("wrong_type", "scenarios", 0, "", str(sources)[:80], hint)
        raise ScenarioError(said("there is nothing to compare"), [found])
    chosen = [each for source in sources for each in scenario_of(source).by_date()]
    seen: dict[str, Scenario] = {}
    notices = []
    for scenario in chosen:
        file = scenario.file or scenario.id
        if scenario.id in seen:
            first = seen[scenario.id]
            hint = said(
                "{value} has this id too; give each scenario one of its own",
                value=first.file or first.id,
            )
            if (first.file, first.sha256) == (scenario.file, scenario.sha256):
                hint = said("is given twice: leave one out")
            notices.append(notice("duplicate_id", file, 0, "id", scenario.id, hint))
        seen.setdefault(scenario.id, scenario)
    if notices:
        raise ScenarioError(said("scenarios can't be told apart; nothing was run"), notices)
    return chosen
