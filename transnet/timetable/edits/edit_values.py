"""Times and numbers of edits, each held against what it can be."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.timetable.departure_window import second_of_day
from transnet.timetable.part_checks import LATEST_S

MOST_MIN = 1440.0
"""No run, stay or change of an edit is longer than a day."""


def clock_s(findings: Notices, key: str, text: str) -> int:
    """Return the seconds of a time such as 07:30 or 25:10:30; -1 and an error for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        second = second_of_day(plain, key)
    except InputError:
        second = LATEST_S + 1
    if second > LATEST_S:
        hint = said("must be a time such as 07:30; hours may run on past 24")
        findings.add("bad_time", hint, column=key, value=text)
        return -1
    return second


def in_bounds(
    findings: Notices, key: str, value: float, low: float, high: float = MOST_MIN
) -> bool:
    """Return whether a number lies between two others; an error where it doesn't."""
    if low <= value <= high:
        return True
    hint = said("must be from {low:g} to {high:g}", low=low, high=high)
    findings.add("out_of_range", hint, column=key, value=value)
    return False


def sound_id(findings: Notices, key: str, text: str) -> bool:
    """Return whether a text can be an id that files hold; an error where it can't."""
    if text and text == text.strip() and text.isprintable():
        return True
    hint = said("must be a text without spaces around it and invisible characters")
    findings.add("bad_id", hint, column=key, value=text)
    return False


def one_each(
    findings: Notices, key: str, values: Sequence[float], count: int
) -> tuple[float, ...] | None:
    """Return so many numbers: those given, or the one that is given each time; None and an error.

    None too, without an error, where none is given.
    """
    if not values:
        return None
    if len(values) not in (1, count):
        hint = said("holds {found} numbers, {count} are wanted", found=len(values), count=count)
        findings.add("bad_list", hint, column=key, value=list(values))
        return None
    return tuple(values) if len(values) == count else tuple(values) * count


def seconds(minutes: float) -> int:
    """Return minutes as whole seconds."""
    return round(60 * minutes)
