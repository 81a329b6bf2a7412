"""Reads layers of features back from GeoPackage, GeoParquet and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.errors import InputError
from transnet.io.features import Geometries
from transnet.io.lines import Faults, RoadLimits
from transnet.io.optional import needed_library

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_DEGREES = ("EPSG:4326", "OGC:CRS84")
_JSON_BYTES = 2**30


@dataclass(frozen=True, eq=False)
class LayerTable:
    """A layer as it was read: its columns, and shapely objects or None for each row."""

    table: pd.DataFrame
    geometry: Geometries


def read_layers(
    path: Path, names: Sequence[str], faults: Faults, limits: RoadLimits
) -> Mapping[str, LayerTable]:
    """Return the named layers of a file whose ending says the format.

    Raises InputError when the file can't be read, has more rows than the limits allow, lacks a
    layer, or is in other coordinates than WGS-84 degrees (or doesn't say in which).
    """
    readers: dict[str, Callable[..., Mapping[str, LayerTable]]] = {
        ".gpkg": _read_geopackage,
        ".parquet": _read_parquet,
        ".geojson": _read_geojson,
    }
    if not path.is_file():
        _stop(faults, "unreadable_file", "there is no such file")
    layers = readers[path.suffix.lower()](path, names, faults, limits)
    for name in names:
        if name not in layers:
            hint = f"it has no layer {name!r}; a road graph has the layers {', '.join(names)}"
            faults.add("missing_layer", 0, hint)
    faults.raise_if_any()
    return layers


def _read_geopackage(
    path: Path, names: Sequence[str], faults: Faults, limits: RoadLimits
) -> Mapping[str, LayerTable]:
    from pyogrio.errors import DataLayerError, DataSourceError

    pyogrio: Any = import_module("pyogrio")
    gpd: Any = import_module("geopandas")

    try:
        there = {str(name) for name, _ in pyogrio.list_layers(path)}
        found: dict[str, GeoDataFrame] = {}
        for name in names:
            if name in there:
                _check_size(pyogrio.read_info(path, layer=name)["features"], faults, limits)
                found[name] = gpd.read_file(path, layer=name, engine="pyogrio")
    except (DataSourceError, DataLayerError, OSError, RuntimeError) as error:
        hint = f"it isn't a GeoPackage, or is damaged: {str(error)[:200]}"
        raise _stopped(faults, "broken_file", hint) from error
    for name, frame in found.items():
        _check_crs(getattr(frame, "crs", None), name, faults)
    return {name: _layer(frame) for name, frame in found.items()}


def _read_parquet(
    path: Path, names: Sequence[str], faults: Faults, limits: RoadLimits
) -> Mapping[str, LayerTable]:
    needed_library("pyarrow", "formats")
    gpd: Any = import_module("geopandas")
    pa: Any = import_module("pyarrow")
    pq: Any = import_module("pyarrow.parquet")

    # Columns that only one layer has are null in the other: nullable types keep them exact.
    whole, mark = pd.Int64Dtype(), pd.BooleanDtype()
    kept: dict[Any, Any] = {pa.int64(): whole, pa.int32(): whole, pa.bool_(): mark}
    try:
        _check_size(pq.read_metadata(path).num_rows, faults, limits)
        frame = gpd.read_parquet(path, to_pandas_kwargs={"types_mapper": kept.get})
    except InputError:
        raise
    except (pa.ArrowException, ValueError, OSError, KeyError, TypeError) as error:
        hint = f"it isn't GeoParquet, or is damaged: {str(error)[:200]}"
        raise _stopped(faults, "broken_file", hint) from error
    _check_crs(frame.crs, "geometry", faults)
    if "layer" not in frame:
        return {}
    return {name: _layer(frame[(frame["layer"] == name).to_numpy(dtype=bool)]) for name in names}


def _read_geojson(
    path: Path, names: Sequence[str], faults: Faults, limits: RoadLimits
) -> Mapping[str, LayerTable]:
    content = _json_content(path, faults)
    features: list[Any] = content["features"]
    _check_size(len(features), faults, limits)
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for place, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            faults.add("bad_feature", place, "a feature has properties and a geometry")
            continue
        parts.setdefault(str(properties.get("layer")), []).append(feature)
    faults.raise_if_any()
    empty = content.get("layers")
    columns: Mapping[str, Any] = empty if isinstance(empty, dict) else {}
    return {
        name: _json_layer(parts.get(name, []), columns.get(name))
        for name in names
        if name in parts or name in columns
    }


def _json_content(path: Path, faults: Faults) -> Mapping[str, Any]:
    """Return a FeatureCollection whose features are a list and whose degrees are WGS-84."""
    if path.stat().st_size > _JSON_BYTES:
        _stop(faults, "file_too_large", "GeoJSON may have 1 GiB; use a GeoPackage or GeoParquet")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError) as error:
        hint = f"it isn't UTF-8 JSON, or is cut off: {error}"
        raise _stopped(faults, "broken_file", hint) from error
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise _stopped(faults, "broken_file", "it isn't a GeoJSON FeatureCollection")
    named = content.get("crs")
    if named is not None and not any(mark in json.dumps(named) for mark in ("CRS84", "4326")):
        hint = f"RFC 7946 has WGS-84 alone, this says {json.dumps(named)[:80]}; convert it"
        _stop(faults, "bad_crs", hint)
    return content


def _json_layer(features: Sequence[Mapping[str, Any]], columns: object) -> LayerTable:
    import shapely

    table = pd.DataFrame.from_records([each["properties"] for each in features])
    if not features and isinstance(columns, list):
        table = pd.DataFrame({str(name): [] for name in columns})
    texts = [json.dumps(each.get("geometry")) for each in features]
    given = np.array([None if text == "null" else text for text in texts], dtype=object)
    return LayerTable(table, shapely.from_geojson(given, on_invalid="ignore"))


def _layer(frame: Any) -> LayerTable:
    column = frame.geometry.name
    geometry = np.array(list(frame.geometry), dtype=object)
    return LayerTable(pd.DataFrame(frame.drop(columns=column)).reset_index(drop=True), geometry)


def _check_size(rows: int, faults: Faults, limits: RoadLimits) -> None:
    if rows > limits.rows:
        hint = f"a layer may have {limits.rows:,} rows; cut the region down"
        _stop(faults, "too_many_rows", hint)


def _check_crs(crs: Any, layer: str, faults: Faults) -> None:
    if crs is None:
        hint = f"{layer} doesn't say in which coordinates it is; set its CRS to EPSG:4326"
        _stop(faults, "missing_crs", hint)
    elif crs.is_projected:
        hint = f"{layer} is in projected metres ({crs.name}); convert it to EPSG:4326"
        _stop(faults, "projected_point", hint)
    elif not any(crs == each for each in _DEGREES):
        _stop(faults, "bad_crs", f"{layer} is in {crs.name}; convert it to EPSG:4326")


def _stop(faults: Faults, code: str, hint: str) -> None:
    raise _stopped(faults, code, hint)


def _stopped(faults: Faults, code: str, hint: str) -> InputError:
    faults.add(code, 0, hint)
    return faults.error()
