"""Edits that add what no table has: a road between two nodes, a line with its trains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.sphere import hop_lengths_km, nearest_km
from transnet.model.network import Network
from transnet.scenario.changes import Addition, Resolved
from transnet.scenario.choices import meant
from transnet.scenario.new_ids import check_new_ids
from transnet.scenario.openings import open_changes
from transnet.scenario.select import Dated
from transnet.scenario.suggest import chosen, node_named, unknown
from transnet.scenario.table_rules import check_row, out_of_bounds
from transnet.scenario.toml_places import key_of, part_words

RAIL_DETOUR = 1.1
"""Length of a new railway over the great circle between its stations, where none is given."""

ACCESS_DETOUR = 1.3
"""Length of the road to a new station over the great circle, as the network's own links have it."""

_NEAR_KM, _NEAR_COUNT = 25.0, {"emu": 3, "conventional": 3, "metro": 2}
_OWN_SEAT_KM, _URBAN_KM, _WALK_KM, _SHORTEST_KM = 60.0, 12.0, 1.5, 0.3
_SHORTEST = 0.99
_NORTHERNMOST = 90.0
_MOST_STOPS = 200
_TRAIN_KIND: Mapping[str, str] = {"emu": "D", "conventional": "K", "metro": "metro"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLink(Dated):
    """Add a road between two nodes; a place's name or id stands for its node."""

    action: ClassVar[str] = "add_link"
    id: str
    from_node: str
    to_node: str
    length_km: float
    road_class: str
    design_speed_kmh: float
    lanes: float | None = None
    oneway: bool = False
    name_zh: str = ""
    name_en: str = ""
    road_code: str = ""

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the row to add; it opens on the scenario's day."""
        check_new_ids(network, findings, "roads", [self.id])
        road_class = meant("road_class", self.road_class)
        ends = [
            node_named(network, findings, "from_node", self.from_node),
            node_named(network, findings, "to_node", self.to_node),
        ]
        row = {
            "road_id": self.id,
            "road_code": self.road_code,
            "name_zh": self.name_zh or self.name_en or self.id,
            "name_en": self.name_en or self.name_zh or self.id,
            "from_node": ends[0],
            "to_node": ends[1],
            "length_km": self.length_km,
            "road_class": road_class,
            "design_speed_kmh": self.design_speed_kmh,
            "lanes": np.nan if self.lanes is None else self.lanes,
            "oneway": self.oneway,
            **_opening(network),
            **_origin(findings),
        }
        check_row(findings, "roads", row)
        if all(ends):
            self._check_length(network, findings, ends)
        return Resolved(additions=[Addition("roads", [row])])

    def _check_length(self, network: Network, findings: Notices, ends: Sequence[str]) -> None:
        if ends[0] == ends[1]:
            hint = said("begins and ends at one node")
            findings.add("same_ends", hint, column="to_node", value=self.to_node)
            return
        points = network["nodes"].set_index("node_id").loc[list(ends)]
        straight = float(hop_lengths_km(points)[0])
        if self.length_km < _SHORTEST * straight:
            hint = said("is shorter than the straight line of {km:.1f} km; unit?", km=straight)
            findings.add("too_short", hint, column="length_km", value=self.length_km)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStop:
    """A stop of a new line: a station of the network, or a new one with names and a point.

    length_km  length of the line from the stop before; by default 1.1 times the straight line
    """

    station: str = ""
    id: str = ""
    name_zh: str = ""
    name_en: str = ""
    lon: float | None = None
    lat: float | None = None
    length_km: float | None = None

    @property
    def station_id(self) -> str:
        """The id of the station, old or new."""
        return self.station or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLine(Dated):
    """Add a railway or metro line with trains in both directions that stop at each station.

    New stations get links to the nearest road nodes and seat: great circle times 1.3.
    Closed stations that it calls at open with it.
    speed_kmh is the operating speed; for a metro the mean travel speed with stops.
    """

    action: ClassVar[str] = "add_line"
    id: str
    name_zh: str = ""
    name_en: str = ""
    mode: str
    speed_kmh: float
    headway_min: float | None = None
    trains_per_day: float | None = None
    dwell_min: float | None = None
    stops: tuple[LineStop, ...]

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the stations, tracks, services, stops and access links to add."""
        stops = [self._named(network, findings, *each) for each in enumerate(self.stops, start=1)]
        mode = meant("mode", self.mode)
        if mode not in _TRAIN_KIND:
            unknown(findings, "mode", self.mode, _TRAIN_KIND)
        line = replace(self, mode=mode, stops=tuple(stops))
        return line._rows(network, findings)

    def _rows(self, network: Network, findings: Notices) -> Resolved:
        """Return what a line adds that calls stations by their ids."""
        if not self._is_sound(network, findings):
            return Resolved()
        new = [stop for stop in self.stops if not stop.station]
        stations = [self._station(network, findings, stop) for stop in new]
        points = self._points(network)
        rows: dict[str, list[dict[str, Any]]] = {
            "stations": stations,
            "tracks": list(self._tracks(network, findings, points)),
            "services": list(self._services(network, findings)),
            "stops": list(self._calls(network, findings)),
            "access": list(_access_links(network, findings, stations)),
        }
        for table, added in rows.items():
            for row in added:
                check_row(findings, table, row)
        used = network["stations"]["station_id"].isin([stop.station for stop in self.stops])
        closed = used.to_numpy() & ~network.open_rows("stations")
        return Resolved(
            open_changes(network, "stations", closed),
            [Addition(table, added) for table, added in rows.items() if added],
        )

    def _is_sound(self, network: Network, findings: Notices) -> bool:
        if (self.headway_min is None) == (self.trains_per_day is None):
            hint = said("give headway_min or trains_per_day")
            findings.add("bad_keys", hint, column="headway_min")
        for key in ("headway_min", "trains_per_day"):
            value = getattr(self, key)
            if value is not None and (wrong := out_of_bounds("services", key, value)):
                findings.add("out_of_range", wrong, column=key, value=value)
        if not 2 <= len(self.stops) <= _MOST_STOPS:
            code = "too_few_stops" if len(self.stops) < 2 else "too_many_stops"
            hint = said("a line has two or more, and {most} at most", most=_MOST_STOPS)
            findings.add(code, hint, column="stops", value=len(self.stops))
        for at, stop in enumerate(self.stops, start=1):
            _check_stop(findings, part_words("stops", at), stop)
        pairs = zip(self.stops, self.stops[1:], strict=False)
        if any(a.station_id == b.station_id for a, b in pairs):
            findings.add("same_ends", said("a station follows itself"), column="stops")
        lines = set(network["tracks"]["line_id"])
        if self.id in lines:
            hint = said("is a line of the network already")
            findings.add("duplicate_id", hint, column="id", value=self.id)
        new = {at: stop.id for at, stop in enumerate(self.stops, 1) if not stop.station and stop.id}
        keys = [key_of(part_words("stops", at), "id") for at in new]
        check_new_ids(network, findings, "stations", list(new.values()), keys)
        tracks = [self._track(at) for at in range(len(self.stops) - 1)]
        check_new_ids(network, findings, "tracks", tracks)
        check_new_ids(network, findings, "services", [f"{self.id}-out", f"{self.id}-back"])
        return not findings.errors

    @staticmethod
    def _named(network: Network, findings: Notices, at: int, stop: LineStop) -> LineStop:
        """Return a stop with the id of the station that it names."""
        if not stop.station:
            return stop
        key = chosen(network, findings, part_words("stops", at), stop.station, ("stations",))
        return replace(stop, station=key or stop.station)

    def _track(self, at: int) -> str:
        return f"{self.id}-{at + 1:02d}"

    def _station(self, network: Network, findings: Notices, stop: LineStop) -> dict[str, Any]:
        places = network["places"]
        point = pd.DataFrame({"lon": [stop.lon], "lat": [stop.lat]})
        place = places.iloc[int(nearest_km(point, places)[1][0, 0])]
        return {
            "station_id": stop.id,
            "name_zh": stop.name_zh or stop.name_en or stop.id,
            "name_en": stop.name_en or stop.name_zh or stop.id,
            "kind": self.mode,
            "city_id": place["city_id"],
            "place_id": place["place_id"],
            "lon": stop.lon,
            "lat": stop.lat,
            **_opening(network),
            **_origin(findings),
        }

    def _points(self, network: Network) -> pd.DataFrame:
        known = network["stations"].set_index("station_id")[["lon", "lat"]]
        new = {stop.id: (stop.lon, stop.lat) for stop in self.stops if not stop.station}
        added = pd.DataFrame.from_dict(
            new, orient="index", columns=["lon", "lat"], dtype=np.float64
        )
        return pd.concat([known, added]).loc[[stop.station_id for stop in self.stops]]

    def _tracks(
        self, network: Network, findings: Notices, points: pd.DataFrame
    ) -> Iterator[dict[str, Any]]:
        straight = hop_lengths_km(points)
        for at, (start, end) in enumerate(zip(self.stops, self.stops[1:], strict=False)):
            length = round(float(straight[at]) * RAIL_DETOUR, 3)
            if end.length_km is None and out_of_bounds("tracks", "length_km", length):
                hint = said(
                    "lies {km:.0f} km from the stop before: correct its lon and lat",
                    km=straight[at],
                )
                findings.add(
                    "far_stops", hint, column=part_words("stops", at + 2), value=end.station_id
                )
                continue
            if end.length_km is not None:
                length = end.length_km
                if length < _SHORTEST * straight[at]:
                    km = float(straight[at])
                    hint = said("is shorter than the straight line of {km:.1f} km; unit?", km=km)
                    column = key_of(part_words("stops", at + 2), "length_km")
                    findings.add("too_short", hint, column=column, value=length)
            yield {
                "track_id": self._track(at),
                "line_id": self.id,
                "line_zh": self.name_zh or self.name_en or self.id,
                "line_en": self.name_en or self.name_zh or self.id,
                "seq": at + 1,
                "from_station": start.station_id,
                "to_station": end.station_id,
                "length_km": length,
                "design_speed_kmh": self.speed_kmh,
                "speed_kmh": self.speed_kmh,
                "electrified": True,
                "traffic": "metro" if self.mode == "metro" else "passenger",
                **_opening(network),
                **_origin(findings),
            }

    def _services(self, network: Network, findings: Notices) -> Iterator[dict[str, Any]]:
        span = network.parameter("service_span_min", self.mode)
        trains = span / self.headway_min if self.headway_min else self.trains_per_day or np.nan
        for suffix, first, last in (("out", 0, -1), ("back", -1, 0)):
            ends = [self.stops[first], self.stops[last]]
            yield {
                "service_id": f"{self.id}-{suffix}",
                "name_zh": "–".join(_station_name(network, stop, "name_zh") for stop in ends),
                "name_en": "–".join(_station_name(network, stop, "name_en") for stop in ends),
                "mode": self.mode,
                "kind": _TRAIN_KIND[self.mode],
                "trains_per_day": trains,
                "headway_min": self.headway_min or headway_of(span, trains),
                **_opening(network),
                **_origin(findings),
            }

    def _calls(self, network: Network, findings: Notices) -> Iterator[dict[str, Any]]:
        dwell = self.dwell_min
        if dwell is None:
            dwell = network.parameter("dwell_min", self.mode)
        last = len(self.stops) - 1
        for suffix, order in (("out", range(last + 1)), ("back", range(last, -1, -1))):
            for seq, at in enumerate(order, start=1):
                before = at - 1 if suffix == "out" else at
                yield {
                    "service_id": f"{self.id}-{suffix}",
                    "seq": seq,
                    "station_id": self.stops[at].station_id,
                    "dwell_min": dwell if 1 < seq <= last else np.nan,
                    "tracks": self._track(before) if seq > 1 else "",
                    **_origin(findings),
                }


def _check_stop(findings: Notices, key: str, stop: LineStop) -> None:
    """Add an error for a stop that is neither a station of the network nor whole as a new one."""
    own = (stop.id, stop.name_zh, stop.name_en, stop.lon, stop.lat)
    if stop.station:
        if any(value not in ("", None) for value in own):
            hint = said("names a station of the network; leave out id, names, lon and lat")
            findings.add("bad_keys", hint, column=key, value=stop.station)
    elif not stop.id or stop.lon is None or stop.lat is None:
        hint = said("needs station, or for a new one id, lon and lat")
        findings.add("bad_keys", hint, column=key, value=stop.id)
    elif abs(stop.lat) > _NORTHERNMOST >= abs(stop.lon):
        hint = said("lat is beyond 90 degrees: lon and lat are swapped")
        findings.add("out_of_range", hint, column=key_of(key, "lat"), value=stop.lat)


def headway_of(span_min: float, trains_per_day: float) -> float:
    """Return the minutes between departures, NaN where they are more than a day as in tables."""
    headway = span_min / trains_per_day
    return headway if not out_of_bounds("services", "headway_min", headway) else np.nan


def _station_name(network: Network, stop: LineStop, column: str) -> str:
    if stop.station:
        table = network["stations"]
        return str(table.loc[table["station_id"] == stop.station, column].iloc[0])
    return (
        stop.name_zh or stop.name_en or stop.id
        if column == "name_zh"
        else (stop.name_en or stop.name_zh or stop.id)
    )


def _access_links(
    network: Network, findings: Notices, stations: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Links of new stations, by the rule of the network's own.

    To the nearest nodes where one can leave the road, and to the seat of the nearest place; on
    foot too where a town is near.
    """
    nodes, roads = network["nodes"], network["roads"]
    slow = roads[roads["road_class"] != "motorway"]
    town = (nodes["place_id"] != "").to_numpy()
    way_off = nodes["node_id"].isin({*slow["from_node"], *slow["to_node"]}).to_numpy()
    for station in stations:
        point = pd.DataFrame({"lon": [station["lon"]], "lat": [station["lat"]]})
        count = _NEAR_COUNT[station["kind"]]
        near = _nearest_nodes(point, nodes[way_off | town], _NEAR_KM, count)
        own = _nearest_nodes(point, nodes[town], _OWN_SEAT_KM, 1)
        for node, straight in {**near, **own}.items():
            length = round(max(_SHORTEST_KM, ACCESS_DETOUR * straight), 1)
            in_town = bool(town[(nodes["node_id"] == node).to_numpy()][0])
            road_class = "urban" if in_town and length <= _URBAN_KM else "county"
            ways = {"road": road_class}
            if in_town and straight <= _WALK_KM:
                ways["walk"] = ""
            for mode, of_class in ways.items():
                yield {
                    "access_id": f"{station['station_id']}-{node}-{mode}",
                    "node_id": node,
                    "stop_id": station["station_id"],
                    "mode": mode,
                    "road_class": of_class,
                    "length_km": length,
                    **_origin(findings),
                }


def _nearest_nodes(
    point: pd.DataFrame, nodes: pd.DataFrame, within_km: float, count: int
) -> dict[str, float]:
    distance, position = nearest_km(point, nodes, count)
    found = zip(nodes["node_id"].iloc[position[0]], distance[0].tolist(), strict=True)
    return {str(node): straight for node, straight in found if straight <= within_km}


def _opening(network: Network) -> dict[str, Any]:
    return {
        "status": "planned",
        "opened": np.datetime64(network.when, "s"),
        "opened_basis": "assumed",
    }


def _origin(findings: Notices) -> dict[str, Any]:
    return {"source": findings.source, "basis": "assumed", "confidence": "low"}
