"""Edits of transfers: how long one walks from stop to stop, or takes to change at one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.edit_values import MOST_MIN, in_bounds, seconds
from transnet.timetable.edits.names_in_timetable import stops_named
from transnet.timetable.edits.trip_rows import Rows, Table, with_columns
from transnet.timetable.timetable_columns import TimetableColumns

Ends = npt.NDArray[np.signedinteger]


@dataclass(frozen=True, kw_only=True)
class BetweenStops:
    """Ways on foot between two stops, or to change at one; a name stands for all that have it.

    from_stop, to_stop  ids or names; without to_stop: to change at from_stop
    oneway              not back as well
    """

    from_stop: str
    to_stop: str = ""
    oneway: bool = False

    def pairs(self, timetable: TimetableColumns, findings: Notices) -> tuple[Rows, Rows]:
        """Return the stops of each way that is meant."""
        one = stops_named(timetable, findings, "from_stop", self.from_stop)
        if not self.to_stop:
            if self.oneway:
                hint = said("is of a way between two stops: leave it out")
                findings.add("bad_keys", hint, column="oneway")
            return one, one
        other = stops_named(timetable, findings, "to_stop", self.to_stop)
        tail, head = np.repeat(one, len(other)), np.tile(other, len(one))
        if not self.oneway:
            tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
        return tail, head


@dataclass(frozen=True, kw_only=True)
class SetTransfer(BetweenStops):
    """Set how long it takes on foot between two stops, or to change at one; a new way is added.

    transfer_min  from an arrival to a departure at the least
    """

    action: ClassVar[str] = "set_transfer"
    transfer_min: float

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        in_bounds(findings, "transfer_min", self.transfer_min, 0.0, MOST_MIN)
        tail, head = self.pairs(timetable, findings)
        if findings.errors:
            return timetable
        return _with_ways(timetable, tail, head, seconds(self.transfer_min))


@dataclass(frozen=True, kw_only=True)
class RemoveTransfer(BetweenStops):
    """Take a way on foot between two stops out; to change at one, set_transfer sets the time."""

    action: ClassVar[str] = "remove_transfer"

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        if not self.to_stop:
            hint = said("is required: one can change at a stop; set_transfer says how fast")
            findings.add("missing_key", hint, column="to_stop")
        tail, head = self.pairs(timetable, findings)
        gone = np.isin(
            _keys(timetable, timetable.walk_from, timetable.walk_to), _keys(timetable, tail, head)
        )
        if not gone.any() and not findings.errors:
            hint = said("no way on foot joins these two stops")
            findings.add("no_effect", hint, column="to_stop", value=self.to_stop)
        if findings.errors:
            return timetable
        names = ("walk_from", "walk_to", "walk_s")
        return with_columns(timetable, {name: getattr(timetable, name)[~gone] for name in names})


def _keys(timetable: TimetableColumns, tail: Ends, head: Ends) -> npt.NDArray[np.int64]:
    """Return one number for each pair of stops, in the order of ways."""
    return tail.astype(np.int64) * len(timetable.stop_ids) + head


def _with_ways(timetable: Table, tail: Rows, head: Rows, time_s: int) -> Table:
    """Return the timetable with a time for each way, in place of what it has there."""
    own = tail == head
    change = timetable.change_s.copy()
    change[tail[own]] = time_s
    ways = np.unique(_keys(timetable, tail[~own], head[~own]))
    known = _keys(timetable, timetable.walk_from, timetable.walk_to)
    stays = ~np.isin(known, ways)
    keys = np.concatenate([known[stays], ways])
    time = np.concatenate([timetable.walk_s[stays], np.full(len(ways), time_s)])
    order = np.argsort(keys, kind="stable")
    tails, heads = np.divmod(keys[order], len(timetable.stop_ids))
    columns = {"walk_from": tails, "walk_to": heads, "walk_s": time[order], "change_s": change}
    return with_columns(timetable, columns)
