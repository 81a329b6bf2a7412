"""Names of what an answer comes of: plain values and tables told apart by all that they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

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
        if column.dtype.kind in _NUMBERS:
            cells = np.ascontiguousarray(column.to_numpy()).tobytes()
        else:
            values = column.tolist()
            if not set(map(type, values)).issubset(_PLAIN):
                raise TypeError(f"cells of {name} that aren't plain")
            cells = repr(values).encode("utf-8", "surrogatepass")
        digest.update(f"{plain_name(name)} {column.dtype} {len(column)} {len(cells)}:".encode())
        digest.update(cells)
    return digest.hexdigest()
