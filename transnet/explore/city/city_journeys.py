"""How one gets from a point of a city to another: leg by leg, with a drawn line and without."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.language import Text, both, text_of
from transnet.explore.city.city import City
from transnet.explore.city.city_address import CityAddress, Point

if TYPE_CHECKING:
    from transnet.transit.transit_network import TransitNetwork

_MOST, _HH_MM = 3, 5
_NOTHING_MIN = 0.05  # of a walk, which is told as no minutes


def city_journeys(city: City, address: CityAddress, ends: tuple[Point, Point]) -> dict[str, Any]:
    """Return the best journeys between two points as plain values, before and after drawn lines.

    ends  where one starts, and where one goes
    By timetable they leave at the first departure of the address or after it; before is None where
    no line is drawn. By road only minutes are told.
    Raises RefusedError for means that there are no files for, InputError as `City.departures`, and
    ScenarioError for drawn lines that can't be.
    """
    mode = city.mode_of(address)
    if mode != "transit":
        return {"time": None, "before": None, "after": _by_road(city, mode, ends)}
    moment = city.moment(address)
    after = _by_timetable(city.region_with(address.drawn).network, moment, ends)
    before = _by_timetable(city.region.network, moment, ends) if address.drawn else None
    return {"time": moment.partition(" ")[2], "before": before, "after": after}


def _by_road(city: City, mode: str, ends: tuple[Point, Point]) -> list[dict[str, Any]]:
    graph = city.graph(mode)
    if graph is None:
        raise TypeError("a city without streets has no roads")
    points = [pd.DataFrame({"lon": [lon], "lat": [lat]}) for lon, lat in ends]
    minutes = float(graph.travel_times(*points)["travel_min"].iloc[0])
    if not math.isfinite(minutes):
        return []
    return [{"minutes": minutes, "legs": [_leg(mode, MEANS[mode], ("", ""), minutes)]}]


def _by_timetable(
    network: TransitNetwork, moment: str, ends: tuple[Point, Point]
) -> list[dict[str, Any]]:
    table = network.journeys(*ends, departure=moment)
    found = [_journey(legs) for _, legs in table.groupby("journey", sort=True)]
    return found[:_MOST]


def _journey(legs: pd.DataFrame) -> dict[str, Any]:
    begins, ends = legs["departure"].iloc[0], legs["arrival"].iloc[-1]
    return {
        "minutes": (_seconds(ends) - _seconds(begins)) / 60.0,
        "departure": begins[:_HH_MM],
        "arrival": ends[:_HH_MM],
        "legs": list(_legs(legs)),
    }


def _legs(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield legs in order; stops are told by their names, the two points by none."""
    last = len(table) - 1
    for at, leg in enumerate(table.to_dict("records")):
        ends = leg["from_name"], leg["to_name"]
        if leg["mode"] == "walk":
            if last and leg["minutes"] < _NOTHING_MIN:
                continue
            kind, what = "walk", MEANS["walk"]
            ends = "" if at == 0 else ends[0], "" if at == last else ends[1]
        else:
            kind, line = "ride", leg["route_name"] or leg["route"]
            what = text_of(both("{mode} {line}", mode=_MODES.get(leg["mode"], _OTHER), line=line))
        told = _leg(kind, what, ends, leg["minutes"])
        times = leg["departure"][:_HH_MM], leg["arrival"][:_HH_MM]
        yield {**told, "departure": times[0], "arrival": times[1]}


def _leg(kind: str, what: Text, ends: tuple[str, str], minutes: float) -> dict[str, Any]:
    """Return a leg as the page tells legs."""
    return {
        "mode": kind,
        "en": what.en,
        "zh": what.zh,
        "from_en": ends[0],
        "from_zh": ends[0],
        "to_en": ends[1],
        "to_zh": ends[1],
        "minutes": minutes,
    }


def _seconds(clock: str) -> int:
    hours, minutes, seconds = map(int, clock.split(":"))
    return 3600 * hours + 60 * minutes + seconds


MEANS = {
    "drive": both("by car"),
    "cycle": both("by bicycle"),
    "walk": both("on foot"),
}
"""Ways of going without a timetable."""
_OTHER = both("line")
_MODES = {
    "tram": both("tram"),
    "cable_tram": both("cable tram"),
    "subway": both("metro"),
    "rail": both("train"),
    "bus": both("bus"),
    "trolleybus": both("trolleybus"),
    "coach": both("coach"),
    "ferry": both("ferry"),
    "aerial_lift": both("cable car"),
    "funicular": both("funicular"),
    "monorail": both("monorail"),
    "air": both("flight"),
    "taxi": both("taxi"),
}
