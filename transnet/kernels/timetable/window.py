"""Scan a program once for every minute of a window and 64 origins, and keep what changed.

A mark is the number of a departure, from 1 on: an origin's lane in the row of a stop holds the last
departure of the window from which one is there by now, 0 for none. Who leaves later never arrives
earlier, so all departures up to the mark are there as well.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.kernels._arrays import Index, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.program import Program
from transnet.kernels.timetable.rows import (
    ROW,
    Marks,
    copy_row,
    fill_rows,
    load_row,
    raise_row,
    store_row,
)

NEVER = 0


class Seeds(NamedTuple):
    """Where the origins of a batch can board.

    at       int32[s], ROW * stop + lane
    second   int32[s], second of the minute in which one is there, from 1 on
    minutes  int32[s], minutes from the departure to there, begun ones counted
    ahead    int64[s], room for the departure from its stop for which each is needed next
    due      int32[seconds], room for the first seed that is needed in each second of the program
    behind   int32[s], and for the next one of the same second; -1 for none
    """

    at: Int32Array
    second: Int32Array
    minutes: Int32Array
    ahead: Int64Array
    due: Int32Array
    behind: Int32Array


def seeds_of(program: Program, stop: Int32Array, lane: Int32Array, seconds: Int32Array) -> Seeds:
    """Return the seeds of some ways, int32[s] each: from the origin of a lane to a stop.

    seconds  seconds, or longer ticks, as the program has them
    """
    minutes = (seconds + program.per_minute - 1) // program.per_minute
    second = seconds - program.per_minute * (minutes - 1)
    columns = (stop * ROW + lane, second, minutes)
    at, second, minutes = (np.ascontiguousarray(each, np.int32) for each in columns)
    due = np.empty(len(program.first) - 1, np.int32)
    return Seeds(at, second, minutes, np.empty(len(at), np.int64), due, np.empty_like(at))


def marks_type(departures: int, longest_min: int) -> npt.DTypeLike:
    """Return the narrowest type that holds the marks of so many departures and their minutes.

    In int8 percentiles count minutes from -128 on.
    """
    narrow = departures <= 127 and longest_min <= 125 and departures + longest_min <= 256
    return np.int8 if narrow else np.int16


def new_marks(program: Program, kind: npt.DTypeLike) -> Marks:
    """Return room for the rows of a program, from the start of a cache line on."""
    return aligned_rows(program.rows, kind)


def aligned_rows(rows: int, kind: npt.DTypeLike) -> Marks:
    """Return room for some rows, from the start of a cache line on."""
    size = rows * ROW * np.dtype(kind).itemsize
    room = np.empty(size + ROW, np.uint8)
    start = -room.ctypes.data % ROW
    return room[start : start + size].view(kind)


@borrowing
def begin(program: Program, seeds: Seeds, departures: int, marks: Marks) -> None:
    """Forget all marks; other rows are copied to before they are read."""
    fill_rows(marks, program.kept_rows, NEVER)
    seeds.due[:] = -1
    for seed in range(len(seeds.at)):
        seeds.ahead[seed] = program.departures[0][seeds.at[seed] // ROW]
        _sleep(program, seeds, departures, seed, seeds.minutes[seed])


@step
def _sleep(program: Program, seeds: Seeds, departures: int, seed: int, minute: int) -> None:
    """Let a seed sleep, from a minute on, till the last minute that is in time for a departure.

    Marks in between would be raised before anybody leaves the stop with them.
    """
    first, seconds = program.departures
    here = program.per_minute * (minute - 1) + seeds.second[seed]
    stop, ahead = seeds.at[seed] // ROW, seeds.ahead[seed]
    while ahead < first[stop + 1] and seconds[ahead] < here:
        ahead += 1
    seeds.ahead[seed] = ahead
    last = departures - 1 + seeds.minutes[seed]
    if ahead == first[stop + 1] or minute > last:
        return
    wake = min((seconds[ahead] - here) // program.per_minute, last - minute)
    due = here + program.per_minute * wake
    if due < len(seeds.due):
        seeds.behind[seed] = seeds.due[due]
        seeds.due[due] = seed


@step
def _run(program: Program, marks: Marks, start: Index, stop: Index) -> None:
    for k in range(np.uint64(start), np.uint64(stop)):
        to = program.to[k]
        if to & 1:
            copy_row(marks, to - 1, program.by[k])
        else:
            raise_row(marks, to, program.by[k])


@step
def pass_minute(program: Program, seeds: Seeds, departures: int, marks: Marks, minute: int) -> None:
    """Do what happens in a minute, which ends with second per_minute * minute."""
    last = program.per_minute * minute
    start = max(last - program.per_minute + 1, 0)
    done = program.first[start]
    for second in range(start, last + 1):
        seed = seeds.due[second]
        if seed < 0:
            continue
        ready = program.first[second]
        _run(program, marks, done, ready)
        done = ready
        while seed >= 0:
            following = seeds.behind[seed]
            at = seeds.at[seed]
            marks[at] = max(marks[at], minute - seeds.minutes[seed] + 1)
            _sleep(program, seeds, departures, seed, minute + 1)
            seed = following
    _run(program, marks, done, program.first[last + 1])


@borrowing
def scan(program: Program, seeds: Seeds, departures: int, marks: Marks, kept: Marks) -> None:
    """Keep the row of each change: kept[ROW * i] and on, in the order of wanted places."""
    begin(program, seeds, departures, marks)
    for minute in range(len(program.change_first) - 1):
        pass_minute(program, seeds, departures, marks, minute)
        for i in range(program.change_first[minute], program.change_first[minute + 1]):
            row = program.change_row[i]
            store_row(kept, np.int64(program.change[i]) * ROW, load_row(marks, row))


@borrowing
def walk_there(
    table: npt.NDArray[np.int16], row: Int32Array, column: Int32Array, minutes: Int32Array
) -> None:
    """Lower table[:, row, column] to the minutes of some ways."""
    for way in range(len(row)):
        for p in range(len(table)):
            table[p, row[way], column[way]] = min(table[p, row[way], column[way]], minutes[way])
