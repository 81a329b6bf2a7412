"""Percentiles of travel time over the departures of a window, 64 origins at a time.

With marks d before and D after a change in minute a, the departures d + 1 to D arrive in minute a:
departure k took a - k + 1 minutes, begun ones counted. So those of at most t minutes among them are
D - max(d, a - t), if that is more than 0. Each lane halves the minutes in which its percentile may
lie until one is left; one pass over the changes of a place serves three percentiles. The least time
takes one pass alone: of the departures that arrive in a minute the last took least.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.kernels._arrays import Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.program import Program
from transnet.kernels.timetable.rows import (
    ROW,
    Marks,
    Row,
    added,
    any_at_least,
    greater,
    halved,
    if_at_least,
    less,
    less_within,
    load_row,
    spread_row,
    store_wide,
)

AT_ONCE = 3


class Asked(NamedTuple):
    """Which of the travel times in order are asked for.

    ranks        int64[p], from 1 on
    longest_min  times above are 1 more than it
    """

    ranks: Int64Array
    longest_min: int


def rank_of(percentile: float, departures: int) -> int:
    """Return which of the times in order a percentile is: the least that so many don't exceed.

    It is the nearest-rank percentile (Hyndman & Fan 1996, definition 1).
    """
    # Rounded: 5 % of 120 is 6, whatever 0.05 * 120 is in binary.
    return max(1, int(np.ceil(round(percentile * departures / 100, 9))))


@borrowing
def percentiles(
    program: Program, kept: Marks, asked: Asked, out: npt.NDArray[np.int16], column: tuple[int, int]
) -> None:
    """Write minutes of all places and ranks.

    kept    the row of each change, as `window.scan` keeps them
    out     int16[p * d * width]: those of rank p and place d from (p * places + d) * width on
    column  the first of the 64 columns to be written, and the width
    """
    places, ranks = len(program.place_row), len(asked.ranks)
    first, width = column
    p = 0
    while p < ranks:
        count = AT_ONCE if p + AT_ONCE <= ranks else 1
        for place in range(places):
            start, step = (p * places + place) * width + first, places * width
            if count == AT_ONCE:
                _settle(program, kept, asked, (p, place), out, (start, step))
            elif asked.ranks[p] == 1:
                _settle_least(program, kept, asked, place, out, start)
            else:
                _settle_one(program, kept, asked, (p, place), out, start)
        p += count


@step
def _settle_least(
    program: Program,
    kept: Marks,
    asked: Asked,
    place: int,
    out: npt.NDArray[np.int16],
    to: int,
) -> None:
    """Write the least time of one place."""
    shift = 128 if kept.itemsize == 1 else 0
    best = spread_row(kept, asked.longest_min + 1 - shift)
    one, before = spread_row(kept, 1), spread_row(kept, 0)
    for i in range(
        np.uint64(program.place_first[place]), np.uint64(program.place_first[place + 1])
    ):
        now = load_row(kept, np.int64(i) * ROW)
        took = less_within(spread_row(kept, program.place_minute[i] - shift), less(now, one))
        least = if_at_least(took, best, best, took)
        best = if_at_least(before, now, best, least)
        before = now
    store_wide(out, to, best, shift)


@step
def _settle_one(
    program: Program,
    kept: Marks,
    asked: Asked,
    which: tuple[int, int],
    out: npt.NDArray[np.int16],
    to: int,
) -> None:
    """Write one percentile of one place."""
    p, place = which
    shift = 128 if kept.itemsize == 1 else 0
    low, high = spread_row(kept, -shift), spread_row(kept, asked.longest_min + 1 - shift)
    rank, nothing = spread_row(kept, asked.ranks[p]), spread_row(kept, 0)
    first, stop = program.place_first[place], program.place_first[place + 1]
    for _ in range(_steps(kept, rank, stop if stop > first else 0, asked.longest_min)):
        middle = _middle(low, high)
        count, before = nothing, nothing
        for i in range(np.uint64(first), np.uint64(stop)):
            now = load_row(kept, np.int64(i) * ROW)
            minute = spread_row(kept, program.place_minute[i] - shift)
            count = added(count, _more(now, before, less_within(minute, middle), nothing))
            before = now
        low = if_at_least(count, rank, low, _after(kept, middle))
        high = if_at_least(count, rank, middle, high)
    store_wide(out, to, high, shift)


@step
def _steps(kept: Marks, rank: Row, stop: int, longest_min: int) -> int:
    """Return how often minutes are halved: never where no lane makes it so often.

    stop  behind the last change of a place; 0 where it has none
    """
    steps = 0
    if stop > 0 and any_at_least(load_row(kept, np.int64(stop - 1) * ROW), rank):
        while (1 << steps) < longest_min + 2:
            steps += 1
    return steps


@step
def _settle(
    program: Program,
    kept: Marks,
    asked: Asked,
    which: tuple[int, int],
    out: npt.NDArray[np.int16],
    to: tuple[int, int],
) -> None:
    """Write three percentiles of one place."""
    p, place = which
    shift = 128 if kept.itemsize == 1 else 0
    beyond = spread_row(kept, asked.longest_min + 1 - shift)
    low = spread_row(kept, -shift)
    rank_1, rank_2 = spread_row(kept, asked.ranks[p]), spread_row(kept, asked.ranks[p + 1])
    rank_3 = spread_row(kept, asked.ranks[p + 2])
    low_1, low_2, low_3 = low, low, low
    high_1, high_2, high_3 = beyond, beyond, beyond
    first, stop = program.place_first[place], program.place_first[place + 1]
    nothing = spread_row(kept, 0)
    for _ in range(_steps(kept, rank_1, stop if stop > first else 0, asked.longest_min)):
        mid_1, mid_2, mid_3 = _middle(low_1, high_1), _middle(low_2, high_2), _middle(low_3, high_3)
        count_1, count_2, count_3, before = nothing, nothing, nothing, nothing
        for i in range(np.uint64(first), np.uint64(stop)):
            now = load_row(kept, np.int64(i) * ROW)
            minute = spread_row(kept, program.place_minute[i] - shift)
            count_1 = added(count_1, _more(now, before, less_within(minute, mid_1), nothing))
            count_2 = added(count_2, _more(now, before, less_within(minute, mid_2), nothing))
            count_3 = added(count_3, _more(now, before, less_within(minute, mid_3), nothing))
            before = now
        low_1 = if_at_least(count_1, rank_1, low_1, _after(kept, mid_1))
        low_2 = if_at_least(count_2, rank_2, low_2, _after(kept, mid_2))
        low_3 = if_at_least(count_3, rank_3, low_3, _after(kept, mid_3))
        high_1 = if_at_least(count_1, rank_1, mid_1, high_1)
        high_2 = if_at_least(count_2, rank_2, mid_2, high_2)
        high_3 = if_at_least(count_3, rank_3, mid_3, high_3)
    store_wide(out, to[0], high_1, shift)
    store_wide(out, to[0] + to[1], high_2, shift)
    store_wide(out, to[0] + 2 * to[1], high_3, shift)


@step
def _middle(low: Row, high: Row) -> Row:
    return added(low, halved(less(high, low)))


@step
def _after(kept: Marks, middle: Row) -> Row:
    return added(middle, spread_row(kept, 1))


@step
def _more(now: Row, before: Row, late: Row, nothing: Row) -> Row:
    """Return how many departures between two marks aren't too late to be counted."""
    return greater(less(now, greater(before, late)), nothing)
