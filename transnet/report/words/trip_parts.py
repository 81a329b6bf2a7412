"""What a trip is made of, before and after or beside another: riding, roads, stations, waits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from transnet.report.words.words import DISPLACEMENT, Text, join, same, signed

if TYPE_CHECKING:
    from transnet.travel.trip_path import Path

Parts = Mapping[str, float]
_DISPLACED = "displacement"
_LEGS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ride": ("ride",),
        "road": ("access", "egress"),
        "station": ("station",),
        "change": ("transfer", "wait"),
        "drive": ("drive",),
    }
)
PART_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "ride": Text("乘车", "riding"),
        "road": Text("到站离站", "to and from stations"),
        "station": Text("进出站", "in stations"),
        "change": Text("换乘候车", "changing and waiting"),
        "drive": Text("驾车", "driving"),
        _DISPLACED: DISPLACEMENT,
    }
)


def parts_of_row(row: Mapping[Any, Any], state: str) -> Parts:
    """Return the parts of a row of `Result.travel_times`, minutes; state is before or after."""
    found = {
        part: sum(float(row[f"{leg}_min_{state}"]) for leg in legs)
        for part, legs in _LEGS_OF.items()
    }
    return found | {_DISPLACED: float(row[f"displacement_min_{state}"])}


def parts_of_path(path: Path) -> Parts:
    """Return the parts of a trip, minutes."""
    legs = path.legs.groupby("leg")["minutes"].sum()
    found = {
        part: sum(float(legs.get(leg, 0.0)) for leg in names) for part, names in _LEGS_OF.items()
    }
    return found | {_DISPLACED: float(path.displacement_min)}


def moved_parts(before: Parts, after: Parts) -> Text:
    """Say each part that there is, before and after, that which changes most first."""
    said = []
    for part in sorted(before, key=lambda part: -_size(after[part] - before[part])):
        old, new = (f"{each[part]:.0f}" for each in (before, after))
        if old == new == "0":
            continue
        said.append(PART_NAMES[part] + same(f" {old}" if old == new else f" {old} → {new}"))
    return join(said, "，", ", ")


def parts_more(taken: Parts, other: Parts, most: int = len(PART_NAMES)) -> Text:
    """Say where another trip takes more or less than one, the largest difference first.

    most  parts that are said at most; displacement, which is no part of a trip's minutes, is said
          beside them
    """
    differences = {part: other[part] - taken[part] for part in taken}
    beside = differences.pop(_DISPLACED)
    order = sorted(differences, key=lambda part: -_size(differences[part]))
    said = [_more(part, differences[part]) for part in order if _is_said(differences[part])]
    mainly = Text("主要是", "mainly ") if len(said) > most else same("")
    parts = mainly + join(said[:most], "，", ", ")
    if not _is_said(beside):
        return parts
    return join([parts, Text("另有", "and ") + _more(_DISPLACED, beside)], "，", ", ")


def _more(part: str, minutes: float) -> Text:
    return PART_NAMES[part] + same(f" {signed(minutes)}")


def _is_said(minutes: float) -> bool:
    return signed(minutes) not in ("0", "–")


def _size(difference: float) -> float:
    return abs(difference) if math.isfinite(difference) else 0.0
