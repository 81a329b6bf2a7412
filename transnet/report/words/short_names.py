"""Short names of places and stops, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transnet.model.network import Network
from transnet.report.words.words import Text

_EN_TAIL = re.compile(r"(?<!\s)\s+(District|County|City|New Area)$")
_STOPS = (("nodes", "node_id"), ("airports", "airport_id"), ("stations", "station_id"))
_ZH_TAIL = re.compile(r"^(.{2,}?)(新区|地区|(?<![城郊矿])区|[县市])$")


def _without_brackets(name: str) -> str:
    """Return a name without what stands from its first bracket to its last, in one pass."""
    first = min((name.index(mark) for mark in "(（" if mark in name), default=len(name))
    last = max(name.rfind(mark) for mark in ")）")
    return name if last < first else name[:first].rstrip() + name[last + 1 :]


def short_zh(name: str) -> str:
    """Return a Chinese name without its rank: 榆次区 -> 榆次, 雄安新区 -> 雄安, 盂县 -> 盂县."""
    return _ZH_TAIL.sub(r"\1", _without_brackets(name))


def short_en(name: str) -> str:
    """Return an English name without its rank: Yuci District -> Yuci."""
    return _EN_TAIL.sub("", _without_brackets(name))


def short_name(zh: str, en: str) -> Text:
    """Return both names without their rank, or both with it: 代县 is Dai County, not Dai."""
    bare = _without_brackets(zh)
    short = short_zh(zh)
    return Text(short, short_en(en) if short != bare else _without_brackets(en))


def place_texts(network: Network) -> Mapping[str, Text]:
    """Return the short names of places; a city's seat bears the city's name."""
    return network.made_of(
        _place_texts, *_columns("places", "place_id"), *_columns("cities", "seat_place_id")
    )


def stop_texts(network: Network) -> Mapping[str, Text]:
    """Return the names of road nodes, airports and stations by id; stations are called so."""
    return network.made_of(_stop_texts, *(each for of in _STOPS for each in _columns(*of)))


def _columns(table: str, key: str) -> list[tuple[str, str]]:
    return [(table, name) for name in (key, "name_zh", "name_en")]


def _place_texts(network: Network) -> Mapping[str, Text]:
    places, cities = network["places"], network["cities"]
    rows = [
        *zip(places["place_id"], places["name_zh"], places["name_en"], strict=True),
        *zip(cities["seat_place_id"], cities["name_zh"], cities["name_en"], strict=True),
    ]
    return {str(key): short_name(str(zh), str(en)) for key, zh, en in rows}


def _stop_texts(network: Network) -> Mapping[str, Text]:
    names = {}
    for table, key in _STOPS:
        of_table = (network[name][column].tolist() for name, column in _columns(table, key))
        for own, zh, en in zip(*of_table, strict=True):
            if table == "stations":
                names[str(own)] = Text(f"{zh.removesuffix('站')}站", f"{en} station")
            else:
                names[str(own)] = Text(str(zh), str(en))
    return names
