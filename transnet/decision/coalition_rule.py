"""Which projects of a set count: the declared rule for those that can't stand there alone.

A project whose requirement is missing counts for nothing until that is there (the conjunctive rule
of games with permission structures: Gilles, Owen & van den Brink 1992), and of two that can't be
open together the one that the table lists first stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.model.network import BoolArray

Int64Array = npt.NDArray[np.int64]

MOST = 22
"""Projects of which every set is looked at; one more would double the work again."""


def subsets(projects: int) -> Int64Array:
    """Return all sets of some projects, int64[2^projects]: bit i stands for project i."""
    return np.arange(1 << projects, dtype=np.int64)


def members(sets: Int64Array, projects: int) -> BoolArray:
    """Return who is in some sets, bool[s, projects]."""
    found: BoolArray = (sets[:, None] >> np.arange(projects) & 1).astype(np.bool_)
    return found


def sizes(sets: Int64Array) -> Int64Array:
    """Return how many are in each set, int64[s]."""
    return np.bitwise_count(sets).astype(np.int64)


@dataclass(frozen=True)
class CoalitionRule:
    """Projects, what they require of each other, and which can't be open together.

    names     in the order of the table, which decides between rivals
    requires  names that a project requires among these, by its name; missing for none
    rivals    pairs of names that can't be open together
    """

    names: tuple[str, ...]
    requires: Mapping[str, Sequence[str]]
    rivals: frozenset[frozenset[str]] = frozenset()

    def stands(self, chosen: BoolArray) -> BoolArray:
        """Return who of the chosen counts, bool[s, projects], each row a set."""
        found = self._with_needs(chosen)
        for later, earlier in self._pairs:
            found[:, later] &= ~found[:, earlier]
        return self._with_needs(found)

    def standing(self, sets: Int64Array) -> Int64Array:
        """Return the same of sets as numbers; at most 62 projects."""
        marks = self.stands(members(sets, len(self.names)))
        return marks @ (np.int64(1) << np.arange(len(self.names), dtype=np.int64))

    def each_with_needs(self) -> BoolArray:
        """Return each project with all that it requires among these, bool[projects, projects]."""
        found = np.eye(len(self.names), dtype=np.bool_)
        for project, needed in self._needs:
            found[project, needed] = True
        return found

    @property
    def bound(self) -> list[tuple[int, int]]:
        """Positions of two of which one requires the other, or that can't be open together."""
        return [*((at, each) for at, needed in self._needs for each in needed), *self._pairs]

    def _with_needs(self, chosen: BoolArray) -> BoolArray:
        found = chosen.copy()
        for project, needed in self._needs:
            found[:, project] &= chosen[:, needed].all(axis=1)
        return found

    @cached_property
    def _needs(self) -> list[tuple[int, list[int]]]:
        """Positions of all that a project requires, and what these require in turn."""
        at = {name: position for position, name in enumerate(self.names)}
        found = []
        for name in self.names:
            needed: set[str] = set()
            waiting = [name]
            while waiting:
                more = set(self.requires.get(waiting.pop(), ())) & at.keys() - needed
                needed |= more
                waiting += more
            if needed:
                found.append((at[name], sorted(at[each] for each in needed)))
        return found

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        at = {name: position for position, name in enumerate(self.names)}
        found = [sorted(at[name] for name in pair) for pair in self.rivals if pair <= at.keys()]
        return sorted((later, earlier) for earlier, later in found)
