"""Numbers written with a unit where a key names it already: "4分钟", "350公里/时", "0.5小时"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from transnet.base.language import Message, said

_MIN: Mapping[str, float] = {
    "分钟": 1, "分": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "m": 1, "'": 1,
    "小时": 60, "个小时": 60, "时": 60, "h": 60, "hr": 60, "hour": 60, "hours": 60,
    "秒": 1 / 60, "秒钟": 1 / 60, "s": 1 / 60, "sec": 1 / 60,
}  # fmt: skip
_KM: Mapping[str, float] = {
    "公里": 1, "千米": 1, "km": 1, "里": 0.5, "米": 0.001, "m": 0.001, "万米": 10, "华里": 0.5,
}  # fmt: skip
_KMH: Mapping[str, float] = {
    "公里/时": 1, "公里/小时": 1, "千米/时": 1, "千米/小时": 1, "公里每小时": 1, "千米每小时": 1,
    "公里": 1, "千米": 1, "km/h": 1, "kmh": 1, "kph": 1, "km": 1,
    "米/秒": 3.6, "m/s": 3.6, "mph": 1.609344,
}  # fmt: skip
_A_DAY: Mapping[str, float] = {
    "对": 1, "对/日": 1, "对/天": 1, "班": 1, "班/日": 1, "班/天": 1, "趟": 1, "趟/日": 1,
    "趟/天": 1, "列": 1, "列/日": 1, "列/天": 1, "次": 1, "trains": 1, "trains/day": 1,
}  # fmt: skip
_DEGREES: Mapping[str, float] = {"°": 1, "度": 1, "°e": 1, "°n": 1, "deg": 1}
_WORDS = {
    "min": said("minutes"), "km": said("kilometres"), "km/h": said("kilometres an hour"),
    "a day": said("departures a day in each direction"), "deg": said("degrees"),
}  # fmt: skip
_KINDS: Mapping[str, Mapping[str, float]] = {
    "min": _MIN, "km": _KM, "km/h": _KMH, "a day": _A_DAY, "deg": _DEGREES,
}  # fmt: skip
_ENDS = {"_min": "min", "_kmh": "km/h", "_km": "km", "_per_day": "a day"}
_OF_KEY = {"cutoff": "min", "sigma": "min", "deviation": "min", "lon": "deg", "lat": "deg"}
_FORM = re.compile(
    r"(?:每隔|每天|每日|每|约|大约|时速|东经|北纬|~)?\s*([-+]?\d+(?:,\d{3})*(?:\.\d+)?)\s*"
    r"([^\d\s]\S*?)?(?:一班|一趟|一列|一次)?"
)
_HOURS = re.compile(
    r"(?:每隔|每|约|大约)?\s*(\d+)\s*(?:[:：]|个?小时|h|时)\s*(\d+)\s*(?:分钟?|min|m)?(?:一班|一趟|一列)?",
    re.IGNORECASE,
)
_PARTED = re.compile(r"([-+]?\d+)[ ,'_](\d+)")
_DIGITS = 10


class Reading(NamedTuple):
    """A number that a text with a unit stands for, in the unit of its key.

    is_sure  whether the unit is that of the key
    hint     what to write, and why
    """

    number: float
    is_sure: bool
    hint: Message


def number_of_text(key: str, text: str) -> Reading | None:
    """Return the number of a text with a unit at a key; None where that isn't one."""
    kind = _OF_KEY.get(key) or next((unit for end, unit in _ENDS.items() if key.endswith(end)), "")
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    if kind == "min" and (hours := _HOURS.fullmatch(plain)):
        return _reading(60.0 * float(hours[1]) + float(hours[2]), kind, is_sure=False)
    found = _FORM.fullmatch(plain)
    if not found or not kind:
        return None
    factor = _KINDS[kind].get((found[2] or "").casefold(), 0.0) if found[2] else 1.0
    if not factor:
        return None
    number = float(found[1].replace(",", "")) * factor
    return _reading(number, kind, is_sure=factor == 1.0)


def parted_number(text: str) -> Message | None:
    """Return which numbers digits parted by a space or a comma may be; None for another text."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).strip()).replace("\u2212", "-")
    found = _PARTED.fullmatch(plain)
    if not found:
        return None
    whole, decimal = f"{found[1]}{found[2]}", f"{found[1]}.{found[2]}"
    if found[1].lstrip("-+") == "0":
        return said("write {written}", written=decimal)
    return said(
        "is it {whole} or {decimal}? Write the one that is meant, without quotes",
        whole=whole,
        decimal=decimal,
    )


def _reading(number: float, kind: str, *, is_sure: bool) -> Reading:
    number = round(number, _DIGITS)
    hint = said("write {number:.12g}: it is in {unit}", number=number, unit=_WORDS[kind])
    return Reading(number, is_sure, hint)
