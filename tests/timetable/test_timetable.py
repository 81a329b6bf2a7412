"""What makes a timetable, what is refused, and which runs a day has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tests.timetable.naive_search import runs_of
from tests.timetable.timetables import DAY, drawn_timetables, timetable_of
from transnet.base.errors import InputError
from transnet.timetable.day_calls import calls_on, mirrored
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

Parts = dict[str, Any]


def _parts() -> Parts:
    both = [True] * 4
    return {
        "stops": Stops(["A", "B"], ["甲", "乙"], [112.5, 112.6], [37.8, np.nan]),
        "routes": Routes(["R"], ["Line"], ["rail"]),
        "trips": Trips(["T1", "T2"], ["G1", ""], [0, 0], [0, 0], [-1, -1], [0, 2, 4]),
        "calls": Calls([0, 1, 1, 0], [60, 120, 300, 400], [60, 130, 300, 400], both, both),
        "services": Services(["D"], date(2026, 3, 3), [[True, False, True]], "Asia/Shanghai"),
        "transfers": Transfers([1, 0, 0], [1, 1, 0], [120, 90, 0]),
    }


def test_columns_are_kept_frozen_and_sorted() -> None:
    made = build_timetable(**_parts())
    assert made == build_timetable(**_parts())
    assert hash(made) == hash(build_timetable(**_parts()))
    assert made != replace(made, change_s=np.zeros(2, np.int32))
    assert (made.walk_from.tolist(), made.walk_to.tolist(), made.walk_s.tolist()) == (
        [0],
        [1],
        [90],
    )
    assert made.change_s.tolist() == [0, 120]
    assert made.days == (date(2026, 3, 3), date(2026, 3, 5))
    assert repr(made) == "<Timetable: 2 stops, 2 trips, 4 calls, 2026-03-03 to 2026-03-05>"
    with pytest.raises(ValueError, match="read-only"):
        made.arrival_s[0] = 1


def _with(part: str, **columns: object) -> Callable[[], Parts]:
    return lambda: {**_parts(), part: replace(_parts()[part], **columns)}


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (_with("stops", ids=["A", "A"]), "stops.ids: 'A' is there twice; ids are distinct"),
        (_with("stops", ids=["A", ""]), "stops.ids: an id is empty"),
        (_with("stops", names=["A"]), r"stops.names: must have 2 values, not \[1\]"),
        (_with("stops", names=["A", 1]), "stops.names: must be texts"),
        (_with("stops", lon=["east", 1]), "stops.lon: must be numbers, not texts"),
        (_with("calls", stop=[0, 1, 2, 0]), "calls.stop: '2 at 2' lies outside 0 to 1"),
        (_with("calls", arrival_s=[60, 120, 300.5, 400]), "'300.5 at 2' isn't a whole number"),
        (_with("calls", arrival_s=[-1, 120, 300, 400]), "'-1 at 0' lies outside 0 to 2592000"),
        (
            _with("calls", arrival_s=[60, 59, 300, 400]),
            "'59' the times of trip T1 decrease at its call 2, at B",
        ),
        (
            _with("calls", departure_s=[60, 119, 300, 400]),
            "'120' the times of trip T1 decrease at its call 2, at B",
        ),
        (_with("calls", can_board=[1, 0, 1, 1]), "calls.can_board: must be true or false"),
        (_with("trips", first_call=[0, 1, 4]), "'T1' a trip calls at two stops at least"),
        (_with("trips", first_call=[0, 2, 3]), "trips.first_call must rise from 0"),
        (_with("trips", service=[0, 1]), "trips.service: '1 at 1' lies outside 0 to 0"),
        (_with("services", runs=[True]), "services.runs must be true or false for each of 1 "),
        (_with("services", time_zone="Mars/Base"), "'Mars/Base' is no time zone that is known"),
        (_with("services", first_day="2026-03-03"), "services.first_day"),
        (
            _with("transfers", from_stop=[0, 0, 1], to_stop=[1, 1, 0]),
            "'A - B' this pair of stops has two transfers",
        ),
    ],
)
def test_what_is_wrong_is_named(parts: Callable[[], Parts], told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        build_timetable(**parts())
    assert caught.value.notices[0].code in {"bad_timetable", "wrong_type"}


def test_a_day_outside_of_the_calendar_is_refused_with_its_ends() -> None:
    made = build_timetable(**_parts())
    assert made.day_given("2026-03-04") == DAY
    for day in ("2026-03-02", date(2026, 3, 6)):
        with pytest.raises(InputError, match="from 2026-03-03 to 2026-03-05") as caught:
            made.day_given(day)
        assert caught.value.notices[0].code == "date_outside_calendar"
    for wrong in ("yesterday", 20260304):
        with pytest.raises(InputError, match="a day as YYYY-MM-DD"):
            made.day_given(wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no trip of this timetable ever runs"):
        timetable_of(2, []).day_given(DAY)


@settings(max_examples=100, deadline=None)
@given(timetable=drawn_timetables())
def test_a_day_has_the_runs_that_reach_into_it(timetable: Timetable) -> None:
    first, last = 100, 90_000
    found = calls_on(timetable, DAY, first, last)
    expected = {
        (trip, offset * 86_400)
        for trip, offset, _, run in runs_of(timetable, DAY)
        if run[0][2] <= last and run[-1][1] >= first
    }
    ids = timetable.trip_ids[found.trip].tolist()
    assert len(ids) == len(expected)
    assert set(zip(ids, found.shift_s.tolist(), strict=True)) == expected
    starts = found.calls.departure[found.calls.first[:-1]]
    assert np.all(np.diff(starts) >= 0)
    back = mirrored(mirrored(found.calls))
    for one, other in zip(found.calls, back, strict=True):
        assert np.array_equal(one, other)


def test_service_days_lie_an_hour_closer_or_farther_where_clocks_change() -> None:
    calls: list[tuple[int, int, int, bool, bool]] = [(0, 90_000, 90_000, True, True)]
    calls.append((1, 90_600, 90_600, True, True))
    plain = timetable_of(2, [(0, -1, calls)], runs=((True, True, True),))
    zoned = replace(plain, time_zone="Europe/Rome", first_day=date(2026, 3, 28))
    # Clocks go forward on the 29th: from noon to noon it is 23 hours.
    for day, shift in ((date(2026, 3, 29), -82_800), (date(2026, 3, 30), -86_400)):
        found = calls_on(zoned, day, 0, 50_000)
        assert (found.trip.tolist(), found.shift_s.tolist()) == ([0], [shift])
    assert calls_on(plain, DAY, 0, 50_000).shift_s.tolist() == [-86_400]
