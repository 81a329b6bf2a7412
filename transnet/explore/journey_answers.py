"""The journey between two places leg by leg, before and after: minutes, means, ways, sources."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from transnet.base.errors import UnknownNameError
from transnet.base.language import Text, in_words, said
from transnet.base.plain import plain
from transnet.explore.address import Address
from transnet.explore.asked_states import Asked
from transnet.explore.state_figures import StateFigures
from transnet.explore.trips_of_place import USING, stations_of_places
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables
from transnet.report.maps.basemap import road_lines, track_lines
from transnet.report.words.source_words import source_words
from transnet.travel.model import TravelModel
from transnet.travel.path_text import LEGS, MODES, goes_all_the_way, rests_on_recalled, stop_of_leg
from transnet.travel.trip_path import Path

_MOST_SOURCES = 6
_OF_SOURCES = ("basis", "confidence", "source")
_LINES = {"roads": road_lines, "tracks": track_lines}
_POINTS = (("places", "place_id"), ("stations", "station_id"), ("airports", "airport_id"),
           ("nodes", "node_id"))  # fmt: skip
Point = tuple[float, float]


def journeys(
    asked: Asked, halves: tuple[StateFigures, StateFigures], ends: tuple[str, str]
) -> dict[str, Any]:
    """Return the journey between two places in both states; None where there is no way.

    Raises UnknownNameError for a place that isn't there.
    """
    known = halves[1].shown.model.place_ids
    for place in ends:
        if place not in known:
            raise UnknownNameError(said("place"), place, known)
    before, after = (_journey(each.shown.model, asked.address, ends) for each in halves)
    return {"from": ends[0], "to": ends[1], "before": before, "after": after}


def _journey(model: TravelModel, address: Address, ends: tuple[str, str]) -> dict[str, Any] | None:
    path = path_as_read(model, address, ends)
    if path is None or not math.isfinite(path.travel_min):
        return None
    lines = _Lines(model.network)
    legs = zip(legs_of(model.network, path), path.legs.to_dict("records"), strict=True)
    return {
        "minutes": path.travel_min,
        "displacement": path.displacement_min,
        "yuan": plain(path.yuan),
        "co2": plain(path.co2_kg),
        "mode_en": MODES[path.mode].en if path.mode in MODES else "",
        "mode_zh": MODES[path.mode].zh if path.mode in MODES else "",
        "words_en": in_words(path, "en"),
        "words_zh": in_words(path, "zh"),
        "legs": [{**told, "line": lines.of(leg)} for told, leg in legs],
    }


def legs_of(network: Network, path: Path) -> list[dict[str, Any]]:
    """Return the legs of a trip as the page tells them, with their sources."""
    return [_leg(network, each) for each in path.legs.to_dict("records")]


def path_as_read(model: TravelModel, address: Address, ends: tuple[str, str]) -> Path | None:
    """Return the trip as the address reads trips."""
    if address.reading == "train":
        rows = [model.place_ids.index(each) for each in ends]
        starts, goals = (stations_of_places(model.network)[row] for row in rows)
        return model.in_train(starts, goals) if starts and goals else None
    reading = model.with_waits("timetable" if address.wait == "knows" else "first_come")
    return reading.path(*ends, using=USING[address.mode])


def _leg(network: Network, leg: Mapping[Any, Any]) -> dict[str, Any]:
    start, end = (stop_of_leg(leg, name) for name in ("from", "to"))
    sources = list(_sources(network, leg))
    mode = MODES.get(leg["mode"], Text("", ""))
    what = mode if goes_all_the_way(leg) else LEGS[leg["leg"]]
    return {
        "leg": leg["leg"],
        "mode": leg["mode"],
        "en": what.en,
        "zh": what.zh,
        "mode_en": mode.en,
        "mode_zh": mode.zh,
        "from_en": start[1],
        "from_zh": start[0],
        "to_en": end[1],
        "to_zh": end[0],
        "minutes": leg["minutes"],
        "displacement": leg["displacement_min"],
        "km": plain(leg["length_km"]),
        "via_en": leg["via_en"],
        "via_zh": leg["via_zh"],
        "departures": plain(leg["trains_per_day"]),
        "share": leg["share"],
        "doubtful": rests_on_recalled(leg),
        "timetable": leg["timetable"],
        "sources": sources,
        "source_en": "; ".join(each["source_en"] for each in sources),
        "source_zh": "；".join(each["source_zh"] for each in sources),
    }


def _sources(network: Network, leg: Mapping[Any, Any]) -> Iterator[dict[str, str]]:
    """Yield what the rows behind a leg name as their sources, each once, in both languages."""
    rows = [part.partition("/") for part in str(leg["links"]).split(";") if part]
    named = [(table, key) for table, _, key in rows]
    named += [("services", key) for key in str(leg["services"]).split(";") if key]
    seen: set[str] = set()
    for table, key in named:
        row = _row_of(network, table).get(key)
        if row is None:
            continue
        basis, confidence, source = (str(network[table][name].iat[row]) for name in _OF_SOURCES)
        if source and source not in seen and len(seen) < _MOST_SOURCES:
            seen.add(source)
            words = source_words(source)
            yield {
                "source_en": words.en,
                "source_zh": words.zh,
                "basis": basis,
                "confidence": confidence,
                "row": f"{table}/{key}",
            }


def _row_of(network: Network, table: str) -> dict[str, int]:
    """Return the row of each id of a table of one key; nothing of others."""
    keys = schema_tables()[table].primary_key if table in schema_tables() else ()
    if table not in network.tables or len(keys) != 1:
        return {}
    return network.made_of(_rows, (table, keys[0]), by=(table, keys[0]))


def _rows(network: Network, table: str, key: str) -> dict[str, int]:
    return {str(each): row for row, each in enumerate(network[table][key].tolist())}


class _Lines:
    """Where legs of a network run: links as straight lines, joined end to end."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._points: dict[str, Point] = {}
        for table, key in reversed(_POINTS):
            rows = network[table]
            self._points |= dict(
                zip(rows[key], zip(rows["lon"], rows["lat"], strict=True), strict=True)
            )
        self._drawn: dict[str, list[list[Point]]] = {}

    def of(self, leg: Mapping[Any, Any]) -> list[list[float]]:
        """Return the points of a leg, from its beginning on; none where its ends aren't known."""
        first = str(leg["from_id"]).split("/")[0]
        last = str(leg["to_id"]).split("/")[0]
        if first not in self._points or last not in self._points:
            return []
        found = [self._points[first]]
        for link in str(leg["links"]).split(";"):
            line = self._line(*link.partition("/")[::2])
            ahead = line and _apart(found[-1], line[0]) <= _apart(found[-1], line[-1])
            found += line if ahead else line[::-1]
        found.append(self._points[last])
        return [[round(lon, 5), round(lat, 5)] for lon, lat in dict.fromkeys(found)]

    def _line(self, table: str, key: str) -> list[Point]:
        row = _row_of(self._network, table).get(key)
        if table not in _LINES or row is None:
            return []
        if table not in self._drawn:
            self._drawn[table] = _LINES[table](self._network)
        return self._drawn[table][row]


def _apart(one: Point, other: Point) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])
