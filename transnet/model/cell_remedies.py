"""What cells must be, in words: between which ends a number, and how a day is written."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from transnet.base.language import Message, joined, said
from transnet.base.unit_words import unit_word

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LOOSE_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


def range_words(low: float | None, high: float | None, unit: str) -> Message:
    """Return between which ends a number must lie; None is no end."""
    bounds = [
        said("at least {low:g}", low=low) if low is not None else "",
        said("at most {high:g}", high=high) if high is not None else "",
    ]
    both_ends = joined(bounds, en=" and ", zh="，")
    if unit:
        return said("expected {bounds} {unit}", bounds=both_ends, unit=unit_word(unit))
    return said("expected {bounds}", bounds=both_ends)


def day_remedy(text: str) -> str:
    """Return how to write a text as a day, YYYY-MM-DD; "" for one that is a day."""
    if _DATE.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            return _no_such_day(text)
        return ""
    loose = _LOOSE_DATE.fullmatch(text.strip())
    if loose:
        year, month, day = (int(part) for part in loose.groups())
        written = f"{year:04d}-{month:02d}-{day:02d}"
        return day_remedy(written) or said("write {written}", written=written)
    return said("write YYYY-MM-DD, such as 2027-12-31")


def _no_such_day(text: str) -> Message:
    year, month, _ = (int(part) for part in text.split("-"))
    if year < 1:
        return said("there is no such day")
    if not 1 <= month <= 12:
        return said("there is no such day: months go from 01 to 12")
    last = f"{text[:7]}-{monthrange(year, month)[1]}"
    return said("there is no such day: {month} ends on {last}", month=text[:7], last=last)
