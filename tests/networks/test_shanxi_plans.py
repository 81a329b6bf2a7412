"""Each planned line of the network has a lean service plan and a fuller one, with their basis."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from networks.build.common import read_data
from networks.build.scenario_files import PASSED_OVER, STAGES
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.scenario.edits import apply_edits
from transnet.scenario.file import Scenario, read_scenario
from transnet.scenario.service_plans import service_plans


@cache
def _network() -> Network:
    return load_network("shanxi-central")


def _projects() -> pd.DataFrame:
    return _network()["projects"].set_index("project_id")


def _planned() -> pd.DataFrame:
    """Services that run on no day that the sources cover."""
    services = _network()["services"]
    known = pd.Timestamp(_network().info.known_until)
    return services[services["opened"].isna() | (services["opened"] > known)]


def _fuller() -> dict[str, str]:
    """Line of each fuller service plan."""
    plans = _projects()["service_plan_of"]
    return {str(name): str(line) for name, line in plans.items() if line}


def _lines() -> list[str]:
    """Projects that planned services open with, fuller service plans left out."""
    names = {str(name) for name in _planned()["project"]} - {""}
    return sorted(names - set(_fuller()))


def test_every_planned_line_has_a_lean_and_a_fuller_plan() -> None:
    lines = _lines()
    assert len(lines) > 20
    assert set(_fuller().values()) == set(lines)


def test_planned_trains_belong_to_a_project() -> None:
    """A train without one would be in no plan, and open with its tracks."""
    assert (_planned()["project"] != "").all()


@pytest.mark.parametrize("plan", sorted(_fuller()))
def test_a_fuller_plan_adds_to_its_line_and_says_what_it_rests_on(plan: str) -> None:
    line, services = _fuller()[plan], _planned()
    lean, full = (services[services["project"] == name] for name in (line, plan))
    assert len(full) >= len(lean) > 0
    assert lean["note"].str.startswith("lean plan").all()
    assert full["note"].str.startswith("full plan: on top of the lean one").all()
    assert (full["source"] != "").all()
    assert (full["basis"] == "assumed").all()
    row = _projects().loc[plan]
    assert line in row["requires"].split(";")
    assert row["assumption"] != ""
    assert row["note"] != ""
    assert "lean plan" in _projects().loc[line, "assumption"]


@pytest.mark.parametrize("plan", sorted(_fuller()))
def test_the_full_plan_calls_wherever_the_lean_one_does(plan: str) -> None:
    """And beyond it outside the five cities only: some further trains reach Beijing or Xi'an."""
    services, stops = _planned(), _network()["stops"]
    calls = [
        set(stops.loc[stops["service_id"].isin(own["service_id"]), "station_id"])
        for own in (services[services["project"] == name] for name in (_fuller()[plan], plan))
    ]
    assert calls[0] <= calls[1]
    stations = _network()["stations"].set_index("station_id")
    assert not stations.loc[sorted(calls[1] - calls[0]), "city_id"].any()


def test_stages_take_lean_plans_and_the_whole_plan_takes_full_ones() -> None:
    for stage in (*STAGES, "everything"):
        scenario = read_scenario(f"stages/{stage}")
        edited = apply_edits(_network().at(scenario.day(_network().info)), scenario.edits)
        day = scenario.base_day(_network().info)
        plans = service_plans(edited.before.at(day), edited.after)
        assert plans is not None
        if stage == "everything":
            assert set(plans.chosen) == set(_fuller()) - set(PASSED_OVER)
            assert plans.plan == "full"
        else:
            assert plans.plan == "lean"
            assert len(plans.left_out) >= len(plans.lines) > 0


def test_the_tables_of_facts_name_the_plan_of_every_planned_service() -> None:
    """What the builders read: the plan stands in the row, not only in the project."""
    states = ("planned", "study")
    rows = [row for row in read_data("rail_services_added") if row["status"] in states]
    assert rows
    for row in rows:
        word = "full plan" if row["project"] in _fuller() else "lean plan"
        assert row["note"].startswith(word), row["service_id"]


def test_the_moved_plan_halves_every_beijing_train_by_shijiazhuang() -> None:
    """It is an alternative to the full plan, which is then no plan of the scenario."""
    edit = {"action": "open", "project": ["rail-xiongxin-hsr", "svc-xiongxin-moved"]}
    day = _network().info.known_until
    edited = apply_edits(_network().at(day), Scenario.from_dict({"id": "s", "edit": [edit]}).edits)
    assert service_plans(edited.before, edited.after) is None
    stops, tracks = _network()["stops"], _network()["tracks"].set_index("track_id")["line_id"]
    east = stops[stops["station_id"].isin(["R006", "R121"])].groupby("service_id")
    over = {
        str(name)
        for name, own in stops.groupby("service_id")
        if "H01" in {tracks[each] for cell in own["tracks"] for each in cell.split(";") if each}
    }
    between = {str(name) for name, own in east if len(own) == 2} & over
    trains = [
        each["services"].set_index("service_id")["trains_per_day"]
        for each in (edited.before, edited.after)
    ]
    running = edited.before["services"].loc[edited.before.open_rows("services"), "service_id"]
    moved = trains[1].reindex(trains[0].index) < trains[0]
    assert set(moved.index[moved]) == between & set(running)
    assert (trains[1][moved.index[moved]] == trains[0][moved] / 2).all()
    assert trains[0][moved].sum() > 30
