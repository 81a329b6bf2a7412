"""docs/findings.md: its numbers are those of fresh runs and other pages, and its prose holds."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
MINUTES = re.compile(r"\d+")


@pytest.fixture(scope="module")
def findings() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "findings.py"))


def table(name: str, text: str = PAGE) -> list[list[str]]:
    """Return the cells of a generated table, its head first."""
    (block,) = re.findall(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in block.splitlines()]
    return [rows[0], *rows[2:]]


def test_what_the_line_does_is_fresh(findings: dict[str, Any]) -> None:
    filled = runpy.run_path(str(ROOT / "docs" / "refresh.py"))["filled"]
    assert filled(PAGE, findings["line_blocks"](findings["line_results"]())) == PAGE, (
        "run: make docs"
    )


def test_a_county_whose_minutes_turn_is_marked_on_the_map() -> None:
    figures = runpy.run_path(str(ROOT / "docs" / "findings_figures.py"))
    saved = pd.Series({"140923": 52.7, "140902": 104.2, "140728": -2.0, "140924": 0.0})
    assert figures["_minutes_notes"](saved, {"140923", "140924"}) == {
        "140923": "−53⚠", "140902": "−104", "140728": "+2",
    }  # fmt: skip


def test_stages_are_those_of_the_whole_plan() -> None:
    text = (ROOT / "docs" / "whole-plan.md").read_text("utf-8")
    lines = [line[2:-2].split(" | ") for line in text.splitlines() if line.startswith("| ")]
    heads, readings = lines[0], [line for line in lines if line[0].endswith("`")]
    columns = [heads.index(name) for name in _STAGES]
    theirs = {line[0].rpartition("<br>")[2]: line for line in readings}
    for row in table("reached")[3:]:
        own = [cell.partition("<br>")[0].removesuffix(" †") for cell in row[1:]]
        other = theirs[row[0].rpartition("<br>")[2]]
        assert own == [other[at].partition("<br>")[0] for at in columns], "run: make docs"
    met = [sum("✓" in line[at] for line in readings) for at in columns]
    assert table("reached")[2][1:] == [f"{count} / {len(readings)}" for count in met]


_STAGES = ("2022-10", "2025, as it came", "2030", "2035", "everything")


def test_what_the_page_says_of_the_line() -> None:
    rows = {row[0].replace(" ", ""): row for row in table("trips")[1:]}
    saved = {trip: [int(value) for value in MINUTES.findall(row[-1])] for trip, row in rows.items()}
    taiyuan = max(saved["太原Taiyuan→北京Beijing"])
    for county in ("忻州Xinzhou", "原平Yuanping", "定襄Dingxiang", "五台Wutai"):
        assert min(saved[f"{county}→北京Beijing"]) > 1.5 * taiyuan
    today, lean = (
        int(part.partition("+")[2].split()[0])
        for part in re.split("→|…", rows["忻州Xinzhou→北京Beijing"][-2])[:2]
    )
    assert lean > today, "displacement"
    minutes = {row[0].strip("*"): row for row in table("in-train")[1:]}
    by_line = float(minutes["太原南—北京西，经雄忻 by 雄忻"][2].strip("*"))
    (fastest,) = (float(row[2]) for name, row in minutes.items() if name.startswith("今天最快"))
    assert abs(by_line - fastest) < 10
    press, parts = (row for name, row in minutes.items() if name.startswith("报道"))
    assert float(press[3]) == pytest.approx(350, abs=5), "the line's design speed"
    assert float(parts[2]) > 1.3 * float(press[2])


def test_what_the_page_says_of_the_plan() -> None:
    rows = {row[0].rpartition("<br>")[2].strip("`"): row[1:] for row in table("reached")[1:]}
    met = {name for name, row in rows.items() if any("✓" in cell for cell in row)}
    assert met == {"plan-1h-intercity", "plan-1h-intercity-town"}
    off, peak = (
        [float(cell.split()[0]) for cell in rows[f"plan-1h-people-core{ending}"]]
        for ending in ("", "-peak")
    )
    assert off[0] - peak[0] > off[-1] - off[0] > 0
    worst = rows["plan-1h-commute-seats-timed"]
    assert all("阳泉" in cell and "吕梁" in cell for cell in worst)
    legs = {row[0].partition(" ")[0]: row[1:] for row in table("legs")[1:]}
    ends = {
        city: [[float(value) for value in cell.split(" → ")] for cell in cells]
        for city, cells in legs.items()
    }
    assert all(cells[3][1] > 30 for cells in ends.values()), "outside the train"
    any_station, _, door, *_ = ends["吕梁"]
    assert any_station[0] > 60 > any_station[1]
    assert door[1] > 60


def test_figures_and_links_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
    for name in ("xiongxin", "stages", "legs", "fragile", "first"):
        assert f"images/findings-{name}.png" in PAGE
