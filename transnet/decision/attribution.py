"""Who earned it: each project's part in what several projects bring together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.language import Text, said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.decision.asked_sets import sets_asked
from transnet.decision.coalition_rule import members, subsets
from transnet.decision.project_groups import components
from transnet.decision.project_sets import NEAR, Figure, ProjectSets
from transnet.decision.shapley import Shares, Worth, pair_synergies, sampled_shares, shapley_shares
from transnet.model.network import BoolArray, Network
from transnet.scenario.file import Scenario
from transnet.study.compiled import CompiledNetwork

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EXACT_UP_TO = 20
"""Projects that have to do with each other of which every set is judged; more are sampled."""
ORDERS = 200
_FIGURE = ["figure", "target_id"]


@dataclass(frozen=True, eq=False, repr=False)
class Attribution(Shown):
    """What projects earned, figure by figure.

    table   a row a figure and project: figure (people, watt_min, potential, met, shortfall),
            target_id (of the last two), project_id, name_zh, name_en, share (of `total`, by
            Shapley), error (its standard error; 0 where all sets were judged), first_in (what it
            brings alone), last_in (what it brings on top of all others), group (number of the
            projects that have to do with it in this figure). NaN where a set has no way at all
    pairs   a row a figure and pair that has to do with each other: project_id, other_id, synergy
            (above 0: more together than apart); of figures whose sets were all judged
    totals  a row a figure: none (what the network is without them), all, total (the difference),
            exact
    targets target_id, name_zh, name_en of those whose verdict was shared out
    date    day on which the projects open
    judged  how many sets were judged
    subject name of the network, or of the scenario that was asked about
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    totals: pd.DataFrame
    targets: pd.DataFrame
    date: dt.date
    judged: int
    subject: Text

    def of(self, figure: str, target: str = "") -> pd.DataFrame:
        """Return the rows of a figure, largest share first."""
        own = (self.table["figure"] == figure) & (self.table["target_id"] == target)
        rows = self.table[own]
        return rows.iloc[np.argsort(-rows["share"].abs().to_numpy(), kind="stable")]

    @property
    def changed(self) -> list[tuple[str, str]]:
        """The figures that projects change: figure, and target of the last two."""
        moved = self.table["share"].abs().gt(0) | self.table["last_in"].abs().gt(0)
        rows = self.table.loc[moved, _FIGURE].drop_duplicates()
        return [(str(figure), str(target)) for figure, target in rows.to_numpy()]

    def plot(self, ax: Axes | None = None, figure: str = "", target: str = "") -> Axes:
        """Draw the shares of a figure, the first that changes if empty.

        UnknownNameError for one that was not shared out.
        """
        drawn: Axes = from_above("Attribution.plot")(self, ax, figure, target)
        return drawn

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["name_zh", "name_en", "group"])
        return notebook_html(shown_frame(shown, "{:,.3f}", said("shares")))


