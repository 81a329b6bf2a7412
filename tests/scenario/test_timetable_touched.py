"""What an edit touches: runs by day, as told one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timetable.timetables import DAY, drawn_timetables, timetable_of
from transnet.base.collector import Notices
from transnet.base.errors import ScenarioError
from transnet.scenario.file import Scenario
from transnet.scenario.timetable_changes import refuse_idle_edits, timetable_after
from transnet.scenario.timetable_touched import Touched, touched
from transnet.timetable.edits.retimed_trips import MoveDepartures, SetSpeed
from transnet.timetable.edits.timetable_edits import TimetableEdit
from transnet.timetable.edits.trips_closed import RemoveStops, RemoveTrips
from transnet.timetable.timetable import Timetable

_ALL: dict[str, Any] = {"line": ("R",)}
EDITS: list[TimetableEdit] = [
    RemoveTrips(weekday=("wed",), **_ALL),
    RemoveTrips(trip=("T0", "T1")),
    RemoveStops(stop=("S0",)),
    MoveDepartures(shift_min=3.0, weekday=("tue", "wed"), **_ALL),
    MoveDepartures(shift_min=1.0, trip=("T0",)),
    SetSpeed(speed_factor=2.0, weekday=("wed",), **_ALL),
]


def _runs(timetable: Timetable) -> Counter[tuple[object, ...]]:
    """Return all runs one by one: day, line and calls."""
    found: Counter[tuple[object, ...]] = Counter()
    columns = (timetable.arrival_s, timetable.departure_s, timetable.can_board)
    for trip, service in enumerate(timetable.trip_service.tolist()):
        calls = slice(*timetable.first_call[trip : trip + 2].tolist())
        stops = timetable.stop_ids[timetable.call_stop[calls]].tolist()
        more = [each[calls].tolist() for each in (*columns, timetable.can_alight)]
        route = timetable.route_ids[timetable.trip_route[trip]]
        what = (route, *zip(stops, *more, strict=True))
        for day in timetable.service_runs[service].nonzero()[0].tolist():
            found[timetable.first_day + timedelta(days=day), *what] += 1
    return found


@settings(max_examples=60, deadline=None)
@given(drawn_timetables(), st.sampled_from(EDITS))
def test_runs_are_told_as_one_by_one(timetable: Timetable, edit: TimetableEdit) -> None:
    after = edit.made(timetable, Notices("edits", limit=None))
    one, other = _runs(timetable), _runs(after)
    days = sorted({str(run[0]) for run in (*(one - other), *(other - one))})
    span = (date.fromisoformat(days[0]), date.fromisoformat(days[-1])) if days else (None, None)
    told = Touched((one - other).total(), (other - one).total(), len(days), *span)
    assert touched(timetable, after) == told
    nets = (one - other, other - one)
    of_day = [sum(count for run, count in net.items() if run[0] == DAY) for net in nets]
    found = touched(timetable, after, DAY)
    assert [found.gone, found.new] == of_day
    assert found.first == found.last == (DAY if any(of_day) else None)


def test_each_edit_says_what_it_touches() -> None:
    calls = [(0, 60, 60, True, True), (1, 120, 120, True, True)]
    runs = ((True, True, False), (False, True, True))
    timetable = timetable_of(2, [(0, -1, calls), (1, -1, calls)], runs=runs)
    day = DAY.isoformat()
    edits = [
        {"action": "remove_trips", "trip": "T0", "from_date": day, "to_date": day},
        {"action": "set_transfer", "from_stop": "S0", "to_stop": "S1", "transfer_min": 2},
    ]
    scenario = Scenario.from_dict({"id": "x", "timetable": {"edit": edits}})
    told = [
        each for each in timetable_after(scenario, timetable).notices if each.severity == "info"
    ]
    assert [(each.code, each.column, each.value) for each in told] == [
        ("edit_touches", "timetable edit 1", "remove_trips"),
        ("edit_touches", "timetable edit 2", "set_transfer"),
    ]
    assert told[0].hint.startswith(f"touches {day}: 1 runs of trips are gone")
    assert told[1].hint == "changes where one walks or changes, and no run of any trip"


def test_each_edit_that_holds_on_no_day_is_refused() -> None:
    late = {"action": "remove_trips", "line": "*", "from_date": "2027-01-01"}
    weekend = {"action": "remove_trips", "line": "*", "weekday": "sun"}
    days = [date(2026, 3, 7), date(2026, 3, 8)]  # weekend days, which stand for working days too
    scenario = Scenario.from_dict({"id": "x", "timetable": {"edit": [late, weekend]}})
    with pytest.raises(ScenarioError) as refused:
        refuse_idle_edits(scenario, days)
    told = refused.value.notices
    assert [(each.code, each.column) for each in told] == [
        ("no_effect", "timetable edit 1"),
        ("no_effect", "timetable edit 2"),
    ]
    assert "2026-03-07 stands for a working day" in told[1].hint
    with pytest.raises(ScenarioError) as refused:
        refuse_idle_edits(scenario, [*days, date(2027, 1, 1)])
    assert [each.column for each in refused.value.notices] == ["timetable edit 2"]
    refuse_idle_edits(Scenario.from_dict({"id": "none"}), days)


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"from_date": "2026-02-31"}, "from_date"),
        ({"to_date": "tomorrow"}, "to_date"),
        ({"from_date": "2026-03-05", "to_date": "2026-03-04"}, "to_date"),
    ],
)
def test_dates_that_cant_be_meant_are_errors_on_whatever_day(
    days: dict[str, str], wrong: str
) -> None:
    """As texts they would lie before or behind the day asked, and the edit be left out."""
    edits = [{"action": "remove_trips", "line": "*", **each} for each in ({}, days)]
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict({"id": "x", "timetable": {"edit": edits}})
    (told,) = refused.value.notices
    assert (told.code, told.column) == ("bad_date", f"timetable edit 2, {wrong}")


def test_days_the_wrong_way_round_are_told() -> None:
    edit = RemoveTrips(from_date="2026-03-05", to_date="2026-03-04", line=("R",))
    calls = [(0, 60, 60, True, True), (1, 120, 120, True, True)]
    timetable = timetable_of(2, [(0, -1, calls)], runs=((True, True, True),))
    findings = Notices("edits", limit=None)
    edit.made(timetable, findings)
    (told,) = findings.errors
    assert (told.code, told.value) == ("bad_date", "2026-03-04")
    assert told.hint == "lies before from_date 2026-03-05"
