"""What a state of a network lacks, pair by pair, and the least change that would mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.errors import ScenarioError
from transnet.base.given import names_given
from transnet.base.language import Text, said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.decision.deciding_sets import DecidingSets
from transnet.decision.input_levers import InputLevers, Lever
from transnet.decision.least_change import LeastProjects, least_for_rows, least_projects
from transnet.decision.project_sets import ProjectSets, chosen_projects, rule_of
from transnet.decision.scenario_asked import network_asked, scenario_asked, subject_of
from transnet.model.network import Network
from transnet.scenario.edits import Edit
from transnet.scenario.file import Scenario
from transnet.scenario.openings import Open
from transnet.scenario.select import split_ids
from transnet.scenario.values import SetHeadway, SetParameter
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.verdicts import LEG_COLUMNS, no_targets

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMES = ["name_zh", "name_en"]
_SOMEBODY = 0.5
_KEYS = ["target_id", "from_id", "to_id"]
_CHANGES = [*_KEYS, "projects", "looked", "best_min", "inputs"]


@dataclass(frozen=True, repr=False)
class Remedy(Shown):
    """The least that meets a target, or what is left where nothing listed does.

    target      its id
    shortfall   minutes that are missing, or people, as things are
    projects    the least set of projects, if one was found
    levers      inputs that meet it alone, without projects; looked for where no projects do
    left        the verdict where all candidates are open, by the columns of `evaluation`: what no
                project takes away
    at_best     shortfall with all candidates open and all inputs at the end that shortens trips
    """

    target: str
    shortfall: float
    projects: LeastProjects
    levers: tuple[Lever, ...] = ()
    left: Mapping[str, Any] | None = None
    at_best: float = 0.0

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What meets the target, as edits of a scenario; nothing where nothing does."""
        if self.projects.chosen:
            return (Open(project=self.projects.chosen),)
        for lever in self.levers:
            if lever.rows:
                return tuple(SetParameter(parameter=p, mode=m, value=v) for p, m, v in lever.rows)
            if lever.service:
                return (SetHeadway(service=(lever.service,), headway_min=lever.headway_min),)
        return ()


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis(Shown):
    """What a scenario's outcome lacks, and the least that mends it.

    missing     a row a pair beyond its limit, or a county with people beyond it, most missing
                first: target_id, from_id, to_id, minutes, within_min, missing_min (0 where the
                seat is within), people_missing (NaN where pairs count), a column for each leg
    changes     a row a row of `missing` whose minutes are too many: target_id, from_id, to_id,
                projects (ids, parted by ;, the fewest that bring it within its limit; empty where
                none do), looked (every set of up to so many that may matter to it was judged),
                best_min (minutes with all candidates open), inputs (that alone bring it within at
                their good ends, parted by ;)
    remedies    of each target that isn't met
    targets, places  target_id, or place_id, with name_zh and name_en
    candidates  projects that were tried: project_id, name_zh, name_en
    scenario    that was asked
    network     that it was asked of
    """

    missing: pd.DataFrame
    changes: pd.DataFrame
    remedies: tuple[Remedy, ...]
    targets: pd.DataFrame
    places: pd.DataFrame
    candidates: pd.DataFrame
    scenario: Scenario
    network: Network

    @property
    def subject(self) -> Text:
        """Name of the scenario."""
        return subject_of(self.scenario)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What mends all that can be mended, together: projects once each, then values."""
        each = [edit for remedy in self.remedies for edit in remedy.edits]
        opened = dict.fromkeys(
            name for edit in each if isinstance(edit, Open) for name in edit.project
        )
        values = dict.fromkeys(edit for edit in each if not isinstance(edit, Open))
        return (*((Open(project=tuple(opened)),) if opened else ()), *values)

    def mended(self) -> Scenario:
        """Return the scenario with these edits, which `run` takes."""
        return replace(
            self.scenario,
            id=f"{self.scenario.id}-mended"[:64],
            edit=(*self.scenario.edit, *self.edits),
            file="",
            spots={},
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what is missing, the most first."""
        drawn: Axes = from_above("Diagnosis.plot")(self, ax)
        return drawn

    def _repr_html_(self) -> str:
        return notebook_html(shown_frame(self.missing, "{:.1f}", said("what is missing")))


