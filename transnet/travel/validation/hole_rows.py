"""What a hole is: one row with its rule, both ends by name, the figure and the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from transnet.model.network import Network

HOLE_COLUMNS = (
    "rule", "from_id", "from_zh", "from_en", "to_id", "to_zh", "to_en", "value", "limit", "unit",
    "why_zh", "why_en",
)  # fmt: skip
"""Columns of every list of holes."""


@dataclass(frozen=True)
class HoleLimits:
    """From where on a figure of a trip says that the tables lack something.

    nearer_ratio, nearer_km  a road to a station is too long when it is so many times as long, and
        so much longer, than the one to a nearer station of the same class. People pass a station
        for a better one, which seldom lies twice as far
    road_km       a road leg of a rail trip is too long; further than any city's station
    shortest_km   great circle from which rides are judged: the ways in and out of stations rule
                  shorter ones
    roundabout    a line joins two places when it is at most so many times as long as the great
                  circle. Of the lines of shanxi-central half are 1.3 times as long, three of four
                  less than 1.6; where the rails themselves go round, a line is missing, no service
    slow_ratio    a ride is slow when it takes so many times what the great circle would at the
                  design speed of the line. In shanxi-central half of the rides take 1.5 times (a
                  way 1.3 times as long, at 0.85 of the design speed), 99 of 100 less than 2.7
    drive_ratio   a rail trip is slow when it takes so many times as long as the drive
    near_km, far_ratio  a loose end lies near another road node, which is that many times as far by
                  road
    neighbour_km  a place so near to one of the cluster has a road
    neighbour_km, detour_ratio  a drive between neighbouring places is roundabout. Of 448 pairs of
                  seats in shanxi-central 15 to 100 km apart half have 1.3, 99 of 100 less than 2.1
    circuity, road_kmh, town_min  of a plausible road: its length over the great circle, the mean
        speed, and the minutes out of one town and into the other. Half of the drives between
        neighbouring seats are 1.3 times as long; 80 km/h lie between mountain motorways (71 by the
        parameters) and those of the plains (95), with a link at either end
    trip_ratio  a trip goes round when it takes more than so many times the plausible minutes.
        Of 1,035 pairs of places outside in shanxi-central half take 0.7 times, 99 of 100 less than
        1.42
    line_kmh  design speed of a fast line between main cities: what the national plan of 2016 asks
        of its main corridors at least, if the ground allows (中长期铁路网规划, rhgps.com 634123)
    published_ratio  a fastest train differs from the published time by more than this share
    """

    nearer_ratio: float = 2.0
    nearer_km: float = 30.0
    road_km: float = 100.0
    shortest_km: float = 100.0
    roundabout: float = 1.5
    slow_ratio: float = 3.0
    drive_ratio: float = 2.0
    near_km: float = 15.0
    far_ratio: float = 5.0
    neighbour_km: float = 100.0
    detour_ratio: float = 2.5
    circuity: float = 1.3
    road_kmh: float = 80.0
    town_min: float = 15.0
    trip_ratio: float = 1.5
    line_kmh: float = 250.0
    published_ratio: float = 0.1


LIMITS = HoleLimits()
"""The limits that `validate` uses."""


@dataclass(frozen=True)
class Names:
    """Names of places, road nodes and stations, by id."""

    network: Network

    @cached_property
    def _both(self) -> dict[str, tuple[str, str]]:
        both: dict[str, tuple[str, str]] = {}
        for table, key in (
            ("stations", "station_id"),
            ("nodes", "node_id"),
            ("places", "place_id"),
        ):
            cells = self.network[table]
            names = zip(cells["name_zh"], cells["name_en"], strict=True)
            both |= dict(zip(cells[key].tolist(), names, strict=True))
        return both

    def zh(self, own_id: str) -> str:
        """Return the Chinese name."""
        return self._both[own_id][0]

    def en(self, own_id: str) -> str:
        """Return the English name."""
        return self._both[own_id][1]


def hole_table(network: Network, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows of rule, from_id, to_id, value, limit, unit, why_zh and why_en with names."""
    names = Names(network)
    table = pd.DataFrame(list(rows), columns=list(HOLE_COLUMNS))
    for end in ("from", "to"):
        table[f"{end}_zh"] = [names.zh(own_id) for own_id in table[f"{end}_id"]]
        table[f"{end}_en"] = [names.en(own_id) for own_id in table[f"{end}_id"]]
    table[["value", "limit"]] = table[["value", "limit"]].astype("float64")
    return table
