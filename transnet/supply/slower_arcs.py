"""How much longer each arc over a road or to a stop takes at the weekday peak."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.supply.arc_records import kinds_over
from transnet.supply.city_discs import IntArray, Ways
from transnet.supply.congestion import ACCESS, TABLE, congestion_of
from transnet.supply.lookup import Classes, StrArray
from transnet.supply.topology import Topology


def slower_arcs(network: Network, topology: Topology) -> FloatArray:
    """Return how much longer each arc over a road or to a stop takes at the peak, f64[m].

    It is 1 on all other arcs, and on ways that are walked. Raises InputError as `congestion_of`.
    """
    tables = topology.tables
    density = float(network.parameter("urban_density_per_km2"))
    cities = _Cities(network["cities"], network["places"], density)
    classes = (("access", "road_class"), ("access", "mode"), ("roads", "road_class"))
    road = tuple(tables.texts(network, *column) for column in classes)
    by = (network.tables.get(TABLE), *cities, *road)
    return tables.kept("slower", by, lambda: _slower_arcs(network, topology, cities, road))


class _Cities(NamedTuple):
    """What decides which stretch of an arc lies in which city."""

    cities: pd.DataFrame
    places: pd.DataFrame
    density: float


def _slower_arcs(
    network: Network, topology: Topology, cities: _Cities, road: tuple[StrArray, ...]
) -> FloatArray:
    congestion, kept = congestion_of(network), topology.tables.kept
    arcs, ways = kept("ways", road, partial(_ways, topology, *road))
    placed = kept(
        "placed", (ways, cities.cities, cities.places), partial(congestion.discs.placed, ways)
    )
    by = (placed, cities.density)
    stretches = kept("stretches", by, partial(placed.stretches, congestion.disc_km))
    slower = np.ones(len(topology.heads))
    slower[arcs] = congestion.slower_along(ways.classes, stretches)
    return slower


def _ways(
    topology: Topology, road_class: StrArray, mode: StrArray, of_road: StrArray
) -> tuple[IntArray, Ways]:
    """Return the arcs over roads and to stops, and them as ways.

    road_class, mode  of ways to stops; of_road  classes of roads
    """
    access = np.where(mode == "road", ACCESS + road_class.astype(str), "").astype(object)
    by_table = {"roads": of_road, "access": access}
    kinds = kinds_over(*by_table).items()
    arcs = np.concatenate([topology.arcs_of[kind] for kind, _ in kinds])
    names = [by_table[table][topology.rows_of[kind]] for kind, table in kinds]
    lon, lat = topology.node_lon, topology.node_lat
    tails, heads = topology.tails[arcs], topology.heads[arcs]
    classes = Classes.of(np.concatenate(names))
    return arcs, Ways(classes, lon[tails], lat[tails], lon[heads], lat[heads])
