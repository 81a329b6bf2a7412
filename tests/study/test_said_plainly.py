"""What a scenario can't be judged by, or on a day that nothing is known of, is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.worlds import INFO, line_world
from transnet import InputError, Scenario, ScenarioError, UnknownNameError, run
from transnet.decision.sensitivity import sensitivity
from transnet.model.network import Network
from transnet.report.page.comparison import comparison_page
from transnet.report.terminal.comparison_table import print_comparison
from transnet.report.words.answer import answer
from transnet.report.words.readings import readings
from transnet.report.write import write_result
from transnet.scenario.file import day_notices
from transnet.scenario.targets import choose_targets
from transnet.study.compared_results import Comparison
from transnet.study.project_effects import required_projects

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
    with pytest.raises(InputError, match="requires itself") as refused:
        required_projects(_projects(requires), "a")
    # Only what is on the circle is named: of a → b → c → b that isn't a.
    (notice,) = refused.value.notices
    first, *circle = notice.hint.split(": ")[1].split(" → ")
    assert first == circle[-1] == notice.value
    named = {"b", "c"} if "c" in requires else set(requires)
    assert set(circle) == {f"North ({each})" for each in named}


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


BARE = WORLD.replace_table("targets", WORLD["targets"].iloc[:0])
OPENING = {"edit": [{"action": "open", "project": "road-north"}]}


def test_a_network_without_targets_runs_and_says_that_nothing_is_judged(tmp_path: Path) -> None:
    values = {**OPENING, "outputs": {"maps": False}}  # they show nothing of targets
    result = run(Scenario.from_dict({"id": "bare", **values}), network=BARE)
    assert [(each.code, each.severity) for each in result.notices] == [("no_targets", "warning")]
    assert result.verdicts.empty
    assert "0 of 0 targets" in repr(result)
    assert result.before.detail.empty
    assert "0 of 0" in repr(result.before)
    assert "none is judged" in answer(result, readings(result)).en
    judged = run(Scenario.from_dict({"id": "full", **values}), network=WORLD)
    pd.testing.assert_frame_equal(result.travel_times, judged.travel_times)
    pd.testing.assert_frame_equal(result.counties, judged.counties)
    names = {path.name for path in write_result(result, tmp_path / "bare")}
    assert names == {path.name for path in write_result(judged, tmp_path / "full")}
    pages = [(tmp_path / name / "report.html").read_text("utf-8") for name in ("bare", "full")]
    assert ["Is the target met?" in page for page in pages] == [False, True]
    assert ["Readings met" in page for page in pages] == [False, True]


@pytest.mark.parametrize("networks", [(BARE,), (BARE, BARE), (BARE, WORLD), (WORLD, BARE)])
def test_networks_without_targets_are_compared(
    networks: tuple[Network, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    results = [
        run(Scenario.from_dict({"id": f"s{at}", **OPENING}), network=network)
        for at, network in enumerate(networks)
    ]
    found = Comparison(tuple(results))
    judged = [result for result in results if result.after.model.network["targets"].shape[0]]
    assert len(found.long) == sum(len(result.targets) for result in judged)
    assert len(found.as_dict()["verdicts"]) == len(found.long)
    assert comparison_page(found).count("has no targets") == 1
    print_comparison(found)
    assert capsys.readouterr().out.count("no_targets") == 1


def test_targets_that_are_asked_for_must_be_there() -> None:
    with pytest.raises(ScenarioError, match="leave the key out"):
        choose_targets(BARE, ("plan-*",), "s.toml")
    assert choose_targets(BARE, (), "s.toml").empty


def test_without_verdicts_nothing_can_turn() -> None:
    with pytest.raises(ScenarioError, match="no targets"):
        sensitivity(Scenario.from_dict({"id": "bare"}), network=BARE)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"date": "2019-12-31"}, "day_before_sources"),
        ({"edit": [{"action": "open", "project": "rail-direct"}]}, "assumed"),
    ],
)
def test_sensitivity_gives_the_warnings_of_a_run(values: dict[str, Any], said: str) -> None:
    assumed = WORLD["projects"].assign(assumption="a train an hour")
    network = WORLD.replace_table("projects", assumed)
    scenario = Scenario.from_dict({"id": "x", **values})
    found = sensitivity(scenario, network=network, alone=False)
    assert said in {each.code for each in found.notices}
    assert set(found.notices) <= set(run(scenario, network=network).notices)
    assert found.as_dict()["notices"] == [each.as_dict() for each in found.notices]
