"""Single searches of a day against a plain search: arrivals, departures, journeys, connections."""

from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timetable.naive_search import NEVER, arrivals_by_rides, earliest_arrivals, runs_of
from tests.timetable.timetables import DAY, drawn_timetables, timetable_of
from transnet.base.errors import InputError, UnknownNameError
from transnet.timetable.access_ways import AccessWays
from transnet.timetable.itineraries import Journey
from transnet.timetable.timetable import Timetable

UNTIL = 2 * 86_400
times = st.integers(0, 1500)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def _seeds(timetable: Timetable, stop: int, second: int) -> list[tuple[int, int]]:
    ways = timetable.walk_from == stop
    pairs = zip(timetable.walk_to[ways].tolist(), timetable.walk_s[ways].tolist(), strict=True)
    return [(stop, second), *((to, second + seconds) for to, seconds in pairs)]


@settings(max_examples=100, deadline=None)
@given(timetable=drawn_timetables(), second=times)
def test_earliest_arrivals_are_those_of_a_plain_search(timetable: Timetable, second: int) -> None:
    day = timetable.on(DAY)
    for stop, name in enumerate(timetable.stop_ids):
        _, known = earliest_arrivals(timetable, DAY, _seeds(timetable, stop, second), UNTIL)
        found = day.earliest_arrivals(name, _clock(second), 30)
        assert found.index.tolist() == timetable.stop_ids.tolist()
        assert found.fillna(NEVER).tolist() == known


@settings(max_examples=60, deadline=None)
@given(timetable=drawn_timetables(), second=times)
def test_who_leaves_a_second_after_the_latest_departure_comes_late(
    timetable: Timetable, second: int
) -> None:
    day = timetable.on(DAY)
    for goal, name in enumerate(timetable.stop_ids):
        found = day.latest_departures(name, _clock(second), 30)
        for stop, latest in enumerate(found.tolist()):
            for leaves, in_time in ((latest, True), (latest + 1, False), (0.0, latest >= 0)):
                if np.isnan(leaves):
                    continue
                seeds = _seeds(timetable, stop, int(leaves))
                _, there = earliest_arrivals(timetable, DAY, seeds, UNTIL)
                assert (there[goal] <= second) == in_time


def _check_legs(timetable: Timetable, journey: Journey) -> None:
    """Hold that each leg is a ride of the timetable or a way of it, and that there is time."""
    rows = timetable.row_of_stop
    runs = {
        (trip, stop, time)
        for trip, _, _, run in runs_of(timetable, DAY)
        for stop, arrival, departure, _, _ in run
        for time in (arrival, departure)
    }
    ways = {
        (one, other): seconds
        for one, other, seconds in zip(
            timetable.walk_from.tolist(),
            timetable.walk_to.tolist(),
            timetable.walk_s.tolist(),
            strict=True,
        )
    }
    for leg in journey.legs:
        one, other = rows[leg.from_stop], rows[leg.to_stop]
        if leg.mode == "walk":
            assert leg.arrival_s - leg.departure_s == ways[one, other]
        else:
            assert (leg.trips[0], one, leg.departure_s) in runs
            assert (leg.trips[-1], other, leg.arrival_s) in runs
    for before, after in pairwise(journey.legs):
        assert before.to_stop == after.from_stop
        changes = before.mode != "walk" and after.mode != "walk"
        least = int(timetable.change_s[rows[before.to_stop]]) if changes else 0
        assert before.arrival_s + least <= after.departure_s


@settings(max_examples=100, deadline=None)
@given(timetable=drawn_timetables(), second=times, most=st.integers(1, 4))
def test_journeys_are_the_pareto_set_of_arrival_and_rides(
    timetable: Timetable, second: int, most: int
) -> None:
    day = timetable.on(DAY)
    origin = timetable.stop_ids[0]
    seeds = _seeds(timetable, 0, second)
    by_rides = [
        arrivals_by_rides(timetable, DAY, seeds, UNTIL, rides)[1] for rides in range(most + 1)
    ]
    for goal, name in enumerate(timetable.stop_ids):
        known = []
        for rides, arrivals in enumerate(by_rides):
            if arrivals[goal] < min([NEVER, *(arrival for arrival, _ in known)]):
                known.append((arrivals[goal], rides))
        journeys = day.journeys(origin, name, _clock(second), most_rides=most, later_min=10_000)
        assert [(each.arrival_s, each.rides) for each in journeys] == known[::-1]
        for journey in journeys:
            rides = [leg for leg in journey.legs if leg.mode != "walk"]
            assert len(rides) == journey.rides
            assert second <= journey.departure_s <= journey.arrival_s
            if journey.legs:
                ends = journey.legs[0], journey.legs[-1]
                assert (ends[0].from_stop, ends[1].to_stop) == (origin, name)
                assert (ends[0].departure_s, ends[1].arrival_s) == (
                    journey.departure_s,
                    journey.arrival_s,
                )
            _check_legs(timetable, journey)


@pytest.mark.parametrize("few_ways", [10_000, -1])  # by one pass over the day, and by rounds
@settings(max_examples=100, deadline=None)
@given(timetable=drawn_timetables(), first=times, long=st.integers(0, 700), data=st.data())
def test_connections_are_all_that_one_can_leave_for(
    few_ways: int, timetable: Timetable, first: int, long: int, data: st.DataObject
) -> None:
    stops = len(timetable.stop_ids)
    goal = data.draw(st.integers(1, stops - 1))
    names = timetable.stop_ids
    window = (_clock(first), _clock(first + long))
    with patch("transnet.timetable.timetable_day._FEW_WAYS", few_ways):
        found = timetable.on(DAY).connections(names[0], names[goal], window)
    assert found["departure_s"].is_monotonic_increasing
    assert found["arrival_s"].is_monotonic_increasing
    assert not found["departure_s"].duplicated().any()
    assert not found["arrival_s"].duplicated().any()
    assert found["departure_s"].between(first, first + long).all()
    asked = {first, first + long, *found["departure_s"], *(found["departure_s"] + 1)}
    behind = _by_ride(timetable, first + long + 1, goal)
    for second in sorted(each for each in asked if first <= each <= first + long):
        later = found.loc[found["departure_s"] >= second, "arrival_s"].tolist()
        assert min([behind, *later]) == _by_ride(timetable, second, goal)
    if len(found):
        assert found["arrival_s"].iloc[0] == _by_ride(timetable, first, goal)


