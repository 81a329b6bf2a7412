"""README's tables are what the commands print, and its notebook lines run."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

import transnet
from tests.worlds import line_world
from transnet.scenario.file import Scenario

OPEN_DIRECT = {"action": "open", "project": "rail-direct"}
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def refresh() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "refresh.py"))


def test_generated_blocks_are_fresh(refresh: dict[str, Any]) -> None:
    assert refresh["filled"](README, refresh["blocks"]()) == README, "run: make docs"


def test_the_tables_of_the_method_are_fresh(refresh: dict[str, Any]) -> None:
    page = refresh["METHOD"].read_text("utf-8")
    assert refresh["filled"](page, refresh["method_parts"]()) == page, "run: make docs"


def test_displacement_stands_beside_the_minutes(refresh: dict[str, Any]) -> None:
    scenario = Scenario.from_dict({"id": "s", "date": "2024-12-31", "edit": [OPEN_DIRECT]})
    result = transnet.run(scenario, network=line_world("2024-12-31"))
    turn = refresh["_Doubts"](result)
    before, after = refresh["_trip_cells"](result, turn, ("P1", "P3"))
    # 25 min at the ends; 36 on board by 24 trains, 30 by 8; displacement is 960 / 32 / 4. Beside
    # 16 trains of 22.75 min only the 8 are worth taking: 25.17 on board, and 960 / 24 / 4.
    assert before == "60 + 8 min, rail"
    assert after.startswith("50 + 10 min, rail")
    by_road = refresh["_trip_cells"](result, turn, ("P1", "P2"))
    assert by_road == ["35 min, drive", "35 min, drive"]


def test_a_missing_block_is_said(refresh: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="0 blocks named verdicts"):
        refresh["filled"]("no markers", {"verdicts": "x"})


def test_notebook_lines_run() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own README
    assert len(names["result"].verdicts) > 5
    assert not names["result"].counties.empty


def test_own_scenario_runs(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "my-line.toml"
    file.write_text(text, encoding="utf-8")
    result = transnet.run(file)
    assert {"tracks", "services"} <= set(result.effects["table"])


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
