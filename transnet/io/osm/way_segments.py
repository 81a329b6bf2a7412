"""Ways to pieces: parts of a way between points where something may happen to a journey."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import great_circle_km
from transnet.base.units import MS_PER_HOUR, FloatArray
from transnet.io.osm.things import PLACES_PER_DEGREE, UNKNOWN_PLACE, distinct
from transnet.io.osm.ways import OsmMarks, OsmWays
from transnet.io.roads.bounds import ROAD_BOUNDS
from transnet.roads.graph import BoolArray

Ints = npt.NDArray[np.integer[Any]]
_BLOCK = 1 << 20
_MS_PER_S = 1000.0
_FASTEST_FERRY_KMH = 130.0


@dataclass(frozen=True)
class Points:
    """The points of all roads, one way after the other, without those the extract lacks.

    ids   int64[n], distinct node ids, sorted
    at    int32[p], position in `ids` of each point on its way
    x, y  int32[p], places in 1e-7 degrees
    way   int32[p]; run int32[p], part of a way that no missing point interrupts
    missing  how many of the nodes that ways name, spare ones apart, the extract doesn't hold
    """

    ids: npt.NDArray[np.int64]
    at: Ints
    x: Ints
    y: Ints
    way: Ints
    run: Ints
    missing: int

    def lon_lat(self, places: Ints) -> tuple[FloatArray, FloatArray]:
        """Return lon and lat of some points, degrees float64[k], by their place on the ways."""
        return self.x[places] / PLACES_PER_DEGREE, self.y[places] / PLACES_PER_DEGREE


@dataclass(frozen=True)
class WaySegments:
    """Parts of ways; piece i has the points first[i] to last[i].

    way       int32[k]
    length_km float64[k], along the points
    time_ms   float64[2k], in the way's direction (2i) and against it (2i + 1)
    driven_ms float64[2k], the same without what is lost at points
    open      bool[2k], whether a car may drive so
    """

    first: Ints
    last: Ints
    way: Ints
    length_km: FloatArray
    time_ms: FloatArray
    driven_ms: FloatArray
    open: BoolArray


def points_of(ways: OsmWays) -> Points:
    """Return the points of the ways; takes refs and places out of `ways`."""
    refs = np.frombuffer(ways.refs, dtype=np.int64)
    x, y = (np.frombuffer(each, dtype=np.int32) for each in (ways.x, ways.y))
    pointers = np.frombuffer(ways.pointers, dtype=np.int64)
    sizes = pointers[1:] - pointers[:-1]
    way = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    known = x != UNKNOWN_PLACE
    spare = np.array(ways.spare, dtype=np.bool_)
    missing = len(distinct(refs[~known & ~spare[way]]))
    starts = np.ones(len(refs), dtype=np.bool_)
    starts[1:] = (way[1:] != way[:-1]) | ~known[:-1]
    run = np.cumsum(starts, dtype=np.int32)
    kept = known.copy()
    # A point that is named twice in a row is one.
    kept[1:] &= (refs[1:] != refs[:-1]) | (run[1:] != run[:-1])
    refs, x, y, way, run = refs[kept], x[kept], y[kept], way[kept], run[kept]
    ways.refs, ways.x, ways.y = type(ways.refs)("q"), type(ways.x)("i"), type(ways.y)("i")
    ids = distinct(refs)
    return Points(ids, _places(ids, refs), x, y, way, run, missing)


def _places(ids: npt.NDArray[np.int64], refs: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    found = np.empty(len(refs), dtype=np.int32)
    for part in _blocks(len(refs)):
        found[part] = np.searchsorted(ids, refs[part])
    return found


def cut(
    ways: OsmWays, points: Points, marks: OsmMarks, stops: Ints, ferry_min: FloatArray
) -> WaySegments:
    """Return the pieces between points that more than one way passes, ends of ways, and stops.

    stops      positions of nodes at which a way is always cut
    ferry_min  minutes of whole ferry routes, 0 where untagged
    """
    inside = points.run[1:] == points.run[:-1]  # whether a step to the next point is on a way
    ends = np.ones(len(points.at), dtype=np.bool_)
    ends[1:-1] = ~(inside[1:] & inside[:-1])
    special = np.bincount(points.at, minlength=len(points.ids)) > 1
    special[stops] = True
    cuts = np.flatnonzero(ends | special[points.at])
    whole = points.run[cuts[1:]] == points.run[cuts[:-1]]
    first, last = cuts[:-1][whole], cuts[1:][whole]
    way = points.way[first]
    length = _sums(_steps(points, inside), cuts)[whole]
    time, driven = np.empty(2 * len(first)), np.empty(2 * len(first))
    usable = np.empty(2 * len(first), dtype=np.bool_)
    lost = _lost_ms(points, marks, inside)
    speeds = _speeds(ways, ferry_min, way, length)
    for side, speed in enumerate(speeds):
        hours = np.divide(length, speed[way], out=np.zeros_like(length), where=speed[way] > 0)
        driven[side::2] = hours * MS_PER_HOUR
        time[side::2] = driven[side::2] + _sums(lost[side], cuts)[whole]
        usable[side::2] = speed[way] > 0
    first, last = first.astype(np.int32), last.astype(np.int32)
    return WaySegments(first, last, way, length, time, driven, usable)


def _sums(values: FloatArray, cuts: Ints) -> FloatArray:
    """Return the sum of steps from each cut to the next."""
    if len(cuts) < 2:
        return np.empty(0)
    sums: FloatArray = np.add.reduceat(np.append(values, 0.0), cuts)[:-1]
    return sums


def _steps(points: Points, inside: BoolArray) -> FloatArray:
    """Return km from each point to the next one of its way, 0 at its end."""
    steps = np.empty(len(inside))
    for part in _blocks(len(steps)):
        here = np.arange(part.start, min(part.stop, len(steps)))
        steps[part] = great_circle_km(*points.lon_lat(here), *points.lon_lat(here + 1))
    steps[~inside] = 0.0
    return steps


def _lost_ms(points: Points, marks: OsmMarks, inside: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return what a step costs beyond driving, ahead and back: time lost at the point it ends."""
    ahead, back = np.zeros(len(points.ids)), np.zeros(len(points.ids))
    ids = np.frombuffer(marks.ids, dtype=np.int64)
    place = np.searchsorted(points.ids, ids)
    there = place < len(points.ids)
    there[there] = points.ids[place[there]] == ids[there]
    ahead[place[there]] = np.frombuffer(marks.ahead_s, dtype=np.float32)[there] * _MS_PER_S
    back[place[there]] = np.frombuffer(marks.back_s, dtype=np.float32)[there] * _MS_PER_S
    return ahead[points.at[1:]] * inside, back[points.at[:-1]] * inside


