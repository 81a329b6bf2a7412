"""The bundled scenarios, and every example of the pages on them, on the bundled network."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from transnet.base.errors import ScenarioError
from transnet.base.units import minutes_to_ms
from transnet.io.catalog import list_scenarios
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.scenario.edits import ACTIONS, apply_edits
from transnet.scenario.file import Scenario, read_scenario
from transnet.study.result import Result
from transnet.study.run import run
from transnet.travel.leg_names import LEGS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "scenarios.md", DOCS / "zh" / "scenarios.md", DOCS / "zh" / "start.md"]
_WHOLE_MS_MIN = 1e-4  # legs and rates are whole milliseconds and ten-thousandths of a train
EXAMPLES = [
    example
    for page in PAGES
    for example in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
]


@cache
def _network() -> Network:
    return load_network("shanxi-central")


@cache
def _result(name: str) -> Result:
    return run(name, network=_network())


@pytest.mark.parametrize("name", list_scenarios())
def test_each_scenario_runs_and_speaks_both_languages(name: str) -> None:
    scenario = read_scenario(name)
    assert scenario.id == name
    texts = (scenario.name_zh, scenario.name_en, scenario.question_zh, scenario.question_en)
    assert all(texts)
    assert re.search(r"[\u4e00-\u9fff]", scenario.name_zh)
    assert not re.search(r"[\u4e00-\u9fff]", scenario.name_en)
    result = _result(name)
    assert len(result.verdicts) == len(_network()["targets"])
    assert result.verdicts[["before", "after"]].notna().all(axis=None)
    assert not [notice for notice in result.notices if notice.severity == "error"]


def _by_road_min(table: pd.DataFrame, state: str) -> pd.Series:
    return table[f"access_min_{state}"] + table[f"egress_min_{state}"]


@pytest.mark.parametrize("name", list_scenarios())
def test_openings_never_lengthen(name: str) -> None:
    table = _result(name).travel_times
    assert (table["chosen_after_min"] <= table["chosen_before_min"] + _WHOLE_MS_MIN).all()
    # Who can leave when they like, or from nearer by, may ride longer for it, others don't.
    sooner = table["displacement_min_after"] < table["displacement_min_before"]
    nearer = _by_road_min(table, "after") < _by_road_min(table, "before")
    assert (table.loc[~sooner & ~nearer, "change_min"] <= _WHOLE_MS_MIN).all()


@pytest.mark.parametrize("name", list_scenarios())
def test_legs_add_up_on_the_whole_network(name: str) -> None:
    table = _result(name).after.travel_times
    reached = np.isfinite(table["travel_min"])
    legs = minutes_to_ms(table.loc[reached, [f"{leg}_min" for leg in LEGS]]).sum(axis=1)
    assert legs.tolist() == minutes_to_ms(table.loc[reached, "travel_min"]).tolist()


def test_all_seats_reach_each_other() -> None:
    table = _result("today").after.travel_times
    places = _network()["places"]
    inside = places.loc[places["kind"] != "external", "place_id"]
    pairs = table["from_id"].isin(inside) & table["to_id"].isin(inside)
    assert pairs.sum() == 53 * 53
    assert np.isfinite(table.loc[pairs, "travel_min"]).all()


@pytest.mark.parametrize("name", ["xiongxin-hsr", "xiongxin-hsr-2022"])
def test_xiongxin_brings_xiongan_nearer_and_leaves_others_alone(name: str) -> None:
    table = _result(name).travel_times.set_index(["from_id", "to_id"])
    for origin in ("140106", "140902"):  # Yingze, Xinfu
        assert table.loc[(origin, "133100"), "change_min"] < -1.0
    # Lishi-Fenyang, Yingze-Yuci and Yangquan-Shijiazhuang have nothing to do with it.
    for pair in (("141102", "141182"), ("140106", "140702"), ("140302", "130100")):
        assert table.loc[pair, "change_min"] == 0.0
        assert table.loc[pair, "before_min"] == table.loc[pair, "after_min"]


def test_the_line_and_the_project_open_the_same_tracks() -> None:
    today = _network().at(_network().info.known_until)
    opened = []
    for key, value in (("project", "rail-xiongxin-hsr"), ("line", "H07")):
        edits = Scenario.from_dict({"id": "x", "edit": [{"action": "open", key: value}]}).edits
        after = apply_edits(today, edits).after
        newly = after.open_rows("tracks") & ~today.open_rows("tracks")
        opened.append(after["tracks"].loc[newly, "track_id"].tolist())
    assert opened[0] == opened[1] != []


def test_suide_brings_lishi_into_the_train_hour() -> None:
    verdicts = _result("taiyuan-luliang-suide-hsr").verdicts.set_index("target_id")
    assert not verdicts.loc["plan-1h-intercity", "met_before"]
    assert verdicts.loc["plan-1h-intercity", "met_after"]


def test_the_whole_plan_does_at_least_what_its_lines_do() -> None:
    whole, part = (
        _result(name).travel_times["chosen_after_min"]
        for name in ("plan-2035", "taiyuan-luliang-suide-hsr")
    )
    assert (whole <= part + _WHOLE_MS_MIN).all()
    cancelled = _network()["tracks"]["status"] == "cancelled"
    after = _result("plan-2035").after.model.network
    assert not after.open_rows("tracks")[cancelled.to_numpy()].any()


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_of_the_docs_can_be_applied(example: str) -> None:
    table = tomllib.loads(example)
    if "_street" in example:  # streets of a city; test_street_edits.py applies such edits
        scenario = Scenario.from_dict({"id": "example", "date": "today", **table})
        with pytest.raises(ScenarioError, match="no_streets"):
            apply_edits(_network(), scenario.edits)
        return
    days = [edit["from_date"] for edit in table.get("edit", ()) if "from_date" in edit]
    scenario = Scenario.from_dict({"id": "example", "date": [*days, "today"][0], **table})
    network = _network().at(scenario.day(_network().info))
    edited = apply_edits(network, scenario.edits)
    assert len(edited.effects) or not scenario.edits


def test_the_docs_show_every_action() -> None:
    page = re.findall(r"```toml\n(.*?)```", PAGES[0].read_text("utf-8"), flags=re.DOTALL)
    shown = {edit["action"] for text in page for edit in tomllib.loads(text).get("edit", ())}
    assert shown == set(ACTIONS)
