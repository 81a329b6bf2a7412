"""Weights of arcs, in whole milliseconds, by what rows of tables and platforms take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.kernels._arrays import UNREACHABLE_MS, BoolArray, FloatArray, Int32Array
from transnet.kernels._jit import inlined, kernel

_PER_MIN = 60_000.0

Int8Array = npt.NDArray[np.int8]


class Arcs(NamedTuple):
    """Arcs m of a topology.

    kind, row  int8[m], int32[m], as the topology has them; mode  int8[m], of its platform
    source     int8[kinds], where the minutes of each kind stand: a row of `Minutes.rows`, or of
               `Minutes.usual` after these; NOWHERE and ON_RIDES else
    """

    kind: Int8Array
    row: Int32Array
    mode: Int8Array
    source: Int8Array


NOWHERE, ON_RIDES = -1, -2
"""Arcs that take no time of their own, and rides."""


class Minutes(NamedTuple):
    """What arcs take, in minutes; inf where closed.

    rows    float64[s, rows], by source and row
    usual   float64[k, modes], of arcs at platforms by source and mode
    extra   float64[k, stops], beyond that; closed  bool[stops]
    slower  float64[m], factor of each arc; of no length where nothing is slower
    """

    rows: FloatArray
    usual: FloatArray
    extra: FloatArray
    closed: BoolArray
    slower: FloatArray


class Rides(NamedTuple):
    """Total, wait and ride of each pair of stops, int32[r], ms."""

    total: Int32Array
    wait: Int32Array
    ride: Int32Array


@kernel
def weigh_arcs(arcs: Arcs, minutes: Minutes, rides: Rides, into: Rides) -> bool:
    """Write the ms of each arc, int32[m]; return whether none is negative or too long."""
    sound, tables = True, len(minutes.rows)
    for arc in range(len(arcs.kind)):
        source, row = arcs.source[arcs.kind[arc]], arcs.row[arc]
        into.wait[arc] = into.ride[arc] = 0
        if source == ON_RIDES:
            into.total[arc] = rides.total[row]
            into.wait[arc], into.ride[arc] = rides.wait[row], rides.ride[row]
            continue
        value = 0.0
        if source >= tables:
            usual = minutes.usual[source - tables, arcs.mode[arc]]
            # A stop can be faster than others, but not faster than no time at all.
            value = usual + max(minutes.extra[source - tables, row], -abs(usual))
            if minutes.closed[row]:
                value = np.inf
        elif source >= 0:
            value = minutes.rows[source, row]
        if len(minutes.slower):
            value *= minutes.slower[arc]
        into.total[arc], fits = _in_ms(value)
        sound &= fits
    return sound


@inlined
def _in_ms(minutes: float) -> tuple[np.int32, bool]:
    """Return minutes as ms, UNREACHABLE_MS for what isn't finite, and whether they fit."""
    if not np.isfinite(minutes):
        return UNREACHABLE_MS, True
    ms = np.rint(minutes * _PER_MIN)
    if ms < 0.0 or ms >= UNREACHABLE_MS:
        return UNREACHABLE_MS, False
    return np.int32(ms), True


class Ends(NamedTuple):
    """Both ends of each arc, int32[m], and the stop of each node, int32[n]; -1 off the stops."""

    tails: Int32Array
    heads: Int32Array
    stop: Int32Array


@kernel
def close_stops(total: Int32Array, ends: Ends, closed: BoolArray, into: Int32Array) -> None:
    """Write weights, int32[m], with all arcs closed that begin or end at some stops."""
    for arc in range(len(total)):
        tail, head = ends.stop[ends.tails[arc]], ends.stop[ends.heads[arc]]
        shut = (tail >= 0 and closed[tail]) or (head >= 0 and closed[head])
        into[arc] = UNREACHABLE_MS if shut else total[arc]
