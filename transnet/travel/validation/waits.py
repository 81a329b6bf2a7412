"""Wait and ride by headway, as the model has them, against the timetable's own departures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import MS_PER_MIN, FloatArray
from transnet.model.network import Network
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.kinds import TRAIN_MODES
from transnet.supply.lookup import ids
from transnet.supply.overrides import Overrides, Parameters
from transnet.supply.topology import Topology
from transnet.supply.weights import arc_inputs
from transnet.travel.validation.rooftop import MeanTrip, by_headway, first_come, rooftop

LEAST_TRAINS = 15
"""Trains a day from which a pair of towns is listed."""

READINGS = ("timed", "chance")
"""Those who know the timetable, and those who turn up."""

CLOSE_PCT = 10.0


@dataclass(frozen=True)
class Town:
    """Stations that count as one end of a trip.

    id  of a city, a place or a station
    """

    id: str
    name_zh: str
    name_en: str
    stations: frozenset[str]


def towns(network: Network) -> list[Town]:
    """Return the cities, with the stations that count as theirs, and the places outside them."""
    stations, cities, places = (network[name] for name in ("stations", "cities", "places"))
    found = [
        _town(row, "city_id", str(row["rail_stations"]).split(";"))
        for row in cities.to_dict("records")
    ]
    outside = places[places["kind"] == "external"]
    by_place = stations.groupby("place_id")["station_id"].agg(list)
    found += [
        _town(row, "place_id", by_place.get(row["place_id"], []))
        for row in outside.to_dict("records")
    ]
    return [town for town in found if town.stations]


def station_town(network: Network, station_id: str) -> Town:
    """Return one station as an end; raises KeyError for an unknown id."""
    stations = network["stations"].set_index("station_id", drop=False)
    return _town(stations.loc[station_id].to_dict(), "station_id", [station_id])


def _town(row: Mapping[Any, Any], key: str, stations: Iterable[str]) -> Town:
    return Town(str(row[key]), str(row["name_zh"]), str(row["name_en"]), frozenset(stations) - {""})


def compare_waits(
    network: Network,
    topology: Topology,
    pairs: Sequence[tuple[Town, Town]] | None = None,
    overrides: Overrides | None = None,
) -> pd.DataFrame:
    """Return wait and ride between towns from the model's headways and from the timetable.

    network   read at the timetable's day
    pairs     None takes all pairs of `towns`, one of them a city, that the timetable joins without
              a change by LEAST_TRAINS a day or more, busiest first
    returns   from_id, from_zh, from_en, to_id, to_zh, to_en, trains (of the timetable), then for
              those who know the timetable (timed) and for those who turn up (chance) the wait and
              ride of the timetable, timed_wait_min and timed_ride_min, of the model,
              timed_model_wait_min and timed_model_ride_min, and timed_error_pct of their sums.
              All stations of a town are pooled; a train that calls at several is taken where it is
              quickest. The model's gaps are as uneven as `departure_irregularity` says.
    """
    timetable = _Timetable(network)
    if pairs is None:
        pairs = _joined(network, timetable)
    services = _Services(network, topology, overrides)
    rows = [_row(start, end, timetable, services) for start, end in pairs]
    columns = ["from_id", "from_zh", "from_en", "to_id", "to_zh", "to_en", "trains"]
    parts = ("wait_min", "ride_min", "model_wait_min", "model_ride_min", "error_pct")
    columns += [f"{reading}_{part}" for reading in READINGS for part in parts]
    return pd.DataFrame(rows, columns=columns)


def summarise_waits(table: pd.DataFrame) -> pd.DataFrame:
    """Return the errors of `compare_waits` for both kinds of travellers.

    reading (timed, chance), pairs, within_10 (pairs within 10 %), median_abs_error_pct, bias_pct
    (median error)
    """
    rows = []
    for reading in READINGS:
        error = table[f"{reading}_error_pct"].dropna()
        rows.append(
            {
                "reading": reading,
                "pairs": len(error),
                "within_10": int((error.abs() <= CLOSE_PCT).sum()),
                "median_abs_error_pct": float(error.abs().median()),
                "bias_pct": float(error.median()),
            }
        )
    return pd.DataFrame(rows)


def _joined(network: Network, timetable: _Timetable) -> list[tuple[Town, Town]]:
    every = towns(network)
    inside = set(ids(network, "cities", "city_id").tolist())
    counted = [
        (len(timetable.between(start, end)[0]), start, end)
        for start in every
        for end in every
        if start.id != end.id and {start.id, end.id} & inside
    ]
    busy = [row for row in counted if row[0] >= LEAST_TRAINS]
    busy.sort(key=lambda row: (-row[0], row[1].id, row[2].id))
    return [(start, end) for _, start, end in busy]


def _row(start: Town, end: Town, timetable: _Timetable, services: _Services) -> dict[str, object]:
    departures, rides = timetable.between(start, end)
    row: dict[str, object] = {"trains": len(departures)}
    for side, town in (("from", start), ("to", end)):
        row |= {f"{side}_id": town.id, f"{side}_zh": town.name_zh, f"{side}_en": town.name_en}
    for reading, model in zip(READINGS, (rooftop, first_come), strict=True):
        real = model(departures, rides)
        ours = services.between(start, end, knows_timetable=reading == "timed")
        row |= {
            f"{reading}_wait_min": real.wait_min,
            f"{reading}_ride_min": real.travel_min,
            f"{reading}_model_wait_min": ours.wait_min,
            f"{reading}_model_ride_min": ours.travel_min,
            f"{reading}_error_pct": _error_pct(ours.total_min, real.total_min),
        }
    return row


def _error_pct(ours: float, real: float) -> float:
    """NaN where either has no train."""
    return 100 * (ours / real - 1) if np.isfinite(ours) and np.isfinite(real) else np.nan


class _Timetable:
    """Calls of all trains, in order."""

    def __init__(self, network: Network) -> None:
        calls = network["timetable"].sort_values(["train_id", "seq"], kind="stable")
        stations = network["stations"].drop_duplicates("name_zh").set_index("name_zh")
        named = calls["station_zh"].map(stations["station_id"])
        self._station = named.fillna("").to_numpy(dtype=object)
        self._train = pd.factorize(calls["train_id"])[0]
        self._arrival, self._departure = (
            calls[name].to_numpy(np.float64) for name in ("arrival_min", "departure_min")
        )

    def between(self, start: Town, end: Town) -> tuple[FloatArray, FloatArray]:
        """Departures and rides of the trains that join two towns, f64[n] each, minutes."""
        board, alight = (self._calls(town) for town in (start, end))
        first, last = (part.ravel() for part in np.meshgrid(board, alight, indexing="ij"))
        joined = (self._train[first] == self._train[last]) & (first < last)
        first, last = first[joined], last[joined]
        ride = self._arrival[last] - self._departure[first]
        timed = np.isfinite(ride)
        first, ride = first[timed], ride[timed]
        order = np.lexsort((ride, self._train[first]))
        _, quickest = np.unique(self._train[first[order]], return_index=True)
        chosen = order[quickest]
        return self._departure[first[chosen]], ride[chosen]

    def _calls(self, town: Town) -> npt.NDArray[np.intp]:
        return np.flatnonzero(np.isin(self._station, sorted(town.stations)))


class _Services:
    """Open services of trains between stops: how often and how long."""

    def __init__(
        self, network: Network, topology: Topology, overrides: Overrides | None = None
    ) -> None:
        parameters = Parameters(network, overrides)
        times = arc_inputs(network, topology).times(overrides).pairs.departures
        pairs = topology.pairs
        modes = [mode for mode in TRAIN_MODES if mode in topology.lines.mode]
        span = parameters.by_mode("service_span_min", modes)[pairs.mode[pairs.of_entry]]
        running = np.flatnonzero((span > 0) & (times.trains > 0))
        of_pair = pairs.of_entry[running]
        self._table = pd.DataFrame(
            {
                "start": topology.stops.ids[pairs.from_stop[of_pair]],
                "end": topology.stops.ids[pairs.to_stop[of_pair]],
                "pattern": pairs.pattern[running],
                "rate": times.trains[running] / TRAINS_UNIT / span[running],
                "ride": times.ride_ms[running] / MS_PER_MIN,
            }
        )
        name = "departure_irregularity"
        self._irregularity = parameters(name) if parameters.has(name) else 0.0

    def between(self, start: Town, end: Town, *, knows_timetable: bool) -> MeanTrip:
        """Wait and ride between two towns by headway."""
        table = self._table
        own = table[table["start"].isin(start.stations) & table["end"].isin(end.stations)]
        own = own.sort_values("ride", kind="stable").drop_duplicates("pattern")
        return by_headway(
            own["rate"], own["ride"], self._irregularity, knows_timetable=knows_timetable
        )
