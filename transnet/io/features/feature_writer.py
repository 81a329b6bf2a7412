"""Layers of features in one file: GeoPackage, GeoParquet or GeoJSON, written whole or not at all.

A layer is a table with a geometry for each row, in WGS-84 degrees. A GeoPackage keeps each layer
by itself. The other two know no layers: all features stand in one table with a column `layer`.
"""

from __future__ import annotations

import io
import json
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.files import Content
from transnet.base.language import said
from transnet.base.optional import needed_library
from transnet.base.os_errors import not_written
from transnet.io.outputs import write_outputs

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

Geometries = npt.NDArray[np.object_]
CRS = "EPSG:4326"
FEATURE_ENDINGS = (".gpkg", ".parquet", ".geojson")


@dataclass(frozen=True, eq=False)
class Layer:
    """A table and the geometry of each row: shapely objects, None where the place is unknown.

    kind  "Point" or "LineString"; a GeoPackage layer names it even when it is empty
    """

    name: str
    table: pd.DataFrame
    geometry: Geometries
    kind: str


def write_features(
    layers: Sequence[Layer], path: Path, *, stamp: str = "1970-01-01", force: bool = False
) -> None:
    """Write layers into a file whose ending says the format.

    stamp  day that a GeoPackage gives as that of its making: the same layers make the same bytes
    force  replace a file that is there; without it that is refused
    Infinite numbers become empty, for JSON has none. Raises InputError when the ending isn't known,
    a library is missing, the file is there or can't be written; an old file is then intact.
    """
    makers: dict[str, Callable[[Sequence[Layer], str], Content]] = {
        ".gpkg": geopackage,
        ".parquet": _parquet,
        ".geojson": _geojson,
    }
    ending = path.suffix.lower()
    if ending not in makers:
        hint = said("a file of features ends in {listed}", listed=", ".join(FEATURE_ENDINGS))
        raise not_written(path, "unknown_format", hint)
    write_outputs({path: makers[ending](layers, stamp)}, force=force)


def frame_of(layer: Layer) -> GeoDataFrame:
    """Return a layer as a GeoDataFrame: days as YYYY-MM-DD, infinite numbers empty."""
    from geopandas.geodataframe import GeoDataFrame

    return GeoDataFrame(_plain(layer.table), geometry=list(layer.geometry), crs=CRS)


def geopackage(layers: Sequence[Layer], stamp: str) -> Content:
    """Return what writes layers as a GeoPackage to a path; raises OSError when it can't."""

    def write(path: Path) -> None:
        for layer in layers:
            frame_of(layer).to_file(
                path,
                layer=layer.name,
                driver="GPKG",
                engine="pyogrio",
                index=False,
                geometry_type=layer.kind,
            )

    def write_and_look(path: Path) -> None:
        from pyogrio import set_gdal_config_options
        from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

        configure: Callable[[dict[str, str | None]], None] = set_gdal_config_options
        configure({"OGR_CURRENT_DATE": f"{stamp}T00:00:00.000Z"})
        try:
            with warnings.catch_warnings():
                # What GDAL only warns of, such as a page that found no room, is looked for below.
                warnings.simplefilter("ignore", RuntimeWarning)
                write(path)
            _require_whole(path, layers)
        except (DataLayerError, DataSourceError, FeatureError, sqlite3.Error) as error:
            raise OSError(said("GDAL can't write it; perhaps the disk is full")) from error
        finally:
            configure({"OGR_CURRENT_DATE": None})

    return write_and_look


def _require_whole(path: Path, layers: Sequence[Layer]) -> None:
    """Raise OSError unless a GeoPackage holds each layer and its index, in pages that are sound.

    GDAL leaves out, with no more than a warning, what finds no room on the disk; it makes the
    index last.
    """
    with closing(sqlite3.connect(path)) as base:
        sound = base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        whole = sound and all(_is_whole(base, layer) for layer in layers)
    if not whole:
        raise OSError(said("GDAL didn't write all of it; perhaps the disk is full"))


def _is_whole(base: sqlite3.Connection, layer: Layer) -> bool:
    import shapely

    def count(table: str, where: str = "") -> int:
        quoted = table.replace('"', '""')
        asked = f'SELECT count(*) FROM "{quoted}" {where}'  # noqa: S608 - the names are our own
        return int(base.execute(asked, (layer.name,) if where else ()).fetchone()[0])

    geometry = np.asarray(layer.geometry, dtype=object)
    placed = int(np.sum(~(shapely.is_missing(geometry) | shapely.is_empty(geometry))))
    noted = base.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (layer.name,)
    ).fetchone()
    return (
        count(layer.name) == len(layer.table)
        and noted == (len(layer.table),)
        and count("gpkg_contents", "WHERE table_name = ?") == 1
        and count("gpkg_extensions", "WHERE table_name = ?") >= 1
        and count("sqlite_master", "WHERE type = 'trigger' AND tbl_name = ?") >= 1
        and count(f"rtree_{layer.name}_geom_rowid") == placed
    )


def _parquet(layers: Sequence[Layer], _stamp: str) -> Content:
    from geopandas.geodataframe import GeoDataFrame

    needed_library("pyarrow", "formats")
    tables = [_nullable(_with_layer(layer)) for layer in layers]
    together = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    geometry = [each for layer in layers for each in layer.geometry]
    frame = GeoDataFrame(together, geometry=geometry, crs=CRS)
    made = io.BytesIO()
    frame.to_parquet(made, index=False)
    return made.getvalue()


def _geojson(layers: Sequence[Layer], _stamp: str) -> Content:
    # Written by hand of the standard library, since GDAL rounds coordinates to 7 decimals.
    features = (each for layer in layers for each in _json_features(layer))
    body = ",\n".join(json.dumps(each, ensure_ascii=False, allow_nan=False) for each in features)
    # A foreign member, as RFC 7946 allows: it says what a layer without features would have.
    columns = json.dumps({each.name: list(map(str, each.table)) for each in layers})
    head = f'{{"type": "FeatureCollection", "layers": {columns}'
    return f'{head}, "features": [\n{body}\n]}}\n'.encode()


def _json_features(layer: Layer) -> Iterator[Mapping[str, object]]:
    import shapely

    table = _with_layer(layer)
    columns = [_json_cells(table[name]) for name in table]
    texts = shapely.to_geojson(np.asarray(layer.geometry, dtype=object))
    for text, *cells in zip(texts.tolist(), *columns, strict=True):
        yield {
            "type": "Feature",
            "geometry": None if text is None else json.loads(text),
            "properties": dict(zip(map(str, table), cells, strict=True)),
        }


def _json_cells(column: pd.Series[Any]) -> list[object]:
    return [None if pd.isna(value) else value for value in column.tolist()]


def _with_layer(layer: Layer) -> pd.DataFrame:
    table = _plain(layer.table)
    table.insert(0, "layer", np.full(len(table), layer.name, dtype=object))
    return table.astype({"layer": "str"})


def _nullable(table: pd.DataFrame) -> pd.DataFrame:
    """Return whole numbers and marks in types that stay exact beside rows that lack them."""
    kinds = {"i": "Int64", "b": "boolean"}
    types = {
        name: kinds[table[name].dtype.kind] for name in table if table[name].dtype.kind in kinds
    }
    return table.astype(types)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    plain = table.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)
    for name in plain.select_dtypes("datetime"):
        plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    return plain
