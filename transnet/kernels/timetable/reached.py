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
    before  a row for each wanted place: its marks at its last change
    made    a row for each wanted place and cutoff: departures that make it
    """

    marks: Marks
    before: Marks
    made: Marks


@borrowing
def count_departures(
    program: Program, seeds: Seeds, departures: int, cutoffs: Int32Array, counts: Counts
) -> None:
    """Count the departures that make it to each wanted place within each cutoff, in minutes."""
    marks, before, made = counts
    places, many = len(program.place_row), len(cutoffs)
    begin(program, marks)
    fill_rows(before, places, 0)
    fill_rows(made, places * many, 0)
    nothing = spread_row(marks, 0)
    for minute in range(len(program.change_first) - 1):
        pass_minute(program, seeds, departures, marks, minute)
        for i in range(program.change_first[minute], program.change_first[minute + 1]):
            place = np.int64(program.change_place[i])
            now = load_row(marks, program.change_row[i])
            old = load_row(before, place * ROW)
            store_row(before, place * ROW, now)
            for c in range(many):
                late = spread_row(marks, min(max(minute - cutoffs[c], 0), departures))
                more = greater(less(now, greater(old, late)), nothing)
                at = (place * many + c) * ROW
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
                made[(np.int64(place[way]) * len(cutoffs) + c) * ROW + lane[way]] = departures


@borrowing
def add_up(made: Marks, rank: int, amounts: FloatArray, sums: FloatArray) -> None:
    """Add the amount of each place to sums[c * ROW + lane] where enough departures make it.

    amounts  float64[d]; places are added in order, so that sums don't depend on anything else
    """
    many = len(sums) // ROW
    sums[:] = 0.0
    for place in range(len(amounts)):
        if amounts[place] != 0.0:
            for at in range(many * ROW):
                if made[place * many * ROW + at] >= rank:
                    sums[at] += amounts[place]
