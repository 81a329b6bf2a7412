"""States that differ in which projects open, by what they have in common: families of coalitions.

A family is worth compiling once enough of its states are asked. Projects that do more than open
rows and make cells better belong to what a family has in common, each set of them to one family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from transnet.model.network import Network
from transnet.scenario.openings import Open
from transnet.scenario.project_rows import Closed, closed_projects, may_open
from transnet.scenario.requirements import open_projects
from transnet.study.network_state import NetworkState

if TYPE_CHECKING:
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

    def learn(self, projects: Iterable[str], detail: Any, travel: Any) -> None:
        """Keep the parts of a coalition's outcome."""


_Parts = TypeVar("_Parts", bound=Parts)


@dataclass(frozen=True, eq=False)
class Member:
    """A state as the coalition of a family."""

    parts: Parts
    projects: frozenset[str]

    def outcome(self, edited: Callable[[], Edited]) -> StateOutcome | None:
        """Return its outcome; None where a part of it isn't known.

        edited  makes its edits, and raises what is wrong with them
        """
        from transnet.study.outcome import LaterNotices

        if not self.parts.is_checked(self.projects):
            edited()
            self.parts.note_checked(self.projects)
        known = self.parts.outcome(self.projects)
        if known is None:
            return None
        return replace(known, notices=LaterNotices(lambda: edited().notices))

    def learn(self, detail: Any, travel: Any) -> None:
        """Keep what it was found to be; arguments as `KnownParts.learn` takes them."""
        self.parts.learn(self.projects, detail, travel)


@dataclass(eq=False)
class _Family(Generic[_Parts]):
    """States with one base.

    asked     how many have been asked
    projects  that opened in any of them
    tried     how many projects there were when it couldn't be compiled
    """

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


class Coalitions(Generic[_Parts]):
    """The families of the states that a study is asked; nothing of them is pickled."""

    def __init__(self) -> None:
        self._families: dict[NetworkState, _Family[_Parts]] = {}
        self._closed: dict[Any, tuple[Mapping[str, Closed], set[str]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_families": {}, "_closed": {}}

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
        split = [self._split(network, state) for state in states]
        due = {}
        for each in split:
            if each is not None:
                base, projects = each
                family = self._families.setdefault(base, _Family())
                family.asked += 1
                family.projects |= projects
                due[base] = family
        for base, family in due.items():
            if family.is_due:
                family.tried, family.asked = len(family.projects), 0
                family.parts = compile_parts(base, sorted(family.projects))
        return [None if each is None else self._member(*each) for each in split]

    def _member(self, base: NetworkState, projects: frozenset[str]) -> Member | None:
        parts = self._families[base].parts
        return Member(parts, projects) if parts is not None and parts.covers(projects) else None

    def _split(
        self, network: Network, state: NetworkState
    ) -> tuple[NetworkState, frozenset[str]] | None:
        """Return a state's base and the projects that open beside; None if that isn't all."""
        if not state.made or state.inputs or state.reference is not None:
            return None
        if state.traffic != "off_peak" or state.edits_from not in (None, state.date):
            return None
        if not state.edits:
            return replace(state, edits_from=None), frozenset()
        (edit, *others) = state.edits
        if others or not isinstance(edit, Open) or edit != Open(project=edit.project):
            return None
        closed, is_open = self._closed_on(network, state)
        projects = frozenset(edit.project)
        if not may_open(projects, closed, is_open):
            return None
        fixed = _fixed(projects, closed)
        edits = (Open(project=tuple(sorted(fixed))),) if fixed else ()
        base = replace(state, edits=edits, edits_from=None, file="state", spots={})
        return base, projects - fixed

    def _closed_on(
        self, network: Network, state: NetworkState
    ) -> tuple[Mapping[str, Closed], set[str]]:
        if state.date not in self._closed:
            now = network.at(state.date)
            self._closed[state.date] = closed_projects(now), open_projects(now)
        return self._closed[state.date]


def _fixed(projects: frozenset[str], closed: Mapping[str, Closed]) -> set[str]:
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
    return found
