"""A leg of a path in words: its ends, what it goes by, how often that leaves, and who takes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from transnet.report.words.words import Text, join, same
from transnet.travel.path_text import NEARLY_ALL, stop_of_leg

_MEANS: Mapping[str, Text] = MappingProxyType(
    {
        "emu": Text("列车", "train"),
        "conventional": Text("列车", "train"),
        "metro": Text("地铁", "metro train"),
        "air": Text("航班", "flight"),
        "coach": Text("客车", "coach"),
        "bus": Text("公交", "bus"),
    }
)


def leg_ends(leg: Mapping[Any, Any]) -> Text:
    """Return where a leg of a path begins and ends: the usual stops, and how many others."""
    start, end = (Text(*stop_of_leg(leg, name)) for name in ("from", "to"))
    if leg["from_id"] == leg["to_id"]:
        return start
    return Text(f"{start.zh} → {end.zh}", f"{start.en} → {end.en}")


def via(leg: Mapping[Any, Any]) -> Text:
    """Return the roads or lines that most trips of a leg take, with their share unless all do."""
    named = Text(shorten(leg["via_zh"], "、"), shorten(leg["via_en"], ", "))
    share = leg["via_share"]
    if not named or not share < NEARLY_ALL:
        return named
    trains = leg["via_trains_per_day"]
    zh = en = f"{share:.0%}"
    if trains > 0:
        zh, en = f"{zh}，{trains:g} 班", f"{en}, {trains:g} a day"
    return named + Text(f"（{zh}）等", f" ({en}) and others")


def departures(leg: Mapping[Any, Any]) -> Text:
    """Return how many departures a day a leg of a path waits for; empty where it rides none.

    Departures of several means are told apart: 33 a day: 30 trains, 3 flights.
    """
    trains = leg["trains_per_day"]
    if not trains > 0:
        return same("")
    said = Text(f"每日 {trains:g} 班", f"{trains:g} a day")
    counts: dict[Text, float] = {}
    for cell in str(leg["departures"]).split(";"):
        mode, _, count = cell.partition("=")
        if mode in _MEANS:
            means = _MEANS[mode]
            counts[means] = counts.get(means, 0.0) + float(count)
    if len(counts) < 2:
        return said
    each = [
        Text(f"{means.zh} {count:g}", f"{count:g} {means.en if count == 1 else _several(means.en)}")
        for means, count in counts.items()
    ]
    return said + Text("：", ": ") + join(each, "、", ", ")


def _several(means: str) -> str:
    return f"{means}es" if means.endswith(("s", "ch")) else f"{means}s"


def usual(leg: Mapping[Any, Any]) -> Text:
    """Return how many of the trips take a leg of a path; empty where nearly all do."""
    share = leg["share"]
    if share >= NEARLY_ALL:
        return same("")
    return Text(f"占 {share:.0%} 的出行", f"{share:.0%} of trips")


def shorten(names: str, separator: str, most: int = 4) -> str:
    """Return a ';'-separated list in a row, the middle left out when it is long."""
    parts = names.split("; ")
    if len(parts) > most:
        return f"{separator.join(parts[: most - 1])} … {parts[-1]}"
    return separator.join(parts)
