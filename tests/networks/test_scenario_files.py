"""The scenarios of the projects: as written by their command, each with an effect."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from networks.build.common import read_csv, read_data
from networks.build.scenario_files import (
    PASSED_OVER,
    motorway_toll,
    project_files,
    required,
    stage_files,
    theme_files,
)
from transnet.base.errors import ScenarioError, UnknownNameError
from transnet.base.language import in_words, speaking
from transnet.io.catalog import list_more_scenarios
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.scenario.edits import Edited, apply_edits
from transnet.scenario.file import Scenario, read_scenario

ROOT = Path(__file__).parents[2]
PROJECTS = {
    row["project_id"]: row for row in read_csv(ROOT / "networks/shanxi-central/projects.csv")
}
FILES = sorted((ROOT / "scenarios").glob("*/*.toml"))


@cache
def _network() -> Network:
    return load_network("shanxi-central")


@pytest.mark.parametrize(
    ("folder", "texts"),
    [
        ("projects", project_files(PROJECTS)),
        ("themes", theme_files(PROJECTS, motorway_toll(ROOT / "networks/shanxi-central"))),
        ("stages", stage_files(PROJECTS)),
    ],
)
def test_the_files_are_those_that_the_command_writes(folder: str, texts: dict[str, str]) -> None:
    there = {
        path.stem: path.read_text(encoding="utf-8")
        for path in (ROOT / "scenarios" / folder).glob("*.toml")
    }
    assert there == texts


def test_a_planner_finds_the_scenarios_asked_for() -> None:
    names = {str(path.relative_to(ROOT / "scenarios")) for path in FILES}
    assert len([name for name in names if name.startswith("projects/")]) >= 25
    stages = ("2025", "2030", "2035", "everything", "building-today", "history-2025")
    assert {f"stages/{name}.toml" for name in stages} <= names
    themes = ("rail", "road", "air", "urban", "hub")
    assert {f"themes/{name}.toml" for name in themes} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_scenario_changes_something(path: Path) -> None:
    scenario = read_scenario(path)
    day = scenario.day(_network().info)
    edited = apply_edits(_network().at(day), scenario.edits, path.name)
    assert len(edited.effects) or not scenario.edits
    assert scenario.name_zh
    assert scenario.question_en.endswith("?")


def test_a_scenario_in_a_folder_goes_by_its_name() -> None:
    assert read_scenario("stages/2030").id == "stage-2030"
    assert {"projects/hw-fenshi", "themes/rail"} <= set(list_more_scenarios())
    with pytest.raises(UnknownNameError, match="stages/2030"):
        read_scenario("stages/2031")


def test_planned_trains_have_a_headway_with_both_ends() -> None:
    services = _network()["services"]
    planned = services[services["status"].isin(["planned", "study", "building"])]
    assert len(planned) > 50
    headways = planned[["headway_low_min", "headway_min", "headway_high_min"]]
    assert (headways.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


def test_prerequisites_come_first_and_never_later() -> None:
    for name, row in PROJECTS.items():
        needed = required(name, PROJECTS)
        assert name not in needed
        assert all(PROJECTS[other]["stage"] <= row["stage"] for other in needed)


def test_the_page_of_projects_lists_them_all() -> None:
    page = (ROOT / "docs" / "projects.md").read_text(encoding="utf-8")
    for name in PROJECTS:
        assert f"`{name}`" in page, name
    assert {row["project_id"] for row in read_data("no_effect")} <= set(PROJECTS)
    assert set(PASSED_OVER) <= set(PROJECTS)


def _opened(*projects: str) -> Edited:
    edit = {"action": "open", "project": list(projects)}
    scenario = Scenario.from_dict({"id": "s", "edit": [edit]})
    return apply_edits(_network().at(_network().info.known_until), scenario.edits)


def test_prerequisites_open_along() -> None:
    alone, both = _opened("rail-taisui-hsr"), _opened("rail-taisui-hsr", "hub-taiyuan-west")
    (told,) = [notice for notice in alone.notices if notice.code == "opened_along"]
    assert told.value == "hub-taiyuan-west"
    assert "Taiyuan–Lüliang–Suide high-speed railway (rail-taisui-hsr) requires" in told.hint
    assert "Taiyuan West station (hub-taiyuan-west)" in told.hint
    with speaking("zh"):
        assert "太原西站（hub-taiyuan-west）" in in_words(told.hint)
        assert "rail-taisui-hsr" in in_words(told.hint)
        assert "太绥高铁" in in_words(told.hint)
    assert alone.after.content_hash == both.after.content_hash


def test_rivals_are_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        _opened("metro-ty-line2-phase2", "metro-r3", "metro-jinzhong-ext")
    found = [notice for notice in caught.value.notices if notice.code == "rival_project"]
    assert {notice.value for notice in found} == {"metro-r3", "metro-jinzhong-ext"}
    assert all("leave one out" in notice.hint for notice in found)
