"""Congestion: one factor a city, class and direction, between its ends, and there if asked for."""

from __future__ import annotations

from collections.abc import Iterator

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks.rules import Draft, Rule, flagged, numbers, texts

_KEY = ("city_id", "road_class", "direction", "period")


def factors(draft: Draft) -> Iterator[Notice]:
    """Yield factors outside their own ends, and those of which another row says the same."""
    frame = draft["congestion"]
    value, low, high = (numbers(frame, column) for column in ("time_factor", "low", "high"))
    wrong = (low > value) | (value > high) | (low > high)
    hint = said("expected low <= time_factor <= high")
    yield from flagged("parameter_order", ("congestion", "time_factor"), frame, wrong, hint)
    seen: dict[tuple[str, ...], int] = {}
    keys = zip(*(texts(frame, column) for column in _KEY), strict=True)
    for row, key in enumerate(keys, start=2):
        first = seen.setdefault(key, row)
        if first != row and all(key[1:]):
            told = f"{key[1]}, {key[2]}"
            hint = said("row {first} says it for the same city: keep one of them", first=first)
            yield notice("congestion_twice", "congestion", row, "road_class", told, hint)


def peak_targets(draft: Draft) -> Iterator[Notice]:
    """Yield targets of the peak where no row says how long roads take then."""
    if draft["congestion"].empty:
        asked = [traffic == "peak" for traffic in texts(draft["targets"], "traffic")]
        hint = said("add congestion.csv with how much longer roads take, or leave the cell empty")
        place = ("targets", "traffic")
        yield from flagged("peak_without_congestion", place, draft["targets"], asked, hint)


RULES = (
    Rule(("congestion",), factors),
    Rule(("congestion", "targets"), peak_targets),
)
