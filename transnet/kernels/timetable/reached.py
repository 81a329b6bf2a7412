"""What is within reach of 64 origins in at least so many departures of a window, by cutoff.

A percentile of travel time is at most a cutoff where the departures that make it within the cutoff
are at least its rank. With marks d before and D after a change in minute a, and a cutoff of t
minutes, D - max(d, a - t) more of them make it, if that is more than 0. So no times are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Int32Array
from transnet.kernels._jit import borrowing
from transnet.kernels.timetable.program import Program
from transnet.kernels.timetable.rows import (
    ROW,
    Marks,
    added,
    any_at_least,
    fill_rows,
    greater,
    less,
    load_row,
    spread_row,
    store_row,
)
from transnet.kernels.timetable.window import Seeds, begin, pass_minute


class Counts(NamedTuple):
    """Room for one batch.

    marks   rows of the program
    made    rows of each wanted place, side by side: its marks at its last change, and for each
            cutoff the departures that make it
    """

    marks: Marks
    made: Marks


@borrowing
def count_departures(
    program: Program, seeds: Seeds, departures: int, cutoffs: Int32Array, counts: Counts
) -> None:
    """Count the departures that make it to each wanted place within each cutoff, in minutes."""
    marks, made = counts
    wide = 1 + len(cutoffs)
    begin(program, seeds, departures, marks)
    fill_rows(made, len(program.place_row) * wide, 0)
    nothing, one = spread_row(marks, 0), spread_row(marks, 1)
    for minute in range(len(program.change_first) - 1):
        pass_minute(program, seeds, departures, marks, minute)
        for i in range(program.change_first[minute], program.change_first[minute + 1]):
            at = np.int64(program.change_place[i]) * wide * ROW
            now = load_row(marks, program.change_row[i])
            old = load_row(made, at)
            if not any_at_least(now, added(old, one)):
                continue
            store_row(made, at, now)
            for c in range(len(cutoffs)):
                late = spread_row(marks, min(max(minute - cutoffs[c], 0), departures))
                more = greater(less(now, greater(old, late)), nothing)
                at += ROW
                store_row(made, at, added(load_row(made, at), more))


@borrowing
def walk_within(
    made: Marks,
    cutoffs: Int32Array,
    departures: int,
    ways: tuple[Int32Array, Int32Array, Int32Array],
) -> None:
    """Let all departures make it where a way on foot alone does: place, lane and minutes."""
    place, lane, minutes = ways
    for way in range(len(place)):
        for c in range(len(cutoffs)):
            if minutes[way] <= cutoffs[c]:
                row = np.int64(place[way]) * (len(cutoffs) + 1) + c + 1
                made[row * ROW + lane[way]] = departures


@borrowing
def add_up(made: Marks, rank: int, amounts: FloatArray, sums: FloatArray) -> None:
    """Add the amount of each place to sums[c * ROW + lane] where enough departures make it.

    amounts  float64[d]; places are added in order, so that sums don't depend on anything else
    """
    width = len(sums)
    sums[:] = 0.0
    for place in range(len(amounts)):
        if amounts[place] != 0.0:
            first = place * (width + ROW) + ROW
            for at in range(width):
                sums[at] += amounts[place] if made[first + at] >= rank else 0.0
