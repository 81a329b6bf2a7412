"""Mean times and potential of counties in coalitions, known by the projects that decide each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray
from transnet.model.network import BoolArray
from transnet.study.distinct_coalitions import distinct
from transnet.study.kept_parts import IntArray, Part
from transnet.study.place_arrays import sums_over
from transnet.study.wanted import PlaceEnds

_AT_ONCE = 512


@dataclass(frozen=True, eq=False)
class _County:
    """A county and the parts of its times to places that have people.

    mask   projects that decide any of them, a bit each
    parts  each with which of its pairs these are, and the places that they lead to
    known  mean time and potential by those of the projects that are open
    """

    mask: int
    parts: Sequence[tuple[Part, IntArray, IntArray]]
    known: dict[int, tuple[float, float]] = field(default_factory=dict)

    def travel(self, coalitions: Sequence[int], places: int) -> npt.NDArray[np.int64]:
        """Return the ms to places in coalitions, int64[s, places]."""
        found = np.full((len(coalitions), places), UNREACHABLE_MS, dtype=np.int64)
        for part, own, to in self.parts:
            of = [each & part.mask for each in coalitions]
            at = {each: row for row, each in enumerate(dict.fromkeys(of))}
            blocks = np.array([part.known[each].travel[own] for each in at])
            found[:, to] = blocks[np.fromiter(map(at.__getitem__, of), np.int64, len(of))]
        return found


class CountySums:
    """The sums of counties in coalitions, each found once for each set of projects that decide it.

    ends, people  as `masses_of` has them
    parts         of trips, known for all coalitions that are asked
    places        how many there are
    """

    def __init__(
        self, ends: PlaceEnds, people: FloatArray, parts: Sequence[Part], places: int
    ) -> None:
        self._ends, self._people = ends, people
        column = np.full(places, -1, dtype=np.int64)
        column[ends.massive] = np.arange(len(ends.massive))
        self._counties = [_county(at, parts, column) for at in ends.inside.tolist()]

    def of(self, inside: BoolArray, coalitions: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """Return mean times and potential, float64[s, counties] each, as `evaluate_sums` does.

        inside, coalitions  the same coalitions, bool[s, k] and a bit for each project
        """
        shape = len(coalitions), len(self._counties)
        mean, potential = np.empty(shape), np.empty(shape)
        sets = [distinct(inside, county.mask) for county in self._counties]
        asked = [
            [coalitions[at] & county.mask for at in each.first.tolist()]
            for county, each in zip(self._counties, sets, strict=True)
        ]
        self._find(asked)
        for at, (county, own) in enumerate(zip(self._counties, asked, strict=True)):
            known = np.array([county.known[each] for each in own]).reshape(-1, 2)[sets[at].of]
            mean[:, at], potential[:, at] = known[:, 0], known[:, 1]
        return mean, potential

    def _find(self, asked: Sequence[Sequence[int]]) -> None:
        """Find what isn't known of the counties, many of them in one table.

        A table has a row for each county in its place, as that of one state has, but each row is
        of another coalition: a county's sums hang on its own row alone.
        """
        lacking = [
            [own for own in each if own not in county.known]
            for county, each in zip(self._counties, asked, strict=True)
        ]
        places = len(self._ends.massive)
        for start in range(0, max(map(len, lacking), default=0), _AT_ONCE):
            parts = [each[start : start + _AT_ONCE] for each in lacking]
            shape = max(map(len, parts)), len(parts), places
            tables = np.full(shape, UNREACHABLE_MS, dtype=np.int64)
            for at, (county, own) in enumerate(zip(self._counties, parts, strict=True)):
                if own:
                    tables[: len(own), at] = county.travel(own, places)
            mean, potential = sums_over(self._ends, self._people, tables)
            for at, own in enumerate(parts):
                sums = (each[: len(own), at].tolist() for each in (mean, potential))
                self._counties[at].known.update(zip(own, zip(*sums, strict=True), strict=True))


def _county(at: int, parts: Sequence[Part], column: npt.NDArray[np.int64]) -> _County:
    """Return a county by its place; `column` of each place among those that have people, or -1."""
    found, mask = [], 0
    for part in parts:
        start, to = np.divmod(part.pairs, len(column))
        own = np.flatnonzero((start == at) & (column[to] >= 0))
        if len(own):
            found.append((part, own, column[to[own]]))
            mask |= part.mask
    return _County(mask, found)
