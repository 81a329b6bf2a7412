"""Tables of whole drives, and of the best of drives and of trips by some ride."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import UNREACHABLE_MS, BoolArray, Index, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.sums import Trips


class RestRules(NamedTuple):
    """All that rests hang on: ms, and the share by which a drive is longer or shorter by day.

    every_ms  0 where nobody rests
    """

    every_ms: int
    rest_ms: int
    parking_ms: int
    spread_share: float


class Rows(NamedTuple):
    """Which rows of a table of trips hold what.

    legs   how many of the rows are parts of the time: the first ones
    drive  the part that is at the wheel
    of     int64[u], the row of each of the values that roads take; -1 for none
    """

    legs: int
    drive: int
    of: Int64Array


class Table(NamedTuple):
    """Trips from each place to each, int64[o, d]; `travel.trip_table.TripTable` says what they are.

    drives, rides  bool[o, d]
    sums           int64[r, o, d]
    """

    travel: Int64Array
    displaced: Int64Array
    choice: Int64Array
    drives: BoolArray
    rides: BoolArray
    sums: Int64Array


class Chosen(NamedTuple):
    """What trips are chosen by.

    by_time    whether it is their cost; else travel time and displacement by its weight
    weight     what a millisecond of displacement counts for
    displaced  which of the values of a ride it is
    legs       as of `Rows`
    """

    by_time: bool
    weight: float
    displaced: int
    legs: int


@kernel
def rests_on(drive_ms: Int64Array, rules: RestRules) -> Int64Array:
    """Return how long one rests on drives, int64[k] ms."""
    rests = np.empty(len(drive_ms), np.int64)
    for at in range(len(drive_ms)):
        rests[at] = _rest(drive_ms[at], rules)
    return rests


@step
def _rest(drive_ms: Index, rules: RestRules) -> np.int64:
    """Return the mean rest over days on which a drive is longer or shorter, each as likely.

    Of a drive that is always as long, a whole ms beyond the time is a share of 1.
    """
    rest = np.int64(0)
    if rules.every_ms <= 0:
        return rest
    at_wheel = drive_ms - rules.parking_ms
    spread = rules.spread_share * at_wheel
    due = rules.every_ms
    while at_wheel + spread > due:
        share = (at_wheel + spread - due) / max(2 * spread, 1.0)
        rest += np.int64(np.rint(rules.rest_ms * min(share, 1.0)))
        due += rules.every_ms
    return rest


@borrowing
def fill_drives(
    cost: Int64Array,
    taken: Int64Array,
    rows: Rows,
    rules: RestRules,
    found: tuple[Int64Array, Int64Array, Int64Array],
) -> None:
    """Fill what drives take, ms of travel and of rests.

    cost   int64[o, d], NEVER where there is none
    taken  int64[o, d, u], what ways by road take
    found  int64[r, o, d], which are 0 till now, and int64[o, d] each
    """
    values, travel, rests = found
    for origin in range(len(cost)):
        for end in range(cost.shape[1]):
            travel[origin, end], rests[origin, end] = UNREACHABLE_MS, 0
            if cost[origin, end] >= NEVER:
                continue
            for nth in range(len(rows.of)):
                if rows.of[nth] >= 0:
                    values[rows.of[nth], origin, end] += taken[origin, end, nth]
            rest = _rest(values[rows.drive, origin, end], rules)
            values[rows.drive, origin, end] += rest
            whole = np.int64(0)
            for leg in range(rows.legs):
                whole += values[leg, origin, end]
            travel[origin, end], rests[origin, end] = whole, rest


@borrowing
def put_together(
    cost: Int64Array, drive: tuple[Int64Array, Int64Array], trips: Trips, by: Chosen, found: Table
) -> None:
    """Fill the best of drives and of trips by some ride; of equals the drive.

    cost   int64[o, d], of drives; NEVER where there is none
    drive  their travel int64[o, d], and what they take, int64[r, o, d]
    """
    for origin in range(len(cost)):
        for end in range(cost.shape[1]):
            _choose(cost, drive[0], trips, by, (origin, end), found)
        _add_up(drive[1], trips, origin, found)


@step
def _choose(
    cost: Int64Array,
    driven: Int64Array,
    trips: Trips,
    by: Chosen,
    place: tuple[int, int],
    found: Table,
) -> None:
    """Fill all of a trip but what it takes."""
    drives = cost[place] <= trips.cost[place] and cost[place] < NEVER
    rides = not drives and trips.cost[place] < NEVER
    travel, displaced = np.int64(UNREACHABLE_MS), np.int64(0)
    if drives:
        travel = driven[place]
    if rides:
        travel = np.int64(0)
        for leg in range(by.legs):
            travel += trips.values[place[0], place[1], leg]
        displaced = trips.values[place[0], place[1], by.displaced]
    choice = np.int64(UNREACHABLE_MS)
    if (drives or rides) and by.by_time:
        choice = min(cost[place], trips.cost[place])
    elif drives or rides:
        choice = travel + np.int64(np.rint(by.weight * displaced))
    found.travel[place], found.displaced[place], found.choice[place] = travel, displaced, choice
    found.drives[place], found.rides[place] = drives, rides


@step
def _add_up(driven: Int64Array, trips: Trips, origin: int, found: Table) -> None:
    """Fill what trips from an origin take, the mark last."""
    last = len(driven) - 1
    for row in range(len(driven)):
        value = row if row < last else trips.values.shape[2] - 1
        for end in range(driven.shape[2]):
            if found.rides[origin, end]:
                found.sums[row, origin, end] = trips.values[origin, end, value]
            else:
                found.sums[row, origin, end] = driven[row, origin, end]


@borrowing
def take_over(known: Trips, stays: BoolArray, trips: Trips) -> None:
    """Fill the trips that stay as they are known, and let the others be none.

    stays  bool[o, d]
    """
    for origin in range(len(stays)):
        for end in range(stays.shape[1]):
            trips.cost[origin, end] = known.cost[origin, end] if stays[origin, end] else NEVER
            for c in range(known.values.shape[2]):
                value = known.values[origin, end, c] if stays[origin, end] else np.int64(0)
                trips.values[origin, end, c] = value
