from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.errors import InputError
from transnet.base.units import UNREACHABLE_MS
from transnet.supply.common_lines import (
    TRAINS_UNIT,
    CommonLines,
    Departures,
    PairTimes,
    Wait,
    compile_pairs,
    evaluate_pairs,
    other_choice,
)
from transnet.supply.kinds import Mode
from transnet.supply.patterns import StopPatterns

SPAN = np.full(len(Mode), 960.0)
FULL = Wait(share=1.0, cap_min=30.0, beyond_share=0.0, span_min=SPAN)
DEPARTURES = st.just(0) | st.integers(TRAINS_UNIT // 50, 60 * TRAINS_UNIT)
SERVICES = st.lists(st.tuples(DEPARTURES, st.integers(1, 20_000_000)), min_size=1, max_size=6)
WAITS = st.builds(
    lambda share, cap, beyond: Wait(share, cap, beyond, SPAN),
    st.floats(0, 1),
    st.floats(0, 100),
    st.floats(0, 1),
)


def _pairs(*counts: int) -> CommonLines:
    """Pairs with so many entries each; stops and positions play no part in the evaluation."""
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    total = int(first[-1])
    entry = np.arange(total, dtype=np.int32)
    pair = np.arange(len(counts), dtype=np.int32)
    mode = np.zeros(len(counts), dtype=np.int8)
    return CommonLines(mode, pair, pair + 1, first, entry, entry, entry)


def _evaluate(groups: list[list[tuple[int, int]]], wait: Wait = FULL) -> PairTimes:
    flat = [service for group in groups for service in group]
    trains, ride = (np.array([service[i] for service in flat], dtype=np.int64) for i in (0, 1))
    return evaluate_pairs(_pairs(*map(len, groups)), Departures(trains, ride), wait)


def _minutes(per_day: float, ride_min: float) -> tuple[int, int]:
    return round(per_day * TRAINS_UNIT), round(ride_min * 60_000)


def _best_of_all_subsets(services: list[tuple[int, int]], wait: Wait) -> int:
    """Twin: exact expected time over every set of services, rounded to nearest, halves up."""
    usable = [service for service in services if service[0] > 0]
    subsets = chain.from_iterable(combinations(usable, k) for k in range(1, len(usable) + 1))
    full = int(np.rint(wait.share * SPAN[0] / 2 * 60_000 * TRAINS_UNIT))
    beyond = int(np.rint(wait.beyond_share * wait.share * SPAN[0] / 2 * 60_000 * TRAINS_UNIT))
    cap = int(np.rint(wait.share * (1 - wait.beyond_share) * wait.cap_min * 60_000))
    best = None
    for subset in subsets:
        trains = sum(service[0] for service in subset)
        ride = Fraction(sum(service[0] * service[1] for service in subset), trains)
        cost = ride + min(Fraction(full, trains), cap + Fraction(beyond, trains))
        best = cost if best is None else min(best, cost)
    return UNREACHABLE_MS if best is None else int(best + Fraction(1, 2))


def test_two_services_by_hand() -> None:
    # 24 a day in 36 min, 8 a day in 30: alone 20 + 36 and 30 + 30 (capped from 60);
    # together 960 / 64 = 15 wait and (24 x 36 + 8 x 30) / 32 = 34.5 ride.
    times = _evaluate([[_minutes(24, 36), _minutes(8, 30)]])
    assert times.total.tolist() == [round(49.5 * 60_000)]
    assert times.wait.tolist() == [15 * 60_000]
    assert times.ride.tolist() == [round(34.5 * 60_000)]
    assert times.fastest.tolist() == [30 * 60_000]
    assert times.median.tolist() == [36 * 60_000]
    assert times.chosen.tolist() == [True, True]


def test_a_slow_service_is_left_to_others() -> None:
    times = _evaluate([[_minutes(48, 30), _minutes(48, 300)]])
    assert times.total.tolist() == [40 * 60_000]
    assert times.chosen.tolist() == [True, False]


def test_cap_sends_people_to_the_timetable_of_the_fastest() -> None:
    times = _evaluate([[_minutes(1, 60), _minutes(1, 70)]])
    assert times.wait.tolist() == [30 * 60_000]
    assert times.chosen.tolist() == [True, False]


def test_no_schedule_delay_means_the_fastest() -> None:
    times = _evaluate([[_minutes(24, 36), _minutes(1, 30)]], Wait(0.0, 30.0, 0.5, SPAN))
    assert times.total.tolist() == times.fastest.tolist() == [30 * 60_000]
    assert times.wait.tolist() == [0]


def test_median_departure() -> None:
    odd = [_minutes(1, 10), _minutes(1, 20), _minutes(1, 40)]
    even = [_minutes(2, 10), _minutes(1, 20), _minutes(1, 40)]
    times = _evaluate([odd, even, [_minutes(0, 5), _minutes(3, 50)]])
    assert times.median.tolist() == [20 * 60_000, 15 * 60_000, 50 * 60_000]


def test_closed_pairs_are_unreachable_and_choose_nothing() -> None:
    times = _evaluate([[(0, 5)], [_minutes(2, 7)], [(0, 9), (0, 1)]])
    for values in (times.total, times.fastest, times.median):
        assert values.dtype == np.int32
        assert values.tolist()[::2] == [UNREACHABLE_MS, UNREACHABLE_MS]
    assert times.wait.tolist()[::2] == times.ride.tolist()[::2] == [0, 0]
    assert times.chosen.tolist() == [False, True, False, False]


def test_no_pairs_at_all() -> None:
    assert _evaluate([]).total.tolist() == []


def test_a_ride_too_long_for_milliseconds_is_refused() -> None:
    with pytest.raises(InputError):
        _evaluate([[(1, UNREACHABLE_MS)]])


def test_a_wait_too_long_for_milliseconds_is_refused_and_never_wraps() -> None:
    endless = Wait(share=1.0, cap_min=30.0, beyond_share=1.0, span_min=SPAN)
    assert _evaluate([[(135, 1_000)]], endless).total[0] < UNREACHABLE_MS
    with pytest.raises(InputError, match="wait"):
        _evaluate([[(134, 1_000)]], endless)


def test_another_choice_whose_wait_is_too_long_is_refused_and_never_wraps() -> None:
    rare_and_often = [(100, 1_000), (20 * TRAINS_UNIT, 1_000)]
    endless = Wait(share=1.0, cap_min=30.0, beyond_share=1.0, span_min=SPAN)
    times = _evaluate([rare_and_often], endless)
    again = other_choice(_pairs(2), times, endless, times.chosen)
    assert again.total.tolist() == times.total.tolist()
    with pytest.raises(InputError, match="wait"):
        other_choice(_pairs(2), times, endless, np.array([True, False]))


def test_a_wait_below_zero_is_refused() -> None:
    backwards = Wait(share=-1.0, cap_min=30.0, beyond_share=0.0, span_min=SPAN)
    with pytest.raises(InputError, match="negative"):
        _evaluate([[_minutes(2, 7)]], backwards)


@given(SERVICES, WAITS)
def test_best_prefix_is_the_best_of_all_subsets(
    services: list[tuple[int, int]], wait: Wait
) -> None:
    times = _evaluate([services], wait)
    assert int(times.total[0]) == _best_of_all_subsets(services, wait)
    if times.total[0] < UNREACHABLE_MS:
        assert times.wait[0] + times.ride[0] == times.total[0]
        assert min(times.wait[0], times.ride[0]) >= 0


@given(SERVICES, SERVICES, WAITS)
def test_adding_services_never_lengthens(
    services: list[tuple[int, int]], more: list[tuple[int, int]], wait: Wait
) -> None:
    fewer, all_of_them = _evaluate([services], wait), _evaluate([services + more], wait)
    assert all_of_them.total[0] <= fewer.total[0]
    assert all_of_them.fastest[0] <= fewer.fastest[0]


@given(st.lists(SERVICES, min_size=2, max_size=4), WAITS)
def test_a_pair_depends_on_its_own_services_only(
    groups: list[list[tuple[int, int]]], wait: Wait
) -> None:
    together = _evaluate(groups, wait)
    for place, group in enumerate(groups):
        alone = _evaluate([group], wait)
        for name in ("total", "wait", "ride", "fastest", "median"):
            assert getattr(alone, name)[0] == getattr(together, name)[place]


def _lines(*patterns: list[int]) -> StopPatterns:
    first = np.concatenate([[0], np.cumsum([len(p) for p in patterns])]).astype(np.int32)
    stop = np.array([s for p in patterns for s in p], dtype=np.int32)
    count = len(patterns)
    return StopPatterns(
        ids=np.array([f"L{i}" for i in range(count)], dtype=object),
        flight=np.zeros(count, dtype=bool),
        row=np.arange(count, dtype=np.int32),
        mode=np.zeros(count, dtype=np.int8),
        first=first,
        stop=stop,
        stop_row=np.arange(len(stop), dtype=np.int32),
        track_first=np.zeros(len(stop) + 1, dtype=np.int32),
        tracks=np.zeros(0, dtype=np.int32),
    )


def test_pairs_of_patterns() -> None:
    pairs = compile_pairs(_lines([0, 1, 2], [2, 0], [0, 2]), 3)
    ends = list(zip(pairs.from_stop.tolist(), pairs.to_stop.tolist(), strict=True))
    assert ends == [(0, 1), (0, 2), (1, 2), (2, 0)]
    assert pairs.first.tolist() == [0, 1, 3, 4, 5]
    assert pairs.pattern.tolist() == [0, 0, 2, 0, 1]
    assert pairs.from_pos[pairs.entries(1)].tolist() == [0, 5]
    assert pairs.to_pos[pairs.entries(1)].tolist() == [2, 6]


def test_a_loop_serves_each_pair_once_by_its_shortest_span() -> None:
    pairs = compile_pairs(_lines([0, 1, 0, 2]), 3)
    ends = list(zip(pairs.from_stop.tolist(), pairs.to_stop.tolist(), strict=True))
    assert ends == [(0, 1), (0, 2), (1, 0), (1, 2)]
    assert pairs.from_pos.tolist() == [0, 2, 1, 1]
    assert len(pairs.pattern) == 4


def test_part_of_the_wait_beyond_the_cap_counts() -> None:
    # One a day: 960 / 2 = 480, of which 30 and a tenth of 450 count. Sixteen a day just reach 30.
    soft = Wait(share=1.0, cap_min=30.0, beyond_share=0.1, span_min=SPAN)
    times = _evaluate([[_minutes(1, 60)], [_minutes(16, 60)]], soft)
    assert times.wait.tolist() == [75 * 60_000, 30 * 60_000]
    # So the fastest train of the day is left for the eleven of all kinds.
    many = _evaluate([[_minutes(1, 60), _minutes(10, 70)]], soft)
    assert many.chosen.tolist() == [True, True]
