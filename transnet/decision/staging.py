"""Which project first: the order of building that brings most for a budget a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.given import word_given
from transnet.base.language import Text, said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.decision.asked_sets import sets_asked
from transnet.decision.build_order import BuildOrder, best_order, cheapest_meeting, complete_years
from transnet.decision.coalition_rule import MOST, members, subsets
from transnet.decision.order_apart import Group, OrdersApart
from transnet.decision.project_groups import drawn_sets, joined_up_to, meetings, misfit
from transnet.decision.project_sets import NEAR, PEOPLE, POTENTIAL, WATT, ProjectSets
from transnet.model.network import BoolArray, Network
from transnet.scenario.file import Scenario
from transnet.study.compiled import CompiledNetwork

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BENEFITS = (PEOPLE, WATT, POTENTIAL)
_SIGN = {PEOPLE: 1.0, WATT: -1.0, POTENTIAL: 1.0}
_COST = ["cost_100m_yuan", "cost_basis", "cost_confidence", "stage"]
_TABLED, _DRAWN = 10, 32
"""Projects of a group of which every set is judged where there are more than 22 in all, and sets
that are drawn to see whether what groups bring adds up."""
_Order = tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Staging(Shown):
    """The order of building that brings most, and what others bring.

    order    a row a project built, in order: project_id, name_zh, name_en, cost_100m_yuan,
             cost_basis, cost_confidence, opens (day), opens_years (from the start), gain (what it
             adds a year when it opens)
    orders   a row an order (best; plan, by the plan's stages; cheapest, least cost first; per_yuan,
             most gain alone for its cost first) and horizon: horizon_years, total (gain times years
             within the horizon), share_of_best, projects (ids, parted by ;)
    left_out project_id, name_zh, name_en of those that the best order doesn't build, and
             brings_alone (whether anything is added with nothing but it and what it requires)
    uncosted the same of those that weren't looked at, for they have no cost
    by       people, watt_min or potential: what a gain is, against none of the projects
    target   id of the target that is met first; empty where the total alone decides
    met_years  years until it is met; NaN without one
    gap      share of the total by which a better order may exceed this, by the first horizon; 0 for
             up to 22 projects, all sets of which are judged; of more, where groups add up
    off      how far it doesn't: the most by which sets differ from the sum over their groups, of 32
             drawn ones and those that the order passes, as a share of what all projects bring
    judged   how many sets were judged
    subject  name of the network, or of the scenario that was asked about
    """

    order: pd.DataFrame
    orders: pd.DataFrame
    left_out: pd.DataFrame
    uncosted: pd.DataFrame
    by: str
    target: str
    met_years: float
    gap: float
    off: float
    judged: int
    subject: Text

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what the best order brings a year as its projects open."""
        drawn: Axes = from_above("Staging.plot")(self, ax)
        return drawn

    def _repr_html_(self) -> str:
        order = self.order.drop(columns=["cost_basis", "cost_confidence"])
        return notebook_html(
            shown_frame(order, "{:.1f}", said("order of building")),
            shown_frame(self.orders.drop(columns="projects"), "{:,.2f}", said("beside it")),
        )


