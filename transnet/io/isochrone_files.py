"""Tables of isochrones as files for a map: GeoPackage, GeoJSON or GeoParquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from transnet.base.given import path_given, wrong_type
from transnet.base.language import joined, said
from transnet.base.os_errors import not_written
from transnet.io.features.feature_writer import FEATURE_ENDINGS, Layer, write_features
from transnet.io.outputs import check_outputs


def write_isochrones(isochrones: Any, path: str | Path, *, force: bool = False) -> None:
    """Write a table of isochrones as one layer of a file, whole or not at all.

    isochrones  GeoDataFrame in WGS-84, as the functions and methods of that name return it
    path        .gpkg, .geojson or .parquet
    force       replace a file that is there; without it that is refused
    Raises InputError for what is no such table, when the ending isn't known, the file is there or
    can't be written.
    """
    target = path_given(path)
    if getattr(isochrones, "_geometry_column_name", None) is None:
        hint = said("must be a GeoDataFrame, such as Study.isochrones returns")
        raise wrong_type(isochrones, "isochrones", hint)
    check_isochrones(target, force=force)
    frame = isochrones if isochrones.crs is None else isochrones.to_crs(4326)
    lines = frame.geom_type.str.contains("Line").any()
    kind = "MultiLineString" if lines else "MultiPolygon"
    table = frame.drop(columns=frame.geometry.name)
    geometry = np.asarray(frame.geometry.to_numpy(), dtype=object)
    write_features([Layer("isochrones", table, geometry, kind)], target, force=force)


def check_isochrones(target: Path, *, force: bool = False, inputs: Sequence[Path] = ()) -> None:
    """Raise InputError where `write_isochrones` would for this file, before any work.

    inputs  files and folders that are read: never replaced
    """
    if target.suffix.lower() not in FEATURE_ENDINGS:
        hint = said("isochrones are written as {listed}", listed=joined(FEATURE_ENDINGS))
        raise not_written(target, "unknown_format", hint)
    check_outputs([target], force=force, inputs=inputs)
