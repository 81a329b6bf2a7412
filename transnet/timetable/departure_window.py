"""When one leaves: times of day, windows of departures and percentiles, as callers write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from transnet.base.arrays import is_real
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.given import is_list, wrong_type
from transnet.base.language import Message, said
from transnet.timetable.day_clocks import DayClocks
from transnet.timetable.timetable_columns import TimetableColumns

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_MOST_DEPARTURES = 2880
_LONGEST_MIN = 7 * 1440


@dataclass(frozen=True, eq=False)
class Departures:
    """Departures a minute apart, of one day.

    first_s      second of the day of the first, after its noon minus 12 hours
    count        how many there are
    longest_min  longer travel times count as none
    until_min    who arrives later after the first departure doesn't arrive; None for all
    """

    day: date | str
    first_s: int
    count: int
    longest_min: int
    until_min: int | None = None

    @property
    def minutes(self) -> int:
        """Minutes from the first departure to the last arrival that counts."""
        whole = self.count - 1 + self.longest_min
        return whole if self.until_min is None else min(whole, self.until_min)


def second_of_day(text: object, name: str) -> int:
    """Return the seconds after midnight of "HH:MM" or "HH:MM:SS"; hours may run on past 24.

    Raises InputError for anything else.
    """
    found = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise wrong_type(text, name, said("must be a time such as 07:30"))
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def clock_text(second: int) -> str:
    """Return a second of the day as HH:MM:SS, which runs on past 24:00:00."""
    minutes, seconds = divmod(second, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def departures_of(
    timetable: TimetableColumns, day: date | str, window: object, longest_min: object
) -> Departures:
    """Return the departures of a window by local clocks; raises InputError for one that can't be.

    Where clocks are changed within it, there are as many as it has minutes.
    """
    when = timetable.day_given(day)
    if not isinstance(window, list | tuple) or len(window) != 2:
        raise wrong_type(window, "window", said('must be two times, such as ("07:00", "09:00")'))
    first, end = (second_of_day(each, "window") for each in window)
    if end <= first or (end - first) % 60:
        hint = said("must end whole minutes after it begins")
        raise _refused("window", hint, f"{window[0]} - {window[1]}")
    if (end - first) // 60 > _MOST_DEPARTURES:
        hint = said("must be two days long at most")
        raise _refused("window", hint, f"{window[0]} - {window[1]}")
    longest = whole_minutes(longest_min, "longest_min")
    clocks = DayClocks(when, timetable.time_zone)
    first, end = (
        clocks.second_given(each, text, "window")
        for each, text in zip((first, end), window, strict=True)
    )
    return Departures(when, first, (end - first) // 60, longest)


def departures_from(
    timetable: TimetableColumns, departure: object, window: object, longest_min: object
) -> Departures:
    """Return the departures from a day and time on, a minute apart; raises InputError for others.

    departure  "YYYY-MM-DD HH:MM" or a datetime, by the timetable's clocks; where they show it
               twice, the first time, unless its fold is 1
    window     whole minutes, or a duration of such
    """
    when = _moment(departure)
    day = timetable.day_given(when.date())
    shown_s = 3600 * when.hour + 60 * when.minute + when.second
    clocks = DayClocks(day, timetable.time_zone)
    first_s = clocks.second_given(shown_s, departure, "departure", when.fold)
    if isinstance(window, timedelta):
        minutes, rest = divmod(window, timedelta(minutes=1))
        window = minutes if not rest else window
    count = whole_minutes(window, "window", _MOST_DEPARTURES)
    return Departures(day, first_s, count, whole_minutes(longest_min, "longest_min"))


def _moment(departure: object) -> datetime:
    hint = said('must be a day and a time by local clocks, such as "2026-03-02 07:30"')
    if isinstance(departure, str):
        if ":" not in departure:  # a day alone would be its midnight
            raise wrong_type(departure, "departure", hint)
        try:
            departure = datetime.fromisoformat(departure.strip())
        except ValueError:
            raise wrong_type(departure, "departure", hint) from None
    if not isinstance(departure, datetime) or departure.tzinfo is not None:
        raise wrong_type(departure, "departure", hint)
    return departure


def percentiles_given(values: object) -> tuple[float, ...]:
    """Return percentiles above 0 and up to 100; raises InputError for others or none."""
    listed: Sequence[object] = list(values) if is_list(values) else [values]
    for each in listed:
        if not is_real(each) or not 0 < float(str(each)) <= 100:
            raise wrong_type(each, "percentiles", said("must be above 0 and up to 100"))
    if not listed:
        raise wrong_type(values, "percentiles", said("must be one at least"))
    return tuple(float(str(each)) for each in listed)


def cutoffs_given(values: object) -> list[int]:
    """Return whole minutes from 1 on, distinct; raises InputError for others or none."""
    listed = list(values) if is_list(values) else [values]
    cutoffs = [whole_minutes(each, "cutoffs_min") for each in listed]
    if not cutoffs or len(set(cutoffs)) < len(cutoffs):
        raise wrong_type(values, "cutoffs_min", said("must be distinct, and one at least"))
    return cutoffs


def whole_minutes(value: object, name: str, most: int = _LONGEST_MIN) -> int:
    """Return whole minutes from 1 on; raises InputError for anything else."""
    if isinstance(value, int | np.integer) and not isinstance(value, bool | np.timedelta64):
        whole = int(value)
        if 1 <= whole <= most:
            return whole
    raise wrong_type(value, name, said("must be whole minutes from 1 to {most}", most=most))


def _refused(name: str, hint: Message, value: str) -> InputError:
    return refusal(said("{name} can't be used", name=name), "bad_timetable", name, hint, value)
