"""A small network on the streets of Porto, for tests where the extract is at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from tests.worlds import INFO, line_world, world_table
from transnet.io.osm.extract import read_osm
from transnet.io.osm.way_tags import OsmOptions
from transnet.model.network import Network
from transnet.model.road_join import join_layer
from transnet.roads.graph import RoadGraph
from transnet.roads.layer import RoadLayer

_OWN = {"source": "drawn by hand", "basis": "found", "confidence": "high"}
_OPEN = {"status": "open", "opened": "2010-01-01", "opened_basis": "found"}
# The old town, Gaia across the Douro, Maia in the north; both ends of the Luis I bridge.
_POINTS = {
    "P1": ("里贝拉", "Ribeira", -8.6125, 41.1412),
    "P2": ("盖亚", "Gaia", -8.6105, 41.1380),
    "P3": ("马亚", "Maia", -8.6205, 41.2330),
    "B1": ("桥北", "Bridge north", -8.6097, 41.1405),
    "B2": ("桥南", "Bridge south", -8.6094, 41.1392),
}
_STATIONS = {
    "S1": ("圣本图", "Sao Bento", -8.6101, 41.1457, "P1"),
    "S3": ("马亚站", "Maia", -8.6240, 41.2310, "P3"),
    "S9": ("海上站", "At sea", -8.9000, 41.1500, "P1"),
}


@cache
def porto_streets(extract: Path) -> RoadGraph:
    """Return the streets of an extract of Porto."""
    return read_osm(extract, OsmOptions("PT")).graph


def porto(extract: Path) -> Network:
    """Return three places, a planned railway from the centre to Maia, and a bridge as a road."""
    tables = {
        name: line_world()[name].iloc[:0]
        for name in line_world().tables
        if name not in ("parameters", "targets")
    }
    rows = {
        "cities": [
            _city("C1", "P1", "S1"),
            _city("C2", "P3", "S3"),
        ],
        "places": [_place(each) for each in ("P1", "P2", "P3")],
        "nodes": [_node(each) for each in _POINTS],
        "roads": [
            {
                "road_id": "bridge", "name_zh": "路易一世桥", "name_en": "Luis I bridge",
                "from_node": "B1", "to_node": "B2", "length_km": "0.15", "road_class": "urban",
                "design_speed_kmh": "50", "oneway": "no", **_OPEN, **_OWN,
            }
        ],
        "stations": [_station(each) for each in _STATIONS],
        "tracks": [
            {
                "track_id": "T1", "line_id": "L1", "line_zh": "马亚线", "line_en": "Maia line",
                "seq": "1", "from_station": "S1", "to_station": "S3", "length_km": "12",
                "design_speed_kmh": "200", "speed_kmh": "160", "electrified": "yes",
                "traffic": "passenger", "status": "planned", **_OWN,
            }
        ],
        "services": [_service("E1"), _service("E2")],
        "stops": [
            {"service_id": service, "seq": str(seq + 1), "station_id": station, **_OWN,
             "tracks": "T1" if seq else ""}
            for service, stations in (("E1", ("S1", "S3")), ("E2", ("S3", "S1")))
            for seq, station in enumerate(stations)
        ],
        "access": [
            {"access_id": f"a{stop}", "node_id": "P1", "stop_id": stop, "mode": "road",
             "road_class": "urban", "length_km": "9", **_OWN}
            for stop in _STATIONS
        ],
    }  # fmt: skip
    made = {**line_world().tables, **tables}
    for name, records in rows.items():
        columns = line_world()[name].columns
        full = [{column: row.get(column, "") for column in columns} for row in records]
        # The line world's parameters and targets stay: they name no place.
        made[name] = _checked(name, full)
    network = Network(replace(INFO, network_id="porto"), made, date(2024, 12, 31))
    graph = porto_streets(extract)
    layer = RoadLayer(graph, "porto", extract.parent, date(2024, 12, 31), "recalled")
    return join_layer(network, layer)


def _checked(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    return world_table(name, rows)  # type: ignore[arg-type]  # a list of mappings all the same


def _point(name: str) -> dict[str, str]:
    zh, en, lon, lat = _POINTS[name]
    return {"name_zh": zh, "name_en": en, "lon": str(lon), "lat": str(lat)}


def _place(name: str) -> dict[str, str]:
    return {
        "place_id": name, "kind": "district", "city_id": "C2" if name == "P3" else "C1",
        "province": "波尔图", "area_km2": "50", "population": "200000",
        "population_urban": "150000", "main_city": "no", "coord_source": "drawn by hand",
        **_point(name), **_OWN,
    }  # fmt: skip


def _node(name: str) -> dict[str, str]:
    place = name if name.startswith("P") else ""
    kind = "seat" if place else "road"
    return {"node_id": name, "kind": kind, "place_id": place, **_point(name), **_OWN}


def _station(name: str) -> dict[str, str]:
    zh, en, lon, lat, place = _STATIONS[name]
    return {
        "station_id": name, "name_zh": zh, "name_en": en, "kind": "emu", "city_id": "C1",
        "place_id": place, "lon": str(lon), "lat": str(lat), **_OPEN, **_OWN,
    }  # fmt: skip


def _city(city: str, seat: str, station: str) -> dict[str, str]:
    zh, en, *_ = _POINTS[seat]
    return {
        "city_id": city, "name_zh": zh, "name_en": en, "seat_place_id": seat,
        "rail_stations": station, "population": "500000", "area_km2": "100", **_OWN,
    }  # fmt: skip


def _service(name: str) -> dict[str, str]:
    return {
        "service_id": name, "name_zh": "马亚列车", "name_en": "Maia train", "mode": "emu",
        "kind": "D", "trains_per_day": "96", "headway_min": "10", "status": "planned", **_OWN,
    }  # fmt: skip
