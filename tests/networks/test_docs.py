"""The generated pages say what the scenarios say."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from networks.build import docs
from networks.build.common import read_data
from networks.build.docs import OPENED, STATES, belt_rows, doubt_rows, plan_page, projects_page
from networks.build.project_doubts import FIGURES
from tests.decision.narrow import only
from tests.worlds import line_world
from transnet.decision.belt_doubts import TRIAL_COLUMNS
from transnet.io.network_folder import load_network
from transnet.scenario.file import Scenario, read_scenario
from transnet.study.project_effects import project_effects
from transnet.study.run import run
from transnet.supply.topology import compile_topology
from transnet.travel.validation.road_claims import ClaimDrives

ROOT = Path(__file__).parents[2]
_KEYS = {"targets": "target_id", "places": "place_id", "groups": "group_id"}
PAGE = (ROOT / "docs" / "whole-plan.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["base-2022", "stages/everything"])
def test_the_page_of_the_whole_plan_is_fresh(name: str) -> None:
    network = load_network("shanxi-central")
    result = run(ROOT / "scenarios" / f"{name}.toml", network=network)
    alone = plan_page(dict.fromkeys(STATES, result), {state: set() for state in STATES})
    at = list(STATES).index(name) + 1
    rows = {}
    for text, cells in ((text, rows.setdefault(text, {})) for text in (PAGE, alone)):
        for line in text.splitlines():
            parts = [part.strip() for part in line.strip("|").split("|")]
            if len(parts) == len(STATES) + 1 and "<br>" in parts[0]:
                cells.setdefault(parts[0], []).append(parts[at].split(" (")[0].replace(" ⚠", ""))
    assert rows[PAGE] == rows[alone], "run: python -m networks.build.docs"
    assert len(rows[PAGE]) > 25


def test_the_page_of_projects_is_fresh() -> None:
    network = load_network("shanxi-central")
    projects = network["projects"]
    few = projects[projects["project_id"].isin(["rail-xiongxin-hsr", "hw-fenshi", "svc-brt"])]
    page = (ROOT / "docs" / "projects.md").read_text(encoding="utf-8")
    for row in project_effects(network.replace_table("projects", few)).to_dict("records"):
        (line,) = [line for line in page.splitlines() if f"`{row['project_id']}`" in line]
        cells = [cell.replace("⚠", "").strip() for cell in line.split("|")]
        shown = [f"{row[name]:.2f}" for name in ("public_min", "full_wait_min")]
        at = 4 + list(FIGURES).index("public_min")
        own = ["" if figure == "0.00" else figure for figure in shown]
        assert cells[at : at + 2] == own, "run: python -m networks.build.docs"


def test_what_turns_is_told_of_targets_and_places_that_are_there() -> None:
    network = load_network("shanxi-central")
    with (ROOT / "docs" / "doubts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = {"target_id": "targets", "from_id": "places", "to_id": "places", "group_id": "groups"}
    known = {name: {"", *network[table][_KEYS[table]]} for name, table in ids.items()}
    assert rows
    for row in rows:
        assert all(row.get(name, "") in known[name] for name in ids)
        assert bool(row["target_id"]) + bool(row["from_id"]) + bool(row.get("group_id")) == 1
        assert "True" in (row["before_fragile"], row["fragile"])
    told = {read_scenario(ROOT / "scenarios" / f"{name}.toml").id for name in (*STATES, *OPENED)}
    assert {row["scenario_id"] for row in rows} <= told


def test_what_is_noted_of_projects_holds_and_stands_below_their_table() -> None:
    network = load_network("shanxi-central")
    notes = {row["project_id"]: row["note"] for row in read_data("project_notes")}
    page = (ROOT / "docs" / "projects.md").read_text(encoding="utf-8")
    for project, note in notes.items():
        assert page.index(f"`{project}`") < page.index(note), "run: python -m networks.build.docs"
    told = {name: set(map(int, re.findall(r"\d+", note))) for name, note in notes.items()}
    drives = ClaimDrives(network, compile_topology(network))
    at = (drives.claims["claim_id"] == "fenshi-2024").to_numpy()
    own, published = drives.minutes()[at].iloc[0].round(), drives.claims[at].iloc[0]
    for minutes in (*own, published["before_min"], published["after_min"]):
        assert round(minutes) in told["hw-fenshi"]
    result = run(ROOT / "scenarios" / "projects" / "rail-shitai-third.toml", network=network)
    for state in (result.before, result.after):
        path = state.model.path("140106", "420100")
        minutes = {round(path.travel_min), round(path.displacement_min)}
        assert minutes <= told["rail-shitai-third"]


def test_what_turns_carries_its_mark_on_the_page_of_projects() -> None:
    network = load_network("shanxi-central")
    usual = {"winner": "140106", "winner_min": 1.0, "winner_using": "best"}
    rows = [
        {"project_id": "hw-fenshi", **dict.fromkeys(FIGURES, 2.0), **usual},
        {"project_id": "ga-network", **dict.fromkeys(FIGURES, 0.0), **usual, "winner": ""},
    ]
    rows[0]["turned"] = {"pairs": "roads", "winner": "all"}
    rows[1]["turned"] = {"public_min": "all"}
    rows[1]["winner_min"] = 0.0
    rows.append({**rows[0], "project_id": "svc-brt", "winner": "", "turned": {}})
    rows.append({**rows[2], "project_id": "svc-brt-full", "turned": {"winner": "all"}})
    projects = network["projects"]
    few = projects[projects["project_id"].isin([str(row["project_id"]) for row in rows])]
    page = projects_page(network.replace_table("projects", few), pd.DataFrame(rows))
    moved, silent, nobody, somebody = (
        next(line for line in page.splitlines() if f"`{row['project_id']}`" in line) for row in rows
    )
    assert "| 2 ⚠ | 2.0 | 2.00 |" in moved
    assert moved.endswith("1.0 ⚠ |")
    assert silent.endswith("| ⚠ minutes of those who must ride |")
    assert nobody.endswith("| — |")
    assert somebody.endswith("| — ⚠ |")
    # Its road's length is derived; headways of the buses, and flights, are assumed.
    assert [" †<br>" in line for line in (moved, silent, nobody)] == [False, True, True]


def test_the_rows_of_what_turns_say_which_input_alone_turns_it() -> None:
    scenario = Scenario.from_dict(
        {"id": "s", "date": "base", "edit": [{"action": "open", "project": "road-north"}]}
    )
    rows = doubt_rows(scenario, only(line_world("2024-12-31"), "speed_factor"))
    assert json.loads(json.dumps(rows)) == rows
    turning = [row for row in rows if "input" not in row]
    names = {name for row in turning for name in row["turned_by"].split(";")}
    assert {"speed_factor", "speed_factor[motorway]"} <= names
    assert all(row["fragile"] or row["before_fragile"] for row in turning)
    assert {row["scenario_id"] for row in turning} == {"s"}


def test_what_turns_is_told_of_trips_that_a_map_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = Scenario.from_dict(
        {"id": "s", "date": "base", "edit": [{"action": "open", "project": "road-north"}]}
    )
    world = only(line_world("2024-12-31"), "speed_factor")
    found = []
    for to in ((), ("P1",)):
        monkeypatch.setitem(docs.FINDINGS, "DRAWN_TO", to)
        found.append([row for row in doubt_rows(scenario, world) if "input" not in row])
    more = [row for row in found[1] if row not in found[0]]
    assert more
    assert {row["to_id"] for row in more} == {"P1"}


def test_a_belt_that_turns_carries_its_mark_on_the_page_of_the_whole_plan() -> None:
    result = run(ROOT / "scenarios" / "base-2022.toml", network=load_network("shanxi-central"))
    trials = pd.DataFrame(
        [
            (name, "slow" if name else "", "belt-taihang", *(30.0, 20.0, people) * 2)
            for name, people in (("", 0.0), ("speed_factor[motorway]", 91_544.0))
        ],
        columns=list(TRIAL_COLUMNS),
    )
    (row,) = belt_rows("base-2022", trials, trials.iloc[:1])
    assert (row["figure"], row["turned_by"]) == ("people_within_60", "speed_factor[motorway]")
    turns = {name: set() for name in STATES} | {
        "stages/2030": {("belt-taihang", "people_within_60")}
    }
    page = plan_page(dict.fromkeys(STATES, result), turns)
    cells = [line.split(" | ")[1:] for line in page.splitlines() if line.startswith("| 太行城镇带")]
    at = list(STATES).index("stages/2030")
    assert [sum("⚠" in cell for cell in row) for row in cells] == [0, 0, 1]
    assert cells[2][at].endswith(" ⚠")
