"""Ends of a range near its value, names that say the number, and rows in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.model.checks.rules import BoolArray, Draft, FloatArray, Rule, flagged, numbers, texts

WIDEST_TIMES = 5.0  # an end farther than this from the value is a slip of the point or the unit

RANGES = (
    ("parameters", "value", "low", "high"),
    ("measures", "value", "low", "high"),
    ("services", "headway_min", "headway_low_min", "headway_high_min"),
    ("projects", "cost_100m_yuan", "cost_low_100m_yuan", "cost_high_100m_yuan"),
)
"""Tables with a value and its low and high end."""

_MINUTES_IN = {"分钟": 1.0, "小时": 60.0, "天": 1440.0, "日": 1440.0}
_TIME_IN_NAME = re.compile(
    r"(半|\d{1,4}(?:\.\d{1,2})?)\s?个?(分钟|小时|天|日)(?:\s?(\d{1,2})\s?分)?"
)
_SECTION = re.compile(r"第(\d{1,3})章(?:第(\d{1,3})节)?", re.ASCII)
_OUT_OF_ORDER = 3  # places
_FARES = (0.02, 1.0)  # yuan a km; the fastest trains take about 0.5, buses 0.1 to 0.2


def wide_ranges(draft: Draft, columns: tuple[str, str, str, str]) -> Iterator[Notice]:
    """Yield values whose low or high end is several times as much, or a small part of it."""
    table, middle, *ends = columns
    frame = draft[table]
    value = numbers(frame, middle)
    for column in ends:
        end = numbers(frame, column)
        yield from flagged(
            "wide_range", (table, column), frame, _apart(value, end), partial(_of, value)
        )


def _of(value: FloatArray, row: int) -> str:
    return said(
        "the value is {value:.12g}: an end lies within {widest_times:g} times of it",
        value=value[row],
        widest_times=WIDEST_TIMES,
    )


def _apart(first: FloatArray, second: FloatArray) -> BoolArray:
    """Return where two numbers of one sign are several times apart; 0 is no measure of size."""
    with np.errstate(all="ignore"):
        times = first / second
    wide = (times > WIDEST_TIMES) | ((times > 0) & (times < 1 / WIDEST_TIMES))
    return np.asarray(wide & (second != 0))


def headway_order(draft: Draft) -> Iterator[Notice]:
    """Yield services whose headway doesn't lie between its own ends."""
    frame = draft["services"]
    low, value, high = (numbers(frame, f"headway{word}_min") for word in ("_low", "", "_high"))
    wrong = (low > value) | (value > high) | (low > high)
    hint = said("expected headway_low_min <= headway_min <= headway_high_min")
    yield from flagged("parameter_order", ("services", "headway_min"), frame, wrong, hint)


def service_fares(draft: Draft) -> Iterator[Notice]:
    """Yield services with a fare of their own that no kilometre costs; 0 is one fare for all."""
    frame = draft["services"]
    fare = numbers(frame, "fare_cny_per_pkm")
    low, high = _FARES
    yield from flagged(
        "unit_suspect",
        ("services", "fare_cny_per_pkm"),
        frame,
        (fare > high) | ((fare > 0) & (fare < low)),
        said(
            "in yuan a kilometre {low:g} to {high:g} are usual: fen, or a whole fare?",
            low=low,
            high=high,
        ),
    )


def target_names(draft: Draft) -> Iterator[Notice]:
    """Yield targets whose name says another time than within_min; 1小时15分 is one time."""
    frame = draft["targets"]
    within = numbers(frame, "within_min")
    told = [_times_told(name) for name in texts(frame, "name_zh")]
    wrong = [bool(times) and limit not in times for times, limit in zip(told, within, strict=True)]
    yield from flagged(
        "name_disagrees",
        ("targets", "within_min"),
        frame,
        wrong,
        lambda row: said("its name says {times} min", times=_or(told[row])),
    )


def _or(minutes: list[float]) -> Message:
    return joined((f"{each:g}" for each in minutes), en=" or ", zh="或")


def _times_told(name: str) -> list[float]:
    return [
        (0.5 if number == "半" else float(number)) * _MINUTES_IN[unit] + float(rest or 0)
        for number, unit, rest in _TIME_IN_NAME.findall(name)
    ]


def target_shares(draft: Draft) -> Iterator[Notice]:
    """Yield targets whose share looks like a part of 1 and not like percent."""
    frame = draft["targets"]
    share = numbers(frame, "required_share_pct")
    yield from flagged(
        "unit_suspect",
        ("targets", "required_share_pct"),
        frame,
        (share > 0) & (share <= 1),
        said("a share of 1? It is read in percent, 0 to 100"),
    )


def source_lines(draft: Draft) -> Iterator[Notice]:
    """Yield plan items whose line lies where other chapters of the document are.

    One row in the wrong place moves each of the others by one place and itself by many.
    """
    frame = draft["plan_items"]
    line = numbers(frame, "source_line")
    section = _sections(texts(frame, "chapter_section"))
    known = np.flatnonzero(~np.isnan(section) & ~np.isnan(line))
    places = np.arange(len(known))
    by_section, by_line = (np.empty(len(known), dtype=np.int64) for _ in range(2))
    by_section[np.lexsort((line[known], section[known]))] = places
    by_line[np.lexsort((section[known], line[known]))] = places
    moved = np.zeros(len(frame), dtype=np.int64)
    moved[known] = np.abs(by_section - by_line)
    yield from flagged(
        "line_out_of_order",
        ("plan_items", "source_line"),
        frame,
        moved > _OUT_OF_ORDER,
        lambda row: said(
            "by its chapter it would come {moved} items earlier or later", moved=moved[row]
        ),
    )


def _sections(names: Sequence[str]) -> FloatArray:
    """Return 第5章第2节 as 5002 and 第5章章首 as 5000; NaN for what isn't counted so."""
    found = [_SECTION.match(name) for name in names]
    return np.array(
        [1000.0 * int(each[1]) + int(each[2] or 0) if each else np.nan for each in found]
    )


RULES = (
    *(Rule((columns[0],), partial(wide_ranges, columns=columns)) for columns in RANGES),
    Rule(("services",), headway_order),
    Rule(("services",), service_fares),
    Rule(("targets",), target_names),
    Rule(("targets",), target_shares),
    Rule(("plan_items",), source_lines),
)
