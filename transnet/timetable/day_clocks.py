"""What local clocks show on a day, and how many seconds of the day it is then.

Seconds of a day count from its noon minus 12 hours, as the times of GTFS do. Where clocks are
changed on a day, those before the change show an hour more or less than that.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from transnet.base.collector import refusal
from transnet.base.language import said

DAY_S = 86_400
_HOURS = (0, 12, 24, 36, 48)  # between two of these no clocks are changed twice


class DayClocks:
    """The clocks of a time zone on a day and those around it; "" for clocks that never change.

    What clocks show is in seconds after the midnight of the day, and runs on past 86,400 on the
    next: 25:30 is half past one then, whatever clocks do in between.
    """

    def __init__(self, day: date, time_zone: str) -> None:
        self.day = day
        self._zone = ZoneInfo(time_zone) if time_zone else None
        self._steady_s = 0
        if self._zone is not None:
            self._start = noon_of(day, self._zone) - timedelta(hours=12)
            hours = [datetime.combine(day, time(), self._zone) + timedelta(hours=h) for h in _HOURS]
            is_steady = len({each.utcoffset() for each in hours}) == 1
            self._steady_s = 3600 * _HOURS[-1] if is_steady else 0

    def second(self, shown_s: int, fold: int = 0) -> int:
        """Return the second of the day at which clocks show a time.

        fold  where they show it twice, 0 for the first time and 1 for the second
        Where they skip it, the second at which they would have shown it.
        """
        if self._zone is None or 0 <= shown_s < self._steady_s:
            return shown_s
        shown = datetime.combine(self.day, time()) + timedelta(seconds=shown_s)
        moment = shown.replace(tzinfo=self._zone, fold=fold).astimezone(UTC)
        return int((moment - self._start).total_seconds())

    def shown(self, second: int) -> int:
        """Return what clocks show at a second of the day."""
        if self._zone is None or 0 <= second < self._steady_s:
            return second
        local = (self._start + timedelta(seconds=second)).astimezone(self._zone)
        return int(
            (local.replace(tzinfo=None) - datetime.combine(self.day, time())).total_seconds()
        )

    def second_given(self, shown_s: int, text: object, name: str, fold: int = 0) -> int:
        """Return the same as `second`; raises InputError for a time that clocks skip.

        text, name  the time as it was written, and the argument that it is
        """
        second = self.second(shown_s, fold)
        if self.shown(second) != shown_s:
            day = self.day + timedelta(days=shown_s // DAY_S)
            hint = said(
                "clocks are put forward on {day} and skip this time: choose one before or after",
                day=day.isoformat(),
            )
            told = said("{name} can't be used", name=name)
            raise refusal(told, "bad_timetable", name, hint, text)
        return second


def noon_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which it is noon on a day in a time zone, as UTC."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)
