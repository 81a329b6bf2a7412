"""Feeds of which nothing runs while one travels: named, for their cities would look cut off."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import Message, said
from transnet.timetable.day_calls import runs_within
from transnet.timetable.day_clocks import DayClocks
from transnet.timetable.departure_window import Departures, clock_text
from transnet.timetable.timetable import Timetable


class QuietFeeds:
    """Tells feeds of which no trip runs within a window.

    is_one  whether all trips are of one feed; else the feed stands before the first : of their ids
    """

    def __init__(self, timetable: Timetable, *, is_one: bool) -> None:
        self._timetable = timetable
        names = np.array(
            ["" if is_one else each.partition(":")[0] for each in timetable.trip_ids.tolist()],
            dtype=object,
        )
        self._feeds, self._feed_of = np.unique(names.astype(str), return_inverse=True)

    def notices(self, departures: Departures) -> list[dict[str, Any]]:
        """Return a notice, as a dict, of each feed of which nothing runs while one travels."""
        timetable, found = self._timetable, Notices("departure")
        day = timetable.day_given(departures.day)
        last_s = departures.first_s + 60 * departures.minutes
        trips, _ = runs_within(timetable, day, departures.first_s, last_s)
        runs = np.bincount(self._feed_of[trips], minlength=len(self._feeds)) > 0
        clocks = DayClocks(day, timetable.time_zone)
        first, last = (clock_text(clocks.shown(each)) for each in (departures.first_s, last_s))
        for feed in np.flatnonzero(~runs).tolist():
            told = said(
                "no trip of {feed} runs from {first} to {last} on {day}",
                feed=str(self._feeds[feed]) or said("the timetable"),
                first=first,
                last=last,
                day=day.isoformat(),
            )
            hours = self._hours(self._feed_of == feed, (day - timetable.first_day).days, clocks)
            found.add("quiet_feed", said("{told}; {hours}", told=told, hours=hours))
        return [each.as_dict() for each in found.notices]

    def _hours(self, own: npt.NDArray[np.bool_], column: int, clocks: DayClocks) -> Message:
        """Say when trips of a service day run."""
        timetable = self._timetable
        on_day = np.flatnonzero(own & timetable.service_runs[timetable.trip_service, column])
        if not len(on_day):
            return said("none runs on that day")
        starts = timetable.departure_s[timetable.first_call[on_day]]
        ends = timetable.arrival_s[timetable.first_call[on_day + 1] - 1]
        first, last = (clock_text(clocks.shown(int(each))) for each in (starts.min(), ends.max()))
        return said("on that day they run from {first} to {last}", first=first, last=last)
