"""A result as a GeoPackage that QGIS opens: the network before and after, and what places gain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.model.network import Network
from transnet.report.basemap import Segments, road_lines, track_lines

if TYPE_CHECKING:
    from transnet.scenario.run import Result

CRS = "EPSG:4326"
_POINT_TABLES = ("stations", "airports")
_LINE_TABLES = {"roads": road_lines, "tracks": track_lines}


def write_geopackage(result: Result, path: Path) -> None:
    """Write places, stations, airports, roads and tracks as layers of one file, in WGS-84.

    places carry the counties' figures before and after; the other tables carry their own columns
    (source, basis and confidence among them) with open_before and open_after.
    Raises OSError when the file can't be written.
    """
    from pyogrio import set_gdal_config_options

    configure: Callable[[dict[str, str | None]], None] = set_gdal_config_options
    # A GeoPackage notes when each layer was written; the same result makes the same file.
    stamp = f"{result.after.when.isoformat()}T00:00:00.000Z"
    configure({"OGR_CURRENT_DATE": stamp})
    try:
        for name, table, geometry in _layers(result):
            _write(path, name, table, geometry)
    finally:
        configure({"OGR_CURRENT_DATE": None})


def _layers(result: Result) -> Iterator[tuple[str, pd.DataFrame, Any]]:
    import shapely

    before, after = result.before.model.network, result.after.model.network
    places = _with_figures(after["places"], result.counties)
    yield "places", places, shapely.points(places["lon"], places["lat"])
    for name in _POINT_TABLES:
        table = _with_states(before, after, name)
        yield name, table, shapely.points(table["lon"], table["lat"])
    for name, make in _LINE_TABLES.items():
        lines: Segments = make(after)
        yield name, _with_states(before, after, name), shapely.linestrings(np.array(lines))


def _with_figures(places: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    figures = [column for column in counties if column == "place_id" or column not in places]
    return places.merge(counties[figures], on="place_id", how="left", validate="one_to_one")


def _with_states(before: Network, after: Network, name: str) -> pd.DataFrame:
    table = after[name].copy()
    key = str(table.columns[0])
    was_open = set(before[name].loc[before.open_rows(name), key])
    table["open_before"] = table[key].isin(was_open)
    table["open_after"] = after.open_rows(name)
    return table


def _write(path: Path, layer: str, table: pd.DataFrame, geometry: Any) -> None:
    from geopandas.geodataframe import GeoDataFrame

    plain = table.drop(columns=["lon", "lat"], errors="ignore")
    plain = plain.replace([np.inf, -np.inf], np.nan)
    for name in plain.select_dtypes("datetime"):
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    frame = GeoDataFrame(plain, geometry=list(geometry), crs=CRS)
    frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio", index=False)
