"""What numbers of a road can be meant: speed, and length against shape; one table for all formats.

A road outside these bounds is read as it is, with a notice: a unit is wrong, or the file is. A
length above `LONGEST_KM` is an error: speeds and sums of such numbers would run over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import Message, joined, said
from transnet.base.sphere import great_circle_km
from transnet.base.units import LONGEST_KM, MS_PER_HOUR, MS_PER_MIN, FloatArray
from transnet.io.roads.doubtful import note_classes, note_repeats
from transnet.roads.arc_shapes import Shapes
from transnet.roads.graph import Arcs, RoadGraph

_ARCS_AT_ONCE = 200_000
_M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True)
class RoadBounds:
    """Bounds of what is taken without a notice.

    slowest_kmh, fastest_kmh  speed; wait_min may be added to any road, as at a ferry or a border
    detour, detour_km         length over that of the line on the map, and km on top of it: a road
                              without a shape may wind far from the straight line
    short, short_km           the least part of that line, and km below it
    """

    slowest_kmh: float = 1.0
    fastest_kmh: float = 250.0
    wait_min: float = 60.0
    detour: float = 20.0
    detour_km: float = 1.0
    short: float = 0.5
    short_km: float = 0.01


ROAD_BOUNDS = RoadBounds()
TOO_LONG = said(
    "a length is above {longest_km:,.0f} km, 25 times round the Earth: check its unit",
    longest_km=LONGEST_KM,
)


def speed_problem(kmh: float, bounds: RoadBounds = ROAD_BOUNDS) -> str:
    """Return why a road can't have a speed above 0, or "".

    >>> speed_problem(50.0), speed_problem(5e9)[:28]
    ('', '5e+09 km/h; a road has 1 to ')
    """
    if bounds.slowest_kmh <= kmh <= bounds.fastest_kmh:
        return ""
    return said("{kmh:.4g} km/h; {range}", kmh=kmh, range=_range(bounds))


def scaled(values: FloatArray, factor: float) -> FloatArray:
    """Return numbers of a file in our unit, float64[k]; inf where they run over, to be refused."""
    with np.errstate(over="ignore", invalid="ignore"):
        return values * factor


def refuse_long(length_km: FloatArray, faults: Notices, remedy: str) -> None:
    """Raise InputError where a length is above `LONGEST_KM`, in a format without rows."""
    if not np.all(length_km <= LONGEST_KM):
        faults.add(
            "number_overflow",
            joined([TOO_LONG, remedy], " ", ""),
        )
        raise faults.error()


def with_more(hint: Message, count: int) -> Message:
    """Return what is said of the first of some roads, with how many more there are."""
    if count == 1:
        return hint
    return said("{hint} ({number:,} more such roads)", hint=hint, number=count - 1)


def note_suspects(
    arcs: Arcs,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    faults: Notices,
    where: Callable[[int], tuple[int, str]],
) -> None:
    """Warn of arcs whose speed, length against their line, or class can't be meant for cars.

    lon, lat  float64[n], degrees of the nodes, NaN where unknown
    where     row of an arc in its file, 0 where it has none, and what it is called there
    A warning names the first such arc, and how many more there are.
    """
    for code, found, words in _suspects(arcs, np.asarray(lon), np.asarray(lat), ROAD_BOUNDS):
        if len(found):
            first = int(found[0])
            row, name = where(first)
            hint = said("{words}; it was read as it is", words=words(first))
            faults.warn(code, with_more(hint, len(found)), row=row, value=name)
    note_classes(arcs, faults, where)
    note_repeats(arcs, faults, where)


def note_graph(graph: RoadGraph, faults: Notices) -> None:
    """Warn of a graph's arcs as `note_suspects` does, by the ids of their ends."""
    tails = graph.tails
    shapes = (graph.shape_ptr, graph.shape_lon, graph.shape_lat)
    arcs = Arcs(tails, graph.heads, graph.time_ms, graph.length_km, shapes=shapes)

    def where(arc: int) -> tuple[int, str]:
        return 0, f"{graph.node_ids[tails[arc]]} → {graph.node_ids[graph.heads[arc]]}"

    note_suspects(arcs, graph.lon, graph.lat, faults, where)


