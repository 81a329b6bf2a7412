"""Plain values kept by what they come of: tables, arrays, texts, and records of them.

An entry is made of rows of numbers and of JSON that says how they belong together, and lies in a
`Cache`: damaged or forged, it counts as absent. Nothing in it is ever run. A value is kept only if
what is read back is the same to the bit; another kind of value isn't kept and does no harm.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.cache import Cache

Records = Mapping[str, type]
"""Dataclasses that may stand in an entry, by the name that they have there."""

_JSON = "json"
_PLAIN = (bool, int, float, str, type(None))
_NUMBERS = "biuf"
_DAYS = "M"
_Arrays = dict[str, npt.NDArray[Any]]
_WRONG = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


def records_of(*kinds: type) -> Records:
    """Return dataclasses by their names."""
    return {kind.__name__: kind for kind in kinds}


def keep_value(cache: Cache, name: str, value: object, records: Records) -> None:
    """Keep a value under a name, unless it isn't made of plain ones and of the records."""
    arrays: _Arrays = {}
    try:
        text = json.dumps(_packed(value, arrays, records), ensure_ascii=False).encode()
        found = _unpacked(json.loads(text), arrays, records)
    except _WRONG:
        return
    if same_value(value, found):
        arrays[_JSON] = np.frombuffer(text, dtype=np.uint8)
        cache.put_arrays(name, arrays)


def kept_value(cache: Cache, name: str, records: Records) -> tuple[Any] | None:
    """Return the value under a name as the one item of a tuple; None where there is none."""
    arrays = cache.get_arrays(name)
    if arrays is None:
        return None
    try:
        return (_unpacked(json.loads(arrays[_JSON].tobytes()), arrays, records),)
    except _WRONG:  # sealed by somebody, but no value of ours
        return None


