"""Journeys as a table, a row for each leg, and connections; with names and times of day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from transnet.timetable.itineraries import Journey
from transnet.timetable.timetable_day import TimetableDay

_COLUMNS = (
    *("journey", "mode", "from_id", "from_name", "to_id", "to_name", "departure", "arrival"),
    *("minutes", "route", "route_name", "trips", "trip_names"),
)


def journey_table(day: TimetableDay, journeys: Sequence[Journey]) -> pd.DataFrame:
    """Return a row for each leg of some journeys of a day; see `TransitNetwork.journeys`."""
    return pd.DataFrame(list(_rows(day, journeys)), columns=list(_COLUMNS))


def connection_table(
    day: TimetableDay, found: pd.DataFrame, walk_s: float = math.inf
) -> pd.DataFrame:
    """Return departure, arrival and minutes of connections that take less than a walk all the way.

    found  departure_s and arrival_s, seconds of the day
    """
    taken_s = found["arrival_s"] - found["departure_s"]
    chosen = found[taken_s < walk_s].reset_index(drop=True)
    columns = {
        "departure": [day.clock(each) for each in chosen["departure_s"].tolist()],
        "arrival": [day.clock(each) for each in chosen["arrival_s"].tolist()],
        "minutes": (chosen["arrival_s"] - chosen["departure_s"]) / 60.0,
    }
    return pd.DataFrame(columns)


def _rows(day: TimetableDay, journeys: Sequence[Journey]) -> Iterator[tuple[object, ...]]:
    timetable = day.timetable

    def name_of(stop: str) -> str:
        row = timetable.row_of_stop.get(stop)
        return stop if row is None else str(timetable.stop_names[row])

    routes = dict(zip(timetable.route_ids.tolist(), timetable.route_names.tolist(), strict=True))
    for number, journey in enumerate(journeys, start=1):
        for leg in journey.legs:
            if leg.mode == "walk" and leg.arrival_s == leg.departure_s and len(journey.legs) > 1:
                continue  # one is there
            yield (
                number,
                leg.mode,
                leg.from_stop,
                name_of(leg.from_stop),
                leg.to_stop,
                name_of(leg.to_stop),
                day.clock(leg.departure_s),
                day.clock(leg.arrival_s),
                (leg.arrival_s - leg.departure_s) / 60.0,
                leg.route,
                routes.get(leg.route, ""),
                ";".join(leg.trips),
                ";".join(leg.trip_names),
            )
