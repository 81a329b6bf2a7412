"""Answers kept between runs: the same as found anew, whatever becomes of the disk or the code."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.errors import ScenarioError
from transnet.model.network import Network
from transnet.report.terminal.comparison_table import comparison_table
from transnet.report.terminal.result_tables import result_table
from transnet.report.write import result_tables, summary
from transnet.scenario.file import Scenario
from transnet.scenario.openings import Open
from transnet.study import compiled, known_answers
from transnet.study.result import Result
from transnet.study.run import compare, run
from transnet.study.study import Study
from transnet.travel.model import TravelModel

WORLD = line_world("2024-12-31")
OPEN = {"action": "open", "project": "rail-direct"}
SLOWER = {"action": "set_parameter", "parameter": "entry_min", "mode": "emu", "value": 25.0}


def _scenario(*edits: dict[str, Any], **values: Any) -> Scenario:
    return Scenario.from_dict(
        {"id": "s", "name_zh": "情景", "name_en": "S", "edit": list(edits)} | values
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the answers of a test are kept."""
    found = tmp_path / "answers"
    monkeypatch.setattr(known_answers, "_cache", lambda: Cache(found))
    return found


def _all_of(result: Result) -> str:
    """Return all that is said of a result, terminal and tables, as one text."""
    out = Console(file=io.StringIO(), width=120, color_system=None)
    out.print(result_table(result))
    tables = {name: table.to_csv() for name, table in result_tables(result).items()}
    told = json.dumps([summary(result), tables], ensure_ascii=False, sort_keys=True)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue() + told


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with the answers of a run, and what the run says; nobody may change it."""
    place = tmp_path_factory.mktemp("found") / "answers"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_answers, "_cache", lambda: Cache(place))
        return place, _all_of(_ask())


@pytest.fixture
def cold(folder: Path, found: tuple[Path, str]) -> str:
    """Put the answers of a run into the folder of a test, and return what it says."""
    shutil.copytree(found[0], folder)
    return found[1]


def _no_model(*_args: object, **_named: object) -> None:
    raise AssertionError("a model is made, though all that is asked is known")


def _ask(network: Network = WORLD, *edits: dict[str, Any], **values: Any) -> Result:
    return run(_scenario(*(edits or (OPEN,)), **values), network=network, keep=True)


@pytest.mark.parametrize(
    ("edits", "traffic"), [((OPEN,), "off_peak"), ((OPEN, SLOWER), "peak"), ((), "off_peak")]
)
def test_a_second_run_says_the_same_and_makes_no_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch, edits: tuple[Any, ...], traffic: str
) -> None:
    asked = {"traffic": traffic}
    plain = _all_of(run(_scenario(*edits, **asked), network=WORLD))
    assert not folder.exists()
    cold = _all_of(run(_scenario(*edits, **asked), network=WORLD, keep=True))
    assert list(folder.iterdir())
    monkeypatch.setattr(TravelModel, "__init__", _no_model)
    warm = _all_of(run(_scenario(*edits, **asked), network=WORLD, keep=True))
    assert plain == cold == warm


def test_scenarios_side_by_side_say_the_same_and_make_no_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = [_scenario(id="a"), _scenario(OPEN, id="b"), _scenario(OPEN, SLOWER, id="c")]

    def said() -> str:
        out = Console(file=io.StringIO(), width=120, color_system=None)
        out.print(comparison_table(compare(scenarios, network=WORLD, keep=True)))
        assert isinstance(out.file, io.StringIO)
        return out.file.getvalue()

    cold = said()
    assert list(folder.iterdir())
    monkeypatch.setattr(TravelModel, "__init__", _no_model)
    assert said() == cold


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("damage", [_cut, _flip, lambda _: b""])
def test_damaged_answers_are_found_anew(
    folder: Path, cold: str, damage: Callable[[bytes], bytes]
) -> None:
    kept = sorted(path.name for path in folder.iterdir())
    for path in folder.iterdir():
        path.write_bytes(damage(path.read_bytes()))
    assert _all_of(_ask()) == cold
    assert sorted(path.name for path in folder.iterdir()) == kept


def test_answers_under_each_others_names_are_found_anew(folder: Path, cold: str) -> None:
    paths = sorted(folder.iterdir())
    contents = [path.read_bytes() for path in paths]
    for path, other in zip(paths, contents[1:] + contents[:1], strict=True):
        path.write_bytes(other)
    assert _all_of(_ask()) == cold


def test_where_nothing_can_be_written_the_same_is_said(
    tmp_path: Path, found: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(known_answers, "_cache", lambda: Cache(tmp_path / "file" / "answers"))
    assert _all_of(_ask()) == found[1]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_serves_what_it_has(
    folder: Path, cold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.chmod(0o500)
    try:
        other = _all_of(_ask(WORLD, OPEN, SLOWER))
        monkeypatch.setattr(TravelModel, "__init__", _no_model)
        assert _all_of(_ask()) == cold
    finally:
        folder.chmod(0o700)
    assert other != cold


@pytest.mark.usefixtures("cold")
def test_other_code_finds_everything_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name for path in folder.iterdir()}
    monkeypatch.setattr(known_answers, "package_digest", lambda *_: "another")
    made: list[object] = []
    make = compiled.evaluated_tables
    monkeypatch.setattr(
        compiled, "evaluated_tables", lambda *args: made.append(args) or make(*args)
    )
    _all_of(_ask())
    assert len(made) == 2
    assert len({path.name for path in folder.iterdir()}) == 2 * len(before)


def _with(table: str, column: str, value: object) -> Network:
    rows = WORLD[table].copy()
    rows.loc[rows.index[0], column] = value
    return WORLD.replace_table(table, rows)


OTHERS = {
    "a parameter": lambda: _with(
        "parameters", "value", WORLD["parameters"]["value"].iloc[0] * 1.01
    ),
    "a note": lambda: _with("places", "note", "another"),
    "a day": lambda: _with("services", "opened", pd.Timestamp("2012-01-01")),
    "a target": lambda: _with("targets", "within_min", 59.0),
    "order of rows": lambda: WORLD.replace_table(
        "services", WORLD["services"].iloc[::-1].reset_index(drop=True)
    ),
    "a name": lambda: replace(WORLD, info=replace(WORLD.info, name_en="Another")),
}


def _kept_of(network: Network, folder: Path) -> set[str]:
    """Return the names of all answers once the network's state today has one."""
    study = Study(network, keep=True)
    study.answers.get("x", [study.state(date="2024-12-31")], lambda: 1)
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("other", OTHERS, ids=list(OTHERS))
def test_a_network_that_differs_anywhere_is_served_nothing_of_another(
    folder: Path, other: str
) -> None:
    first = _kept_of(WORLD, folder)
    assert _kept_of(line_world("2024-12-31"), folder) == first
    assert len(_kept_of(OTHERS[other](), folder)) == 2


