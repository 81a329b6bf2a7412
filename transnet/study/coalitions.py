"""States that differ in which projects open, by what they have in common: families of coalitions.

A family is worth compiling once enough of its states are asked. Projects that do more than open
rows and make cells better belong to what a family has in common, each set of them to one family.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from transnet.model.network import BoolArray, Network
from transnet.scenario.openings import Open
from transnet.study.day_projects import DayProjects
from transnet.study.distinct_coalitions import numbers_of
from transnet.study.network_state import NetworkState
from transnet.study.opened_sets import OpenedSets

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.scenario.edits import Edited
    from transnet.study.outcome import StateOutcome

    AnyArray = npt.NDArray[Any]

IntArray = npt.NDArray[np.int64]
_STATES_PER_PROJECT, _FEWEST = 4, 16
"""How many states of a family are asked before it is compiled: that takes as long as a few."""


class Parts(Protocol):
    """What is known of a family (`KnownParts`); a coalition is a bit for each of its projects."""

    @property
    def bits(self) -> Mapping[str, int]:
        """The bit of each project."""

    def is_checked(self, own: int) -> bool:
        """Return whether it is known that what projects change has no errors."""

    def note_checked(self, own: int) -> None:
        """Note that it has none."""

    def outcome(self, own: int) -> StateOutcome | None:
        """Return the outcome of a coalition, if all parts of it are known."""

    def outcomes(self, every: Sequence[int], threads: int | None) -> dict[str, AnyArray]:
        """Return the outcomes of coalitions as arrays over them, by their names in `Outcome`."""

    def find(self, own: int) -> None:
        """Find the parts of a coalition that aren't known."""

    def on_rows(self, own: int) -> tuple[BoolArray, FloatArray, FloatArray]:
        """Return which targets a coalition meets, what they miss, and minutes of their rows."""


_Parts = TypeVar("_Parts", bound=Parts)


@dataclass(frozen=True, eq=False, slots=True)
class Member:
    """A state as the coalition of a family."""

    parts: Parts
    own: int

    def outcome(self, edited: Callable[[], Edited]) -> StateOutcome:
        """Return its outcome; only what isn't known of it is found.

        edited  makes its edits, and raises what is wrong with them
        """
        from transnet.study.outcome import LaterNotices

        self.check(edited)
        found = self.parts.outcome(self.own)
        if found is None:
            self.parts.find(self.own)
            found = self.parts.outcome(self.own)
        assert found is not None  # noqa: S101, all of its parts are known now
        return replace(found, notices=LaterNotices(lambda: edited().notices))

    def on_rows(self, edited: Callable[[], Edited]) -> tuple[BoolArray, FloatArray, FloatArray]:
        """Return which targets it meets, what they miss, and minutes of rows; as `outcome`."""
        self.check(edited)
        return self.parts.on_rows(self.own)

    def check(self, edited: Callable[[], Edited]) -> None:
        """Raise what is wrong with its edits, unless it is known that nothing is."""
        if not self.parts.is_checked(self.own):
            edited()
            self.parts.note_checked(self.own)


@dataclass(eq=False)
class _Family(Generic[_Parts]):
    """States with one base.

    base   the one without any of the projects
    day    the projects that may open, a bit each
    asked  how many have been asked
    seen   projects that opened in any of them
    parts, known  what is compiled, and for which projects
    tried  how many projects there were when it couldn't be compiled
    """

    base: NetworkState
    day: DayProjects
    asked: int = 0
    seen: int = 0
    parts: _Parts | None = None
    known: int = 0
    tried: int = 0

    @property
    def is_due(self) -> bool:
        """Whether it is to be compiled now."""
        count = self.seen.bit_count()
        if self.is_known or count <= self.tried:
            return False
        return self.asked >= max(_FEWEST, _STATES_PER_PROJECT * count)

    @property
    def is_known(self) -> bool:
        """Whether it is compiled for all projects that opened."""
        return self.parts is not None and not self.seen & ~self.known

    def compile(
        self, compile_parts: Callable[[NetworkState, Sequence[str]], _Parts | None]
    ) -> None:
        """Have it compiled for the projects of all states that were asked."""
        self.tried, self.asked = self.seen.bit_count(), 0
        self.parts, self.known = compile_parts(self.base, self.day.names(self.seen)), self.seen

    def sets(
        self, names: Sequence[str], opened: BoolArray, fixed: int
    ) -> tuple[_Parts, IntArray, list[int]] | None:
        """Return which sets are coalitions of the family, and as which; None if it isn't compiled.

        names, opened  projects, and which of them each set opens, bool[s, names]
        """
        if self.parts is None:
            return None
        bits, columns = self.parts.bits, list(range(len(names)))
        lacking = [at for at in columns if self.day.some([names[at]]) & ~fixed & ~self.known]
        known = np.flatnonzero(~opened[:, lacking].any(axis=1))
        place = {name: bits[name].bit_length() - 1 for name in names if name in bits}
        inside = np.zeros((len(known), len(bits)), dtype=np.bool_)
        for at in columns:
            if names[at] in place:
                inside[:, place[names[at]]] = opened[known, at]
        return self.parts, known, numbers_of(inside)

    def member(self, opened: Sequence[str], plain: int) -> Member | None:
        """Return a coalition of the family, if that is compiled and holds its projects.

        opened  projects that open, those of the base among them
        plain   those that aren't
        """
        if self.parts is None or plain & ~self.known:
            return None
        own, bits = 0, self.parts.bits
        for name in opened:
            own |= bits.get(name, 0)
        return Member(self.parts, own)


