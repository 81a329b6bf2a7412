"""Ride pairs: from which stop to which stop one rides without a change, and for how long.

Several services join most pairs. A traveller waits for the set of services that gives the least
expected time and takes its first departure (the common lines problem, Chriqui & Robillard 1975,
Transportation Science 9). With services sorted by ride time the best set is one of the prefixes:

    cost(k) = share * min(span / (2 F_k), cap) + R_k / F_k
    F_k     = departures a day of the first k services, R_k = sum of departures x ride time

A larger choice of services never lengthens a pair: the best prefix is the best of all subsets,
capped or not (capped, the fastest service alone is best). Everything is summed and divided in
integers, so this holds to the last millisecond and no pair depends on services outside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, Int32Array, beyond_range
from transnet.kernels._arrays import read_only
from transnet.kernels.strategies.line_choice import Choices, Offers, choose_services
from transnet.model.network import BoolArray
from transnet.supply.kinds import Mode
from transnet.supply.patterns import StopPatterns

TRAINS_UNIT = 10_000
"""Departures a day are counted in ten-thousandths, so that sums of them are exact."""

Int64Array = npt.NDArray[np.int64]
_LONG = np.iinfo(np.int64).max


@dataclass(frozen=True)
class CommonLines:
    """Pairs of stops that a pattern joins directly, open or not, and the patterns that do.

    mode, from_stop, to_stop  int8[r], int32[r], int32[r]: Mode and positions in the stops; sorted
                              by from, to, mode
    first     int32[r + 1], entries of pair i are first[i] to first[i + 1]; at least one each
    pattern   int32[e], pattern of the lines that serves the pair
    from_pos, to_pos  int32[e], stop positions of the lines at which it boards and alights
    """

    mode: npt.NDArray[np.int8]
    from_stop: Int32Array
    to_stop: Int32Array
    first: Int32Array
    pattern: Int32Array
    from_pos: Int32Array
    to_pos: Int32Array

    def __len__(self) -> int:
        return len(self.mode)

    @cached_property
    def of_entry(self) -> Int32Array:
        """Pair of each entry, int32[e]."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first))

    def entries(self, pair: int) -> slice:
        """Return the entries of one pair."""
        return slice(int(self.first[pair]), int(self.first[pair + 1]))


def compile_pairs(lines: StopPatterns, stop_count: int) -> CommonLines:
    """Return every pair of stops in travel order on some pattern.

    A pattern that calls twice at a stop serves a pair by its shortest span of stops, the earliest
    of equal ones, whatever time each takes.
    """
    pattern, start, end = _spans(lines)
    mode, from_stop, to_stop = lines.mode[pattern], lines.stop[start], lines.stop[end]
    key = (from_stop.astype(np.int64) * stop_count + to_stop) * len(Mode) + mode
    order = np.lexsort((start, end - start, pattern, key))
    order = order[from_stop[order] != to_stop[order]]
    repeated = np.zeros(len(order), dtype=np.bool_)
    same_pattern = pattern[order][1:] == pattern[order][:-1]
    repeated[1:] = (key[order][1:] == key[order][:-1]) & same_pattern
    order = order[~repeated]
    _, first = np.unique(key[order], return_index=True)
    head = order[first]
    return CommonLines(
        mode=mode[head],
        from_stop=from_stop[head],
        to_stop=to_stop[head],
        first=np.append(first, len(order)).astype(np.int32),
        pattern=pattern[order],
        from_pos=start[order],
        to_pos=end[order],
    )


def _spans(lines: StopPatterns) -> tuple[Int32Array, Int32Array, Int32Array]:
    """All (pattern, earlier position, later position)."""
    counts = np.diff(lines.first)
    none = np.zeros((3, 0), dtype=np.int32)
    parts = [none]
    for count in np.unique(counts):
        of_size = np.flatnonzero(counts == count)
        earlier, later = np.triu_indices(int(count), 1)
        base = lines.first[of_size][:, None]
        spans = (of_size[:, None] + 0 * earlier, base + earlier, base + later)
        parts.append(np.stack([span.ravel() for span in spans]).astype(np.int32))
    pattern, start, end = np.concatenate(parts, axis=1)
    return pattern, start, end


