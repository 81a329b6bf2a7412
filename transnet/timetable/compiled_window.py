"""A window of departures, compiled once: many origins can be asked for, 64 at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, Int32Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels.timetable.day_runs import in_minutes
from transnet.kernels.timetable.events import Calls, Span, Walks, events_of
from transnet.kernels.timetable.percentiles import Asked, percentiles, rank_of
from transnet.kernels.timetable.program import Program, compile_program
from transnet.kernels.timetable.reached import Counts, add_up, count_departures, walk_within
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
from transnet.timetable.access_ways import Goals, Starts
from transnet.timetable.day_calls import calls_on
from transnet.timetable.departure_window import Departures
from transnet.timetable.instant_hops import with_instant_hops_apart
from transnet.timetable.timetable_columns import TimetableColumns

_Ways = tuple[Int32Array, Int32Array, Int32Array]
_Batch = Callable[[int, Seeds], None]


class CompiledWindow:
    """A window of a timetable, compiled for some destinations.

    Every number is the same however many threads are at work.
    """

    def __init__(self, timetable: TimetableColumns, departures: Departures, goals: Goals) -> None:
        minutes = departures.minutes
        last_s = departures.first_s + 60 * minutes
        day = calls_on(timetable, departures.day, departures.first_s, last_s)
        calls, walks, tick_s = _in_ticks(day.calls, goals.walks, departures.first_s)
        calls = with_instant_hops_apart(calls)
        events = events_of(calls, walks, Span(0, 60 // tick_s * minutes + 1))
        self.program: Program = compile_program(
            (calls, walks, events), goals.places, goals.rows, 60 // tick_s
        )
        self.departures, self.goals = departures, goals
        self._tick_s, self._kind = tick_s, marks_type(departures.count, departures.longest_min)

    def percentile_minutes(self, starts: Starts, wanted: Sequence[float]) -> npt.NDArray[np.int16]:
        """Return int16[percentiles, rows of goals, origins], whole minutes, begun ones counted.

        Times above `longest_min`, and where there is none, are longest_min + 1.
        """
        count, longest = self.departures.count, self.departures.longest_min
        ranks = [rank_of(each, count) for each in wanted]
        distinct = sorted(set(ranks))
        asked = Asked(np.array(distinct, dtype=np.int64), longest)
        width, places = -(-len(starts.ids) // ROW) * ROW, len(self.goals.rows)
        out = np.empty(len(distinct) * places * width, dtype=np.int16)

        def new_batch() -> _Batch:
            marks = new_marks(self.program, self._kind)
            kept = aligned_rows(len(self.program.change), self._kind)

            def one(batch: int, seeds: Seeds) -> None:
                scan(self.program, seeds, count, marks, kept)
                percentiles(self.program, kept, asked, out, (batch * ROW, width))

            return one

        self._in_batches(starts, new_batch)
        table = out.reshape(len(distinct), places, width)
        walk_there(table, *self._on_foot(starts))
        order: list[int] | slice = [distinct.index(rank) for rank in ranks]
        if order == list(range(len(ranks))):
            order = slice(len(ranks))  # a view
        return table[order, :, : len(starts.ids)]

    def sums_within(
        self, starts: Starts, amounts: FloatArray, cutoffs: Int32Array, percentile: float
    ) -> FloatArray:
        """Return float64[cutoffs, origins]: amounts whose percentile of travel time is within.

        amounts  float64[rows of goals]
        cutoffs  int32[k], ascending minutes up to `longest_min`
        """
        count, places = self.departures.count, len(self.goals.rows)
        rank = rank_of(percentile, count)
        batches = -(-len(starts.ids) // ROW)
        sums = np.zeros((batches, len(cutoffs) * ROW))
        row, column, minutes = self._on_foot(starts)
        first = np.searchsorted(column, np.arange(0, batches * ROW + 1, ROW))

        def new_batch() -> _Batch:
            counts = Counts(
                new_marks(self.program, self._kind),
                aligned_rows(places * (1 + len(cutoffs)), self._kind),
            )

            def one(batch: int, seeds: Seeds) -> None:
                part = slice(first[batch], first[batch + 1])
                ways = row[part], column[part] % np.int32(ROW), minutes[part]
                count_departures(self.program, seeds, count, cutoffs, counts)
                walk_within(counts.made, cutoffs, count, ways)
                add_up(counts.made, rank, amounts, sums[batch])

            return one

        self._in_batches(starts, new_batch)
        by_lane = sums.reshape(batches, len(cutoffs), ROW).transpose(1, 0, 2)
        return by_lane.reshape(len(cutoffs), batches * ROW)[:, : len(starts.ids)]

    def departures_within(self, starts: Starts, cutoffs: Int32Array) -> npt.NDArray[np.int16]:
        """Return int16[rows of goals, cutoffs, origins], departures that make it within each.

        starts   64 origins at most
        cutoffs  int32[k], ascending minutes from 0 to `longest_min`
        """
        count, places, wide = self.departures.count, len(self.goals.rows), 1 + len(cutoffs)
        counts = Counts(
            new_marks(self.program, self._kind), aligned_rows(places * wide, self._kind)
        )
        seeds = self._seeds(starts, slice(len(starts.place)))
        count_departures(self.program, seeds, count, cutoffs, counts)
        walk_within(counts.made, cutoffs, count, self._on_foot(starts))
        made = counts.made.reshape(places, wide, ROW)
        return made[:, 1:, : len(starts.ids)].astype(np.int16)

    def _in_batches(self, starts: Starts, new_batch: Callable[[], _Batch]) -> None:
        """Answer for all origins, 64 at a time; each worker has room of its own."""
        batches = -(-len(starts.ids) // ROW)
        first = np.searchsorted(starts.place, np.arange(0, batches * ROW + 1, ROW))

        def work(chunk: slice, workers: int) -> None:
            def one(worker: int) -> None:
                answer = new_batch()
                for batch in range(chunk.start + worker, chunk.stop, workers):
                    answer(batch, self._seeds(starts, slice(first[batch], first[batch + 1])))

            by_workers(one, workers)

        in_chunks(work, batches, len(self.program.to) + 20 * len(self.program.change) + 1)

    def _seeds(self, starts: Starts, part: slice) -> Seeds:
        ticks = -(-starts.seconds[part] // self._tick_s)
        return seeds_of(self.program, starts.stop[part], starts.place[part] % ROW, ticks)

    def _on_foot(self, starts: Starts) -> _Ways:
        """Return row of goals, origin and minutes of ways that lead to a goal without a ride.

        By origin: those to stops that are goals, and those that lead there all the way.
        """
        row, origin, seconds = self.goals.stop_row[starts.stop], starts.place, starts.seconds
        if starts.direct is not None:
            ways = starts.direct
            row = np.append(row, self.goals.row_of[ways.destination]).astype(np.int32)
            origin, seconds = np.append(origin, ways.origin), np.append(seconds, ways.seconds)
            order = np.argsort(origin, kind="stable")
            row, origin, seconds = row[order], origin[order], seconds[order]
        minutes = -(-seconds // 60)
        there = (row >= 0) & (minutes <= self.departures.longest_min)
        return row[there], origin[there], minutes[there]


def _in_ticks(calls: Calls, walks: Walks, first_s: int) -> tuple[Calls, Walks, int]:
    """Return times from `first_s` on in ticks of 60 s where trips keep whole minutes, else of 1 s.

    Nothing is lost: who is at a stop within a minute leaves at its end at the earliest, and
    arrivals are asked for by the minute. So ways are rounded up to whole minutes.
    """
    arrival, departure = np.empty_like(calls.arrival), np.empty_like(calls.departure)
    tick_s = 60
    if not in_minutes(calls, first_s, arrival, departure):
        tick_s, arrival, departure = 1, calls.arrival - first_s, calls.departure - first_s
    ticked = calls._replace(arrival=arrival, departure=departure)
    return ticked, walks._replace(seconds=-(-walks.seconds // tick_s)), tick_s
