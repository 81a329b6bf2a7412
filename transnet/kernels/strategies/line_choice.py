"""The best set of services of each ride pair; the method stands in `supply.common_lines`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Index, Int32Array, Int64Array
from transnet.kernels._jit import inlined, kernel

_LONG = np.iinfo(np.int64).max
_FEW = 24  # up to this many, sorting by insertion is fastest


class Offers(NamedTuple):
    """What is run between the stops of each pair.

    first      int32[r + 1], entries of pair i are first[i] to first[i + 1]
    trains     int64[e], departures a day; 0 or less is closed
    ride       int64[e], cost of the ride
    full, beyond  int64[r], wait x departures, in full and beyond the cap
    to_cap     int64, wait up to the cap
    """

    first: Int32Array
    trains: Int64Array
    ride: Int64Array
    full: Int64Array
    beyond: Int64Array
    to_cap: np.int64


class Choices(NamedTuple):
    """What is best for some pairs, int64[pairs] each, the largest int64 where no entry is open.

    total, ride  of the best set; fastest, median  rides of all that is open
    chosen       bool[e], marked where an entry is in the best set
    """

    total: Int64Array
    ride: Int64Array
    fastest: Int64Array
    median: Int64Array
    chosen: BoolArray


@kernel
def choose_services(offers: Offers, pairs: Int64Array, found: Choices) -> None:
    """Write the choices of some pairs."""
    most = 0
    for pair in pairs:
        most = max(most, offers.first[pair + 1] - offers.first[pair])
    order = np.empty(most, np.int64)
    for at in range(len(pairs)):
        pair, count = pairs[at], 0
        for entry in range(offers.first[pair], offers.first[pair + 1]):
            if offers.trains[entry] > 0:
                order[count] = entry
                count += 1
        if count == 0:
            found.total[at] = found.ride[at] = _LONG
            found.fastest[at] = found.median[at] = _LONG
            continue
        _sort(order, count, offers.ride)
        found.total[at], found.ride[at] = _choose(offers, pair, order[:count], found.chosen)
        found.fastest[at] = offers.ride[order[0]]
        found.median[at] = _median(offers, order[:count])


@inlined
def _sort(order: Int64Array, count: int, ride: Int64Array) -> None:
    """Sort the first few of some entries by their ride; equal ones stay in order."""
    if count > _FEW:
        keys = ride[order[:count]]
        order[:count] = order[:count][np.argsort(keys, kind="mergesort")]
        return
    for at in range(1, count):
        entry = order[at]
        place = at
        while place > 0 and ride[order[place - 1]] > ride[entry]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = entry


@inlined
def _choose(
    offers: Offers, pair: Index, order: Int64Array, chosen: BoolArray
) -> tuple[np.int64, np.int64]:
    """Mark the prefix of sorted entries that costs least, the shortest of equal ones.

    returns  what it costs, and the ride of it
    """
    trains = whole = np.int64(0)
    best, best_ride, best_at = np.int64(_LONG), np.int64(_LONG), 0
    for at in range(len(order)):
        entry = order[at]
        trains += offers.trains[entry]
        whole += offers.trains[entry] * offers.ride[entry]
        count = max(trains, np.int64(1))
        cost = min(
            _divide(offers.full[pair] + whole, count),
            offers.to_cap + _divide(offers.beyond[pair] + whole, count),
        )
        if cost < best:
            best, best_ride, best_at = np.int64(cost), _divide(whole, count), at
    for at in range(best_at + 1):
        chosen[order[at]] = True
    return best, best_ride


@inlined
def _median(offers: Offers, order: Int64Array) -> np.int64:
    """Ride of the median departure; the mean of two where half of them lie on each side."""
    whole = np.int64(0)
    for entry in order:
        whole += offers.trains[entry]
    so_far = np.int64(0)
    for at in range(len(order)):
        so_far += offers.trains[order[at]]
        if 2 * so_far >= whole:
            break
    after = min(at + 1, len(order) - 1) if 2 * so_far == whole else at
    both: np.int64 = (offers.ride[order[at]] + offers.ride[order[after]]) // 2
    return both


@inlined
def _divide(amount: np.int64, by: np.int64) -> np.int64:
    """Quotient rounded to nearest, halves up."""
    return (2 * amount + by) // (2 * by)
