"""What several graph tests need: an obvious search, and edits of a few cells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.model.network import Network
from transnet.supply.kinds import ModeSet
from transnet.supply.topology import Topology
from transnet.supply.weights import arc_times, restrict


def search_ms(
    topology: Topology, weights: npt.NDArray[np.int32], source: int
) -> npt.NDArray[np.int64]:
    """Relax every arc until nothing changes (Bellman-Ford)."""
    times = np.full(len(topology.node_keys), UNREACHABLE_MS, dtype=np.int64)
    times[source] = 0
    is_open = weights < UNREACHABLE_MS
    while True:
        before = times.copy()
        usable = is_open & (before[topology.tails] < UNREACHABLE_MS)
        reached = before[topology.tails] + weights
        np.minimum.at(times, topology.heads[usable], reached[usable])
        if np.array_equal(times, before):
            return times


def door_to_door(
    network: Network, topology: Topology, using: ModeSet
) -> dict[tuple[str, str], float]:
    """Minutes between all places, by ids."""
    weights = restrict(arc_times(network, topology), topology, using)
    places = list(network["places"]["place_id"])
    found = {}
    for origin in places:
        times = search_ms(topology, weights, topology.node("place_out", origin))
        for destination in places:
            ms = times[topology.node("place_in", destination)]
            found[origin, destination] = np.inf if ms == UNREACHABLE_MS else ms / 60_000
    return found


def edit(network: Network, table: str, row: dict[str, str], **values: object) -> Network:
    """Set values in the rows whose columns equal `row`."""
    frame = network[table].copy()
    chosen = np.ones(len(frame), dtype=bool)
    for column, value in row.items():
        chosen &= (frame[column] == value).to_numpy()
    assert chosen.any()
    for column, value in values.items():
        frame.loc[chosen, column] = value
    return network.replace_table(table, frame)


def pairs_between(topology: Topology, from_stop: str, to_stop: str) -> Int32Array:
    """Return the ride pairs (one per mode) from one stop to another, int32[k], k >= 0."""
    ends = topology.stops.index.get_indexer(pd.Index([from_stop, to_stop], dtype=object))
    found = (topology.pairs.from_stop == ends[0]) & (topology.pairs.to_stop == ends[1])
    return np.flatnonzero(found).astype(np.int32)
