"""The commands that decide are thin: they print what the functions of the same names return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.worlds import line_world
from transnet import save_network
from transnet.cli.main import main

DAY = ("--date", "2024-12-31")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("decide") / "world"
    save_network(line_world(), folder)
    return str(folder)


def _printed(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == code, done.output
    tables = "--json" not in arguments and "--out" not in arguments  # which may end in a long path
    assert not tables or all(len(line) <= 80 for line in done.output.splitlines())
    return done.output


def test_attribute(world: str) -> None:
    shown = _printed("attribute", world, "--project", "北高速", "--project", "rail-*", *DAY)
    assert "people within the hour of the core" in shown
    told = json.loads(_printed("attribute", world, "--project", "*", *DAY, "--json"))
    assert {row["project_id"] for row in told["shares"]} == {"road-north", "rail-direct"}
    assert "say which projects" in _printed("attribute", world, code=2)


def test_stage(world: str) -> None:
    costs = ("--cost", "road-north=30", "--cost", "rail-direct=60")
    shown = _printed("stage", world, "--project", "*", "--budget", "10", *costs, *DAY)
    assert "1. Direct" in shown
    assert "cheapest first" in shown
    assert "write ID=NUMBER" in _printed(
        "stage", world, "--project", "*", "--budget", "10", "--cost", "x", code=2
    )


def test_diagnose(world: str, tmp_path: Path) -> None:
    out = tmp_path / "mended.toml"
    shown = _printed("diagnose", world, "--target", "plan-door", "--out", str(out))
    assert "Least that meets it: North." in shown
    assert "Proved: the run of the file meets it." in shown
    told = json.loads(_printed("diagnose", world, "--target", "plan-door", "--json"))
    assert [each["projects"] for each in told["remedies"]] == [["road-north"]]


def test_scan(world: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    text = f'id = "s"\nnetwork = "{Path(world).as_posix()}"\ndate = "2024-12-31"\n'
    file.write_text(text, encoding="utf-8")
    assert "missed at" in _printed("scan", str(file), "--parameter", "parking_min=0:60:20")
    told = json.loads(_printed("scan", str(file), "--parameter", "parking_min=0,30", "--json"))
    assert {row["parking_min"] for row in told["points"]} == {0.0, 30.0}
    assert "FROM:TO:STEP" in _printed("scan", str(file), "--parameter", "parking_min=0:1", code=2)
