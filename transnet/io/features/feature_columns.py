"""Columns of feature layers to ids, numbers and marks: strict, each fault with its row from 1."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.marks import MARK_HINT, ONEWAY_HINT, mark_of, oneway_of
from transnet.base.number_kinds import is_number, is_whole
from transnet.base.units import FloatArray
from transnet.io.lines import number_of, whole_of
from transnet.model.cells import REWRITTEN_ID, is_rewritten

_LARGEST = 2**63
_EXACT = 2.0**53


def is_empty(value: object) -> bool:
    """Return whether a cell holds nothing: None, NA or NaN."""
    is_nan = isinstance(value, float | np.floating) and math.isnan(value)
    return value is None or value is pd.NA or value is pd.NaT or is_nan


def id_texts(column: pd.Series[Any], name: str, faults: Notices) -> list[str]:
    """Return ids as texts; an id that a spreadsheet or a database made a fraction is a fault."""
    texts: list[str] = []
    sound: set[str] = set()  # ends of roads come again and again
    for row, value in enumerate(column.tolist(), start=1):
        if isinstance(value, str) and value in sound:
            texts.append(value)
            continue
        before = len(faults.notices)
        text = "" if is_empty(value) else str(value)
        plain = isinstance(value, str) or is_whole(value)
        if not text:
            faults.add("missing_value", said("an id is needed"), row=row, column=name)
        elif isinstance(value, float) or is_rewritten(text):
            faults.add("bad_id", REWRITTEN_ID, row=row, column=name, value=value)
        elif not plain or text != text.strip() or not text.isprintable() or ";" in text:
            hint = said(
                "an id is a text or a whole number without ; or line ends or spaces around it"
            )
            faults.add("bad_id", hint, row=row, column=name, value=repr(value))
        texts.append(text)
        if len(faults.notices) == before:
            sound.add(text)
    return texts


def numbers(
    column: pd.Series[Any],
    name: str,
    faults: Notices,
    *,
    needed: bool = False,
    most: float = math.inf,
) -> FloatArray:
    """Return finite numbers from zero to `most`, float64[rows]; empty cells are NaN.

    needed  an empty cell is a fault
    A cell with a fault is 0. Texts are read as numbers; marks and dates aren't numbers.
    """
    values = _floats(column)
    bad = (values < 0) | (values > most) | np.isinf(values)
    if needed:
        bad |= np.isnan(values)
    else:
        bad |= np.isnan(values) & ~np.array([is_empty(each) for each in column.tolist()], np.bool_)
    for row in np.flatnonzero(bad).tolist():
        hint = said("a number that is zero or more is needed")
        if most < math.inf:
            hint = said("a number from zero to {most:,.0f} is needed", most=most)
        faults.add("bad_number", hint, row=row + 1, column=name, value=column.iloc[row])
    return np.where(bad, 0.0, values)


def whole_numbers(column: pd.Series[Any], name: str, faults: Notices) -> npt.NDArray[np.int64]:
    """Return whole numbers, int64[rows], 0 for an empty cell."""
    found = np.zeros(len(column), dtype=np.int64)
    for row, value in enumerate(column.tolist()):
        whole = 0 if is_empty(value) else _whole(value)
        if whole is None:
            hint = said("a whole number is needed")
            faults.add("bad_number", hint, row=row + 1, column=name, value=value)
        else:
            found[row] = whole
    return found


def marks(column: pd.Series[Any], name: str, faults: Notices) -> list[bool | None]:
    """Return marks, None for an empty cell."""
    return [mark for mark, _ in _marks(column, name, faults, oneway=False)]


def oneway_marks(
    column: pd.Series[Any], name: str, faults: Notices
) -> tuple[list[bool | None], npt.NDArray[np.bool_]]:
    """Return one-way marks, None for an empty cell, and which rows run against their line."""
    found = _marks(column, name, faults, oneway=True)
    return [mark for mark, _ in found], np.array([back for _, back in found], dtype=np.bool_)


def _marks(
    column: pd.Series[Any], name: str, faults: Notices, *, oneway: bool
) -> list[tuple[bool | None, bool]]:
    found: list[tuple[bool | None, bool]] = []
    for row, value in enumerate(column.tolist(), start=1):
        try:
            found.append(oneway_of(value) if oneway else (mark_of(value), False))
        except ValueError:
            hint = ONEWAY_HINT if oneway else MARK_HINT
            faults.add("bad_bool", hint, row=row, column=name, value=value)
            found.append((None, False))
    return found


def _floats(column: pd.Series[Any]) -> FloatArray:
    """Return numbers as float64, NaN for what is empty or isn't a number."""
    if column.dtype.kind in "iuf":
        return column.to_numpy(np.float64, na_value=np.nan)
    return np.array([_float(each) for each in column.tolist()], dtype=np.float64)


def _float(value: Any) -> float:
    if isinstance(value, str):
        found = number_of(value.strip())
        return math.nan if found is None else found
    if not is_number(value):
        return math.nan
    return float(value) if abs(value) < _LARGEST else math.inf


def _whole(value: Any) -> int | None:
    if isinstance(value, str):
        return whole_of(value.strip())
    if isinstance(value, float | np.floating):
        number = float(value)
        return int(number) if number.is_integer() and abs(number) <= _EXACT else None
    return int(value) if is_whole(value) and abs(int(value)) < _LARGEST else None
