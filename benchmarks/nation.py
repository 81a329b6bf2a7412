"""A made-up but plausible nation of any size, from a seed: counties, places, roads, fast trains.

    nation = make_nation(10_000_000)            # arcs, about
    Router(nation.road.topology)

Its counties are squares of a chessboard. Each gets a piece of a real road graph (New York, Rome,
Amsterdam of TRANSNET_DATA; without them a made-up grid), turned, mirrored and shaken: real lengths
in the middle, where its town is, and ever longer roads towards its border. Neighbours are joined by
main roads across their border and, seven times in ten, by a motorway. Fast trains run along every
third row and column of counties. At 25 million arcs it has the counties (2,900), places (300,000)
and residents (1.4 billion) of the largest nations; a smaller one has fewer counties, as large.

All of it is arrays of numbers: nothing is kept for each arc but its head and its weight.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from benchmarks.graphs import Road, made_up, read_graph, read_pairs
from benchmarks.nation_trains import Hubs, fast_trains
from transnet.base.units import FloatArray, Int32Array
from transnet.timetable.timetable import Timetable

ARCS, COUNTIES, PLACES = 25_000_000, 2_900, 300_000
"""What a whole nation has; a smaller one has its share of counties and places."""

_SIDE_KM = 40.0  # of a county
_KM_PER_DEGREE = 111.32
_WEST, _SOUTH = 100.0, 22.0  # degrees of the first corner
_RESIDENTS = 480_000  # of a county, in the mean
_SPREAD = 0.6  # of the logarithms of counties' sizes
_SHAKEN = 0.1  # of the usual length of a road
_LEAST_MS, _LEAST_NODES = 500, 100
_CROSSINGS = 8  # main roads across a border: one for each five kilometres
_ROAD_KMH, _ROAD_DETOUR, _MOTORWAY_KMH, _MOTORWAY_DETOUR, _MOTORWAYS = 60.0, 1.25, 110.0, 1.1, 0.7
_SLOWEST_KMH, _FASTEST_KMH, _KMH_BY_DOUBLING = 12.0, 80.0, 12.0
_DEGREES_MS = 3.6  # as New York's graph is read elsewhere


@dataclass(frozen=True, eq=False)
class Nation:
    """A nation's roads and what lies on them.

    road             the graph, WGS-84 degrees
    county_start     int32[c + 1], first node of each county
    place_node       int32[p], node of each place, by county; a county's first is its town
    place_residents  int64[p]
    trains           a timetable of a day, its stops the towns that `station_node` has nodes of
    """

    road: Road
    county_start: Int32Array
    place_node: Int32Array
    place_residents: np.ndarray
    trains: Timetable
    station_node: Int32Array

    @property
    def counties(self) -> int:
        """Number of counties."""
        return len(self.county_start) - 1

    def cells(self, county: int) -> Int32Array:
        """Return every fourth node of a county: a million of a nation of ten million arcs."""
        return np.arange(*self.county_start[county : county + 2], 4, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class _Extract:
    """A real graph that pieces are cut from: points in km, speeds in km/h by arc."""

    road: Road
    km: FloatArray
    kmh: FloatArray

    @cached_property
    def tree(self) -> KDTree:
        """The points, to be asked for those near one."""
        return KDTree(self.km)

    @cached_property
    def arcs_per_node(self) -> float:
        """How many arcs a node has."""
        return len(self.road.heads) / self.road.nodes


@dataclass(eq=False)
class _Piece:
    """A county: degrees int32[n], heads (from 0), weights by arc, points float64[n, 2] in km."""

    degrees: Int32Array
    heads: Int32Array
    weights: Int32Array
    km: FloatArray
    hub: int


def make_nation(
    arcs: int = ARCS, seed: int = 1, tell: Callable[[int, int], None] | None = None
) -> Nation:
    """Return a nation of about so many arcs; the same for the same arcs, seed and extracts.

    arcs  10,000 or more; within a few hundredths of what the graph has
    tell  called with counties done and in all
    """
    rng = np.random.default_rng(seed)
    counties = max(1, round(arcs * COUNTIES / ARCS))
    columns = int(np.ceil(np.sqrt(counties)))
    extracts = _extracts(os.environ.get("TRANSNET_DATA", ""))
    sizes = rng.lognormal(0, _SPREAD, counties)
    sizes *= arcs / sizes.sum()
    pieces = []
    for county, size in enumerate(sizes):
        pieces.append(_piece(extracts[rng.integers(len(extracts))], float(size), rng))
        row, column = divmod(county, columns)
        pieces[-1].km += np.array([column + 0.5, row + 0.5]) * _SIDE_KM
        if tell is not None:
            tell(county + 1, counties)
    start = np.zeros(counties + 1, np.int32)
    np.cumsum([len(piece.degrees) for piece in pieces], out=start[1:])
    links = _links(pieces, start, columns, rng)
    hubs = np.array([piece.hub for piece in pieces]) + start[:-1]
    places = _places(pieces, start, rng)
    road = _joined(pieces, start, links)
    lon, lat = (road.points[hubs, axis] for axis in (0, 1))  # type: ignore[index]
    trains, stations = fast_trains(Hubs(lon, lat, columns), rng)
    return Nation(road, start, *places, trains, hubs[stations].astype(np.int32))


@cache
def _extracts(data: str) -> tuple[_Extract, ...]:
    """Return the graphs that pieces are cut from; they are read once."""
    if not data:
        city = made_up(320)
        return (_extract(city, np.asarray(city.points) * 0.15),)
    york, cities = Path(data) / "road" / "dimacs_ny", Path(data) / "road" / "osm_cities"
    files = (york / "USA-road-t.NY.gr.gz", york / "USA-road-d.NY.co.gz")
    road = read_graph(*files, _DEGREES_MS)
    degrees = np.asarray(road.points)
    narrow = np.cos(np.radians(degrees[:, 1].mean()))
    found = [_extract(road, degrees * _KM_PER_DEGREE * np.array([narrow, 1.0]))]
    for name in ("rome", "amsterdam"):
        city = read_pairs(cities / f"{name}-roads.gr.bin", cities / f"{name}-roads.co.bin")
        found.append(_extract(city, np.asarray(city.points) / 1000))
    return tuple(found)


def _extract(road: Road, km: FloatArray) -> _Extract:
    lengths = np.hypot(*(km[road.tails] - km[road.heads]).T)
    kmh = lengths / np.maximum(road.weights, 1) * 3_600_000
    return _Extract(road, km, np.clip(kmh, _SLOWEST_KMH, _FASTEST_KMH).astype(np.float32))


def _piece(extract: _Extract, arcs: float, rng: np.random.Generator) -> _Piece:
    """Cut a square of about so many arcs out of an extract and make a county of it, around 0, 0."""
    road, wanted = extract.road, max(_LEAST_NODES, round(arcs / extract.arcs_per_node))
    middle = extract.km[rng.integers(road.nodes)]
    _, near = extract.tree.query(middle, min(wanted, road.nodes), p=np.inf)
    nodes, tails, heads, originals = _largest_part(road, np.sort(near))
    before = extract.km[nodes] - middle
    half = float(np.abs(before).max())
    lengths = np.hypot(*(before[tails] - before[heads]).T)
    shaken = before + rng.normal(0, _SHAKEN * np.median(lengths), before.shape)
    km = _stretched(_turned(shaken / half, rng), min(0.95, half * 2 / _SIDE_KM)) * _SIDE_KM / 2
    after = np.hypot(*(km[tails] - km[heads]).T)
    longer = np.log2(np.maximum(1, after / np.maximum(lengths, 1e-3)))
    kmh = np.minimum(_FASTEST_KMH, extract.kmh[originals] + _KMH_BY_DOUBLING * longer)
    weights = np.maximum(_LEAST_MS, np.rint(after / kmh * 3_600_000))
    degrees = np.bincount(tails, minlength=len(nodes)).astype(np.int32)
    hub = int(np.argmin(np.abs(km).max(axis=1)))
    return _Piece(degrees, heads.astype(np.int32), weights.astype(np.int32), km, hub)


def _largest_part(road: Road, near: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the nodes of the largest part that hangs together, and tails, heads, arcs of it.

    All roads of the extracts lead both ways.
    """
    chosen = road.matrix[near][:, near]
    _, part = connected_components(chosen, directed=False)
    nodes = near[part == np.argmax(np.bincount(part))]
    new = np.full(road.nodes, -1, np.int32)
    new[nodes] = np.arange(len(nodes), dtype=np.int32)
    counts = np.diff(road.indptr)[nodes]
    first = np.repeat(road.indptr[nodes] - np.cumsum(counts) + counts, counts)
    arcs = first + np.arange(counts.sum())
    tails, heads = np.repeat(np.arange(len(nodes)), counts), new[road.heads[arcs]]
    inside = heads >= 0
    return nodes, tails[inside], heads[inside], arcs[inside]


