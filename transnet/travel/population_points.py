"""A planner's own table of population points, read as strictly as a network's tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import joined, said
from transnet.base.number_kinds import is_whole
from transnet.base.units import FloatArray
from transnet.model.cells import type_table
from transnet.model.checks.place_rules import swapped_points
from transnet.model.misplaced_columns import MISPLACED
from transnet.model.point_names import name_notices, point_names
from transnet.model.raw import RawTable
from transnet.model.schema import Column, Table


def _column(name: str, kind: str, unit: str, low: float | None, high: float | None) -> Column:
    return Column(
        table="points",
        name=name,
        type=kind,
        unit=unit,
        required=True,
        primary=name == "id",
        minimum=low,
        maximum=high,
        choices=(),
        references=(),
        description="",
    )


_POINT = ("lon", "lat")
_FEW = 3
_MOST_PEOPLE = 1e8  # more than live in any city

POINTS = Table(
    "points",
    {
        "id": _column("id", "id", "", None, None),
        "lon": _column("lon", "float", "deg", -180.0, 180.0),
        "lat": _column("lat", "float", "deg", -90.0, 90.0),
        "people": _column("people", "float", "people", 0.0, _MOST_PEOPLE),
    },
)
"""Schema of the table: the bounds are those of places."""


def read_points(points: pd.DataFrame) -> tuple[pd.DataFrame, list[Notice]]:
    """Return id (str), lon, lat, people (float64) of a table whose cells are numbers or text.

    Columns may have Chinese names (编号, 经度, 纬度, 人口). With the table comes how it was read.
    Raises InputError that names every cell which can't be used, with its spreadsheet row.
    """
    points, read = _named(points)
    _check_shape(points)
    cells = {name: [_text(cell) for cell in points[name]] for name in POINTS.columns}
    raw = RawTable("points", tuple(cells), [list(row) for row in zip(*cells.values(), strict=True)])
    table, notices = type_table(POINTS, raw)
    moved = any(each.code in MISPLACED for each in notices)  # told as a whole
    swapped = [] if moved else _looks_swapped(table)
    notices = [each for each in notices if each.row not in swapped or each.column not in _POINT]
    if len(swapped) < _FEW or 2 * len(swapped) <= len(table):
        notices += [_swapped(table, row, column) for row in swapped for column in _POINT]
    else:
        notices.append(_all_swapped(table, swapped))
    notices += _repeated_ids(table["id"])
    if any(each.severity == "error" for each in notices):
        _refuse(sorted(read + notices, key=lambda each: each.row))
    return table, read + notices


def _named(points: pd.DataFrame) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the points with the columns' own names, and how they were headed."""
    if not isinstance(points, pd.DataFrame):
        return points, []
    names = point_names(each for each in points.columns if isinstance(each, str))
    return points.rename(columns=names), name_notices(names, "points")


def _check_shape(points: object) -> None:
    """Refuse what isn't a table with each column once and a row."""
    if not isinstance(points, pd.DataFrame):
        hint = said(
            "a pandas DataFrame is needed, with the columns {listed}", listed=joined(POINTS.columns)
        )
        _refuse([notice("points_shape", "points", 0, "", type(points).__name__, hint)])
        return
    there = [str(name) for name in points.columns]
    hint = said(
        "needs the columns {listed}, each once, and at least one row", listed=joined(POINTS.columns)
    )
    for name in POINTS.columns:
        alike = [each for each in there if each.strip().lower() == name and each != name]
        if alike and name not in there:
            hint = said("{told}; call {header!r} {name}", told=hint, header=alike[0], name=name)
    if points.empty or any(there.count(name) != 1 for name in POINTS.columns):
        _refuse([notice("points_shape", "points", 0, "", ", ".join(there)[:80], hint)])


def outside_notices(distance_km: FloatArray, farthest_km: float) -> list[Notice]:
    """Return an error for each point that is farther from its nearest seat than a distance."""
    hint = said(
        "the nearest seat of the network is farther than {farthest_km:g} km",
        farthest_km=farthest_km,
    )
    return [
        notice("points_outside", "points", row + 2, "lon", f"{away:.0f} km", hint)
        for row, away in enumerate(distance_km.tolist())
        if away > farthest_km
    ]


def _refuse(notices: Sequence[Notice]) -> None:
    count = len(notices)
    errors = said("1 error") if count == 1 else said("{count} errors", count=count)
    raise InputError(said("the population points have {errors}", errors=errors), notices)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if is_whole(cell):
        return str(int(cell))
    if isinstance(cell, float | np.floating):
        return "" if np.isnan(cell) else repr(float(cell) + 0.0)
    return str(cell)


def _looks_swapped(table: pd.DataFrame) -> list[int]:
    """Spreadsheet rows whose lon and lat can only be meant the other way round."""
    swapped = swapped_points(table["lon"].to_numpy(), table["lat"].to_numpy())
    return [int(row) + 2 for row in np.flatnonzero(swapped)]


def _swapped(table: pd.DataFrame, row: int, column: str) -> Notice:
    value = f"{table[column].iloc[row - 2]:g}"
    return notice("points_swapped", "points", row, column, value, said("lon and lat are swapped"))


def _all_swapped(table: pd.DataFrame, rows: Sequence[int]) -> Notice:
    """Return one notice for columns that are swapped as a whole."""
    hint = said(
        "lon and lat are swapped in {count:,} of {rows:,} rows: change the names of the columns",
        count=len(rows),
        rows=len(table),
    )
    value = f"{table['lon'].iloc[rows[0] - 2]:g}"
    return notice("points_swapped", "points", 1, "lon", value, hint)


def _repeated_ids(ids: pd.Series[str]) -> list[Notice]:
    hint = said("stands in an earlier row already; an id names one point")
    repeated = ids.duplicated() & (ids != "")
    return [
        notice("points_duplicate", "points", int(row) + 2, "id", ids.iloc[row], hint)
        for row in np.flatnonzero(repeated.to_numpy())
    ]
