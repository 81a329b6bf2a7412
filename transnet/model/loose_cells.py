"""Cells as spreadsheets rewrite them: days, times, minutes and numbers, read where no doubt is.

A reading is the text as the schema wants it; where two are possible the cell is in doubt, and the
remedy names both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from transnet.base.language import joined, said
from transnet.model.schema import Column

Comma = Literal["decimal", "unsure", "thousands"]
"""What a comma in a number is: its decimal point, one of both, or between thousands."""

DECIMAL: Comma = "decimal"
UNSURE: Comma = "unsure"
THOUSANDS: Comma = "thousands"

CLOCK_MINUTES = frozenset({"arrival_min", "departure_min"})
"""Columns of minutes after midnight, where 7:00 is a time of day."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:：]([0-5]\d)(?:[:：]([0-5]\d))?", re.ASCII)
_HALF_DAY = re.compile(r"^(上午|下午)\s*|\s*([AP]M)$", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,4})[:：]([0-5]\d)(?:[:：]([0-5]\d))?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+),\d+", re.ASCII)
_POINT_GROUP = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


@dataclass(frozen=True, slots=True)
class Loose:
    """What a cell is read as: the code of the notice that says so, and the text it stands for."""

    code: str
    written: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a cell isn't read: the remedy, which names the readings."""

    hint: str


Found = Loose | Doubt | None


def comma_of(texts: Sequence[str], *, decimal_comma: bool) -> Comma:
    """Return what a comma is in the numbers of a table.

    decimal_comma  whether the table was written where a comma may be the decimal point
    """
    if not decimal_comma:
        return THOUSANDS
    sure = (_DECIMAL_COMMA.fullmatch(text) and not _GROUPED.fullmatch(text) for text in texts)
    return DECIMAL if any(sure) else UNSURE


def loose_reading(column: Column, text: str, comma: Comma) -> Found:
    """Return what a cell that isn't written as the schema wants stands for; None for no idea."""
    text = text.strip()
    if column.type == "date":
        return _day(text)
    if column.type == "time":
        return _clock(text)
    if column.type not in ("float", "int"):
        return None
    if column.unit == "min" and (found := _MINUTES.fullmatch(text)):
        return _minutes(column, found)
    return _number(column, text, comma)


def doubtful_number(text: str, comma: Comma) -> Doubt | None:
    """Return the doubt of a number that reads well: 1.234 where commas are decimal points."""
    if comma != DECIMAL or not _POINT_GROUP.fullmatch(text):
        return None
    plain = text.replace(".", "")
    return Doubt(
        said(
            "other numbers have decimal commas: is it {plain} or {decimal}? Write {plain}, or more "
            "digits",
            plain=plain,
            decimal=text.replace(".", ","),
        )
    )


def serial_day(serial: int, *, from_1904: bool) -> date | None:
    """Return the day that a spreadsheet counts so, or None beyond the years that it knows."""
    try:
        return _EPOCHS[from_1904] + timedelta(days=serial)
    except OverflowError:
        return None


def _day(text: str) -> Found:
    text = _MIDNIGHT.sub("", text)
    if found := _YEAR_FIRST.fullmatch(text):
        day = _made(*(int(found[part]) for part in (1, 3, 5)))
        return Loose("day_read", day.isoformat()) if day else None
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = (int(found[part]) for part in (1, 3, 4))
        days = {_made(year, first, second), _made(year, second, first)} - {None}
        readings = sorted(day.isoformat() for day in days if day)
        if len(readings) == 1:
            return Loose("day_read", readings[0])
        days_words = joined(readings, en=" or ", zh="或")
        return Doubt(said("write {days}, whichever it is", days=days_words)) if readings else None
    if _SERIAL.fullmatch(text):
        days = {serial_day(int(text), from_1904=each) for each in (False, True)}
        words = joined(sorted(day.isoformat() for day in days if day), en=" or ", zh="或")
        return Doubt(
            said("a spreadsheet's number of a day? Write {words}, whichever it is", words=words)
        )
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(text: str) -> Found:
    half = _HALF_DAY.search(text)
    found = _CLOCK.fullmatch(_HALF_DAY.sub("", text))
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + 12 * ((half[1] or half[2]).upper() in ("下午", "PM"))
    written = f"{hours:02d}:{minutes:02d}"
    return (
        Doubt(said("write {written}, without seconds", written=written))
        if seconds
        else Loose("time_read", written)
    )


def _minutes(column: Column, found: re.Match[str]) -> Found:
    """Read h:mm and h:mm:ss as minutes; where m:ss would do too there is a doubt."""
    first, second, third = (int(part or 0) for part in found.groups())
    by_hours = first * 60 + second + third / 60
    by_minutes = first + second / 60
    if column.name in CLOCK_MINUTES or found[3] or not _within(column, by_minutes):
        return Loose("time_read", f"{by_hours:g}") if _is_short(by_hours) else None
    if not _within(column, by_hours):
        return Loose("time_read", f"{by_minutes:g}") if _is_short(by_minutes) else None
    return Doubt(
        said(
            "write {by_hours:g} if it is {first} h {second} min, or {by_minutes:.4g} if it is "
            "{first} min {second} s",
            by_hours=by_hours,
            by_minutes=by_minutes,
            first=first,
            second=second,
        )
    )


def _is_short(value: float) -> bool:
    """Whether six digits hold a number, so that what is written is what is meant."""
    return float(f"{value:g}") == value


def _number(column: Column, text: str, comma: Comma) -> Found:
    grouped, with_comma = _GROUPED.fullmatch(text), _DECIMAL_COMMA.fullmatch(text)
    if comma == DECIMAL and with_comma:
        return Loose("number_read", text.replace(".", "").replace(",", "."))
    if not grouped:
        return None
    plain = text.replace(",", "")
    if not with_comma or column.type == "int":  # a point beside it, or several groups
        return Loose("number_read", plain)
    as_decimal = text.replace(",", ".")
    if comma == UNSURE or (
        not _within(column, float(plain)) and _within(column, float(as_decimal))
    ):
        return Doubt(
            said(
                "write {plain}, or {as_decimal} if the comma is the decimal point",
                plain=plain,
                as_decimal=as_decimal,
            )
        )
    return Loose("number_read", plain)


def _within(column: Column, value: float) -> bool:
    low, high = column.minimum, column.maximum
    return (low is None or value >= low) and (high is None or value <= high)
