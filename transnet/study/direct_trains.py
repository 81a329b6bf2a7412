"""Trains that join two cities without a change: how many, how fast, and when the first one goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transnet.base.units import MS_PER_MIN, FloatArray
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.kinds import TRAIN_MODES

if TYPE_CHECKING:
    from transnet.study.city_rides import CityStations
    from transnet.travel.model import TravelModel

_AS_FAST_MIN = 0.5
_DAY_MIN = 24 * 60

Entries = npt.NDArray[np.intp]
Stops = npt.NDArray[np.integer]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DirectTrains:
    """The trains of a day from one city to another, each by its quickest pair of their stations.

    trains      departures a day
    at_fastest  of these, as fast as the fastest, to half a minute
    fastest_min, median_min  minutes on board; inf without a train
    first, last  "HH:MM" at the station where one boards, of the trains whose timetable is known;
                 empty without one
    untimed     departures a day of which no timetable is known
    """

    trains: float
    at_fastest: float
    fastest_min: float
    median_min: float
    first: str
    last: str
    untimed: float


NO_TRAINS = DirectTrains(0.0, 0.0, np.inf, np.inf, "", "", 0.0)


class TrainsBetween:
    """The direct trains of one state between the stations of cities."""

    def __init__(self, model: TravelModel) -> None:
        self._model = model
        pairs, departures = model.topology.pairs, model.times.pairs.departures
        self._runs = (departures.trains > 0) & np.isin(
            pairs.mode[pairs.of_entry], [int(mode) for mode in TRAIN_MODES]
        )

    def between(self, start: CityStations, end: CityStations) -> DirectTrains:
        """Return the trains from any station of one city to any of another."""
        entries = _quickest(self._model, start.stops, end.stops, self._runs)
        if not len(entries):
            return NO_TRAINS
        known = self._model.times.pairs.departures
        ride = known.ride_ms[entries] / MS_PER_MIN
        trains = known.trains[entries] / TRAINS_UNIT
        at = self._departures(entries)
        times = sorted(minute for each in at for minute in each)
        return DirectTrains(
            trains=float(trains.sum()),
            at_fastest=float(trains[ride <= ride.min() + _AS_FAST_MIN].sum()),
            fastest_min=float(ride.min()),
            median_min=_median(ride, trains),
            first=_clock(times[0]) if times else "",
            last=_clock(times[-1]) if times else "",
            untimed=float(trains.sum()) - len(times) if len(times) < trains.sum() else 0.0,
        )

    def _departures(self, entries: Entries) -> list[list[float]]:
        """Return the minutes of the day at which the trains of each entry leave, where known."""
        topology, services = self._model.topology, self._model.network["services"]
        pairs, lines = topology.pairs, topology.lines
        rows = lines.row[pairs.pattern[entries]]
        boards = topology.stops.ids[pairs.from_stop[pairs.of_entry[entries]]].tolist()
        timed = services["timetable"].notna().to_numpy()[rows]
        trains = services["trains"].astype(str).to_numpy()[rows]
        return [
            self._left(str(names).split(";"), station) if known else []
            for known, names, station in zip(timed, trains, boards, strict=True)
        ]

    def _left(self, names: list[str], station: str) -> list[float]:
        """Return when some trains leave a station; a train may bear several numbers on its way."""
        numbers, calls = self._timetable
        found = []
        for name in names:
            minutes = [
                calls[train, station]
                for train in numbers.get(name, ())
                if (train, station) in calls
            ]
            found += minutes[:1]
        return found

    @cached_property
    def _timetable(self) -> tuple[dict[str, list[str]], dict[tuple[str, str], float]]:
        """Trains of the timetable by number; minutes of the day at which each leaves a station."""
        network = self._model.network
        table, stations = network["timetable"], network["stations"].drop_duplicates("name_zh")
        if table.empty:
            return {}, {}
        numbers: dict[str, list[str]] = {}
        both = table[["train_no", "train_id"]].drop_duplicates()
        for number, train in both.itertuples(index=False):
            numbers.setdefault(str(number), []).append(str(train))
        names = dict(zip(stations["name_zh"], stations["station_id"], strict=True))
        left = table[table["departure_min"].notna() & table["station_zh"].isin(names)]
        minutes: list[float] = (left["departure_min"] % _DAY_MIN).tolist()
        keys = zip(left["train_id"], left["station_zh"].map(names), strict=True)
        return numbers, dict(zip(keys, minutes, strict=True))


def departures_between(model: TravelModel, starts: Sequence[str], ends: Sequence[str]) -> float:
    """Return the departures a day of all that joins two groups of stops without a change.

    Trains, planes, coaches and buses alike, each once.
    """
    known, ids = model.times.pairs.departures, model.topology.stops.ids
    froms, tos = (np.flatnonzero(np.isin(ids, list(names))) for names in (starts, ends))
    entries = _quickest(model, froms, tos, known.trains > 0)
    return float(known.trains[entries].sum()) / TRAINS_UNIT


def _quickest(model: TravelModel, starts: Stops, ends: Stops, runs: BoolArray) -> Entries:
    """Return the entries that lead from some stops to others, of each pattern the quickest.

    runs  which entries count
    """
    pairs, ride_ms = model.topology.pairs, model.times.pairs.departures.ride_ms
    joins = np.isin(pairs.from_stop, starts) & np.isin(pairs.to_stop, ends)
    entries = np.flatnonzero(joins[pairs.of_entry] & runs)
    entries = entries[np.lexsort((ride_ms[entries], pairs.pattern[entries]))]
    return entries[np.unique(pairs.pattern[entries], return_index=True)[1]]


def _median(ride: FloatArray, trains: FloatArray) -> float:
    """Return the minutes of the middle departure of a day; the mean of both where two are."""
    order = np.argsort(ride, kind="stable")
    passed, half = np.cumsum(trains[order]), trains.sum() / 2.0
    at = int(np.searchsorted(passed, half - 1e-9))
    on_the_edge = np.isclose(passed[at], half) and at + 1 < len(order)
    following = ride[order[at + 1]] if on_the_edge else ride[order[at]]
    return float((ride[order[at]] + following) / 2.0)


def _clock(minute: float) -> str:
    hours, minutes = divmod(int(minute), 60)
    return f"{hours:02d}:{minutes:02d}"
