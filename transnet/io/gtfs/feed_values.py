"""Distinct cells of a feed's columns to values, as the kind of their field wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from zoneinfo import available_timezones

import numpy as np
import numpy.typing as npt

from transnet.base.language import Message, said
from transnet.io.gtfs.feed_spec import Field
from transnet.timetable.part_checks import LATEST_S

BLANK = -(2**31)
"""Stands for an empty cell among whole numbers, days and times."""

Values = npt.NDArray[np.int64] | npt.NDArray[np.float64]
_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_FORMS = {
    "url": re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "phone": re.compile(r"(?:\D*\d){3}.*", re.DOTALL),
    "color": re.compile(r"[0-9A-Fa-f]{6}", re.ASCII),
    "language": re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", re.ASCII),
    "currency": re.compile(r"[A-Z]{3}", re.ASCII),
}
_REMEDIES = {
    "url": said("write an address that begins with http:// or https://"),
    "email": said("write an address such as info@example.org"),
    "phone": said("write the digits of a number such as +86 351 1234567"),
    "color": said("write six hexadecimal digits such as 0A7DBE"),
    "language": said("write a code of a language such as zh or pt-BR"),
    "currency": said("write the three letters of a currency such as CNY"),
    "time_zone": said("write an IANA name such as Asia/Shanghai"),
}
_DIGITS = [0, 1, 3, 4, 6, 7]
_DAY_0 = date(1970, 1, 1).toordinal()
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def is_numeric(field: Field) -> bool:
    """Whether values of a field are numbers, days and times among them."""
    return field.kind in ("int", "choice", "date", "time", "float")


def parsed(field: Field, cells: Sequence[str]) -> tuple[Values, dict[int, tuple[str, Message]]]:
    """Return values of distinct cells, and what is wrong by position: a code and its remedy.

    Whole numbers, days (after 1970-01-01) and times (seconds) as int64 with BLANK for an empty
    cell or a wrong one; float64 with NaN for these.
    """
    if field.kind == "float":
        return _numbers(field, cells)
    if field.kind == "time" and (quick := _plain_times(cells)) is not None:
        return quick, {}
    reads: dict[str, Callable[[str], int | None]] = {
        "time": seconds_of,
        "date": day_of,
        "int": _whole,
        "choice": _whole,
    }
    read, bad = reads[field.kind], dict[int, tuple[str, Message]]()
    values = np.full(len(cells), BLANK, dtype=np.int64)
    for at, cell in enumerate(cells):
        if not cell:
            continue
        value = read(cell)
        if field.choices and cell not in field.choices:
            bad[at] = ("unknown_choice", said("write one of {choices}", choices=_or(field.choices)))
        elif value is None:
            bad[at] = _unread(field)
        elif field.kind == "int" and not field.least <= value <= field.most:
            bad[at] = ("out_of_range", _range(field))
        else:
            values[at] = value
    return values, bad


def wrong_forms(field: Field, cells: Sequence[str]) -> dict[int, tuple[str, Message]]:
    """Return what is wrong with cells that are texts of a form, by position."""
    if field.kind == "time_zone":
        known = _zones()
        wrong = [at for at, cell in enumerate(cells) if cell and cell not in known]
    elif field.kind in _FORMS:
        form = _FORMS[field.kind]
        wrong = [at for at, cell in enumerate(cells) if cell and not form.fullmatch(cell)]
    else:
        return {}
    return dict.fromkeys(wrong, ("bad_form", _REMEDIES[field.kind]))


def seconds_of(cell: str) -> int | None:
    """Return H:MM:SS as seconds; None for anything else, and for more than LATEST_S."""
    found = _TIME.fullmatch(cell)
    if not found:
        return None
    seconds = 3600 * int(found[1]) + 60 * int(found[2]) + int(found[3])
    return seconds if seconds <= LATEST_S else None


def _plain_times(cells: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """Return times written HH:MM:SS or empty, all at once; None where one is written otherwise."""
    lengths = np.fromiter(map(len, cells), dtype=np.int64, count=len(cells))
    blank = lengths == 0
    whole = "".join([cell or "00:00:00" for cell in cells] if blank.any() else cells)
    if not whole.isascii() or ((lengths != 8) & ~blank).any():
        return None
    marks = np.frombuffer(whole.encode(), dtype=np.uint8).reshape(-1, 8)
    digits = marks[:, _DIGITS].astype(np.int64) - ord("0")
    if (marks[:, [2, 5]] != ord(":")).any() or ((digits < 0) | (digits > 9)).any():
        return None
    if (digits[:, [2, 4]] > 5).any():
        return None
    seconds: npt.NDArray[np.int64] = digits @ np.array([36_000, 3_600, 600, 60, 10, 1])
    seconds[blank] = BLANK
    return seconds


def day_of(cell: str) -> int | None:
    """Return YYYYMMDD as days after 1970-01-01; None for anything else."""
    found = _DATE.fullmatch(cell)
    if not found or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).toordinal() - _DAY_0
    except ValueError:
        return None


def _whole(cell: str) -> int | None:
    return int(cell) if _WHOLE.fullmatch(cell) else None


def _numbers(field: Field, cells: Sequence[str]) -> tuple[Values, dict[int, tuple[str, Message]]]:
    values, bad = np.full(len(cells), np.nan), dict[int, tuple[str, Message]]()
    for at, cell in enumerate(cells):
        if not cell:
            continue
        if not _FLOAT.fullmatch(cell):
            bad[at] = ("bad_number", said("write a plain decimal number such as 12.5"))
            continue
        value = float(cell)
        if not field.least <= value <= field.most or abs(value) == float("inf"):
            bad[at] = ("out_of_range", _range(field))
        else:
            values[at] = value
    return values, bad


def _unread(field: Field) -> tuple[str, Message]:
    if field.kind == "time":
        return "bad_feed_time", said("write a time as HH:MM:SS, such as 07:05:00 or 25:10:00")
    if field.kind == "date":
        return "bad_feed_date", said("write a day from 1900 to 2100 as YYYYMMDD, such as 20260301")
    return "not_whole_number", said("write a whole number such as 12")


def _range(field: Field) -> Message:
    if field.most == float("inf"):
        return said("must be {least:g} or more", least=field.least)
    return said("must be from {least:g} to {most:g}", least=field.least, most=field.most)


def _or(choices: Sequence[str]) -> str:
    return ", ".join(choices)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
