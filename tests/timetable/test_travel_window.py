"""Percentiles over a window, held cell by cell against a search for each of its departures."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timetable.naive_search import earliest_arrivals
from tests.timetable.timetables import DAY, drawn_timetables
from transnet.kernels.timetable.percentiles import rank_of
from transnet.timetable.access_ways import AccessWays, goals_of, starts_of
from transnet.timetable.timetable import Timetable
from transnet.timetable.travel_window import CompiledWindow, Departures

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


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=100, deadline=None)
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
