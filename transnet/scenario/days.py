"""Days as planners write them: a year, 2028/3, 2028年上半年, 二〇二八年三月, of any width."""

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
_TOGETHER = re.compile(r"((?:19|20|21)\d\d)([01]\d)([0-3]\d)")
_MONTH = re.compile(
    r"((?:19|20|21)\d\d)\s*[-/.年\u2013\u2014]\s*(0?[1-9]|1[0-2])\s*月?\s*(?:份|底|末|月底|月末)?"
)
_PART = re.compile(
    r"((?:19|20|21)\d\d)\s*年?\s*(?:([上下])半年|第?([一二三四1-4])季度?|[Qq]([1-4]))\s*(?:底|末)?"
)
_PARTS = {"上": (1, 6), "下": (7, 12), "一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}
_PARTS |= {str(number): _PARTS[name] for number, name in enumerate("一二三四", start=1)}
_TIME = re.compile(r"[T\s]\s*\d{1,2}[:时点].*")
_FIGURES = "〇一二三四五六七八九"
_IN_FIGURES = re.compile(f"[{_FIGURES}○零]{{4}}(?=年)")
_COUNTED = re.compile(
    "([二三]?)(十)([一二三四五六七八九]?)(?=[月日号])|([一二三四五六七八九])(?=[月日号])"
)
_LATEST = 10_000  # years
_FIRST, _LAST = 19_000_101, 22_000_101  # days whose parts stand together
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
    if isinstance(value, int) and (0 < value < _LATEST or _FIRST <= value < _LAST):
        value = str(value)
    if not isinstance(value, str):
        return None
    plain = _in_digits(unicodedata.normalize("NFKC", value).strip())
    plain = _WORDS.get(plain, plain)
    return (
        _of_span(plain, edge)
        or _of_day(plain)
        or (plain.casefold() if plain.casefold() in ("today", "base") else value)
    )


def without_time(text: str) -> str:
    """Return a text without the time that follows its day."""
    return _TIME.sub("", text.strip())


def _in_digits(text: str) -> str:
    """Return a text with the figures of its days in digits: 二〇二八年十二月 is 2028年12月."""
    if not _IN_FIGURES.match(text):
        return text
    digits = str.maketrans(_FIGURES + "○零", "012345678900")
    text = _IN_FIGURES.sub(lambda found: found[0].translate(digits), text)
    return _COUNTED.sub(_count, text)


def _count(found: re.Match[str]) -> str:
    """Return a number below forty in digits."""
    if found[4]:
        return str(_FIGURES.index(found[4]))
    tens = _FIGURES.index(found[1]) if found[1] else 1
    return str(10 * tens + (_FIGURES.index(found[3]) if found[3] else 0))


def _of_span(text: str, edge: Edge) -> str:
    """Return the first or last day of a year, a part of it or a month; '' for what is none."""
    if year := _YEAR.fullmatch(text):
        return f"{year[1]}-12-31" if edge == "last" else f"{year[1]}-01-01"
    if part := _PART.fullmatch(text):
        first, last = _PARTS[part[2] or part[3] or part[4]]
        return _of_month(int(part[1]), last if edge == "last" else first, edge)
    if not (month := _MONTH.fullmatch(text)):
        return ""
    return _of_month(int(month[1]), int(month[2]), edge)


def _of_month(year: int, month: int, edge: Edge) -> str:
    """Return the first or last day of a month."""
    day = calendar.monthrange(year, month)[1] if edge == "last" else 1
    return f"{year:04d}-{month:02d}-{day:02d}"


def _of_day(text: str) -> str:
    day = _DAY.fullmatch(text) or _TOGETHER.fullmatch(text)
    if not day:
        return ""
    number, month, of_month = (int(part) for part in day.groups())
    return f"{number:04d}-{month:02d}-{of_month:02d}"
