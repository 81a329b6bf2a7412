"""Graphs that OSMnx made, as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from transnet.errors import Notice
from transnet.io.networkx_graph import from_networkx
from transnet.io.osm_tags import default_speed, parse_maxspeed
from transnet.model.road_graph import RoadGraph

if TYPE_CHECKING:
    import networkx as nx


def from_osmnx(
    graph: nx.MultiDiGraph[Any], *, country: str = "*"
) -> tuple[RoadGraph, list[Notice]]:
    """Return the road graph of an OSMnx MultiDiGraph, simplified or not, and notices of losses.

    country  two-letter code whose default speeds count where maxspeed isn't tagged
    Times are OSMnx's own where it has set travel_time or speed_kph; else the length over maxspeed
    (of several joined roads the lowest) or over the default speed of the class.
    Raises InputError for a projected graph, and for an edge without a length.
    """
    return from_networkx(graph, speed_kmh=lambda data: _speed(data, country))


def _speed(data: Mapping[str, Any], country: str) -> float:
    tagged = data.get("maxspeed")
    texts = tagged if isinstance(tagged, list) else [tagged]
    speeds = [parse_maxspeed(text, country) for text in texts if isinstance(text, str)]
    known = [speed for speed in speeds if speed is not None]
    kind = data.get("highway")
    first = kind[0] if isinstance(kind, list) and kind else kind
    return min(known) if known else default_speed(str(first), country)
