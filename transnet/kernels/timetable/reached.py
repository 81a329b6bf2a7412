"""What is within reach of 64 origins in at least so many departures of a window, by cutoff.

A percentile of travel time is at most a cutoff where the departures that make it within the cutoff
are at least its rank. With marks d before and D after a change in minute a, and a cutoff of t
minutes, D - max(d, a - t) more of them make it, if that is more than 0. So no times are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Int32Array
from transnet.kernels._jit import borrowing, step
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
    made    rows of each wanted place, side by side: its marks at its last change, and for each
            cutoff the departures that make it
    """

    marks: Marks
    made: Marks


@borrowing
def count_departures(
    program: Program, seeds: Seeds, departures: int, cutoffs: Int32Array, counts: Counts
) -> None:
    """Count the departures that make it to each wanted place within each cutoff.

    cutoffs  minutes, ascending. Up to that minute all marks make it, and more than all departures
             later none; so changes are counted between.
    """
    begin(program, seeds, departures, counts.marks)
    fill_rows(counts.made, len(program.place_row) * (1 + len(cutoffs)), 0)
    last, low, high, copied = len(program.change_first) - 2, 0, 0, 0
    for minute in range(last + 1):
        while high < len(cutoffs) and cutoffs[high] < minute:
            high += 1
        while low < high and cutoffs[low] + departures < minute:
            low += 1
        pass_minute(program, seeds, departures, counts.marks, minute)
        if high > 0:
            _count(program, minute, cutoffs, (low, high), counts)
        while copied < len(cutoffs) and min(cutoffs[copied], last) == minute:
            _copy(program, (copied, len(cutoffs)), counts)
            copied += 1


@step
def _copy(program: Program, which: tuple[int, int], counts: Counts) -> None:
    """Let all marks make it within a cutoff, the number of which is given, and how many there are.

    From the first cutoff on it is known what the marks were.
    """
    cutoff, wide = which[0], 1 + which[1]
    for place in range(len(program.place_row)):
        at = np.int64(place) * wide * ROW
        now = load_row(counts.marks, np.int64(program.place_row[place]) * ROW)
        store_row(counts.made, at + (1 + cutoff) * ROW, now)
        if cutoff == 0:
            store_row(counts.made, at, now)


@step
def _count(
    program: Program, minute: int, cutoffs: Int32Array, which: tuple[int, int], counts: Counts
) -> None:
    """Count the changes of a minute, for the cutoffs from one up to another."""
    marks, made = counts
    wide, nothing = 1 + len(cutoffs), spread_row(marks, 0)
    for i in range(program.change_first[minute], program.change_first[minute + 1]):
        at = np.int64(program.change_place[i]) * wide * ROW
        now, old = load_row(marks, program.change_row[i]), load_row(made, at)
        store_row(made, at, now)
        for c in range(which[0], which[1]):
            late = spread_row(marks, minute - cutoffs[c])
            more = greater(less(now, greater(old, late)), nothing)
            here = at + (1 + c) * ROW
            store_row(made, here, added(load_row(made, here), more))


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
    width = np.uint64(len(sums))
    sums[:] = 0.0
    for place in range(len(amounts)):
        amount = amounts[place]
        if amount != 0.0:
            first = np.uint64(place * (len(sums) + ROW) + ROW)
            for at in range(width):
                sums[at] += amount if made[first + at] >= rank else 0.0