def same_value(one: Any, other: Any) -> bool:
    """Whether two values are of the same types and the same to the bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, pd.DataFrame):
        return _same_frame(one, other)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and _same_cells(one, other)
    if is_dataclass(one) or isinstance(one, dict | tuple | list):
        parts = [_parts(each) for each in (one, other)]
        return len(parts[0]) == len(parts[1]) and all(map(same_value, *parts))
    return repr(one) == repr(other)  # -0.0 isn't 0.0, and NaN is NaN


def _parts(value: Any) -> list[Any]:
    """Return what a record, dict or row is made of, in order."""
    if isinstance(value, dict):
        return [part for item in value.items() for part in item]
    if is_dataclass(value):
        return [getattr(value, each.name) for each in fields(value)]
    return [*value]


def _same_cells(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    if one.dtype == object:
        return same_value(one.ravel().tolist(), other.ravel().tolist())
    return one.tobytes() == other.tobytes()


def _same_frame(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return (
        type(one.index) is type(other.index)
        and one.index.dtype == other.index.dtype
        and one.index.name == other.index.name
        and one.index.equals(other.index)
        and one.columns.equals(other.columns)
        and one.dtypes.tolist() == other.dtypes.tolist()
        and all(_same_column(one.iloc[:, at], other.iloc[:, at]) for at in range(one.shape[1]))
    )


def _same_column(one: pd.Series, other: pd.Series) -> bool:
    cells = one.to_numpy()
    if cells.dtype == object:
        return same_value(one.tolist(), other.tolist())
    return bool(cells.tobytes() == other.to_numpy().tobytes())


def _packed(value: Any, arrays: _Arrays, records: Records) -> Any:
    """Return what JSON has for a value, its numbers put into arrays; TypeError for what can't be.

    A plain value stands for itself, any other is a list that begins with its kind.
    """
    if type(value) in _PLAIN:
        return value
    if type(value) in (list, tuple):
        kind = "list" if type(value) is list else "tuple"
        return [kind, *(_packed(each, arrays, records) for each in value)]
    if type(value) is dict:
        return ["dict", *([_packed(part, arrays, records) for part in it] for it in value.items())]
    if type(value) is np.ndarray:
        return ["array", list(value.shape), _put_cells(value.ravel(), arrays)]
    if type(value) is pd.DataFrame:
        return _packed_frame(value, arrays)
    if records.get(type(value).__name__) is type(value):
        parts = (_packed(part, arrays, records) for part in _parts(value))
        return ["record", type(value).__name__, *parts]
    raise TypeError(f"no plain value: {type(value)}")


def _packed_frame(frame: pd.DataFrame, arrays: _Arrays) -> list[Any]:
    index = frame.index
    if not all(type(name) is str for name in frame.columns) or frame.columns.name is not None:
        raise TypeError("columns that aren't named by texts")
    if type(index) is pd.RangeIndex:
        rows: Any = [index.start, index.stop, index.step]
    elif type(index) is pd.Index:
        rows = _put_column(index.to_series(), arrays)
    else:
        raise TypeError("rows of another kind")
    columns = [_put_column(frame.iloc[:, at], arrays) for at in range(frame.shape[1])]
    return ["frame", rows, index.name, list(frame.columns), columns, str(frame.columns.dtype)]


def _put_column(column: pd.Series, arrays: _Arrays) -> dict[str, Any]:
    if column.dtype.kind in _NUMBERS or column.dtype.kind == _DAYS or column.dtype == object:
        return _put_cells(column.to_numpy(), arrays)
    if column.dtype != pd.Series([], dtype="str").dtype:
        raise TypeError(f"a column of {column.dtype}")
    codes, words = pd.factorize(column.array, use_na_sentinel=True)
    return {"dtype": "str", "words": words.tolist(), "at": _put(codes.astype(np.int32), arrays)}


def _put_cells(cells: npt.NDArray[Any], arrays: _Arrays) -> dict[str, Any]:
    if cells.dtype == object:
        values = cells.tolist()
        if not all(type(each) in _PLAIN for each in values):
            raise TypeError("cells that aren't plain")
        return {"dtype": "object", "cells": values}
    if cells.dtype.kind == _DAYS:
        return {"dtype": cells.dtype.str, "at": _put(cells.view(np.int64), arrays)}
    if cells.dtype.kind not in _NUMBERS:
        raise TypeError(f"an array of {cells.dtype}")
    return {"dtype": cells.dtype.str, "at": _put(cells, arrays)}


def _put(row: npt.NDArray[Any], arrays: _Arrays) -> str:
    name = str(len(arrays))
    arrays[name] = row
    return name


def _unpacked(told: Any, arrays: Mapping[str, npt.NDArray[Any]], records: Records) -> Any:
    if not isinstance(told, list):
        return told
    kind, *parts = told
    if kind in ("list", "tuple"):
        each = [_unpacked(part, arrays, records) for part in parts]
        return each if kind == "list" else tuple(each)
    if kind == "dict":
        return {
            _unpacked(key, arrays, records): _unpacked(value, arrays, records)
            for key, value in parts
        }
    if kind == "array":
        return _cells(parts[1], arrays).reshape(parts[0])
    if kind == "frame":
        return _frame(parts, arrays)
    if kind == "record":
        return records[parts[0]](*(_unpacked(part, arrays, records) for part in parts[1:]))
    raise ValueError(f"no kind of value: {kind}")


def _frame(parts: list[Any], arrays: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame:
    rows, name, names, columns, dtype = parts
    index: pd.Index = pd.RangeIndex(*rows) if isinstance(rows, list) else _index(rows, arrays)
    cells = {at: _series(_column(each, arrays), index) for at, each in enumerate(columns)}
    frame = pd.DataFrame(cells, index=index, copy=False)
    frame.columns = pd.Index(names, dtype=dtype)
    frame.index.name = name
    return frame


def _series(cells: Any, index: pd.Index) -> Any:
    """Return cells in a series where a table would make them texts otherwise."""
    return pd.Series(cells, index) if cells.dtype == object else cells


def _index(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> pd.Index:
    cells = _column(told, arrays)
    index: pd.Index = pd.Index(cells, dtype=cells.dtype)
    return index


def _column(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Any:
    if told["dtype"] != "str":
        return _cells(told, arrays)
    codes = arrays[told["at"]]
    if codes.dtype != np.int32 or codes.min(initial=0) < -1:
        raise ValueError("no places of words")
    return pd.array(told["words"], dtype="str").take(codes, allow_fill=True)


def _cells(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
    if told["dtype"] == "object":
        cells = np.empty(len(told["cells"]), dtype=object)
        cells[:] = told["cells"]
        return cells
    dtype = np.dtype(told["dtype"])
    row = arrays[told["at"]]
    if dtype.kind == _DAYS:
        return row.astype(np.int64, casting="no").view(dtype)
    return row.astype(dtype, casting="no", copy=False)
