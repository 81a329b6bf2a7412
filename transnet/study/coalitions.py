"""States that differ in which projects open, by what they have in common: families of coalitions.

A family is worth compiling once enough of its states are asked. Projects that do more than open
rows and make cells better belong to what a family has in common, each set of them to one family.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from transnet.model.network import Network
from transnet.scenario.openings import Open
from transnet.scenario.project_rows import Closed, closed_projects, may_open
from transnet.scenario.requirements import open_projects
from transnet.study.network_state import NetworkState

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.model.network import BoolArray
    from transnet.scenario.edits import Edited
    from transnet.study.outcome import StateOutcome

_STATES_PER_PROJECT, _FEWEST = 4, 16
"""How many states of a family are asked before it is compiled: that takes as long as a few."""


class Parts(Protocol):
    """What is known of a family (`KnownParts`)."""

    def covers(self, projects: Iterable[str]) -> bool:
        """Return whether these are projects of the family."""

    def is_checked(self, projects: Iterable[str]) -> bool:
        """Return whether it is known that what projects change has no errors."""

    def note_checked(self, projects: Iterable[str]) -> None:
        """Note that it has none."""

    def outcome(self, projects: Iterable[str]) -> StateOutcome | None:
        """Return the outcome of a coalition, if it is known."""

    def find(self, projects: Iterable[str]) -> StateOutcome:
        """Return the outcome of a coalition, and keep the parts that weren't known."""

    def on_rows(self, projects: Iterable[str]) -> tuple[BoolArray, FloatArray]:
        """Return which targets a coalition meets, and the minutes of the rows behind them."""


_Parts = TypeVar("_Parts", bound=Parts)


@dataclass(frozen=True, eq=False)
class Member:
    """A state as the coalition of a family."""

    parts: Parts
    projects: frozenset[str]

    def outcome(self, edited: Callable[[], Edited]) -> StateOutcome:
        """Return its outcome; only what isn't known of it is found.

        edited  makes its edits, and raises what is wrong with them
        """
        from transnet.study.outcome import LaterNotices

        self._check(edited)
        found = self.parts.outcome(self.projects) or self.parts.find(self.projects)
        return replace(found, notices=LaterNotices(lambda: edited().notices))

    def on_rows(self, edited: Callable[[], Edited]) -> tuple[BoolArray, FloatArray]:
        """Return which targets it meets, and the minutes of the rows behind them; as `outcome`."""
        self._check(edited)
        return self.parts.on_rows(self.projects)

    def _check(self, edited: Callable[[], Edited]) -> None:
        if not self.parts.is_checked(self.projects):
            edited()
            self.parts.note_checked(self.projects)


@dataclass(eq=False)
class _Family(Generic[_Parts]):
    """States with one base.

    base      the one without any of the projects
    asked     how many have been asked
    projects  that opened in any of them
    tried     how many projects there were when it couldn't be compiled
    """

    base: NetworkState
    asked: int = 0
    projects: set[str] = field(default_factory=set)
    parts: _Parts | None = None
    tried: int = 0

    @property
    def is_due(self) -> bool:
        """Whether it is to be compiled now."""
        least = max(_FEWEST, _STATES_PER_PROJECT * len(self.projects))
        known = self.parts is not None and self.parts.covers(self.projects)
        return not known and self.asked >= least and len(self.projects) > self.tried

    def compile(
        self, compile_parts: Callable[[NetworkState, Sequence[str]], _Parts | None]
    ) -> None:
        """Have it compiled for the projects of all states that were asked."""
        self.tried, self.asked = len(self.projects), 0
        self.parts = compile_parts(self.base, sorted(self.projects))

    def member(self, projects: frozenset[str]) -> Member | None:
        """Return a coalition of the family, if that is compiled and holds its projects."""
        if self.parts is None or not self.parts.covers(projects):
            return None
        return Member(self.parts, projects)


