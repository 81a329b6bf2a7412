"""Who sits in a trip already: where one may leave it, and the leg to there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from transnet.base.errors import UnknownNameError
from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.base.units import Int32Array
from transnet.timetable.day_calls import DayCalls
from transnet.timetable.itineraries import Journey, Leg


def calls_ahead(day: DayCalls, trip: str, now_s: int) -> Int32Array:
    """Return the calls that a trip makes from a second on at which one may leave it, int32[k].

    Raises UnknownNameError for a trip that isn't there, InputError for one that isn't on its way.
    """
    known = np.flatnonzero(day.timetable.trip_ids == trip)
    if not len(known):
        raise UnknownNameError(said("trip"), trip, day.timetable.trip_ids.tolist())
    calls = day.calls
    for run in np.flatnonzero(day.trip == known[0]).tolist():
        first, past = int(calls.first[run]), int(calls.first[run + 1])
        if calls.departure[first] <= now_s <= calls.arrival[past - 1]:
            every = np.arange(first + 1, past, dtype=np.int32)
            later = (calls.arrival[every] >= now_s) & calls.can_alight[every]
            return every[later]
    raise wrong_type(trip, "trip", said("isn't on its way at that time"))


def with_first_ride(
    day: DayCalls, trip: str, journey: Journey, ride: tuple[int, Mapping[str, int]]
) -> Journey:
    """Return a journey that begins in a trip with the ride in place of the way to its first stop.

    ride  second from which one sits in it, and the second at which it is at each stop ahead
    """
    now_s, arrives = ride
    row = int(np.flatnonzero(day.timetable.trip_ids == trip)[0])
    route = int(day.timetable.trip_route[row])
    legs = journey.legs
    left = legs[0].to_stop if legs else ""
    first = Leg(
        day.timetable.route_modes[route],
        "",
        left,
        now_s,
        arrives.get(left, journey.arrival_s),
        (trip,),
        (day.timetable.trip_names[row],),
        day.timetable.route_ids[route],
    )
    return replace(journey, departure_s=now_s, legs=(first, *legs[1:]))
