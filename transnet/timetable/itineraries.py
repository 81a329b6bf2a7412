"""Journeys by timetable, leg by leg: which trip from where to where, and ways on foot between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from transnet.kernels.timetable.rides import Arrivals
from transnet.timetable.day_calls import DayCalls

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Leg:
    """A ride or a way on foot.

    mode                    "walk", or that of the route
    from_stop, to_stop      ids of stops; "" for a place that is none
    departure_s, arrival_s  seconds of the day that was asked for
    trips, trip_names       ids and names of trips: several where one stays seated; none on foot
    route                   id of the route, "" on foot
    """

    mode: str
    from_stop: str
    to_stop: str
    departure_s: int
    arrival_s: int
    trips: tuple[str, ...] = ()
    trip_names: tuple[str, ...] = ()
    route: str = ""


@dataclass(frozen=True)
class Journey:
    """A way from an origin to a destination.

    departure_s, arrival_s  seconds of the day that was asked for; one leaves just in time for the
                            first ride
    rides                   how many vehicles it takes
    """

    departure_s: int
    arrival_s: int
    rides: int
    legs: tuple[Leg, ...]

    def table(self) -> pd.DataFrame:
        """Return a row for each leg, with the fields of `Leg`; several trips joined by ';'."""
        import pandas as pd

        return pd.DataFrame(
            [
                {**vars(leg), "trips": ";".join(leg.trips), "trip_names": ";".join(leg.trip_names)}
                for leg in self.legs
            ]
        )


@dataclass(frozen=True, eq=False)
class Between:
    """Ways on foot of a search, each by its stop: to those where one boards, from those to the end.

    access, egress  stop -> seconds
    walks           (stop, stop) -> seconds
    """

    access: dict[int, int]
    egress: dict[int, int]
    walks: dict[tuple[int, int], int]
    ends: tuple[str, str]


def journey_of(day: DayCalls, arrivals: Arrivals, last: int, between: Between) -> Journey:
    """Return the journey that ends with an arrival, and the way from there to the destination."""
    legs: list[Leg] = []
    ids, calls = day.timetable.stop_ids, day.calls
    stop = int(arrivals.stop[last])
    there = int(calls.arrival[arrivals.alighted[last]])
    if between.egress[stop] or ids[stop] != between.ends[1]:
        seconds = between.egress[stop]
        legs.append(Leg("walk", ids[stop], between.ends[1], there, there + seconds))
    end_s = there + between.egress[stop]
    at = last
    while True:
        ride = _ride(day, int(arrivals.boarded[at]), int(arrivals.alighted[at]))
        legs.append(ride)
        boards = int(calls.stop[arrivals.boarded[at]])
        before = int(arrivals.before[at])
        if before < 0:
            break
        left = int(arrivals.stop[before])
        if left != boards:
            came = int(calls.arrival[arrivals.alighted[before]])
            seconds = between.walks[left, boards]
            legs.append(Leg("walk", ids[left], ids[boards], came, came + seconds))
        at = before
    starts_s = ride.departure_s - between.access[boards]
    if between.access[boards] or ids[boards] != between.ends[0]:
        legs.append(Leg("walk", between.ends[0], ids[boards], starts_s, ride.departure_s))
    return Journey(starts_s, end_s, int(arrivals.rides[last]), tuple(reversed(legs)))


def _ride(day: DayCalls, boarded: int, alighted: int) -> Leg:
    timetable, calls = day.timetable, day.calls
    first, run = (
        int(np.searchsorted(calls.first, call, side="right")) - 1 for call in (boarded, alighted)
    )
    runs = [run]
    while runs[-1] != first:  # one stayed seated
        runs.append(int(calls.previous[runs[-1]]))
    trips = day.trip[runs[::-1]]
    route = timetable.trip_route[trips[0]]
    return Leg(
        timetable.route_modes[route],
        timetable.stop_ids[calls.stop[boarded]],
        timetable.stop_ids[calls.stop[alighted]],
        int(calls.departure[boarded]),
        int(calls.arrival[alighted]),
        tuple(timetable.trip_ids[trips].tolist()),
        tuple(timetable.trip_names[trips].tolist()),
        timetable.route_ids[route],
    )
