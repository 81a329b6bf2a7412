"""Nodes of the graph: doors of places, two road layers, stops and their platforms by mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import Int32Array
from transnet.model.network import Network
from transnet.supply.common_lines import CommonLines
from transnet.supply.kinds import Mode, NodeKind
from transnet.supply.lookup import ids, ranks
from transnet.supply.stops import Stops

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Nodes:
    """Nodes in blocks of one kind, each sorted by id, before they are renumbered for locality.

    table     DataFrame with key, kind, mode (-1 where none), row (in places or nodes, or the
              position in the stops), lon, lat
    start     first node of each kind
    place_rank, road_rank  int32, place of each table row in the sorted ids
    platform  int32[stops, modes], place of (stop, mode) among the platforms, -1 where not served
    """

    table: pd.DataFrame
    start: dict[NodeKind, int]
    place_rank: Int32Array
    road_rank: Int32Array
    platform: Int32Array

    def doors(self, kind: NodeKind, place_rows: npt.ArrayLike) -> IntArray:
        """Return the door of each row of the places table."""
        return _long(self.place_rank[np.asarray(place_rows)], self.start[kind])

    def roads(self, kind: NodeKind, node_rows: npt.ArrayLike) -> IntArray:
        """Return the road node in a layer of each row of the nodes table."""
        return _long(self.road_rank[np.asarray(node_rows)], self.start[kind])

    def stops(self, kind: NodeKind, stop: npt.ArrayLike) -> IntArray:
        """Return the node of the way in or out of each stop, int[k]."""
        return _long(stop, self.start[kind])

    def platforms(self, kind: NodeKind, stop: npt.ArrayLike, mode: npt.ArrayLike) -> IntArray:
        """Return the departure or arrival platform of each (stop, mode) that is served, int[k]."""
        return _long(self.platform[np.asarray(stop), np.asarray(mode)], self.start[kind])


def _long(place: npt.ArrayLike, start: int) -> IntArray:
    return np.asarray(place, dtype=np.int64) + np.int64(start)


def build_nodes(network: Network, stops: Stops, pairs: CommonLines) -> Nodes:
    """Return two nodes per place, per road node, per stop and per platform that a pair uses."""
    served = np.zeros((len(stops.ids), len(Mode)), dtype=np.bool_)
    served[pairs.from_stop, pairs.mode] = True
    served[pairs.to_stop, pairs.mode] = True
    at_stop, mode = np.nonzero(served)
    platform = np.full(served.shape, -1, dtype=np.int32)
    platform[at_stop, mode] = np.arange(len(at_stop))
    stop_blocks = pd.DataFrame({"name": stops.ids, "mode": -1, "row": np.arange(len(stops.ids))})
    for axis in ("lon", "lat"):
        stop_blocks[axis] = stops.column(network, axis)
    platforms = stop_blocks.iloc[at_stop].assign(mode=mode)
    labels = [f":{Mode(value).label}" for value in mode.tolist()]
    platforms["name"] = [
        name + label for name, label in zip(platforms["name"], labels, strict=True)
    ]
    blocks = {
        (NodeKind.DOOR_OUT, NodeKind.DOOR_IN): _block(network, "places", "place_id"),
        (NodeKind.ACCESS_ROAD, NodeKind.EGRESS_ROAD): _block(network, "nodes", "node_id"),
        (NodeKind.STOP_IN, NodeKind.STOP_OUT): stop_blocks,
        (NodeKind.DEP, NodeKind.ARR): platforms,
    }
    start: dict[NodeKind, int] = {}
    parts: list[pd.DataFrame] = []
    for kinds, block in blocks.items():
        for kind in kinds:
            start[kind] = sum(len(part) for part in parts)
            keys = f"{kind.prefix}:" + block["name"].astype(object)
            parts.append(block.assign(key=keys, kind=int(kind)).drop(columns="name"))
    return Nodes(
        table=pd.concat(parts, ignore_index=True),
        start=start,
        place_rank=ranks(ids(network, "places", "place_id")),
        road_rank=ranks(ids(network, "nodes", "node_id")),
        platform=platform,
    )


def _block(network: Network, table: str, column: str) -> pd.DataFrame:
    """Rows of a table sorted by id, as nodes without a mode."""
    names = ids(network, table, column)
    order = np.argsort(names, kind="stable")
    points = {axis: network[table][axis].to_numpy(np.float64)[order] for axis in ("lon", "lat")}
    return pd.DataFrame({"name": names[order], "mode": -1, "row": order, **points})
