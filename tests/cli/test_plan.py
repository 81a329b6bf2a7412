"""The plan, several scenarios at once, and sensitivity from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.decision.narrow import only
from tests.worlds import line_world
from transnet import save_network
from transnet.cli.main import main

SCENARIO = """
id = "{name}"
name_zh = "开通"
name_en = "Open"
network = "{network}"
date = "2024-12-31"
targets = ["plan-*"]

[[edit]]
action = "open"
project = "{name}"

[outputs]
maps = false
geopackage = false
"""


def _call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    save_network(line_world(), folder)
    return folder


@pytest.fixture
def scenarios(tmp_path: Path, world: Path) -> list[Path]:
    paths = []
    for name in ("road-north", "rail-direct"):
        paths.append(tmp_path / f"{name}.toml")
        text = SCENARIO.format(name=name, network=world.as_posix())
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def test_plan_shows_coverage_and_one_item(world: Path) -> None:
    assert "plan items 1" in _call("plan", world).output
    assert json.loads(_call("plan", world, "--json").stdout)["count"]["modelled"] == 1
    assert "R3" in _call("plan", world, "--item", "item-road").output
    item = json.loads(_call("plan", world, "--item", "item-road", "--json").stdout)
    assert [row["row_id"] for row in item["rows"]][:2] == ["road-north", "R3"]
    unknown = _call("plan", world, "--item", "item-rod")
    assert unknown.exit_code == 1
    assert "did you mean item-road" in unknown.output


def test_the_bundled_plan_has_215_items_and_none_is_missing() -> None:
    count = json.loads(_call("plan", "shanxi-central", "--json").stdout)["count"]
    assert count == {"items": 215, "modelled": 158, "not_representable": 57, "missing": 0}


def test_several_scenarios_make_one_table_and_one_page(
    scenarios: list[Path], tmp_path: Path
) -> None:
    shown = _call("run", *scenarios, "--out", tmp_path / "out")
    assert shown.exit_code == 0, shown.output
    assert "road-north" in shown.output
    assert (tmp_path / "out" / "comparison" / "comparison.html").is_file()
    both = json.loads(_call("run", *scenarios, "--out", tmp_path / "out", "--json").stdout)
    assert [each["id"] for each in both["scenarios"]] == ["road-north", "rail-direct"]


@pytest.mark.parametrize("count", [1, 2])
def test_without_files_the_same_is_printed_and_nothing_written(
    scenarios: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    written = _call("run", *scenarios[:count], "--out", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    plain = _call("run", *scenarios[:count], "--no-files")
    assert plain.exit_code == 0, plain.output
    assert written.output.startswith(plain.output.rstrip())
    assert plain.output.count("\n") > 10
    as_json = json.loads(_call("run", *scenarios[:count], "--no-files", "--json").stdout)
    assert as_json["verdicts"]
    assert not list(Path().iterdir())


def test_sensitivity_prints_both_ends(world: Path, scenarios: list[Path]) -> None:
    save_network(only(line_world(), "entry_min", "wait_cap_min"), world, force=True)
    shown = _call("run", scenarios[0], "--sensitivity")
    assert shown.exit_code == 0, shown.output
    assert "Door to door" in shown.output
    assert _call("run", scenarios[0], "--sensitivity", "--no-files").output == shown.output
    (found,) = json.loads(_call("run", scenarios[0], "--sensitivity", "--json").stdout)
    assert found["scenario"] == "road-north"
    assert {"fast_met", "slow_met", "fragile"} <= set(found["targets"][0])
