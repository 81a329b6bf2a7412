"""What edits change on the streets, way by way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import Network
from transnet.roads.graph import RoadGraph
from transnet.scenario.changes import EFFECT_COLUMNS

STREETS = "road_layer"


def street_effects(given: Network, after: Network) -> pd.DataFrame:
    """Return what differs on the streets between a network and the edited one.

    returns  a row for each way: table road_layer, row_id (its id, "new" for a street that is
             added), names, column (`closed`, `added` or `free_kmh`), before, after; as texts
    """
    layer = after.road_layer
    if layer is None or layer.state is None or given.road_layer is None:
        return pd.DataFrame(columns=list(EFFECT_COLUMNS))
    before = layer.graph
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for arc in np.flatnonzero((before.time_ms != layer.state.time_ms) & ~before.is_repeated):
        row = _row(before, layer.state, int(arc))
        found.setdefault((row[1], row[2], row[4]), row)
    return pd.DataFrame(list(found.values()), columns=list(EFFECT_COLUMNS))


def _row(before: RoadGraph, after: RoadGraph, arc: int) -> tuple[str, ...]:
    name, english = before.name_table[before.name_codes[arc]]
    way = int(before.way_ids[arc])
    head = (STREETS, str(way) if way else "new", name, english or name)
    if before.time_ms[arc] == UNREACHABLE_MS:
        return (*head, "added", "", f"{after.free_kmh[arc]:.6g}")
    if after.time_ms[arc] == UNREACHABLE_MS:
        return (*head, "closed", "no", "yes")
    speeds = (f"{each.free_kmh[arc]:.6g}" for each in (before, after))
    return (*head, "free_kmh", *speeds)
