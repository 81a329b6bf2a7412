"""A network on a made-up grid of streets, for want of an extract of the region."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.graphs import made_up
from transnet.base.sphere import great_circle_km
from transnet.model.network import Network
from transnet.model.road_join import join_layer
from transnet.roads.graph import Arcs, build_road_graph
from transnet.roads.layer import RoadLayer

SIDE = 320
"""Crossings along each side: 408,320 arcs."""

_KMH, _CLASS = 45.0, "secondary"


def on_streets(network: Network) -> Network:
    """Return a network with a grid of streets of one class in place of its roads."""
    grid, nodes = made_up(SIDE), network["nodes"]
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    lon, lat = (
        np.interp(at, (0, SIDE - 1), (nodes[axis].min(), nodes[axis].max()))
        for at, axis in ((column, "lon"), (row, "lat"))
    )
    tails, heads = grid.tails, grid.heads
    km = great_circle_km(lon[tails], lat[tails], lon[heads], lat[heads])
    graph = build_road_graph(
        [str(at) for at in range(SIDE * SIDE)],
        lon,
        lat,
        Arcs(
            tails=tails,
            heads=heads,
            time_ms=np.rint(km / _KMH * 3_600_000).astype(np.int64),
            length_km=km,
            road_class=[_CLASS] * len(tails),
            oneway=np.zeros(len(tails), dtype=np.bool_),
            way_ids=np.arange(len(tails)),
        ),
    )
    layer = RoadLayer(graph, "made-up grid", Path("grid"), network.info.known_until, "assumed")
    return join_layer(network, layer)
