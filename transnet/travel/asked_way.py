"""A trip as it is asked for: between places or stations, with the next best ways."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from transnet.base.codes import notice
from transnet.base.errors import Notice, UnknownNameError
from transnet.base.language import said
from transnet.model.called_rows import row_words
from transnet.model.listing import plain_name
from transnet.model.place_names import find_place
from transnet.supply.kinds import BETWEEN_PLACES, Impedance, ModeSet

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.travel.trip_path import Path
    from transnet.travel.trip_source import TripSource

_TAILS = ("火车站", "高铁站", "站", "railwaystation", "station")
_SAME_MIN = 0.05


def asked_way(
    model: TripSource, ends: tuple[str, str], using: ModeSet, impedance: Impedance
) -> tuple[Path, list[Notice]]:
    """Return the trip between two places or stations, and what is said of its ends.

    Between two stations it is the ride in the train, where nothing else is asked for. A single
    station stands for the place that it lies in. Raises UnknownNameError for a name that is
    neither.
    """
    network = model.network
    stations = [_station(network, end) for end in ends]
    if all(stations) and (using, impedance) == ("best", "time"):
        ride = model.in_train([stations[0]], [stations[1]])
        hint = said("between two stations: the time in the train, without the ways to and from it")
        value = f"{ends[0]} → {ends[1]}"
        return ride, [notice("in_train", "path", 0, "", value, hint)]
    places = []
    notices = []
    for end, station in zip(ends, stations, strict=True):
        place = _place_of(network, station) if station else find_place(network, end)
        places.append(place)
        if station:
            row = network["places"]["place_id"].tolist().index(place)
            hint = said(
                "is a station: the trip is that of its place, {place}",
                place=row_words(network, "places", row),
            )
            notices.append(notice("station_end", "path", 0, "", end, hint))
    return model.path(*places, using=using, impedance=impedance), notices


def next_ways(model: TripSource, found: Path, count: int) -> list[Path]:
    """Return up to `count` ways by other means than the one found, the best of them first.

    found  the best trip between two places, whatever it takes least of
    """
    impedance: Impedance = found.impedance  # type: ignore[assignment]
    ways: list[Path] = []
    for using in BETWEEN_PLACES:
        way = model.path(found.origin.id, found.destination.id, using=using, impedance=impedance)
        if math.isfinite(way.travel_min) and not any(_same(way, each) for each in (found, *ways)):
            ways.append(way)
    ways.sort(key=lambda each: each.travel_min)
    return ways[:count]


def _same(one: Path, other: Path) -> bool:
    return one.mode == other.mode and abs(one.travel_min - other.travel_min) < _SAME_MIN


def _station(network: Network, name: str) -> str:
    """Return the station of a name that is no place's; '' where there isn't exactly one."""
    try:
        find_place(network, name)
    except UnknownNameError:
        pass
    else:
        return ""
    table = network["stations"]
    if (table["station_id"] == name).any():
        return name
    wanted = _core(name)
    columns = (table[column].tolist() for column in ("station_id", "name_zh", "name_en"))
    found = [key for key, *names in zip(*columns, strict=True) if wanted in map(_core, names)]
    return str(found[0]) if wanted and len(found) == 1 else ""


def _core(name: str) -> str:
    plain = plain_name(name)
    tail = next((each for each in _TAILS if plain.endswith(each) and plain != each), "")
    return plain.removesuffix(tail)


def _place_of(network: Network, station: str) -> str:
    """Return the place of a station, or the seat of its city; raises UnknownNameError for none."""
    row = network["stations"].set_index("station_id").loc[station]
    if row["place_id"]:
        return str(row["place_id"])
    cities = network["cities"].set_index("city_id")
    if row["city_id"] in cities.index:
        return str(cities.loc[row["city_id"], "seat_place_id"])
    raise UnknownNameError(said("place"), str(row["name_zh"]), ())
