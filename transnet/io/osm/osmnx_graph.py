"""Graphs that OSMnx made, as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.base.number_kinds import is_number
from transnet.io.osm.countries import check_country
from transnet.io.osm.speeds import default_speed, has_default, parse_maxspeed
from transnet.io.roads.networkx_edges import parts_of
from transnet.io.roads.networkx_graph import read_networkx
from transnet.roads.graph import RoadGraph

if TYPE_CHECKING:
    import networkx as nx


def from_osmnx(
    graph: nx.MultiDiGraph[Any], *, country: str = "*"
) -> tuple[RoadGraph, list[Notice]]:
    """Return the road graph of an OSMnx MultiDiGraph, simplified or not, and notices of losses.

    country  two-letter code whose default speeds count where maxspeed isn't tagged
    Times are OSMnx's own where it has set travel_time or speed_kph; else the length over maxspeed
    (of several joined roads the lowest) or over the default speed of the class.
    Raises InputError for a projected graph, and for an edge without a length; UnknownNameError for
    a code that is no country's.
    """
    check_country(country)
    speeds = _Speeds(country)
    found, notices = read_networkx(graph, speeds.of, None, used=frozenset({"maxspeed"}))
    return found, [*notices, *speeds.notices()]


_UNREAD = said("edges whose maxspeed names no speed take that of their class")
_UNKNOWN = said("edges without a speed are of no class that has one; they take that of a road")


class _Speeds:
    """Speeds by maxspeed and class, and what of maxspeed can't be read."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._unread: list[object] = []
        self._unknown: list[str] = []

    def of(self, data: Mapping[str, Any]) -> float:
        """Return km/h of an edge."""
        tagged = parts_of(data.get("maxspeed"))
        speeds = [self._parsed(value) for value in tagged]
        known = [speed for speed in speeds if speed is not None]
        if known:
            return min(known)
        self._unread += tagged[:1]
        kind = str(next(iter(parts_of(data.get("highway"))), ""))
        if not has_default(kind):
            self._unknown.append(kind)
        return default_speed(kind, self._country)

    def _parsed(self, value: object) -> float | None:
        """Return km/h of a tag, which tables make a number."""
        if is_number(value):
            value = f"{value:g}"
        return parse_maxspeed(value, self._country) if isinstance(value, str) else None

    def notices(self) -> list[Notice]:
        """Return warnings where a speed stands in for one that isn't known."""
        found = (
            ("unread_speed", "maxspeed", self._unread, _UNREAD),
            ("guessed_speed", "highway", self._unknown, _UNKNOWN),
        )
        return [
            Notice(
                code,
                "warning",
                "graph",
                0,
                key,
                repr(values[0])[:80],
                said("{count:,} {told}", count=len(values), told=told),
            )
            for code, key, values, told in found
            if values
        ]
