"""The edit that leads trips another way between two of their stops, or to another end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.timetable.edits.called_stops import CalledStop, WayTimes, with_stops
from transnet.timetable.edits.changed_ways import Detour, rerouted
from transnet.timetable.edits.names_in_timetable import not_on_way, stops_named
from transnet.timetable.edits.retimed_trips import put_back
from transnet.timetable.edits.trip_choice import TripChoice
from transnet.timetable.edits.trip_rows import Rows, Table, TripCalls, calls_of, next_calls
from transnet.timetable.part_checks import BoolArray
from transnet.timetable.timetable_columns import TimetableColumns


@dataclass(frozen=True, kw_only=True)
class Reroute(TripChoice, WayTimes):
    """Lead trips another way from one of their stops to a later one.

    from_stop, to_stop  ends of what is replaced; without from_stop trips begin with the new way,
                        without to_stop they end with it
    stops               on the new way, between the two; none to run through
    run_min, dwell_min, speed_kmh   times along it, from from_stop to to_stop: see `WayTimes`
    Times before the new way stay, later ones move along; where trips begin with it, those behind it
    stay. Trips that call at the two in the other order stay as they are: a notice says so.
    """

    action: ClassVar[str] = "reroute"
    from_stop: str = ""
    to_stop: str = ""
    stops: tuple[CalledStop, ...] = ()

    def made(self, timetable: Table, findings: Notices) -> Table:
        """Return the timetable with the edit made; errors go to the findings."""
        if not (self.from_stop or self.to_stop):
            hint = said("say where the new way begins or ends: from_stop, to_stop or both")
            findings.add("missing_key", hint, column="from_stop")
        if not self.stops and not (self.from_stop and self.to_stop):
            hint = said("name the stops of the new way; remove_stops cuts a trip short")
            findings.add("missing_key", hint, column="stops")
        trips = self.rows(timetable, findings)
        modes = timetable.route_modes[timetable.trip_route[trips[:1]]].tolist()
        grown, stops = with_stops(timetable, self.stops, "".join(modes), findings)
        calls = calls_of(grown, trips)
        begin, end = self._ends(grown, calls, findings)
        there = self._there(begin, end, calls, findings)
        if not there.any() and not findings.errors:
            names = [name for name in (self.from_stop, self.to_stop) if name]
            not_on_way(findings, ("from_stop", names), timetable, calls)
        if findings.errors:
            return timetable
        self.check_names(grown, trips[there], findings, said("none of its trips goes that way"))
        changed, rows = self.on_its_days(grown, trips[there], findings)
        if findings.errors:
            return timetable
        calls = calls_of(changed, rows)
        begin, end = self._ends(changed, calls, findings)
        way = self._way(changed, (stops, _stop(calls, begin), _stop(calls, end)), findings)
        if findings.errors:
            return timetable
        return put_back(timetable, changed, (rows, rerouted(calls, begin, end, way)), findings)

    def _ends(
        self, timetable: TimetableColumns, calls: TripCalls, findings: Notices
    ) -> tuple[Rows, Rows]:
        """Return the call of each trip at either end, -1 where none is named.

        Beyond all calls where a trip doesn't call there.
        """
        none = np.full(len(calls.first) - 1, -1, dtype=np.intp)
        begin, end = none, none
        if self.from_stop:
            stops = stops_named(timetable, findings, "from_stop", self.from_stop)
            begin = _or_beyond(next_calls(calls, stops, none), calls)
        if self.to_stop:
            stops = stops_named(timetable, findings, "to_stop", self.to_stop)
            end = _or_beyond(next_calls(calls, stops, begin), calls)
        return begin, end

    def _there(self, begin: Rows, end: Rows, calls: TripCalls, findings: Notices) -> BoolArray:
        """Return which trips go from one end to the other; a notice of those that go back."""
        beyond = len(calls.stop)
        there = (begin < beyond) & (end < beyond)
        back = (begin < beyond) & ~there
        if self.from_stop and self.to_stop and there.any() and back.any():
            hint = said(
                "{count} trips call at from_stop and not at to_stop behind it: they stay as they "
                "are; the other direction takes an edit of its own",
                count=int(back.sum()),
            )
            findings.add("other_direction", hint, column="from_stop", value=self.from_stop)
        return there

    def _way(
        self, timetable: TimetableColumns, ends: tuple[Rows, int, int], findings: Notices
    ) -> Detour:
        stops, begin, end = ends
        way = [*([begin] if begin >= 0 else []), *stops.tolist(), *([end] if end >= 0 else [])]
        own = [each.run_min for each in self.stops]
        own = [*([None] if begin >= 0 else []), *own, *([None] if end >= 0 else [])]
        stays = [each.dwell_min for each in self.stops]
        runs = self.runs(timetable, (np.array(way, dtype=np.intp), own), findings)
        stay = self.stays([None, *stays, None], findings)[1:-1]
        return Detour(stops, runs, stay)


def _stop(calls: TripCalls, at: Rows) -> int:
    """Return the stop of the first trip's end, by which distances are taken; -1 for none."""
    return int(calls.stop[at[0]]) if at[0] >= 0 else -1


def _or_beyond(found: Rows, calls: TripCalls) -> Rows:
    return np.where(found < 0, len(calls.stop), found)
