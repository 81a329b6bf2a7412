"""Projects by theme and stage."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.scenario.helpers import WORLD, applied, codes
from transnet.model.network import Network


def _opened(*values: dict[str, Any], network: Network = WORLD) -> list[str]:
    after = applied(*values, network=network).after
    return after["projects"].loc[after.open_rows("projects"), "project_id"].tolist()


def _staged(**stages: str) -> Network:
    table = WORLD["projects"]
    stage = table["project_id"].map(lambda name: stages.get(name.replace("-", "_"), "2030"))
    return WORLD.replace_table("projects", table.assign(stage=stage))


def test_a_theme_or_a_stage_opens_its_projects() -> None:
    assert _opened({"action": "open", "theme": "rail"}) == ["rail-direct"]
    assert _opened({"action": "open", "theme": ["rail", "road"]}) == ["road-north", "rail-direct"]
    staged = _staged(road_north="2025")
    assert _opened({"action": "open", "stage": "2025"}, network=staged) == ["road-north"]
    both: dict[str, Any] = {"action": "open", "stage": ["2025", "2030"], "theme": "rail"}
    assert _opened(both, network=staged) == ["rail-direct"]


def test_conditions_on_projects_hold_together() -> None:
    edit: dict[str, Any] = {"action": "open", "project": ["*", "!rail-*"], "stage": "2030"}
    assert _opened(edit) == ["road-north"]


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ({"theme": "rails"}, ("unknown_name", "edit 1, theme")),
        ({"stage": "2031"}, ("unknown_name", "edit 1, stage")),
        ({"theme": "air"}, ("no_effect", "edit 1")),
    ],
)
def test_what_is_not_a_theme_or_stage(edit: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in codes({"action": "open", **edit})


def test_assumptions_come_with_the_result_and_of_many_only_their_count() -> None:
    table = WORLD["projects"].assign(assumption=["", "16 trains a day"])
    network = WORLD.replace_table("projects", table)
    edited = applied({"action": "open", "project": "*"}, network=network)
    found = [(notice.severity, notice.code, notice.value, notice.hint) for notice in edited.notices]
    assert found == [("info", "assumed", "Direct (rail-direct)", "assumed: 16 trains a day")]
    assert not applied({"action": "open", "project": "road-north"}, network=network).notices
    many = pd.concat([table.assign(project_id=[f"p{at}", f"q{at}"]) for at in range(6)])
    crowd = WORLD.replace_table("projects", many.assign(assumption="ours").reset_index(drop=True))
    (notice,) = applied({"action": "open", "project": "p*"}, network=crowd).notices
    assert notice.value == "6 projects"
    assert notice.hint == "open; 6 of them rest on assumptions, see projects.csv"
