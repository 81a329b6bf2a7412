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
from transnet.kernels.timetable.hop_groups import hop_groups, hops_apart

_Rows = npt.NDArray[np.intp]


def with_instant_hops_apart(calls: Calls) -> Calls:
    """Return calls by which one gets from stop to stop as before, in an order that a scan can take.

    The runs of a vehicle are one run then, and rides in no time runs of their own behind them.
    """
    calls = _in_one(calls)
    first, last = hop_groups(calls)
    return hops_apart(calls, first, last) if len(first) else calls


def _in_one(calls: Calls) -> Calls:
    """Return calls in which runs that one can sit through are one run."""
    runs = len(calls.previous)
    following = np.flatnonzero(calls.previous >= 0)
    if not len(following):
        return calls
    behind = np.full(runs, -1)
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