@dataclass(frozen=True)
class Wait:
    """How long one waits for a departure.

    share         1 = the full mean wait for the next departure, 0 = none
    cap_min       mean wait from which people plan by the timetable
    beyond_share  how much of a wait beyond the cap still counts: 0 makes the cap hard
    span_min      f64[modes], minutes of operation a day by Mode

    Half the headway h waits min(h / 2, cap + beyond_share * (h / 2 - cap)). Both terms are of the
    form a + b / trains, for which the best set of services is made of the fastest ones.
    """

    share: float
    cap_min: float
    beyond_share: float
    span_min: FloatArray


@dataclass(frozen=True)
class Departures:
    """What each entry offers: departures a day in ten-thousandths (0 = closed) and ride, ms."""

    trains: Int64Array
    ride_ms: Int64Array


@dataclass(frozen=True)
class PairTimes:
    """Times of each pair, int32[r], ms; UNREACHABLE_MS where no open service joins the pair.

    total     expected wait + ride of the best set of services (wait + ride == total, exactly)
    wait, ride  its parts; 0 where closed
    fastest   ride of the fastest open service
    median    ride of the median departure of the day over all open services
    chosen    bool[e], entries in the best set
    departures  what was evaluated, by entry
    """

    total: Int32Array
    wait: Int32Array
    ride: Int32Array
    fastest: Int32Array
    median: Int32Array
    chosen: BoolArray
    departures: Departures


def evaluate_pairs(
    pairs: CommonLines, departures: Departures, wait: Wait, known: PairTimes | None = None
) -> PairTimes:
    """Return each pair's best set of services and its times; entries without trains are closed.

    known  times under the same `wait`: only pairs whose departures differ are evaluated anew

    Raises InputError for a ride or a wait that int32 milliseconds can't hold, or that is negative:
    no search over such weights would end.
    """
    if np.any(departures.ride_ms[departures.trains > 0] >= UNREACHABLE_MS):
        raise beyond_range("rides", "a ride is longer than 24 days")
    rows = np.arange(len(pairs)) if known is None else _pairs_that_differ(pairs, departures, known)
    found = _choices(pairs, departures, wait, rows)
    is_open = found.total < _LONG
    ride = np.where(is_open, found.ride, 0)
    times = PairTimes(
        total=_times(found.total, is_open),
        wait=np.where(is_open, found.total - ride, 0).astype(np.int32),
        ride=ride.astype(np.int32),
        fastest=_times(found.fastest, is_open),
        median=_times(found.median, is_open),
        chosen=found.chosen,
        departures=departures,
    )
    return times if known is None else _with(known, times, rows, pairs)


def _choices(pairs: CommonLines, departures: Departures, wait: Wait, rows: Int64Array) -> Choices:
    """Return the best sets of some pairs, [rows], and what is chosen, bool[e]."""
    full_wait, wait_beyond, wait_to_cap = _waits(pairs.mode, wait)
    total, ride, fastest, median = (np.empty(len(rows), dtype=np.int64) for _ in range(4))
    chosen = np.zeros(len(pairs.pattern), dtype=np.bool_)
    found = Choices(total, ride, fastest, median, chosen)
    offers = Offers(
        read_only(pairs.first),
        read_only(departures.trains),
        read_only(departures.ride_ms),
        read_only(full_wait),
        read_only(wait_beyond),
        wait_to_cap,
    )
    choose_services(offers, read_only(rows), found)
    return found


def _pairs_that_differ(pairs: CommonLines, departures: Departures, known: PairTimes) -> Int64Array:
    """Return the pairs some of whose entries have other departures than were known."""
    other = departures.trains != known.departures.trains
    other |= departures.ride_ms != known.departures.ride_ms
    return np.unique(pairs.of_entry[other]).astype(np.int64)


