"""Journeys by timetable, leg by leg: which trip from where to where, and ways on foot between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transnet.base.units import Int32Array
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
    """Ways on foot of a search: to stops where one boards, between them, and to the end.

    access  seconds to a stop
    egress  int32[n], seconds from each stop
    walks   (stop, stop) -> seconds
    """

    access: Callable[[int], int]
    egress: Int32Array
    walks: dict[tuple[int, int], int]
    ends: tuple[str, str]


def journey_of(day: DayCalls, arrivals: Arrivals, last: int, between: Between) -> Journey:
    """Return the journey that ends with an arrival, and the way from there to the destination."""
    legs: list[Leg] = []
    ids, calls = day.timetable.stop_ids, day.calls
    number, rides = _rides(day, arrivals, last)
    boards, stop = int(calls.stop[rides[0][0]]), int(calls.stop[rides[-1][1]])
    first_s, there = int(calls.departure[rides[0][0]]), int(calls.arrival[rides[-1][1]])
    access_s, egress_s = between.access(boards), int(between.egress[stop])
    starts_s, end_s = first_s - access_s, there + egress_s
    if access_s or ids[boards] != between.ends[0]:
        legs.append(Leg("walk", between.ends[0], ids[boards], starts_s, first_s))
    left, came = boards, first_s
    for boarded, alighted in rides:
        onto = int(calls.stop[boarded])
        if left != onto:
            legs.append(Leg("walk", ids[left], ids[onto], came, came + between.walks[left, onto]))
        ride = _ride(day, boarded, alighted)
        legs.append(ride)
        left, came = int(calls.stop[alighted]), ride.arrival_s
    if egress_s or ids[stop] != between.ends[1]:
        legs.append(Leg("walk", ids[stop], between.ends[1], there, end_s))
    return Journey(starts_s, end_s, number, tuple(legs))


def _rides(day: DayCalls, arrivals: Arrivals, last: int) -> tuple[int, list[tuple[int, int]]]:
    """Return how many rides lead to an arrival, and the calls at which each begins and ends."""
    _, number, _, *ride, before = arrivals.kept[last].tolist()
    found = [(ride[0], ride[1])]
    while before >= 0:
        *_, boarded, alighted, before = arrivals.kept[before].tolist()
        found.append((boarded, alighted))
    found.reverse()
    if day.timetable.has_recommended:
        for at in range(len(found) - 1):
            found[at : at + 2] = _best_change(day, found[at], found[at + 1])
    return number, found


def _best_change(
    day: DayCalls, one: tuple[int, int], other: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return two rides with the change between them where it is recommended, if it may be there.

    Neither the trips nor the journey's ends change.
    """
    calls, timetable = day.calls, day.timetable
    here = int(calls.stop[one[1]])
    if timetable.is_recommended[here] and here == calls.stop[other[0]]:
        return one, other
    run, onto = day.run_of[one[1]], day.run_of[other[0]]
    boardable = range(int(calls.first[onto]), min(other[1], int(calls.first[onto + 1])))
    for alights in range(max(int(calls.first[run]), one[0] + 1), int(calls.first[run + 1])):
        stop = int(calls.stop[alights])
        if not (timetable.is_recommended[stop] and calls.can_alight[alights]):
            continue
        ready = int(calls.arrival[alights]) + int(timetable.change_s[stop])
        for boards in boardable:
            at_stop = calls.stop[boards] == stop and calls.can_board[boards]
            if at_stop and calls.departure[boards] >= ready:
                return (one[0], alights), (boards, other[1])
    return one, other


def _ride(day: DayCalls, boarded: int, alighted: int) -> Leg:
    timetable, calls = day.timetable, day.calls
    first, runs = int(day.run_of[boarded]), [int(day.run_of[alighted])]
    while runs[-1] != first:  # one stayed seated
        runs.append(int(calls.previous[runs[-1]]))
    trips = [int(day.trip[run]) for run in reversed(runs)]
    route = timetable.trip_route[trips[0]]
    return Leg(
        timetable.route_modes[route],
        timetable.stop_ids[calls.stop[boarded]],
        timetable.stop_ids[calls.stop[alighted]],
        int(calls.departure[boarded]),
        int(calls.arrival[alighted]),
        tuple([timetable.trip_ids[trip] for trip in trips]),
        tuple([timetable.trip_names[trip] for trip in trips]),
        timetable.route_ids[route],
    )
