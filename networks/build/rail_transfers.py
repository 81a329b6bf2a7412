"""Builds transfers.csv: changes between stations, metro and airport by foot or by street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from networks.build.common import URBAN_DETOUR, great_circle_km, read_data, write_table
from networks.build.rail_common import read_built, station_ids

STREET_SPEED_KMH = 25.0  # through a town by bus or taxi, with stops at lights
GETTING_IN_MIN = 5.0  # from the exit to a taxi and from it to the entrance
SAME_TOWN_KM = 15.0  # farther apart, stations of one place aren't a change

Stations = Mapping[str, Mapping[str, str]]


def build_transfers(_facts: Path, out: Path) -> None:
    """Write transfers.csv: the pairs of data/rail_transfers.csv and stations of one town.

    Reads the stations, services and stops built before.
    """
    stations = {row["station_id"]: row for row in read_built(out, "stations")}
    ids = station_ids(out)
    named = [_named(row, ids, stations) for row in read_data("rail_transfers")]
    known = {frozenset((row["from_stop"], row["to_stop"])) for row in named}
    found = [
        _by_street(a, b, stations)
        for a, b in _same_town(stations, read_built(out, "stops"))
        if frozenset((a, b)) not in known
    ]
    rows = sorted([*named, *found], key=lambda row: str(row["transfer_id"]))
    write_table(out, "transfers", rows)


def street_minutes(a: Mapping[str, str], b: Mapping[str, str]) -> float:
    """Return the time between two stations by street, from the great circle and a detour."""
    return round(_km(a, b) * URBAN_DETOUR / STREET_SPEED_KMH * 60 + GETTING_IN_MIN)


def _named(row: Mapping[str, str], ids: Mapping[str, str], stations: Stations) -> dict[str, object]:
    # An airport stands by its id, a station by its Chinese name.
    a, b = (ids.get(row[end], row[end]) for end in ("from_zh", "to_zh"))
    if not row["transfer_min"]:
        return _by_street(a, b, stations) | {"note": row["note"]}
    copied = ("transfer_min", "source", "basis", "confidence", "note")
    return _ends(a, b) | {name: row[name] for name in copied}


def _ends(a: str, b: str) -> dict[str, object]:
    return {"transfer_id": f"T-{a}-{b}", "from_stop": a, "to_stop": b}


def _by_street(a: str, b: str, stations: Stations) -> dict[str, object]:
    return _ends(a, b) | {
        "transfer_min": street_minutes(stations[a], stations[b]),
        "source": (
            f"great circle x {URBAN_DETOUR} at {STREET_SPEED_KMH:g} km/h + {GETTING_IN_MIN:g} min"
        ),
        "basis": "derived",
        "confidence": "low",
    }


def _same_town(stations: Stations, stops: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield pairs of stations with trains in one place that no service joins."""
    calls: dict[str, set[str]] = defaultdict(set)
    for stop in stops:
        calls[stop["station_id"]].add(stop["service_id"])
    towns: dict[str, list[str]] = defaultdict(list)
    for station in sorted(calls):
        row = stations[station]
        if row["place_id"] and row["kind"] != "metro":
            towns[row["place_id"]].append(station)
    for town in towns.values():
        for a, b in combinations(town, 2):
            near = _km(stations[a], stations[b]) <= SAME_TOWN_KM
            if near and not calls[a] & calls[b]:
                yield a, b


def _km(a: Mapping[str, str], b: Mapping[str, str]) -> float:
    return great_circle_km(float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"]))
