"""Published times before and after a road: of speeds that roads have, and in their order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks.rules import (
    BoolArray,
    Draft,
    FloatArray,
    Rule,
    flagged,
    id_lists,
    numbers,
    points,
    straight_km,
)

_TABLE = "road_claims"
_PARTS = ("before", "after", "saving")
_SPEEDS_KMH = (12.0, 110.0)  # over the straight line, from a coal road to an empty motorway
_MOST_RATIO = 8.0  # a new road makes no trip shorter by more
_SAVING_SHARES = (0.05, 0.8)  # of the time before


def claim_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield published times that make a speed no road has, by the nearest of the ends."""
    claims, known = draft[_TABLE], points(draft, "nodes")
    ends = zip(id_lists(claims, "from_nodes"), id_lists(claims, "to_nodes"), strict=True)
    length = np.array([_nearest(known, *pair) for pair in ends], dtype=np.float64)
    low, high = _SPEEDS_KMH
    for column in ("before_min", "after_min"):
        with np.errstate(all="ignore"):
            speed = length / numbers(claims, column) * 60
        yield from flagged(
            "speed_outside_mode",
            (_TABLE, column),
            claims,
            (speed < low) | (speed > high),
            partial(_speed_hint, speed, length),
        )


def _speed_hint(speed: FloatArray, length: FloatArray, row: int) -> str:
    low, high = _SPEEDS_KMH
    return said(
        "{speed:.3g} km/h over {length:.1f} km; roads have {low:g} to {high:g}",
        speed=speed[row],
        length=length[row],
        low=low,
        high=high,
    )


def _nearest(known: dict[str, tuple[float, float]], starts: list[str], ends: list[str]) -> float:
    pairs = [(start, end) for start in starts for end in ends]
    if not pairs:
        return float("nan")
    lengths = straight_km(known, [start for start, _ in pairs], [end for _, end in pairs])
    return float(np.min(lengths))


def claim_order(draft: Draft) -> Iterator[Notice]:
    """Yield claims after which a trip takes longer, or that save next to all or nothing of it."""
    claims = draft[_TABLE]
    before, after, saving = (numbers(claims, f"{part}_min") for part in _PARTS)
    with np.errstate(all="ignore"):
        longer = (after >= before) | (before > _MOST_RATIO * after)
        whole = np.where(np.isnan(before), after + saving, before)
        low, high = _SAVING_SHARES
        odd = (saving < low * whole) | (saving > high * whole) | _differs(before, after, saving)
    hint = said(
        "more than after_min, and at most {most_ratio:g} times as long", most_ratio=_MOST_RATIO
    )
    yield from flagged("unordered_times", (_TABLE, "before_min"), claims, longer, hint)
    hint = said(
        "{low:.0%} to {high:.0%} of the time before, and before_min less after_min",
        low=low,
        high=high,
    )
    yield from flagged("unordered_times", (_TABLE, "saving_min"), claims, odd, hint)


def _differs(before: FloatArray, after: FloatArray, saving: FloatArray) -> BoolArray:
    far: BoolArray = np.abs(before - after - saving) > 1
    return far


def claim_ends(draft: Draft) -> Iterator[Notice]:
    """Yield claims to be modelled that lack an end."""
    claims = draft[_TABLE]
    roles = claims["role"].tolist()
    for column in ("from_nodes", "to_nodes"):
        for row, (role, ends) in enumerate(zip(roles, id_lists(claims, column), strict=True)):
            if role != "shown" and not ends:
                hint = said("name the nodes, or give the role shown")
                yield notice("missing_value", _TABLE, row + 2, column, "", hint)


RULES = (
    Rule((_TABLE, "nodes"), claim_speeds),
    Rule((_TABLE,), claim_order),
    Rule((_TABLE,), claim_ends),
)
