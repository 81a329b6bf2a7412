"""Reads layers of features back from GeoPackage, GeoParquet and GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.features.geojson_read import read_geojson
from transnet.io.features.geopackage_read import read_geopackage
from transnet.io.features.geoparquet_read import read_geoparquet
from transnet.io.features.layer_table import LayerTable, stopped
from transnet.io.input_files import is_file
from transnet.io.lines import RoadLimits


def read_layers(
    path: Path, wanted: Mapping[str, Sequence[str]], faults: Notices, limits: RoadLimits
) -> Mapping[str, LayerTable]:
    """Return the wanted layers of a file whose ending says the format.

    wanted  columns by layer; the others are named in the layer
    Raises InputError when the file can't be read, has more rows than the limits allow, lacks a
    layer, or is in other coordinates than WGS-84 degrees (or doesn't say in which).
    """
    readers: dict[str, Callable[..., dict[str, LayerTable]]] = {
        ".gpkg": read_geopackage,
        ".parquet": read_geoparquet,
        ".geojson": read_geojson,
    }
    if not is_file(path):
        raise stopped(faults, "unreadable_file", said("there is no such file"))
    if path.suffix.lower() not in readers:
        raise stopped(
            faults,
            "unknown_format",
            said("its ending is none of {listed}", listed=", ".join(readers)),
        )
    layers = readers[path.suffix.lower()](path, wanted, faults, limits)
    for name in wanted:
        if name not in layers:
            hint = said(
                "it has no layer {name!r}; a road graph has the layers {listed}",
                name=name,
                listed=", ".join(wanted),
            )
            faults.add("missing_layer", hint)
    faults.raise_if_any()
    return layers
