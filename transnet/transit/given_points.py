"""Places that callers hand over: tables with lon and lat, GeoDataFrames of points, or one point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.arrays import real_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.given import columns_once
from transnet.base.language import Message, said
from transnet.base.units import FloatArray
from transnet.io.coordinates import point_problem


@dataclass(frozen=True, eq=False)
class Points:
    """Places: ids, distinct, and where they are.

    ids       [k]; those of the column `id`, else the index
    lon, lat  float64[k], degrees WGS-84
    """

    ids: pd.Index
    lon: FloatArray
    lat: FloatArray

    @property
    def texts(self) -> list[str]:
        """Return the ids as texts."""
        return [str(each) for each in self.ids]


def points_given(value: object, name: str) -> Points:
    """Return places of a table with lon and lat, a GeoDataFrame of points, or a pair (lon, lat).

    Raises InputError for what is no such thing, ids that repeat, points that lack or aren't
    degrees, geometry that isn't points, and geometry that doesn't say its coordinates.
    """
    if isinstance(value, tuple) and len(value) == 2:
        lon, lat = value
        value = pd.DataFrame({"lon": [lon], "lat": [lat]}, index=[f"{lon}, {lat}"])
    if not isinstance(value, pd.DataFrame):
        hint = said("must be a table with lon and lat, a GeoDataFrame of points, or (lon, lat)")
        raise _refused(name, "", hint, type(value).__name__)
    columns_once(value.columns, name)
    ids = pd.Index(value["id"]) if "id" in value else value.index.to_flat_index()
    if ids.has_duplicates or ids.hasnans:
        again = ids[ids.duplicated() | ids.isna()]
        hint = said("is there twice or lacks; ids are distinct")
        raise _refused(name, "id", hint, str(again[0]))
    lon, lat = _degrees(value, name)
    for column, values in (("lon", lon), ("lat", lat)):
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            hint = said("row {row} has none; drop it, or give it a point", row=str(ids[bad[0]]))
            raise _refused(name, column, hint)
    bad = np.flatnonzero((np.abs(lat) > 90) | (np.abs(lon) > 180))
    if len(bad):
        _, problem = point_problem(lon[bad], lat[bad])
        raise _refused(name, "lon, lat", problem, f"{lon[bad[0]]:g}, {lat[bad[0]]:g}")  # type: ignore[arg-type]
    return Points(ids, lon, lat)


def _degrees(table: Any, name: str) -> tuple[FloatArray, FloatArray]:
    if getattr(table, "_geometry_column_name", None) is not None:
        return _of_geometry(table, name)
    lacking = [each for each in ("lon", "lat") if each not in table]
    if lacking:
        hint = said("the table has no such column, and no geometry")
        raise _refused(name, lacking[0], hint)

    def refuse(column: str) -> Any:
        return lambda shown, hint: _refused(name, column, hint, shown)

    lon, lat = (real_numbers(table[each].to_numpy(), refuse(each)) for each in ("lon", "lat"))
    return lon, lat


def _of_geometry(frame: Any, name: str) -> tuple[FloatArray, FloatArray]:
    places = frame.geometry
    if places.crs is None:
        raise _refused(name, "geometry", said("doesn't say its coordinates; set_crs says them"))
    kinds = set(places.geom_type.dropna()) - {"Point"}
    if kinds:
        hint = said("must be points; .representative_point() makes such of areas")
        raise _refused(name, "geometry", hint, ", ".join(sorted(kinds)))
    places = places.to_crs(4326)
    return places.x.to_numpy(np.float64), places.y.to_numpy(np.float64)


def _refused(name: str, column: str, hint: Message, value: str = "") -> InputError:
    told = said("{name} can't be used", name=name)
    return refusal(told, "bad_points", name, hint, value, column=column)