def attribute(  # noqa: PLR0913, each says what is shared out or how
    asked: Network | Scenario | str | Path,
    projects: Sequence[str] = (),
    *,
    targets: Sequence[str] = (),
    date: dt.date | str | None = None,
    along: Sequence[str] = (),
    orders: int = ORDERS,
    seed: int = 0,
    keep: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Attribution:
    """Share out what projects bring together, whatever the order in which they open.

    asked     a network; or a scenario, or its file: then all else that it does holds in every set
    projects  ids or names, * stands for any text; those that the scenario opens if none. One whose
              requirement is among them and missing from a set counts for nothing in it; of two
              rivals the one listed first stands
    targets   ids or patterns of targets whose verdict and shortfall are shared out too
    date      day on which they open; None for the scenario's, else the last that sources cover
    along     projects that are open in any case
    orders    how many orders are drawn, and taken both ways, where more than 20 projects have to do
              with each other; twice as many halve the variance
    seed      of the draw
    keep      keep what is judged on disk: a run that was stopped goes on where it was
    executor  that judges, as `Study` takes it; None for threads of its own
    progress  called with ("sets", sets judged, sets asked for)
    Raises InputError for a project that isn't listed, ScenarioError for a pattern that
    matches no target, and what `Study.judge` raises.
    """
    of, patterns = sets_asked(asked), tuple(targets)
    rows = patterns if patterns else of.network["targets"].iloc[:0]
    study = CompiledNetwork(of.network, targets=rows, keep=keep, executor=executor)
    chosen = of.projects(study, projects)
    sets = of.sets(study, chosen, date=date, along=along, progress=progress)
    found = [_of_figure(sets, column, orders, seed) for column in range(len(sets.figures))]
    tables, pairs, totals = (
        pd.concat(parts, ignore_index=True) for parts in zip(*found, strict=True)
    )
    named = study.targets[["target_id", "name_zh", "name_en"]].reset_index(drop=True)
    return Attribution(tables, pairs, totals, named, sets.date, sets.judged, of.subject)


def _of_figure(
    sets: ProjectSets, column: int, orders: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what is said of one figure: the projects, the pairs, and the total."""
    figure, names = sets.figures[column], sets.names
    near = np.array([NEAR[figure.name]])

    def worth(chosen: BoolArray) -> FloatArray:
        return sets.figure(chosen, column)

    ends = worth(members(subsets(len(names))[[0, -1]], len(names)))
    groups = components(worth, len(names), near, may_meet=sets.may_meet(column))
    table = pd.DataFrame({**_named(figure), "project_id": names, **_names(sets)})
    pairs = []
    for number, group in enumerate(groups):
        shares, synergies = _of_group(
            partial(_inside, worth, len(names), group), len(group), orders, seed
        )
        rows = list(group)
        for name in ("share", "error", "first_in", "last_in"):
            table.loc[rows, name] = getattr(shares, name)[:, 0]
        table.loc[rows, "group"] = number
        pairs += [
            {
                **_named(figure),
                "project_id": names[group[a]],
                "other_id": names[group[b]],
                "synergy": value,
            }
            for (a, b), value in synergies.items()
        ]
    exact = max(map(len, groups), default=0) <= EXACT_UP_TO
    total = {
        "none": ends[0, 0],
        "all": ends[1, 0],
        "total": ends[1, 0] - ends[0, 0],
        "exact": exact,
    }
    columns = [*_FIGURE, "project_id", "other_id", "synergy"]
    return (
        table.astype({"group": np.int64}),
        pd.DataFrame(pairs, columns=columns),
        pd.DataFrame([{**_named(figure), **total}]),
    )


def _of_group(
    worth: Worth, projects: int, orders: int, seed: int
) -> tuple[Shares, dict[tuple[int, int], float]]:
    """Return the shares of projects that have to do with each other, and the synergy of pairs."""
    if projects > EXACT_UP_TO:
        return sampled_shares(worth, projects, orders=orders, seed=seed), {}
    every = worth(members(subsets(projects), projects))
    with np.errstate(invalid="ignore"):  # inf less inf: there is no way with or without
        shares, synergies = shapley_shares(every), pair_synergies(every)[:, :, 0]
    pairs = zip(*np.triu_indices(projects, 1), strict=True)
    return shares, {(int(a), int(b)): float(synergies[a, b]) for a, b in pairs}


def _inside(worth: Worth, projects: int, group: Sequence[int], chosen: BoolArray) -> FloatArray:
    """Return what sets of a group are worth with nothing else open."""
    whole = np.zeros((len(chosen), projects), dtype=np.bool_)
    whole[:, list(group)] = chosen
    return worth(whole)


def _named(figure: Figure) -> dict[str, str]:
    return {"figure": figure.name, "target_id": figure.target}


def _names(sets: ProjectSets) -> dict[str, list[str]]:
    rows = sets.study.network["projects"].set_index("project_id").loc[list(sets.names)]
    return {name: rows[name].astype(str).tolist() for name in ("name_zh", "name_en")}
