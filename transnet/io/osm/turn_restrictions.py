"""Which turns an extract forbids, and what turns cost: arcs in, arcs out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.longitudes import near
from transnet.base.units import FloatArray
from transnet.io.osm.countries import drives_on_left
from transnet.io.osm.relations import Restriction
from transnet.io.osm.way_segments import Points
from transnet.io.osm.ways import OsmExtract
from transnet.roads.graph import RoadGraph

Ints = npt.NDArray[np.integer[Any]]
Turn = tuple[int, ...]
_LONGEST_VIA = 12
_TURN_DEGREES = 45.0


@dataclass(frozen=True)
class ArcEnds:
    """How the arcs of a graph begin and end.

    first, last          driven pieces (`chains`)
    first_way, last_way  ids of their ways
    """

    first: Ints
    last: Ints
    first_way: npt.NDArray[np.int64]
    last_way: npt.NDArray[np.int64]


def turn_stops(found: OsmExtract, points: Points) -> Ints:
    """Return positions of nodes where arcs must end, for turns there are forbidden."""
    marks = found.marks
    closed = np.frombuffer(marks.ids, np.int64)[np.frombuffer(marks.closed, np.int8) == 1]
    named: list[int] = []
    ways: list[int] = []
    for each in found.relations.restrictions:
        named += each.via_nodes
        if each.via_ways:
            ways += (*each.origins, *each.via_ways, *each.destinations)
    at = np.flatnonzero(np.isin(np.frombuffer(found.ways.ids, np.int64), ways))
    first = np.searchsorted(points.way, at)
    beyond = np.searchsorted(points.way, at, side="right")
    kept = beyond > first
    way_ends = points.at[np.concatenate((first[kept], beyond[kept] - 1))]
    wanted = np.concatenate((closed, np.array(named, dtype=np.int64)))
    return np.concatenate((np.flatnonzero(np.isin(points.ids, wanted)), way_ends))


def forbidden_turns(
    found: OsmExtract, graph: RoadGraph, ends: ArcEnds
) -> tuple[list[Turn], Counter[str]]:
    """Return the sequences of arcs that may not be driven, and what became of the restrictions.

    The counts are restrictions_honoured; restrictions_moot, for a road that they name isn't for
    cars or isn't in the extract; restrictions_ambiguous, for a way passes their point, so that two
    arcs could be meant; restrictions_misplaced, for no road of theirs touches it; and barriers,
    points that are closed with roads on both sides.
    """
    roads = _Roads(graph, ends)
    counts: Counter[str] = Counter()
    turns: list[Turn] = []
    for restriction in found.relations.restrictions:
        word, banned = roads.banned(restriction)
        counts[f"restrictions_{word}"] += 1
        found.relations.count(word, restriction.id)
        turns += banned
    closed = np.frombuffer(found.marks.closed, np.int8) == 1
    for node in np.frombuffer(found.marks.ids, np.int64)[closed].tolist():
        banned = roads.closed(node)
        counts["barriers"] += bool(banned)
        turns += banned
    return turns, counts


class _Roads:
    """Arcs by the node they lead to and by the way they end with."""

    def __init__(self, graph: RoadGraph, ends: ArcEnds) -> None:
        self._graph, self._ends = graph, ends
        self._by_head = np.argsort(graph.heads, kind="stable")
        degree = np.bincount(graph.heads, minlength=graph.node_count)
        self._in_start = np.append(0, np.cumsum(degree))
        self._by_way = np.argsort(ends.last_way, kind="stable")
        self._ways = ends.last_way[self._by_way]

    def banned(self, each: Restriction) -> tuple[str, list[Turn]]:
        """Return what became of a restriction, and the turns that it forbids."""
        return self._at_node(each) if each.via_nodes else self._along_ways(each)

    def closed(self, node_id: int) -> list[Turn]:
        """Return the turns through a node, all but those that go back."""
        node = self._node(node_id)
        if node is None:
            return []
        return [
            (arc, out)
            for arc in self._into(node)
            for out in self._from(node)
            if not self._goes_back(arc, out)
        ]

    def _at_node(self, each: Restriction) -> tuple[str, list[Turn]]:
        node = self._node(each.via_nodes[0])
        if node is None:
            return "moot", []
        last, first = self._ends.last_way, self._ends.first_way
        into = [arc for arc in self._into(node) if last[arc] in each.origins]
        out = [arc for arc in self._from(node) if first[arc] in each.destinations]
        if not (into and out):
            apart = any(self._misses(node, ways) for ways in (each.origins, each.destinations))
            return ("misplaced" if apart else "moot"), []
        if each.back and not each.only and each.origins == each.destinations:
            return "honoured", [(a, b) for a in into for b in out if self._goes_back(a, b)]
        if len({int(last[arc]) for arc in into}) < len(into):
            return "ambiguous", []
        if len({int(first[arc]) for arc in out}) < len(out):
            return "ambiguous", []
        banned = [arc for arc in self._from(node) if arc not in out] if each.only else out
        return "honoured", [(arc, other) for arc in into for other in banned]

    def _misses(self, node: int, ways: tuple[int, ...]) -> bool:
        """Return whether roads of these ways are there, and none of them touches the node."""
        ends = [int(self._ends.last_way[arc]) for arc in self._into(node)]
        ends += [int(self._ends.first_way[arc]) for arc in self._from(node)]
        return not set(ends) & set(ways) and next(self._ending(ways), None) is not None

    def _along_ways(self, each: Restriction) -> tuple[str, list[Turn]]:
        paths = [path for arc in self._ending(each.origins) for path in self._paths(arc, each)]
        if len(paths) != 1:
            return ("ambiguous" if paths else "moot"), []
        path = paths[0]
        if not each.only:
            return "honoured", [path]
        return "honoured", [
            (*path[: step + 1], out)
            for step in range(1, len(path) - 1)
            for out in self._from(int(self._graph.heads[path[step]]))
            if out != path[step + 1]
        ]

    def _paths(self, arc: int, each: Restriction) -> Iterator[Turn]:
        """Yield the ways on from an arc over the via ways to a destination."""
        first = self._ends.first_way
        left: list[Turn] = [(arc,)]
        while left:
            path = left.pop()
            for out in self._from(int(self._graph.heads[path[-1]])):
                if out in path or self._goes_back(path[-1], out):
                    continue
                if len(path) > 1 and first[out] in each.destinations:
                    yield (*path, out)
                elif len(path) < _LONGEST_VIA and self._is_via(out, each):
                    left.append((*path, out))

    def _is_via(self, arc: int, each: Restriction) -> bool:
        ways = {int(self._ends.first_way[arc]), int(self._ends.last_way[arc])}
        return ways <= set(each.via_ways)

    def _node(self, node_id: int) -> int | None:
        ids = self._graph.node_ids
        place = int(np.searchsorted(ids, node_id))
        return place if place < len(ids) and ids[place] == node_id else None

    def _into(self, node: int) -> list[int]:
        found: list[int] = self._by_head[self._in_start[node] : self._in_start[node + 1]].tolist()
        return found

    def _from(self, node: int) -> range:
        return range(int(self._graph.indptr[node]), int(self._graph.indptr[node + 1]))

    def _ending(self, ways: tuple[int, ...]) -> Iterator[int]:
        for way in ways:
            first, beyond = (
                np.searchsorted(self._ways, way),
                np.searchsorted(self._ways, way, "right"),
            )
            yield from self._by_way[first:beyond].tolist()

    def _goes_back(self, arc: int, out: int) -> bool:
        return bool(self._ends.first[out] == self._ends.last[arc] ^ 1)


def turn_costs(
    graph: RoadGraph, ends: ArcEnds, seconds: Mapping[str, float], country: str
) -> Callable[[Ints, Ints], FloatArray]:
    """Return what turning from arcs into arcs costs in milliseconds.

    seconds  turn_near, to the side one drives on; turn_across, the other side; u_turn, back
    A turn has 45 degrees or more, between the last and the first piece of a road's line.
    """
    begin, end = _bearings(graph)
    near, across = seconds["turn_near"], seconds["turn_across"]
    right, left = (across, near) if drives_on_left(country) else (near, across)

    def cost(arcs: Ints, others: Ints) -> FloatArray:
        angle = (begin[others] - end[arcs] + 180.0) % 360.0 - 180.0
        lost = np.where(angle >= _TURN_DEGREES, right, np.where(angle <= -_TURN_DEGREES, left, 0.0))
        back = ends.first[others] == ends.last[arcs] ^ 1
        return np.asarray(np.rint(np.where(back, seconds["u_turn"], lost) * 1000.0))

    return cost


def _bearings(graph: RoadGraph) -> tuple[FloatArray, FloatArray]:
    """Return degrees from north, clockwise, in which each arc begins and ends."""
    bent = np.diff(graph.shape_ptr) > 0
    tails, heads = graph.tails, graph.heads
    second, before = [], []
    for shape, node in ((graph.shape_lon, graph.lon), (graph.shape_lat, graph.lat)):
        nexts, lasts = node[heads].copy(), node[tails].copy()
        nexts[bent] = shape[graph.shape_ptr[:-1][bent]]
        lasts[bent] = shape[graph.shape_ptr[1:][bent] - 1]
        second.append(nexts)
        before.append(lasts)
    begin = _bearing(graph.lon[tails], graph.lat[tails], second[0], second[1])
    return begin, _bearing(before[0], before[1], graph.lon[heads], graph.lat[heads])


def _bearing(lon: FloatArray, lat: FloatArray, lon_2: FloatArray, lat_2: FloatArray) -> FloatArray:
    east = (near(lon_2, lon) - lon) * np.cos(np.radians((lat + lat_2) / 2))
    return np.asarray(np.degrees(np.arctan2(east, lat_2 - lat)))
