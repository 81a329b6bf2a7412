"""Trips that run faster or slower, stay longer or shorter at stops, or leave at other times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from transnet.timetable.edits.trip_rows import Rows, Seconds, TripCalls
from transnet.timetable.part_checks import LATEST_S, BoolArray


def runs_of(calls: TripCalls) -> Seconds:
    """Return the seconds from the call before to each call, 0 for the first of a trip."""
    run = np.zeros(len(calls.stop), dtype=np.int64)
    run[1:] = calls.arrival_s[1:] - calls.departure_s[:-1]
    run[calls.first[:-1]] = 0
    return run


def retimed(calls: TripCalls, run_s: Seconds, stay_s: Seconds, fixed: Rows) -> TripCalls:
    """Return calls that follow from running times and stays.

    run_s   int64[c], from the call before; that of a trip's first call doesn't count
    stay_s  int64[c]
    fixed   intp[k], for each trip the call of which the departure stays as it is
    """
    run = run_s.copy()
    run[calls.first[:-1]] = 0
    trip = calls.trip
    departure = np.cumsum(run + stay_s)
    departure += (calls.departure_s[fixed] - departure[fixed])[trip]
    return replace(calls, arrival_s=departure - stay_s, departure_s=departure)


def at_other_speed(
    calls: TripCalls, hops: BoolArray, factor: float, fixed: Rows, *, stays_too: bool = False
) -> TripCalls:
    """Return calls of trips that run so many times as fast.

    hops       bool[c], hops that lead to these calls
    stays_too  whether stays between two of these hops shrink along with them
    """
    run, stay = runs_of(calls), calls.departure_s - calls.arrival_s
    faster = np.where(hops, np.rint(run / factor).astype(np.int64), run)
    if stays_too:
        between = hops.copy()
        between[:-1] &= hops[1:]
        between[-1:] = False
        between[calls.first[1:] - 1] = False
        stay = np.where(between, np.rint(stay / factor).astype(np.int64), stay)
    return retimed(calls, faster, stay, fixed)


def with_stays(calls: TripCalls, stay_s: Seconds, fixed: Rows) -> TripCalls:
    """Return calls of trips that stay so many seconds at each."""
    return retimed(calls, runs_of(calls), stay_s, fixed)


def moved(calls: TripCalls, later_s: Seconds) -> TripCalls:
    """Return calls of trips that run so many seconds later, int64[k]."""
    shift = later_s[calls.trip]
    return replace(calls, arrival_s=calls.arrival_s + shift, departure_s=calls.departure_s + shift)


def out_of_day(calls: TripCalls) -> Rows:
    """Return the trips that begin before their service day does, or end a month after it."""
    starts, ends = calls.arrival_s[calls.first[:-1]], calls.departure_s[calls.first[1:] - 1]
    return np.flatnonzero((starts < 0) | (ends > LATEST_S))
