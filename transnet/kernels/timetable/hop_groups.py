"""Rides in no time: where a run calls at several stops within one second, and apart from it."""

from __future__ import annotations

import numpy as np

from transnet.kernels._arrays import Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.events import Calls


def hop_groups(calls: Calls) -> tuple[Int64Array, Int64Array]:
    """Return the first and the last call of each group in which a run may let off after it left.

    int64[g]. Of two calls with no time between them one that needn't come behind the other is none.
    """
    nothing = np.empty(0, np.int64)
    count = _find(calls, (nothing, nothing))
    firsts, lasts = np.empty((2, count), np.int64)
    if count:
        _find(calls, (firsts, lasts))
    return firsts, lasts


@borrowing
def _find(calls: Calls, groups: tuple[Int64Array, Int64Array]) -> int:
    """Fill in the groups as far as there is room, and return how many there are."""
    firsts, lasts = groups
    count = 0
    for run in range(len(calls.previous)):
        begin, end, start = calls.first[run], calls.first[run + 1], calls.first[run]
        for call in range(begin + 1, end):
            if calls.departure[call - 1] != calls.arrival[call]:
                start = call
                continue
            goes_on = calls.arrival[call] == calls.departure[call]
            if goes_on and call + 1 < end and calls.departure[call] == calls.arrival[call + 1]:
                continue  # within a group
            if call - start > 1 or (goes_on and calls.can_board[call]):
                if count < len(firsts):
                    firsts[count], lasts[count] = start, call
                count += 1
            start = call
    return count


def hops_apart(calls: Calls, firsts: Int64Array, lasts: Int64Array) -> Calls:
    """Return calls in which each group first lets off who came and then takes on who rides farther.

    firsts, lasts  int64[g], as `hop_groups` gives them. Each boarding within a group is the start
                   of a run of its own, up to the end of the group, behind the others.
    """
    more, runs, hops = _sizes(calls, firsts, lasts)
    size, every = len(calls.stop) + more + hops, len(calls.previous) + runs
    first = np.zeros(every + 1, np.int32)
    stop, arrival, departure = (np.empty(size, np.int32) for _ in range(3))
    can_board, can_alight = np.empty(size, np.bool_), np.empty(size, np.bool_)
    previous = np.full(every, -1, np.int32)
    made = Calls(first, stop, arrival, departure, can_board, can_alight, previous)
    _fill(calls, firsts, lasts, made)
    return made


@borrowing
def _sizes(calls: Calls, firsts: Int64Array, lasts: Int64Array) -> tuple[int, int, int]:
    """Return how many calls come once more, runs of their own there are, and calls of these."""
    more, runs, hops = 0, 0, 0
    for group in range(len(firsts)):
        more += lasts[group] - firsts[group] + 1
        for call in range(firsts[group], lasts[group]):
            if calls.can_board[call]:
                runs, hops = runs + 1, hops + lasts[group] - call + 1
    return more, runs, hops


@borrowing
def _fill(calls: Calls, firsts: Int64Array, lasts: Int64Array, made: Calls) -> None:
    at, group = 0, 0
    for run in range(len(calls.previous)):
        call, end = int(calls.first[run]), calls.first[run + 1]
        while call < end:
            if group < len(firsts) and firsts[group] == call:
                at = _apart(calls, (call, int(lasts[group])), False, made, at)
                while group + 1 < len(firsts) and firsts[group + 1] == lasts[group]:
                    group += 1
                    ends = int(firsts[group]), int(lasts[group])
                    at = _apart(calls, ends, True, made, at)
                call = int(lasts[group]) + 1
                group += 1
                continue
            now = calls.arrival[call], calls.departure[call]
            may = calls.can_board[call], calls.can_alight[call]
            at = _put(made, at, calls.stop[call], now, may)
            call += 1
        made.first[run + 1] = at
    of = len(calls.previous)
    for i in range(len(firsts)):
        now = calls.departure[firsts[i]], calls.departure[firsts[i]]
        for boards in range(firsts[i], lasts[i]):
            if not calls.can_board[boards]:
                continue
            for call in range(boards, lasts[i] + 1):
                may = call == boards, call > boards and calls.can_alight[call]
                at = _put(made, at, calls.stop[call], now, may)
            of += 1
            made.first[of] = at


@step
def _apart(calls: Calls, group: tuple[int, int], is_joined: bool, made: Calls, at: int) -> int:
    """Put the calls of a group; is_joined: its first has let off along with the one before."""
    first, last = group
    second = calls.departure[first]
    for call in range(first + is_joined, last + 1):
        may = False, calls.can_alight[call]
        at = _put(made, at, calls.stop[call], (calls.arrival[call], second), may)
    for call in range(first, last + 1):
        may = calls.can_board[call], False
        at = _put(made, at, calls.stop[call], (second, calls.departure[call]), may)
    return at


@step
def _put(made: Calls, at: int, stop: int, now: tuple[int, int], may: tuple[bool, bool]) -> int:
    made.stop[at], made.arrival[at], made.departure[at] = stop, now[0], now[1]
    made.can_board[at], made.can_alight[at] = may[0], may[1]
    return at + 1
