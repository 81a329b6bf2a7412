"""Tables as CSV text: those of a network as they are read back, results for spreadsheets."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from transnet.base.number_kinds import is_whole
from transnet.io.formulas import escaped, none_escaped
from transnet.model.schema import tables

BOM = b"\xef\xbb\xbf"
_MARKS = re.compile(r'[,"\r\n]')


def table_text(name: str, table: pd.DataFrame) -> str:
    """Return a table of a network as CSV text, exactly as the loader reads it back."""
    columns = tables()[name].columns
    cells = [_FORMATS[columns[column].type](table[column]) for column in columns]
    return _csv_text(list(columns), cells)


def to_csv_text(table: pd.DataFrame) -> str:
    """Return a result as CSV that a spreadsheet opens without running anything in it.

    A text that would be a formula gets an apostrophe before it (`formulas`); numbers stay
    numbers, yes and no stand for bools, an empty cell for NaN and NaT, inf for unreachable.
    """
    cells = [_export(table[column]) for column in table]
    return _csv_text([escaped(str(column)) for column in table], cells)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return `to_csv_text` in UTF-8 with the mark by which Excel knows it: Chinese opens right."""
    return BOM + to_csv_text(table).encode("utf-8")


def _csv_text(header: list[str], columns: list[list[str]]) -> str:
    quoted = [_all_quoted([name, *cells]) for name, cells in zip(header, columns, strict=True)]
    return "".join(",".join(row) + "\n" for row in zip(*quoted, strict=True))


def _all_quoted(cells: list[str]) -> list[str]:
    """Quote the cells of a column that need it; few columns have one, numbers never."""
    return list(map(_quoted, cells)) if _MARKS.search("".join(cells)) else cells


def _quoted(cell: str) -> str:
    # csv.writer leaves a lone return bare when lines end in \n, and readers then split the row.
    if _MARKS.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _export(column: pd.Series) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        return _bool_texts(column)
    if pd.api.types.is_integer_dtype(column) and not column.hasnans:
        return [str(value) for value in column.tolist()]
    if pd.api.types.is_numeric_dtype(column):
        return _number_texts(column)
    values = column.tolist()
    if set(map(type, values)) == {str}:  # as most columns are
        return values if none_escaped(values) else list(map(escaped, values))
    return [_export_cell(value) for value in values]


def _export_cell(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if is_whole(value):
        return str(int(value))
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    return escaped(str(value))


def _number_texts(column: pd.Series) -> list[str]:
    values = column.to_numpy(dtype=np.float64) + 0.0  # takes the sign off a zero
    texts = map(repr, values.tolist())
    return ["" if each == "nan" else each.removesuffix(".0") for each in texts]


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return repr(value + 0.0).removesuffix(".0")  # + 0.0 takes the sign off a zero


def _bool_texts(column: pd.Series) -> list[str]:
    return ["yes" if value else "no" for value in column.tolist()]


def _date_texts(column: pd.Series) -> list[str]:
    days = column.to_numpy().astype("datetime64[D]")
    return ["" if np.isnat(day) else str(day) for day in days]


def _plain_texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else escaped(str(value)) for value in column.tolist()]


_FORMATS: dict[str, Callable[[pd.Series], list[str]]] = {
    "float": _number_texts,
    "int": _number_texts,
    "bool": _bool_texts,
    "date": _date_texts,
    "time": _plain_texts,
    "enum": _plain_texts,
    "text": _plain_texts,
    "id": _plain_texts,
    "ids": _plain_texts,
}
