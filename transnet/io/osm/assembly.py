"""The roads of an extract to a road graph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.units import MS_PER_HOUR, UNREACHABLE_MS, FloatArray
from transnet.io.osm.chains import Chains, PieceEnds, join_pieces
from transnet.io.osm.node_tags import delays
from transnet.io.osm.service_joins import without_spare
from transnet.io.osm.things import Bools
from transnet.io.osm.turn_restrictions import ArcEnds, forbidden_turns, turn_costs, turn_stops
from transnet.io.osm.way_segments import Points, WaySegments, cut, points_of
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.osm.ways import OsmExtract, OsmWays
from transnet.roads.arc_shapes import Shapes
from transnet.roads.arc_ways import ArcWays, made_ways
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.names import RoadNames
from transnet.roads.turns import expand_turns

Ints = npt.NDArray[np.integer[Any]]
_BLOCK = 1 << 20


def road_graph_of(
    found: OsmExtract, options: OsmOptions, faults: Notices
) -> tuple[RoadGraph, dict[str, int]]:
    """Return the graph and counts of what it was made of; takes the points out of `found`.

    Raises InputError when the extract has roads but not their points.
    """
    if options.profile != "car":  # who walks or pushes turns where they like
        found.relations.forget_restrictions()
    points = points_of(found.ways)
    stops = turn_stops(found, points)
    routes = np.array([each.duration_min for each in found.relations.ferries], dtype=np.float64)
    pieces = cut(found.ways, points, found.marks, stops, routes)
    spare = np.array(found.ways.spare, dtype=np.bool_)
    ends_of = points.at[pieces.first], points.at[pieces.last]
    pieces = without_spare(pieces, ends_of, spare[pieces.way])
    if not len(pieces.way):
        hint = said("it has roads but not the points they pass; fetch it again")
        faults.add("no_roads", said("{hint} (from Overpass: out body; >; out skel)", hint=hint))
        raise faults.error()
    chains = _chains(found.ways, points, pieces, stops)
    graph, ends = _graph(found.ways, points, pieces, chains)
    counts = _counted(points, pieces, spare, np.array(found.ways.limited, dtype=np.bool_))
    del points, pieces, chains
    turns, became = forbidden_turns(found, graph, ends)
    costs = None
    if options.turn_penalties and options.profile == "car":
        costs = turn_costs(graph, ends, delays(options.delays), options.country)
    return expand_turns(graph, turns, costs), counts | dict(became)


def _counted(points: Points, pieces: WaySegments, spare: Bools, limited: Bools) -> dict[str, int]:
    """Return counts of ways and points, without spare roads that join nothing."""
    joining = np.unique(pieces.way[spare[pieces.way]])
    used = ~spare
    used[joining] = True
    passed = np.zeros(len(points.ids), dtype=np.bool_)
    passed[points.at[used[points.way]]] = True
    there = int(passed.sum())
    return {
        "ways_used": int(used.sum()),
        "ways_without_limit": int((used & ~limited).sum()),
        "ways_joining": len(joining),
        "ways_spare": int(spare.sum()) - len(joining),
        "points": there + points.missing,
        "points_missing": points.missing,
    }


def _chains(ways: OsmWays, points: Points, pieces: WaySegments, stops: Ints) -> Chains:
    columns = (ways.classes, ways.oneway, *ways.tag_codes().T)
    _, kinds = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    kinds = kinds.ravel().astype(np.int32)
    at, first, last = points.at, pieces.first, pieces.last
    ends = PieceEnds(
        node=_in_turn(at[first], at[last]),
        next=_in_turn(at[first + 1], at[last - 1]),
        kind=kinds[pieces.way],
        open=pieces.open,
    )
    stopped = np.zeros(len(points.ids), dtype=np.bool_)
    stopped[stops] = True
    return join_pieces(ends, stopped)


def _graph(
    ways: OsmWays, points: Points, pieces: WaySegments, chains: Chains
) -> tuple[RoadGraph, ArcEnds]:
    first, last = chains.first(), chains.last()
    nodes = _in_turn(points.at[pieces.first], points.at[pieces.last])
    places = _in_turn(pieces.first, pieces.last)
    tails, heads = nodes[first], nodes[last ^ 1]
    kept, where = np.unique(tails, return_index=True)
    more, there = np.unique(heads, return_index=True)
    where = np.concatenate((places[first][where], places[last ^ 1][there]))
    kept, unique = np.unique(np.concatenate((kept, more)), return_index=True)
    lon, lat = points.lon_lat(where[unique])
    ids = np.frombuffer(ways.ids, dtype=np.int64)
    names = np.array(list(ways.class_names), dtype=object)
    way = pieces.way[first >> 1]
    lengths = np.repeat(pieces.length_km, 2)
    arcs = Arcs(
        tails=np.searchsorted(kept, tails),
        heads=np.searchsorted(kept, heads),
        time_ms=np.minimum(np.rint(chains.total(pieces.time_ms)), UNREACHABLE_MS - 1),
        free_kmh=_free_kmh(chains.total(lengths), chains.total(pieces.driven_ms)),
        length_km=chains.total(lengths),
        road_class=names[np.frombuffer(ways.classes, dtype=np.int16)[way]],
        oneway=np.frombuffer(ways.oneway, dtype=np.int8)[way] == 1,
        way_ids=ids[way],
        ways=_ways(ways, pieces, chains),
        shapes=_shapes(points, pieces, chains),
        names=_names(ways, pieces, chains),
    )
    # Chains come sorted by their ends, so that arcs keep their order in the graph.
    ends = ArcEnds(first, last, ids[way], ids[pieces.way[last >> 1]])
    return build_road_graph(points.ids[kept], lon, lat, arcs), ends


def _free_kmh(length_km: FloatArray, driven_ms: FloatArray) -> FloatArray:
    hours = driven_ms / MS_PER_HOUR
    known = hours > 0
    found: FloatArray = np.divide(length_km, hours, out=np.full(len(hours), np.nan), where=known)
    return found


def _ways(ways: OsmWays, pieces: WaySegments, chains: Chains) -> ArcWays:
    """Return the ways of each chain in travel order, each once, and the tags that they share."""
    way = pieces.way[chains.members >> 1]
    chain = np.repeat(np.arange(len(chains.pointers) - 1), np.diff(chains.pointers))
    order = np.lexsort((way, chain))
    again = (chain[order][1:] == chain[order][:-1]) & (way[order][1:] == way[order][:-1])
    first = np.ones(len(way), dtype=np.bool_)
    first[order[1:][again]] = False
    counts = np.bincount(chain[first], minlength=len(chains.pointers) - 1)
    values = np.array(list(ways.tag_values), dtype=object)
    ids = np.frombuffer(ways.ids, dtype=np.int64)[way[first]]
    codes = ways.tag_codes()[pieces.way[chains.first() >> 1]]
    return made_ways(np.append(0, np.cumsum(counts)), ids, ways.tag_keys, codes, values)


def _names(ways: OsmWays, pieces: WaySegments, chains: Chains) -> RoadNames:
    """Return what each chain is called: as the longest stretch of it that has a name."""
    called = ways.names.names()
    codes = np.empty(len(chains.pointers) - 1, dtype=np.int32)
    for part in _blocks(chains):
        pointers = chains.pointers[part.start : part.stop + 1]
        members = chains.members[pointers[0] : pointers[-1]]
        some = Chains(members, pointers - pointers[0])
        codes[part] = some.longest(called.codes[pieces.way[members >> 1]], pieces.length_km)
    return RoadNames(codes, called.table)


def _shapes(points: Points, pieces: WaySegments, chains: Chains) -> Shapes:
    """Return the points between the ends of each chain."""
    steps = pieces.last - pieces.first  # points of a driven piece, without its first one
    sizes = np.add.reduceat(steps[chains.members >> 1], chains.pointers[:-1]) - 1
    pointers = np.append(0, np.cumsum(sizes, dtype=np.int64))
    lon, lat = np.empty(pointers[-1]), np.empty(pointers[-1])
    for part in _blocks(chains):
        members = chains.members[chains.pointers[part.start] : chains.pointers[part.stop]]
        inner = slice(pointers[part.start], pointers[part.stop])
        places = _driven_points(pieces, members)
        ends = np.cumsum(sizes[part] + 1) - 1
        lon[inner], lat[inner] = points.lon_lat(np.delete(places, ends))
    return pointers, lon, lat


def _driven_points(pieces: WaySegments, members: Ints) -> Ints:
    """Return the points that driven pieces pass, without the first one of each."""
    piece = members >> 1
    counts = (pieces.last - pieces.first)[piece]
    before = np.cumsum(counts) - counts
    step = np.arange(counts.sum()) - np.repeat(before, counts) + 1
    back = members & 1 == 1
    start = np.where(back, pieces.last[piece], pieces.first[piece])
    found: Ints = np.repeat(start, counts) + step * np.repeat(np.where(back, -1, 1), counts)
    return found


def _blocks(chains: Chains) -> Iterator[slice]:
    """Yield ranges of chains with about as many driven pieces each."""
    count = len(chains.pointers) - 1
    bounds = np.searchsorted(chains.pointers, np.arange(0, len(chains.members), _BLOCK))
    edges = np.unique(np.concatenate((bounds, [0, count]))).tolist()
    return (slice(low, high) for low, high in pairwise(edges))


def _in_turn(first: Ints, second: Ints) -> Ints:
    found = np.empty(2 * len(first), dtype=first.dtype)
    found[0::2], found[1::2] = first, second
    return found
