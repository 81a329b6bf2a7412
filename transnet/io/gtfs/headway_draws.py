"""Lines of which a feed gives headways and no times: departures moved within a headway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.io.gtfs.feed_parts import FeedParts
from transnet.timetable.timetable import Timetable

FROM_START, HALF = "from_start", "half"
_MOST_DRAWS = 1000
_Int = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HeadwayTimetable:
    """A timetable, and which of its trips run by a headway alone.

    frequency  intp[t], the same number for trips that follow each other by a headway, from 0 on
               without gaps; -1 for trips that have times
    headway_s  int64[frequencies]
    """

    timetable: Timetable
    frequency: npt.NDArray[np.intp]
    headway_s: _Int

    def half_later(self) -> Timetable:
        """Return the timetable in which these trips run half a headway later."""
        return self._moved(self.headway_s // 2)

    def drawn(self, draws: int, seed: int) -> Iterator[Timetable]:
        """Yield timetables in which each headway begins at any second of it, all alike likely."""
        random = np.random.default_rng(seed)
        for _ in range(draws):
            yield self._moved(random.integers(0, np.maximum(self.headway_s, 1)))

    def _moved(self, later_s: _Int) -> Timetable:
        if not len(later_s):
            return self.timetable
        of_trip = np.where(self.frequency >= 0, later_s[self.frequency], 0)
        of_call = np.repeat(of_trip, np.diff(self.timetable.first_call)).astype(np.int32)
        times = {}
        for name in ("arrival_s", "departure_s"):
            times[name] = getattr(self.timetable, name) + of_call
            times[name].flags.writeable = False
        return replace(self.timetable, **times)


def with_headways(timetable: Timetable, parts: Sequence[FeedParts]) -> HeadwayTimetable:
    """Return a timetable with the headways of the feeds that it was made of."""
    rows, headways, known = [], [], 0
    for each in parts:
        present, number = np.unique(each.frequency, return_inverse=True)
        first = int((present < 0).any())  # -1 comes first
        rows.append(np.where(each.frequency >= 0, number - first + known, -1))
        of_row = np.zeros(len(present), dtype=np.int64)
        of_row[number] = each.headway_s
        headways.append(of_row[first:])
        known += len(present) - first
    return HeadwayTimetable(
        timetable, np.concatenate(rows).astype(np.intp), np.concatenate(headways)
    )


def phase_given(headways: object) -> None:
    """Raise InputError for what says nothing of headways."""
    if headways not in (FROM_START, HALF):
        raise wrong_type(headways, "headways", said("must be 'from_start' or 'half'"))


def draws_given(draws: object, seed: object) -> int:
    """Return how many draws are asked for; raises InputError for other than whole numbers."""
    for value, name, least in ((draws, "draws", 1), (seed, "seed", 0)):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
            hint = said("must be a whole number of {least} or more", least=least)
            raise wrong_type(value, name, hint)
    if int(draws) > _MOST_DRAWS:  # type: ignore[call-overload]
        raise wrong_type(draws, "draws", said("must be {most} at most", most=_MOST_DRAWS))
    return int(draws)  # type: ignore[call-overload,no-any-return]
