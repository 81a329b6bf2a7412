"""A scenario's edits on the timetable, where its states are judged on one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import transnet
from tests.worlds import line_world
from transnet.base.errors import ScenarioError
from transnet.base.language import speaking
from transnet.report.terminal.comparison_table import comparison_table
from transnet.scenario.file import Scenario
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import scenario_states
from transnet.study.run import compare, run
from transnet.study.timed.named_rides import Journeys
from transnet.study.timed.timed_minutes import LONGEST_MIN, station_ways
from transnet.study.timed.timed_verdicts import TimedTargets
from transnet.study.timed.train_numbers import TrainNumbers
from transnet.supply.kinds import Mode
from transnet.supply.platform_timetable import inside_stations

LULIANG, TAIYUAN = "141102", "140106"
EARLY: dict[str, Any] = {
    "action": "加开", "id": "EARLY", "name": "G1", "line": "吕梁–太原南",
    "calls": [{"stop": "吕梁", "departs": "06:30"}, {"stop": "太原南", "arrives": "07:20"}],
}  # fmt: skip


def _scenario(*edits: dict[str, Any]) -> Scenario:
    return Scenario.from_dict({"id": "early", "timetable": {"edit": list(edits)}})


@pytest.fixture(scope="module")
def study() -> CompiledNetwork:
    return CompiledNetwork(transnet.load_network("shanxi-central"), targets=["plan-1h-*"])


@pytest.fixture(scope="module")
def today(study: CompiledNetwork) -> TimedTargets:
    return study.on_timetable(study.state())


def _after(study: CompiledNetwork, *edits: dict[str, Any]) -> TimedTargets:
    return study.on_timetable(scenario_states(_scenario(*edits), study.network.info)[1])


def test_trains_alone_are_those_that_are_changed_inside_stations(today: TimedTargets) -> None:
    derived = inside_stations(today.timed.between).timetable
    inside = today.timed.inside.timetable
    assert derived.trip_ids.tolist() == inside.trip_ids.tolist()
    names = [
        [each.stop_ids[each.walk_from], each.stop_ids[each.walk_to], each.walk_s]
        for each in (derived, inside)
    ]
    called = np.isin(names[0][0], inside.stop_ids) & np.isin(names[0][1], inside.stop_ids)
    for one, other in zip(*names, strict=True):
        assert sorted(map(str, one[called])) == sorted(map(str, other))
    assert {*derived.route_modes.tolist()} == {"rail"}


def test_a_train_more_is_the_first_and_harms_nobody(
    study: CompiledNetwork, today: TimedTargets
) -> None:
    line = _line(today, "吕梁", "太原南")
    more = _after(study, {**EARLY, "line": line})
    ids = more.timed.state.model.place_ids
    stations = more.compiled.stations
    ways = [
        station_ways(more.timed.state, stations[ids.index(each)]) for each in (LULIANG, TAIYUAN)
    ]
    numbers = TrainNumbers(more.timed.state.network)
    first, _ = Journeys(more.timed.inside, numbers).first_and_last(ways[0], ways[1])
    (ride,) = first.rides
    assert (ride.train, ride.departure, ride.arrival) == ("G1", "06:30", "07:20")
    for one, other in (
        (more.timed.morning, today.timed.morning),
        (more.timed.to_work, today.timed.to_work),
        (more.timed.evening, today.timed.evening),
    ):
        assert np.all(one.fastest <= other.fastest)
        assert np.all(one.median <= other.median)
    (told,) = more.timed.notices
    assert told.code == "edit_touches"
    assert "0 runs of trips are gone" in told.hint
    assert told.hint.endswith("1 are new or as they now are")
    emu = [
        station_ways(more.timed.state, stations[ids.index(each)], modes=[Mode.EMU])
        for each in (LULIANG, TAIYUAN)
    ]
    assert Journeys(more.timed.inside, numbers).first_and_last(*emu)[0] == first


def _line(today: TimedTargets, start: str, end: str) -> str:
    """Return a line of which a trip calls at two stations in this order."""
    table = today.timed.between.timetable
    for trip, (one, other) in enumerate(
        zip(table.first_call[:-1], table.first_call[1:], strict=True)
    ):
        names = table.stop_names[table.call_stop[one:other]].tolist()
        mode = table.route_modes[table.trip_route[trip]]
        if mode == "rail" and start in names and end in names[names.index(start) :]:
            return str(table.route_ids[table.trip_route[trip]])
    raise AssertionError(start)


def test_without_its_trains_a_line_takes_nobody(study: CompiledNetwork) -> None:
    none = _after(study, {"action": "remove_trips", "via": ["吕梁", "太原南"]})
    ids = none.timed.state.model.place_ids
    pair = [none.compiled.stations[ids.index(each)] for each in (LULIANG, TAIYUAN)]
    ways = [station_ways(none.timed.state, each) for each in pair]
    ride = none.timed.in_train(ways, none.timed.hours.morning).fastest
    assert ride[0, 1] > 90 or ride[0, 1] > LONGEST_MIN


def test_edits_of_other_days_are_left_out_with_a_remark(study: CompiledNetwork) -> None:
    day = study.network.info.known_until
    later = {"from_date": date(day.year + 1, 1, 1).isoformat()}
    edits = [
        {"action": "remove_trips", "line": "*", **later},
        {"action": "remove_trips", "line": "*", "weekday": ["sat", "周日"]},
        {"action": "set_speed", "line": "*", "speed_factor": 1.2, "weekday": "工作日"},
    ]
    told = _after(study, *edits).timed.notices
    assert [(each.code, each.column) for each in told] == [
        ("not_on_this_day", "timetable edit 1"),
        ("not_on_this_day", "timetable edit 2"),
        ("edit_touches", "timetable edit 3"),
    ]


def test_a_new_stop_that_no_road_leads_to_is_named(study: CompiledNetwork) -> None:
    new = {"id": "N1", "name": "新站", "lon": 112.0, "lat": 37.6}
    line = {
        "action": "add_line",
        "id": "X1",
        "name": "新线",
        "mode": "rail",
        "stops": ["吕梁", new, "太原南"],
        "run_min": 20,
        "departures": ["07:10"],
        "oneway": True,
    }
    after = _after(study, line).timed
    assert "X1" in after.between.timetable.route_ids.tolist()
    told = [each for each in after.notices if each.code == "stop_without_road"]
    assert [(each.severity, each.value) for each in told] == [("warning", "新站 (N1)")]


def test_days_side_by_side_have_the_edits_of_their_days() -> None:
    world = line_world()
    days = [(world.info.known_until + timedelta(days=more)).isoformat() for more in (0, 1)]
    gone = {"action": "remove_trips", "line": "*", "from_date": days[1], "to_date": days[1]}
    given = {"id": "gone", "dates": days, "timetable": {"edit": [gone]}}
    found = compare([Scenario.from_dict(given)], network=world, timetable=True)
    table = found.by_timetable
    assert table["when"].drop_duplicates().tolist() == days
    first, last = (table[table["when"] == day].set_index("target_id") for day in days)
    rode = first.index[~first["by_road"]]
    assert (first.loc[rode, "morning"] != last.loc[rode, "morning"]).any()
    told = [[each.code for each in result.notices] for result in found.results]
    assert ["not_on_this_day" in each for each in told] == [True, False]
    assert len(found.as_dict()["timetable"]) == len(table)
    printed = StringIO()
    with speaking("en"):
        Console(file=printed, width=140).print(comparison_table(found))
    assert "on the timetable: morning / back" in printed.getvalue()
    assert printed.getvalue().count("of residents can commute") == len(days)


def test_a_run_on_the_timetable_makes_them_and_another_says_that_it_does_not() -> None:
    wrong = _scenario({"action": "停运", "line": "G99"})
    with pytest.raises(ScenarioError) as refused:
        run(wrong, timetable=True)
    assert [each.code for each in refused.value.notices] == ["unknown_name"]
    assert refused.value.notices[0].column == "timetable edit 1, line"
    told = run(replace(wrong, targets=("plan-1h-people-*",))).notices
    assert "timetable_only" in {each.code for each in told}
