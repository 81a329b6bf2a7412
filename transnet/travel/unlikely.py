"""Trips by rides that nobody makes, because by road it takes a fraction of the time."""

from __future__ import annotations

import math
from collections.abc import Iterable

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.network import Network
from transnet.supply.kinds import BUS_OR_CYCLE, WALK, ModeSet
from transnet.travel.trip_path import Path
from transnet.travel.trip_source import TripSource

DRIVES = "likely_ride_drives"
"""The parameter that says how many drives a trip by rides may take for somebody to make it.

Such a trip stays in every measure of a state: were it left out, a faster road would take trips
away. Effects of projects on those who must ride leave it out.
"""

_OWN_WAYS = (BUS_OR_CYCLE, WALK)
MUST_RIDE: tuple[ModeSet, ...] = ("public", "rail", "carfree")
"""Ways of travelling in which one has to ride; without a car one may go short ways by oneself."""


def likely_ride_drives(network: Network) -> float:
    """Return how many drives a trip by rides takes at most that somebody makes; inf for no bound.

    Raises InputError for a value out of its range.
    """
    known = (DRIVES, "all") in network.parameter_values
    return network.parameter(DRIVES) if known else math.inf


def unlikely_notices(model: TripSource, trips: Iterable[Path]) -> list[Notice]:
    """Return a notice for each trip that rides and takes longer than anybody rides.

    model  in which the trips were found
    trips  between its places, by any means
    """
    found = []
    drives = likely_ride_drives(model.network)
    for trip in trips if math.isfinite(drives) else ():
        drive = _drive_min(model, trip)
        if trip.travel_min > drives * drive:
            both = said("{ends} ({using})", ends=trip.ends, using=trip.using)
            hint = said(
                "nobody makes this trip: what rides takes {ride:.0f} min, "
                "by road it is {drive:.0f}",
                ride=trip.travel_min,
                drive=drive,
            )
            found.append(notice("nobody_rides", "path", 0, "", both, hint))
    return found


def _drive_min(model: TripSource, trip: Path) -> float:
    """Return the minutes by car between the ends of a trip that must ride; inf for others.

    By time, whatever the trip was chosen by; inf where no road leads there, either.
    """
    rides = (
        trip.using in MUST_RIDE and trip.mode not in _OWN_WAYS and math.isfinite(trip.travel_min)
    )
    if not rides or trip.origin.id == trip.destination.id:
        return math.inf
    ends = [trip.origin.id], [trip.destination.id]
    return float(model.travel_times(*ends, using="drive")["travel_min"].iloc[0])
