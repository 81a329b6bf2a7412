"""Percentiles over a window, held cell by cell against a search for each of its departures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.timetable.naive_search import earliest_arrivals
from tests.timetable.timetables import DAY, drawn_timetables, timetable_of
from transnet.base.errors import TransnetError, UnknownNameError
from transnet.kernels.timetable.percentiles import rank_of
from transnet.timetable.access_ways import AccessWays, goals_of, starts_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import Departures
from transnet.timetable.timetable import Timetable

PERCENTILES = (50, 1, 5, 95, 100)


def _seconds(
    timetable: Timetable, starts: Any, goals: Any, departures: Departures
) -> npt.NDArray[np.int64]:
    """Return the seconds of every departure, [departures, goals, origins], by the naive search."""
    table = np.full((departures.count, len(goals), len(starts)), 10**9)
    for number in range(departures.count):
        now = departures.first_s + 60 * number
        for origin, ways in enumerate(starts):
            seeds = [(stop, now + seconds) for stop, seconds in ways]
            until = departures.first_s + 60 * (departures.count - 1 + departures.longest_min)
            ridden, walked = earliest_arrivals(timetable, DAY, seeds, until)
            for place, goal in enumerate(goals):
                if isinstance(goal, int):
                    table[number, place, origin] = walked[goal] - now
                else:
                    ends = [ridden[stop] + seconds - now for stop, seconds in goal]
                    table[number, place, origin] = min(ends, default=10**9)
    return table


def _in_minutes(seconds: npt.NDArray[np.int64], longest: int) -> npt.NDArray[np.int64]:
    """Return the percentiles of whole minutes, begun ones counted."""
    minutes = np.sort(-(-seconds // 60), axis=0)
    ranks = [rank_of(each, len(minutes)) for each in PERCENTILES]
    return np.minimum(minutes[[rank - 1 for rank in ranks]], longest + 1)


@settings(max_examples=drawn(30), deadline=None)
@given(
    timetable=drawn_timetables(),
    first=st.sampled_from([0, 30, 120]),
    count=st.integers(1, 9),
    longest=st.sampled_from([3, 15, 200]),
)
def test_percentiles_are_those_of_single_searches(
    timetable: Timetable, first: int, count: int, longest: int
) -> None:
    departures = Departures(DAY, first, count, longest)
    names = timetable.stop_ids.tolist()
    walks = list(
        zip(timetable.walk_from, timetable.walk_to, timetable.walk_s.tolist(), strict=True)
    )
    starts = [
        [(stop, 0), *((to, seconds) for of, to, seconds in walks if of == stop)]
        for stop in range(len(names))
    ]
    known = _seconds(timetable, starts, list(range(len(names))), departures)
    made = CompiledWindow(timetable, departures, goals_of(timetable, names))
    found = made.percentile_minutes(starts_of(timetable, names), PERCENTILES)
    assert found.tolist() == _in_minutes(known, longest).tolist()


@settings(max_examples=drawn(20), deadline=None)
@given(timetable=drawn_timetables(), data=st.data(), count=st.integers(1, 4))
def test_places_are_reached_by_their_ways(
    timetable: Timetable, data: st.DataObject, count: int
) -> None:
    departures = Departures(DAY, 0, count, 20)
    stop = st.integers(0, len(timetable.stop_ids) - 1)
    way = st.lists(st.tuples(stop, st.sampled_from([0, 1, 59, 60, 61, 200])), max_size=3)
    sides = [data.draw(st.lists(way, min_size=1, max_size=3)) for _ in range(2)]
    given_sides = []
    for ways in sides:
        flat = [(place, *each) for place, one in enumerate(ways) for each in one]
        columns = list(zip(*flat, strict=True)) if flat else [[], [], []]
        given_sides.append(AccessWays([f"P{place}" for place in range(len(ways))], *columns))
    made = CompiledWindow(timetable, departures, goals_of(timetable, given_sides[1]))
    found = made.percentile_minutes(starts_of(timetable, given_sides[0]), PERCENTILES)
    known = _seconds(timetable, sides[0], sides[1], departures)
    assert found.tolist() == _in_minutes(known, 20).tolist()


def test_who_boards_a_vehicle_is_not_at_its_stops_of_that_minute_before() -> None:
    calls = [(stop, 0, 0, True, True) for stop in range(3)] + [(3, 60, 60, True, True)]
    blocked = [(3, 60, 60, True, True), (4, 60, 60, True, True), (5, 120, 120, True, True)]
    timetable = timetable_of(6, [(0, 0, calls), (0, 0, blocked)])
    names = timetable.stop_ids.tolist()
    found = timetable.travel_times(
        names, names, date=DAY, window=("00:00", "00:01"), percentiles=[50]
    )
    never, least = np.inf, found.matrix(50).to_numpy()
    assert least.tolist() == [
        *([0, 0, 0, 1, 1, 2], [never, 0, 0, 1, 1, 2], [never, never, 0, 1, 1, 2]),
        *([never] * 3 + [0, 1, 2], [never] * 4 + [0, 2], [never] * 5 + [0]),
    ]


def test_numbers_are_the_same_on_one_thread_and_two() -> None:
    timetable = _ring(200)
    names = timetable.stop_ids.tolist()
    found = []
    for threads in (1, 2):
        with _threads(threads):
            times = timetable.travel_times(names, names, date=DAY, window=("00:00", "00:30"))
        found.append(times.whole_min.tobytes())
    assert found[0] == found[1]
    assert len(set(found[0])) > 20


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = numba.get_num_threads()
    numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))
    try:
        yield
    finally:
        numba.set_num_threads(before)


def _ring(stops: int) -> Timetable:
    """Return trips round a ring of stops, a minute apart, one every seven minutes."""
    trips = [
        (
            0,
            -1,
            [(k % stops, 60 * (7 * n + k), 60 * (7 * n + k), True, True) for k in range(stops + 9)],
        )
        for n in range(20)
    ]
    return timetable_of(stops, trips)


def test_tables_hold_minutes_by_ids_and_inf_where_nothing_leads() -> None:
    line = [(0, 0, 0, True, True), (1, 300, 330, True, True), (2, 690, 690, True, True)]
    timetable = timetable_of(4, [(0, -1, line)])
    found = timetable.travel_times(
        ["S0", "S1"], ["S2", "S0", "S2", "S3"], date="2026-03-04", window=("00:00", "00:05")
    )
    assert found.percentiles == (5, 50, 95)
    assert found.matrix(5).loc["S0"].tolist() == [12.0, 0.0, 12.0, np.inf]
    assert found.matrix(50).loc["S0"].tolist() == [np.inf, 0.0, np.inf, np.inf]
    table = found.table()
    assert table.columns.tolist() == ["from_id", "to_id", "p5", "p50", "p95"]
    assert table[table["from_id"] == "S1"]["to_id"].tolist() == ["S2", "S0", "S2", "S3"]
    # Leaving S1 between 00:00 and 00:04 one waits for 5:30 and is there at 11:30: 8 to 12 min.
    assert table[table["from_id"] == "S1"]["p5"].tolist() == [8.0, np.inf, 8.0, np.inf]
    assert table[table["from_id"] == "S1"]["p95"].tolist() == [12.0, np.inf, 12.0, np.inf]
    with pytest.raises(UnknownNameError, match="percentile"):
        found.matrix(7)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"window": ("09:00", "07:00")}, "must end whole minutes after it begins"),
        ({"window": ("07:00", "07:00:30")}, "must end whole minutes after it begins"),
        ({"window": ("07:00", "60:00")}, "must be two days long at most"),
        ({"window": "07:00"}, "must be two times"),
        ({"window": ("7", "9")}, "must be a time such as 07:30"),
        ({"percentiles": ()}, "must be one at least"),
        ({"percentiles": (0, 50)}, "must be above 0 and up to 100"),
        ({"percentiles": True}, "must be above 0 and up to 100"),
        ({"longest_min": 0}, "must be whole minutes from 1 to 10080"),
        ({"longest_min": 2.5}, "must be whole minutes from 1 to 10080"),
        ({"date": "2027-01-01"}, "from 2026-03-04 to 2026-03-04"),
        ({"origins": ["S9"]}, "no stop named 'S9'"),
        ({"origins": AccessWays(["P"], [0], [9], [10])}, "'9 at 0' lies outside 0 to 1"),
        ({"destinations": AccessWays(["P"], [1], [1], [10])}, "'1 at 0' lies outside 0 to 0"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], told: str) -> None:
    timetable = timetable_of(2, [(0, -1, [(0, 0, 0, True, True), (1, 300, 330, True, True)])])
    call: dict[str, Any] = {"origins": ["S0"], "destinations": ["S1"], "date": DAY, **asked}
    with pytest.raises(TransnetError, match=told):
        timetable.travel_times(**call)


@settings(max_examples=drawn(15), deadline=None)
@given(timetable=drawn_timetables(), data=st.data())
def test_another_trip_harms_nobody(timetable: Timetable, data: st.DataObject) -> None:
    names = timetable.stop_ids.tolist()
    before = timetable.travel_times(names, names, date=DAY, window=("00:00", "00:08"))
    kept = data.draw(st.integers(0, len(timetable.trip_ids) - 1))
    # Without a block: a trip between two of a vehicle would part them.
    fewer = replace(
        timetable,
        can_board=timetable.can_board & (_trip_of_call(timetable) != kept),
    )
    fewer_times = fewer.travel_times(names, names, date=DAY, window=("00:00", "00:08"))
    assert np.all(before.whole_min <= fewer_times.whole_min)


def _trip_of_call(timetable: Timetable) -> npt.NDArray[np.int64]:
    return np.repeat(np.arange(len(timetable.trip_ids)), np.diff(timetable.first_call))


@settings(max_examples=drawn(15), deadline=None)
@given(timetable=drawn_timetables())
def test_who_leaves_later_never_arrives_earlier(timetable: Timetable) -> None:
    names = timetable.stop_ids.tolist()
    arrivals = [
        minute
        + timetable.travel_times(
            names,
            names,
            date=DAY,
            window=(f"00:{minute:02d}", f"00:{minute + 1:02d}"),
            percentiles=[50],
            longest_min=200 - minute,
        ).whole_min
        for minute in range(0, 10, 3)
    ]
    for earlier, later in pairwise(arrivals):
        assert np.all(earlier <= later)


@settings(max_examples=drawn(15), deadline=None)
@given(
    timetable=drawn_timetables(),
    cutoffs=st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True),
    percentile=st.sampled_from([5, 50, 100]),
    amounts=st.lists(st.integers(0, 5), min_size=8, max_size=8),
)
def test_opportunities_are_sums_over_the_matrix(
    timetable: Timetable, cutoffs: list[int], percentile: int, amounts: list[int]
) -> None:
    names = [*timetable.stop_ids.tolist(), "S0", "S1"]  # two stand there twice
    held = pd.Series(amounts[: len(names)], names, dtype=float)
    asked: dict[str, Any] = {"date": DAY, "window": ("00:00", "00:08")}
    found = timetable.opportunities(
        names, held, cutoffs_min=cutoffs, percentile=percentile, **asked
    )
    times = timetable.travel_times(names, names, percentiles=[percentile], **asked)
    within = times.matrix(percentile).to_numpy()
    assert found.index.tolist() == names
    assert found.columns.tolist() == cutoffs
    for cutoff in cutoffs:
        known = (within <= cutoff) @ held.to_numpy()
        assert found[cutoff].tolist() == known.tolist()


def test_opportunities_lie_at_places_too() -> None:
    line = [(0, 0, 0, True, True), (1, 300, 330, True, True), (2, 690, 690, True, True)]
    timetable = timetable_of(3, [(0, -1, line)])
    places = AccessWays(["A", "B", "C"], [0, 1, 1], [1, 2, 1], [60, 1, 600])
    jobs = pd.Series({"B": 10.0, "A": 1.0, "C": 100.0})
    found = timetable.opportunities(
        ["S0"], (places, jobs), date=DAY, window=("00:00", "00:01"), cutoffs_min=(6, 11, 12)
    )
    assert found.loc["S0"].tolist() == [1.0, 1.0, 11.0]
    for wrong, told in (
        (jobs.iloc[:2], "must be numbers of 0 or more"),
        (-jobs, "must be numbers of 0 or more"),
        ([1, 2], "must be a Series by id"),
    ):
        with pytest.raises(TransnetError, match=told):
            timetable.opportunities(["S0"], (places, wrong), date=DAY)  # type: ignore[arg-type]
    with pytest.raises(TransnetError, match="must be distinct, and one at least"):
        timetable.opportunities(["S0"], (places, jobs), date=DAY, cutoffs_min=(30, 30))
