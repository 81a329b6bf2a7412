"""Layers of features in one file: GeoPackage, GeoParquet or GeoJSON, written whole or not at all.

A layer is a table with a geometry for each row, in WGS-84 degrees. A GeoPackage keeps each layer
by itself. The other two know no layers: all features stand in one table with a column `layer`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.errors import InputError, Notice
from transnet.io.optional import needed_library
from transnet.io.text import write_atomically, written_beside

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


def write_features(layers: Sequence[Layer], path: Path, *, stamp: str = "1970-01-01") -> None:
    """Write layers into a file whose ending says the format; an old file is replaced whole.

    stamp  day that a GeoPackage gives as that of its making: the same layers make the same bytes
    Infinite numbers become empty, for JSON has none. Raises InputError when the ending isn't known,
    a library is missing or the file can't be written; an old file is then intact.
    """
    writers: dict[str, Callable[[Sequence[Layer], Path, str], None]] = {
        ".gpkg": _write_geopackage,
        ".parquet": _write_parquet,
        ".geojson": _write_geojson,
    }
    ending = path.suffix.lower()
    if ending not in writers:
        hint = f"a file of features ends in {', '.join(FEATURE_ENDINGS)}"
        raise _refused("unknown_format", path, hint)
    try:
        writers[ending](layers, path, stamp)
    except OSError as error:
        hint = f"it can't be written: {error.strerror or error}"
        raise _refused("unwritable_file", path, hint) from error


def frame_of(layer: Layer) -> GeoDataFrame:
    """Return a layer as a GeoDataFrame: days as YYYY-MM-DD, infinite numbers empty."""
    from geopandas.geodataframe import GeoDataFrame

    return GeoDataFrame(_plain(layer.table), geometry=list(layer.geometry), crs=CRS)


def _write_geopackage(layers: Sequence[Layer], path: Path, stamp: str) -> None:
    from pyogrio import set_gdal_config_options
    from pyogrio.errors import DataSourceError, FeatureError

    configure: Callable[[dict[str, str | None]], None] = set_gdal_config_options
    configure({"OGR_CURRENT_DATE": f"{stamp}T00:00:00.000Z"})
    try:
        with written_beside(path) as unfinished:
            for layer in layers:
                frame_of(layer).to_file(
                    unfinished,
                    layer=layer.name,
                    driver="GPKG",
                    engine="pyogrio",
                    index=False,
                    geometry_type=layer.kind,
                )
    except (DataSourceError, FeatureError) as error:
        raise OSError(str(error)) from error
    finally:
        configure({"OGR_CURRENT_DATE": None})


def _write_parquet(layers: Sequence[Layer], path: Path, _stamp: str) -> None:
    from geopandas.geodataframe import GeoDataFrame

    needed_library("pyarrow", "formats")
    tables = [_nullable(_with_layer(layer)) for layer in layers]
    together = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    geometry = [each for layer in layers for each in layer.geometry]
    frame = GeoDataFrame(together, geometry=geometry, crs=CRS)
    with written_beside(path) as unfinished:
        frame.to_parquet(unfinished, index=False)


def _write_geojson(layers: Sequence[Layer], path: Path, _stamp: str) -> None:
    # Written by hand of the standard library, since GDAL rounds coordinates to 7 decimals.
    features = (each for layer in layers for each in _json_features(layer))
    body = ",\n".join(json.dumps(each, ensure_ascii=False, allow_nan=False) for each in features)
    # A foreign member, as RFC 7946 allows: it says what a layer without features would have.
    columns = json.dumps({each.name: list(map(str, each.table)) for each in layers})
    head = f'{{"type": "FeatureCollection", "layers": {columns}'
    write_atomically(path, f'{head}, "features": [\n{body}\n]}}\n')


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


def _refused(code: str, path: Path, hint: str) -> InputError:
    found = Notice(code, "error", path.name, 0, "", "", hint)
    return InputError(f"{path.name}: nothing was written.", [found])
