"""A table of points, stations for one, moved from GCJ-02 or BD-09 to WGS-84; all else stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from transnet.base.collector import Notices, TooManyErrorsError
from transnet.base.errors import InputError, Notice
from transnet.base.given import path_given
from transnet.base.language import joined, said
from transnet.base.units import FloatArray
from transnet.io.coordinates import point_problem
from transnet.io.csv_tables import parse_csv
from transnet.io.formulas import escaped
from transnet.io.lines import number_of
from transnet.io.outputs import check_outputs, write_outputs
from transnet.io.text import decode, read_bytes
from transnet.model.anchors import Anchors, datum_notices
from transnet.model.datum import UNSHIFTED, Datum, equal_datum, to_wgs84
from transnet.model.point_names import name_notices, point_names

_FEW = 3
_DECIMALS = 7  # a centimetre


def convert_points(
    path: str | Path,
    out: str | Path,
    datum: Datum,
    *,
    anchors: Anchors | None = None,
    force: bool = False,
) -> list[Notice]:
    """Write a CSV table with its columns lon and lat moved from a datum to WGS-84.

    datum    coordinates that the table is in; in WGS-84 nothing moves
    anchors  known points (`anchors_of` a network) that the table is held against
    force    replace a file that is there; without it that is refused
    returns  what the anchors say, and what reading the file brought up
    Raises InputError when the table can't be read, a point can't be one, or the file is there, is
    the table itself or can't be written.
    """
    path, out = path_given(path), path_given(out)
    faults = Notices(path.name)
    check_outputs([out], force=force, inputs=[path])
    table, notices = read_point_table(path)
    names = point_names(table.columns)
    notices += name_notices(names, path.name)
    headed = {name: column for column, name in names.items()}
    axes = [headed.get(axis, axis) for axis in ("lon", "lat")]
    try:
        lon, lat = (_numbers(table, axis, faults) for axis in axes)
        _check(lon, lat, faults)
    except TooManyErrorsError:
        raise faults.error() from None
    faults.raise_if_any()
    if anchors is not None:
        known = np.isfinite(lon) & np.isfinite(lat)
        notices += datum_notices(table.assign(lon=lon, lat=lat)[known], datum, anchors, path.name)
    else:
        notices += equal_datum(datum, path.name)
    if datum not in UNSHIFTED:
        for axis, values in zip(axes, to_wgs84(lon, lat, datum), strict=True):
            table[axis] = ["" if np.isnan(each) else repr(each) for each in _rounded(values)]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        [escaped(str(cell)) for cell in row]
        for row in [list(table.columns), *table.to_numpy().tolist()]
    )
    write_outputs({out: stream.getvalue().encode("utf-8")}, force=force, inputs=[path])
    return notices


def read_point_table(path: Path) -> tuple[pd.DataFrame, list[Notice]]:
    """Return a CSV table of points as text cells, and how it was read.

    Raises InputError when it can't be read.
    """
    data, notices = read_bytes(path)
    text, more = decode(data, path.name) if not notices else ("", [])
    notices += more
    raw = None
    if not any(notice.severity == "error" for notice in notices):
        raw, more = parse_csv(text, path.name)
        notices += more
    if raw is None:
        raise InputError(said("{file} can't be read", file=path.name), notices)
    return pd.DataFrame(raw.rows, columns=list(raw.columns), dtype="str"), notices


def _numbers(table: pd.DataFrame, axis: str, faults: Notices) -> FloatArray:
    if axis not in table:
        faults.add("missing_column", said("a table of points has lon and lat"), row=1, column=axis)
        faults.raise_if_any()
    found = np.full(len(table), np.nan)
    for row, text in enumerate(table[axis].tolist()):
        value = number_of(text) if text.strip() else np.nan
        if value is None:
            faults.add(
                "bad_number", said("a number is needed"), row=row + 2, column=axis, value=text
            )
        else:
            found[row] = value
    return found


def _check(lon: FloatArray, lat: FloatArray, faults: Notices) -> None:
    wrong = np.flatnonzero((np.abs(lon) > 180) | (np.abs(lat) > 90))
    if len(wrong) >= _FEW and 2 * len(wrong) > len(lon):
        code, hint = point_problem(lon[wrong], lat[wrong])
        count = said("{count:,} of {rows:,} points", count=len(wrong), rows=len(lon))
        faults.add(code, joined((count, hint), ": ", "："), row=1, column="lon")
        return
    for row in wrong.tolist():
        code, hint = point_problem(lon[row : row + 1], lat[row : row + 1])
        faults.add(code, hint, row=row + 2, column="lon", value=f"{lon[row]:g}, {lat[row]:g}")


def _rounded(values: FloatArray) -> list[float]:
    rounded: list[float] = np.round(values, _DECIMALS).tolist()
    return rounded
