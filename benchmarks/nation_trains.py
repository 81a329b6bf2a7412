"""Fast trains of a made-up nation: along rows and columns of its counties, twice an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from transnet.base.sphere import great_circle_km
from transnet.base.units import FloatArray
from transnet.timetable.parts import Calls, Routes, Services, Stops, Trips
from transnet.timetable.timetable import Timetable, build_timetable

DAY = date(2026, 3, 2)
"""The day on which they run."""

_EVERY_LINE, _EVERY_STATION = 3, 2  # rows or columns of counties, and counties along one
_FIRST_S, _LAST_S, _HEADWAY_S = 6 * 3600, 22 * 3600, 1800
_KMH, _STARTING_S, _STOP_S = 250.0, 240, 120


@dataclass(frozen=True, eq=False)
class Hubs:
    """Towns of counties in rows of so many columns: lon, lat float64[c]."""

    lon: FloatArray
    lat: FloatArray
    columns: int


def fast_trains(hubs: Hubs, rng: np.random.Generator) -> tuple[Timetable, np.ndarray]:
    """Return a timetable of a day, and the county of each of its stops.

    Lines lead both ways; trains set out each half hour, after minutes that are drawn for each line.
    """
    lines = _lines(hubs)
    stations = np.unique(np.concatenate(lines)) if lines else np.empty(0, np.int64)
    ways = [way for line in lines for way in (line, line[::-1])]
    starts = np.arange(_FIRST_S, _LAST_S, _HEADWAY_S)
    stops, arrivals, departures, lengths = [], [], [], []
    for way in ways:
        arrival, departure = _clock(hubs, way)
        for start in starts + rng.integers(_HEADWAY_S):
            stops.append(np.searchsorted(stations, way))
            arrivals.append(start + arrival)
            departures.append(start + departure)
            lengths.append(len(way))
    trips = len(lengths)
    ids = [str(county) for county in stations]
    names = [f"G{trip}" for trip in range(trips)]
    routes = [f"line {line}" for line in range(len(ways))]
    made = build_timetable(
        Stops(ids, [f"county {each}" for each in ids], hubs.lon[stations], hubs.lat[stations]),
        Routes(routes, routes, ["rail"] * len(ways)),
        Trips(
            names,
            names,
            np.repeat(np.arange(len(ways)), len(starts)),
            np.zeros(trips, np.int64),
            np.full(trips, -1),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        ),
        _calls(stops, arrivals, departures),
        Services(["daily"], DAY, np.ones((1, 1), np.bool_)),
    )
    return made, stations


def _calls(
    stops: list[np.ndarray], arrivals: list[np.ndarray], departures: list[np.ndarray]
) -> Calls:
    columns = [
        np.concatenate(each) if each else np.empty(0, np.int64)
        for each in (stops, arrivals, departures)
    ]
    everywhere = np.ones(len(columns[0]), np.bool_)
    return Calls(*columns, everywhere, everywhere)


def _lines(hubs: Hubs) -> list[np.ndarray]:
    """Return the counties along each line that has two stations or more."""
    counties, columns = np.arange(len(hubs.lon)), hubs.columns
    rows = [counties[start : start + columns] for start in counties[:: columns * _EVERY_LINE]]
    across = [counties[column::columns] for column in range(0, columns, _EVERY_LINE)]
    return [line[::_EVERY_STATION] for line in (*rows, *across) if len(line) > _EVERY_STATION]


def _clock(hubs: Hubs, way: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return seconds of arrival and departure along a way, from the start."""
    lon, lat = hubs.lon[way], hubs.lat[way]
    km = great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:])
    rides = np.rint(km / _KMH * 3600).astype(np.int64) + _STARTING_S
    arrival = np.concatenate([[0], np.cumsum(rides)]) + _STOP_S * np.arange(len(way))
    return arrival, arrival + _STOP_S * (np.arange(len(way)) > 0)