def diagnose(  # noqa: PLR0913, each says what is tried or how
    scenario: Scenario | str | Path,
    *,
    network: Network | None = None,
    targets: Sequence[str] = (),
    projects: Sequence[str] = ("*",),
    keep: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Diagnosis:
    """Return what a scenario's outcome lacks, and for each failing target the least that meets it.

    network   used in place of the network that the scenario names
    targets   in place of the scenario's own
    projects  that may open, named as in scenario files; those that are open, are cancelled or
              exclude one that is open aren't tried
    keep      keep what is judged on disk: a run that was stopped goes on where it was
    executor  that judges, as `Study` takes it; None for threads of its own
    progress  called with ("sets", sets judged, sets asked for), and while one looks for projects
              that can matter with ("bounds", sets held against all others, the same number)
    Raises what `transnet.run` raises, InputError for projects that aren't there, and ScenarioError
    for a network without targets.
    """
    chosen = scenario_asked(scenario)
    if asked := tuple(names_given(targets, "targets")):
        chosen = replace(chosen, targets=asked)
    base, rows = network_asked(chosen, network)
    if lacking := no_targets(base, rows):
        raise ScenarioError(said("{value}: there is nothing to mend", value=chosen.id), lacking)
    study = CompiledNetwork(base, targets=rows, keep=keep, executor=executor)
    after = study.states_of(chosen)[1]
    found = study.judge(after, parts="tables")
    (verdicts,), (detail,) = found.verdicts, found.detail
    fails = ~verdicts["met"].to_numpy(np.bool_)
    now = study.network_of(after)
    candidates = _openable(study, after, _candidates(now, chosen_projects(base, projects)))
    failing = verdicts.loc[fails, "target_id"].tolist()
    missing = _missing(detail, rows, failing)
    remedies: tuple[Remedy, ...] = ()
    changes = pd.DataFrame(columns=_CHANGES)
    if failing:
        own = study.with_targets(rows[rows["target_id"].isin(failing)])
        short = verdicts.loc[fails].set_index("target_id")["shortfall"]
        behind = detail.loc[detail["target_id"].isin(failing), _KEYS]
        search = _Search(own, after, candidates, behind.reset_index(drop=True), progress)
        remedies, changes = search.remedies(short), search.changes(missing)
    listed = base["projects"].set_index("project_id").loc[candidates, _NAMES].reset_index()
    return Diagnosis(
        missing,
        changes,
        remedies,
        rows[["target_id", *_NAMES]].reset_index(drop=True),
        base["places"][["place_id", *_NAMES]],
        listed,
        chosen,
        base,
    )


def _missing(detail: pd.DataFrame, targets: pd.DataFrame, failing: list[str]) -> pd.DataFrame:
    """Return the rows behind failing targets that lie beyond their limit, most missing first."""
    some = (detail["people"] - detail["people_within"]) > _SOMEBODY  # NaN where pairs count
    lacking = some | (detail["people"].isna() & ~detail["within"].astype(bool))
    beyond = detail[detail["target_id"].isin(failing) & lacking]
    limits = targets.set_index("target_id")["within_min"]
    within = beyond["target_id"].map(limits).astype(np.float64)
    table = beyond[["target_id", "from_id", "to_id", "minutes"]].assign(
        within_min=within,
        missing_min=(beyond["minutes"] - within).clip(lower=0.0),
        people_missing=beyond["people"] - beyond["people_within"],
    )
    table = table.join(beyond[list(LEG_COLUMNS)])
    order = {name: at for at, name in enumerate(failing)}
    keys = table["target_id"].map(order)
    people = -table["people_missing"].fillna(0.0).to_numpy(np.float64)
    at = np.lexsort([-table["missing_min"].to_numpy(np.float64), people, keys.to_numpy()])
    return table.iloc[at].reset_index(drop=True)


def _candidates(now: Network, asked: list[str]) -> list[str]:
    """Return which projects may still open in a state, in table order."""
    table = now["projects"]
    is_open = now.open_rows("projects")
    there = set(table.loc[is_open, "project_id"].astype(str))
    kept = table[~is_open & (table["status"] != "cancelled") & table["project_id"].isin(asked)]
    return [
        str(row["project_id"])
        for row in kept.to_dict("records")
        if there.isdisjoint(split_ids(str(row["conflicts"] or "")))
    ]


def _openable(study: CompiledNetwork, after: NetworkState, candidates: list[str]) -> list[str]:
    """Return those of some projects that can open, with what they require among them.

    One may require what the scenario keeps closed, or what can't be open beside what is.
    """
    needs = set(study.network["projects"].dropna(subset=["requires"])["project_id"].astype(str))
    rule = rule_of(study.network, candidates)
    found = []
    for name, own in zip(rule.names, rule.each_with_needs(), strict=True):
        if name in needs:
            opened = Open(project=tuple(rule.names[at] for at in np.flatnonzero(own).tolist()))
            try:
                study.edited(replace(after, edits=(*after.edits, opened)))
            except ScenarioError:
                continue
        found.append(name)
    return found


class _Search:
    """The search for the least that meets each of some targets, and brings in each row behind them.

    study   of targets that fail
    behind  the rows behind them: target_id, from_id, to_id
    """

    def __init__(
        self,
        study: CompiledNetwork,
        after: NetworkState,
        candidates: list[str],
        behind: pd.DataFrame,
        progress: Progress,
    ) -> None:
        self.study, self.after, self.behind = study, after, behind
        self.sets = self.deciding = None
        every = after
        if candidates:
            self.sets = ProjectSets(study, candidates, on=after, progress=progress)
            self.deciding = DecidingSets(self.sets)
            every = self.sets.state(np.ones(len(self.sets.names), np.bool_))
        self.every, self.levers = every, InputLevers(study, after, every)

    def remedies(self, shortfall: pd.Series) -> tuple[Remedy, ...]:
        found = []
        for at, target in enumerate(self.study.targets["target_id"].astype(str)):
            rows = (self.behind["target_id"] == target).to_numpy(np.bool_)
            projects = least_projects(self.sets, self.deciding, target, rows)
            short = float(shortfall[target])
            found.append(
                Remedy(target, short, projects)
                if projects.chosen
                else self._otherwise(at, target, short, projects)
            )
        return tuple(found)

    def changes(self, missing: pd.DataFrame) -> pd.DataFrame:
        """Return the least that brings each row with too many minutes within its limit."""
        rows = missing.loc[missing["missing_min"] > 0, [*_KEYS, "within_min", "minutes"]]
        at = {key: row for row, key in enumerate(self.behind.itertuples(index=False, name=None))}
        own = [at[key] for key in rows[_KEYS].itertuples(index=False, name=None)]
        limits = rows["within_min"].tolist()
        found = least_for_rows(self.sets, self.deciding, own, limits)
        inputs = [";".join(self.levers.of_row(*each)) for each in zip(own, limits, strict=True)]
        return (
            rows[_KEYS]
            .assign(
                projects=[";".join(each.chosen) for each in found],
                looked=[each.looked for each in found],
                best_min=[each.at_best for each in found] if self.sets else rows["minutes"],
                inputs=inputs,
            )
            .reset_index(drop=True)[_CHANGES]
        )

    def _otherwise(self, at: int, target: str, short: float, projects: LeastProjects) -> Remedy:
        """Return what inputs do where projects don't, and what is left with all of them."""
        (verdicts,) = self.study.judge(self.every, parts="tables").verdicts
        left = {str(name): value for name, value in verdicts.iloc[at].items()}
        levers, at_best = self.levers.of_target(at), self.levers.at_best(at)
        return Remedy(target, short, projects, levers, left, at_best)