@pytest.mark.usefixtures("cold")
def test_a_changed_cell_changes_what_is_said_as_if_nothing_were_kept(folder: Path) -> None:
    network = OTHERS["a parameter"]()
    assert _all_of(_ask(network)) == _all_of(run(_scenario(OPEN), network=network))
    assert len([*folder.iterdir()]) > 1


ASKED: list[dict[str, Any]] = [
    {"date": "2024-12-30"},
    {"open": ["rail-direct"]},
    {"close": ["rail-direct"]},
    {"parameters": {("entry_min", "emu"): 12.0}},
    {"services": {"E1": 20.0}},
    {"traffic": "peak"},
]


def test_each_state_and_question_has_an_answer_of_its_own(folder: Path) -> None:
    study = Study(WORLD, keep=True)
    usual = study.state()
    states = [usual, *(study.state(**asked) for asked in ASKED)]
    states += [replace(usual, inputs=(("entry_min", "low"),)), replace(usual, made=False)]
    for state in states:
        study.answers.get("x", [state], lambda: 1)
    study.answers.get("y", [usual], lambda: 1)
    study.answers.get("x", [usual], lambda: 1, by="z")
    study.answers.get("x", [usual, usual], lambda: 1)
    targets = WORLD["targets"].iloc[:1]
    study.with_targets(targets).answers.get("x", [usual], lambda: 1)
    assert len(list(folder.iterdir())) == len(states) + 4


def test_a_scenario_finds_the_state_before_it_that_another_has_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    make = compiled.evaluated_tables
    monkeypatch.setattr(
        compiled, "evaluated_tables", lambda *args: made.append(args) or make(*args)
    )
    _ask()
    assert len(made) == 2
    assert _all_of(_ask(WORLD, OPEN, SLOWER)) == _all_of(
        run(_scenario(OPEN, SLOWER), network=WORLD)
    )
    assert len(made) == 2 + 1 + 2  # the state after, then both of the run that keeps nothing


def test_states_of_a_study_keep_nothing_unless_asked(folder: Path) -> None:
    study = Study(WORLD)
    study.result(study.state(open=["rail-direct"])).travel_times  # noqa: B018
    assert not folder.exists()
    keeping = Study(WORLD, keep=True)
    found = keeping.result(keeping.state(open=["rail-direct"]))
    usual = study.result(study.state(open=["rail-direct"]))
    pd.testing.assert_frame_equal(found.travel_times, usual.travel_times, check_exact=True)
    assert list(folder.iterdir())


def test_states_by_other_names_for_messages_share_an_answer(folder: Path) -> None:
    study = Study(WORLD, keep=True)
    state = study.state(edits=[Open(project=("rail-direct",))])
    found = [
        study.answers.get("x", [replace(state, file=name)], lambda: np.ones(3)) for name in "ab"
    ]
    assert len(list(folder.iterdir())) == 1
    assert found[0].tolist() == found[1].tolist()


def test_ones_own_points_are_counted_anew(folder: Path) -> None:
    points = pd.DataFrame({"id": ["p"], "lon": [112.0], "lat": [38.0], "people": [1000.0]})
    study = Study(WORLD, points=points, keep=True)
    assert study.answers.get("x", [study.state()], lambda: 1) == 1
    assert not folder.exists()


@pytest.mark.usefixtures("cold")
def test_what_cannot_be_run_is_refused_when_it_was_found_before(folder: Path) -> None:
    with pytest.raises(ScenarioError):
        _ask(WORLD, {"action": "open", "project": "nowhere"})
    assert folder.exists()
