"""Short names of places, and the labels that maps make of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import pandas as pd

from transnet.model.network import Network
from transnet.report.maps.basemap import INK, MUTED, cluster_places
from transnet.report.maps.fonts import Lettering
from transnet.report.maps.frame import KM_PER_DEGREE, Frame
from transnet.report.maps.labels import Label, Pointer
from transnet.report.words.words import Text

_EN_TAIL = re.compile(r"(?<!\s)\s+(District|County|City|New Area)$")
_ZH_TAIL = re.compile(r"^(.{2,}?)(新区|(?<![城郊矿])区|[县市])$")
_POINTER_KM = 620.0


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


def place_texts(network: Network) -> dict[str, Text]:
    """Return the short names of places; a city's seat bears the city's name."""
    places, cities = network["places"], network["cities"]
    rows = [
        *zip(places["place_id"], places["name_zh"], places["name_en"], strict=True),
        *zip(cities["seat_place_id"], cities["name_zh"], cities["name_en"], strict=True),
    ]
    return {str(key): short_name(str(zh), str(en)) for key, zh, en in rows}


def stop_texts(network: Network) -> dict[str, Text]:
    """Return the names of road nodes, airports and stations by id; stations are called so."""
    names = {
        str(row[key]): Text(str(row["name_zh"]), str(row["name_en"]))
        for table, key in (("nodes", "node_id"), ("airports", "airport_id"))
        for row in network[table][[key, "name_zh", "name_en"]].to_dict("records")
    }
    for row in network["stations"][["station_id", "name_zh", "name_en"]].to_dict("records"):
        name = Text(f"{row['name_zh'].removesuffix('站')}站", f"{row['name_en']} station")
        names[str(row["station_id"])] = name
    return names


def seat_labels(
    network: Network, letters: Lettering, unit_people: float, notes: Mapping[str, str]
) -> list[Label]:
    """Return labels of the cluster's places: its cities first, then counties by residents.

    notes  place id -> what stands after the name
    """
    names = place_texts(network)
    seats = set(network["cities"]["seat_place_id"])
    places = cluster_places(network)
    is_seat = places["place_id"].isin(list(seats))
    labels = []
    for row in pd.concat([places[is_seat], places[~is_seat]]).to_dict("records"):
        seat, name = row["place_id"] in seats, names[row["place_id"]]
        note = notes.get(row["place_id"], "")
        radius = math.sqrt(row["population"] / unit_people) / 2
        labels.append(
            Label(
                row["lon"], row["lat"], f"{_picked(letters, name)} {note}".rstrip(),
                size=10.5 if seat else 6.3, gap=max(radius, 2.0) + 1.5, colour=INK,
                bold=seat, must=seat,
            )
        )  # fmt: skip
    return labels


def outside_labels(network: Network, frame: Frame, letters: Lettering) -> list[Label]:
    """Return labels of the outside places that lie in the frame, the main cities first."""
    outside = _outside(network)
    shown = outside[frame.contains(outside["lon"].to_numpy(), outside["lat"].to_numpy())]
    shown = shown.sort_values("main_city", ascending=False, kind="stable")
    names = place_texts(network)
    return [
        Label(
            row["lon"], row["lat"], _picked(letters, names[row["place_id"]]),
            size=8.5 if row["main_city"] else 7.0, gap=4.0, colour=MUTED,
            bold=bool(row["main_city"]),
        )
        for row in shown.to_dict("records")
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
    names = place_texts(network)
    chosen = outside[~is_inside & outside["main_city"].to_numpy(dtype=bool)]
    for row in chosen.to_dict("records"):
        east = (row["lon"] - frame.middle_lon) * frame.shortening
        north = row["lat"] - (frame.south + frame.north) / 2
        away_km = KM_PER_DEGREE * math.hypot(east, north)
        time = minutes.get(row["place_id"], math.inf)
        if away_km <= _POINTER_KM and math.isfinite(time):
            text = f"{_picked(letters, names[row['place_id']])} {time:.0f} min"
            pointers.append((away_km, Pointer(row["lon"], row["lat"], text)))
    return [pointer for _, pointer in sorted(pointers, key=lambda pair: pair[0])]


def _picked(letters: Lettering, name: Text) -> str:
    return letters.pick(name.zh, name.en)


def _outside(network: Network) -> pd.DataFrame:
    places = network["places"]
    return places[places["kind"] == "external"]
