"""Every notebook runs from top to bottom and shows what is stored in it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def notebooks() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "notebooks.py"))


def test_five_teach() -> None:
    names = {path.stem for path in NOTEBOOKS}
    assert names >= {"first-answer", "own-scenario", "who-gains", "city-roads", "any-city"}


def test_a_city_before_and_after_a_line_takes_twenty_lines() -> None:
    stored = nbformat.read(ROOT / "notebooks" / "any-city.ipynb", as_version=4)
    first = next(cell for cell in stored.cells if cell.cell_type == "code")
    lines = [line for line in first.source.splitlines() if line.strip()]
    assert len(lines) <= 20
    assert "TransitNetwork(feeds, streets" in first.source
    shown = first.outputs[-1]["data"]["text/plain"]
    assert re.findall("before|after", shown) == ["before", "after"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_shows_what_is_stored(path: Path, notebooks: dict[str, Any]) -> None:
    stored = nbformat.read(path, as_version=4)
    assert any(notebooks["texts"](stored)), "no outputs are stored; run: make docs"
    if not notebooks["has_data"](stored):
        pytest.skip("TRANSNET_DATA doesn't say where the feeds are that it reads")
    fresh = notebooks["executed"](path)
    assert notebooks["texts"](fresh) == notebooks["texts"](stored), "run: make docs"
