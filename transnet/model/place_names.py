"""Places by the names that people use for them."""

from __future__ import annotations

from transnet.base.errors import UnknownNameError
from transnet.base.language import joined, said
from transnet.model.called_rows import called, row_names
from transnet.model.network import Network
from transnet.model.stop_names import stops_named

_SUFFIXES_ZH = ("自治县", "新区", "地区", "市", "区", "县")
_SUFFIXES_EN = (" district", " county", " city", " new area")


def find_place(network: Network, name: str) -> str:
    """Return the place_id that an id or a Chinese or English name stands for.

    Tried in turn: an id; a place's full name; a city's name, which stands for its seat; a place's
    name without 市, 区, 县, District, County, City. Raises UnknownNameError for a name that is
    unknown, with the nearest ones, or that stands for several places, with those, or for a station
    or an airport, with the place it lies in.
    """
    places, cities = network["places"], network["cities"]
    if (places["place_id"] == name).any():
        return name
    wanted = _folded(name)
    full: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for place_id, *names in places[["place_id", "name_zh", "name_en"]].itertuples(index=False):
        for known in names:
            full.setdefault(_folded(known), set()).add(place_id)
            short.setdefault(_short(known), set()).add(place_id)
    seats: dict[str, set[str]] = {}
    for seat, *names in cities[["seat_place_id", "name_zh", "name_en"]].itertuples(index=False):
        for known in names:
            seats.setdefault(_folded(known), set()).add(seat)
            seats.setdefault(_short(known), set()).add(seat)
    for known_names, key in ((full, wanted), (seats, wanted), (short, _short(name))):
        found = known_names.get(key, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise _ambiguous(network, name, found)
    raise _unknown(network, name)


def _folded(name: str) -> str:
    return " ".join(name.replace("\u2019", "'").casefold().split())


def _short(name: str) -> str:
    folded = _folded(name)
    for suffix in (*_SUFFIXES_ZH, *_SUFFIXES_EN):
        if folded.endswith(suffix) and len(folded) > len(suffix):
            return folded.removesuffix(suffix)
    return folded


def _ambiguous(network: Network, name: str, place_ids: set[str]) -> UnknownNameError:
    places = network["places"]
    rows = places[places["place_id"].isin(place_ids)]
    error = UnknownNameError(said("place"), name, ())
    options = [called(row["place_id"], row_names(row)) for row in rows.to_dict("records")]
    error.message = said(
        "{name!r} stands for several places: {options}; use an id",
        name=name,
        options=joined(options),
    )
    return error


def _unknown(network: Network, name: str) -> UnknownNameError:
    stops = stops_named(network, name)
    if not stops:
        return UnknownNameError(said("place"), name, _all_names(network))
    error = UnknownNameError(said("place"), name, ())
    error.message = said(
        "{told}; {stops}: trips go between places, so name the place",
        told=error.message,
        stops=joined(stops, en="; ", zh="；"),
    )
    return error


def _all_names(network: Network) -> list[str]:
    places, cities = network["places"], network["cities"]
    return [
        *places["name_zh"],
        *places["name_en"],
        *places["place_id"],
        *cities["name_zh"],
        *cities["name_en"],
        *(_short(name) for name in cities["name_zh"]),
    ]
