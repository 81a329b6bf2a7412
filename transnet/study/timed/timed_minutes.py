"""Minutes between all places by timetable in one state, over the windows of a working day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from transnet.base.errors import Notice
from transnet.base.units import FloatArray, Int32Array
from transnet.scenario.timetable_changes import working_day_after
from transnet.study.city_rides import CityStations
from transnet.study.network_state import NetworkState
from transnet.study.state import State
from transnet.study.timed.timed_hours import TimedHours, Window
from transnet.supply.boardings import boardings_of
from transnet.supply.kinds import TRAIN_MODES, Mode
from transnet.supply.platform_timetable import (
    PlatformTimetable,
    inside_stations,
    platform_timetable,
)
from transnet.supply.service_trips import ServiceTrips, open_trips, service_trips
from transnet.timetable.access_ways import AccessWays, goals_of, starts_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import departures_of, second_of_day
from transnet.travel.platform_ways import PlatformWays, Ways, platform_ways

LONGEST_MIN = 720
_FASTEST, _MEDIAN = 0.1, 50.0  # of 120 departures the first in order, and the 60th


class Ridden(NamedTuple):
    """Minutes by ride from each place to each, float64[o, d]; inf where there is none.

    fastest  of who leaves so that it fits, in the window
    median   of departures a minute apart over the window, the wait for the train included
    """

    fastest: FloatArray
    median: FloatArray


@dataclass(frozen=True, eq=False)
class TimedState:
    """A state in one traffic, and the trips that run in it.

    between  trips that one changes between at any station and between stations
    inside   trips of trains alone, that one changes between inside a station
    notices  what is said of the edits that were made in them
    """

    state: State
    hours: TimedHours
    between: PlatformTimetable
    inside: PlatformTimetable
    notices: tuple[Notice, ...] = ()

    @cached_property
    def ways(self) -> PlatformWays:
        """Ways by road."""
        return platform_ways(self.state.model)

    def in_traffic(self, state: State) -> TimedState:
        """Return the same trips with the roads of another traffic."""
        return replace(self, state=state)

    @cached_property
    def morning(self) -> Ridden:
        """Who leaves in the morning."""
        return self._ridden(self.hours.morning)

    @cached_property
    def evening(self) -> Ridden:
        """Who leaves in the evening."""
        return self._ridden(self.hours.evening)

    @cached_property
    def to_work(self) -> Ridden:
        """Who leaves in the morning and is there in time."""
        return self._ridden(self.hours.morning, self.hours.there_by)

    def _ridden(self, window: Window, until: str = "") -> Ridden:
        count = len(self.state.model.place_ids)
        ends = self.ways.access, self.ways.egress
        return ridden(self.between, (ends, count), window, until)

    def in_train(self, stations: Sequence[Ways], window: Window) -> Ridden:
        """Return the minutes in trains between groups of platforms, from boarding to alighting.

        stations  the platforms of each group: one way of 0 s to each
        """
        place = np.repeat(
            np.arange(len(stations), dtype=np.int32), [len(e.place) for e in stations]
        )
        none = np.zeros(0, dtype=np.int32)
        platform = np.concatenate([none, *(each.platform for each in stations)])
        ways = Ways(place, platform, np.zeros_like(platform))
        return ridden(self.inside, ((ways, ways), len(stations)), window)


def timed_state(state: State, hours: TimedHours, asked: NetworkState | None = None) -> TimedState:
    """Return the trips of a state by timetable.

    asked  what it was asked for by: its edits on the timetable are made
    Trips that don't run every day are left out: nobody can count on them.
    Raises ScenarioError for edits that can't be made.
    """
    model, network, topology = state.model, state.network, state.model.topology
    trips = open_trips(network, topology, service_trips(network, topology, model.reference))
    times = model.times.total
    between = platform_timetable(network, topology, trips, times)
    if asked is not None and asked.timetable_edits:
        made = working_day_after(
            asked.timetable_edits, between.timetable, network.when, asked.file, asked.spots
        )
        between = replace(between, timetable=made.timetable)
        return TimedState(state, hours, between, inside_stations(between), made.notices)
    inside = platform_timetable(network, topology, _trains(state, trips), times, inside=True)
    return TimedState(state, hours, between, inside)


def _trains(state: State, trips: ServiceTrips) -> ServiceTrips:
    modes = state.model.topology.lines.mode[trips.pattern]
    return trips.some(np.isin(modes, TRAIN_MODES))


def ridden(
    platforms: PlatformTimetable,
    places: tuple[tuple[Ways, Ways], int],
    window: Window,
    until: str = "",
) -> Ridden:
    """Return the minutes by ride between places over a window.

    places  their ways to platforms and from them, and how many there are
    until   who arrives later doesn't count, HH:MM
    """
    (access, egress), count = places
    feed = platforms.timetable
    if not len(feed.trip_ids) or not count:
        return Ridden(*np.full((2, count, count), np.inf))
    day = departures_of(feed, judged_day(platforms), window, LONGEST_MIN)
    if until:
        day = replace(day, until_min=(second_of_day(until, "until") - day.first_s) // 60)
    ends = [as_access(platforms, each, count) for each in (access, egress)]
    goals, starts = goals_of(feed, ends[1]), starts_of(feed, ends[0])
    found = CompiledWindow(feed, day, goals).percentile_minutes(starts, (_FASTEST, _MEDIAN))
    minutes = np.where(found > LONGEST_MIN, np.inf, found).transpose(0, 2, 1)
    return Ridden(*minutes)


def judged_day(platforms: PlatformTimetable) -> date:
    """Return the network's day, the last but one of the timetable's."""
    feed = platforms.timetable
    return feed.first_day + timedelta(feed.service_runs.shape[1] - 2)


def as_access(platforms: PlatformTimetable, ways: Ways, count: int) -> AccessWays:
    """Return ways to platforms, or from them, at which something calls, for so many places."""
    stop = platforms.row[ways.platform]
    there = stop >= 0
    names = [str(place) for place in range(count)]
    return AccessWays(names, ways.place[there], stop[there], ways.seconds[there])


def station_ways(
    state: State,
    own: CityStations,
    within_km: float = np.inf,
    modes: Collection[Mode] = TRAIN_MODES,
) -> Ways:
    """Return the platforms of trains at the stations of a city that are so near its seat."""
    at = boardings_of(state.model.topology)
    near = np.isin(at.stop, own.stops[own.km <= within_km]) & np.isin(at.mode, [*modes])
    platform: Int32Array = np.flatnonzero(near).astype(np.int32)
    none = np.zeros_like(platform)
    return Ways(none, platform, none)
