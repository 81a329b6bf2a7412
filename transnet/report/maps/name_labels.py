"""Labels of places on a map: the cluster's own, those around it, and pointers beyond the frame."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from transnet.model.network import Network
from transnet.report.maps.basemap import INK, MUTED, cluster_places
from transnet.report.maps.fonts import Lettering
from transnet.report.maps.frame import KM_PER_DEGREE, Frame
from transnet.report.maps.labels import Label, Pointer
from transnet.report.words.short_names import place_texts
from transnet.report.words.words import Text

_POINTER_KM = 620.0


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
            away = letters.short(f"{time:.0f}分钟", f"{time:.0f} min")
            text = f"{_picked(letters, names[row['place_id']])} {away}"
            pointers.append((away_km, Pointer(row["lon"], row["lat"], text)))
    return [pointer for _, pointer in sorted(pointers, key=lambda pair: pair[0])]


def _picked(letters: Lettering, name: Text) -> str:
    return letters.pick(name.zh, name.en)


def _outside(network: Network) -> pd.DataFrame:
    places = network["places"]
    return places[places["kind"] == "external"]
