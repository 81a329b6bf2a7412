"""Worlds with a road layer: the line world on streets that can be driven by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tests.worlds import line_world, priced_world
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.model.road_join import join_layer
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.layer import RoadLayer

_POINTS = {"N1": (112.5, 38.0), "N2": (112.5, 38.25), "N3": (112.5, 38.75),
           "NX": (112.5, 39.5), "J1": (112.46, 38.0)}  # fmt: skip
_ROADS = [
    # from, to, km, class, km/h, way
    ("N1", "N2", 30.0, "trunk", 75.0, 1),
    ("N2", "N3", 60.0, "trunk", 75.0, 2),
    ("N3", "NX", 90.0, "trunk", 75.0, 4),
    ("N1", "J1", 4.0, "tertiary", 40.0, 5),
]


def same_streets(*, bent: bool = False) -> RoadGraph:
    """Return streets that are the open strategic roads of the line world, both ways.

    bent  each runs to the side of its straight line, far from every stop
    """
    ids = list(_POINTS)
    ends = [(ids.index(a), ids.index(b)) for a, b, *_ in _ROADS]
    both = [*ends, *((b, a) for a, b in ends)]
    roads = _ROADS * 2
    return build_road_graph(
        ids,
        [point[0] for point in _POINTS.values()],
        [point[1] for point in _POINTS.values()],
        Arcs(
            tails=[tail for tail, _ in both],
            heads=[head for _, head in both],
            time_ms=[round(km / kmh * 3_600_000) for _, _, km, _, kmh, _ in roads],
            length_km=[road[2] for road in roads],
            road_class=[road[3] for road in roads],
            oneway=np.zeros(len(both), dtype=bool),
            way_ids=[road[5] for road in roads],
            shapes=_bent() if bent else None,
        ),
    )


def _bent() -> tuple[npt.NDArray[np.int64], FloatArray, FloatArray]:
    middle = []
    for start, end, *_ in _ROADS * 2:
        (x0, y0), (x1, y1) = _POINTS[start], _POINTS[end]
        side = (0.0, -0.05) if y0 == y1 else (-0.1, 0.0)
        middle.append(((x0 + x1) / 2 + side[0], (y0 + y1) / 2 + side[1]))
    lon, lat = (np.array([point[axis] for point in middle]) for axis in (0, 1))
    return np.arange(len(middle) + 1), lon, lat


def layer_of_graph(graph: RoadGraph, *, basis: str = "found") -> RoadLayer:
    """Return a layer of some streets, mapped at the day of the plan."""
    return RoadLayer(graph, "streets", Path("streets"), date(2022, 10, 31), basis)


def street_world(graph: RoadGraph, when: str = "2022-10-31", *, priced: bool = False) -> Network:
    """Return the line world on some streets; stops too far from them keep their ways."""
    return join_layer((priced_world if priced else line_world)(when), layer_of_graph(graph))


def with_limit(network: Network, kind: str, limit_km: float) -> Network:
    """Return the network in which nodes, stops or points are tied up to a distance."""
    table = network["parameters"]
    row = table.iloc[[0]].assign(
        parameter="road_tie_km", mode=kind, value=limit_km, low=limit_km, high=limit_km, unit="km"
    )
    return network.replace_table("parameters", pd.concat([table, row], ignore_index=True))


def far_stops_world(when: str = "2022-10-31", *, priced: bool = False) -> Network:
    """Return the line world on its own roads as streets; no stop is tied, so all stays the same."""
    network = with_limit((priced_world if priced else line_world)(when), "stop", 0.01)
    return join_layer(network, layer_of_graph(same_streets(bent=True)))
