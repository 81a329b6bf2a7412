"""Times between any points of a road graph: from where each meets a road to where others do.

Only times between nodes are searched, over a graph that knows no points; so it is made ready once,
whatever points are asked. The two ends, partway along arcs, are added to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.progress import Progress
from transnet.base.units import MS_PER_HOUR, MS_PER_MIN, UNREACHABLE_MS, FloatArray
from transnet.roads.graph import RoadGraph, largest_component
from transnet.roads.snapping import RoadTies, SnappedPoints
from transnet.routing.metric import Metric
from transnet.routing.router import Router

Ints = npt.NDArray[np.int64]

_MOST_CELLS = 4_000_000  # of times between nodes in memory at once
_KNOWN_TIES = 8


@dataclass(frozen=True, eq=False)
class _Ends:
    """How points meet nodes: point and node int64[e], points ascending, and ms float64[e]."""

    point: Ints
    node: Ints
    ms: FloatArray


class PointTimes:
    """A road graph made ready to tell times between points."""

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph
        self._known: dict[tuple[bytes, bytes, float], SnappedPoints] = {}

    @cached_property
    def _ties(self) -> RoadTies:
        return RoadTies(self._graph, largest_component(self._graph))

    @cached_property
    def _metric(self) -> Metric:
        graph = self._graph
        # A copy is a node of its own here: journeys begin and end partway along arcs.
        router = Router((graph.indptr, graph.heads, graph.lon, graph.lat))
        return router.customize(graph.time_ms)

    def tie(self, lon: FloatArray, lat: FloatArray, limit_km: float) -> SnappedPoints:
        """Return where points meet the roads; the last few that were asked are known."""
        key = (lon.tobytes(), lat.tobytes(), limit_km)
        if key not in self._known:
            while len(self._known) >= _KNOWN_TIES:
                del self._known[next(iter(self._known))]
            self._known[key] = self._ties.tie(lon, lat, limit_km)
        return self._known[key]

    def minutes(
        self,
        origins: SnappedPoints,
        destinations: SnappedPoints,
        beside_kmh: float | None = None,
        progress: Progress | None = None,
    ) -> Iterator[tuple[slice, FloatArray]]:
        """Yield rows of origins and the minutes from them to all destinations, inf: unreachable.

        beside_kmh  how fast one goes between a point and its road; None: at no time
        """
        out, into = self._outs(origins), self._ins(destinations)
        here, there, along = self._on_one_arc(origins, destinations)
        off, reach = (_beside_ms(each, beside_kmh) for each in (origins, destinations))
        nodes, of_end = np.unique(into.node, return_inverse=True)
        count = len(origins.tied)
        rows = max(1, _MOST_CELLS // max(1, 4 * len(nodes), len(destinations.tied)))
        for start in range(0, count, rows):
            part = slice(start, min(start + rows, count))
            ms = np.full((part.stop - start, len(destinations.tied)), np.inf)
            between = self._between(out, part, nodes)
            _put(ms, between, out, part, (into, of_end))
            mine = (here >= part.start) & (here < part.stop)
            np.minimum.at(ms, (here[mine] - start, there[mine]), along[mine])
            ms += off[part, None]
            ms += reach
            ms /= MS_PER_MIN
            if progress is not None:
                progress("travel times", part.stop, count)
            yield part, ms

    def _between(self, out: _Ends, part: slice, nodes: Ints) -> FloatArray:
        """Return ms from the ends of some points to nodes, float64[ends, nodes]."""
        low, high = np.searchsorted(out.point, (part.start, part.stop))
        if low == high or not len(nodes):
            return np.zeros((high - low, len(nodes)))
        starts, of_start = np.unique(out.node[low:high], return_inverse=True)
        table = self._metric.travel_times(starts, nodes)
        times = np.where(table == UNREACHABLE_MS, np.inf, table)
        found: FloatArray = times[of_start] + out.ms[low:high, None]
        return found

    def _outs(self, ties: SnappedPoints) -> _Ends:
        """Return the nodes ahead of points. What follows a copy follows its original too."""
        own = ~self._graph.is_repeated[ties.arc]
        arc, share = ties.arc[own], ties.share[own]
        ms = (1.0 - share) * self._graph.time_ms[arc]
        return _Ends(ties.point[own], self._graph.heads[arc].astype(np.int64), ms)

    def _ins(self, ties: SnappedPoints) -> _Ends:
        """Return the nodes behind points. What a turn costs is lost before the arc begins."""
        graph, arc = self._graph, ties.arc
        tails = graph.tails_of(arc)
        whole = graph.time_ms[arc].astype(np.float64)
        ends = (ties.point, graph.copy_of[tails], graph.copy_of[graph.heads[arc]])
        _, road = np.unique(np.column_stack(ends), axis=0, return_inverse=True)
        driven = np.full(len(arc), np.inf)
        np.minimum.at(driven, road.ravel(), whole)
        driven = driven[road.ravel()]
        return _Ends(ties.point, tails, ties.share * driven + (whole - driven))

    def _on_one_arc(
        self, one: SnappedPoints, other: SnappedPoints
    ) -> tuple[Ints, Ints, FloatArray]:
        """Return pairs of points of which the second lies ahead on the same arc, and the ms."""
        order = np.argsort(other.arc, kind="stable")
        own = np.flatnonzero(~self._graph.is_repeated[one.arc])
        arc = one.arc[own]
        first, last = (np.searchsorted(other.arc[order], arc, side) for side in ("left", "right"))
        sizes = last - first
        here = own[np.repeat(np.arange(len(own)), sizes)]
        there = order[np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)]
        ahead = other.share[there] - one.share[here]
        kept = ahead >= 0
        ms = ahead[kept] * self._graph.time_ms[one.arc[here[kept]]]
        return one.point[here[kept]], other.point[there[kept]], ms


def _put(
    ms: FloatArray, between: FloatArray, out: _Ends, part: slice, to: tuple[_Ends, Ints]
) -> None:
    """Write the least times of points, of all nodes ahead of them and behind the others."""
    into, of_end = to
    low, high = np.searchsorted(out.point, (part.start, part.stop))
    if low == high or not len(into.point):
        return
    rows, first = np.unique(out.point[low:high], return_index=True)
    least = np.minimum.reduceat(between, first, axis=0)
    columns, begin = np.unique(into.point, return_index=True)
    found = np.minimum.reduceat(least[:, of_end] + into.ms, begin, axis=1)
    ms[np.ix_(rows - part.start, columns)] = found


def _beside_ms(ties: SnappedPoints, kmh: float | None) -> FloatArray:
    km = np.where(ties.tied, ties.distance_km, 0.0)
    return np.zeros(len(km)) if kmh is None else km / kmh * MS_PER_HOUR
