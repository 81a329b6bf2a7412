"""A point of a city and how one leaves it, as the query of an address.

at=-51.22,-30.03&mode=transit&date=2019-05-13&time=07:30&window=60&percentile=50&line=…
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from transnet.base.language import said
from transnet.explore.city.city_drawn import CITY_KINDS
from transnet.explore.drawn_lines import Drawn, lines_drawn
from transnet.explore.query_text import one_of, query_pairs, whole_number, wrong_value
from transnet.model.cell_remedies import day_remedy

CityMode = Literal["transit", "drive", "cycle", "walk"]
Point = tuple[float, float]

OF_PAGE = frozenset({"minutes", "show", "lang", "map", "as", "from", "to"})
"""Keys that say what is shown, or that one question has beside the state."""
WINDOWS_MIN = range(1, 241)
PERCENTILES = range(1, 101)
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,7})?),(-?\d{1,2}(?:\.\d{1,7})?)", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class CityAddress:
    """Where one is, and how and when one leaves.

    at          lon and lat, degrees; None for where the map begins
    mode        '' for what the city offers first
    date        YYYY-MM-DD; '' for the day of most trips
    time        of the first departure, HH:MM by local clocks
    window_min  in which one may leave
    percentile  of travel time over its departures
    drawn       lines that were drawn; they run beside those of the feeds
    """

    at: Point | None = None
    mode: CityMode | Literal[""] = ""
    date: str = ""
    time: str = ""
    window_min: int = 60
    percentile: int = 50
    drawn: tuple[Drawn, ...] = ()


def read_city_address(query: str) -> CityAddress:
    """Return what a query names; raises RefusedError for what can't be read."""
    given = query_pairs(query, {*_READ, *OF_PAGE})
    named: dict[str, Any] = {}
    for key, text in given.items():
        if key not in OF_PAGE and text:
            name, read = _READ[key]
            named[name] = read(key, text)
    return CityAddress(**named)


def city_word(query: str, key: str) -> str:
    """Return what a query says beside the state; '' where it says nothing."""
    return query_pairs(query, {*_READ, *OF_PAGE}).get(key, "")


def point_of(key: str, text: str) -> Point:
    """Return a point of degrees, to a metre; raises RefusedError for what is none."""
    found = _POINT.fullmatch(text)
    lon, lat = (float(found[1]), float(found[2])) if found else (999.0, 999.0)
    if abs(lon) > 180.0 or abs(lat) > 90.0:
        raise wrong_value(key, text, said("write longitude,latitude in degrees: -51.22,-30.03"))
    return round(lon, 5), round(lat, 5)


def _day(key: str, text: str) -> str:
    if day_remedy(text):
        raise wrong_value(key, text, said("write a day as 2026-03-02"))
    return text


def _clock(key: str, text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise wrong_value(key, text, said("write a time as 07:30"))
    return text


_READ: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "at": ("at", point_of),
    "mode": ("mode", one_of(*get_args(CityMode))),
    "date": ("date", _day),
    "time": ("time", _clock),
    "window": ("window_min", lambda key, text: whole_number(key, text, WINDOWS_MIN)),
    "line": ("drawn", lambda key, text: lines_drawn(key, text, CITY_KINDS)),
    "percentile": ("percentile", lambda key, text: whole_number(key, text, PERCENTILES)),
}
"""What each key of a query is of an address, and how its text is read."""
