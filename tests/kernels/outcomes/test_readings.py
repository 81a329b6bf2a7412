"""What rows, trips and homes amount to, against the same by NumPy: to the last bit."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from transnet.kernels._arrays import UNREACHABLE_MS, FloatArray, read_only
from transnet.kernels.outcomes.homes_within import Homes, add_homes_within
from transnet.kernels.outcomes.nearest_goals import nearest_of
from transnet.kernels.outcomes.target_readings import Asked, Behind, Read, pairwise_sum, read_rows
from transnet.kernels.outcomes.trip_readings import AllTrips, Legs, Named, read_trips
from transnet.travel.leg_tables import TripLegs, trip_arrays

SEEDS = st.integers(0, 2**32 - 1)
NAMED = Named(1_000_000, 1, 6, 2)


@given(SEEDS, st.one_of(st.integers(0, 300), st.sampled_from([1000, 1024, 5000])))
@settings(max_examples=drawn(200))
def test_sums_are_numpys_to_the_last_bit(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=count) * 10.0 ** rng.integers(-8, 9, count)
    assert np.float64(pairwise_sum(values)).tobytes() == np.float64(values.sum()).tobytes()


def test_a_sum_of_nothing_and_of_negative_zeros_is_zero() -> None:
    for count in (0, 1, 7, 8, 200):
        assert math.copysign(1.0, pairwise_sum(np.full(count, -0.0))) == 1.0


@given(SEEDS)
@settings(max_examples=drawn(100))
def test_rows_behind_targets_are_read_as_numpy_reads_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 40, rng.integers(1, 9))
    first = np.append(0, np.cumsum(counts)).astype(np.int32)
    of_people = rng.random(len(counts)) < 0.5
    limit, pct = (
        rng.integers(0, 90, len(counts)) + 0.0,
        rng.choice([0.0, 33.3, 80.0, 100.0], len(counts)),
    )
    minutes = rng.integers(0, 120, first[-1]) + rng.choice([0.0, 0.25], first[-1])
    minutes[rng.random(first[-1]) < 0.05] = np.inf
    people = rng.uniform(1.0, 1e6, first[-1])
    within = people * rng.choice([0.0, 0.5, 1.0], first[-1])
    read = _read(len(counts), first[-1])
    asked = Asked(*map(read_only, (first, of_people, limit, pct)))
    assert read_rows(asked, Behind(*map(read_only, (minutes, people, within))), read) == -1
    for at, (start, end) in enumerate(pairwise(first.tolist())):
        rows = slice(start, end)
        if of_people[at]:
            found = _of_people(minutes[rows], people[rows], within[rows], pct[at])
        else:
            found = _of_pairs(minutes[rows], limit[at], pct[at])
        names = ("value", "mean", "share", "shortfall")
        own = np.array([getattr(read, name)[at] for name in names])
        np.testing.assert_array_equal(own, found[:4])
        assert read.worst[at] == start + found[4]
        assert read.failing[at] == np.count_nonzero(minutes[rows] > limit[at])
    assert read.within.tolist() == (minutes <= np.repeat(limit, counts)).tolist()


def _of_pairs(minutes: FloatArray, limit: float, pct: float) -> tuple[float, ...]:
    needed = math.ceil(pct / 100.0 * len(minutes) - 1e-9)
    last = float(np.sort(minutes)[needed - 1]) if needed else 0.0
    share = 100.0 * (np.count_nonzero(minutes <= limit) / len(minutes))
    mean = float(minutes.sum()) / len(minutes)
    return float(minutes.max()), mean, share, max(0.0, last - limit), int(minutes.argmax())


def _of_people(
    minutes: FloatArray, people: FloatArray, within: FloatArray, pct: float
) -> tuple[float, ...]:
    share = 100.0 * float(within.sum()) / float(people.sum())
    missing = pct / 100.0 * float(people.sum()) - float(within.sum())
    mean = float(np.average(minutes, weights=people))
    return share, mean, share, max(0.0, missing), int(np.argmax(people - within))


@pytest.mark.parametrize("people", [[0.0, 0.0], [np.nan, np.nan], [0.0, np.nan]])
def test_a_target_that_has_nobody_to_count_is_told(people: list[float]) -> None:
    asked = Asked(
        read_only(np.array([0, 1, 3], dtype=np.int32)),
        read_only(np.array([False, True])),
        read_only(np.array([60.0, 60.0])),
        read_only(np.array([80.0, 80.0])),
    )
    counted = np.array([np.nan, *people])
    rows = Behind(*map(read_only, (np.ones(3), counted, counted)))
    assert read_rows(asked, rows, _read(2, 3)) == 1


def _read(targets: int, rows: int) -> Read:
    worst, failing = np.empty((2, targets), dtype=np.int32)
    return Read(*np.empty((4, targets)), worst, failing, np.empty(rows, dtype=np.bool_))


@given(SEEDS)
@settings(max_examples=drawn(50))
def test_trips_are_read_as_tables_of_them_are(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places, count = 5, 12
    sums = rng.integers(0, 10_000_000, (12, places, places))
    sums[7:11] = rng.choice([0, 1, 499_999, 500_000, 1_000_000], (4, places, places))
    sums[11] = rng.integers(0, 2, (places, places))
    travel = np.where(rng.random((places, places)) < 0.2, UNREACHABLE_MS, sums[:7].sum(axis=0))
    drives = rng.random((places, places)) < 0.3
    froms, tos = rng.integers(0, places, (2, count)).astype(np.int32)
    rows = rng.permutation(count)
    found = _legs(count)
    table = AllTrips(*map(read_only, (travel, sums, drives)))
    read_trips(
        table, (read_only(froms), read_only(tos)), NAMED, read_only(rows), Legs(**vars(found))
    )
    values, driven = sums[:, froms, tos], drives[froms, tos]
    expected = trip_arrays(travel[froms, tos], values, driven).staying(froms == tos)
    for name in ("minutes", "mode", "weak"):
        np.testing.assert_array_equal(getattr(found, name)[rows], getattr(expected, name))
    np.testing.assert_array_equal(found.legs[:, rows], expected.legs)


def _legs(count: int) -> TripLegs:
    marks = np.zeros(count, dtype=np.int8), np.zeros(count, dtype=np.bool_)
    return TripLegs(np.full(count, -1.0), np.full((7, count), -1.0), *marks)


@given(SEEDS)
@settings(max_examples=drawn(50))
def test_homes_are_added_up_as_numpy_adds_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places, groups = 6, 20
    homes, anchors = rng.integers(0, places, groups), rng.integers(0, places, (groups, 2))
    offsets, people = rng.uniform(0, 30, (groups, 2)), rng.uniform(1, 1e5, groups)
    spread = np.where(rng.random(groups) < 0.3, 0.0, rng.uniform(1, 60, groups))
    minutes = np.where(rng.random(places) < 0.2, np.inf, rng.uniform(0, 90, places))
    found = np.zeros(places)
    parts = (homes, anchors, offsets, spread, people)
    add_homes_within(Homes(*map(read_only, parts)), read_only(minutes), 60.0, found)
    left = 60.0 - (minutes[anchors] + offsets).min(axis=1)
    disc = np.clip(left / np.where(spread > 0, spread, 1.0), 0.0, 1.0) ** 2
    shares = np.where(spread > 0, disc, (left >= 0).astype(np.float64))
    assert found.tobytes() == np.bincount(homes, people * shares, places).tobytes()


def test_the_first_of_the_nearest_goals_that_count_is_found() -> None:
    never = UNREACHABLE_MS
    times = np.array([[5, 3, 3, never], [never, never, 9, 1]], dtype=np.int32)
    goals = np.array([3, 2, 1, 0], dtype=np.int32)
    allowed = np.array([[1, 1, 1, 1], [0, 0, 1, 1], [1, 1, 1, 1], [1, 0, 0, 1]], dtype=np.bool_)
    at, ms = np.empty((2, 4), dtype=np.int32)
    places = np.array([0, 1, 1, 0])
    nearest_of(*map(read_only, (times, places, goals, allowed)), (at, ms))
    assert at.tolist() == [1, -1, 0, 3]
    assert ms.tolist() == [3, never, 1, 5]
