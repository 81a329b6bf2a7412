"""A layer of features as it was read, and what every reader of such files checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.features.feature_writer import Geometries
from transnet.io.lines import RoadLimits
from transnet.model.datum import equal_datum

_DEGREES = ("EPSG:4326", "OGC:CRS84")
_OWN_OF_CHINA = "EPSG:4490"


@dataclass(frozen=True, eq=False)
class LayerTable:
    """The wanted columns of a layer, and shapely objects or None for each row.

    extra  columns that are there and weren't read
    """

    table: pd.DataFrame
    geometry: Geometries
    extra: Sequence[str] = ()


def check_size(rows: int, faults: Notices, limits: RoadLimits) -> None:
    """Raise InputError for more rows than a layer may have."""
    if rows > limits.rows:
        hint = said("a layer may have {rows:,} rows; cut the region down", rows=limits.rows)
        raise stopped(faults, "too_many_rows", hint)


def check_crs(crs: Any, layer: str, faults: Notices) -> None:
    """Raise InputError unless a CRS of pyproj is WGS-84 in degrees; None: nothing is said.

    CGCS2000 in degrees is WGS-84 to the metre, and noted.
    """
    if crs is None:
        hint = said(
            "{layer} doesn't say in which coordinates it is; set its CRS to EPSG:4326", layer=layer
        )
        raise stopped(faults, "missing_crs", hint)
    if crs.is_projected:
        hint = said(
            "{layer} is in projected metres ({name}); convert it to EPSG:4326",
            layer=layer,
            name=crs.name,
        )
        raise stopped(faults, "projected_point", hint)
    if crs == _OWN_OF_CHINA:
        note_equal(faults)
    elif not any(crs == each for each in _DEGREES):
        hint = said("{layer} is in {name}; convert it to EPSG:4326", layer=layer, name=crs.name)
        raise stopped(faults, "bad_crs", hint)


def note_equal(faults: Notices) -> None:
    """Note once that points in CGCS2000 are taken as they are."""
    found = equal_datum("CGCS2000", faults.source)
    faults.notices += [each for each in found if each not in faults.notices]


def stopped(faults: Notices, code: str, hint: str, row: int = 0) -> InputError:
    """Return the error that ends the reading."""
    faults.add(code, hint, row=row)
    return faults.error()
