"""Stations and airports by the names that people use for them, where a place is wanted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from transnet.base.language import Message, Text, said
from transnet.model.called_rows import called, row_names
from transnet.model.network import Network

_TAILS = (
    "国际机场", "火车站", "高铁站", "机场", "站", " international airport", " railway station",
    " airport", " station",
)  # fmt: skip
_AIRPORT = ("机场", "airport")
_SHORTEST = 2  # letters of a name that airports are looked through for
_NAMED = 3


def stops_named(network: Network, name: str) -> list[Message]:
    """Say which stations and airports a name may mean, and in which place each of them lies.

    A station is known by its id or name, with or without 站; an airport by its id, IATA code or a
    part of its name. At most three.
    """
    wanted, folded = _core(name), _folded(name)
    flown = folded.endswith(_AIRPORT)
    stations = [
        row
        for row in network["stations"].to_dict("records")
        if name == row["station_id"] or (folded if flown else wanted) in _known(row, whole=flown)
    ]
    airports = [
        row
        for row in network["airports"].to_dict("records")
        if name.upper() in (row["airport_id"], row["iata"])
        or (flown and any(_is_part(wanted, each) for each in _known(row)))
    ]
    found = [_placed(network, row, said("a station")) for row in stations]
    found += [_placed(network, row, said("an airport")) for row in airports]
    return found[:_NAMED]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _core(name: str) -> str:
    """Return a name without what says that it is a station or an airport."""
    folded = _folded(name)
    for tail in _TAILS:
        if folded.endswith(tail) and len(folded) > len(tail):
            return folded.removesuffix(tail)
    return folded


def _known(row: dict[Any, Any], *, whole: bool = False) -> set[str]:
    name = _folded if whole else _core
    return {name(str(row[column])) for column in ("name_zh", "name_en")} - {""}


def _is_part(wanted: str, name: str) -> bool:
    return wanted == name or (len(wanted) >= _SHORTEST and wanted in name)


def _placed(network: Network, row: dict[Any, Any], kind: Message) -> Message:
    places, cities = network["places"], network["cities"]
    place_id = str(row["place_id"]) if not pd.isna(row["place_id"]) else ""
    if not place_id:
        seats = cities.loc[cities["city_id"] == row["city_id"], "seat_place_id"]
        place_id = str(seats.iloc[0]) if len(seats) else ""
    what = said("{stop} is {kind}", stop=Text(*row_names(row)), kind=kind)
    lies = places[places["place_id"] == place_id]
    if lies.empty:
        return what
    place = lies.iloc[0]
    return said("{what} in {place}", what=what, place=called(place_id, row_names(place)))
