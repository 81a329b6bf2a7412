"""Which rows a scenario opened, closed or altered."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from transnet.model.network import Network

_KEYS = {"roads": "road_id", "tracks": "track_id"}
RowKeys = AbstractSet[tuple[str, str]]


@dataclass(frozen=True)
class Changes:
    """Rows as (table, id): open after but not before, the reverse, and open in both but altered."""

    opened: RowKeys = field(default_factory=frozenset)
    closed: RowKeys = field(default_factory=frozenset)
    altered: RowKeys = field(default_factory=frozenset)

    def rows(
        self, network: Network, table: str, keys: RowKeys
    ) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Return the row numbers of a table's rows that are among the keys."""
        ids = [row_id for name, row_id in keys if name == table]
        return np.flatnonzero(network[table][_KEYS[table]].isin(ids).to_numpy())

    def points(self, network: Network) -> pd.DataFrame:
        """Return the ends of every changed row: lon, lat."""
        touched = self.opened | self.closed | self.altered
        roads = network["roads"].iloc[self.rows(network, "roads", touched)]
        tracks = network["tracks"].iloc[self.rows(network, "tracks", touched)]
        nodes = network["nodes"].set_index("node_id")[["lon", "lat"]]
        stations = network["stations"].set_index("station_id")[["lon", "lat"]]
        return pd.concat(
            [
                nodes.loc[sorted({*roads["from_node"], *roads["to_node"]})],
                stations.loc[sorted({*tracks["from_station"], *tracks["to_station"]})],
            ]
        )


def changes_between(before: Network, after: Network, effects: pd.DataFrame) -> Changes:
    """Return the roads and tracks that differ between two states.

    effects  table, row_id, column, before, after: cells that the scenario's edits changed
    """
    open_before, open_after = _open_keys(before), _open_keys(after)
    edited = {
        (str(table), str(row_id))
        for table, row_id in zip(effects["table"], effects["row_id"], strict=True)
    }
    return Changes(
        opened=frozenset(open_after - open_before),
        closed=frozenset(open_before - open_after),
        altered=frozenset(edited & open_before & open_after),
    )


def _open_keys(network: Network) -> set[tuple[str, str]]:
    return {
        (table, row_id)
        for table, key in _KEYS.items()
        for row_id in network[table].loc[network.open_rows(table), key]
    }
