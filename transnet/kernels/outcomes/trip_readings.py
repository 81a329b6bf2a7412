"""Minutes of some trips by leg, and what each is named by."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import UNREACHABLE_MS, BoolArray, FloatArray, Int32Array, Int64Array
from transnet.kernels._jit import kernel

_PER_MIN = 60_000


class AllTrips(NamedTuple):
    """Trips between all places.

    travel  int64[o, d], ms; UNREACHABLE_MS where there is none
    sums    int64[v, o, d], ms by leg, rides by means, and marks last
    drives  bool[o, d]
    """

    travel: Int64Array
    sums: Int64Array
    drives: BoolArray


class Named(NamedTuple):
    """How a trip is named.

    whole   one ride for sure: half of it is enough
    driven, walked, ridden  numbers of drives, of trips by no means, and of those by the first means
    """

    whole: int
    driven: int
    walked: int
    ridden: int


class Legs(NamedTuple):
    """What is written of the rows r.

    minutes  float64[r], inf where there is no trip; legs  float64[l, r], NaN there
    mode     int8[r]; weak  bool[r]
    """

    minutes: FloatArray
    legs: FloatArray
    mode: np.ndarray[tuple[int], np.dtype[np.int8]]
    weak: BoolArray


@kernel
def read_trips(
    trips: AllTrips,
    ends: tuple[Int32Array, Int32Array],
    named: Named,
    rows: Int64Array,
    into: Legs,
) -> None:
    """Write the trips between ends into some rows: nothing of a trip to the place itself."""
    count, means = len(into.legs), len(trips.sums) - len(into.legs) - 1
    for at in range(len(rows)):
        start, end, row = ends[0][at], ends[1][at], rows[at]
        into.mode[row], into.weak[row] = 0, False
        if start == end:
            into.minutes[row] = 0.0
            into.legs[:, row] = 0.0
            continue
        ms = trips.travel[start, end]
        if ms >= UNREACHABLE_MS:
            into.minutes[row] = np.inf if ms == UNREACHABLE_MS else ms / _PER_MIN
            into.legs[:, row] = np.nan
            continue
        into.minutes[row] = ms / _PER_MIN
        for leg in range(count):
            into.legs[leg, row] = trips.sums[leg, start, end] / _PER_MIN
        into.weak[row] = trips.sums[-1, start, end] > 0
        if trips.drives[start, end]:
            into.mode[row] = named.driven
            continue
        mode, most = named.walked, 0
        for nth in range(means):
            rides = trips.sums[count + nth, start, end]
            if 2 * rides >= named.whole:
                mode = named.ridden + nth
                break
            if rides > most:
                mode, most = named.ridden + nth, rides
        into.mode[row] = mode
