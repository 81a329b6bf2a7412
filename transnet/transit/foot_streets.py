"""Streets that one walks: places tied to them, and who comes to whom over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.base.units import MS_PER_HOUR, FloatArray
from transnet.io.osm.active_tags import WALK, speed_share
from transnet.kernels.search.walks import Entries, WalkGraph, walks_within
from transnet.roads.graph import RoadGraph, largest_component
from transnet.roads.snapping import RoadTies, SnappedPoints, tie_points
from transnet.transit.walking import Walking
from transnet.transit.ways_on_foot import Tied, Ways

_NEVER_WALKED = ("motorway", "motorway_link")
_WALKERS_OWN = ("footway", "path", "steps", "pedestrian", "track")
_FERRY = "ferry"
_KNOWN_TIES = 8

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Ends:
    """Where places meet nodes: int64[e] place and node, float64[e] milliseconds between them."""

    place: Ints
    node: Ints
    ms: FloatArray


class FootStreets:
    """A road graph as one walks it: in both directions where it was made for cars."""

    def __init__(self, graph: RoadGraph, walking: Walking) -> None:
        self.graph, self._walking = graph, walking
        classes = graph.road_class.astype(str)
        self.is_for_cars = not np.isin(classes, _WALKERS_OWN).any()
        ms = _milliseconds(graph, classes, walking)
        tails, heads = graph.tails_of(np.arange(graph.arc_count)), graph.heads.astype(np.int64)
        if self.is_for_cars:  # copies stand for turns that cars may not make
            tails, heads = (graph.copy_of[each].astype(np.int64) for each in (tails, heads))
        self._arc_tails, self._arc_heads, self._arc_ms = tails, heads, ms
        walked = ~np.isin(classes, _NEVER_WALKED)
        if self.is_for_cars:
            walked &= ~graph.is_repeated
            back = walked & graph.oneway & (classes != _FERRY)
            tails, heads, ms = (
                np.concatenate([one[walked], other[back]])
                for one, other in ((tails, heads), (heads, tails), (ms, ms))
            )
        else:
            tails, heads, ms = tails[walked], heads[walked], ms[walked]
        self._ahead = _csr(graph.node_count, tails, heads, ms)
        self._back = _csr(graph.node_count, heads, tails, ms)
        self._inside = largest_component(graph)
        self._known: dict[bytes, Tied] = {}

    def tie(self, lon: FloatArray, lat: FloatArray) -> Tied:
        """Return places, tied to the nearest street of the largest part; the last few are known."""
        key = lon.tobytes() + lat.tobytes()
        if key not in self._known:
            while len(self._known) >= _KNOWN_TIES:
                del self._known[next(iter(self._known))]
            self._known[key] = self._tied(lon, lat)
        return self._known[key]

    def _tied(self, lon: FloatArray, lat: FloatArray) -> Tied:
        limit_km = max(self._walking.snap_m, 1e-3) / 1000.0
        known = np.where(np.isfinite(lon + lat), 1.0, np.nan)
        # A place that is nowhere is tied to nothing.
        where = lon * known, lat * known
        if len(lon) == 1:  # as it is asked by clicks on a map, one after the other
            return Tied(lon, lat, self._ties.tie(*where, limit_km))
        return Tied(lon, lat, tie_points(self.graph, *where, limit_km, inside=self._inside))

    @cached_property
    def _ties(self) -> RoadTies:
        return RoadTies(self.graph, self._inside)

    def between(self, origins: Tied, destinations: Tied, limit_min: float) -> Ways:
        """Return the ways that take no longer than a limit, off the streets included."""
        one, other = origins.streets, destinations.streets
        if one is None or other is None:
            raise TypeError("places weren't tied to these streets")
        limit_ms = int(limit_min * 60_000)
        out, into = self._ends(one, leaves=True), self._ends(other, leaves=False)
        counts = len(one.tied), len(other.tied)
        if counts[0] <= counts[1]:
            of, to, ms = self._search(self._ahead, (out, into), counts, limit_ms)
        else:
            to, of, ms = self._search(self._back, (into, out), counts[::-1], limit_ms)
        here, there, along = self._on_one_arc(one, other)
        same, twin = _in_one_place(origins, destinations)
        of, to = np.concatenate([of, here, same]), np.concatenate([to, there, twin])
        ms = np.concatenate([ms, along, np.zeros(len(same), dtype=np.int64)])
        order = np.lexsort((ms, to, of))
        of, to, ms = of[order], to[order], ms[order]
        first = np.ones(len(of), dtype=np.bool_)
        first[1:] = (of[1:] != of[:-1]) | (to[1:] != to[:-1])
        kept = first & (ms <= limit_ms)
        seconds = np.ceil(ms[kept] / 1000.0)
        return Ways(*(each.astype(np.int32) for each in (of[kept], to[kept], seconds)))

    def _ends(self, found: SnappedPoints, *, leaves: bool) -> _Ends:
        """Return the nodes that places lead to, or that lead to them, with the way to them."""
        tails, heads = self._arc_tails[found.arc], self._arc_heads[found.arc]
        ms, off = self._arc_ms[found.arc], self._off_ms(found)[found.point]
        ahead = _Ends(found.point, heads, off + (1.0 - found.share) * ms)
        behind = _Ends(found.point, tails, off + found.share * ms)
        if not self.is_for_cars:
            return ahead if leaves else behind
        return _Ends(
            np.concatenate([ahead.place, behind.place]),
            np.concatenate([ahead.node, behind.node]),
            np.concatenate([ahead.ms, behind.ms]),
        )

    def _off_ms(self, found: SnappedPoints) -> FloatArray:
        km = np.where(found.tied, found.distance_km, 0.0)
        return km / self._walking.speed_kmh * MS_PER_HOUR

    def _search(
        self, graph: WalkGraph, ends: tuple[_Ends, _Ends], counts: tuple[int, int], limit_ms: int
    ) -> tuple[Ints, Ints, Ints]:
        starts = _grouped(ends[0].place, ends[0].node, ends[0].ms, counts[0])
        arrivals = _grouped(ends[1].node, ends[1].place, ends[1].ms, self.graph.node_count)
        found = walks_within(graph, starts, arrivals, counts[1], limit_ms)
        one, other, ms = (each.astype(np.int64) for each in found)
        return one, other, ms

    def _on_one_arc(self, one: SnappedPoints, other: SnappedPoints) -> tuple[Ints, Ints, Ints]:
        """Return pairs of places on one stretch of street, and the way along it."""
        order = np.argsort(other.arc, kind="stable")
        first, last = (
            np.searchsorted(other.arc[order], one.arc, side) for side in ("left", "right")
        )
        sizes = last - first
        here = np.repeat(np.arange(len(one.arc)), sizes)
        there = order[np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)]
        on = other.share[there] - one.share[here]
        off = self._off_ms(one)[one.point[here]] + self._off_ms(other)[other.point[there]]
        ms = np.rint(np.abs(on) * self._arc_ms[one.arc[here]] + off).astype(np.int64)
        kept = (on >= 0) | self.is_for_cars
        return one.point[here][kept], other.point[there][kept], ms[kept]


def _in_one_place(origins: Tied, destinations: Tied) -> tuple[Ints, Ints]:
    """Return pairs of an origin and a destination that lie in the very same place."""
    one, other = (each.lon + 1j * each.lat for each in (origins, destinations))
    order = np.argsort(other, kind="stable")
    first = np.searchsorted(other[order], one)
    sizes = np.searchsorted(other[order], one, side="right") - first
    of = np.repeat(np.arange(len(one)), sizes)
    at = np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    known = np.isfinite(one[of])
    return of[known], order[at][known]


def _milliseconds(graph: RoadGraph, classes: npt.NDArray[np.str_], walking: Walking) -> FloatArray:
    """Return how long each arc takes on foot; a ferry takes its own time."""
    length = graph.length_km
    ferry = classes == _FERRY
    lacking = np.flatnonzero(np.isnan(length) & ~ferry)
    if len(lacking):
        hint = said(
            "{count:,} arcs have no length, so that it isn't known how long one walks them",
            count=len(lacking),
        )
        raise refusal(said("these streets can't be walked"), "bad_streets", "streets", hint)
    kinds, of_arc = np.unique(classes, return_inverse=True)
    share = np.array([speed_share(WALK, each) for each in kinds.tolist()])[of_arc]
    ms = length / (walking.speed_kmh * share) * MS_PER_HOUR
    return np.where(ferry, graph.time_ms, ms)


def _csr(nodes: int, tails: Ints, heads: Ints, ms: FloatArray) -> WalkGraph:
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=nodes), out=indptr[1:])
    whole = np.minimum(np.rint(ms[order]), 2**30).astype(np.int32)
    return WalkGraph(indptr, heads[order].astype(np.int32), whole)


def _grouped(group: Ints, other: Ints, ms: FloatArray, groups: int) -> Entries:
    order = np.lexsort((ms, other, group))
    first = np.zeros(groups + 1, dtype=np.int32)
    np.cumsum(np.bincount(group, minlength=groups), out=first[1:])
    whole = np.minimum(np.rint(ms[order]), 2**30).astype(np.int32)
    return Entries(first, other[order].astype(np.int32), whole)
