"""The nearest of the goals that count for a place."""

from __future__ import annotations

from transnet.kernels._arrays import UNREACHABLE_MS, BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import kernel


@kernel
def nearest_of(
    times: Int32Array,
    places: Int64Array,
    goals: Int32Array,
    allowed: BoolArray,
    found: tuple[Int32Array, Int32Array],
) -> None:
    """Write the position of each place's nearest goal, -1 for none, and the ms to it.

    times    int32[p, n], from all places to all nodes
    goals    int32[g], nodes; allowed  bool[k, g], which of them count for which of the places
    """
    for at in range(len(places)):
        best, least = -1, UNREACHABLE_MS
        for goal in range(len(goals)):
            ms = times[places[at], goals[goal]]
            if ms < least and allowed[at, goal]:
                best, least = goal, ms
        found[0][at], found[1][at] = best, least
