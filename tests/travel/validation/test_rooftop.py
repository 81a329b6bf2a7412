from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.errors import InputError
from transnet.travel.validation.rooftop import by_headway, first_come, rooftop

TRAINS = st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 2000)), min_size=1, max_size=8)
SPANS = st.tuples(st.integers(0, 1400), st.integers(1, 1440)).map(
    lambda ends: (float(ends[0]), float(min(ends[0] + ends[1], 1440)))
)


def _arrays(trains: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [train[0] for train in trains], [train[1] for train in trains]


def _twin(trains: list[tuple[int, int]], span: tuple[float, float]) -> float:
    """Mean of the least cost: straight between all departures and all crossings of two roofs."""
    every = [(at + day, ride) for at, ride in trains for day in (-1440, 0, 1440)]
    bends = {at for at, _ in every}
    for at, ride in every:
        for other, longer in every:
            bends |= {(at + other + longer - ride) / 2}
    inner = sorted(bend for bend in bends if span[0] < bend < span[1])
    edges = [span[0], *inner, span[1]]
    total = 0.0
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        total += (end - start) * min(abs(middle - at) + ride for at, ride in every)
    return total / (span[1] - span[0])


def _first_twin(trains: list[tuple[int, int]], span: tuple[float, float]) -> float:
    """Mean arrival less turning up, straight between departures."""
    length = span[1] - span[0]
    own = [train for train in trains if span[0] <= train[0] < span[1]]
    every = [
        (at + length * lap, ride) for at, ride in own for lap in range(6000 // int(length) + 2)
    ]
    inner = sorted({at for at, _ in own} - {span[0]})
    edges = [span[0], *inner, span[1]]
    total = 0.0
    for start, end in pairwise(edges):
        arrival = min(at + ride for at, ride in every if at >= end)
        total += (end - start) * (arrival - (start + end) / 2)
    return total / length


@given(TRAINS, SPANS)
def test_rooftop_is_the_lower_envelope(
    trains: list[tuple[int, int]], span: tuple[float, float]
) -> None:
    trip = rooftop(*_arrays(trains), span)
    assert trip.total_min == pytest.approx(_twin(trains, span))
    assert trip.wait_min >= -1e-9
    assert min(ride for _, ride in trains) <= trip.travel_min + 1e-9


@given(TRAINS, st.tuples(st.integers(0, 1439), st.integers(0, 2000)), SPANS)
def test_a_further_departure_never_costs(
    trains: list[tuple[int, int]], more: tuple[int, int], span: tuple[float, float]
) -> None:
    for model in (rooftop, first_come):
        before = model(*_arrays(trains), span).total_min
        assert model(*_arrays([*trains, more]), span).total_min <= before + 1e-6


@given(st.integers(1, 60), st.integers(0, 300), st.floats(0, 1))
def test_even_trains_displace_by_a_quarter_of_the_headway(
    count: int, ride: int, phase: float
) -> None:
    headway = 1440 / count
    departures = (np.arange(count) + phase) * headway
    rides = np.full(count, ride)
    known = rooftop(departures, rides, (0.0, 1440.0))
    assert (known.wait_min, known.travel_min) == pytest.approx((headway / 4, ride))
    turned_up = first_come(departures, rides, (0.0, 1440.0))
    assert (turned_up.wait_min, turned_up.travel_min) == pytest.approx((headway / 2, ride))
    for told, real in ((True, known), (False, turned_up)):
        trip = by_headway([1 / headway], [ride], knows_timetable=told)
        assert trip.total_min == pytest.approx(real.total_min)


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 200)), min_size=1, max_size=8).filter(
        lambda trains: any(360 <= at < 1320 for at, _ in trains)
    ),
)
def test_those_who_turn_up_take_what_arrives_first(trains: list[tuple[int, int]]) -> None:
    span = (360.0, 1320.0)
    assert first_come(*_arrays(trains), span).total_min == pytest.approx(_first_twin(trains, span))


def test_two_trains_by_hand() -> None:
    # Fast at 08:00, slow at 10:00 by 30 min: even at 09:15, so 195 and 165 min of wishes.
    trip = rooftop([480, 600], [60, 90], (360.0, 720.0))
    left = (120**2 + 75**2) / 2
    right = (45**2 + 120**2) / 2
    assert trip.wait_min == pytest.approx((left + right) / 360)
    assert trip.travel_min == pytest.approx((195 * 60 + 165 * 90) / 360)
    # Who comes after 10:00 waits for 08:00 six hours on; before, for the next.
    trip = first_come([480, 600], [60, 90], (360.0, 720.0))
    assert trip.wait_min == pytest.approx((120**2 / 2 + 120**2 / 2 + (240**2 - 120**2) / 2) / 360)
    assert trip.travel_min == pytest.approx((240 * 60 + 120 * 90) / 360)


@given(st.floats(1, 200), st.floats(0, 1))
def test_uneven_gaps_make_waits_longer(count: float, irregularity: float) -> None:
    """The mean wait is half the mean squared gap over the mean gap, h / 2 x (1 + cv2)."""
    trip = by_headway([count / 960], [0.0], irregularity, knows_timetable=False)
    assert trip.wait_min == pytest.approx(960 / count / 2 * (1 + irregularity))
    trip = by_headway([count / 960], [0.0], irregularity)
    assert trip.wait_min == pytest.approx(960 / count / 4 * (1 + irregularity))


def test_slow_services_are_left_out_and_none_is_no_trip() -> None:
    fast = by_headway([1 / 60, 1 / 60], [60.0, 200.0])
    assert (fast.wait_min, fast.travel_min) == (15.0, 60.0)
    both = by_headway([1 / 60, 1 / 60], [60.0, 61.0])
    assert (both.wait_min, both.travel_min) == (7.5, 60.5)
    for trip in (rooftop([], []), first_come([10], [60]), by_headway([0.0], [60.0])):
        assert trip.total_min == np.inf


@pytest.mark.parametrize(
    ("departures", "rides", "span"),
    [
        ([0.0], [1.0, 2.0], (0.0, 60.0)),
        ([np.nan], [1.0], (0.0, 60.0)),
        ([0.0], [-1.0], (0.0, 60.0)),
        ([0.0], [np.inf], (0.0, 60.0)),
        ([0.0], [1.0], (60.0, 60.0)),
        ([0.0], [1.0], (0.0, 1441.0)),
    ],
)
def test_what_is_no_timetable_is_refused(
    departures: list[float], rides: list[float], span: tuple[float, float]
) -> None:
    for model in (rooftop, first_come):
        with pytest.raises(InputError, match="can't be used"):
            model(departures, rides, span)