class Coalitions(Generic[_Parts]):
    """The families of the states that a study is asked; of these nothing is pickled."""

    def __init__(self) -> None:
        self._families: dict[Hashable, _Family[_Parts]] = {}
        self._closed: dict[dt.date, tuple[Mapping[str, Closed], set[str]]] = {}
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"_families": {}, "_closed": dict(self._closed)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= {**state, "_lock": Lock()}

    def members(
        self,
        network: Network,
        states: Sequence[NetworkState],
        compile_parts: Callable[[NetworkState, Sequence[str]], _Parts | None],
    ) -> list[Member | None]:
        """Return states as coalitions, None for those of no family that is compiled.

        network  of the study, on any day
        compile_parts  returns what is known of a family: its base, and its projects
        """
        with self._lock:  # threads may ask at the same time
            return self._members(network, states, compile_parts)

    def compiled(
        self,
        network: Network,
        states: Sequence[NetworkState],
        compile_parts: Callable[[NetworkState, Sequence[str]], _Parts | None],
    ) -> list[tuple[_Parts, frozenset[str]] | None]:
        """Return the family of each state and its projects, compiled if it wasn't yet.

        None for states of no family, and of one that can't be compiled.
        """
        with self._lock:
            split = [self._split(network, state) for state in states]
            for family in {id(each[0]): each[0] for each in split if each is not None}.values():
                known = family.parts is not None and family.parts.covers(family.projects)
                if family.projects and not known:
                    family.compile(compile_parts)
        return [
            None if each is None or each[0].parts is None else (each[0].parts, each[1])
            for each in split
        ]

    def _members(
        self,
        network: Network,
        states: Sequence[NetworkState],
        compile_parts: Callable[[NetworkState, Sequence[str]], _Parts | None],
    ) -> list[Member | None]:
        split = [self._split(network, state) for state in states]
        for family in {id(each[0]): each[0] for each in split if each is not None}.values():
            if family.is_due:
                family.compile(compile_parts)
        return [None if each is None else each[0].member(each[1]) for each in split]

    def _split(
        self, network: Network, state: NetworkState
    ) -> tuple[_Family[_Parts], frozenset[str]] | None:
        """Return a state's family and the projects that open beside; None if that isn't all."""
        if not _may_be_member(state):
            return None
        projects = frozenset[str]()
        fixed = frozenset[str]()
        if state.edits:
            closed, is_open = self._closed_on(network, state.date)
            projects = frozenset(state.edits[0].project)  # type: ignore[union-attr]  # it opens
            if not may_open(projects, closed, is_open):
                return None
            fixed = _fixed(projects, closed)
        by = state.date, state.parameters, fixed
        if by not in self._families:
            edits = (Open(project=tuple(sorted(fixed))),) if fixed else ()
            base = NetworkState(state.date, edits, parameters=state.parameters)
            self._families[by] = _Family(base)
        family, plain = self._families[by], projects - fixed
        family.asked += 1
        family.projects |= plain
        return family, plain

    def _closed_on(self, network: Network, day: dt.date) -> tuple[Mapping[str, Closed], set[str]]:
        if day not in self._closed:
            now = network.at(day)
            self._closed[day] = closed_projects(now), open_projects(now)
        return self._closed[day]


def _may_be_member(state: NetworkState) -> bool:
    """Whether a state has nothing but a day, parameters, and projects that open on that day."""
    if not state.made or state.inputs or state.reference is not None:
        return False
    if state.traffic != "off_peak" or state.edits_from not in (None, state.date):
        return False
    if not state.edits:
        return True
    edit = state.edits[0]
    return len(state.edits) == 1 and isinstance(edit, Open) and edit.only_projects


def _fixed(projects: frozenset[str], closed: Mapping[str, Closed]) -> frozenset[str]:
    """Return the projects that do more than open rows and make cells better.

    With them what they require, and what changes rows that they change: in which order they do
    counts then.
    """
    waiting = [each for each in projects if not closed[each].is_plain]
    found: set[str] = set()
    while waiting:
        project = waiting.pop()
        if project in projects and project not in found:
            found.add(project)
            waiting += closed[project].requires
            own = closed[project].changes
            waiting += [each for each in projects if not own.isdisjoint(closed[each].changes)]
    return frozenset(found)
