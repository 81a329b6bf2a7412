"""How much longer each arc over a road or to a stop takes at the weekday peak."""

from __future__ import annotations

from functools import partial

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.supply.arc_records import kinds_over
from transnet.supply.congestion import ACCESS, TABLE, Classes, Ways, congestion_of
from transnet.supply.topology import Topology


def slower_arcs(network: Network, topology: Topology) -> FloatArray:
    """Return how much longer each arc over a road or to a stop takes at the peak, f64[m].

    It is 1 on all other arcs, and on ways that are walked. Raises InputError as `congestion_of`.
    """
    tables = topology.tables
    cities = (
        network["cities"],
        network["places"],
        float(network.parameter("urban_density_per_km2")),
    )
    classes = (("access", "road_class"), ("access", "mode"), ("roads", "road_class"))
    road = tuple(tables.texts(network, *column) for column in classes)
    by = (network.tables.get(TABLE), *cities, *road)
    return tables.kept("slower", by, lambda: _slower_arcs(network, topology, cities, road))


def _slower_arcs(
    network: Network, topology: Topology, cities: tuple[object, ...], road: tuple[Classes, ...]
) -> FloatArray:
    congestion = congestion_of(network)
    slower = np.ones(len(topology.heads))
    access = np.where(road[1] == "road", ACCESS + road[0].astype(str), "").astype(object)
    classes = {"roads": road[2], "access": access}
    for kind, table in kinds_over(*classes).items():
        arcs = topology.arcs_of[kind]
        tails, heads = topology.tails[arcs], topology.heads[arcs]
        lon, lat = topology.node_lon, topology.node_lat
        ways = Ways(
            classes[table][topology.arc_row[arcs]], lon[tails], lat[tails], lon[heads], lat[heads]
        )
        stretches = topology.tables.kept(
            ("stretches", kind), cities, partial(congestion.stretches, ways)
        )
        slower[arcs] = congestion.slower_along(ways.classes, stretches)
    return slower
