"""Rests on whole drives: who has been at the wheel for some hours stops before driving on.

A way by road to a ride or from it holds none: within its bounds it is shorter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import minutes_to_ms
from transnet.kernels.strategies.trip_tables import RestRules, rests_on
from transnet.supply.overrides import Parameters

_EVERY, _REST, _SPREAD = "drive_rest_every_min", "drive_rest_min", "drive_rest_spread_share"
_PARKING = "parking_min"

Int64Array = npt.NDArray[np.int64]


class Rest(NamedTuple):
    """A rest on one drive: how long, and what the time is worth in fen."""

    ms: int = 0
    fen: int = 0


NO_REST = Rest()
NO_RESTS = RestRules(0, 0, 0, 0.0)


def rest_ms(rules: RestRules, drive_ms: Int64Array) -> Int64Array:
    """Return how long one rests on drives from door to door, int64 ms like `drive_ms`.

    One rests whenever `drive_rest_every_min` at the wheel are over and some way is left. Minutes
    at the wheel are a mean: from day to day they lie `drive_rest_spread_share` to either side,
    each as likely as the next, and the rest is the mean of those days. So a minute that a road
    saves never saves a whole rest, and a drive that takes longer never rests less. 0 where the
    network says nothing of rests.

    drive_ms  with the time to park at the end, at which nobody is at the wheel
    """
    rests: Int64Array = rests_on(drive_ms.ravel(), rules).reshape(drive_ms.shape)
    return rests


def rest_rules(read: Parameters) -> RestRules:
    """Return all that rests hang on."""
    if not (read.has(_EVERY) and read.has(_REST)):
        return NO_RESTS
    every, rest, parking = (
        int(each) for each in minutes_to_ms([read(name) for name in (_EVERY, _REST, _PARKING)])
    )
    return RestRules(every, rest, parking, read(_SPREAD) if read.has(_SPREAD) else 0.0)
