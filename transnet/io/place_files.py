"""Places with people, jobs or the like, from a CSV table or a file of features."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.io.coordinates import point_problem
from transnet.io.input_files import not_a_file
from transnet.io.point_tables import read_point_table
from transnet.model.point_names import point_names

_FEATURES = (".gpkg", ".geojson")


def read_places(path: Path, counted: Sequence[str] = ()) -> pd.DataFrame:
    """Return places: id (text), name, lon, lat and what is counted (float64).

    path     a CSV table with lon and lat; or a .gpkg or .geojson of points, or of areas, each of
             which stands at a point within it
    counted  columns of numbers of 0 or more that must be there
    Without a column id rows are numbered from 1; without a column name places are called by id.
    Raises InputError for a file that can't be read, a column that lacks, and values that can't be.
    """
    if problem := not_a_file(path):
        raise _refused(path, "", problem)
    table = _features(path) if path.suffix.lower() in _FEATURES else _table(path)
    if not len(table):
        raise _refused(path, "", said("the table has no rows"))
    lacking = [each for each in ("lon", "lat", *counted) if each not in table]
    if lacking:
        listed = ", ".join(map(str, table.columns))
        hint = said("the table has no such column; it has {columns}", columns=listed)
        raise _refused(path, lacking[0], hint)
    ids = table["id"].astype(str) if "id" in table else pd.Series(range(1, len(table) + 1))
    found = pd.DataFrame({"id": ids.astype(str).to_numpy(dtype=object)})
    if found["id"].duplicated().any():
        twice = str(found["id"][found["id"].duplicated()].iloc[0])
        raise _refused(path, "id", said("is there twice; ids are distinct"), twice)
    found["name"] = table["name"].astype(str).to_numpy() if "name" in table else found["id"]
    for column in ("lon", "lat", *counted):
        found[column] = _numbers(path, table, column)
    bad = np.flatnonzero((found["lon"].abs() > 180) | (found["lat"].abs() > 90))
    if len(bad):
        row = found.iloc[int(bad[0])]
        _, problem = point_problem(np.array([row["lon"]]), np.array([row["lat"]]))
        raise _refused(path, "lon", problem, f"{row['lon']:g}, {row['lat']:g}")
    return found


def _table(path: Path) -> pd.DataFrame:
    table, _ = read_point_table(path)
    return table.rename(columns=point_names(table.columns))


def _features(path: Path) -> pd.DataFrame:
    geopandas: Any = import_module("geopandas")  # part of it has no types
    try:
        frame = geopandas.read_file(path)
    except Exception as error:  # what GDAL says of a file that it can't read
        raise _refused(
            path, "", said("it can't be read: {error}", error=str(error)[:200])
        ) from None
    if not hasattr(frame, "geometry") or frame.crs is None:
        raise _refused(path, "geometry", said("doesn't say its coordinates; set its CRS"))
    points = frame.geometry.representative_point().to_crs(4326)
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return plain.assign(lon=points.x, lat=points.y)


def _numbers(path: Path, table: pd.DataFrame, column: str) -> np.ndarray[Any, Any]:
    numbers = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64)
    least = 0.0 if column not in ("lon", "lat") else -np.inf
    bad = np.flatnonzero(~np.isfinite(numbers) | (numbers < least))
    if len(bad):
        row = int(bad[0])
        hint = said("row {row}: must be a number, 0 or more where it is counted", row=row + 2)
        raise _refused(path, column, hint, str(table[column].iloc[row]))
    return numbers


def _refused(path: Path, column: str, hint: Message | str, value: str = "") -> InputError:
    told = said("{file} is no table of places", file=path.name)
    return refusal(told, "bad_points", path.name, hint, value, column=column)
