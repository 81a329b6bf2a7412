"""A network of tables in memory, without a folder: the same defaults, checks and notices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from transnet.base.codes import HOW_READ, STOOD_IN
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.given import columns_once, given, wrong_type
from transnet.base.language import said
from transnet.io.network_tables import RawFound, column_notices, typed_raws
from transnet.model.called_rows import cell_text
from transnet.model.network import Network, NetworkInfo
from transnet.model.raw import RawTable
from transnet.model.schema import Table, tables

_NAMES = ("name_zh", "name_en")


def build_network(
    places: pd.DataFrame,
    *,
    core: str | None = "",
    name: str = "own",
    day: date | str | None = None,
    **others: pd.DataFrame,
) -> Network:
    """Return the network of tables in memory, as `Network.build` says."""
    frames = {"places": places, **others}
    for table in frames:
        if table not in tables():
            raise UnknownNameError(said("table"), table, tables())
    raws = {table: _raw(frames[table], tables()[table]) for table in frames}
    core = given("" if core is None else core, str, "core", said("the id or name of a place"))
    when = _day(day)
    network_id = "-".join(str(name).split()) or "own"
    info = NetworkInfo(network_id, name, name, when, when, when, _core(raws["places"][0], core))
    typed, notices = typed_raws(raws, info)
    errors = [found for found in notices if found.severity == "error"]
    if errors:
        count = len(errors)
        words = said("1 error") if count == 1 else said("{count} errors", count=count)
        raise InputError(said("the tables make no network: {errors}", errors=words), errors)
    readings = tuple(found for found in notices if found.code in HOW_READ | STOOD_IN)
    return Network(info, typed, when, readings=readings)


def _day(day: date | str | None) -> date:
    if day is None:
        return datetime.now(UTC).date()
    try:
        when = given(
            date.fromisoformat(day) if isinstance(day, str) else day,
            date,
            "day",
            said("or a day as YYYY-MM-DD"),
        )
        # a time of day counts no more; NaT is a date by its type and has no day (ValueError)
        return date(when.year, when.month, when.day)
    except (TypeError, ValueError) as error:
        raise wrong_type(day, "day", said("must be a day as YYYY-MM-DD")) from error


def _raw(frame: pd.DataFrame, table: Table) -> RawFound:
    """Return a DataFrame as a file's cells would be, with what is wrong with its columns."""
    frame = given(frame, pd.DataFrame, table.name, said("with the columns of docs/tables.md"))
    if frame.index.name in table.columns and frame.index.name not in frame.columns:
        frame = frame.reset_index()
    columns_once(frame.columns, table.name)
    points = "geometry" in frame.columns and "lon" in table.columns
    if points and not {"lon", "lat"} & {*frame.columns}:
        frame = _with_points(frame)
    kept = frame.drop(columns="geometry", errors="ignore")
    columns = [[_text(cell) for cell in kept[name].tolist()] for name in kept.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    raw = RawTable(table.name, tuple(str(name) for name in kept.columns), rows)
    return raw, column_notices(raw, table)


def _with_points(frame: Any) -> pd.DataFrame:
    """Return a GeoDataFrame with lon and lat of its points, or of points within its areas."""
    degrees = frame.geometry if frame.crs is None else frame.geometry.to_crs(4326)
    points = degrees.representative_point()
    return pd.DataFrame(frame).assign(lon=points.x, lat=points.y)


def _text(cell: object) -> str:
    if isinstance(cell, list | tuple | set):
        return ";".join(map(str, cell))
    return "" if cell is None else cell_text(cell)


def _core(raw: RawTable | None, core: str) -> str:
    """Return the id of the core: given as such or by name, else the place with most people."""
    rows: list[Mapping[str, str]] = []
    if raw is not None:
        rows = [dict(zip(raw.columns, row, strict=True)) for row in raw.rows]
    if core:
        named = [row for row in rows if core in (row.get(name) for name in _NAMES)]
        known = any(row.get("place_id") == core for row in rows)
        return named[0].get("place_id", "") if named and not known else core
    inside = [row for row in rows if row.get("kind") != "external"]
    people = pd.to_numeric(pd.Series([row.get("population", "") for row in inside], dtype=object),
                           errors="coerce").fillna(0.0)  # fmt: skip
    return inside[int(people.to_numpy().argmax())].get("place_id", "") if inside else ""
