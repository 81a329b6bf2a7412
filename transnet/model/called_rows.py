"""What rows of a network are called in messages: by name, with the id beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.language import Message, Text, said
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables

_NAMES = ("name_zh", "name_en", "line_zh", "line_en")


def row_key(network: Network, table: str, at: int) -> str:
    """Return the id of a row by its position; the parts of a longer key are joined by '/'."""
    frame = network[table]
    keys = schema_tables()[table].primary_key
    return "/".join(cell_text(frame[key].iloc[at]) for key in keys)


def row_words(network: Network, table: str, at: int) -> Message:
    """Return what a row is called, with its id; by its id alone where it has no name."""
    frame = network[table]  # of which a whole row takes twenty times as long as a few cells
    names = {name: frame[name].iloc[at] for name in _NAMES if name in frame.columns}
    return called(row_key(network, table, at), row_names(names))


def called(key: str, names: Sequence[str]) -> Message:
    """Return a Chinese and an English name in words, with the id; the id alone without a name."""
    zh, en = names
    if not (zh or en):
        return Message("{key}", {"key": key})
    return said("{name} ({key})", name=Text(zh or en, en or zh), key=key)


def row_names(cells: Mapping[Any, Any] | pd.Series[Any]) -> tuple[str, str]:
    """Return what a row is called in Chinese and in English: its own name, else its line's."""
    zh = cells.get("name_zh") or cells.get("line_zh") or ""
    en = cells.get("name_en") or cells.get("line_en") or ""
    return str(zh), str(en)


def cell_text(cell: object) -> str:
    """Return a cell as a network folder writes it: '' when empty, yes/no, ISO dates."""
    if type(cell) is str:  # as most are, and never missing
        return cell
    for kind, write in _WRITERS:
        if isinstance(cell, kind):
            return write(cell)
    return "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]


def _number_text(number: float) -> str:
    if np.isnan(number):
        return ""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


_WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((bool, np.bool_), lambda cell: "yes" if cell else "no"),
    ((float, int, np.number), _number_text),
    ((pd.Timestamp, date), lambda cell: "" if pd.isna(cell) else cell.strftime("%Y-%m-%d")),
)
