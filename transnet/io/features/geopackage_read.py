"""Layers of a GeoPackage, read from its tables alone.

A GeoPackage is an SQLite database, and whoever made it decides what its views, virtual tables and
generated columns compute. So only plain tables and plain columns are read, and nothing is written:
the database is opened read-only, by Python's own library.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.features.layer_table import LayerTable, check_crs, check_size, stopped
from transnet.io.features.wkb import geometries
from transnet.io.input_files import is_file
from transnet.io.lines import RoadLimits

_HEADER = b"SQLite format 3\0"
_OWN = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
_ROWS_AT_ONCE = 50_000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_UNDEFINED = (-1, 0)


def read_geopackage(
    path: Path, wanted: Mapping[str, Sequence[str]], faults: Notices, limits: RoadLimits
) -> dict[str, LayerTable]:
    """Return the wanted layers that are there, with the wanted columns.

    wanted  columns by layer
    Raises InputError as `read_layers` does.
    """
    _check_file(path, faults)
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            kinds = _kinds(database)
            _check_tables(kinds, [name for name in wanted if name in kinds], faults)
            _note_others(database, wanted, faults)
            return {
                name: _layer(database, name, columns, faults, limits)
                for name, columns in wanted.items()
                if name in kinds
            }
    except (sqlite3.Error, OverflowError, ValueError) as error:
        if hasattr(error, "notices"):
            raise
        hint = said("it isn't a GeoPackage, or is damaged: {error}", error=str(error)[:200])
        raise stopped(faults, "broken_file", hint) from error


def _check_file(path: Path, faults: Notices) -> None:
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_HEADER))
    except OSError as error:
        raise stopped(
            faults, "unreadable_file", said("it can't be read: {strerror}", strerror=error.strerror)
        ) from error
    if start != _HEADER:
        raise stopped(
            faults, "broken_file", said("it isn't a GeoPackage, which is an SQLite database")
        )
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if is_file(beside) and beside.stat().st_size:
            hint = said(
                "changes that aren't in it yet lie in {name}: close it in QGIS first",
                name=beside.name,
            )
            raise stopped(faults, "unfinished_file", hint)


def _kinds(database: sqlite3.Connection) -> dict[str, str]:
    """Return table, view or virtual by name."""
    query = "SELECT name, type, upper(substr(ltrim(sql), 1, 14)) FROM sqlite_master"
    found = {}
    for name, kind, start in database.execute(query):
        if kind in ("table", "view"):
            found[str(name)] = "virtual table" if start == "CREATE VIRTUAL" else str(kind)
    return found


def _check_tables(kinds: Mapping[str, str], layers: Sequence[str], faults: Notices) -> None:
    for name in (*_OWN, *layers):
        kind = kinds.get(name)
        if kind is None:
            raise stopped(
                faults,
                "broken_file",
                said("it isn't a GeoPackage: it has no table {name}", name=name),
            )
        if kind != "table":
            hint = said(
                "{name} is a {kind}, which computes what it holds; save it as a table",
                name=name,
                kind=kind,
            )
            raise stopped(faults, "computed_layer", hint)


def _note_others(
    database: sqlite3.Connection, wanted: Mapping[str, Sequence[str]], faults: Notices
) -> None:
    query = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
    names = {str(name) for (name,) in database.execute(query)} - set(wanted)
    if names:
        faults.add(
            "left_out",
            said("layers that a road graph doesn't have: {listed}", listed=_listed(names)),
        )


def _layer(
    database: sqlite3.Connection,
    name: str,
    wanted: Sequence[str],
    faults: Notices,
    limits: RoadLimits,
) -> LayerTable:
    source = _quoted(name)
    count = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT ?)"  # noqa: S608, quoted
    check_size(database.execute(count, (limits.rows + 1,)).fetchone()[0], faults, limits)
    geometry = _geometry_column(database, name, faults)
    there, extra, booleans = _columns(database, name, (*wanted, geometry), faults)
    columns = [column for column in wanted if column in there]
    if geometry and geometry not in there:
        raise stopped(
            faults,
            "broken_file",
            said("layer {name} has no column {geometry!r}", name=name, geometry=geometry),
        )
    frames, blobs = [], []
    for rows in _rows(database, source, [*columns, *([geometry] if geometry else [])]):
        blobs += [row[-1] for row in rows]
        frames.append(pd.DataFrame([row[: len(columns)] for row in rows], columns=columns))
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    for column in booleans & set(columns):
        table[column] = pd.Series([_mark(each) for each in table[column].tolist()], dtype=object)
    if not geometry:
        return LayerTable(table, np.full(len(table), None, dtype=object), extra)
    return LayerTable(table, geometries([_wkb(each) for each in blobs], name, faults), extra)


def _columns(
    database: sqlite3.Connection, name: str, wanted: Sequence[str], faults: Notices
) -> tuple[list[str], list[str], set[str]]:
    """Return the columns of a table, those that aren't wanted (but its key), and those of marks."""
    there, extra, booleans = [], [], set()
    pragma = f"PRAGMA table_xinfo({_quoted(name)})"
    for _, column, kind, _, _, key, hidden in database.execute(pragma):
        there.append(str(column))
        if str(kind).strip().upper() in ("BOOLEAN", "BOOL"):
            booleans.add(str(column))
        if hidden and column in wanted:
            hint = said(
                "column {column} of {name} is computed; save its values", column=column, name=name
            )
            raise stopped(faults, "computed_layer", hint)
        if column not in wanted and not key:
            extra.append(str(column))
    return there, extra, booleans


def _mark(value: object) -> object:
    """Return the mark that SQLite keeps as 0 or 1, so that nothing takes it for a number."""
    return bool(value) if value in (0, 1) and isinstance(value, int) else value


def _rows(
    database: sqlite3.Connection, source: str, columns: Sequence[str]
) -> Iterator[list[tuple[Any, ...]]]:
    if not columns:
        return
    listed = ", ".join(map(_quoted, columns))
    cursor = database.execute(f"SELECT {listed} FROM {source}")  # noqa: S608, both are quoted
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield rows


def _geometry_column(database: sqlite3.Connection, name: str, faults: Notices) -> str:
    """Return the column with the geometry, once it is known to be in WGS-84; "" without one."""
    query = "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?"
    found = database.execute(query, (name,)).fetchone()
    if found is None:
        return ""
    query = (
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?"
    )
    system = database.execute(query, (found[1],)).fetchone()
    check_crs(None if system is None or found[1] in _UNDEFINED else _crs(*system), name, faults)
    return str(found[0])


def _crs(organisation: object, number: object, definition: object) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    for told in (f"{organisation}:{number}", definition):
        try:
            found = CRS.from_user_input(told)
        except CRSError:
            continue
        return None if found.is_engineering else found  # as GDAL calls one that it doesn't know
    return None


def _wkb(blob: object) -> object:
    """Return the WKB in a GeoPackage's geometry, after its header; b"" for what has none."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return b""
    envelope = (blob[3] >> 1) & 7
    if blob[3] & 0x20 or envelope >= len(_ENVELOPE_BYTES):  # an extension of the format
        return b""
    return blob[8 + _ENVELOPE_BYTES[envelope] :]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