def _with(known: PairTimes, times: PairTimes, rows: Int64Array, pairs: CommonLines) -> PairTimes:
    """Return known times with those of some pairs in their places."""
    chosen = known.chosen.copy()
    differs = np.zeros(len(pairs), dtype=np.bool_)
    differs[rows] = True
    of_rows = differs[pairs.of_entry]
    chosen[of_rows] = times.chosen[of_rows]
    parts = {}
    for name in ("total", "wait", "ride", "fastest", "median"):
        parts[name] = getattr(known, name).copy()
        parts[name][rows] = getattr(times, name)
    return PairTimes(**parts, chosen=chosen, departures=times.departures)


def other_choice(pairs: CommonLines, times: PairTimes, wait: Wait, chosen: BoolArray) -> PairTimes:
    """Return the times of those who wait for other services than the best set.

    chosen   bool[e], of each open pair at least one open entry
    returns  `times` with the wait and the ride of these services; fastest and median stay

    Raises InputError as `evaluate_pairs` does.
    """
    trains, ride = (np.where(chosen, part, 0) for part in _trains_and_rides(times.departures))
    full_wait, wait_beyond, wait_to_cap = _waits(pairs.mode, wait)
    count, whole = (sums_by_pair(pairs, part) for part in (trains, trains * ride))
    served = count > 0
    count = np.maximum(count, 1)
    total = np.minimum(
        _divide(full_wait + whole, count), wait_to_cap + _divide(wait_beyond + whole, count)
    )
    ride_ms = np.where(served, _divide(whole, count), 0)
    return replace(
        times,
        total=_times(total, served),
        wait=np.where(served, total - ride_ms, 0).astype(np.int32),
        ride=ride_ms.astype(np.int32),
        chosen=chosen,
    )


def mean_of_chosen(pairs: CommonLines, times: PairTimes, amounts: Int64Array) -> Int32Array:
    """Return what a departure out of the chosen services takes on average, int32[r].

    amounts  int64[e], of each entry
    returns  rounded to nearest, halves up; 0 where no open service joins the pair
    """
    trains = np.where(times.chosen, times.departures.trains, 0)
    count = sums_by_pair(pairs, trains)
    mean = _divide(sums_by_pair(pairs, trains * amounts), np.maximum(count, 1))
    return np.where(count > 0, mean, 0).astype(np.int32)


def sums_by_pair(pairs: CommonLines, values: Int64Array) -> Int64Array:
    """Add up the entries of each pair, int64[r]."""
    total = np.append(np.int64(0), np.cumsum(values))
    sums: Int64Array = total[pairs.first[1:]] - total[pairs.first[:-1]]
    return sums


def least_of_pairs(pairs: CommonLines, values: Int64Array) -> Int64Array:
    """Return the least value of each pair's entries, int64[r]."""
    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    least: Int64Array = np.minimum.reduceat(values, pairs.first[:-1])
    return least


def _trains_and_rides(departures: Departures) -> tuple[Int64Array, Int64Array]:
    """Departures and rides of each entry, both 0 where it is closed."""
    is_open = departures.trains > 0
    return departures.trains, np.where(is_open, departures.ride_ms, 0)


def _waits(mode: npt.NDArray[np.int8], wait: Wait) -> tuple[Int64Array, Int64Array, np.int64]:
    """Wait x departures in full and beyond the cap (ms x ten-thousandths), and ms to the cap."""
    full = wait.share * wait.span_min / 2 * MS_PER_MIN * TRAINS_UNIT
    beyond = wait.beyond_share * full
    to_cap = np.rint(wait.share * (1 - wait.beyond_share) * wait.cap_min * MS_PER_MIN)
    full_wait, wait_beyond = (np.rint(part).astype(np.int64)[mode] for part in (full, beyond))
    return full_wait, wait_beyond, np.int64(to_cap)


def _divide(amount: Int64Array, by: Int64Array) -> Int64Array:
    """Quotient rounded to nearest, halves up; never steps down as the quotient grows."""
    return (2 * amount + by) // (2 * by)


def _times(values: Int64Array, is_open: BoolArray) -> Int32Array:
    if np.any((values[is_open] < 0) | (values[is_open] >= UNREACHABLE_MS)):
        raise beyond_range("waits", "a wait with its ride is negative or longer than 24 days")
    return np.where(is_open, values, UNREACHABLE_MS).astype(np.int32)
