"""All connections of one pair in a window that none leaving later and arriving earlier betters.

Each stop holds the last second in which one may leave the origin and be there by now: the marks of
`window`, in seconds and of one origin, so that a walk is looked at only when it raises something.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Int32Array, Int64Array
from transnet.kernels._jit import borrowing, step
from transnet.kernels.timetable.events import Calls, Events, Span, Walks
from transnet.kernels.timetable.rides import NEVER

_NEVER_LEFT = -1


class Pair(NamedTuple):
    """Ways from an origin and to a destination, int32[n] seconds, NEVER where there is none.

    first, last  seconds of the span in which one may leave
    until        later seconds aren't looked at
    """

    access: Int32Array
    egress: Int32Array
    first: int
    last: int
    until: int


class _State(NamedTuple):
    """The last second in which one may leave the origin.

    board    int32[n], to board at each stop by now
    ridden   int32[n], to have come by a vehicle
    vehicle  int32[r], to be in each vehicle
    head     int32[seconds], 1 + the first of the walks that end in each second, 0 for none; behind
             it comes next - 1, and to and left say what it is
    used     int64[2], items of these in use, and of what was kept
    """

    board: Int32Array
    ridden: Int32Array
    vehicle: Int32Array
    head: Int32Array
    next: Int32Array
    to: Int32Array
    left: Int32Array
    used: Int64Array


def best_connections(
    timetable: tuple[Calls, Walks, Events, Span], pair: Pair, walked: int
) -> tuple[Int32Array, Int32Array]:
    """Return departures and arrivals, int32[k] seconds of the span, both ascending.

    walked  the most walks that may begin: ways from the stops of all arrivals
    """
    calls, walks, events, span = timetable
    stops, runs = len(walks.direct), len(calls.previous)
    until = min(pair.until, span.seconds - 1)
    state = _State(
        np.full(stops, _NEVER_LEFT, np.int32),
        np.full(stops, _NEVER_LEFT, np.int32),
        np.full(runs, _NEVER_LEFT, np.int32),
        np.zeros(span.seconds, np.int32),
        np.empty(walked, np.int32),
        np.empty(walked, np.int32),
        np.empty(walked, np.int32),
        np.zeros(2, np.int64),
    )
    room = int(events.first[until + 1] - events.first[pair.first])
    kept = np.empty(room, np.int32), np.empty(room, np.int32)
    _scan((walks, events), pair, until, state, kept)
    left, there = (each[: state.used[1]] for each in kept)
    order = np.lexsort((-left, there))
    left, there = left[order], there[order]
    best = np.maximum.accumulate(np.concatenate([[_NEVER_LEFT], left]))
    better = left > best[:-1]
    return left[better], there[better]


@borrowing
def _scan(
    timetable: tuple[Walks, Events],
    pair: Pair,
    until: int,
    state: _State,
    kept: tuple[Int32Array, Int32Array],
) -> None:
    walks, events = timetable
    for second in range(pair.first, until + 1):
        item = state.head[second]
        while item > 0:
            item -= 1
            to = state.to[item]
            state.board[to] = max(state.board[to], state.left[item])
            item = state.next[item]
        for k in range(events.first[second], events.first[second + 1]):
            stop, vehicle = events.at[k, 0], events.at[k, 1]
            if events.event[k] & 1:
                left = max(state.board[stop], state.vehicle[vehicle])
                if pair.access[stop] < NEVER:
                    leaves = min(second - pair.access[stop], pair.last)
                    if leaves >= pair.first:
                        left = max(left, leaves)
                state.vehicle[vehicle] = left
            elif state.vehicle[vehicle] > state.ridden[stop]:
                left = state.vehicle[vehicle]
                state.ridden[stop] = left
                if pair.egress[stop] < NEVER:
                    kept[0][state.used[1]] = left
                    kept[1][state.used[1]] = second + pair.egress[stop]
                    state.used[1] += 1
                _leave(walks, state, (stop, left), second, until)


@step
def _leave(walks: Walks, state: _State, what: tuple[int, int], second: int, until: int) -> None:
    """Walk on from a stop, where that raises something."""
    stop, left = what
    if walks.direct[stop]:
        state.board[stop] = max(state.board[stop], left)
    for way in range(walks.first[stop], walks.first[stop + 1]):
        to, there = walks.to[way], second + walks.seconds[way]
        if to >= len(state.board) or there > until or left <= state.board[to]:
            continue
        if there == second:
            state.board[to] = left
        else:
            item = state.used[0]
            state.used[0] += 1
            state.to[item], state.left[item], state.next[item] = to, left, state.head[there]
            state.head[there] = item + 1
