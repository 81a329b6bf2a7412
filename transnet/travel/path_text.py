"""A trip in words, a line for each leg: in the terminal, in notebooks, in either language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from transnet.base.language import Message, Text, joined, said
from transnet.base.notebook import ShownTable
from transnet.travel.provenance import WEAK_BASES

if TYPE_CHECKING:
    import pandas as pd

MARK = "†"
"""Rests on a recalled or assumed row."""
DATED = "‡"
"""Rests on the timetable of another day."""
NEARLY_ALL = 0.995
"""A share of trips from which on the others aren't worth a word."""
LEGS: Mapping[str, Text] = MappingProxyType(
    {
        "access": Text("到站", "access"),
        "station": Text("进出站", "in station"),
        "wait": Text("候车", "wait"),
        "ride": Text("乘车", "ride"),
        "transfer": Text("换乘", "transfer"),
        "egress": Text("离站", "egress"),
        "drive": Text("驾车", "drive"),
    }
)
ALL_THE_WAY = Text("全程", "all the way")
"""What the leg of a trip without a car and without a ride is called."""
MODES: Mapping[str, Text] = MappingProxyType(
    {
        "drive": Text("驾车", "by car"),
        "rail": Text("乘火车", "by rail"),
        "metro": Text("乘地铁", "by metro"),
        "air": Text("乘飞机", "by air"),
        "bus": Text("乘客车或公交", "by coach or bus"),
        "walk": Text("步行", "on foot"),
        "bus/cycle": Text("乘公交或骑行", "by bus or cycle"),
        "": Text("不可达", "no way"),
    }
)


def head_line(ends: Message, travel_min: float, costs: object, mode: str) -> Message:
    """Return the first line of a trip: its ends, minutes, costs and means."""
    if not math.isfinite(travel_min):
        return said("{ends}: no way", ends=ends)
    return said(
        "{ends}: {minutes:.1f} min{costs} ({mode})",
        ends=ends, minutes=travel_min, costs=costs, mode=MODES[mode],
    )  # fmt: skip


def leg_line(leg: Mapping[Any, Any]) -> Message:
    """Return a row of `Path.legs` as a line."""
    what = ALL_THE_WAY if goes_all_the_way(leg) else LEGS[leg["leg"]]
    rest = joined(_facts(leg))
    marks = (MARK if rests_on_recalled(leg) else "") + (DATED if leg["timetable"] else "")
    line = said(
        "  {minutes:6.1f} min  {what}  {ends}",
        minutes=leg["minutes"],
        what=what,
        ends=stops_of_leg(leg),
    )
    if rest:
        line = said("{line} ({told})", line=line, told=rest)
    return joined([line, marks], " ", " ")


def _facts(leg: Mapping[Any, Any]) -> Iterable[object]:
    """Yield what is known of a leg beside its minutes and ends."""
    if leg["length_km"] > 0:
        yield said("{km:.1f} km", km=leg["length_km"])
    via = Text(leg["via_zh"], leg["via_en"])
    partly = bool(via) and leg["via_share"] < NEARLY_ALL
    yield said("{via} {share:.0%}", via=via, share=leg["via_share"]) if partly else via
    if not math.isnan(leg["trains_per_day"]):
        yield said("{number} a day", number=f"{leg['trains_per_day']:g}")
    if leg["displacement_min"] > 0:
        yield said(
            "departure chosen ahead, {minutes:.0f} min displaced", minutes=leg["displacement_min"]
        )
    if leg["share"] < NEARLY_ALL:
        yield said("{share:.0%} of trips", share=leg["share"])
    yield from _costs(leg["yuan"], leg["co2_kg"])


def last_lines(
    displacement_min: float, timetables: Iterable[str], *, recalled: bool
) -> Iterable[Message]:
    """Yield what is said below the legs: displacement, and what the marks mean."""
    if displacement_min > 0:
        yield said(
            "  {minutes:6.1f} min  displacement: mean time from the wished departure to a train's, "
            "not part of the trip",
            minutes=displacement_min,
        )
    if recalled:
        yield said("{mark} rests on a recalled or assumed figure", mark=MARK)
    if days := list(timetables):
        yield said("{mark} rides trains of the timetable of {days}", mark=DATED, days=joined(days))


def legs_table(legs: pd.DataFrame) -> ShownTable:
    """Return the rows of `Path.legs` as a notebook shows them."""
    heads = (
        said("leg"), said("where"), said("min"), said("km"), said("by way of"),
        said("departures a day"), said("yuan"), said("kg CO2"),
    )  # fmt: skip
    rows = [
        (
            LEGS[leg["leg"]], stops_of_leg(leg), _number(leg["minutes"]),
            _number(leg["length_km"]), Text(leg["via_zh"], leg["via_en"]),
            _number(leg["trains_per_day"]), _number(leg["yuan"]), _number(leg["co2_kg"]),
        )
        for leg in legs.to_dict("records")
    ]  # fmt: skip
    return ShownTable(heads, rows)


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.1f}"


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


def stops_of_leg(leg: Mapping[Any, Any]) -> Message:
    """Return where a leg begins and ends."""
    start, end = (Text(*stop_of_leg(leg, name)) for name in ("from", "to"))
    return joined([start] if leg["from_id"] == leg["to_id"] else [start, end], " → ", " → ")


def rests_on_recalled(leg: Mapping[Any, Any]) -> bool:
    """Whether a leg's minutes rest on a recalled or assumed row, of the parameters too."""
    return leg["basis"] in WEAK_BASES or bool(leg["recalled_parameters"])


def costs_text(yuan: float, co2_kg: float) -> Message:
    """Return what is known of money and CO2, after a comma; nothing where they are 0."""
    return joined(["", *(said(", {cost}", cost=each) for each in _costs(yuan, co2_kg))], "", "")


def _costs(yuan: float, co2_kg: float) -> Iterable[Message]:
    if yuan > 0:
        yield said("{yuan:.2f} yuan", yuan=yuan)
    if co2_kg > 0:
        yield said("{kg:.2f} kg CO2", kg=co2_kg)
