"""Travel times by timetable over a window of departures, a minute apart, as percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels.timetable.events import Calls, Span, Walks, events_of
from transnet.kernels.timetable.percentiles import AT_ONCE, Asked, percentiles, rank_of
from transnet.kernels.timetable.program import Program, compile_program
from transnet.kernels.timetable.rows import ROW
from transnet.kernels.timetable.window import (
    Seeds,
    aligned_rows,
    marks_type,
    new_marks,
    scan,
    seeds_of,
    walk_there,
)
from transnet.timetable.access_ways import Goals, Starts, goals_of, starts_of
from transnet.timetable.day_calls import calls_on
from transnet.timetable.departure_window import Departures, departures_of, percentiles_given
from transnet.timetable.timetable_columns import TimetableColumns

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Percentiles of travel time over the departures of a window.

    origins, destinations  ids, [o] and [d]
    percentiles            [p]
    whole_min              int16[p, d, o], minutes, begun ones counted; longest_min + 1 where a
                           destination isn't reached within longest_min
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    percentiles: tuple[float, ...]
    longest_min: int
    whole_min: npt.NDArray[np.int16]

    def matrix(self, percentile: float) -> pd.DataFrame:
        """Return the minutes of a percentile, float64[o, d] by ids; inf where unreachable.

        Raises UnknownNameError for a percentile that wasn't asked for.
        """
        import pandas as pd

        if percentile not in self.percentiles:
            raise UnknownNameError(said("percentile"), percentile, map(str, self.percentiles))
        minutes = self._minutes()[self.percentiles.index(percentile)].T
        return pd.DataFrame(minutes, index=[*self.origins], columns=[*self.destinations])

    def table(self) -> pd.DataFrame:
        """Return a row for each pair: from_id, to_id and minutes p5, p50 and so on.

        inf where unreachable.
        """
        import pandas as pd

        columns: dict[str, object] = {
            "from_id": np.repeat(np.array(self.origins, dtype=object), len(self.destinations)),
            "to_id": np.tile(np.array(self.destinations, dtype=object), len(self.origins)),
        }
        for percentile, minutes in zip(self.percentiles, self._minutes(), strict=True):
            columns[f"p{percentile:g}"] = minutes.T.ravel()
        return pd.DataFrame(columns)

    def _minutes(self) -> npt.NDArray[np.float64]:
        return np.where(self.whole_min > self.longest_min, np.inf, self.whole_min)


def window_travel_times(
    timetable: TimetableColumns,
    ends: tuple[object, object],
    day: date | str,
    window: tuple[str, str],
    percentiles: Sequence[float],
    longest_min: int,
) -> TravelTimes:
    """Return percentiles of travel time; see `Timetable.travel_times`."""
    departures = departures_of(day, window, longest_min)
    asked = percentiles_given(percentiles)
    starts, goals = starts_of(timetable, ends[0]), goals_of(timetable, ends[1])
    found = CompiledWindow(timetable, departures, goals).percentile_minutes(starts, asked)
    minutes = np.ascontiguousarray(found[:, goals.row_of]) if goals.is_folded else found
    return TravelTimes(starts.ids, goals.ids, asked, departures.longest_min, minutes)


class CompiledWindow:
    """A window of a timetable, compiled for some destinations; many origins can be asked for."""

    def __init__(self, timetable: TimetableColumns, departures: Departures, goals: Goals) -> None:
        minutes = departures.count - 1 + departures.longest_min
        last_s = departures.first_s + 60 * minutes
        day = calls_on(timetable, departures.day, departures.first_s, last_s)
        calls, walks, tick_s = _in_ticks(day.calls, goals.walks, departures.first_s)
        events = events_of(calls, walks, Span(0, 60 // tick_s * minutes + 1))
        self.program: Program = compile_program(
            (calls, walks, events), goals.places, goals.rows, 60 // tick_s
        )
        self.tick_s = tick_s
        self.departures, self.goals = departures, goals

    def percentile_minutes(self, starts: Starts, wanted: Sequence[float]) -> npt.NDArray[np.int16]:
        """Return int16[percentiles, rows of goals, origins], whole minutes, begun ones counted.

        Times above `longest_min`, and where there is none, are longest_min + 1. Every number is
        the same however many threads are at work.
        """
        count, longest = self.departures.count, self.departures.longest_min
        ranks = [rank_of(each, count) for each in wanted]
        distinct = sorted(set(ranks))
        padded = distinct + distinct[-1:] * (-len(distinct) % AT_ONCE)
        asked = Asked(np.array(padded, dtype=np.int64), longest)
        kind = marks_type(count, longest)
        batches = -(-len(starts.ids) // ROW)
        width, places = batches * ROW, len(self.goals.rows)
        out = np.empty(len(padded) * places * width, dtype=np.int16)
        first = np.searchsorted(starts.place, np.arange(0, width + 1, ROW))

        def work(chunk: slice, workers: int) -> None:
            def one(worker: int) -> None:
                marks = new_marks(self.program, kind)
                kept = aligned_rows(len(self.program.change), kind)
                for batch in range(chunk.start + worker, chunk.stop, workers):
                    seeds = self._seeds(starts, slice(first[batch], first[batch + 1]))
                    scan(self.program, seeds, count, marks, kept)
                    percentiles(self.program, kept, asked, out, (batch * ROW, width))

            by_workers(one, workers)

        in_chunks(work, batches, len(self.program.to) + 20 * len(self.program.change) + 1)
        table = out.reshape(len(padded), places, width)
        self._walk_there(starts, table)
        return table[[distinct.index(rank) for rank in ranks], :, : len(starts.ids)]

    def _seeds(self, starts: Starts, part: slice) -> Seeds:
        ticks = -(-starts.seconds[part] // self.tick_s)
        return seeds_of(starts.stop[part], starts.place[part] % ROW, ticks, 60 // self.tick_s)

    def _walk_there(self, starts: Starts, table: npt.NDArray[np.int16]) -> None:
        """Let origins walk to destinations where that is faster, whenever one leaves."""
        row = self.goals.stop_row[starts.stop]
        minutes = -(-starts.seconds // 60)
        there = (row >= 0) & (minutes <= self.departures.longest_min)
        walk_there(table, row[there], starts.place[there], minutes[there])


def _in_ticks(calls: Calls, walks: Walks, first_s: int) -> tuple[Calls, Walks, int]:
    """Return times from `first_s` on in ticks of 60 s where trips keep whole minutes, else of 1 s.

    Nothing is lost: who is at a stop within a minute leaves at its end at the earliest, and
    arrivals are asked for by the minute. So ways are rounded up to whole minutes.
    """
    arrival, departure = calls.arrival - first_s, calls.departure - first_s
    tick_s = 1 if np.any(arrival % 60) or np.any(departure % 60) else 60
    ticked = calls._replace(arrival=arrival // tick_s, departure=departure // tick_s)
    return ticked, walks._replace(seconds=-(-walks.seconds // tick_s)), tick_s
