"""Windows of departures asked on an executor, a batch of origins at a time."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from transnet.base.on_executor import on_rows
from transnet.timetable.access_ways import AccessWays, DirectWays
from transnet.timetable.departure_window import Departures
from transnet.timetable.timetable_columns import TimetableColumns
from transnet.timetable.travel_window import TravelTimes, window_opportunities, window_travel_times

if TYPE_CHECKING:
    import pandas as pd

_LANES = 64  # origins that a window does together


@dataclass(frozen=True, eq=False)
class WindowQuestion:
    """What is asked of all origins alike.

    goals  destinations, or for opportunities these and amounts
    asked  percentiles; or cutoffs and a percentile
    """

    goals: object
    departures: Departures
    asked: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Origins:
    """Ways from origins, to stops and all the way."""

    ways: AccessWays
    direct: DirectWays

    def some(self, rows: npt.NDArray[Any]) -> tuple[AccessWays, DirectWays]:
        """Return the ways from some of them, which follow one another."""
        first, stop = int(rows[0]), int(rows[-1]) + 1
        place, to, seconds = map(np.asarray, (self.ways.place, self.ways.stop, self.ways.seconds))
        mine = (place >= first) & (place < stop)
        ways = AccessWays(self.ways.ids[first:stop], place[mine] - first, to[mine], seconds[mine])
        low, high = np.searchsorted(self.direct.origin, (first, stop))
        direct = DirectWays(
            self.direct.origin[low:high] - np.int32(first),
            self.direct.destination[low:high],
            self.direct.seconds[low:high],
        )
        return ways, direct


def travel_times_apart(
    executor: Executor, timetable: TimetableColumns, question: WindowQuestion, origins: Origins
) -> TravelTimes:
    """Return what `window_travel_times` does; there is one origin at least."""
    grounds, rows = (timetable, question, origins), np.arange(len(origins.ways.ids))
    found = [made for _, made in on_rows(executor, grounds, _times, rows, lanes=_LANES)]
    return TravelTimes(
        tuple(name for each in found for name in each.origins),
        found[0].destinations,
        found[0].percentiles,
        found[0].longest_min,
        np.concatenate([each.whole_min for each in found], axis=2),
    )


def opportunities_apart(
    executor: Executor, timetable: TimetableColumns, question: WindowQuestion, origins: Origins
) -> pd.DataFrame:
    """Return what `window_opportunities` does; there is one origin at least."""
    import pandas as pd

    grounds, rows = (timetable, question, origins), np.arange(len(origins.ways.ids))
    parts = on_rows(executor, grounds, _sums, rows, lanes=_LANES)
    return pd.concat([made for _, made in parts])


def _times(
    timetable: TimetableColumns, question: WindowQuestion, origins: Origins, rows: Any
) -> TravelTimes:
    ways, direct = origins.some(rows)
    ends = (ways, question.goals)
    return window_travel_times(timetable, ends, question.departures, question.asked, direct)


def _sums(
    timetable: TimetableColumns, question: WindowQuestion, origins: Origins, rows: Any
) -> pd.DataFrame:
    ways, direct = origins.some(rows)
    ends, (cutoffs, percentile) = (ways, question.goals), question.asked
    return window_opportunities(timetable, ends, question.departures, cutoffs, percentile, direct)
