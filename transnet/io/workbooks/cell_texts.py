"""Cells of a workbook as the text that stands for them in a CSV of the same table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from transnet.base.language import said
from transnet.model.cells import Problem
from transnet.model.loose_cells import serial_day

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PARTS = ("float", "int")
_EPOCH = datetime(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 109_575  # 1950 to 2199: smaller ones may be years


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the library gives it: its value, and the letter of its type (e for an error)."""

    value: object
    kind: str


def cell_text(cell: Cell, column_type: str, *, from_1904: bool) -> tuple[str, Problem | None]:
    """Return a cell's text for a column of the schema's types, and what is to be said of it."""
    value = cell.value
    if value is None:
        return "", None
    if cell.kind == "e":
        hint = said("the spreadsheet could not compute this; write the value")
        return "", Problem("cell_error", hint)
    if isinstance(value, bool):
        return ("yes" if value else "no"), None
    if isinstance(value, int | float):
        return _number(value, column_type, from_1904=from_1904)
    if isinstance(value, datetime | time | timedelta | date):
        return _moment(value, column_type)
    return _decoded(str(value)), None


def _decoded(text: str) -> str:
    """Return a text in which characters that XML can't hold are written out: _x000D_."""
    if "_x" not in text:
        return text
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text)


def _number(value: float, column_type: str, *, from_1904: bool) -> tuple[str, Problem | None]:
    whole = float(value).is_integer()
    if column_type == "date" and whole and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        day = serial_day(int(value), from_1904=from_1904)
        if day is not None:
            return day.isoformat(), _read("day_read", day.isoformat())
    if column_type == "time" and 0 <= value < 3 and not (whole and value):
        minutes = value * 1440
        if abs(minutes - round(minutes)) < 1e-6:
            text = f"{round(minutes) // 60:02d}:{round(minutes) % 60:02d}"
            return text, _read("time_read", text)
    return (str(int(value)) if whole else repr(float(value))), None


def _moment(
    value: datetime | time | timedelta | date, column_type: str
) -> tuple[str, Problem | None]:
    """Return the text of a cell that the spreadsheet takes for a day, a time or a duration."""
    is_day = (isinstance(value, datetime) and value.year > 1900) or type(value) is date
    midnight = not isinstance(value, datetime) or value.time() == time()
    if is_day and isinstance(value, date) and midnight:
        text = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
        return _as_day(text, column_type)
    if is_day:
        hint = said("the cell holds a day with a time ({value}); write one of them", value=value)
        return "", Problem("cell_is_day", hint)
    seconds = _seconds(value)
    hours, rest = divmod(round(seconds), 3600)
    clock = f"{hours:02d}:{rest // 60:02d}"
    if column_type in _PARTS:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}", None
    if column_type == "time":
        return (clock if not rest % 60 else f"{clock}:{rest % 60:02d}"), None
    hint = said("the spreadsheet took this for a time; make the cell text and write it anew")
    return (clock, _read("time_read", clock)) if column_type == "text" else (
        "", Problem("cell_is_day", hint)
    )  # fmt: skip


def _as_day(text: str, column_type: str) -> tuple[str, Problem | None]:
    if column_type == "date":
        return text, None
    if column_type == "text":
        return text, _read("day_read", text)
    hint = said("the spreadsheet took this for a day; make the cell text and write it anew")
    return "", Problem("cell_is_day", hint)


def _seconds(value: datetime | time | timedelta | date) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return (value - _EPOCH).total_seconds() if isinstance(value, datetime) else 0.0


def _read(code: str, text: str) -> Problem:
    return Problem(code, said("read as {text}", text=text), text)
