"""Numbers as a reader writes them: 125.0 万人 and 1.25 million, 35 分钟 and 35 min."""

from __future__ import annotations

import math
import re

from transnet.base.language import Text, same

_WAN = 1e4
_MILLION = 1e6
_SHORT_MINUTES = re.compile(r"([\d∞] )分(?![钟之])")


def minutes(value: float) -> Text:
    """Return minutes to the nearest whole; 'no way' where infinite, a dash where unknown."""
    if math.isnan(value):
        return same("–")
    if math.isinf(value):
        return Text("不可达", "no way")
    return Text(f"{value:.0f} 分", f"{value:.0f} min")


def in_prose(text: Text) -> Text:
    """Return a sentence with minutes as a sentence says them: 35 分钟, where a cell has 35 分."""
    return Text(_SHORT_MINUTES.sub(r"\1分钟", text.zh), text.en)


def number(value: float) -> Text:
    """Return a count: ten thousands in Chinese from 10,000 on, millions in English from 1e6 on."""
    if not math.isfinite(value):
        return same("–")
    size = abs(value)
    zh = f"{size / _WAN:,.1f} 万" if size >= _WAN else f"{size:,.0f}"
    en = f"{size / _MILLION:,.2f} million" if size >= _MILLION else f"{size:,.0f}"
    sign = "−" if value < 0 and zh != "0" else ""
    return Text(f"{sign}{zh}", f"{sign}{en}")


def people(value: float) -> Text:
    """Return a number of people: ten thousands in Chinese, thousands or millions in English."""
    count = number(value)
    if not math.isfinite(value):
        return count
    return Text(f"{count.zh}人" if "万" in count.zh else f"{count.zh} 人", count.en)


def percent(value: float) -> Text:
    """Return a share in per cent with one decimal; a dash where unknown."""
    return same("–" if not math.isfinite(value) else f"{value:.1f}%")
