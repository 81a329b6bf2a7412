"""What holds for edits of any timetable, held against timetables made from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timetable.timetables import DAY, Trip, drawn_timetables, drawn_trips, timetable_of
from tests.timetable.world_of_lines import WORLD, after, rebuilt
from transnet.base.collector import Notices
from transnet.timetable.edits.added_trips import AddTrip, CopyLine, TimedCall
from transnet.timetable.edits.called_stops import CalledStop
from transnet.timetable.edits.departure_plans import Period, Phase
from transnet.timetable.edits.new_headways import SetHeadway
from transnet.timetable.edits.new_lines import AddLine
from transnet.timetable.edits.retimed_trips import MoveDepartures, SetDwell, SetSpeed
from transnet.timetable.edits.service_days import OnDays, on_days
from transnet.timetable.edits.timetable_edits import TimetableEdit, edited_timetable
from transnet.timetable.edits.trips_closed import RemoveStops, RemoveTrips
from transnet.timetable.timetable import Timetable

ALL: dict[str, Any] = {"line": ("R",)}
NOTHING: list[TimetableEdit] = [
    SetSpeed(speed_factor=1.0, **ALL),
    SetDwell(added_min=0.0, **ALL),
    SetDwell(dwell_factor=1.0, **ALL),
    MoveDepartures(shift_min=0.0, weekday=("wed",), **ALL),
]


def _made(edit: TimetableEdit, timetable: Timetable) -> Timetable:
    """Return what an edit makes, be it nothing."""
    findings = Notices("edits", limit=None)
    made = edit.made(timetable, findings)
    errors = [each for each in findings.errors if each.code != "not_on_way"]
    assert not errors, errors
    return made


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _add(trip: Trip, name: str = "N") -> AddTrip:
    calls = tuple(
        TimedCall(stop=f"S{stop}", arrives=_clock(arrival), departs=_clock(departure))
        for stop, arrival, departure, _, _ in trip[2]
    )
    return AddTrip(id=name, line="R", calls=calls, weekday=("wed",))


@settings(max_examples=40, deadline=None)
@given(drawn_timetables(), st.sampled_from(NOTHING))
def test_what_says_no_change_makes_none(timetable: Timetable, edit: TimetableEdit) -> None:
    if timetable.days is not None and timetable.days[0] <= DAY <= timetable.days[1]:
        on_any_day = replace(edit, weekday=())
        assert _made(on_any_day, timetable) == timetable


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_added_trip_never_harms_and_goes_without_a_trace(data: st.DataObject) -> None:
    stops = data.draw(st.integers(2, 5))
    trips = data.draw(st.lists(drawn_trips(stops), min_size=1, max_size=6))
    before = timetable_of(stops, trips, ((0, 1, 60),))
    added = data.draw(drawn_trips(stops))
    made = edited_timetable(before, [_add(added)]).timetable
    assert edited_timetable(made, [RemoveTrips(trip=("N",))]).timetable == before
    calls = [(stop, arrival, leave, True, True) for stop, arrival, leave, _, _ in added[2]]
    from_nothing = timetable_of(stops, [*trips, (0, -1, calls)], ((0, 1, 60),))
    assert replace(made, trip_ids=from_nothing.trip_ids) == from_nothing
    for origin in before.stop_ids.tolist():
        for departure in ("00:00", "00:05"):
            now, then = (
                each.on(DAY).earliest_arrivals(origin, departure=departure).fillna(np.inf)
                for each in (before, made)
            )
            assert (then <= now).all()


@settings(max_examples=30, deadline=None)
@given(drawn_timetables(), st.integers(0, 2), st.booleans())
def test_trips_split_by_days_run_as_before(timetable: Timetable, day: int, odd: bool) -> None:
    days = np.zeros(timetable.service_runs.shape[1], dtype=np.bool_)
    days[day] = True
    trips = np.arange(len(timetable.trip_ids))[:: 1 + odd]
    made, rows = on_days(timetable, trips, days)
    assert rebuilt(made) == made
    assert _runs(made) == _runs(timetable)
    assert all(not made.service_runs[made.trip_service[row], ~days].any() for row in rows)


def _runs(timetable: Timetable) -> list[tuple[object, ...]]:
    """Return every run of every day, but for its trip's id."""
    return sorted(
        (column, *timetable.call_stop[part].tolist(), *timetable.departure_s[part].tolist())
        for row, (one, other) in enumerate(
            zip(timetable.first_call[:-1], timetable.first_call[1:], strict=True)
        )
        for part in [slice(one, other)]
        for column in np.flatnonzero(timetable.service_runs[timetable.trip_service[row]]).tolist()
    )


