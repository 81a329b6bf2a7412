"""Ways between road nodes and stops where a network gives none: the nearest, as the crow flies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from transnet.base.language import Message, said
from transnet.base.sphere import nearest_km

DETOUR = 1.3
"""Length of a way over the great circle."""
WALK_KM, TOWN_KM, FARTHEST_KM = 2.0, 10.0, 50.0
"""Great circle up to which one walks too, goes by streets of a town, and is joined at all."""

Tie = tuple[str, str, float]
"""A road node, a stop, and the great circle between them in km."""


def tied_stops(frames: Mapping[str, pd.DataFrame]) -> tuple[list[dict[str, str]], Message]:
    """Return rows of access, as text, and what was done in words; no rows without stops.

    Each stop for passengers is joined to its nearest node, and to that of the place it serves; each
    place's node to its nearest stop, if that lies in town.
    """
    nodes, stops = frames["nodes"], _stops(frames)
    if stops.empty:
        return [], Message("")
    ties: dict[tuple[str, str], float] = {}
    for node, stop, km in _ties(nodes, stops):
        if km <= FARTHEST_KM:
            ties[node, stop] = km
    records = [row for (node, stop), km in ties.items() for row in _ways(node, stop, km)]
    lost = len(stops) - len({stop for _, stop in ties})
    told = said(
        "{stops:,} stops and the nearest road nodes were joined by the great circle x {detour}, "
        "the farthest {km:.1f} km; {lost:,} lie more than {limit:g} km from all",
        stops=len(stops) - lost,
        detour=DETOUR,
        km=max(ties.values(), default=0.0) * DETOUR,
        lost=lost,
        limit=FARTHEST_KM,
    )
    return records, told


def _stops(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return stop_id, place_id, lon and lat of the stops that passengers use."""
    parts = []
    for table, key, other in (
        ("stations", "station_id", ("freight",)),
        ("airports", "airport_id", ("cargo",)),
    ):
        frame = frames[table]
        used = frame[~frame["kind"].isin(other) & frame[["lon", "lat"]].notna().all(axis=1)]
        parts.append(used.rename(columns={key: "stop_id"})[["stop_id", "place_id", "lon", "lat"]])
    return pd.concat(parts, ignore_index=True)


def _ties(nodes: pd.DataFrame, stops: pd.DataFrame) -> Iterator[Tie]:
    nodes = nodes[nodes[["lon", "lat"]].notna().all(axis=1)].reset_index(drop=True)
    if nodes.empty:
        return
    names, calls = nodes["node_id"].tolist(), stops["stop_id"].tolist()
    km, nearest = nearest_km(stops, nodes)
    yield from zip([names[at] for at in nearest[:, 0]], calls, km[:, 0].tolist(), strict=True)
    seats = nodes[nodes["place_id"] != ""].reset_index(drop=True)
    if seats.empty:
        return
    km, nearest = nearest_km(seats, stops)
    found = zip(seats["node_id"].tolist(), nearest[:, 0], km[:, 0].tolist(), strict=True)
    yield from ((node, calls[at], away) for node, at, away in found if away <= TOWN_KM)
    of_place = seats.drop_duplicates("place_id").set_index("place_id")
    served = stops[stops["place_id"].isin(of_place.index)]
    for stop, place in zip(served["stop_id"], served["place_id"], strict=True):
        one = served[served["stop_id"] == stop].head(1)
        seat = of_place.loc[[place]]
        yield str(seat["node_id"].iloc[0]), str(stop), float(nearest_km(one, seat)[0][0, 0])


def _ways(node: str, stop: str, km: float) -> Iterator[dict[str, str]]:
    road_class = "urban" if km <= TOWN_KM else "county"
    way = {
        "node_id": node,
        "stop_id": stop,
        "length_km": f"{np.round(km * DETOUR, 3):g}",
        "source": f"great circle x {DETOUR}",
        "basis": "derived",
        "confidence": "low",
    }
    yield {**way, "access_id": f"{node}-{stop}", "mode": "road", "road_class": road_class}
    if km <= WALK_KM:
        yield {**way, "access_id": f"{node}-{stop}-walk", "mode": "walk", "road_class": ""}
