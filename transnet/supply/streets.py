"""Streets under a network: fastest times between its tied nodes, for any weights.

A network has few nodes and a road layer has many, so the topology doesn't hold the streets. It
holds one arc for each ordered pair of tied nodes, and that arc's weight is the fastest time over
the streets, found by the router for the scenario's state of them. Everything else begins and ends
at tied nodes, so a trip over both is as fast as in one large graph, and a scenario costs what the
network costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from transnet.base.units import MS_PER_HOUR, UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms
from transnet.model.network import Network
from transnet.model.road_join import layer_of, node_ties, stop_ways
from transnet.roads.layer import FERRY, RoadLayer
from transnet.supply.city_discs import Ways
from transnet.supply.congestion import Congestion, Traffic, congestion_of
from transnet.supply.kinds import ArcKind
from transnet.supply.lookup import Classes
from transnet.supply.overrides import Parameters
from transnet.supply.road_times import speed_limit_kmh
from transnet.supply.street_pieces import SplitGraph, Stretch, cut_pieces

if TYPE_CHECKING:  # a network without streets does without the kernels of large graphs
    from transnet.routing.metric import Metric
    from transnet.routing.router import Router

IntArray = npt.NDArray[np.int64]
_Found = TypeVar("_Found")

LENGTH_RATIO = (0.75, 4.0 / 3.0)
"""A road is found among the streets when their way is that much of its length (assumed)."""

_KEPT_TABLES, _KEPT = 8, 2
_FEW = 0.05  # of the pieces: where more take something else, all are weighed anew
_STRETCH_CLASS = "urban"
_TOLL_CLASS = "motorway"
_TOLLS: Mapping[str, float] = {"yes": 1.0, "no": 0.0}
_TOUCH = 1e-9  # a piece that only meets a stretch end to end isn't on it


@dataclass(frozen=True, eq=False)
class StreetTimes:
    """One state of the streets.

    metric     over the pieces; arcs from the hub are closed
    between    int32[k, k], fastest time from tied node to tied node, both stretches to the road
               included; UNREACHABLE_MS where no way leads, and from a node to itself
    stretch_ms int32[k], from each node to its street
    taxi_metric  of the ways of taxis, where these aren't those of `metric`
    """

    metric: Metric
    between: Int32Array
    stretch_ms: Int32Array
    taxi_metric: Metric | None = None


@dataclass(frozen=True, eq=False)
class Streets:
    """A network's road layer, made ready once; shared by all scenarios.

    rows        int64[k], rows of the nodes table that are tied, ascending
    stretch_km  float64[k], from each to its street
    pieces      the streets with ways out and in of the tied nodes
    roads       road_id -> positions of its ends among the tied nodes, oneway, class and length in
                km, of the roads that the streets replace
    own_ways    bool[k * k], pairs of which one is a stop's node and the other a node from which the
                tables give a way to that stop
    """

    layer: RoadLayer
    rows: IntArray
    stretch_km: FloatArray
    pieces: SplitGraph
    roads: Mapping[str, tuple[int, int, bool, str, float]]
    own_ways: npt.NDArray[np.bool_]
    _tables: dict[bytes, StreetTimes] = field(default_factory=dict)
    _in_cities: dict[bytes, tuple[IntArray, IntArray]] = field(default_factory=dict)
    _lengths: dict[bytes, FloatArray] = field(default_factory=dict)
    _on_roads: dict[str, tuple[IntArray, FloatArray]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Streets: {len(self.rows)} nodes tied to {self.layer!r}>"

    @cached_property
    def router(self) -> Router:
        """Router over the pieces."""
        from transnet.routing.router import Router

        pieces = self.pieces
        placed = bool(np.isfinite(pieces.lon).all() and np.isfinite(pieces.lat).all())
        points = (pieces.lon, pieces.lat) if placed else ()
        return Router((pieces.indptr, pieces.heads, *points))

    def times(
        self,
        network: Network,
        parameters: Parameters,
        *,
        top_speed_kmh: float = np.inf,
        traffic: Traffic = "off_peak",
    ) -> StreetTimes:
        """Return the state of the streets on the network's day.

        top_speed_kmh  no street is driven faster, such as by a truck
        traffic        at the peak each street takes as much longer as `Congestion` says for its
                       class, direction and end; the stretches to the streets don't
        Raises UnknownNameError or InputError for a parameter that is missing or isn't above 0.
        """
        slower = self._slower(network)
        if traffic == "peak":
            slower = slower * self._slower_at_peak(congestion_of(network))
        state = layer_of(network).streets.time_ms[self.pieces.arc]
        weights = self._piece_ms((state, slower), parameters, top_speed_kmh)
        speed = parameters("access_speed_kmh", _STRETCH_CLASS)
        key = weights.tobytes() + np.float64(speed).tobytes()
        if key not in self._tables:
            if len(self._tables) >= _KEPT_TABLES:
                self._tables.pop(next(iter(self._tables)))
            self._tables[key] = self._table(weights, speed)
        return self._tables[key]

    def row_of(self, kind: ArcKind, row: int) -> int:
        """Return the row that `way` takes for an arc: a taxi's ways come behind those of cars."""
        return row + len(self.rows) ** 2 if kind == ArcKind.STREET_TAXI else row

    def way(self, times: StreetTimes, row: int) -> Int32Array:
        """Return the pieces of the fastest way between a pair of tied nodes, in order.

        row  as `row_of` gives it: position of the first node times k, plus position of the second
        """
        taxi, pair = divmod(row, len(self.rows) ** 2)
        start, end = divmod(pair, len(self.rows))
        metric = times.taxi_metric if taxi and times.taxi_metric is not None else times.metric
        return metric.paths([self.pieces.outs[start]], [self.pieces.ins[end]])[0]

    def way_km(self, times: StreetTimes, row: int) -> float:
        """Return the length of that way with the stretches to the street at both ends."""
        start, end = divmod(row % len(self.rows) ** 2, len(self.rows))
        along = float(self.piece_km[self.way(times, row)].sum())
        return along + float(self.stretch_km[start] + self.stretch_km[end])

    def least_km(self, times: StreetTimes) -> FloatArray:
        """Return the shortest way between tied nodes over open streets, f64[k, k], km; else inf.

        No way is shorter, the fastest one included. It hangs on which streets are open, and nobody
        may change it.
        """
        key = np.packbits(times.metric.weights < UNREACHABLE_MS).tobytes()
        known = self._lengths.get(key)
        if known is not None:
            return known
        found = self.by_length(times).travel_times(self.pieces.outs, self.pieces.ins)
        km = np.where(found < UNREACHABLE_MS, found / 1000.0, np.inf)
        return _put(self._lengths, key, km + self.stretch_km[:, np.newaxis] + self.stretch_km)

    def by_length(self, times: StreetTimes) -> Metric:
        """Return the open streets with their metres in place of milliseconds."""
        is_open = times.metric.weights < UNREACHABLE_MS
        metres = np.where(is_open, np.rint(1000.0 * self.piece_km), UNREACHABLE_MS)
        return self.router.customize(metres.astype(np.int32))

    def tolled(self, network: Network) -> FloatArray:
        """Return the share of each piece that costs a toll, float64[m].

        Motorways and their links do. Where the row of a replaced road says yes or no, its stretch
        does or doesn't.
        """
        share: FloatArray = (self._classes == _TOLL_CLASS).astype(np.float64)
        roads = network["roads"]
        for road_id, toll in zip(roads["road_id"], roads["toll"].astype(str), strict=True):
            if toll in _TOLLS and road_id in self.roads and road_id in self.stretches:
                on_it = self.stretches[road_id].overlap(self.pieces)
                share += on_it * (_TOLLS[toll] - share)
        return share

    @cached_property
    def stretches(self) -> Mapping[str, Stretch]:
        """Stretch among the streets of each replaced road that can be found there.

        It is the fastest free-flow way between the road's ends, in each direction that the road
        has, and of it the streets of the road's class; all of them where none is of its class. A
        road whose way is much longer or shorter than its length isn't found.
        """
        return {
            road_id: stretch
            for road_id, (stretch, _) in self._searched.items()
            if stretch is not None
        }

    @cached_property
    def not_found(self) -> Mapping[str, str]:
        """Why a replaced road isn't found among the streets, by its id."""
        return {road_id: why for road_id, (stretch, why) in self._searched.items() if why}

    @cached_property
    def _searched(self) -> dict[str, tuple[Stretch | None, str]]:
        flow = self.router.customize(self._free_flow_ms())
        ends = [(road[0], road[1]) for road in self.roads.values()]
        ends += [(end, start) for start, end in ends]
        starts, targets = (np.array([each[i] for each in ends], dtype=np.int64) for i in (0, 1))
        ways = flow.paths(self.pieces.outs[starts], self.pieces.ins[targets])
        count = len(self.roads)
        found = {}
        for at, (road_id, (_, _, oneway, road_class, length_km)) in enumerate(self.roads.items()):
            own = [ways[at]] if oneway else [ways[at], ways[count + at]]
            found[road_id] = self._stretch_of(own, road_class, length_km)
        return found

    def _stretch_of(
        self, ways: list[Int32Array], road_class: str, length_km: float
    ) -> tuple[Stretch | None, str]:
        low, high = LENGTH_RATIO
        for way in ways:
            along = float(self.piece_km[way].sum())
            if not len(way):
                return None, "no way leads between its ends"
            if not low * length_km <= along <= high * length_km:
                return None, f"the streets' way is {along:.1f} km, the road {length_km:.1f} km long"
        both = np.concatenate(ways)
        own = both[self._classes[both] == road_class]
        taken = own if len(own) else both
        taken = taken[self.pieces.high[taken] > self.pieces.low[taken]]
        return Stretch(self.pieces.arc[taken], self.pieces.low[taken], self.pieces.high[taken]), ""

    @cached_property
    def _share(self) -> FloatArray:
        return self.pieces.high - self.pieces.low

    @cached_property
    def piece_km(self) -> FloatArray:
        """Length of each piece, float64[m]; 0 from the hub and where it isn't known."""
        return np.nan_to_num(self.layer.graph.length_km)[self.pieces.arc] * self._share

    @cached_property
    def _classes(self) -> npt.NDArray[np.object_]:
        return self.layer.speed_classes[self.pieces.arc]

    @cached_property
    def _ways(self) -> Ways:
        pieces = self.pieces
        lon, lat, tails, heads = pieces.lon, pieces.lat, pieces.tails, pieces.heads
        classes = Classes.of(self._classes.astype(object))
        return Ways(classes, lon[tails], lat[tails], lon[heads], lat[heads])

    def _free_flow_ms(self) -> Int32Array:
        free = self.layer.graph.time_ms[self.pieces.arc] * self._share
        return self._closed_hub(np.rint(free))

    def _piece_ms(
        self,
        state: tuple[Int32Array, FloatArray],
        parameters: Parameters,
        top_speed_kmh: float,
    ) -> Int32Array:
        """Return what each piece takes, of the time of its whole arc and how much slower it is."""
        whole, slower = state
        factor, limit_kmh = self._speeds(parameters)
        time = whole * self._share
        closed = np.isinf(slower) | (whole == UNREACHABLE_MS)
        time = np.maximum(time / factor, self.piece_km / limit_kmh * MS_PER_HOUR)
        time *= np.where(closed, 1.0, slower)
        time = np.maximum(time, self.piece_km / top_speed_kmh * MS_PER_HOUR)
        time[closed] = UNREACHABLE_MS
        return self._closed_hub(np.minimum(np.rint(time), UNREACHABLE_MS))

    def _speeds(self, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
        """Speed factor and speed limit (km/h) of each piece; a ferry keeps its own time."""
        classes = self._ways.classes
        return (
            classes.values(lambda name: 1.0 if name == FERRY else parameters("speed_factor", name)),
            classes.values(
                lambda name: np.inf if name == FERRY else speed_limit_kmh(parameters, name)
            ),
        )

    def _slower_at_peak(self, congestion: Congestion) -> FloatArray:
        """Return how much longer each piece takes at the peak; where it lies is found once."""
        discs = congestion.discs
        parts = discs.seat_lon, discs.seat_lat, discs.city, discs.lon, discs.lat, congestion.disc_km
        key = b"".join(each.tobytes() for each in parts)
        where = self._in_cities.get(key)
        if where is None:
            where = _put(self._in_cities, key, congestion.where_short(self._ways))
        return congestion.slower_short(self._ways.classes, where)

    def _slower(self, network: Network) -> FloatArray:
        """Factor on each piece's time by the roads it stands for; inf where one is closed."""
        factor = np.ones(len(self.pieces.arc))
        roads = network["roads"]
        speeds = dict(zip(roads["road_id"], roads["design_speed_kmh"].astype(float), strict=True))
        is_open = dict(zip(roads["road_id"], network.open_rows("roads").tolist(), strict=True))
        changed = [
            (road_id, then / speeds[road_id] if is_open[road_id] else np.inf)
            for road_id, then in self.layer.replaced.items()
            if not is_open[road_id] or speeds[road_id] != then
        ]
        for road_id, ratio in changed:
            if road_id in self.stretches:
                on_it, share = self._pieces_of(road_id)
                factor[on_it] *= 1.0 + share * (ratio - 1.0)
        return factor

    def _pieces_of(self, road_id: str) -> tuple[IntArray, FloatArray]:
        """Return the pieces on a road's stretch, and the share of each that is on it."""
        if road_id not in self._on_roads:
            share = self.stretches[road_id].overlap(self.pieces)
            on_it = np.flatnonzero(share > _TOUCH)
            self._on_roads[road_id] = on_it, share[on_it]
        return self._on_roads[road_id]

    def _closed_hub(self, times: FloatArray) -> Int32Array:
        weights = times.astype(np.int64)
        weights[self.pieces.of_hub] = UNREACHABLE_MS
        return weights.astype(np.int32)

    def _table(self, weights: Int32Array, speed_kmh: float) -> StreetTimes:
        stretch = minutes_to_ms(60.0 * self.stretch_km / speed_kmh)
        metric = self._metric(weights)
        found = metric.travel_times(self.pieces.outs, self.pieces.ins).astype(np.int64)
        reached = found < UNREACHABLE_MS
        np.fill_diagonal(reached, False)
        found += stretch[:, np.newaxis] + stretch[np.newaxis]
        between = np.where(reached, np.minimum(found, UNREACHABLE_MS), UNREACHABLE_MS)
        return StreetTimes(metric, between.astype(np.int32), stretch)

    def _metric(self, weights: Int32Array) -> Metric:
        """Return the streets under some weights, mended where they are nearly those of a state."""
        fewest, found = int(_FEW * len(weights)), None
        for known in self._tables.values():
            differ = np.flatnonzero(known.metric.weights != weights)
            if len(differ) < fewest:
                fewest, found = len(differ), (known.metric, differ)
        if found is None:
            return self.router.customize(weights)
        return found[0].update(found[1], weights[found[1]])


def _put(known: dict[bytes, _Found], key: bytes, found: _Found) -> _Found:
    """Keep something under a key, and of what is known no more than a few; returns it."""
    for other in list(known)[: 1 - _KEPT]:
        known.pop(other, None)
    known[key] = found
    return found


def compile_streets(network: Network) -> Streets | None:
    """Return the network's road layer made ready, or None without one."""
    if network.road_layer is None:
        return None
    layer, ties = layer_of(network), node_ties(network)
    rows = np.flatnonzero(ties.tied)
    place = {str(network["nodes"]["node_id"].iloc[row]): at for at, row in enumerate(rows.tolist())}
    roads = network["roads"].set_index("road_id", drop=False)
    replaced = {
        road_id: (
            place[str(road["from_node"])],
            place[str(road["to_node"])],
            bool(road["oneway"]),
            str(road["road_class"]),
            float(str(road["length_km"])),
        )
        for road_id in layer.replaced
        for road in [roads.loc[road_id]]
    }
    return Streets(
        layer=layer,
        rows=rows,
        stretch_km=ties.distance_km[rows],
        pieces=cut_pieces(layer.graph, ties, rows),
        roads=replaced,
        own_ways=_own_ways(network, place),
    )


def _own_ways(network: Network, place: Mapping[str, int]) -> npt.NDArray[np.bool_]:
    count = len(place)
    own = np.zeros((count, count), dtype=np.bool_)
    for node, stop in stop_ways(network):
        if node in place:
            own[place[node], place[stop]] = own[place[stop], place[node]] = True
    return own.ravel()
