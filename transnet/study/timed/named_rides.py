"""Which trains: the journeys of a pair by timetable, first and last, and the best of a window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transnet.study.timed.timed_hours import Window
from transnet.study.timed.timed_minutes import as_access, judged_day
from transnet.study.timed.train_numbers import TrainNumbers
from transnet.supply.platform_timetable import PlatformTimetable
from transnet.timetable.access_ways import AccessWays
from transnet.timetable.departure_window import second_of_day
from transnet.timetable.itineraries import Journey, Leg
from transnet.timetable.timetable_day import TimetableDay
from transnet.travel.platform_ways import Ways

WHOLE_DAY: Window = ("05:00", "24:00")
"""A train that leaves at 02:13 is nobody's first one."""

_USEFUL_S = 3600


@dataclass(frozen=True)
class NamedRide:
    """A ride of a journey.

    train      its number where one boards it, "" for a train that only a plan knows; the times of
               a service that opened after its timetable's day are by plan all the same
    service    id of its service
    from_id, to_id  stations
    departure, arrival  HH:MM, hours run on past 24
    """

    train: str
    service: str
    from_id: str
    to_id: str
    departure: str
    arrival: str


@dataclass(frozen=True)
class NamedJourney:
    """A journey: when one leaves and arrives, HH:MM, how long that takes, and its rides.

    road_min, ride_min, change_min  at both ends with the time in stations, in trains, and between
    """

    departure: str
    arrival: str
    minutes: int
    road_min: float
    ride_min: float
    change_min: float
    rides: tuple[NamedRide, ...]


class Journeys:
    """The journeys of one timetable."""

    def __init__(self, platforms: PlatformTimetable, numbers: TrainNumbers) -> None:
        self._platforms, self._numbers = platforms, numbers

    @cached_property
    def _day(self) -> TimetableDay:
        return self._platforms.timetable.on(judged_day(self._platforms))

    def first_and_last(self, start: Ways, end: Ways) -> tuple[NamedJourney, ...]:
        """Return the first useful journey from 05:00 on and the last of the day, or none.

        Useful is one that none leaving later and arriving earlier betters, and that takes no more
        than an hour longer than the shortest of the day: a night in a station is no journey home.
        """
        found = self._connections(start, end, WHOLE_DAY)
        if not found:
            return ()
        longest = min(there - leaves for leaves, there in found) + _USEFUL_S
        found = [each for each in found if each[1] - each[0] <= longest]
        ways = self._access(start), self._access(end)
        return tuple(self._named(ways, found[at]) for at in (0, -1))

    def best(self, start: Ways, end: Ways, window: Window, until_s: int = 0) -> NamedJourney | None:
        """Return the shortest journey of a window, the first of equals; None where there is none.

        until_s  who arrives later doesn't count; 0 for all
        """
        found = self._connections(start, end, window)
        found = [each for each in found if not until_s or each[1] <= until_s]
        if not found:
            return None
        fastest = min(found, key=lambda each: (each[1] - each[0], each[0]))
        return self._named((self._access(start), self._access(end)), fastest)

    def _connections(self, start: Ways, end: Ways, window: Window) -> list[tuple[int, int]]:
        ways = self._access(start), self._access(end)
        if not len(self._platforms.timetable.trip_ids) or not all(
            np.size(each.stop) for each in ways
        ):
            return []
        table = self._day.connections(*ways, window)
        # Who leaves as late as the window ends waits for a train that is none of its.
        table = table[table["departure_s"] < second_of_day(window[1], "window")]
        return list(zip(table["departure_s"].tolist(), table["arrival_s"].tolist(), strict=True))

    def _access(self, ways: Ways) -> AccessWays:
        return as_access(self._platforms, ways, 1)

    def _named(self, ways: tuple[AccessWays, AccessWays], times: tuple[int, int]) -> NamedJourney:
        return _named(self._day.journeys(*ways, times[0], later_min=1)[0], self._numbers)


def _named(journey: Journey, numbers: TrainNumbers) -> NamedJourney:
    rides = [leg for leg in journey.legs if leg.mode != "walk"]
    ends = [leg for leg in (journey.legs[0], journey.legs[-1]) if leg.mode == "walk"]
    road, ride = (sum(map(_minutes, legs)) for legs in (ends, rides))
    whole = (journey.arrival_s - journey.departure_s) / 60
    return NamedJourney(
        clock(journey.departure_s),
        clock(-(-journey.arrival_s // 60) * 60),
        -(-(journey.arrival_s - journey.departure_s) // 60),
        road,
        ride,
        max(whole - road - ride, 0.0),
        tuple(_ride(leg, numbers) for leg in rides),
    )


def _minutes(leg: Leg) -> float:
    return (leg.arrival_s - leg.departure_s) / 60


def _ride(leg: Leg, numbers: TrainNumbers) -> NamedRide:
    start = _station(leg.from_stop)
    return NamedRide(
        numbers.at(leg.trip_names[0], start) if leg.trip_names[0] else "",
        leg.route,
        start,
        _station(leg.to_stop),
        clock(leg.departure_s),
        clock(leg.arrival_s),
    )


def _station(stop: str) -> str:
    """Return the station of a platform; a stop that an edit adds is one by itself."""
    return stop.rpartition(":")[0] or stop


def clock(second: int) -> str:
    """Return seconds of the day as HH:MM; hours run on past 24."""
    return f"{second // 3600:02}:{second % 3600 // 60:02}"
