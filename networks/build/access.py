"""Ways between road nodes and stations or airports: road links, and walks where it is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from networks.build.common import URBAN_DETOUR, Row, great_circle_km, read_csv, write_table

OWN_SEAT_MAX_KM = 60.0  # great circle; farther than that the county's seat is not its way in
NEAR_MAX_KM = 25.0  # other towns and interchanges from which people come
NEAR_COUNT = 3
NEAR_COUNTS = {"metro": 2, "bus": 0}  # other towns; a bus station is its own town's
OUTSIDE_MAX_KM = 60.0  # from a stop outside the cluster to the place it serves
UNCLAIMED_MAX_KM = 30.0  # from a station that serves no place of the tables to the nearest one
WALK_MAX_KM = 1.5
WALKED_KM = 0.8  # ten minutes on foot at 5 km/h: for so short a way nobody takes or parks a car
CITY_LINK_MAX_KM = 12.0  # length along the road within which a link from a seat stays in the city
AIRPORT_KINDS = ("passenger", "cargo", "general")
SHORTEST_KM = 0.3  # forecourt and station road
SOURCE = f"great circle x {URBAN_DETOUR}"

# Taiyuan is one town of six districts: each is joined to its stations and airport, all by streets.
TAIYUAN = ("140105", "140106", "140107", "140108", "140109", "140110")
TAIYUAN_STOPS = ("R004", "R006", "TYN")
YUCI = "140702"
YUCI_STOPS = ("R026", "R027", "TYN")


@dataclass(frozen=True)
class Point:
    """A road node or a stop: its id, what it is, the place it belongs to, and where it lies."""

    id: str
    kind: str
    place_id: str
    lon: float
    lat: float

    def km(self, other: Point) -> float:
        """Return the great-circle distance to another point."""
        return great_circle_km(self.lon, self.lat, other.lon, other.lat)


def build_access(_facts: Path, out: Path) -> None:
    """Write access.csv; reads nodes, roads, places, stations and airports of the output folder."""
    inside = {row["place_id"] for row in read_csv(out / "places.csv") if row["city_id"]}
    nodes = _points(read_csv(out / "nodes.csv"), "node_id")
    town = {node.id: node for node in nodes if node.place_id}
    reachable = _off_the_motorway(read_csv(out / "roads.csv"))
    entries = [node for node in nodes if node.id in reachable or node.place_id]
    stops = _points(read_csv(out / "stations.csv"), "station_id", skip="freight")
    stops += _points(read_csv(out / "airports.csv"), "airport_id", skip="cargo")
    write_table(
        out,
        "access",
        (row for stop in stops for row in _links(stop, _chosen(stop, entries, town, inside))),
    )


def _points(rows: Iterable[dict[str, str]], key: str, skip: str = "") -> list[Point]:
    return [
        Point(row[key], row["kind"], row["place_id"], float(row["lon"]), float(row["lat"]))
        for row in rows
        if row["kind"] not in skip.split("|")
    ]


def _off_the_motorway(roads: Iterable[dict[str, str]]) -> set[str]:
    """Return nodes touched by a road other than a motorway: one can leave the motorway there."""
    ends = ("from_node", "to_node")
    return {row[end] for row in roads if row["road_class"] != "motorway" for end in ends}


def _chosen(
    stop: Point, entries: list[Point], town: dict[str, Point], inside: set[str]
) -> list[Point]:
    """Return the road nodes a stop is joined to, nearest first."""
    by_place = {node.place_id: node for node in town.values()}
    own = by_place.get(stop.place_id)
    if stop.place_id not in inside:
        return _outside(stop, own, list(town.values()))
    near = sorted((node for node in entries if stop.km(node) <= NEAR_MAX_KM), key=stop.km)
    count = NEAR_COUNTS.get(stop.kind, NEAR_COUNT)
    chosen = [node for node in near if node is not own][:count]
    if stop.kind not in NEAR_COUNTS and not any(_is_crossing(node) for node in chosen):
        chosen += [node for node in near if _is_crossing(node)][:1]
    if own and stop.km(own) <= OWN_SEAT_MAX_KM:
        chosen.append(own)
    if stop.id in TAIYUAN_STOPS:
        chosen += [by_place[place] for place in TAIYUAN]
    if stop.id in YUCI_STOPS:
        chosen.append(by_place[YUCI])
    return sorted(set(chosen), key=stop.km)


def _is_crossing(node: Point) -> bool:
    return node.kind in {"interchange", "junction"}


def _outside(stop: Point, own: Point | None, towns: list[Point]) -> list[Point]:
    """Return the place a stop outside the cluster serves, or the nearest one not too far off."""
    if own:
        return [own] if stop.km(own) <= OUTSIDE_MAX_KM else []
    nearest = min(towns, key=stop.km)
    unclaimed = stop.kind not in AIRPORT_KINDS and stop.km(nearest) <= UNCLAIMED_MAX_KM
    return [nearest] if unclaimed else []


def _links(stop: Point, nodes: list[Point]) -> Iterator[Row]:
    for node in nodes:
        length = round(max(SHORTEST_KM, stop.km(node) * URBAN_DETOUR), 1)
        is_town = node.kind in {"seat", "gateway"}
        same_town = node.place_id in TAIYUAN and stop.id in TAIYUAN_STOPS
        in_city = same_town or (is_town and length <= CITY_LINK_MAX_KM)
        walked = is_town and length <= WALKED_KM
        if not walked:
            road_class = "urban" if in_city else "county"
            yield _row(stop, node, "road", length) | {"road_class": road_class}
        if is_town and stop.km(node) <= WALK_MAX_KM:
            yield _row(stop, node, "walk", length)


def _row(stop: Point, node: Point, mode: str, length_km: float) -> dict[str, object]:
    return {
        "access_id": f"{stop.id}-{node.id}-{mode}",
        "node_id": node.id,
        "stop_id": stop.id,
        "mode": mode,
        "length_km": length_km,
        "source": SOURCE,
        "basis": "derived",
        "confidence": "medium" if length_km <= CITY_LINK_MAX_KM else "low",
    }
