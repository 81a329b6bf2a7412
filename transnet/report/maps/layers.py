"""A network's tables as layers of features: points, lines, and what is open on its day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.io.features.feature_writer import CRS, Layer
from transnet.model.network import Network
from transnet.report.maps.basemap import Segments, road_lines, track_lines
from transnet.report.maps.frame import middle_of_seats, side_by_side

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

POINT_TABLES = ("places", "stations", "airports", "nodes")
LINE_TABLES: dict[str, Callable[[Network], Segments]] = {
    "roads": road_lines,
    "tracks": track_lines,
}
# Lines between rows of another table: the columns that name their ends, and that table.
_ENDS = {
    "roads": (("from_node", "to_node"), "nodes"),
    "tracks": (("from_station", "to_station"), "stations"),
    "flights": (("from_airport", "to_airport"), "airports"),
}


def network_layers(network: Network) -> list[Layer]:
    """Return the layers of a network on its day.

    places, stations, airports, nodes (points); roads, tracks, flights (straight lines between their
    ends) and services (lines through their stops). Each has the columns of its table, names in both
    languages and source, basis and confidence among them; what opens and closes has `is_open` and
    `state_on` (the day), and lines have the names of their ends. Lines across
    180 degrees run on beyond it.
    """
    beside = side_by_side(network, middle_of_seats(network))
    layers = [point_layer(name, _with_state(network, name)) for name in POINT_TABLES]
    for name, make in LINE_TABLES.items():
        layers.append(line_layer(name, _with_names(network, name), make(beside)))
    layers.append(line_layer("flights", _with_names(network, "flights"), _flight_lines(beside)))
    layers.append(line_layer("services", _with_state(network, "services"), _stop_lines(beside)))
    return layers


def network_frames(network: Network) -> dict[str, GeoDataFrame]:
    """Return the layers of a network on its day as GeoDataFrames, days and numbers as they are."""
    from geopandas.geodataframe import GeoDataFrame

    return {
        layer.name: GeoDataFrame(layer.table, geometry=list(layer.geometry), crs=CRS)
        for layer in network_layers(network)
    }


def point_layer(name: str, table: pd.DataFrame) -> Layer:
    """Return a table with lon and lat as a layer of points."""
    import shapely

    points = shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy())
    return Layer(name, table.drop(columns=["lon", "lat"]), np.atleast_1d(points), "Point")


def line_layer(name: str, table: pd.DataFrame, lines: Segments) -> Layer:
    """Return a table and its lines as a layer; a line of fewer than two points has no place."""
    from shapely.geometry import LineString

    geometry = np.full(len(lines), None, dtype=object)
    for row, line in enumerate(lines):
        if len(line) > 1:
            geometry[row] = LineString(line)
    return Layer(name, table, geometry, "LineString")


def _with_state(network: Network, name: str) -> pd.DataFrame:
    table = network[name].copy()
    if "opened" in table:
        table["is_open"] = network.open_rows(name)
        table["state_on"] = network.when.isoformat()
    return table


def _with_names(network: Network, name: str) -> pd.DataFrame:
    """Return a table of lines with the names of their ends in both languages."""
    table = _with_state(network, name)
    columns, ends = _ENDS[name]
    known = network[ends].set_index(str(network[ends].columns[0]))
    for side, column in zip(("from", "to"), columns, strict=True):
        for language in ("zh", "en"):
            table[f"{side}_{language}"] = table[column].map(known[f"name_{language}"])
    return table


def _flight_lines(network: Network) -> Segments:
    points = _points(network, ("airports",))
    flights = network["flights"]
    ends = zip(flights["from_airport"], flights["to_airport"], strict=True)
    return [[points[key] for key in pair if key in points] for pair in ends]


def _stop_lines(network: Network) -> Segments:
    """Return each service's line through its stops, in row order."""
    points = _points(network, ("stations", "airports"))
    stops = network["stops"].sort_values(["service_id", "seq"], kind="stable")
    called = {str(key): list(group) for key, group in stops.groupby("service_id")["station_id"]}
    return [
        [points[stop] for stop in called.get(service, []) if stop in points]
        for service in network["services"]["service_id"]
    ]


def _points(network: Network, tables: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for name in tables:
        table = network[name]
        keys = table[str(table.columns[0])]
        found |= dict(zip(keys, zip(table["lon"], table["lat"], strict=True), strict=True))
    return found