FamilySets = tuple[Parts, IntArray, list[int]]
"""A family, the rows of sets that belong to it, and these as coalitions."""
_Split = tuple[_Family[_Parts], Sequence[str], int]
"""A state's family, the projects that open in it, and those of them that its base hasn't."""


class Coalitions(Generic[_Parts]):
    """The families of the states that a study is asked; of these nothing is pickled."""

    def __init__(self) -> None:
        self._families: dict[Hashable, _Family[_Parts]] = {}
        self._days: dict[dt.date, DayProjects] = {}
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"_families": {}, "_days": dict(self._days)}

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
            split = [self._split(network, state) for state in states]
            for family in _families(split):
                if family.is_due:
                    family.compile(compile_parts)
            return [None if each is None else each[0].member(*each[1:]) for each in split]

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
            for family in _families(split):
                if family.seen and not family.is_known:
                    family.compile(compile_parts)
        return [None if each is None else _of_parts(each[0], each[2]) for each in split]

    def of_sets(
        self,
        network: Network,
        sets: OpenedSets,
        compile_parts: Callable[[NetworkState, Sequence[str]], _Parts | None],
    ) -> list[tuple[_Parts, IntArray, list[int]]]:
        """Return the families that sets belong to, as `members` tells them for states.

        returns  of each that is compiled: it, the rows of its sets, and these as coalitions
        """
        with self._lock:
            day, found = self._day(network, sets.date), []
            rows = np.flatnonzero(day.stand(sets.projects, sets.opened))
            own_columns = [day.some([name]) > 0 for name in sets.projects]
            names = [name for name, is_in in zip(sets.projects, own_columns, strict=True) if is_in]
            opened = sets.opened[np.ix_(rows, np.flatnonzero(own_columns))]
            for fixed, at in day.by_fixed(names, opened).items():
                family = self._family(day, NetworkState(sets.date), fixed)
                family.asked += len(at)
                some = np.flatnonzero(np.logical_or.reduce(opened[at], axis=0))
                family.seen |= day.some(names[each] for each in some.tolist())
                family.seen &= ~fixed
                if family.is_due:
                    family.compile(compile_parts)
                coalitions = family.sets(names, opened[at], fixed)
                if coalitions is not None:
                    parts, known, own = coalitions
                    found.append((parts, rows[at[known]], own))
        return found

    def _day(self, network: Network, date: dt.date) -> DayProjects:
        if date not in self._days:
            self._days[date] = DayProjects(network.at(date))
        return self._days[date]

    def _family(self, day: DayProjects, base: NetworkState, fixed: int) -> _Family[_Parts]:
        """Return the family of a base without projects and those that belong to the base."""
        by = base.date, base.parameters, fixed
        if by not in self._families:
            edits = (Open(project=tuple(day.names(fixed))),) if fixed else ()
            self._families[by] = _Family(replace(base, edits=edits), day)
        return self._families[by]

    def _split(self, network: Network, state: NetworkState) -> _Split[_Parts] | None:
        """Return a state's family and the projects that open beside; None if that isn't all."""
        if not _may_be_member(state):
            return None
        day = self._day(network, state.date)
        opened: Sequence[str] = state.edits[0].project if state.edits else ()  # type: ignore[union-attr]  # it opens
        own = day.together(opened)
        if own is None:
            return None
        fixed = day.fixed(own)
        family = self._family(day, NetworkState(state.date, parameters=state.parameters), fixed)
        family.asked += 1
        family.seen |= own & ~fixed
        return family, opened, own & ~fixed


def _families(split: Iterable[_Split[_Parts] | None]) -> list[_Family[_Parts]]:
    """Return the families of states, each once."""
    return list({id(each[0]): each[0] for each in split if each is not None}.values())


def _of_parts(family: _Family[_Parts], plain: int) -> tuple[_Parts, frozenset[str]] | None:
    if family.parts is None:
        return None
    return family.parts, frozenset(family.day.names(plain))


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
