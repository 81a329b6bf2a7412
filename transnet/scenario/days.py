"""Days as planners write them: a year, 2028/3/1, 2028年3月1日, in digits of any width."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Literal

Edge = Literal["first", "last"]
_YEAR = re.compile(r"((?:19|20|21)\d\d)\s*年?\s*(?:底|末|年底|年末)?")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年\u2013\u2014]\s*(\d{1,2})\s*[-/.月\u2013\u2014]\s*(\d{1,2})\s*日?"
)
_LATEST = 10_000  # years
_WORDS = {"今天": "today", "今日": "today", "现状": "today", "规划基期": "base", "基期": "base"}


def day_text(value: object, edge: Edge = "last") -> str | None:
    """Return a value of a file as YYYY-MM-DD, today or base; None for what can't be a day.

    edge  the day of the year that a year alone stands for
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
    if year := _YEAR.fullmatch(plain):
        return f"{year[1]}-12-31" if edge == "last" else f"{year[1]}-01-01"
    if day := _DAY.fullmatch(plain):
        number, month, of_month = (int(part) for part in day.groups())
        return f"{number:04d}-{month:02d}-{of_month:02d}"
    return plain.casefold() if plain.casefold() in ("today", "base") else value
