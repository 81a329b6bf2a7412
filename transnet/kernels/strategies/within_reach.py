"""Which trips may differ, where something of what they are made of does."""

from __future__ import annotations

import numpy as np

from transnet.kernels._arrays import BoolArray, Int64Array
from transnet.kernels._jit import kernel
from transnet.kernels.strategies.optimal import NEVER


@kernel
def within_reach(start: Int64Array, rest: Int64Array, most: Int64Array, found: BoolArray) -> None:
    """Mark trips that may lead over something for no more than they cost.

    start  int64[k, o], cost from each origin up to each thing, or less; NEVER for none
    rest   int64[k, d], cost over it and on to each destination, or less; NEVER for none
    most   int64[d, o], what trips cost
    found  bool[d, o]
    """
    origins = start.shape[1]
    farthest = np.empty(len(most), np.int64)
    for end in range(len(most)):
        farthest[end] = most[end].max() if origins > 0 else -1
    for thing in range(len(start)):
        nearest = NEVER
        for origin in range(origins):
            nearest = min(nearest, start[thing, origin])
        for end in range(len(most)):
            least = rest[thing, end]
            if nearest >= NEVER or least >= NEVER or nearest + least > farthest[end]:
                continue
            for origin in range(origins):
                so_far = start[thing, origin]
                if so_far < NEVER and so_far + least <= most[end, origin]:
                    found[end, origin] = True
