"""Sets of projects of a study, and what each of them is worth."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.given import names_given
from transnet.base.language import said
from transnet.base.progress import Progress, ignore_progress
from transnet.base.units import FloatArray
from transnet.decision.coalition_rule import CoalitionRule
from transnet.decision.known_sets import IntArray, KnownSets, keys_of
from transnet.decision.resident_means import resident_means, resident_shares, watt_min
from transnet.model.network import BoolArray, Network
from transnet.model.residents import POPULATION_FACTOR
from transnet.scenario.openings import Close, Open
from transnet.scenario.requirements import listed_projects, open_projects
from transnet.scenario.select import Selection, split_ids
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.opened_sets import OpenedSets
from transnet.study.outcome import Outcome

AT_A_TIME = 256  # sets that are judged before the next progress is told, at least
_GOLDEN = (1 + 5**0.5) / 2
_STEPS, _FEW_STEPS = 64, 16  # of a long work, and of one with very many sets
_VERY_MANY = 1 << 18
PEOPLE, WATT, POTENTIAL = "people", "watt_min", "potential"
NEAR = {"people": 0.5, "watt_min": 1e-6, "potential": 1e-3, "met": 0.5, "shortfall": 1e-6}
"""What a figure may be off for two projects to have nothing to do with each other in it."""


_Find = Callable[[Sequence[NetworkState]], FloatArray]
_DECIDED = {PEOPLE: "people", WATT: "sums", POTENTIAL: "sums"}


@dataclass(frozen=True)
class Figure:
    """What sets of projects are looked at for.

    name    people (within the hour of the core), watt_min (mean time to all places, weighted by
            their people, over the residents), potential (the same mean), met or shortfall
    target  id of the target for the last two; empty for the others
    """

    name: str
    target: str = ""


def chosen_projects(network: Network, projects: Sequence[str]) -> list[str]:
    """Return the ids of projects that are named as scenario files name them, in table order.

    projects  ids, names in either language, patterns with *; ! before one leaves it out
    Raises InputError for names that aren't known, with the nearest that are.
    """
    findings = Notices("projects", limit=None)
    asked = tuple(names_given(projects, "projects"))
    if asked == ("*",) and network["projects"].empty:  # all of none
        return []
    rows = Selection(project=asked).rows(network, findings, ["projects"]).get("projects")
    if findings.errors or rows is None:
        raise InputError(said("projects can't be chosen"), findings.notices)
    return [str(name) for name in network["projects"].loc[rows, "project_id"]]


def rule_of(network: Network, projects: Sequence[str]) -> CoalitionRule:
    """Return what projects, ids in table order, require of each other and which are rivals."""
    table = network["projects"].set_index("project_id")[["requires", "conflicts"]].fillna("")
    requires, conflicts = (
        {str(name): split_ids(str(cell)) for name, cell in table[column].items()}
        for column in ("requires", "conflicts")
    )
    rivals = frozenset(
        frozenset((name, other)) for name, others in conflicts.items() for other in others
    )
    return CoalitionRule(tuple(projects), requires, rivals)


class ProjectSets:
    """Sets of projects of a network on a day, judged when they are asked for, each once.

    study     of the network and its targets
    projects  as `chosen_projects` takes them; the sets are of these, in the table's order
    date      day on which they open; None for the last that sources cover
    along     projects that are open in all sets
    on        state that the sets are opened on, in place of a day; its own edits are made first
    progress  called with ("sets", sets judged, sets asked for); kept as `tell`

    What a project requires beyond the list opens along with it. Those of the list that are open on
    the day, or that the state opens, are closed in the sets without them.
    """

    def __init__(
        self,
        study: CompiledNetwork,
        projects: Sequence[str],
        *,
        date: dt.date | str | None = None,
        along: Sequence[str] = (),
        on: NetworkState | None = None,
        progress: Progress = ignore_progress,
    ) -> None:
        self.study = study
        self.rule = rule_of(study.network, chosen_projects(study.network, projects))
        self._on = on
        if on is not None:
            date = on.date
            if opened := _opened_alone(on):
                self._on, along = None, [*along, *opened]
            elif not on.edits and not on.parameters and on.traffic == "off_peak":
                self._on = None
        also = chosen_projects(study.network, along) if along else []
        self._along = tuple(name for name in also if name not in self.rule.names)
        self._when = study.state(date=date).date
        self.tell = progress
        self._known, self._rows = KnownSets(), KnownSets()

    @property
    def names(self) -> tuple[str, ...]:
        """The projects, in the table's order."""
        return self.rule.names

    @property
    def date(self) -> dt.date:
        """The day on which they open."""
        return self._when

    @property
    def judged(self) -> int:
        """How many sets have been judged; those that stand for the same count once."""
        return len(self._known)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """What the columns of `worth` are."""
        targets = [str(each) for each in self.study.targets["target_id"]]
        judged = [Figure(name, each) for name in ("met", "shortfall") for each in targets]
        return (Figure(PEOPLE), Figure(WATT), Figure(POTENTIAL), *judged)

    def state(self, chosen: BoolArray) -> NetworkState:
        """Return the state in which a set stands, bool[n]: those whose needs are in it."""
        return self._standing(self.rule.stands(chosen[None, :])[0])

    def _standing(self, stands: BoolArray) -> NetworkState:
        """Return the state of a set in which all have what they need, bool[n]."""
        own = dict(zip(self.names, stands.tolist(), strict=True))
        chosen_names = (*self._along, *(name for name, is_in in own.items() if is_in))
        if self._on is None:
            chosen_names = self._with_needs(chosen_names)
        opened = tuple(name for name in chosen_names if name not in self._open_before)
        closed = tuple(
            name for name, is_in in own.items() if not is_in and name in self._open_before
        )
        edits = (
            *((Close(project=closed),) if closed else ()),
            *((Open(project=opened),) if opened else ()),
        )
        if self._on is not None:
            return replace(self._on, edits=(*self._on.edits, *edits))
        return NetworkState(self._when, edits)

    def worth(self, chosen: BoolArray) -> FloatArray:
        """Return what sets are worth, float64[s, figures] of bool[s, n].

        A shortfall is minutes that are missing, or people; inf where there is no way. Raises what
        `study.judge` raises.
        """
        if not len(chosen):
            return np.zeros((0, len(self.figures)))
        return self._each(chosen, self._known, self._judged, None)

    def figure(self, chosen: BoolArray, column: int) -> FloatArray:
        """Return one column of `worth`, float64[s, 1]; of very many sets in a part of the time."""
        return self._each(chosen, self._known, self._judged, column)

    def met(self, chosen: BoolArray, target: str) -> BoolArray:
        """Return whether sets, bool[s, n], meet a target, bool[s]; raises what `judge` raises.

        Nothing is found but the rows behind the targets, which `row_minutes` then knows too.
        """
        at = self.study.targets["target_id"].astype(str).tolist().index(target)
        met: BoolArray = self._on_rows(chosen)[:, at] > 0
        return met

    def row_minutes(self, chosen: BoolArray) -> FloatArray:
        """Return the minutes of each row behind the targets, float64[s, r] of bool[s, n].

        Rows are those of `study.judge(states, parts="rows")`; inf where there is no way. Raises
        what that raises.
        """
        return self._on_rows(chosen)[:, len(self.study.targets) :]

    def _on_rows(self, chosen: BoolArray) -> FloatArray:
        """Return 1 for each target that is met, and minutes by row, float64[s, t + r]."""

        def judged(states: Sequence[NetworkState]) -> FloatArray:
            rows = self.study.judge(states, parts="rows")
            return np.hstack([rows.met, rows.minutes])

        def found(states: Sequence[NetworkState]) -> FloatArray:
            both: FloatArray = self.study.answers.get("rows", states, lambda: judged(states))
            return both

        return self._each(chosen, self._rows, found, None)

    def _each(
        self, chosen: BoolArray, known: KnownSets, find: _Find, column: int | None
    ) -> FloatArray:
        """Return what is known of sets; of those that it isn't found, some at a time."""
        stands = self.rule.stands(np.asarray(chosen, dtype=np.bool_))
        keys = keys_of(stands)
        lacking = known.lacking(keys)
        done = 0
        for part in _some(len(lacking)):
            rows = lacking[part]
            known.add([keys[at] for at in rows.tolist()], find(self._states(stands[rows])))
            done += len(rows)
            self.tell("sets", done, len(lacking))
        return known.of(keys, column)

    def may_meet(self, column: int) -> BoolArray:
        """Return which two projects may bring more or less together than apart, bool[n, n].

        column  of `worth`
        Bounds on what trips take tell which projects may decide each part of a figure, and two that
        have no part in common can't. All may meet of which that isn't known.
        """
        figure, count = self.figures[column], len(self.names)
        meet = np.ones((count, count), dtype=np.bool_)
        states = [self.state(row) for row in self.rule.each_with_needs()]
        found = {at: each for at, each in enumerate(self.study.families(states)) if each}
        if not found:
            return meet
        parts = Counter(of for of, _ in found.values()).most_common(1)[0][0]
        known = [at for at, (of, own) in found.items() if of is parts and own]
        target = 0
        if figure.target:
            target = self.study.targets["target_id"].astype(str).tolist().index(figure.target)
        deciding = parts.deciding(_DECIDED.get(figure.name, "met"), target).astype(np.float32)
        own = np.array([parts.among(found[at][1]) for at in known]).astype(np.float32)
        decided = (own @ deciding > 0).astype(np.float32)
        meet[np.ix_(known, known)] = decided @ decided.T > 0
        return meet

    def _judged(self, states: Sequence[NetworkState]) -> FloatArray:
        """Return the figures of states; those that a study keeps, and that a run before found."""
        figures: FloatArray = self.study.answers.get(
            "sets", states, lambda: self._figures(self.study.judge(states))
        )
        return figures

    def _figures(self, outcome: Outcome) -> FloatArray:
        residents = self._usual_shares
        if self._moves_residents:
            networks = map(self.study.network_of, outcome.states)
            residents = np.array([resident_shares(each) for each in networks])
        columns = [
            outcome.people_within_60[:, None],
            watt_min(outcome, residents)[:, None],
            resident_means(outcome.potential, residents)[:, None],
            outcome.met.astype(np.float64),
            outcome.shortfall,
        ]
        return np.hstack(columns)

    @cached_property
    def _usual_shares(self) -> FloatArray:
        """Shares of residents without any of the projects, as a scenario may have them."""
        none = self.state(np.zeros(len(self.names), dtype=np.bool_))
        return resident_shares(self.study.network_of(none))

    @cached_property
    def _moves_residents(self) -> bool:
        """Whether a project changes how many people live where."""
        if "measures" not in self.study.network.tables:
            return False
        measures = self.study.network["measures"]
        rows = measures[measures["table"] == "parameters"]["row_ids"].astype(str)
        return bool(rows.str.contains(POPULATION_FACTOR, regex=False).any())

    def _with_needs(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """Return projects with what opens along with them, named: a coalition opens all it has."""
        found = dict.fromkeys(chosen)
        waiting = list(found)
        while waiting:
            needed = self._needs.get(waiting.pop(), ())
            waiting += [name for name in needed if name not in found]
            found |= dict.fromkeys(needed)
        return tuple(found)

    def _states(self, stands: BoolArray) -> Sequence[NetworkState]:
        """Return the states of sets in which all have what they need, bool[s, n]."""
        if self._on is not None or not self._open_before.isdisjoint(self.names):
            return [self._standing(row) for row in stands]
        always = self._with_needs(self._along)
        opened = {name: np.ones(len(stands), dtype=np.bool_) for name in always}
        for at, name in enumerate(self.names):
            for each in self._with_needs([name]):
                own = stands[:, at]
                opened[each] = opened[each] | own if each in opened else own
        names = [name for name in opened if name not in self._open_before]
        columns = [opened[name] for name in names]
        none = np.zeros((len(stands), 0), dtype=np.bool_)
        return OpenedSets(self._when, names, np.stack(columns, axis=1) if columns else none)

    @cached_property
    def _needs(self) -> dict[str, list[str]]:
        """What projects require beyond the list and along; what was cancelled is refused."""
        return {
            each.project: [name for name in each.requires if name not in self.rule.names]
            for each in listed_projects(self.study.network)
        }

    @cached_property
    def _open_before(self) -> frozenset[str]:
        if self._on is not None:
            return frozenset(open_projects(self.study.network_of(self._on)))
        return frozenset(open_projects(self.study.network.at(self._when)))


def _opened_alone(state: NetworkState) -> tuple[str, ...]:
    """Return the projects that a state opens, named as its edits do; () where it does more."""
    plain = state.made and not (state.parameters or state.inputs) and state.traffic == "off_peak"
    if not plain or not all(isinstance(each, Open) and each.only_projects for each in state.edits):
        return ()
    names = tuple(name for each in state.edits for name in each.project)  # type: ignore[union-attr]
    return () if any(name.startswith(("!", "\uff01")) for name in names) else names


def _some(count: int) -> Iterator[IntArray]:
    """Yield which of some sets are judged at a time: more of very many, as coalitions together.

    Each part has sets from all over, so that the first has all projects, and nearly all that is to
    be found of any set. The parts hang on nothing but how many sets there are: what a run kept is
    found by the next.
    """
    if not count:
        return
    size = max(AT_A_TIME, count // (_FEW_STEPS if count >= _VERY_MANY else _STEPS))
    near = range(int(count / _GOLDEN), count + 2)
    stride = next(each for each in near if gcd(each, count) == 1)
    spread = np.arange(count, dtype=np.int64) * stride % count
    for first in range(0, count, size):
        yield spread[first : first + size]
