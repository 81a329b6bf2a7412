"""Bounds that a trip has from its origin: whether what was found for a destination keeps to them.

The labels of a destination are those of all origins. Ways by road from a last ride that are too
long for a short trip, and rides back to where a trip begins, are found first and barred then: a
trip that has any is searched for once more by itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.optimal import ends_here
from transnet.kernels.strategies.problem import Layers, Problem
from transnet.kernels.strategies.sums import Chosen, set_at


class Walk(NamedTuple):
    """Where one changes on a trip: layers and platforms, those of the second behind the first.

    seen, stack  int64[2 q] each: on which trip each was met last, and what is still to be looked at
    at           int64[2]: the height of the stack, and which trip this is
    """

    seen: Int64Array
    stack: Int64Array
    at: Int64Array


@kernel
def new_walk(platforms: int) -> Walk:
    """Return room for walks, one after the other."""
    return Walk(
        np.zeros(2 * platforms, np.int64), np.empty(2 * platforms, np.int64), np.zeros(2, np.int64)
    )


@borrowing
def keeps_bounds(
    problem: Problem, layers: Layers, chosen: Chosen, place: tuple[int, int], walk: Walk
) -> bool:
    """Whether no way by road from a last ride is longer than `Ends.leg_km`, and no ride leads back.

    place  origin and destination of the trip that is chosen
    """
    supply, platforms = problem.supply, len(problem.supply.least_km)
    walk.at[0] = 0
    walk.at[1] += 1
    for at in range(chosen.size):
        ride = chosen.layer, chosen.options.entry[at]
        if not _ride(problem, layers, place, ride, walk):
            return False
    while walk.at[0] > 0:
        walk.at[0] -= 1
        here = walk.stack[walk.at[0]]
        to, count, _ = set_at(layers, here // platforms, here % platforms)
        labels, first = layers[to].labels, supply.room_first[here % platforms]
        for at in range(first, first + count):
            ride = to, labels.entry[supply.slot_position[labels.slots[at]]]
            if not _ride(problem, layers, place, ride, walk):
                return False
    return True


@step
def _ride(
    problem: Problem,
    layers: Layers,
    place: tuple[int, int],
    ride: tuple[Index, Index],
    walk: Walk,
) -> bool:
    """Note where one changes after a ride; returns whether the ride keeps to the bounds.

    ride  layer and entry
    """
    supply, ends, onward = problem.supply, problem.ends, layers[ride[0]]
    origin, end = place
    platform = supply.to_platform[ride[1]]
    last = ends_here(onward.egress, supply, onward.labels, ride[1])
    if last and ends.km[end, platform] > ends.leg_km[end, origin]:
        return False
    if ends.is_near[end, origin]:
        start = supply.position_platform[supply.from_position[ride[1]]]
        back = ends.last_km if last else ends.back_km
        if back[origin, platform] <= ends.from_km[origin, start]:
            return False
    here = ride[0] * len(supply.least_km) + platform
    if not last and walk.seen[here] != walk.at[1]:
        walk.seen[here] = walk.at[1]
        walk.stack[walk.at[0]] = here
        walk.at[0] += 1
    return True
