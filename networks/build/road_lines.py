"""Coach and bus lines, of today and planned: stops at seats and airports, runs by road."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from networks.build.common import Row, join_notes, not_later_than, read_csv, read_data
from networks.build.rail_trains import Service

AIRPORT_NAMES = {"TYN": ("武宿机场", "Wusu Airport"), "WUT": ("五台山机场", "Wutaishan Airport")}
AIRPORT_NAMES["LLV"] = ("吕梁机场", "Lüliang Airport")
LEAST_SAVING_MIN = 0.5  # by what a new road has to shorten a line's way for it to take it
DWELL_MIN = {"coach": 3.0, "bus": 1.0}


def stop_id(end: str) -> str:
    """Return the station id of the bus stop of a place or airport."""
    return f"K{end}"


def bus_stops(facts: Path, out: Path) -> Iterator[dict[str, object]]:
    """Yield a bus station per place and airport that a line of data/line_services.csv serves.

    A town's bus station is open whether or not a line of today serves it; without lines nobody
    boards there. Reads places.csv and the airports of the facts.
    """
    places = {row["place_id"]: row for row in read_csv(out / "places.csv")}
    airports = {row["airport_id"]: row for row in read_csv(facts / "road_air" / "airports.csv")}
    home = {row["airport_id"]: row for row in read_data("airports")}
    for end in sorted({end for row in _lines() for end in row["stops"].split(";")}):
        if end in places:
            place = places[end]
            name_zh, name_en = f"{place['name_zh']}客运站", f"{place['name_en']} bus station"
            where = {"city_id": place["city_id"], "place_id": end}
        else:
            place = airports[end]
            name_zh, name_en = (name + tail for name, tail in _airport_tails(end))
            where = {key: home[end][key] for key in ("city_id", "place_id")}
        yield {
            "station_id": stop_id(end),
            "name_zh": name_zh,
            "name_en": name_en,
            "kind": "bus",
            "lon": place["lon"],
            "lat": place["lat"],
            **where,
            "status": "open",
            **not_later_than(),
            "source": "point of the seat" if end in places else "point of the airport",
            "basis": "assumed",
            "confidence": "low",
            "note": "stands for all bus and coach stops of the town",
        }


def _airport_tails(airport: str) -> list[tuple[str, str]]:
    name_zh, name_en = AIRPORT_NAMES[airport]
    return [(name_zh, "大巴站"), (name_en, " coach stop")]


def bus_services(out: Path) -> list[Service]:
    """Return the lines of data/line_services.csv in both directions; reads nodes and roads.

    A line of today whose way got shorter by a road that opened since is a service for each time.
    """
    town = {row["place_id"]: row["node_id"] for row in read_csv(out / "nodes.csv")}
    roads = [row for row in read_csv(out / "roads.csv") if row["status"] == "open"]
    made = []
    for row in _lines():
        ends = row["stops"].split(";")
        nodes = [f"AP_{end}" if end in AIRPORT_NAMES else town[end] for end in ends]
        for of_time, runs in _times(row, roads, nodes):
            made.append(_service(of_time, "1", ends, runs))
            made.append(_service(of_time, "2", ends[::-1], runs[::-1]))
    return made


def _times(
    row: Mapping[str, str], roads: Sequence[Row], nodes: Sequence[str]
) -> Iterator[tuple[dict[str, str], list[float]]]:
    """Yield a line and its runs for each time in which they stay the same, the first time first."""
    if row["status"] != "open":
        yield {**row, "closed": ""}, _runs(row, roads, nodes)
        return
    days = {row["opened"], *(str(road["opened"]) for road in roads)}
    found: list[tuple[str, list[float]]] = []
    for day in sorted(day for day in days if day >= row["opened"]):
        runs = _runs(row, [road for road in roads if str(road["opened"]) <= day], nodes)
        if not found or sum(found[-1][1]) - sum(runs) >= LEAST_SAVING_MIN:
            found.append((day, runs))
    for at, (day, runs) in enumerate(found):
        closed = found[at + 1][0] if at + 1 < len(found) else ""
        since = {"opened": day, "opened_basis": "found", "line": f"{row['line']}-{day}"}
        yield {**row, **(since if at else {}), "closed": closed}, runs


def _runs(row: Mapping[str, str], roads: Sequence[Row], nodes: Sequence[str]) -> list[float]:
    links = _links(roads, float(row["cap_kmh"]))
    return [round(_minutes(links, a, b), 1) for a, b in pairwise(nodes)]


def _lines() -> list[dict[str, str]]:
    return read_data("line_services")


def _service(
    row: Mapping[str, str], way: str, ends: Sequence[str], runs: Sequence[float]
) -> Service:
    service_id = f"{row['line']}-{way}"
    trust = {key: row[key] for key in ("source", "basis", "confidence")}
    copied = (
        *("mode", "headway_min", "headway_low_min", "headway_high_min"),
        *("fare_cny_per_pkm", "project", "status"),
    )
    first, last = (_clock(row[key]) for key in ("first_departure", "last_departure"))
    named = "the plan names no line; " if row["status"] == "planned" else ""
    way_taken = f"{named}at most {row['cap_kmh']} km/h by the fastest open road"
    service: Row = {
        **{key: row[key] for key in copied},
        "service_id": service_id,
        "name_zh": row["label_zh"],
        "name_en": row["label_en"] + (" (back)" if way == "2" else ""),
        "kind": row["mode"],
        "trains_per_day": (last - first) // int(row["headway_min"]) + 1,
        "first_departure": row["first_departure"],
        "last_departure": row["last_departure"],
        "opened": row["opened"],
        "opened_basis": row["opened_basis"],
        "closed": row["closed"],
        **trust,
        "note": join_notes(row["note"], way_taken),
    }
    stops: list[Row] = [
        {
            "service_id": service_id,
            "seq": place + 1,
            "station_id": stop_id(end),
            "run_min": runs[place - 1] if place else None,
            "dwell_min": DWELL_MIN[row["mode"]] if 0 < place < len(ends) - 1 else None,
            "source": row["source"],
            "basis": "assumed",  # minutes follow from the road, even where the line was found
            "confidence": "low",
        }
        for place, end in enumerate(ends)
    ]
    return Service(dict(service), [dict(stop) for stop in stops])


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _links(roads: Sequence[Row], cap_kmh: float) -> dict[str, list[tuple[str, float]]]:
    """Return minutes to each neighbour of a node at a car's speed, at most the bus's own."""
    links: dict[str, list[tuple[str, float]]] = defaultdict(list)
    factors = {
        row["mode"]: float(row["value"])
        for row in read_data("parameters")
        if row["parameter"] == "speed_factor"
    }
    for row in roads:
        kind = str(row["road_class"])
        factor = factors[kind]
        if row["terrain"] == "mountain":
            factor = factors.get(f"mountain_{kind}", factor)
        speed = float(str(row["design_speed_kmh"])) * factor
        minutes = 60 * float(str(row["length_km"])) / min(speed, cap_kmh)
        start, end = str(row["from_node"]), str(row["to_node"])
        links[start].append((end, minutes))
        links[end].append((start, minutes))
    return links


def _minutes(links: Mapping[str, Sequence[tuple[str, float]]], start: str, end: str) -> float:
    """Return the fastest way between two nodes (Dijkstra 1959)."""
    best = {start: 0.0}
    queue = [(0.0, start)]
    while queue:
        minutes, node = heapq.heappop(queue)
        if node == end:
            return minutes
        if minutes > best[node]:
            continue
        for there, more in links.get(node, ()):
            if minutes + more < best.get(there, float("inf")):
                best[there] = minutes + more
                heapq.heappush(queue, (minutes + more, there))
    raise ValueError(f"no open road leads from {start} to {end}")
