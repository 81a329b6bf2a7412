"""Tables of a network from a timetable: what runs on its busiest day, by route and stops."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.language import Message, said
from transnet.base.sphere import nearest_km
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
_LEAST_MIN = 0.1  # what the schema allows of a headway; feeds have stops within a second, too


@dataclass(frozen=True)
class _Pattern:
    """Trips of a route past the same stops: minutes before each stop and at it, departures."""

    runs: list[list[float]] = field(default_factory=list)
    dwells: list[list[float]] = field(default_factory=list)
    departures: list[int] = field(default_factory=list)


def services_of(timetable: Timetable) -> tuple[dict[str, pd.DataFrame], date, Message]:
    """Return stations, services, stops and transfers as text, their day, and what was made.

    The day is that on which most trips run. Trips past the same stops are a service, with median
    times; ferries, flights and what else a network hasn't are left out. Stops within 250 m are
    joined by changes on foot.
    """
    day = _busiest(timetable)
    first_day: date = timetable.first_day
    patterns, left_out = _patterns(timetable, day)
    names = _plain_ids([str(each) for each in timetable.stop_ids])
    routes = _plain_ids([str(each) for each in timetable.route_ids])
    services: list[dict[str, str]] = []
    stops: list[dict[str, str]] = []
    kinds: dict[int, str] = {}
    numbers: dict[int, int] = defaultdict(int)
    for (route, calls), pattern in patterns.items():
        numbers[route] += 1
        service = f"{routes[route]}-{numbers[route]}"
        mode = _MODES[str(timetable.route_modes[route])]
        services.append(_service(service, str(timetable.route_names[route]), mode, pattern))
        stops += _stops(service, [names[stop] for stop in calls], pattern)
        for stop in calls:
            kinds[stop] = min(kinds.get(stop, "~"), _KINDS[mode], key=_rank)
    stations = _stations(timetable, names, kinds)
    tables = {"stations": stations, "services": services, "stops": stops}
    frames = {name: pd.DataFrame(rows, dtype=object) for name, rows in tables.items()}
    changes = list(_changes(stations))
    if changes:
        frames["transfers"] = pd.DataFrame(changes, dtype=object)
    when = first_day + timedelta(days=day)
    told = said(
        "{trips:,} trips of {day} make {services:,} services of {stations:,} stops, with "
        "{changes:,} changes on foot; {left_out:,} trips by other means were left out",
        trips=sum(len(each.departures) for each in patterns.values()),
        day=when,
        services=len(services),
        stations=len(stations),
        changes=len(changes),
        left_out=left_out,
    )
    return frames, when, told


def _rank(kind: str) -> int:
    return ["metro", "conventional", "bus", "~"].index(kind)


def _busiest(timetable: Timetable) -> int:
    """Return the day, as a column of `services.runs`, on which most trips run."""
    runs = np.asarray(timetable.service_runs)
    trips = np.bincount(np.asarray(timetable.trip_service), minlength=len(runs))
    return int((trips @ runs).argmax())


def _patterns(
    timetable: Timetable, day: int
) -> tuple[Mapping[tuple[int, tuple[int, ...]], _Pattern], int]:
    """Return the patterns of a day by route and stops, and how many trips were left out."""
    runs = np.asarray(timetable.service_runs)[:, day]
    routes, first = timetable.trip_route.tolist(), timetable.first_call.tolist()
    stop, arrival, departure = timetable.call_stop, timetable.arrival_s, timetable.departure_s
    found: dict[tuple[int, tuple[int, ...]], _Pattern] = defaultdict(_Pattern)
    left_out = 0
    for trip in np.flatnonzero(runs[timetable.trip_service]).tolist():
        if str(timetable.route_modes[routes[trip]]) not in _MODES:
            left_out += 1
            continue
        at = np.arange(first[trip], first[trip + 1])
        at = at[np.append(True, np.diff(stop[at]) != 0)]  # a stop twice running is one
        if len(at) < 2:
            left_out += 1
            continue
        pattern = found[routes[trip], tuple(stop[at].tolist())]
        pattern.runs.append(((arrival[at[1:]] - departure[at[:-1]]) / 60.0).tolist())
        pattern.dwells.append(((departure[at] - arrival[at]) / 60.0).tolist())
        pattern.departures.append(int(departure[at[0]]))
    return found, left_out


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


def _stations(
    timetable: Timetable, names: Sequence[str], kinds: Mapping[int, str]
) -> list[dict[str, str]]:
    lon, lat = np.asarray(timetable.stop_lon), np.asarray(timetable.stop_lat)
    return [
        {
            "station_id": names[stop],
            "name_en": " ".join(str(timetable.stop_names[stop]).split()) or names[stop],
            "kind": kind,
            "lon": f"{lon[stop]:.6f}",
            "lat": f"{lat[stop]:.6f}",
            **_FEED,
        }
        for stop, kind in sorted(kinds.items())
        if np.isfinite(lon[stop]) and np.isfinite(lat[stop])
    ]


def _changes(stations: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield ways on foot between stops near each other, each pair once."""
    if len(stations) < 2:
        return
    points = pd.DataFrame(
        {axis: [float(each[axis]) for each in stations] for axis in ("lon", "lat")}
    )
    km, nearest = nearest_km(points, points, _CHANGES + 1)
    seen: set[tuple[int, int]] = set()
    for start, (away, others) in enumerate(zip(km.tolist(), nearest.tolist(), strict=True)):
        for distance, other in zip(away, others, strict=True):
            pair = (min(start, other), max(start, other))
            if start == other or distance > _CHANGE_KM or pair in seen:
                continue
            seen.add(pair)
            first, last = (str(stations[at]["station_id"]) for at in pair)
            yield {
                "transfer_id": f"t{len(seen)}",
                "from_stop": first,
                "to_stop": last,
                "transfer_min": f"{distance * _DETOUR / _WALK_KMH * 60.0:.2f}",
                "source": f"great circle x {_DETOUR}",
                "basis": "derived",
                "confidence": "low",
            }


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
