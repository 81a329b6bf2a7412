"""Names of what an answer comes of: plain values and tables told apart by all that they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

_PLAIN = (bool, int, float, str, type(None))
_NUMBERS = "biufM"


def plain_name(value: object) -> str:
    """Return a text that tells a value apart from any other.

    value  plain, a day, a dataclass with all its fields, or a list, tuple, set or dict of such
    Raises TypeError for any other kind.
    """
    if type(value) in _PLAIN:
        return repr(value)
    if isinstance(value, date | Enum):
        return f"{type(value).__name__} {value!r}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({','.join(map(plain_name, value))})"
    if isinstance(value, set | frozenset):
        return f"set({','.join(sorted(map(plain_name, value)))})"
    if isinstance(value, Mapping):
        items = (f"{plain_name(key)}:{plain_name(each)}" for key, each in value.items())
        return f"dict({','.join(items)})"
    if is_dataclass(value) and not isinstance(value, type):
        parts = (f"{each.name}={plain_name(getattr(value, each.name))}" for each in fields(value))
        return f"{type(value).__module__}.{type(value).__qualname__}({','.join(parts)})"
    raise TypeError(f"no plain value: {type(value)}")


def table_name(table: pd.DataFrame) -> str:
    """Return a digest of a table: columns, their types, and cells to the bit; rows in order.

    Raises TypeError for cells that are neither numbers, days nor plain.
    """
    digest = hashlib.sha256()
    for name in table.columns:
        column = table[name]
        cells = _cells(column)
        digest.update(f"{plain_name(name)} {column.dtype} {len(column)} {len(cells)}:".encode())
        digest.update(cells)
    return digest.hexdigest()


def _cells(column: pd.Series) -> bytes:
    if column.dtype.kind in _NUMBERS:
        return np.ascontiguousarray(column.to_numpy()).tobytes()
    if getattr(column.dtype, "storage", "") == "pyarrow":
        return _text_bytes(column.array.__arrow_array__().combine_chunks())
    values = column.tolist()
    if not set(map(type, values)).issubset(_PLAIN):
        raise TypeError(f"cells of {column.name} that aren't plain")
    return repr(values).encode("utf-8", "surrogatepass")


def _text_bytes(texts: Any) -> bytes:
    """Return texts of Arrow as they lie in memory: which are missing, their lengths, their letters.

    A text for each cell, made only to be digested, would take five times as long.
    """
    kind = np.dtype(np.int64 if str(texts.type) == "large_string" else np.int32)
    missing = texts.is_null().to_numpy(zero_copy_only=False).tobytes() if texts.null_count else b""
    ends = np.zeros(1, kind)
    if len(texts):
        own = slice(texts.offset, texts.offset + len(texts) + 1)
        ends = np.frombuffer(texts.buffers()[1], kind)[own]
    letters = texts.buffers()[2][ends[0] : ends[-1]].to_pybytes() if ends[-1] > ends[0] else b""
    return b"%d:" % texts.null_count + missing + np.diff(ends).astype("<i8").tobytes() + letters