def stage_projects(  # noqa: PLR0913, each is a condition of the order
    asked: Network | Scenario | str | Path,
    projects: Sequence[str] = (),
    *,
    budget_100m_yuan: float | Sequence[float],
    horizons_years: Sequence[float] = (15.0, 30.0),
    by: str = PEOPLE,
    target: str = "",
    costs_100m_yuan: Mapping[str, float] | None = None,
    costed: bool = False,
    date: dt.date | str | None = None,
    keep: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Staging:
    """Return the order of building that brings most within a budget a year.

    asked             a network; or a scenario, or its file: all else that it does holds throughout
    projects          ids or names, * stands for any text; those that the scenario opens if none.
                      Up to 22 are ordered exactly; more are taken in groups that have little to do
                      with each other, and how far the order can be from the best is stated. One is
                      built after those of the list that it requires, and of two rivals one is built
    budget_100m_yuan  100 million yuan (亿元) a year; several for the first year, the second, …, of
                      which the last holds on. It goes to one project after another
    horizons_years    years from the start that count; the first decides, the others show what a
                      longer or shorter view would do, for a long one favours large projects
    by                people (within the hour of the core), watt_min or potential
    target            a target that is to be met first, as soon as the budget can; then by `by`
    costs_100m_yuan   in place of the table's, by project
    costed            take those that have a cost and aren't open yet, and leave the others out
    date              day of which gains are; None for the scenario's, else the last sources cover
    keep              keep what is judged on disk: a run that was stopped goes on where it was
    executor          that judges, as `Study` takes it; None for threads of its own
    progress          called with ("sets", sets judged, sets asked for)
    Raises UnknownNameError for a target that isn't listed, InputError for such a project or one
    without a cost, for more than 22 that are to meet a target or that require each other, and for a
    budget or horizon that is none, and what `Study.judge` raises.
    """
    word_given(by, BENEFITS, said("order of a ranking"))
    network = (of := sets_asked(asked)).network
    chosen = [target] if target else network["targets"].iloc[:0]
    if target and target not in set(network["targets"]["target_id"]):
        raise UnknownNameError(said("target"), target, list(network["targets"]["target_id"]))
    study = CompiledNetwork(network, targets=chosen, keep=keep, executor=executor)
    own = costs_100m_yuan or {}
    named = of.projects(study, projects)
    taken = _with_costs(of.before(study, date), named, own) if costed else named
    sets = of.sets(study, taken or named, date=date, progress=progress)
    costs = _costs(network, sets.names, own)
    budget = _positive("budget_100m_yuan", np.atleast_1d(np.asarray(budget_100m_yuan, np.float64)))
    horizons = _positive("horizons_years", np.asarray(horizons_years, np.float64))
    left = tuple(name for name in named if costed and name not in sets.names)
    return _Task(sets, of.subject, costs, budget, horizons, by, target, left).staging()


@dataclass(frozen=True)
class _Task:
    """What is to be ordered, by what."""

    sets: ProjectSets
    subject: Text
    costs: FloatArray
    budget: FloatArray
    horizons: FloatArray
    by: str
    target: str
    uncosted: tuple[str, ...] = ()

    def staging(self) -> Staging:
        if len(self.sets.names) <= MOST:
            return self._of_all_sets()
        return self._of_groups()

    def _of_all_sets(self) -> Staging:
        """Return the best of all orders: every set is judged."""
        count = len(self.sets.names)
        every = subsets(count)
        worth = self.sets.worth(members(every, count))
        names = [figure.name for figure in self.sets.figures]
        rate = self._rate(worth)
        allowed = self.sets.rule.standing(every) == every
        years = complete_years(self.costs, self.budget)
        ways, met_years = [allowed], float("nan")
        if self.target:
            ways, met_years = _through_first(worth[:, names.index("met")] > 0, years, allowed)
        whole = [Group(tuple(range(count)), rate, allowed)]
        firsts: list[tuple[OrdersApart, BuildOrder]] = []
        for horizon in self.horizons.tolist():
            found = (best_order(rate, years, could, horizon) for could in ways)
            best = max(found, key=lambda order: order.total)
            firsts.append((OrdersApart(whole, self.costs, self.budget, horizon), best))
        return self._told(firsts, met_years, np.zeros(2))

    def _of_groups(self) -> Staging:
        """Return an order of projects of which no more than MOST have to do with each other."""
        if self.target:
            raise InputError(
                said(
                    "{count} projects: at most {most} can be ordered so that a target is met first",
                    count=len(self.sets.names),
                    most=MOST,
                )
            )
        positions = self._positions()
        groups = [self._group(each) for each in positions]
        some = [
            OrdersApart(groups, self.costs, self.budget, horizon)
            for horizon in self.horizons.tolist()
        ]
        firsts = [(each, each.order()) for each in some]
        apart, best = firsts[0]
        passed = self._prefixes(best.order)
        sets = np.vstack([passed, drawn_sets(len(self.sets.names), _DRAWN)])
        most = np.abs(misfit(self._worth, sets, positions)).max()
        every = np.abs(self._rate(self.sets.worth(_none_and_all(len(self.costs)))))[1]
        off = float(most / every) if most > NEAR[self.by] and every > 0.0 else 0.0
        return self._told(firsts, float("nan"), np.array([apart.bound(best.order), off]))

    def _worth(self, chosen: BoolArray) -> FloatArray:
        column = [figure.name for figure in self.sets.figures].index(self.by)
        return self.sets.figure(chosen, column)

    def _positions(self) -> list[tuple[int, ...]]:
        """Return groups of projects, those together that have most to do with each other."""
        column = [figure.name for figure in self.sets.figures].index(self.by)
        count = len(self.sets.names)
        meeting = meetings(self._worth, count, self.sets.may_meet(column))[:, :, 0]
        meeting[np.abs(meeting) <= NEAR[self.by]] = 0.0
        groups = joined_up_to(meeting, _TABLED, self.sets.rule.bound)
        if (largest := max(map(len, groups))) > MOST:
            raise InputError(
                said(
                    "{count} projects that require or exclude each other: at most {most} can be "
                    "ordered; leave some out",
                    count=largest,
                    most=MOST,
                )
            )
        return groups

    def _group(self, positions: tuple[int, ...]) -> Group:
        chosen = np.zeros((1 << len(positions), len(self.sets.names)), dtype=np.bool_)
        chosen[:, list(positions)] = members(subsets(len(positions)), len(positions))
        allowed = (self.sets.rule.stands(chosen) == chosen).all(axis=1)
        return Group(positions, self._rate(self.sets.worth(chosen)), allowed)

    def _rate(self, worth: FloatArray) -> FloatArray:
        """Return what sets bring in a year beside the first of them, which is empty."""
        own = worth[:, [figure.name for figure in self.sets.figures].index(self.by)]
        rate: FloatArray = _SIGN[self.by] * (own - own[0])
        return rate

    def _told(
        self,
        firsts: list[tuple[OrdersApart, BuildOrder]],
        met_years: float,
        bound_and_off: FloatArray,
    ) -> Staging:
        """Return the tables of the best order by each horizon, and of those beside it.

        bound_and_off  what no order exceeds by the first horizon, 0 where the best is known; and
                       how far what groups bring doesn't add up
        """
        found: list[dict[str, object]] = []
        valued = [(apart, self._valued(apart, best.order)) for apart, best in firsts]
        for (apart, best), horizon in zip(valued, self.horizons.tolist(), strict=True):
            named = {
                name: self._valued(apart, self._in_order(apart, key)) for name, key in self._keys()
            }
            found += [
                self._row(name, order, horizon, best)
                for name, order in {"best": best, **named}.items()
            ]
        _, best = valued[0]
        bound, off = bound_and_off.tolist()
        gap = max(bound / best.total - 1.0, 0.0) if best.total > 0 else 0.0
        table = self._table(best).assign(gain=self._steps(best.order))
        return Staging(
            table, pd.DataFrame(found), self._left_out(best), self._named(self.uncosted),
            self.by, self.target, met_years, gap, off, self.sets.judged, self.subject,
        )  # fmt: skip

    def _valued(self, apart: OrdersApart, order: _Order) -> BuildOrder:
        """Return what an order brings by the sets that it passes, each judged."""
        return apart.value(order, self._steps(order))

    def _steps(self, order: _Order) -> FloatArray:
        """Return what each project of an order adds a year when it opens."""
        return np.diff(self._rate(self.sets.worth(self._prefixes(order))))

    def _prefixes(self, order: _Order) -> BoolArray:
        """Return the sets that an order passes, the empty one first, bool[1 + k, n]."""
        passed = np.zeros((1 + len(order), len(self.costs)), dtype=np.bool_)
        for at, project in enumerate(order, start=1):
            passed[at:, project] = True
        return passed

    def _keys(self) -> Iterator[tuple[str, Callable[[int], object]]]:
        """Yield the orders that need no search, and what each goes by."""
        alone = self._rate(self.sets.worth(_none_and_each(len(self.costs))))[1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            per_yuan = np.where(self.costs > 0, alone / self.costs, np.inf)
        stages = self.sets.study.network["projects"].set_index("project_id")["stage"]
        own = [str(stages[name]) for name in self.sets.names]
        yield "plan", lambda each: own[each]
        yield "cheapest", lambda each: float(self.costs[each])
        yield "per_yuan", lambda each: -float(per_yuan[each])

    def _in_order(self, apart: OrdersApart, key: Callable[[int], object]) -> _Order:
        """Return projects in order of a key, each as soon as it may be open."""
        left = sorted(range(len(self.costs)), key=key)  # type: ignore[arg-type]
        order: list[int] = []
        while fits := [each for each in left if apart.may_be([*order, each])]:
            order.append(fits[0])
            left.remove(fits[0])
        return tuple(order)

    def _row(
        self, name: str, order: BuildOrder, horizon: float, best: BuildOrder
    ) -> dict[str, object]:
        return {
            "order": name,
            "horizon_years": horizon,
            "total": order.total,
            "share_of_best": order.total / best.total if best.total else np.nan,
            "projects": ";".join(self.sets.names[each] for each in order.order),
        }

    def _left_out(self, best: BuildOrder) -> pd.DataFrame:
        left = [at for at in range(len(self.costs)) if at not in best.order]
        each = np.vstack([_none_and_all(len(self.costs))[:1], self.sets.rule.each_with_needs()])
        alone = self._rate(self.sets.worth(each))[1:]
        named = self._named([self.sets.names[at] for at in left])
        return named.assign(brings_alone=alone[left] > NEAR[self.by])

    def _named(self, projects: Sequence[str]) -> pd.DataFrame:
        rows = self.sets.study.network["projects"].set_index("project_id")
        return rows.loc[list(projects), ["name_zh", "name_en"]].reset_index()

    def _table(self, best: BuildOrder) -> pd.DataFrame:
        rows = self.sets.study.network["projects"].set_index("project_id")
        chosen = rows.loc[[self.sets.names[each] for each in best.order]]
        table = chosen[["name_zh", "name_en", *_COST]].reset_index()
        table["cost_100m_yuan"] = self.costs[list(best.order)]
        table["opens_years"] = np.array(best.opens_years)
        days = [
            self.sets.date + dt.timedelta(days=round(365.25 * each)) for each in best.opens_years
        ]
        table["opens"] = pd.to_datetime(days)
        return table


def _none_and_each(count: int) -> BoolArray:
    """Return the set of none and those of one project each, bool[1 + count, count]."""
    return np.vstack([np.zeros((1, count), dtype=np.bool_), np.eye(count, dtype=np.bool_)])


def _none_and_all(count: int) -> BoolArray:
    return np.array([[False] * count, [True] * count])


def _through_first(
    met: BoolArray, years: FloatArray, allowed: BoolArray
) -> tuple[list[BoolArray], float]:
    """Return the sets that orders may pass which meet a target first, and when it is met.

    returns  for each set that meets it first, those towards it and beyond it, bool[2^n]
    """
    first = cheapest_meeting(met, years, allowed)
    if not first.size or not np.isfinite(years[first[0]]):
        raise InputError(said("no set of these projects meets the target within the budget"))
    every = subsets(len(met).bit_length() - 1)
    ways = [allowed & ((every & ~one == 0) | (every & one == one)) for one in first]
    return ways, float(years[first[0]])


def _with_costs(
    network: Network, projects: Sequence[str], given_costs: Mapping[str, float]
) -> list[str]:
    """Return those of some projects that have a cost and aren't open on the network's day."""
    table = network["projects"]
    own = table["cost_100m_yuan"].notna() | table["project_id"].isin(list(given_costs))
    may = own & ~network.open_rows("projects") & table["project_id"].isin(list(projects))
    return table.loc[may, "project_id"].astype(str).tolist()


def _costs(network: Network, names: Sequence[str], given_costs: Mapping[str, float]) -> FloatArray:
    """Return what projects cost; one whose cost another of them holds costs nothing more."""
    table = network["projects"].set_index("project_id")[["cost_100m_yuan", "cost_with"]]
    held = {name for name in names if table["cost_with"][name] in names}
    usual = {name: 0.0 if name in held else float(table["cost_100m_yuan"][name]) for name in names}
    costs = np.array([given_costs.get(name, usual[name]) for name in names], dtype=np.float64)
    if lacking := [name for name, cost in zip(names, costs, strict=True) if not cost >= 0]:
        raise InputError(
            said(
                "{projects}: no cost in projects.csv; give one, 0 for what costs nothing, or leave "
                "the project out",
                projects=", ".join(lacking),
            )
        )
    return costs


def _positive(name: str, values: FloatArray) -> FloatArray:
    if values.ndim != 1 or not values.size or not (np.isfinite(values) & (values > 0)).all():
        raise InputError(said("{name}: give numbers above 0", name=name))
    return values
