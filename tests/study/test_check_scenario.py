"""A scenario held against its network without running it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.worlds import line_world
from transnet import save_network
from transnet.cli.main import main
from transnet.study.check_scenario import check_scenario

EDIT = "[[edit]]\naction = 'open'\nproject = '{}'\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save_network(line_world(), tmp_path / "world")
    return tmp_path / "s.toml"


def _write(file: Path, more: str) -> None:
    file.write_text(f"id = 's'\nnetwork = 'world'\n{more}", encoding="utf-8")


def test_targets_and_edits_are_told_together(file: Path) -> None:
    _write(file, "targets = ['plan-rial']\n" + EDIT.format("rail-dircet"))
    hints = [each.hint for each in check_scenario(file)]
    assert len(hints) == 2
    assert "plan-rail" in hints[0]
    assert "rail-direct" in hints[1]


def test_check_takes_a_scenario(file: Path) -> None:
    _write(file, EDIT.format("rail-direct"))
    good = CliRunner().invoke(main, ["check", "s.toml"])
    assert (good.exit_code, "transnet run s.toml runs it" in good.output) == (0, True)
    _write(file, EDIT.format("rail-dircet"))
    bad = CliRunner().invoke(main, ["check", "s.toml"])
    assert bad.exit_code == 1
    assert "rail-direct" in bad.output
    assert not (file.parent / "results").exists()