@settings(max_examples=30, deadline=None)
@given(
    drawn_timetables(), st.sampled_from([0.5, 0.8, 1.25, 2.0]), st.integers(-1, 3), st.booleans()
)
def test_times_follow_from_runs_and_stays(
    timetable: Timetable, factor: float, added: int, twice: bool
) -> None:
    faster = _made(SetSpeed(speed_factor=factor, **ALL), timetable)
    longer = _made(SetDwell(added_min=float(added), **ALL), timetable)
    for row in range(len(timetable.trip_ids)):
        part = slice(timetable.first_call[row], timetable.first_call[row + 1])
        arrival, leave = (
            getattr(timetable, each)[part].tolist() for each in ("arrival_s", "departure_s")
        )
        at = leave[0]
        fast, slow = [(arrival[0], leave[0])], [(arrival[0], leave[0])]
        late = at
        last = len(arrival) - 1
        for call in range(1, last + 1):
            run, stay = arrival[call] - leave[call - 1], leave[call] - arrival[call]
            at += round(run / factor)
            fast.append((at, at + stay))
            at += stay
            longer_stay = max(stay + 60 * added, 0) if call < last else stay
            late += run
            slow.append((late, late + longer_stay))
            late += longer_stay
        for made, wanted in ((faster, fast), (longer, slow)):
            columns = (getattr(made, each)[part].tolist() for each in ("arrival_s", "departure_s"))
            assert list(zip(*columns, strict=True)) == wanted


@settings(max_examples=30, deadline=None)
@given(drawn_timetables(), st.integers(0, 5), st.sampled_from([0.0, 0.5]))
def test_a_stop_left_out_is_left_out_and_no_other(
    timetable: Timetable, stop: int, saved: float
) -> None:
    name = f"S{stop % len(timetable.stop_ids)}"
    findings = Notices("edits", limit=None)
    made = RemoveStops(stop=(name,), saved_min=saved).made(timetable, findings)
    if findings.errors:
        assert {each.code for each in findings.errors} <= {"not_on_way", "out_of_range"}
        assert made is timetable
        return
    row = timetable.row_of_stop[name]
    assert rebuilt(made) == made
    assert row not in made.call_stop
    kept = {
        trip: [each for each in timetable.call_stop[one:other].tolist() if each != row]
        for trip, one, other in zip(
            timetable.trip_ids.tolist(),
            timetable.first_call[:-1],
            timetable.first_call[1:],
            strict=True,
        )
    }
    found = {
        trip: made.call_stop[one:other].tolist()
        for trip, one, other in zip(
            made.trip_ids.tolist(), made.first_call[:-1], made.first_call[1:], strict=True
        )
    }
    assert found == {trip: calls for trip, calls in kept.items() if len(calls) >= 2}


@pytest.mark.parametrize("minutes", [0, 3, 20, -7])
def test_a_phase_lasts_as_long_as_headways_are_alike(minutes: int) -> None:
    plan: dict[str, Any] = {"period": (Period(first="07:00", last="08:50", headway_min=10.0),)}
    stops = tuple(CalledStop(stop=each) for each in ("S0", "S2", "S3"))
    line = AddLine(id="X", mode="bus", stops=stops, run_min=(7.0,), oneway=True, **plan)
    one = WORLD.edited([line])[0]
    phase = Phase(line="X", stop="丙", minutes=float(minutes))
    two = one.edited([replace(line, id="Y", run_min=(11.0, 5.0), phase=phase)])[0]
    leaves = {
        name: {
            int(second) % 600
            for trip, second in zip(
                np.repeat(two.trip_ids, np.diff(two.first_call)), two.departure_s, strict=True
            )
            if trip.startswith(name)
        }
        for name in "XY"
    }
    at = {
        name: two.departure_s[
            (two.call_stop == 2)
            & np.char.startswith(np.repeat(two.trip_ids, np.diff(two.first_call)).astype(str), name)
        ]
        for name in "XY"
    }
    assert {*((at["Y"] - 60 * minutes) % 600).tolist()} == {*(at["X"] % 600).tolist()}
    assert len(leaves["X"]) == len(leaves["Y"]) == 3
    in_step = replace(line, id="Z", phase=replace(phase, minutes=0.0))
    assert one.edited([in_step])[0] == one.edited([replace(in_step, phase=None)])[0]


def test_a_headway_is_the_line_that_has_it() -> None:
    line: dict[str, Any] = {
        "action": "add_line", "id": "X", "mode": "bus", "stops": ["甲", "S1", "丙"],
        "run_min": [4, 6], "first": "06:00", "last": "08:00",
    }  # fmt: skip
    often = after({**line, "headway_min": 5})
    seldom = after({**line, "headway_min": 40})
    headway = SetHeadway(line=("X",), first="06:00", last="08:00", headway_min=5.0)
    made = seldom.edited([headway])[0]
    assert sorted(made.trip_ids) == sorted(often.trip_ids)
    assert _runs(made) == _runs(often)


def test_a_copy_of_all_is_twice_the_line() -> None:
    made = WORLD.edited([CopyLine(line=("A",), id="A2")])[0]
    back = made.edited([RemoveTrips(line=("A2",))])[0]
    assert back == WORLD
    assert len(made.trip_ids) == len(WORLD.trip_ids) + 6


def test_no_day_of_a_timetable_that_never_runs_can_be_meant() -> None:
    still = replace(WORLD, service_runs=np.zeros_like(WORLD.service_runs))
    findings = Notices("edits", limit=None)
    OnDays().days(still, findings)
    assert [each.code for each in findings.errors] == ["date_outside_calendar"]