def _speeds(
    ways: OsmWays, ferry_min: FloatArray, way: Ints, length: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return km/h by way, ahead and back, where a ferry's duration replaces the default speed."""
    minutes = np.array(ways.duration_min)
    ferry = np.array(ways.ferry, dtype=np.int64)
    group = np.arange(len(minutes))
    shared = (minutes == 0) & (ferry >= 0)
    group[shared] = len(minutes) + ferry[shared]
    minutes[shared] = ferry_min[ferry[shared]]
    total = np.bincount(group[way], weights=length, minlength=len(minutes) + len(ferry_min))
    timed = (minutes > 0) & (total[group] > 0)
    wild = timed & (total[group] * 60.0 > _FASTEST_FERRY_KMH * minutes)
    timed &= ~wild
    most = total[group] / ROAD_BOUNDS.slowest_kmh * 60.0 + ROAD_BOUNDS.wait_min
    for what, rows in (("wild_duration", wild), ("slow_duration", timed & (minutes > most))):
        for row in np.flatnonzero(rows).tolist():
            remark = (what, "duration", f"{minutes[row]:g} min")
            ways.remarks.setdefault(remark, array("q")).append(row)
    found = []
    for column in (ways.ahead_kmh, ways.back_kmh):
        speed = np.array(column)
        driven = timed & (speed > 0)
        speed[driven] = total[group[driven]] / minutes[driven] * 60.0
        found.append(speed)
    return found[0], found[1]


def _blocks(count: int) -> Iterator[slice]:
    return (slice(start, start + _BLOCK) for start in range(0, count, _BLOCK))
