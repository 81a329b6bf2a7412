"""A trip in words, as a terminal shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from transnet.travel.provenance import WEAK_BASES

MARK = "†"
DISPLACEMENT = "mean time from the wished departure to a train's, not part of the trip"
DATED = "‡"
NEARLY_ALL = 0.995
"""A share of trips from which on the others aren't worth a word."""

_NAMES_ZH = {
    "access": "到站", "station": "进出站", "wait": "候车", "ride": "乘车", "transfer": "换乘",
    "egress": "离站", "drive": "驾车",
}  # fmt: skip


def leg_line(leg: Mapping[Any, Any]) -> str:
    """Return a row of `Path.legs` as a line."""
    what = f"{leg['leg']:<9}{_NAMES_ZH[leg['leg']]}"
    if goes_all_the_way(leg):
        what = f"{'own way':<9}全程"
    ends = stops_of_leg(leg)
    named = leg["via_zh"]
    if named and leg["via_share"] < NEARLY_ALL:
        named += f" {leg['via_share']:.0%}"
    parts = [f"{leg['length_km']:.1f} km" if leg["length_km"] > 0 else "", named]
    if not math.isnan(leg["trains_per_day"]):
        parts.append(f"{leg['trains_per_day']:g} a day")
    if leg["displacement_min"] > 0:
        parts.append(f"planned 计划, {leg['displacement_min']:.0f} min displaced 错时")
    marks = (MARK if rests_on_recalled(leg) else "") + (DATED if leg["timetable"] else "")
    mark = f" {marks}" if marks else ""
    if leg["share"] < NEARLY_ALL:
        parts.append(f"{leg['share']:.0%} of trips")
    parts.append(costs_text(leg["yuan"], leg["co2_kg"]).removeprefix(", "))
    rest = ", ".join(part for part in parts if part)
    return f"  {leg['minutes']:6.1f} min  {what}  {ends}" + (f" ({rest})" if rest else "") + mark


def goes_all_the_way(leg: Mapping[Any, Any]) -> bool:
    """Whether a leg is a whole trip without a car and without a ride, which nobody drives."""
    return bool(leg["leg"] == "drive" and leg["mode"] != "drive")


def stop_of_leg(leg: Mapping[Any, Any], end: str) -> tuple[str, str]:
    """Return the stop where most trips of a leg begin or end, in Chinese and in English.

    end  from or to. Where there are others, with its share of the trips and their number.
    """
    names = [str(leg[f"{end}_{language}"]).split("/") for language in ("zh", "en")]
    count = len(str(leg[f"{end}_shares"]).split("/"))
    if count < 2 or any(len(each) != count for each in names):  # a name may hold a / itself
        return str(leg[f"{end}_zh"]), str(leg[f"{end}_en"])
    share = float(str(leg[f"{end}_shares"]).split("/")[0])
    zh, en = (each[0] for each in names)
    return f"{zh}（{share:.0%}）等 {count} 处", f"{en} ({share:.0%}) and {count - 1} more"


def stops_of_leg(leg: Mapping[Any, Any]) -> str:
    """Return where a leg begins and ends, each stop in both languages."""
    start, end = (" ".join(stop_of_leg(leg, name)) for name in ("from", "to"))
    return start if leg["from_id"] == leg["to_id"] else f"{start} → {end}"


def rests_on_recalled(leg: Mapping[Any, Any]) -> bool:
    """Whether a leg's minutes rest on a recalled or assumed row, of the parameters too."""
    return leg["basis"] in WEAK_BASES or bool(leg["recalled_parameters"])


def costs_text(yuan: float, co2_kg: float) -> str:
    """Return what is known of money and CO2, after a comma; nothing where they are 0."""
    money = f", {yuan:.2f} yuan" if yuan > 0 else ""
    return money + (f", {co2_kg:.2f} kg CO2" if co2_kg > 0 else "")


def shown(value: object) -> str:
    """Return a cell as a notebook shows it."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.1f}"
    return str(value)
