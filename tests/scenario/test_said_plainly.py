"""What a scenario can't be judged by, or on a day that nothing is known of, is said."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.worlds import INFO, line_world
from transnet import InputError, Scenario, ScenarioError, UnknownNameError
from transnet.scenario.config import day_notices
from transnet.scenario.effects import required_projects
from transnet.scenario.targets import choose_targets

WORLD = line_world("2024-12-31")


def _projects(requires: dict[str, str]) -> Any:
    row = WORLD["projects"].iloc[:1]
    table = pd.concat([row] * len(requires), ignore_index=True)
    table = table.assign(project_id=list(requires), requires=list(requires.values()))
    return WORLD.replace_table("projects", table)


@pytest.mark.parametrize(
    ("requires", "project", "found"),
    [
        ({"a": "", "b": "a", "c": "b"}, "c", ["a", "b"]),
        ({"a": "b;c", "b": "c", "c": ""}, "a", ["c", "b"]),
        ({"a": ""}, "a", []),
        ({"a": "b;c", "b": "d", "c": "d", "d": ""}, "a", ["d", "b", "c"]),
    ],
)
def test_what_is_required_comes_first(
    requires: dict[str, str], project: str, found: list[str]
) -> None:
    assert required_projects(_projects(requires), project) == found


@pytest.mark.parametrize(
    "requires", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}]
)
def test_a_cycle_is_an_error_and_ends(requires: dict[str, str]) -> None:
    with pytest.raises(InputError, match="requires itself"):
        required_projects(_projects(requires), "a")


def test_a_project_that_is_not_listed_is_unknown() -> None:
    for project in ("z", "a"):
        with pytest.raises(UnknownNameError):
            required_projects(_projects({"a": "y"}), project)


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({"date": "base"}, []), ({"date": "today"}, []), ({"date": "2019-12-31"}, ["date"]),
        ({"date": "2019-12-31", "base": "2019-12-30"}, ["date", "base"]),
        ({"date": "2200-01-01", "base": "base"}, []), ({"base": "1999-01-01"}, ["base"]),
    ],
)  # fmt: skip
def test_days_before_the_networks_own_are_named(values: dict[str, str], keys: list[str]) -> None:
    found = day_notices(Scenario.from_dict({"id": "x", **values}, "s.toml"), INFO)
    assert [each.column for each in found] == keys
    assert all(each.table == "s.toml" and each.severity == "warning" for each in found)
    assert all(INFO.base_date.isoformat() in each.hint for each in found)


def test_a_network_without_targets_says_so() -> None:
    bare = WORLD.replace_table("targets", WORLD["targets"].iloc[:0])
    for patterns in ((), ("plan-*",)):
        with pytest.raises(ScenarioError, match="has no targets"):
            choose_targets(bare, patterns, "s.toml")
