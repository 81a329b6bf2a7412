"""Marks, yes or no, as files, tables and programs give them: one reader for all.

Python's own truth takes every text for yes, "no" and "False" among them, and NaN too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.errors import InputError, Notice
from transnet.base.language import said
from transnet.base.number_kinds import is_number

MARK_TEXTS = {
    **dict.fromkeys(("yes", "true", "t", "1"), True),
    **dict.fromkeys(("no", "false", "f", "0"), False),
}
"""What stands for yes and for no, in small letters."""

MARK_HINT = said("write yes or no (true, false, 1 and 0 do too)")
ONEWAY_HINT = said(
    "write yes or no (true, false, 1 and 0 do too), or -1 for a road that runs against its line"
)

_NUMBER_TEXTS = {"1.0": True, "0.0": False}  # a table of numbers with gaps, written as text
_NOTHING = ("", "nan", "none", "null", "<na>")
_BACKWARD = ("-1", "-1.0", "reverse")
_SHOWN = 5


def mark_of(value: object) -> bool | None:
    """Return a mark, None where there is none (empty, None or NaN, as such or as text).

    value  bool, 0 or 1 in any type of number, or a text such as yes, No, TRUE or 0
    Raises ValueError for anything else: what can't be meant isn't guessed.

    >>> mark_of("No"), mark_of(1.0), mark_of(float("nan"))
    (False, True, None)
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        text = value.strip().lower()
        if text in _NOTHING:
            return None
        mark = MARK_TEXTS.get(text, _NUMBER_TEXTS.get(text))
    else:
        number = _number(value)
        if number is not None and math.isnan(number):
            return None
        mark = {0.0: False, 1.0: True}.get(number) if number is not None else None
    if mark is None:
        raise ValueError(f"{value!r} is no mark: {MARK_HINT}")
    return mark


def oneway_of(value: object) -> tuple[bool | None, bool]:
    """Return a one-way mark, and whether the road runs against its line, as -1 and reverse say.

    Takes and raises what `mark_of` does.

    >>> oneway_of("-1"), oneway_of("yes"), oneway_of(None)
    ((True, True), (True, False), (None, False))
    """
    text = value.strip().lower() if isinstance(value, str) else str(_number(value))
    if text in _BACKWARD:
        return True, True
    return mark_of(value), False


def marks_of(
    values: Iterable[object], refuse: Callable[[int, object], None], *, needed: bool = False
) -> npt.NDArray[np.bool_]:
    """Return bool[n], False where there is no mark.

    refuse  is told the position and value of each that is no mark
    needed  refuse what is empty too
    """
    found = []
    for at, value in enumerate(values):
        mark: bool | None = None
        try:
            mark = mark_of(value)
            if mark is None and needed:
                refuse(at, value)
        except ValueError:
            refuse(at, value)
        found.append(mark is True)
    return np.array(found, dtype=np.bool_)


def mark_column(column: pd.Series, name: str, *, needed: bool = False) -> npt.NDArray[np.bool_]:
    """Return the marks of a column of a table, bool[n]; False where there is none.

    name    what the marks are, in errors
    needed  a missing mark is an error too
    Raises InputError that names the row, the id, the value and the remedy of what isn't a mark.
    """
    wrong: list[tuple[int, object]] = []
    marks = marks_of(column.tolist(), lambda at, value: wrong.append((at, value)), needed=needed)
    if not wrong:
        return marks
    found = [
        Notice(
            "bad_bool", "error", name, at + 2, str(column.index[at]), repr(value)[:80], MARK_HINT
        )
        for at, value in wrong[:_SHOWN]
    ]
    raise InputError(
        said(
            "{name}: {count:,} of {count2:,} marks can't be read.",
            name=name,
            count=len(wrong),
            count2=len(column),
        ),
        found,
    )


def _number(value: object) -> float | None:
    """Return a plain number as float; None for anything else, durations among it."""
    if not is_number(value):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
