"""How many people of each place get somewhere within a time, by groups that live around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import FloatArray, Int64Array
from transnet.kernels._jit import kernel


class Homes(NamedTuple):
    """Groups of people g, as `travel.people.People` has them.

    homes        int64[g], place of each
    anchors      int64[g, k], places through which it may travel, offsets  float64[g, k], minutes
    spread       float64[g], minutes from the centre of its disc to the edge; 0 is a point
    people       float64[g]
    """

    homes: Int64Array
    anchors: Int64Array
    offsets: FloatArray
    spread: FloatArray
    people: FloatArray


@kernel
def add_homes_within(homes: Homes, minutes: FloatArray, cutoff: float, into: FloatArray) -> None:
    """Add the people within a time to those of each place, float64[places], by its minutes."""
    for group in range(len(homes.homes)):
        start = np.inf
        for nth in range(homes.anchors.shape[1]):
            via = minutes[homes.anchors[group, nth]] + homes.offsets[group, nth]
            start = min(start, via)
        left, edge = cutoff - start, homes.spread[group]
        share = 1.0 if left >= 0.0 else 0.0
        if edge > 0.0:
            share = min(max(left / edge, 0.0), 1.0)
            share *= share
        into[homes.homes[group]] += homes.people[group] * share
