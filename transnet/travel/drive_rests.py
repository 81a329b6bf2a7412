"""Rests on whole drives: who has been at the wheel for some hours stops before driving on.

A way by road to a ride or from it holds none: within its bounds it is shorter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import minutes_to_ms
from transnet.supply.overrides import Parameters

_EVERY, _REST, _PARKING = "drive_rest_every_min", "drive_rest_min", "parking_min"

Int64Array = npt.NDArray[np.int64]


class Rest(NamedTuple):
    """A rest on one drive: how long, and what the time is worth in fen."""

    ms: int = 0
    fen: int = 0


NO_REST = Rest()


def rest_ms(read: Parameters, drive_ms: Int64Array) -> Int64Array:
    """Return how long one rests on drives from door to door, int64 ms like `drive_ms`.

    One rests whenever `drive_rest_every_min` at the wheel are over and some way is left; so a
    drive that takes longer never rests less. 0 where the network says nothing of rests.

    drive_ms  with the time to park at the end, at which nobody is at the wheel
    """
    rules = rest_rules(read)
    if rules is None:
        return np.zeros_like(drive_ms)
    every, rest, parking = rules
    stops = (drive_ms - parking - 1) // every
    found: Int64Array = np.maximum(stops, 0) * rest
    return found


def rest_rules(read: Parameters) -> tuple[int, int, int] | None:
    """Return all that rests hang on, in ms: how often, how long, and parking; None for no rests."""
    if not (read.has(_EVERY) and read.has(_REST)):
        return None
    every, rest, parking = (int(minutes_to_ms(read(name))) for name in (_EVERY, _REST, _PARKING))
    return every, rest, parking