_Found = tuple[str, npt.NDArray[np.intp], Callable[[int], str]]


def _suspects(arcs: Arcs, lon: FloatArray, lat: FloatArray, bounds: RoadBounds) -> Iterator[_Found]:
    if arcs.length_km is None:
        return
    length, time = (np.asarray(each, np.float64) for each in (arcs.length_km, arcs.time_ms))
    # Times are whole milliseconds, which matters for a road of a metre.
    fast = time + 1.0 < length / bounds.fastest_kmh * MS_PER_HOUR
    slow = time > length / bounds.slowest_kmh * MS_PER_HOUR + bounds.wait_min * MS_PER_MIN

    def speed(at: int) -> str:
        return said(
            "{metres} in {time:,.0f} ms; {range}",
            metres=_metres(length[at]),
            time=time[at],
            range=_range(bounds),
        )

    yield "implausible_speed", np.flatnonzero(fast | slow), speed
    line = line_km(arcs, lon, lat)
    long = length > bounds.detour * line + bounds.detour_km
    short = length < bounds.short * line - bounds.short_km

    def detour(at: int) -> str:
        return said(
            "{metres} long where its line on the map has {metres2}; check the unit of lengths "
            "and the places of its ends",
            metres=_metres(length[at]),
            metres2=_metres(line[at]),
        )

    yield "implausible_length", np.flatnonzero(long | short), detour


def line_km(arcs: Arcs, lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return the great-circle length of each arc's line, float64[m]; NaN where a point is unknown.

    lon, lat  float64[n], degrees of the nodes
    """
    tails, heads = np.asarray(arcs.tails, np.int64), np.asarray(arcs.heads, np.int64)
    found = np.full(len(tails), np.nan)
    for start in range(0, len(tails), _ARCS_AT_ONCE):
        part = slice(start, start + _ARCS_AT_ONCE)
        ends = [(lon[nodes[part]], lat[nodes[part]]) for nodes in (tails, heads)]
        found[part] = _line_km(ends[0], ends[1], arcs.shapes, part)
    return found


def _line_km(
    first: tuple[FloatArray, FloatArray],
    last: tuple[FloatArray, FloatArray],
    shapes: Shapes | None,
    part: slice,
) -> FloatArray:
    if shapes is None:
        return great_circle_km(*first, *last)
    pointers = shapes[0][part.start : part.start + len(first[0]) + 1]
    inner = np.diff(pointers)
    starts = np.concatenate(([0], np.cumsum(inner + 2)))
    is_end = np.zeros(starts[-1], dtype=np.bool_)
    is_end[starts[:-1]] = is_end[starts[1:] - 1] = True
    lon, lat = np.empty(starts[-1]), np.empty(starts[-1])
    for filled, head, tail, points in zip((lon, lat), first, last, shapes[1:], strict=True):
        filled[starts[:-1]], filled[starts[1:] - 1] = head, tail
        filled[~is_end] = points[pointers[0] : pointers[-1]]
    steps = np.append(great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:]), 0.0)
    steps[starts[1:] - 1] = 0.0  # from one arc's end to the next one's start
    return np.add.reduceat(steps, starts[:-1]) if len(inner) else np.empty(0)


def _range(bounds: RoadBounds) -> str:
    return said(
        "a road has {slowest_kmh:g} to {fastest_kmh:g} km/h: check the units of length, speed "
        "and time",
        slowest_kmh=bounds.slowest_kmh,
        fastest_kmh=bounds.fastest_kmh,
    )


def _metres(km: float) -> str:
    return f"{km * _M_PER_KM:,.4g} m" if km < 1 else f"{km:,.4g} km"
