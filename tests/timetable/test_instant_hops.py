"""A run that calls at several stops in one second leads on to those behind, and never back."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.timetable.naive_search import earliest_arrivals
from tests.timetable.timetables import DAY, Trip, drawn_trips, timetable_of
from transnet.timetable.timetable import Timetable

INF = float("inf")


def _minutes(timetable: Timetable) -> pd.DataFrame:
    """Return minutes between all stops for who leaves at midnight, over a quarter of an hour."""
    stops = timetable.stop_ids.tolist()
    hour = {"window": ("00:00", "00:01"), "longest_min": 15}
    return timetable.travel_times(stops, stops, date=DAY, percentiles=[50], **hour).matrix(50)


def _trip(*stops: int, at_s: int = 60, block: int = -1) -> Trip:
    return (0, block, [(stop, at_s, at_s, True, True) for stop in stops])


def test_nobody_rides_back_within_a_second() -> None:
    found = _minutes(timetable_of(4, [_trip(0, 1, 2, 3)]))
    assert found.to_numpy().tolist() == [
        [0, 1, 1, 1],
        [INF, 0, 1, 1],
        [INF, INF, 0, 1],
        [INF, INF, INF, 0],
    ]


def test_nor_in_a_run_that_the_vehicle_goes_on_as() -> None:
    found = _minutes(timetable_of(4, [_trip(0, 1, block=0), _trip(1, 2, 3, block=0)]))
    assert found.loc["S0"].tolist() == [0, 1, 1, 1]
    assert found.loc["S3"].tolist() == [INF, INF, INF, 0]
    assert found.loc["S2"].tolist() == [INF, INF, 0, 1]


def test_changes_within_a_second_are_made_in_any_order_of_the_runs() -> None:
    for trips in ([_trip(0, 1, 2), _trip(3, 1, 4)], [_trip(3, 1, 4), _trip(0, 1, 2)]):
        found = _minutes(timetable_of(5, trips))
        assert found.loc["S0"].tolist() == [0, 1, 1, INF, 1]
        assert found.loc["S3"].tolist() == [INF, 1, 1, 0, 1]


def _in_whole_minutes(trip: Trip, every_s: int) -> Trip:
    service, block, calls = trip
    return service, block, [(at, a // every_s * every_s, d // every_s * every_s, *marks)
                            for at, a, d, *marks in calls]  # fmt: skip


@settings(max_examples=drawn(100), deadline=None)
@given(st.lists(drawn_trips(4), min_size=1, max_size=6), st.sampled_from([60, 180]))
def test_times_of_whole_minutes_are_those_of_single_searches(
    trips: list[Trip], every_s: int
) -> None:
    timetable = timetable_of(4, [_in_whole_minutes(trip, every_s) for trip in trips])
    found = _minutes(timetable).to_numpy()
    for start in range(4):
        _, there = earliest_arrivals(timetable, DAY, [(start, 0)], 15 * 60)
        minutes = np.array([-(-there[stop] // 60) for stop in range(4)], dtype=float)
        minutes[minutes > 15] = INF
        assert found[start].tolist() == minutes.tolist()