def _turned(points: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return points turned by a right angle or more, or mirrored: one of eight ways."""
    signs = rng.choice([-1.0, 1.0], 2)
    return np.clip(points[:, :: rng.choice([-1, 1])] * signs, -1, 1)


def _stretched(points: FloatArray, scale: float) -> FloatArray:
    """Return points of a square of half-width 1 that keep their scale in the middle alone."""
    out = np.abs(points).max(axis=1, keepdims=True)
    return points * (scale + (1 - scale) * out**2)


@dataclass(eq=False)
class _Links:
    """Roads between nodes, to be built both ways."""

    ends: list[tuple[int, int]]
    ms: list[float]

    def add(self, one: tuple[int, FloatArray], other: tuple[int, FloatArray], ms: float) -> None:
        """Add a road at so many milliseconds a kilometre of the crow's way."""
        km = max(0.1, float(np.hypot(*(one[1] - other[1]))))
        self.ends.append((one[0], other[0]))
        self.ms.append(km * ms)


def _links(
    pieces: list[_Piece], start: Int32Array, columns: int, rng: np.random.Generator
) -> _Links:
    """Return the roads between neighbouring counties: those across borders, and motorways."""
    links = _Links([], [])
    trees = [KDTree(piece.km) for piece in pieces]

    def nearest(county: int, point: FloatArray) -> tuple[int, FloatArray]:
        node = int(trees[county].query(point)[1])
        return int(start[county]) + node, pieces[county].km[node]

    middles = np.stack([np.arange(len(pieces)) % columns, np.arange(len(pieces)) // columns], 1)
    middles = (middles + 0.5) * _SIDE_KM
    for county in range(len(pieces)):
        for other in (county + 1, county + columns):
            if other >= len(pieces) or (other == county + 1 and other % columns == 0):
                continue
            step = middles[other] - middles[county]
            for place in (np.arange(_CROSSINGS) + rng.random(_CROSSINGS)) / _CROSSINGS - 0.5:
                point = middles[county] + step / 2 + step[::-1] * place
                ms = 3_600_000 / _ROAD_KMH * _ROAD_DETOUR
                links.add(nearest(county, point), nearest(other, point), ms)
            if rng.random() < _MOTORWAYS:
                ways = [nearest(county, middles[county] + step * far) for far in (0.0, 0.25)]
                ways += [nearest(other, middles[county] + step * far) for far in (0.75, 1.0)]
                for one, two in pairwise(ways):
                    links.add(one, two, 3_600_000 / _MOTORWAY_KMH * _MOTORWAY_DETOUR)
    return links


def _places(
    pieces: list[_Piece], start: Int32Array, rng: np.random.Generator
) -> tuple[Int32Array, np.ndarray]:
    """Return nodes and residents of places: in each county a town and what is smaller by rank."""
    each = max(1, round(PLACES / COUNTIES))
    shares = 1 / (np.arange(each) + 2.7)  # Zipf's law, Mandelbrot's form
    nodes, residents = [], []
    for piece, first in zip(pieces, start, strict=False):
        count = min(each, len(piece.degrees))
        chosen = rng.permutation(len(piece.degrees))[:count]
        chosen[0] = piece.hub
        people = _RESIDENTS * rng.lognormal(-0.18, _SPREAD)  # whose mean is _RESIDENTS
        nodes.append((chosen + first).astype(np.int32))
        residents.append(np.rint(people * shares[:count] / shares.sum()).astype(np.int64))
    return np.concatenate(nodes), np.concatenate(residents)


def _joined(pieces: list[_Piece], start: Int32Array, links: _Links) -> Road:
    """Return one graph of all counties and the roads between them; takes the pieces apart."""
    nodes, arcs = int(start[-1]), sum(len(piece.heads) for piece in pieces)
    heads, weights = np.empty(arcs, np.int32), np.empty(arcs, np.int32)
    indptr, points = np.zeros(nodes + 1, np.int32), np.empty((2, nodes))
    done = 0
    for county, piece in enumerate(pieces):
        span = slice(start[county], start[county + 1])
        here = slice(done, done := done + len(piece.heads))
        heads[here], weights[here] = piece.heads + start[county], piece.weights
        indptr[span.start + 1 : span.stop + 1] = piece.degrees
        points[:, span] = _degrees(piece.km)
        pieces[county] = _Piece(*[piece.degrees[:0]] * 3, piece.km[:0], 0)
    np.cumsum(indptr, out=indptr)
    ends = np.array(links.ends, np.int64).reshape(-1, 2)
    ends = np.concatenate([ends, ends[:, ::-1]])
    ms = np.rint(np.tile(links.ms, 2)).astype(np.int32)
    by_tail = np.argsort(ends[:, 0], kind="stable")
    tails, ends, ms = ends[by_tail, 0], ends[by_tail], ms[by_tail]
    heads = np.insert(heads, indptr[tails + 1], ends[:, 1])
    weights = np.insert(weights, indptr[tails + 1], ms)
    indptr[1:] += np.cumsum(np.bincount(tails, minlength=nodes)).astype(np.int32)
    for array in (indptr, heads, weights):
        array.flags.writeable = False
    name = f"made-up nation of {len(pieces):,} counties"
    return Road(name, indptr, heads, weights, points.T)


def _degrees(km: FloatArray) -> FloatArray:
    lat = _SOUTH + km[:, 1] / _KM_PER_DEGREE
    return np.stack([_WEST + km[:, 0] / _KM_PER_DEGREE / np.cos(np.radians(lat)), lat])
