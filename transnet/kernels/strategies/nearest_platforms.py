"""Ways from origins to platforms, the nearest first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Int32Array, Int64Array
from transnet.kernels._jit import kernel
from transnet.kernels.strategies.problem import Access


class Ways(NamedTuple):
    """Ways from o origins to s platforms in the order of their cost.

    keys  int64[o, s], cost times s and column, ascending
    end   from which key on there is no way
    km    float64[o, s], by column
    """

    keys: Int64Array
    end: int
    km: FloatArray


class Taken(NamedTuple):
    """What ways take, up to stops and from there to platforms.

    platform, stop  int32[s] each, by column of `Ways`
    steps   int32[q, c], from the stop to each platform
    used    int64[u], which of the c values the way to a stop takes
    stops   int64[o, stops, u], what it takes of these
    """

    platform: Int32Array
    stop: Int32Array
    steps: Int32Array
    used: Int64Array
    stops: Int64Array


@kernel
def nearest_first(ways: Ways, taken: Taken) -> Access:
    """Return the ways from each origin to the platforms that it gets to."""
    origins, columns = ways.keys.shape
    first = np.zeros(origins + 1, np.int32)
    for origin in range(origins):
        count = first[origin]
        for nth in range(columns):
            count += ways.keys[origin, nth] < ways.end
        first[origin + 1] = count
    rows, channels = first[origins], taken.steps.shape[1]
    platforms, cost = np.empty(rows, np.int32), np.empty(rows, np.int64)
    km, values = np.empty(rows, np.float64), np.empty((rows, channels), np.int64)
    for origin in range(origins):
        for row in range(first[origin], first[origin + 1]):
            key = ways.keys[origin, row - first[origin]]
            column = key % columns
            platform, stop = taken.platform[column], taken.stop[column]
            platforms[row], cost[row] = platform, key // columns
            km[row] = ways.km[origin, column]
            for c in range(channels):
                values[row, c] = taken.steps[platform, c]
            for nth in range(len(taken.used)):
                values[row, taken.used[nth]] += taken.stops[origin, stop, nth]
    return Access(first, platforms, cost, km, values)
