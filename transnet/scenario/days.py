"""Days as planners write them: a year, 2028/3/1, 2028年3月1日, in digits of any width."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import Literal

Edge = Literal["first", "last"]
_YEAR = re.compile(r"((?:19|20|21)\d\d)\s*年?\s*(?:底|末|年底|年末)?")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年。\u2013\u2014]\s*(\d{1,2})\s*[-/.月。\u2013\u2014]\s*(\d{1,2})\s*[日号]?"
)
_MONTH = re.compile(r"((?:19|20|21)\d\d)\s*年\s*(0?[1-9]|1[0-2])\s*月\s*(?:底|末)?")
_LATEST = 10_000  # years
_WORDS = {"今天": "today", "今日": "today", "现状": "today", "规划基期": "base", "基期": "base"}


def day_text(value: object, edge: Edge = "last") -> str | None:
    """Return a value of a file as YYYY-MM-DD, today or base; None for what can't be a day.

    edge  the day that a year or month alone stands for
    Text of which no day can be read comes back as it is: who uses it says what is wrong.
    """
    if isinstance(value, dt.datetime | bool):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) and 0 < value < _LATEST:
        value = str(value)
    if not isinstance(value, str):
        return None
    plain = unicodedata.normalize("NFKC", value).strip()
    plain = _WORDS.get(plain, plain)
    return (
        _of_span(plain, edge)
        or _of_day(plain)
        or (plain.casefold() if plain.casefold() in ("today", "base") else value)
    )


def _of_span(text: str, edge: Edge) -> str:
    """Return the first or last day of a year or month; '' for what is none."""
    if year := _YEAR.fullmatch(text):
        return f"{year[1]}-12-31" if edge == "last" else f"{year[1]}-01-01"
    if not (month := _MONTH.fullmatch(text)):
        return ""
    number, of_year = int(month[1]), int(month[2])
    last = calendar.monthrange(number, of_year)[1]
    return f"{number:04d}-{of_year:02d}-{last if edge == 'last' else 1:02d}"


def _of_day(text: str) -> str:
    if not (day := _DAY.fullmatch(text)):
        return ""
    number, month, of_month = (int(part) for part in day.groups())
    return f"{number:04d}-{month:02d}-{of_month:02d}"
