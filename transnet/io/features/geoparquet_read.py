"""Layers of a GeoParquet file, which has one table with a column `layer`.

Nothing of the file decides types: columns must be plain numbers, marks and texts. What is written
small and is large in memory (values of dictionaries repeated by the million) stays small: texts and
geometries are taken from their dictionaries, and the file's own sizes are held against a limit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.base.optional import needed_library
from transnet.io.features.layer_table import LayerTable, check_crs, check_size, stopped
from transnet.io.features.wkb import geometries
from transnet.io.lines import RoadLimits

_MOST_BYTES = 4 * 2**30  # of the columns that are read, unpacked
_ROWS_AT_ONCE = 65_536
_LAYER, _INDEX = "layer", "__index_level_"  # as pandas calls what has no name


def read_geoparquet(
    path: Path, wanted: Mapping[str, Sequence[str]], faults: Notices, limits: RoadLimits
) -> dict[str, LayerTable]:
    """Return the wanted layers that are there, with the wanted columns.

    wanted  columns by layer
    Raises InputError as `read_layers` does.
    """
    needed_library("pyarrow", "formats")
    pa: Any = import_module("pyarrow")
    pq: Any = import_module("pyarrow.parquet")
    known = [_LAYER, *dict.fromkeys(name for names in wanted.values() for name in names)]
    try:
        schema = pq.read_schema(path)
        shape = _geometry_column(schema, faults)
        columns = [name for name in known if name in schema.names]
        _check_types(schema, columns, shape, faults)
        texts = [name for name in (*columns, shape) if _is_long(schema.field(name).type)]
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            check_size(file.metadata.num_rows, faults, limits)
            _check_bytes(file.metadata, faults)
            parts = _batches(file, [*columns, shape], faults)
        table = pd.DataFrame({name: _column([each[name] for each in parts]) for name in columns})
        blobs = _column([each[shape] for each in parts])
    except InputError:
        raise
    except (
        pa.ArrowException,
        ArithmeticError,
        ValueError,
        OSError,
        LookupError,
        TypeError,
    ) as error:
        hint = said("it isn't GeoParquet, or is damaged: {error}", error=str(error)[:200])
        raise stopped(faults, "broken_file", hint) from error
    if _LAYER not in table:
        return {}
    extra = [
        name
        for name in schema.names
        if name not in (*columns, shape) and not name.startswith(_INDEX)
    ]
    return _parted(table, blobs, wanted, extra, faults)


def _geometry_column(schema: Any, faults: Notices) -> str:
    """Return the column with the geometry, once it is known to be WKB in WGS-84."""
    try:
        about = json.loads((schema.metadata or {})[b"geo"])
        name = about["primary_column"]
        column = about["columns"][name]
        encoding = column["encoding"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        hint = said(
            "it has no metadata of GeoParquet (geo): save it as GeoParquet, as GeoPandas does"
        )
        raise stopped(faults, "broken_file", hint) from error
    if encoding != "WKB" or name not in schema.names:
        hint = said(
            "its geometry is {encoding!r} in {name!r}; WKB is read",
            encoding=str(encoding)[:40],
            name=str(name)[:40],
        )
        raise stopped(faults, "broken_file", hint)
    check_crs(_crs(column), "geometry", faults)
    return str(name)


def _crs(column: Mapping[str, Any]) -> Any:
    """Return the CRS that a column says; without a word it is CRS84, null is unknown."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    told = column.get("crs", "OGC:CRS84")
    try:
        return None if told is None else CRS.from_user_input(told)
    except CRSError:
        return None


def _check_types(schema: Any, columns: Sequence[str], shape: str, faults: Notices) -> None:
    types: Any = import_module("pyarrow.types")
    for name in columns:
        kind = _values(schema.field(name).type)
        plain = (types.is_integer, types.is_floating, types.is_boolean, types.is_null, _is_text)
        if not any(test(kind) for test in plain):
            hint = said("it holds {kind}; numbers, marks or texts are needed", kind=str(kind)[:60])
            faults.add("bad_type", hint, column=name)
    kind = _values(schema.field(shape).type)
    if not _is_long(kind) or _is_text(kind):
        hint = said("it holds {kind}, not WKB", kind=str(kind)[:60])
        faults.add("bad_type", hint, column=shape)
    faults.raise_if_any()


