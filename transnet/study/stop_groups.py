"""Groups of stops that targets speak of, as arrays: what counts on a network's day.

fast_transport  stations where an EMU calls, passenger airports, motorway entries
hubs            the own city's stations and passenger airports
Open ones only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.model.network import BoolArray, Network
from transnet.scenario.select import split_ids
from transnet.supply.stops import Stops
from transnet.supply.topology import Topology

_OfRows = tuple[BoolArray, npt.NDArray[np.object_]]


@dataclass(frozen=True, eq=False)
class StopGroups:
    """All goals g that a group of stops may hold: first the stops, then the road nodes by id.

    goals       int32[g], their nodes in the topology
    goal_ids    ids of stops and road nodes, in that order
    road_ends   int32[roads, 2], positions of both ends of each road among the road nodes
    city_ids    cities of the places, each once; "" for those outside the cluster
    of_place    int32[places], position of each place's city
    stations    bool[cities, stops], stations that count as the city's own, open or not
    """

    topology: Topology
    goals: Int32Array
    goal_ids: tuple[str, ...]
    road_ends: Int32Array
    city_ids: tuple[str, ...]
    of_place: Int32Array
    stations: BoolArray

    def fast_transport(self, network: Network) -> BoolArray:
        """Return which goals are fast transport, bool[g]."""
        find = partial(self._find_fast_transport, network)
        return self.topology.tables.kept("fast transport", (self, network), find)

    def _find_fast_transport(self, network: Network) -> BoolArray:
        tables, read = self.topology.tables, partial(self._cells, network)
        services = tables.open_rows(network, "services"), read("services", "mode")
        roads = tables.open_rows(network, "roads"), read("roads", "road_class")
        return tables.made(
            StopGroups._fast_transport, self, self._open(network), self._airports(network),
            services, roads,
        )  # fmt: skip

    def _fast_transport(
        self, is_open: BoolArray, airports: BoolArray, services: _OfRows, roads: _OfRows
    ) -> BoolArray:
        """Return the same; of services and roads which are open, and their modes and classes."""
        lines, stops = self.topology.lines, self.topology.stops
        running = services[0] & (services[1] == "emu")
        runs = np.zeros(len(lines.row), dtype=np.bool_)
        runs[~lines.flight] = running[lines.row[~lines.flight]]
        called = np.zeros(len(stops.ids), dtype=np.bool_)
        called[lines.stop[runs[lines.of_position]]] = True
        stations = called & ~stops.airport & is_open
        motorway = roads[1] == "motorway"
        on, off = np.zeros((2, len(self.goals) - len(stops.ids)), dtype=np.bool_)
        on[self.road_ends[roads[0] & motorway]] = True
        off[self.road_ends[roads[0] & ~motorway]] = True
        return np.concatenate([stations | airports, on & off])

    def hubs(self, network: Network) -> BoolArray:
        """Return which goals are hubs of each city, bool[cities, g]."""
        find = partial(self._find_hubs, network)
        return self.topology.tables.kept("hubs", (self, network), find)

    def _find_hubs(self, network: Network) -> BoolArray:
        of_airports = self._cells(network, "airports", "city_id")
        is_open, airports = self._open(network), self._airports(network)
        return self.topology.tables.made(StopGroups._hubs, self, is_open, airports, of_airports)

    def _hubs(
        self, is_open: BoolArray, airports: BoolArray, of_airports: npt.NDArray[np.object_]
    ) -> BoolArray:
        """Return the same by the cities of airports."""
        stops = self.topology.stops
        city = _positions(self.city_ids, [str(each) for each in of_airports.tolist()])
        of_stop = np.full(len(stops.ids), -1)
        of_stop[stops.airport] = city[stops.row[stops.airport]]
        own = of_stop == np.arange(len(self.city_ids))[:, np.newaxis]
        hubs = np.zeros((len(self.city_ids), len(self.goals)), dtype=np.bool_)
        hubs[:, : len(is_open)] = (self.stations & is_open) | (own & airports)
        return hubs

    def _open(self, network: Network) -> BoolArray:
        """Return which stops are open."""
        tables = self.topology.tables
        stations, airports = (tables.open_rows(network, name) for name in ("stations", "airports"))
        return tables.made(_pick, self.topology.stops, stations, airports)

    def _airports(self, network: Network) -> BoolArray:
        """Return which stops are open passenger airports."""
        kind = self._cells(network, "airports", "kind")
        return self.topology.tables.made(StopGroups._passenger, self, self._open(network), kind)

    def _passenger(self, is_open: BoolArray, kind: npt.NDArray[np.object_]) -> BoolArray:
        stops = self.topology.stops
        found = np.zeros(len(stops.ids), dtype=np.bool_)
        found[stops.airport] = (kind == "passenger")[stops.row[stops.airport]]
        return found & is_open

    def _cells(self, network: Network, table: str, column: str) -> npt.NDArray[np.object_]:
        return self.topology.tables.cells(network, table, column)


def _pick(stops: Stops, stations: BoolArray, airports: BoolArray) -> BoolArray:
    return stops.pick(stations, airports)


def compile_stop_groups(network: Network, topology: Topology) -> StopGroups:
    """Return what groups of stops are chosen from, for all days of a network."""
    stops = [str(stop) for stop in topology.stops.ids.tolist()]
    nodes = sorted(_texts(network, "nodes", "node_id"))
    roads = [_positions(nodes, _texts(network, "roads", end)) for end in ("from_node", "to_node")]
    of_place = _texts(network, "places", "city_id")
    cities = tuple(dict.fromkeys(of_place))
    return StopGroups(
        topology=topology,
        goals=np.concatenate([topology.nodes("in", stops), topology.nodes("access_road", nodes)]),
        goal_ids=(*stops, *nodes),
        road_ends=np.stack(roads, axis=1).astype(np.int32),
        city_ids=cities,
        of_place=np.array([cities.index(city) for city in of_place], dtype=np.int32),
        stations=_own_stations(network, topology, cities),
    )


def _own_stations(network: Network, topology: Topology, cities: Sequence[str]) -> BoolArray:
    rows = (_texts(network, "cities", name) for name in ("city_id", "rail_stations"))
    own = dict(zip(*rows, strict=True))
    found = np.zeros((len(cities), len(topology.stops.ids)), dtype=np.bool_)
    for row, city in enumerate(cities):
        at = _positions(topology.stops.ids.tolist(), split_ids(own.get(city, "")))
        found[row, at[at >= 0]] = True
    return found & ~topology.stops.airport


def _positions(known: Sequence[str], wanted: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return where texts stand among some that differ; -1 where they don't."""
    at = {text: position for position, text in enumerate(known)}
    return np.array([at.get(text, -1) for text in wanted], dtype=np.intp)


def _texts(network: Network, table: str, column: str) -> list[str]:
    return [str(value) for value in network[table][column].tolist()]
