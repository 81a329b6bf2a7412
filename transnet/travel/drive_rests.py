"""Rests on whole drives: who has been at the wheel for some hours stops before driving on.

A way by road to a ride or from it holds none: within its bounds it is shorter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, minutes_to_ms
from transnet.supply.overrides import Parameters

_EVERY, _REST, _SPREAD = "drive_rest_every_min", "drive_rest_min", "drive_rest_spread_share"
_PARKING = "parking_min"

Int64Array = npt.NDArray[np.int64]


class Rest(NamedTuple):
    """A rest on one drive: how long, and what the time is worth in fen."""

    ms: int = 0
    fen: int = 0


NO_REST = Rest()


class RestRules(NamedTuple):
    """All that rests hang on: ms, and the share by which a drive is longer or shorter by day."""

    every_ms: int
    rest_ms: int
    parking_ms: int
    spread_share: float


def rest_ms(read: Parameters, drive_ms: Int64Array) -> Int64Array:
    """Return how long one rests on drives from door to door, int64 ms like `drive_ms`.

    One rests whenever `drive_rest_every_min` at the wheel are over and some way is left. Minutes
    at the wheel are a mean: from day to day they lie `drive_rest_spread_share` to either side,
    each as likely as the next, and the rest is the mean of those days. So a minute that a road
    saves never saves a whole rest, and a drive that takes longer never rests less. 0 where the
    network says nothing of rests.

    drive_ms  with the time to park at the end, at which nobody is at the wheel
    """
    rests = np.zeros_like(drive_ms)
    rules = rest_rules(read)
    if rules is None or not drive_ms.size:
        return rests
    at_wheel = drive_ms - rules.parking_ms
    longest = float(at_wheel.max()) * (1 + rules.spread_share)
    for due in range(rules.every_ms, int(longest) + 1, rules.every_ms):
        rests += np.rint(rules.rest_ms * _share_of_days(at_wheel, due, rules)).astype(np.int64)
    return rests


def _share_of_days(at_wheel: Int64Array, due_ms: int, rules: RestRules) -> FloatArray:
    """Return on which share of days drives take longer than the time after which a rest is due."""
    spread = rules.spread_share * at_wheel
    # Of a drive that is always as long, a whole ms beyond the time is a share of 1.
    share: FloatArray = (at_wheel + spread - due_ms) / np.maximum(2 * spread, 1.0)
    return np.clip(share, 0.0, 1.0)


def rest_rules(read: Parameters) -> RestRules | None:
    """Return all that rests hang on; None for no rests."""
    if not (read.has(_EVERY) and read.has(_REST)):
        return None
    every, rest, parking = (
        int(each) for each in minutes_to_ms([read(name) for name in (_EVERY, _REST, _PARKING)])
    )
    return RestRules(every, rest, parking, read(_SPREAD) if read.has(_SPREAD) else 0.0)