def _by_ride(timetable: Timetable, second: int, goal: int) -> int:
    ridden, _ = earliest_arrivals(timetable, DAY, _seeds(timetable, 0, second), UNTIL)
    ways = timetable.walk_to == goal
    inbound = zip(timetable.walk_from[ways], timetable.walk_s[ways].tolist(), strict=True)
    return min([ridden[goal], *(ridden[stop] + seconds for stop, seconds in inbound)])


def test_fewer_rides_are_looked_for_so_much_later() -> None:
    trips = [
        (0, -1, [(0, 60, 60, True, True), (1, 120, 120, True, True)]),
        (0, -1, [(1, 180, 180, True, True), (2, 240, 240, True, True)]),
        (0, -1, [(0, 300, 300, True, True), (2, 540, 540, True, True)]),
    ]
    day = timetable_of(3, trips).on(DAY)
    for later_min, rides in ((4, [2]), (5, [2, 1]), (60, [2, 1])):
        journeys = day.journeys("S0", "S2", "00:00", later_min=later_min)
        assert [each.rides for each in journeys] == rides


def test_one_stays_seated_and_walks_from_places_to_places() -> None:
    trips = [
        (0, 7, [(0, 60, 60, True, True), (1, 120, 130, True, True)]),
        (0, 7, [(1, 180, 200, True, True), (2, 400, 400, True, True)]),
    ]
    timetable = timetable_of(3, trips)
    origin = AccessWays(["home"], [0], [0], [30])
    goal = AccessWays(["work"], [0], [2], [45])
    (journey,) = timetable.on(DAY).journeys(origin, goal, "00:00")
    assert (journey.departure_s, journey.arrival_s, journey.rides) == (30, 445, 1)
    assert [leg.mode for leg in journey.legs] == ["walk", "bus", "walk"]
    assert journey.legs[1].trips == ("T0", "T1")
    table = journey.table()
    assert table["from_stop"].tolist() == ["home", "S0", "S2"]
    assert table["to_stop"].tolist() == ["S0", "S2", "work"]
    assert table["trips"].tolist() == ["", "T0;T1", ""]


@pytest.mark.parametrize("few_ways", [10_000, -1])
def test_ways_at_both_ends_are_those_on_foot_to_and_from_stops(few_ways: int) -> None:
    """One leaves for either of two stops, and comes by either of two; no ride leads home."""
    trips = [
        (0, -1, [(0, 600 * n, 600 * n, True, True), (2, 600 * n + 300, 600 * n + 300, True, True)])
        for n in range(1, 5)
    ] + [(0, -1, [(1, 1250, 1250, True, True), (3, 1400, 1400, True, True)])]
    home = AccessWays(["home"], [0, 0], [0, 1], [100, 50])
    work = AccessWays(["work"], [0, 0, 0], [2, 3, 0], [40, 200, 0])
    with patch("transnet.timetable.timetable_day._FEW_WAYS", few_ways):
        found = timetable_of(4, trips).on(DAY).connections(home, work, ("00:05", "00:30"))
    known = [[500, 940], [1100, 1540], [1200, 1600], [1700, 2140], [1800, 2740]]
    assert found.to_numpy().tolist() == known


def test_a_vehicle_that_leaves_and_arrives_at_once_holds_nobody_before() -> None:
    """The row of marks of the first vehicle is free for the second, which no one gets to."""
    trips = [
        (0, -1, [(0, 60, 60, True, True), (1, 120, 120, True, True)]),
        (0, -1, [(2, 180, 180, True, True), (3, 180, 180, True, True), (4, 240, 240, True, True)]),
    ]
    day = timetable_of(5, trips).on(DAY)
    for goal, known in (("S1", [[60, 120]]), ("S3", []), ("S4", [])):
        assert day.connections("S0", goal, ("00:00", "00:01")).to_numpy().tolist() == known
    assert len(day.connections("S2", "S4", ("00:00", "00:03"))) == 1


def test_what_a_day_cannot_answer_is_refused() -> None:
    line = [(0, 0, 0, True, True), (1, 300, 300, True, True)]
    day = timetable_of(2, [(0, -1, line)]).on(DAY)
    assert day.journeys("S1", "S0", "00:00") == []
    for call, told in (
        (lambda: day.journeys(["S0", "S1"], "S1", "00:00"), "must be one place"),
        (lambda: day.journeys("S0", "S1", "noon"), "must be a time such as 07:30"),
        (lambda: day.earliest_arrivals("S0", "49:00"), "must lie between 00:00 and 48:00"),
        (
            lambda: day.journeys("S0", "S1", "00:00", most_rides=0),
            "must be a whole number from 1 to 30",
        ),
        (lambda: day.connections("S0", "S1", "00:00"), "must be two times"),
        (lambda: day.connections("S0", "S1", ("09:00", "07:00")), "must not end before it begins"),
    ):
        with pytest.raises(InputError, match=told):
            call()
    with pytest.raises(UnknownNameError, match="no stop named 'S7'"):
        day.latest_departures("S7", "00:10")
