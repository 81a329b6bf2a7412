"""Terrain and toll stations of roads, by rules on what is published of them: no road by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from networks.build.common import Row, read_data

MOUNTAIN_MOTORWAY_KMH = 80  # Shanxi's motorways: mostly 80 in mountains, 100 in basins (the facts)
ORDINARY = ("trunk", "primary")
SECOND_CLASS_LANES = 2  # of first-class roads there are four or more (JTG B01-2014)
CROSSINGS = ("interchange", "junction")


def terrain(row: Row, *, is_link: bool) -> str:
    """Return 'mountain' or 'level' for a row of roads.csv.

    A motorway lies in mountains by its design speed. An ordinary road of two lanes does unless it
    joins two towns of one basin (data/basins.csv) or is a town's link to a motorway. Wider roads
    and streets count as level.
    """
    speed, lanes = (float(str(row[key])) for key in ("design_speed_kmh", "lanes"))
    if row["road_class"] == "motorway":
        return "mountain" if speed <= MOUNTAIN_MOTORWAY_KMH else "level"
    basins = [_basins().get(str(row[end])) for end in ("from_node", "to_node")]
    in_basin = basins[0] is not None and basins[0] == basins[1]
    winding = row["road_class"] in ORDINARY and lanes <= SECOND_CLASS_LANES
    return "mountain" if winding and not in_basin and not is_link else "level"


def has_toll_station(
    row: Row, nodes: Mapping[str, Row], on_motorway: Collection[str], *, is_link: bool
) -> bool:
    """Return whether a toll station is passed on a row of roads.csv.

    Each link between a town and a crossing of a motorway has one.
    """
    ends = [str(row[end]) for end in ("from_node", "to_node")]
    crossings = [end in on_motorway and nodes[end]["kind"] in CROSSINGS for end in ends]
    return is_link and crossings.count(True) == 1


@cache
def _basins() -> dict[str, str]:
    return {row["node_id"]: row["basin"] for row in read_data("basins")}
