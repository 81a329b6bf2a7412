"""Isochrones in both states of a scenario, and what is newly within a time, or no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.errors import Notice
from transnet.roads.isochrones.contours import within_180
from transnet.roads.isochrones.reach_tables import (
    Shape,
    intersect_isochrones,
    nothing_reached,
    sized,
)
from transnet.scenario.file import Scenario
from transnet.study.known_trips import known_trips
from transnet.study.scenario_notices import traffic_notices
from transnet.travel.place_isochrones import place_isochrones

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

    from transnet.supply.congestion import Traffic

_ENDS = ("from_id", "from_zh", "from_en")


def scenario_isochrones(
    scenario: Scenario | str | Path,
    origins: str | Sequence[str],
    minutes: Sequence[float],
    *,
    shape: Shape = "areas",
    shared: bool = False,
    traffic: Traffic | None = None,
) -> tuple[GeoDataFrame, list[Notice]]:
    """Return what one reaches from places within each time, before and after a scenario.

    shape    areas, or lines of equal time
    shared   one reach in place of several: what is reached from all of the places
    traffic  off_peak or peak; None for the scenario's own
    returns  a row for each state, place and time: state (before, after, and for areas also what is
             within the time only after, gained, or only before, lost), then as `place_isochrones`;
             after alone where the scenario changes none of them; and what was noticed

    Raises what `read_scenario`, `load_network` and `place_isochrones` raise.
    """
    trips = known_trips(scenario, traffic=traffic)
    tables, notices = [], [*traffic_notices(trips.network, trips.state.traffic), *trips.notices]
    for name, state in zip(("before", "after"), trips.states, strict=True):
        table = place_isochrones(trips.study.model(state), origins, minutes, shape=shape)
        if shared and shape == "areas":
            table = _shared(table)
        for place in table["from_id"].unique().tolist():
            rows: Any = table[table["from_id"] == place]
            notices += [each for each in nothing_reached(rows, place) if each not in notices]
        table.insert(0, "state", name)
        tables.append(table)
    before, after = tables
    same = bool(before.geometry.geom_equals_exact(after.geometry, 0.0).all())
    parts = [after] if same else [before, after]
    if shape == "areas" and not same:
        parts += [each for each in _changes(before, after) if len(each)]
    found: GeoDataFrame = pd.concat(parts, ignore_index=True)
    return found, notices


def _shared(table: GeoDataFrame) -> GeoDataFrame:
    """Return what all places reach, in the name of all of them."""
    found = intersect_isochrones(table)
    for at, (column, mark) in enumerate(zip(_ENDS, (",", "、", ", "), strict=True)):
        found.insert(at, column, mark.join(table[column].drop_duplicates()))
    return found


def _changes(before: GeoDataFrame, after: GeoDataFrame) -> Iterator[GeoDataFrame]:
    """Yield what is within the time only after, then what only before; no empty rows."""
    shapely: Any = import_module("shapely")
    for name, more, less in (("gained", after, before), ("lost", before, after)):
        pairs = zip(more.geometry, less.geometry, strict=True)
        shapes = [within_180(shapely.difference(*pair), "Polygon") for pair in pairs]
        made: Any = more.assign(state=name, area_km2=sized(more["within_min"], shapes)["area_km2"])
        made = made.set_geometry(shapes, crs=4326)
        yield made[~made.geometry.is_empty]
