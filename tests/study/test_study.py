"""A state of a study in tables and names is what a run of the same scenario says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pandas as pd
import pytest

from tests.scenario.helpers import NEW_LINE
from tests.worlds import line_world
from transnet import Study, run, write_result
from transnet.base.errors import InputError
from transnet.scenario.file import Scenario
from transnet.study import study as module
from transnet.study.result import Result

WORLD = line_world()
STUDY = Study(WORLD)
DAY = "2024-12-31"


def _same(found: Result, expected: Result) -> None:
    for name in ("verdicts", "travel_times", "counties", "effects"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
    ours, theirs = found.sensitivity, expected.sensitivity
    pd.testing.assert_frame_equal(ours.table, theirs.table)
    pd.testing.assert_frame_equal(ours.journeys, theirs.journeys)
    assert (found.before.label_en, found.after.label_en) == (
        expected.before.label_en,
        expected.after.label_en,
    )


def test_a_state_is_told_as_a_run_of_the_scenario_that_says_the_same() -> None:
    edits = [
        {"action": "open", "project": "road-north"},
        {"action": "set_parameter", "parameter": "entry_min", "mode": "emu", "value": 22.5},
    ]
    values = {"id": "s", "date": DAY, "base": "2022-10-31", "traffic": "peak", "edit": edits}
    state = STUDY.state(
        date=DAY, open=["road-north"], parameters={("entry_min", "emu"): 22.5}, traffic="peak"
    )
    found = STUDY.result(state, base="2022-10-31")
    _same(found, run(Scenario.from_dict(values), network=WORLD))
    assert "parameters" in found.effects["table"].tolist()


def test_a_state_is_held_against_its_own_day_unless_told() -> None:
    scenario = Scenario.from_dict({"id": "s", "date": DAY, "edit": [NEW_LINE]})
    before, after = STUDY.states_of(scenario)
    _same(STUDY.result(after), run(scenario, network=WORLD))
    unedited = STUDY.result(before)
    assert unedited.effects.empty
    assert (unedited.verdicts["change"].fillna(0.0) == 0.0).all()


def test_states_at_an_end_of_inputs_are_told_at_that_end() -> None:
    usual = STUDY.state(date=DAY, open=["road-north"])
    slow = usual.with_inputs(["entry_min"], "slow")
    ours, theirs = STUDY.result(slow).verdicts, STUDY.result(usual).verdicts
    assert (ours["after"] >= theirs["after"])[ours["unit"] == "min"].all()
    assert not ours["before"].equals(theirs["before"])
    assert ours["after"].tolist() == STUDY.judge(slow).value[0].tolist()


def test_results_of_states_can_be_written(tmp_path: Path) -> None:
    found = STUDY.result(STUDY.state(date=DAY, open=["road-north"]))
    assert found.manifest["scenario"] == "state"
    other = STUDY.result(STUDY.state(date=DAY, open=["rail-direct"]))
    assert found.manifest["scenario_sha256"] != other.manifest["scenario_sha256"]
    assert (tmp_path / "r" / "report.html") in write_result(found, tmp_path / "r")


def test_what_is_no_state_or_day_is_refused() -> None:
    with pytest.raises(InputError):
        STUDY.result("today")  # type: ignore[arg-type]
    with pytest.raises(InputError):
        STUDY.result(STUDY.state(), base="2022-13-01")


def test_the_examples_say_what_they_show() -> None:
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)
