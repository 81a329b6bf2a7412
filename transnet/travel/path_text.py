"""A trip in words, as a terminal shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from transnet.travel.provenance import WEAK_BASES

MARK = "†"
DISPLACEMENT = "mean time from the wished departure to a train's, not part of the trip"
_NEARLY_ALL = 0.995

_NAMES_ZH = {
    "access": "到站", "station": "进出站", "wait": "候车", "ride": "乘车", "transfer": "换乘",
    "egress": "离站", "drive": "驾车",
}  # fmt: skip


def leg_line(leg: Mapping[Any, Any]) -> str:
    """Return a row of `Path.legs` as a line."""
    what = f"{leg['leg']:<9}{_NAMES_ZH[leg['leg']]}"
    ends = f"{leg['from_zh']} {leg['from_en']}"
    if leg["from_id"] != leg["to_id"]:
        ends += f" → {leg['to_zh']} {leg['to_en']}"
    parts = [f"{leg['length_km']:.1f} km" if leg["length_km"] > 0 else "", leg["via_zh"]]
    if not math.isnan(leg["trains_per_day"]):
        parts.append(f"{leg['trains_per_day']:g} a day")
    mark = f" {MARK}" if leg["basis"] in WEAK_BASES else ""
    if leg["share"] < _NEARLY_ALL:
        parts.append(f"{leg['share']:.0%} of trips")
    parts.append(costs_text(leg["yuan"], leg["co2_kg"]).removeprefix(", "))
    rest = ", ".join(part for part in parts if part)
    return f"  {leg['minutes']:6.1f} min  {what}  {ends}" + (f" ({rest})" if rest else "") + mark


def costs_text(yuan: float, co2_kg: float) -> str:
    """Return what is known of money and CO2, after a comma; nothing where they are 0."""
    money = f", {yuan:.2f} yuan" if yuan > 0 else ""
    return money + (f", {co2_kg:.2f} kg CO2" if co2_kg > 0 else "")


def shown(value: object) -> str:
    """Return a cell as a notebook shows it."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.1f}"
    return str(value)