def _values(kind: Any) -> Any:
    """Return the type of a column's values, which a dictionary may hold."""
    types: Any = import_module("pyarrow.types")
    return kind.value_type if types.is_dictionary(kind) else kind


def _is_text(kind: Any) -> bool:
    types: Any = import_module("pyarrow.types")
    return bool(types.is_string(kind) or types.is_large_string(kind))


def _is_long(kind: Any) -> bool:
    """Return whether values are texts or bytes, whose length the type doesn't say."""
    types: Any = import_module("pyarrow.types")
    return _is_text(kind) or bool(types.is_binary(kind) or types.is_large_binary(kind))


def _check_bytes(metadata: Any, faults: Notices) -> None:
    """Refuse what unpacks to more than allowed, by what the groups of rows say of themselves.

    Asking a column of a damaged file for its size would end the process.
    """
    groups = range(metadata.num_row_groups)
    _check_total(sum(metadata.row_group(group).total_byte_size for group in groups), faults)


def _check_total(total: int, faults: Notices) -> None:
    if total > _MOST_BYTES:
        hint = said(
            "{total:,} bytes when unpacked, at most {most_bytes:,}; cut the region down",
            total=total,
            most_bytes=_MOST_BYTES,
        )
        raise stopped(faults, "file_too_large", hint)


def _batches(file: Any, columns: Sequence[str], faults: Notices) -> list[Any]:
    """Return the rows in parts, once their real size is known to be no larger than allowed."""
    parts, total = [], 0
    for part in file.iter_batches(_ROWS_AT_ONCE, columns=columns):
        total += part.nbytes
        _check_total(total, faults)
        parts.append(part)
    return parts


def _column(parts: Sequence[Any]) -> pd.Series[Any]:
    """Return a column as a Series: whole numbers and marks exact beside empty cells."""
    pieces = [_piece(each) for each in parts]
    if not pieces:
        return pd.Series([], dtype=object)
    return pd.concat(pieces, ignore_index=True)


def _piece(array: Any) -> pd.Series[Any]:
    types: Any = import_module("pyarrow.types")
    if types.is_dictionary(array.type):
        # One object for each different value, however often it comes.
        values = np.empty(len(array.dictionary) + 1, dtype=object)
        values[:-1] = array.dictionary.to_pylist()
        values[-1] = None
        at = array.indices.fill_null(len(array.dictionary)).to_numpy(zero_copy_only=False)
        return pd.Series(values[at], dtype=object)
    if types.is_integer(array.type):
        return pd.Series(array.to_pylist(), dtype=pd.Int64Dtype())
    if types.is_boolean(array.type):
        return pd.Series(array.to_pylist(), dtype=pd.BooleanDtype())
    return pd.Series(array.to_pylist(), dtype=object if types.is_null(array.type) else None)


def _parted(
    table: pd.DataFrame,
    blobs: pd.Series[Any],
    wanted: Mapping[str, Sequence[str]],
    extra: Sequence[str],
    faults: Notices,
) -> dict[str, LayerTable]:
    named = table[_LAYER].astype(object).where(table[_LAYER].notna(), "").astype(str)
    others = sorted(set(named) - set(wanted))
    if others:
        count = int((~named.isin(list(wanted))).sum())
        hint = said(
            "{count:,} rows whose layer is neither of {listed}: {others}",
            count=count,
            listed=", ".join(wanted),
            others=", ".join(others)[:200],
        )
        faults.add("left_out", hint)
    found = {}
    for name, columns in wanted.items():
        mine = (named == name).to_numpy(dtype=np.bool_)
        part = table.loc[mine, [each for each in table if each in columns]]
        shapes = geometries(blobs[mine].tolist(), name, faults)
        found[name] = LayerTable(part.reset_index(drop=True), shapes, extra)
        extra = ()  # they are columns of all layers: once is enough
    return found
