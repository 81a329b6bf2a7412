"""Projects that may open on a day, a bit each: which of them may together, and what binds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from transnet.model.network import BoolArray, Network
from transnet.scenario.project_rows import closed_projects
from transnet.scenario.requirements import open_projects
from transnet.study.distinct_coalitions import distinct, mask_of


class DayProjects:
    """The projects that aren't open on a day and may be.

    network  on the day
    """

    def __init__(self, network: Network) -> None:
        closed, is_open = closed_projects(network), open_projects(network)
        self._closed, self._is_open = closed, is_open
        self._bits = {name: 1 << at for at, name in enumerate(closed)}
        self._rules = {
            name: (self._some(each.requires - is_open), self._some(each.conflicts & closed.keys()))
            for name, each in closed.items()
        }
        self._never = self._some(filter(self._can_never_open, closed))
        self._not_plain = self._some(name for name, each in closed.items() if not each.is_plain)
        self._bound_to: dict[int, int] = {}

    def together(self, projects: Collection[str]) -> int | None:
        """Return projects as bits; None where they may not open together as they are.

        They need all that they require among them or open, and no rivals there.
        """
        own = 0
        for name in projects:
            bit = self._bits.get(name)
            if bit is None:
                return None
            own |= bit
        if own & self._never:
            return None
        for name in projects:
            needed, rivals = self._rules[name]
            if needed & ~own or rivals & own:
                return None
        return own

    def fixed(self, own: int) -> int:
        """Return the projects of some that do more than open rows and make cells better.

        With them what they require, and what changes rows that they change: in which order they do
        counts then.
        """
        waiting, found = own & self._not_plain, 0
        while waiting:
            lowest = waiting & -waiting
            found |= lowest
            waiting = (waiting | self._bound(lowest) & own) & ~found
        return found

    def stand(self, projects: Sequence[str], opened: BoolArray) -> BoolArray:
        """Return which sets may open together as they are, as `together` tells, bool[s].

        opened  bool[s, projects]
        """
        at = {name: column for column, name in enumerate(projects)}
        found = np.ones(len(opened), dtype=np.bool_)
        for name, column in at.items():
            own = opened[:, column]
            if self._bits.get(name, self._never) & self._never or name not in self._bits:
                found &= ~own
                continue
            needed, rivals = self._rules[name]
            for other in self.names(needed):
                found &= ~own | opened[:, at[other]] if other in at else ~own
            for other in set(self.names(rivals)) & at.keys():
                found &= ~(own & opened[:, at[other]])
        return found

    def by_fixed(
        self, projects: Sequence[str], opened: BoolArray
    ) -> dict[int, npt.NDArray[np.int64]]:
        """Return the rows of sets that stand by what is `fixed` in them, bool[s, projects]."""
        bits = [self._bits[name] for name in projects]
        matter, waiting = 0, [bit for bit in bits if bit & self._not_plain]
        while waiting:
            matter |= (lowest := waiting.pop())
            more = self._bound(lowest) & ~matter
            waiting += [bit for bit in bits if bit & more]
        columns = np.array([bool(bit & matter) for bit in bits], dtype=np.bool_)
        unlike = distinct(opened, mask_of(columns))
        fixed = [self.fixed(self._own(bits, opened[row])) for row in unlike.first.tolist()]
        numbers = {each: number for number, each in enumerate(dict.fromkeys(fixed))}
        of = np.array([numbers[each] for each in fixed], dtype=np.int64)[unlike.of]
        return {each: np.flatnonzero(of == number) for each, number in numbers.items()}

    def some(self, projects: Iterable[str]) -> int:
        """Return the bits of projects; what isn't closed on the day has none."""
        return self._some(projects)

    def names(self, own: int) -> list[str]:
        """Return the projects of bits, sorted."""
        return sorted(name for name, bit in self._bits.items() if bit & own)

    @staticmethod
    def _own(bits: Sequence[int], opened: BoolArray) -> int:
        return sum(bits[at] for at in np.flatnonzero(opened).tolist())

    def _some(self, names: Iterable[str]) -> int:
        return sum(self._bits.get(name, 0) for name in set(names))

    def _can_never_open(self, name: str) -> bool:
        own, known = self._closed[name], self._closed.keys()
        lacking = own.requires - self._is_open
        return not lacking <= known or not own.conflicts.isdisjoint(self._is_open)

    def _bound(self, bit: int) -> int:
        """Return what a project requires, and what changes rows that it changes."""
        if bit not in self._bound_to:
            (name,) = self.names(bit)
            own, every = self._closed[name].changes, self._closed.items()
            others = (other for other, each in every if not own.isdisjoint(each.changes))
            self._bound_to[bit] = self._rules[name][0] | self._some(others)
        return self._bound_to[bit]
