"""Short names of places, and the labels that maps make of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import pandas as pd

from transnet.model.network import Network
from transnet.report.basemap import INK, MUTED, cluster_places
from transnet.report.fonts import Lettering
from transnet.report.frame import KM_PER_DEGREE, Frame
from transnet.report.labels import Label, Pointer
from transnet.report.words import Text

_EN_TAIL = re.compile(r"\s+(District|County|City|New Area)$")
_ZH_TAIL = re.compile(r"^(.{2,}?)(新区|[区县市])$")
_PARENTHESES = re.compile(r"\s*[(（].*[)）]")
_POINTER_KM = 620.0


def short_zh(name: str) -> str:
    """Return a Chinese name without its rank: 榆次区 -> 榆次, 雄安新区 -> 雄安, 盂县 -> 盂县."""
    return _ZH_TAIL.sub(r"\1", _PARENTHESES.sub("", name))


def short_en(name: str) -> str:
    """Return an English name without its rank: Yuci District -> Yuci."""
    return _EN_TAIL.sub("", _PARENTHESES.sub("", name))


def place_texts(network: Network) -> dict[str, Text]:
    """Return the short names of places; a city's seat bears the city's name."""
    places, cities = network["places"], network["cities"]
    rows = [
        *zip(places["place_id"], places["name_zh"], places["name_en"], strict=True),
        *zip(cities["seat_place_id"], cities["name_zh"], cities["name_en"], strict=True),
    ]
    return {str(key): Text(short_zh(str(zh)), short_en(str(en))) for key, zh, en in rows}


def stop_texts(network: Network) -> dict[str, Text]:
    """Return the names of stations, airports and road nodes by id."""
    return {
        str(key): Text(str(zh), str(en))
        for table, column in (("nodes", "node_id"), ("airports", "airport_id"),
                              ("stations", "station_id"))
        for key, zh, en in zip(
            network[table][column], network[table]["name_zh"], network[table]["name_en"],
            strict=True,
        )
    }  # fmt: skip


def seat_labels(network: Network, letters: Lettering, unit_people: float) -> list[Label]:
    """Return labels of the cluster's places: its cities first, then counties by residents."""
    cities = network["cities"].set_index("seat_place_id")
    places = cluster_places(network)
    is_seat = places["place_id"].isin(cities.index)
    labels = []
    for row in pd.concat([places[is_seat], places[~is_seat]]).itertuples():
        radius = math.sqrt(row.population / unit_people) / 2
        seat = row.place_id in cities.index
        named = cities.loc[row.place_id] if seat else row
        zh, en = short_zh(named.name_zh), short_en(named.name_en)
        labels.append(
            Label(
                row.lon,
                row.lat,
                letters.pick(zh, en),
                size=10.5 if seat else 6.3,
                gap=max(radius, 2.0) + 1.5,
                colour=INK,
                bold=seat,
                must=seat,
            )
        )
    return labels


def outside_labels(network: Network, frame: Frame, letters: Lettering) -> list[Label]:
    """Return labels of the outside places that lie in the frame, the main cities first."""
    outside = _outside(network)
    shown = outside[frame.contains(outside["lon"].to_numpy(), outside["lat"].to_numpy())]
    shown = shown.sort_values("main_city", ascending=False, kind="stable")
    return [
        Label(
            row.lon, row.lat, letters.pick(short_zh(row.name_zh), short_en(row.name_en)),
            size=8.5 if row.main_city else 7.0, gap=4.0, colour=MUTED, bold=bool(row.main_city),
        )
        for row in shown.itertuples()
    ]  # fmt: skip


def outside_pointers(
    network: Network, frame: Frame, letters: Lettering, minutes: Mapping[str, float]
) -> list[Pointer]:
    """Return pointers to the main cities beyond the frame, nearest first.

    minutes  place id -> minutes from the core; a city without a finite time is left out
    """
    outside = _outside(network)
    is_inside = frame.contains(outside["lon"].to_numpy(), outside["lat"].to_numpy())
    pointers = []
    for row in outside[~is_inside & outside["main_city"].to_numpy(dtype=bool)].itertuples():
        east = (row.lon - (frame.west + frame.east) / 2) * frame.shortening
        north = row.lat - (frame.south + frame.north) / 2
        away_km = KM_PER_DEGREE * math.hypot(east, north)
        time = minutes.get(row.place_id, math.inf)
        if away_km <= _POINTER_KM and math.isfinite(time):
            name = letters.pick(short_zh(row.name_zh), short_en(row.name_en))
            pointers.append((away_km, Pointer(row.lon, row.lat, f"{name} {time:.0f} min")))
    return [pointer for _, pointer in sorted(pointers, key=lambda pair: pair[0])]


def _outside(network: Network) -> pd.DataFrame:
    places = network["places"]
    return places[places["kind"] == "external"]
