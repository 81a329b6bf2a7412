"""Each edit on a timetable does what it says, on the days that it names, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.timetable.world_of_lines import WORLD, after, changed, clocks, edits, rebuilt
from transnet.base.errors import ScenarioError
from transnet.timetable.edits.timetable_edits import TIMETABLE_ACTION_WORDS, TIMETABLE_ACTIONS
from transnet.timetable.timetable import Timetable

NEW_LINE: dict[str, Any] = {
    "action": "add_line", "id": "X", "name": "快线", "mode": "地铁", "stops": ["甲", "S1", "戊"],
    "run_min": [8, 9], "dwell_min": 1, "first": "07:05", "last": "08:05", "headway_min": 30,
}  # fmt: skip
ONE_OF_EACH: list[dict[str, Any]] = [
    NEW_LINE,
    {"action": "copy_line", "line": "二号线", "id": "B2", "shift_min": 30},
    {
        "action": "add_trip", "id": "N1", "line": "A", "name": "K99",
        "calls": [{"stop": "甲", "departs": "23:50"}, {"stop": "丁", "arrives": "24:20"}],
    },
    {"action": "remove_trips", "trip": "K3"},
    {"action": "remove_stops", "line": "A", "stop": "丙站", "saved_min": 3},
    {
        "action": "reroute", "line": "A", "from_stop": "S1", "to_stop": "丁",
        "stops": ["戊"], "run_min": [6, 7], "dwell_min": 1,
    },
    {"action": "set_speed", "line": "A", "speed_factor": 2},
    {"action": "set_dwell", "line": "A", "stop": "S1", "dwell_min": 5},
    {"action": "set_headway", "line": "A", "first": "07:00", "last": "08:00", "headway_min": 20},
    {"action": "move_departures", "trip": "A2", "departs": "08:20", "stop": "丙"},
    {"action": "set_transfer", "from_stop": "S1", "to_stop": "S5", "transfer_min": 4},
    {"action": "remove_transfer", "from_stop": "S1", "to_stop": "S5"},
]  # fmt: skip


def _trips(timetable: Timetable) -> set[str]:
    return {*timetable.trip_ids.tolist()}


def _days(timetable: Timetable, trip: str) -> list[int]:
    row = timetable.trip_ids.tolist().index(trip)
    return np.flatnonzero(timetable.service_runs[timetable.trip_service[row]]).tolist()


def test_there_is_one_of_each() -> None:
    assert {each["action"] for each in ONE_OF_EACH} == set(TIMETABLE_ACTIONS)
    assert TIMETABLE_ACTION_WORDS.keys() == TIMETABLE_ACTIONS.keys()
    words = [word for each in TIMETABLE_ACTION_WORDS.values() for word in each]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("edit", ONE_OF_EACH, ids=lambda edit: edit["action"])
def test_an_edit_makes_what_a_timetable_from_nothing_would_be(edit: dict[str, Any]) -> None:
    made = after(edit)
    assert made != WORLD
    assert rebuilt(made) == made
    assert all(
        not column.flags.writeable for column in vars(made).values() if hasattr(column, "flags")
    )
    for word in TIMETABLE_ACTION_WORDS[edit["action"]]:
        assert edits({**edit, "action": word}) == edits(edit)
    assert WORLD.edited(edits(edit))[0] == made


def test_all_edits_follow_one_another() -> None:
    stays = {"action": "move_departures", "trip": "A2", "departs": "08:20", "stop": "丁"}
    others = [stays if each["action"] == stays["action"] else each for each in ONE_OF_EACH]
    others = sorted(others, key=lambda each: each["action"] == "set_headway")
    whole = after(*others)
    step = WORLD
    for each in others:
        step = after(each, given=step)
    assert whole == step == rebuilt(step)


def test_a_line_runs_both_ways_at_its_headway() -> None:
    made = after(NEW_LINE)
    ids = [f"X{way}@0{time}:00" for way in ("", "-back") for time in ("7:05", "7:35", "8:05")]
    assert made.trip_ids.tolist() == [*WORLD.trip_ids.tolist(), *ids]
    assert clocks(made, "X@07:05:00") == ["S0 07:05 07:05", "S1 07:13 07:14", "S4 07:23 07:23"]
    assert clocks(made, "X-back@07:35:00") == ["S4 07:35 07:35", "S1 07:44 07:45", "S0 07:53 07:53"]
    assert (made.route_names[-1], made.route_modes[-1]) == ("快线", "subway")
    assert after({"action": "停运", "line": "快线"}, given=made) == WORLD


def test_a_line_runs_at_exact_times_on_some_days_to_a_new_stop() -> None:
    new = {"id": "N", "name": "新站", "lon": 112.05, "lat": 38.05, "run_min": 4}
    line = {
        "action": "add_line", "id": "X", "mode": "bus",
        "stops": ["S0", new, {"stop": "S4", "run_min": 5}],
        "departures": ["25:10", "06:00:30"], "oneway": True,
        "weekday": "周末", "from_date": "2026-03-08",
    }  # fmt: skip
    made = after(line)
    assert _trips(made) - _trips(WORLD) == {"X@06:00:30", "X@25:10:00"}
    assert clocks(made, "X@06:00:30") == [
        "S0 06:00:30 06:00:30",
        "N 06:04:30 06:04:30",
        "S4 06:09:30 06:09:30",
    ]
    assert _days(made, "X@25:10:00") == [6, 12, 13]
    assert made.stop_names[-1] == "新站"
    assert np.isnan(WORLD.stop_lon).sum() == 0


def test_a_line_keeps_step_with_another() -> None:
    phase = {"line": "二号线", "stop": "乙站", "from_stop": "S1", "minutes": -3}
    made = after({**NEW_LINE, "phase": {**phase, "stop": "S1"}, "oneway": True})
    # B leaves at 07:15: to leave three minutes before it, after 9 min, X starts at 07:03, or 07:33.
    assert _trips(made) - _trips(WORLD) == {"X@07:33:00", "X@08:03:00"}
    again = after({**NEW_LINE, "phase": {**phase, "stop": "S1", "minutes": -1}, "oneway": True})
    assert again == after({**NEW_LINE, "oneway": True})


def test_speed_by_the_crow_and_times_of_stops_go_before_lists() -> None:
    stops = ["S0", "S1", {"stop": "S2", "run_min": 30, "dwell_min": 7}, "S3"]
    line = {"action": "add_line", "id": "X", "mode": "bus", "stops": stops, "departures": "08:00"}
    made = after({**line, "oneway": True, "speed_kmh": 60})
    calls = clocks(made, "X@08:00:00")
    assert calls[2].split()[1:] == ["08:38:46", "08:45:46"]  # 8.76 km at 60 km/h, and 30 min


def test_trips_copied_differ_as_is_said() -> None:
    copy = {"action": "copy_line", "line": "A", "id": "A9", "via": ["甲", "丁"], "last": "07:00"}
    made = after({**copy, "shift_min": 5, "speed_factor": 2, "skip": "丙"})
    assert _trips(made) - _trips(WORLD) == {"A9:A1"}
    assert clocks(made, "A9:A1") == ["S0 07:05 07:05", "S1 07:10 07:12", "S3 07:24 07:24"]
    assert made.route_modes[-1] == "rail"


def test_a_stretch_runs_faster_and_its_end_stays() -> None:
    edit = {"action": "set_speed", "trip": "A1", "speed_factor": 2, "between": ["丙", "乙"]}
    assert clocks(after(edit), "A1") == [
        "S0 07:00 07:00", "S1 07:10 07:12", "S2 07:17 07:19", "S3 07:29 07:29",
    ]  # fmt: skip
    fixed = after({**edit, "fixed_stop": "丁"})
    assert clocks(fixed, "A1")[0] == "S0 07:05 07:05"
    whole = after({"action": "set_speed", "trip": "Ar1", "speed_factor": 2, "stays_too": True})
    assert clocks(whole, "Ar1")[-1] == "S0 07:17 07:17"


@pytest.mark.parametrize(
    ("how", "leaves"),
    [({"dwell_min": 5}, "07:15"), ({"added_min": -1}, "07:11"), ({"dwell_factor": 2}, "07:14")],
)
def test_stays_change_and_what_follows_shifts(how: dict[str, float], leaves: str) -> None:
    made = after({"action": "set_dwell", "line": "A", "stop": ["S1"], **how})
    assert clocks(made, "A1")[1] == f"S1 07:10 {leaves}"
    assert clocks(made, "B1") == clocks(WORLD, "B1")


def test_a_headway_replaces_what_leaves_in_its_hours() -> None:
    made = after(ONE_OF_EACH[8])
    gone = {"A1", "A2", "Ar1", "Ar2"}
    assert _trips(WORLD) - _trips(made) == gone
    assert _trips(made) - _trips(WORLD) == {
        f"A{way}{model}@0{time}:00"
        for way in ("", "r")
        for model, time in (("1", "7:00"), ("1", "7:20"), ("2", "7:40"), ("2", "8:00"))
    }
    assert clocks(made, "A1@07:20:00")[0] == "S0 07:20 07:20"
    assert _days(made, "A1@07:20:00") == list(range(14))


def test_a_headway_that_runs_already_by_trips_of_several_days_is_refused() -> None:
    calls = [{"stop": "S1", "departs": "07:15"}, {"stop": "戊", "arrives": "07:25"}]
    given = after(
        {"action": "remove_trips", "trip": "B1", "weekday": "sat"},
        {"action": "add_trip", "id": "N", "line": "B", "weekday": "sat", "calls": calls},
    )
    hours = {"first": "07:15", "last": "07:15", "headway_min": 60}
    with pytest.raises(ScenarioError) as refused:
        after({"action": "set_headway", "line": "B", **hours}, given=given)
    assert [each.code for each in refused.value.notices if each.severity == "error"] == [
        "no_effect"
    ]
    after({"action": "set_headway", "line": "B", **hours, "first": "07:14"}, given=given)


def test_a_headway_of_some_days_leaves_the_others_alone() -> None:
    made = after({**ONE_OF_EACH[8], "weekday": ["mon", "周二"], "via": ["甲", "丁"]})
    assert _days(made, "A1") == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    assert _days(made, "A2@07:40:00") == [0, 1, 7, 8]
    alone = after({**ONE_OF_EACH[8], "drop_others": True, "via": ["甲", "丁"]})
    assert "A3" not in _trips(alone)
    assert {"Ar1", "Ar2", "Ar3"} <= _trips(alone)


def test_exact_departures_replace_a_direction() -> None:
    edit = {
        "action": "set_headway",
        "line": "A",
        "via": ["丁", "甲"],
        "departures": ["06:11", "12:00"],
    }
    made = after(edit)
    assert _trips(made) - _trips(WORLD) == {"Ar1@06:11:00", "Ar3@12:00:00"}
    assert _trips(WORLD) - _trips(made) == {"Ar1", "Ar2", "Ar3"}
    like = after({**edit, "like": "Ar2"})
    assert "Ar2@12:00:00" in _trips(like)


def test_trips_close_by_date() -> None:
    made = after({"action": "remove_trips", "line": "A", "from_date": "2026-03-09"})
    assert made.trip_ids.tolist() == WORLD.trip_ids.tolist()
    assert _days(made, "A1") == list(range(7))
    assert _days(made, "A3") == list(range(5))
    assert _days(made, "B1") == list(range(14))
    both = after(
        {"action": "remove_trips", "line": "A", "from_date": "2026-03-09"},
        {"action": "remove_trips", "line": "A", "to_date": "2026-03-08"},
    )
    assert both == after({"action": "remove_trips", "line": "A"})


def test_a_stop_closes_by_date_and_trips_run_past_it() -> None:
    made, told = changed({"action": "remove_stops", "stop": "戊", "from_date": "2026-03-15"})
    assert [each.code for each in told] == ["trips_end", "edit_touches"]
    assert _days(made, "B1") == list(range(13))
    past = after({"action": "remove_stops", "line": "A", "stop": ["S1", "S2"], "saved_min": 3})
    assert clocks(past, "A1") == ["S0 07:00 07:00", "S3 07:28 07:28"]
    begins = after({"action": "remove_stops", "trip": "A1", "stop": "甲", "saved_min": 3})
    assert clocks(begins, "A1") == clocks(WORLD, "A1")[1:]


def test_a_way_leads_elsewhere_between_two_stops() -> None:
    made, told = changed(ONE_OF_EACH[5])
    assert clocks(made, "A1") == [
        "S0 07:00 07:00", "S1 07:10 07:12", "S4 07:18 07:19", "S3 07:26 07:26",
    ]  # fmt: skip
    assert clocks(made, "Ar1") == clocks(WORLD, "Ar1")
    assert [each.code for each in told] == ["other_direction", "edit_touches"]
    back, told = changed(
        {**ONE_OF_EACH[5], "from_stop": "丁", "to_stop": "S1", "via": ["丁", "甲"]}
    )
    assert clocks(back, "Ar1")[1] == "S4 07:06 07:07"
    assert [each.code for each in told] == ["edit_touches"]


def test_a_way_gets_another_end_or_beginning() -> None:
    longer = after(
        {
            "action": "reroute",
            "line": "B",
            "from_stop": "戊",
            "stops": ["S2", "S3"],
            "run_min": [4, 5],
        }
    )
    assert clocks(longer, "B1") == [
        *clocks(WORLD, "B1"), "S2 07:29 07:29", "S3 07:34 07:34",
    ]  # fmt: skip
    earlier = after(
        {"action": "reroute", "line": "B", "to_stop": "S1", "stops": ["S2"], "run_min": 4}
    )
    assert clocks(earlier, "B1")[0].startswith("S2 07:11")
    assert clocks(earlier, "B1")[1:] == clocks(WORLD, "B1")


def test_departures_move() -> None:
    moved = after(ONE_OF_EACH[9])
    assert clocks(moved, "A2") == [
        "S0 07:56 07:56", "S1 08:06 08:08", "S2 08:18 08:20", "S3 08:30 08:30",
    ]  # fmt: skip
    whole = after({"action": "move_departures", "line": "A", "shift_min": -10})
    assert clocks(whole, "A1")[0] == "S0 06:50 06:50"
    part = {"action": "move_departures", "trip": "A1", "shift_min": 10, "weekday": "sat"}
    some = after(part)
    assert _days(some, "A1~2") == [5, 12]
    assert clocks(some, "A1~2")[0] == "S0 07:10 07:10"
    assert clocks(some, "A1") == clocks(WORLD, "A1")


def test_transfers_change_at_once_for_all_that_have_a_name() -> None:
    made = after(
        {"action": "set_transfer", "from_stop": "甲", "to_stop": "乙站", "transfer_min": 9}
    )
    pairs = zip(made.walk_from.tolist(), made.walk_to.tolist(), made.walk_s.tolist(), strict=True)
    assert list(pairs) == [
        (0, 1, 540),
        (0, 5, 540),
        (1, 0, 540),
        (1, 5, 120),
        (5, 0, 540),
        (5, 1, 120),
    ]
    change = after({"action": "set_transfer", "from_stop": "丙", "transfer_min": 3})
    assert change.change_s.tolist() == [0, 60, 180, 0, 0, 0]
    none = after(ONE_OF_EACH[11])
    assert len(none.walk_s) == 0


def test_a_name_of_several_stops_is_that_where_trips_of_the_mode_call() -> None:
    line = {**NEW_LINE, "stops": ["甲", "乙"], "run_min": 8, "mode": "rail", "oneway": True}
    assert after(line) == after({**line, "stops": ["甲", "S1"]})


def test_platforms_of_a_station_go_by_its_id_and_a_way_keeps_to_one_kind() -> None:
    platforms = replace(
        WORLD,
        stop_ids=np.array(["S0", "P:slow", "Q:slow", "S3", "Q:fast", "P:fast"], dtype=object),
        stop_lon=WORLD.stop_lon[[0, 1, 2, 3, 2, 1]],
        stop_lat=np.full(6, 38.0),
        call_stop=np.where(np.arange(28) == 1, 5, WORLD.call_stop).astype(np.int32),
    )
    line = {**NEW_LINE, "run_min": 8, "mode": "rail", "oneway": True}
    made = after({**line, "stops": ["甲", "P", "Q"]}, given=platforms)
    assert [each.split()[0] for each in clocks(made, "X@07:05:00")] == ["S0", "P:slow", "Q:slow"]
    call = [{"stop": "P", "departs": "7:00"}, {"stop": "Q", "departs": "8:00"}]
    bus = after({"action": "add_trip", "id": "N", "line": "B", "calls": call}, given=platforms)
    assert [each.split()[0] for each in clocks(bus, "N")] == ["P:slow", "Q:fast"]
    held = after({"action": "set_dwell", "line": "A", "stop": "P", "dwell_min": 9}, given=platforms)
    assert clocks(held, "A1")[1] == "P:fast 07:10 07:19"
    assert clocks(held, "A2")[1] == "P:slow 08:10 08:19"
