"""Rides in no time apart from the runs that they are part of, for a scan that goes by the second.

Where times are whole minutes, a run calls at several stops in one. A scan that takes all that
happens within a second in one order can't let a run arrive again after it left farther on: who
boarded there would ride back. So each boarding in such a group of calls gets a run of its own as
far as the group goes, and the run itself first lets off who came with it, then takes on who rides
farther.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.kernels.timetable.events import Calls

_Rows = npt.NDArray[np.intp]


def with_instant_hops_apart(calls: Calls) -> Calls:
    """Return calls by which one gets from stop to stop as before, in an order that a scan can take.

    The runs of a vehicle are one run then, and rides in no time runs of their own behind them.
    """
    calls = _in_one(calls)
    first, last = _groups(calls)
    return _apart(calls, first, last) if len(first) else calls


def _in_one(calls: Calls) -> Calls:
    """Return calls in which runs that one can sit through are one run."""
    runs = len(calls.previous)
    behind = np.full(runs, -1)
    following = np.flatnonzero(calls.previous >= 0)
    if not len(following):
        return calls
    behind[calls.previous[following]] = following
    order, heads = list[int](), list[int]()
    for root in np.flatnonzero(calls.previous < 0).tolist():
        heads.append(len(order))
        run = root
        while run >= 0:
            order.append(run)
            run = int(behind[run])
    sizes = np.diff(calls.first)[order]
    ends = np.cumsum(sizes)
    take = np.repeat(calls.first[:-1][order] - (ends - sizes), sizes) + np.arange(ends[-1])
    board, alight = calls.can_board[take], calls.can_alight[take]
    alight[ends - sizes], board[ends - 1] = False, False
    return Calls(
        np.append((ends - sizes)[heads], ends[-1]).astype(np.int32),
        calls.stop[take],
        calls.arrival[take],
        calls.departure[take],
        board,
        alight,
        np.full(len(heads), -1, np.int32),
    )


def _groups(calls: Calls) -> tuple[_Rows, _Rows]:
    """Return the first and the last call of each group in which a run may let off after it left."""
    count = len(calls.stop)
    is_hop = np.zeros(count + 1, dtype=np.bool_)  # whether a call leads on to the next in no time
    is_hop[: count - 1] = calls.departure[:-1] == calls.arrival[1:]
    is_hop[calls.first[1:] - 1] = False
    goes_on = calls.arrival == calls.departure
    joins = np.zeros(count, dtype=np.bool_)  # whether a call is within a group, neither end of it
    joins[1:] = is_hop[: count - 1] & is_hop[1:count] & goes_on[1:]
    first = np.flatnonzero(is_hop[:count] & ~joins)
    last = np.flatnonzero(np.append(False, is_hop[: count - 1]) & ~joins)
    needed = (last - first > 1) | (goes_on[last] & calls.can_board[last])
    return first[needed], last[needed]


def _apart(calls: Calls, first: _Rows, last: _Rows) -> Calls:
    inside, of = _ranges(first, last + 1)
    second = calls.departure[first]
    rows = np.append(np.arange(len(calls.stop)), inside)
    # Those who came are let off at all calls of a group before anybody is taken on at one.
    turn = np.append(2 * np.arange(len(calls.stop)), 2 * last[of] + 1)
    order = np.argsort(turn, kind="stable")
    takes_on = np.append(np.zeros(len(calls.stop), np.bool_), np.ones(len(inside), np.bool_))
    lets_off = ~takes_on
    takes_on[: len(calls.stop)][np.setdiff1d(np.arange(len(calls.stop)), inside)] = True
    arrival, departure = calls.arrival[rows], calls.departure[rows]
    departure[inside] = second[of]
    arrival[len(calls.stop) :] = second[of]
    more = np.zeros(len(calls.stop) + 1, dtype=np.int64)
    more[1:] = np.bincount(inside, minlength=len(calls.stop)).cumsum()
    boards = np.flatnonzero(calls.can_board[inside] & (inside < last[of]))
    hops, hop_of = _ranges(inside[boards], last[of[boards]] + 1)
    starts = np.flatnonzero(np.diff(hop_of, prepend=-1))
    is_start = np.zeros(len(hops), dtype=np.bool_)
    is_start[starts] = True
    now = second[of[boards]][hop_of]
    main = rows[order]
    return Calls(
        np.concatenate(
            [calls.first + more[calls.first], len(main) + np.append(starts, len(hops))[1:]]
        ).astype(np.int32),
        np.concatenate([calls.stop[main], calls.stop[hops]]),
        np.concatenate([arrival[order], now]).astype(np.int32),
        np.concatenate([departure[order], now]).astype(np.int32),
        np.concatenate(
            [(calls.can_board[rows] & takes_on)[order], calls.can_board[hops] & is_start]
        ),
        np.concatenate(
            [(calls.can_alight[rows] & lets_off)[order], calls.can_alight[hops] & ~is_start]
        ),
        np.full(len(calls.previous) + len(starts), -1, np.int32),
    )


def _ranges(start: _Rows, stop: _Rows) -> tuple[_Rows, _Rows]:
    """Return all rows from each start to before its stop, and which of them each belongs to."""
    sizes = stop - start
    of = np.repeat(np.arange(len(start)), sizes)
    return np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + start[of], of
