"""Which destinations trips may differ to, where something of what they are made of does."""

from __future__ import annotations

from transnet.kernels._arrays import BoolArray, Int64Array
from transnet.kernels._jit import kernel
from transnet.kernels.strategies.optimal import NEVER


@kernel
def within_reach(start: Int64Array, rest: Int64Array, most: Int64Array, found: BoolArray) -> None:
    """Mark destinations that one may get to over something for no more than trips cost.

    start  int64[k, o], cost from each origin up to each thing, or less; NEVER for none
    rest   int64[k, d], cost over it and on to each destination, or less; NEVER for none
    most   int64[d, o], what trips cost
    found  bool[d]
    """
    for thing in range(len(start)):
        nearest = NEVER
        for origin in range(start.shape[1]):
            nearest = min(nearest, start[thing, origin])
        for end in range(len(found)):
            least = rest[thing, end]
            if found[end] or nearest >= NEVER or least >= NEVER:
                continue
            for origin in range(start.shape[1]):
                whole = start[thing, origin] + least
                if start[thing, origin] < NEVER and whole <= most[end, origin]:
                    found[end] = True
                    break
