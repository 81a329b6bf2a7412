"""Sets of projects that may matter to some rows behind targets: others come to the same as smaller.

Bounds on what trips take tell which projects may decide a row. A set is worth as much to it as
those of the set that decide it, so sets of deciding projects are all that need be judged. Projects
that set parameters change the bounds: with each set of these the others are told anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np

from transnet.decision.project_sets import ProjectSets
from transnet.model.network import BoolArray
from transnet.study.known_parts import KnownParts

_Opened = tuple[int, ...]


class DecidingSets:
    """The sets of some projects that may matter to rows behind the targets of their study.

    sets  of the projects
    """

    def __init__(self, sets: ProjectSets) -> None:
        self._sets = sets
        self._count = len(sets.names)
        self._known: dict[_Opened, BoolArray | None] = {}

    def of_size(self, size: int, rows: BoolArray) -> BoolArray:
        """Return the sets of a size that may matter to some of the rows, bool[s, n].

        rows  bool[r]
        """
        sets = list(self._of_size(size, rows))
        found = np.zeros((len(sets), self._count), dtype=np.bool_)
        for row, chosen in enumerate(sets):
            found[row, list(chosen)] = True
        return found

    def are_more_than(self, most: int, size: int, rows: BoolArray) -> bool:
        """Whether `of_size` returns more sets than so many; no more bounds are found than it takes.

        With a set that has no room for others nothing need be known of these.
        """
        count = 0
        for opened in self._opened(size):
            left = size - len(opened)
            count += comb(len(self._deciding(opened, rows)), left) if left else 1
            if count > most:
                return True
        return False

    def _of_size(self, size: int, rows: BoolArray) -> Iterator[_Opened]:
        for opened in self._opened(size):
            deciding = self._deciding(opened, rows) if len(opened) < size else ()
            for others in combinations(deciding, size - len(opened)):
                yield tuple(sorted(opened + others))

    def _opened(self, size: int) -> Iterator[_Opened]:
        """Yield the sets of those projects that change the bounds, of up to a size."""
        for some in range(min(size, len(self._changing)) + 1):
            yield from combinations(self._changing, some)

    def _deciding(self, opened: _Opened, rows: BoolArray) -> Sequence[int]:
        """Return the other projects that may decide some rows where these are open."""
        others = [at for at in range(self._count) if at not in self._changing]
        if opened not in self._known:
            self._known[opened] = self._decided(opened)
            self._sets.tell("bounds", len(self._known), len(self._known))  # who knows how many more
        decided = self._known[opened]
        if decided is None:
            return others
        needed: BoolArray = np.logical_or.reduce(decided[:, rows], axis=1)
        with_needs = self._sets.rule.each_with_needs()
        needed |= np.logical_or.reduce(with_needs[needed], axis=0)
        return [at for at in others if needed[at]]

    def _decided(self, opened: _Opened) -> BoolArray | None:
        """Return which projects may decide which rows where some are open, bool[n, r].

        None where that isn't known.
        """
        own, with_others = self._families(opened)
        if own is None:
            return None
        parts, first = own
        rows = parts.deciding("rows")
        decided = np.ones((self._count, rows.shape[1]), dtype=np.bool_)
        for at, each in enumerate(with_others):
            if each is not None and each[0] is parts:
                decided[at] = np.logical_or.reduce(rows[parts.among(each[1] - first)], axis=0)
        return decided

    @cached_property
    def _changing(self) -> tuple[int, ...]:
        """The projects with which others have other bounds than with none open."""
        own, alone = self._families(())
        if own is None:
            return ()
        return tuple(at for at, each in enumerate(alone) if each is None or each[0] is not own[0])

    def _families(
        self, opened: _Opened
    ) -> tuple[
        tuple[KnownParts, frozenset[str]] | None, list[tuple[KnownParts, frozenset[str]] | None]
    ]:
        """Return the family where some projects are open, and where each other is open too."""
        ground = np.zeros(self._count, dtype=np.bool_)
        ground[list(opened)] = True
        states = [ground, *(self._sets.rule.each_with_needs() | ground)]
        own, *others = self._sets.study.families([self._sets.state(each) for each in states])
        return own, others
