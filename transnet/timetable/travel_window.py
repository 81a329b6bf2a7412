"""Travel times by timetable over a window of departures, a minute apart, as percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels.timetable.events import Span, events_of
from transnet.kernels.timetable.percentiles import AT_ONCE, Asked, percentiles, rank_of
from transnet.kernels.timetable.program import MINUTE, Program, compile_program
from transnet.kernels.timetable.rows import ROW
from transnet.kernels.timetable.window import (
    Seeds,
    aligned_rows,
    marks_type,
    new_marks,
    scan,
    seeds_of,
)
from transnet.timetable.access_ways import Goals, Starts
from transnet.timetable.day_calls import calls_on
from transnet.timetable.timetable import Timetable


@dataclass(frozen=True, eq=False)
class Departures:
    """Departures a minute apart, of one day.

    first_s      second of the day of the first
    count        how many there are
    longest_min  longer travel times count as none
    """

    day: date | str
    first_s: int
    count: int
    longest_min: int


class CompiledWindow:
    """A window of a timetable, compiled for some destinations; many origins can be asked for."""

    def __init__(self, timetable: Timetable, departures: Departures, goals: Goals) -> None:
        minutes = departures.count - 1 + departures.longest_min
        span = Span(departures.first_s, MINUTE * minutes + 1)
        day = calls_on(timetable, departures.day, span.start, span.start + span.seconds - 1)
        events = events_of(day.calls, goals.walks, span)
        self.program: Program = compile_program(
            day.calls, goals.walks, events, goals.places, goals.rows
        )
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
                    seeds = _seeds(starts, slice(first[batch], first[batch + 1]))
                    scan(self.program, seeds, count, marks, kept)
                    percentiles(self.program, kept, asked, out, (batch * ROW, width))

            by_workers(one, workers)

        in_chunks(work, batches, len(self.program.to) + 20 * len(self.program.change) + 1)
        table = out.reshape(len(padded), places, width)
        self._walk_there(starts, table)
        return table[[distinct.index(rank) for rank in ranks], :, : len(starts.ids)]

    def _walk_there(self, starts: Starts, table: npt.NDArray[np.int16]) -> None:
        """Let origins walk to destinations where that is faster, whenever one leaves."""
        row = self.goals.stop_row[starts.stop]
        minutes = (starts.seconds + MINUTE - 1) // MINUTE
        there = (row >= 0) & (minutes <= self.departures.longest_min)
        for rank in table:
            np.minimum.at(rank, (row[there], starts.place[there]), minutes[there].astype(np.int16))


def _seeds(starts: Starts, part: slice) -> Seeds:
    return seeds_of(starts.stop[part], starts.place[part] % ROW, starts.seconds[part])
