"""Tables of a network from a timetable: what runs on its busiest day, by route and stops."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.language import Message, said
from transnet.base.sphere import nearest_km
from transnet.base.units import FloatArray
from transnet.io.grid_groups import grid_groups
from transnet.model.cells import id_problem
from transnet.model.checks.id_rules import twin_key
from transnet.timetable.timetable import Timetable

_MODES = {
    "rail": "conventional", "subway": "metro", "tram": "metro", "cable_tram": "metro",
    "monorail": "metro", "funicular": "metro", "bus": "bus", "trolleybus": "bus",
    "coach": "coach",
}  # fmt: skip
_KINDS = {"metro": "metro", "conventional": "conventional", "coach": "bus", "bus": "bus"}
_UNFIT = re.compile(r"[\s;/]+")
_CHANGE_KM, _CHANGES, _DETOUR, _WALK_KMH = 0.25, 4, 1.3, 5.0
_MOST_STOPS, _FAR_KM = 400, 2.0
_RANKS = ("metro", "conventional", "bus")
_LEAST_MIN = 0.1  # what the schema allows of a headway; feeds have stops within a second, too


@dataclass(frozen=True)
class _Pattern:
    """Trips of a route past the same stops: minutes before each stop and at it, departures."""

    runs: list[list[float]] = field(default_factory=list)
    dwells: list[list[float]] = field(default_factory=list)
    departures: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Halts:
    """Stations that stops were put together into, as columns; and the station of each stop.

    of_stop  intp[stops], -1 for a stop without trips or far from all places
    side_km  of the squares in which stops were put together; 0 for none
    far      how many stops with trips are left out
    """

    of_stop: npt.NDArray[np.intp]
    names: list[str]
    titles: list[str]
    kinds: list[str]
    lon: FloatArray
    lat: FloatArray
    side_km: float
    far: int


def services_of(
    timetable: Timetable, places: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], date, list[Message]]:
    """Return stations, services, stops and transfers as text, their day, and what was made.

    places  lon and lat in degrees; stops farther than 2 km from all are left out

    The day is that on which most trips run. Trips past the same stops are a service, with median
    times; ferries, flights and what else a network hasn't are left out. Of more than 400 stops
    those in a square are one. Stops near each other are joined by changes on foot.
    """
    day = _busiest(timetable)
    running, left_out = _running(timetable, day)
    halts = _halts(timetable, running, places)
    patterns = _patterns(timetable, running, halts.of_stop)
    routes = _plain_ids([str(each) for each in timetable.route_ids])
    services: list[dict[str, str]] = []
    stops: list[dict[str, str]] = []
    numbers: dict[int, int] = defaultdict(int)
    for (route, calls), pattern in patterns.items():
        numbers[route] += 1
        service = f"{routes[route]}-{numbers[route]}"
        mode = _MODES[str(timetable.route_modes[route])]
        services.append(_service(service, str(timetable.route_names[route]), mode, pattern))
        stops += _stops(service, [halts.names[stop] for stop in calls], pattern)
    stations = _stations(halts)
    tables = {"stations": stations, "services": services, "stops": stops}
    frames = {name: pd.DataFrame(rows, dtype=object) for name, rows in tables.items() if rows}
    changes = list(_changes(halts))
    if changes:
        frames["transfers"] = pd.DataFrame(changes, dtype=object)
    when = timetable.first_day + timedelta(days=day)
    told = [
        said(
            "{trips:,} trips of {day} make {services:,} services of {stations:,} stops, with "
            "{changes:,} changes on foot; {left_out:,} trips by other means were left out",
            trips=len(running),
            day=when,
            services=len(services),
            stations=len(stations),
            changes=len(changes),
            left_out=left_out,
        )
    ]
    if halts.far:
        far, limit = halts.far, _FAR_KM
        told.append(
            said(
                "{far:,} stops lie more than {limit:g} km from all places: left out",
                far=far,
                limit=limit,
            )
        )
    if halts.side_km:
        count = int((halts.of_stop >= 0).sum())
        side = halts.side_km
        told.append(said("{count:,} stops: those in {side:g} km are one", count=count, side=side))
    return frames, when, told


def _busiest(timetable: Timetable) -> int:
    """Return the day, as a column of `service_runs`, on which most trips run."""
    trips = np.bincount(timetable.trip_service, minlength=len(timetable.service_runs))
    return int((trips @ timetable.service_runs).argmax())


def _running(timetable: Timetable, day: int) -> tuple[npt.NDArray[np.intp], int]:
    """Return the trips of a day by modes that a network has, and how many others run."""
    trips = np.flatnonzero(timetable.service_runs[:, day][timetable.trip_service])
    known = np.array([str(mode) in _MODES for mode in timetable.route_modes], dtype=np.bool_)
    kept = known[timetable.trip_route[trips]]
    return trips[kept], int((~kept).sum())


def _halts(timetable: Timetable, running: npt.NDArray[np.intp], places: pd.DataFrame) -> _Halts:
    """Return the stations of the trips that run: their stops, put together where they are many."""
    kinds = [_RANKS.index(_KINDS.get(_MODES.get(str(mode), ""), "bus"))
             for mode in timetable.route_modes]  # fmt: skip
    count = len(timetable.stop_ids)
    rank, calls = np.full(count, len(_RANKS)), np.zeros(count, dtype=np.intp)
    for trip in running.tolist():
        first, end = timetable.first_call[trip : trip + 2]
        called = timetable.call_stop[first:end]
        rank[called] = np.minimum(rank[called], kinds[timetable.trip_route[trip]])
        calls[called] += 1
    lon, lat = np.asarray(timetable.stop_lon), np.asarray(timetable.stop_lat)
    known = np.flatnonzero((calls > 0) & np.isfinite(lon) & np.isfinite(lat))
    points = pd.DataFrame({"lon": lon[known], "lat": lat[known]})
    used = known[nearest_km(points, places)[0][:, 0] <= _FAR_KM] if len(known) else known
    group, side = grid_groups(lon[used], lat[used], _MOST_STOPS, rank[used])
    of_stop = np.full(count, -1, dtype=np.intp)
    of_stop[used] = group
    weights = np.bincount(group, calls[used])
    by_calls = np.lexsort((-calls[used], group))
    firsts = np.searchsorted(group[by_calls], np.arange(len(weights)))
    heads = used[by_calls[firsts]]
    names = _plain_ids([str(timetable.stop_ids[stop]) for stop in heads])
    titles = [" ".join(str(timetable.stop_names[stop]).split()) for stop in heads]
    return _Halts(
        of_stop=of_stop,
        names=names,
        titles=[title or name for title, name in zip(titles, names, strict=True)],
        kinds=[_RANKS[rank[stop]] for stop in heads],
        lon=np.bincount(group, calls[used] * lon[used]) / weights,
        lat=np.bincount(group, calls[used] * lat[used]) / weights,
        side_km=side,
        far=len(known) - len(used),
    )


def _patterns(
    timetable: Timetable, running: npt.NDArray[np.intp], halt_of: npt.NDArray[np.intp]
) -> Mapping[tuple[int, tuple[int, ...]], _Pattern]:
    """Return the patterns of some trips by route and stations."""
    routes, first = timetable.trip_route.tolist(), timetable.first_call.tolist()
    halt, arrival, departure = (
        halt_of[timetable.call_stop], timetable.arrival_s, timetable.departure_s,
    )  # fmt: skip
    found: dict[tuple[int, tuple[int, ...]], _Pattern] = defaultdict(_Pattern)
    for trip in running.tolist():
        at = np.arange(first[trip], first[trip + 1])
        at = at[halt[at] >= 0]
        at = at[np.append(True, np.diff(halt[at]) != 0)[: len(at)]]  # twice running is once
        if len(at) < 2:
            continue
        pattern = found[routes[trip], tuple(halt[at].tolist())]
        pattern.runs.append(((arrival[at[1:]] - departure[at[:-1]]) / 60.0).tolist())
        pattern.dwells.append(((departure[at] - arrival[at]) / 60.0).tolist())
        pattern.departures.append(int(departure[at[0]]))
    return found


def _plain_ids(ids: Sequence[str]) -> list[str]:
    """Return ids that a network can have, each like its own and no two alike."""
    seen: set[str] = set()
    found = []
    for name in ids:
        plain = _UNFIT.sub("_", name.strip())
        plain = f"x{plain}" if not plain or id_problem(plain) else plain
        while twin_key(plain) in seen:
            plain += "~"
        seen.add(twin_key(plain))
        found.append(plain)
    return found


def _service(service: str, name: str, mode: str, pattern: _Pattern) -> dict[str, str]:
    count, first, last = len(pattern.departures), min(pattern.departures), max(pattern.departures)
    headway = max((last - first) / 60.0 / (count - 1), _LEAST_MIN) if count > 1 else None
    return {
        "service_id": service,
        "name_en": " ".join(name.split()) or service,
        "mode": mode,
        "trains_per_day": str(count),
        "first_departure": _clock(first),
        "last_departure": _clock(last),
        "headway_min": "" if headway is None else f"{headway:.2f}",
        **_FEED,
    }


def _stops(service: str, names: Sequence[str], pattern: _Pattern) -> list[dict[str, str]]:
    runs = np.median(np.array(pattern.runs), axis=0).tolist()
    dwells = np.median(np.array(pattern.dwells), axis=0).tolist()
    last = len(names) - 1
    return [
        {
            "service_id": service,
            "seq": str(at + 1),
            "station_id": name,
            "run_min": f"{max(runs[at - 1], _LEAST_MIN):.2f}" if at else "",
            "dwell_min": f"{dwells[at]:.2f}" if 0 < at < last else "",
            **_FEED,
        }
        for at, name in enumerate(names)
    ]


_FEED = {"source": "GTFS feed", "basis": "derived", "confidence": "medium"}


def _stations(halts: _Halts) -> list[dict[str, str]]:
    return [
        {
            "station_id": name,
            "name_en": halts.titles[at],
            "kind": halts.kinds[at],
            "lon": f"{halts.lon[at]:.6f}",
            "lat": f"{halts.lat[at]:.6f}",
            **_FEED,
        }
        for at, name in enumerate(halts.names)
    ]


def _changes(halts: _Halts) -> Iterator[dict[str, str]]:
    """Yield ways on foot between stations near each other, each pair once."""
    if len(halts.names) < 2:
        return
    points = pd.DataFrame({"lon": halts.lon, "lat": halts.lat})
    km, nearest = nearest_km(points, points, _CHANGES + 1)
    farthest = max(_CHANGE_KM, halts.side_km)
    seen: set[tuple[int, int]] = set()
    for start, (away, others) in enumerate(zip(km.tolist(), nearest.tolist(), strict=True)):
        for distance, other in zip(away, others, strict=True):
            pair = (min(start, other), max(start, other))
            if start == other or distance > farthest or pair in seen:
                continue
            seen.add(pair)
            yield {
                "transfer_id": f"t{len(seen)}",
                "from_stop": halts.names[pair[0]],
                "to_stop": halts.names[pair[1]],
                "transfer_min": f"{distance * _DETOUR / _WALK_KMH * 60.0:.2f}",
                "source": f"great circle x {_DETOUR}",
                "basis": "derived",
                "confidence": "low",
            }


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
